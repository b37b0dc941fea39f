"""A record of the rulebook as a page: what it says, when it holds, what it acts on, which cases exercise it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lockgate.coverage.sources import read_sources
from lockgate.engine.spoken import spoken
from lockgate.history.stretches import dates
from lockgate.reading.blocks import Bars, Condition, Grid, Line, Page, Piece, Rows, Section, Span, line, listed
from lockgate.reading.cases import Case, expecting
from lockgate.reading.files import Notes
from lockgate.reading.lookup import KINDS, Found, pointing
from lockgate.reading.meaning import meaning
from lockgate.reading.names import Names, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from lockgate.compiler.model import Provision, Step
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.coverage.sources import Point
    from lockgate.history.change import Change
    from lockgate.history.stretches import Stretch
    from lockgate.reading.blocks import Block

Tried = "Mapping[str, Sequence[Case]]"
_ACTS = {
    "authorizes": "overcomes",
    "exempts": "removes",
    "closes": "shuts",
    "reviews": "sets the policy of",
    "defines": "makes true",
}
_CONDITIONS = (("Condition", "when"), ("Unless", "unless"), ("Raised when", "raised_when"), ("Must", "must"))


class Pages:
    """Makes the pages of one rulebook.

    ``tried`` maps provisions and readings to the cases whose answers show them. Without it, pages name the cases that
    expect a thing by name: found in a moment, but fewer. ``changed`` maps instruments to all that they changed.

    >>> from lockgate import Rulebook
    >>> from lockgate.reading.lookup import look_up
    >>> book = Rulebook.load(cached=True)
    >>> page = Pages(book).page(look_up(book, "740.29")[0])
    >>> page.title, [section.title for section in page.sections][:3]
    ('License Exception LPP, low processing performance', ['What it is', 'When it is in force', 'Condition'])
    """

    def __init__(
        self,
        book: Rulebook,
        tried: Mapping[str, Sequence[Case]] | None = None,
        changed: Mapping[str, Sequence[Change]] | None = None,
    ) -> None:
        self.book = book
        self.names = Names(book)
        self.tried = tried
        self.changed = changed
        self.notes = Notes(book.folders)

    @cached_property
    def points(self) -> Mapping[str, Point]:
        """The points of the sources by id; a rulebook without a list of them has none."""
        folder = self.book.folders[0] if self.book.folders else None
        return read_sources(folder).points if folder and (folder / "sources.yaml").is_file() else {}

    @property
    def last(self) -> date:
        """Where the axis of days ends: the last change that the rulebook knows, or the day of its review."""
        return max(self.book.calendar.days[-1], self.book.current_to)

    def page(self, found: Found) -> Page:
        """The page of one record."""
        from lockgate.reading.records import record_page  # noqa: PLC0415 - it builds on this module

        return self.provision(found.record) if found.shelf == "provisions" else record_page(self, found)

    def mention(self, shelf: str, name: str, text: str = "") -> Piece:
        """A mention of a record."""
        return Piece(text or name, shelf, name)

    def bearer(self, name: str) -> Piece:
        """A mention of the one provision that bears a name; several are left as text."""
        bearers = self.names.bearers.get(name, [])
        return self.mention("provisions", bearers[0].id, name) if len(bearers) == 1 else Piece(name)

    def provision(self, one: Provision) -> Page:
        """The page of a provision."""
        lead = one.gist or one.ask or one.say
        return Page("provisions", one.id, one.name, KINDS["provisions"], lead, tuple(self._sections(one)))

    def _sections(self, one: Provision) -> Iterator[Section]:
        yield Section("What it is", (Rows(tuple(self._about(one))),))
        yield Section("When it is in force", self.force(one))
        for title, key in _CONDITIONS:
            text = getattr(one, key)
            if text and text != "TRUE":
                yield Section(title, (Condition(self.names.condition(text)),))
        yield from self.named(texts_of(one))
        yield from self._acts(one)
        for title, steps in (("Steps before shipment", one.before), ("Duties after it", one.after)):
            if steps:
                yield Section(title, (Rows(tuple((step.id, self._step(step)) for step in steps)),))
        yield from self.cited((*one.cite.facts, *one.cite.params))
        yield from self.remarks(one.place)
        yield from self.cases(one.id, {one.id, one.code, one.flag} - {""})

    def _about(self, one: Provision) -> Iterator[tuple[str, tuple[Line, ...]]]:
        instrument = self.book.source.instruments[one.instrument]
        quota = one.quota
        draws = (
            line(f"{quota.account}, for each {' and '.join(quota.per)}, draws ", *self.names.linked(quota.amount))
            if quota
            else ()
        )
        effect = line(one.effect, *((": ", self.mention("stages", one.stage), f" = {one.value}") if one.stage else ()))
        fields: dict[str, Line] = {
            "effect": effect,
            "code": line(one.code),
            "flag": line(one.flag),
            "question": line(one.ask if one.gist else ""),
            "answered by": line(one.evidence),
            "remark": line(one.say if one.gist else ""),
            "policy": line(spoken(one.policy) if one.policy else ""),
            "citation": line(one.cite.ref),
            "made by": line(one.cite.made_by),
            "instrument": line(self.mention("instruments", instrument.id), f", {instrument.name}"),
            "tags": line(", ".join(one.tags)),
            "posture": line(one.posture),
            "asks about": line("" if one.subject == "transaction" else one.subject.replace("_", " ")),
            "earliest": self.names.linked(one.earliest),
            "AES code": line(one.aes_code),
            "records": line(one.records),
            "quota": draws,
            "confidence": line(spoken(one.confidence)),
            "file": line(one.place),
        }
        return ((name, (text,)) for name, text in fields.items() if text)

    def force(self, one: Provision) -> tuple[Block, ...]:
        """The stretches of days per posture: as bars, and in words."""
        found = list(dates(self.book, one))
        bars = tuple((name, tuple(_force_span(span) for span in spans)) for name, spans in found)
        words = tuple(
            (name, tuple(self._span(span.words(self.book.first_day)) for span in spans) or (line("never in force"),))
            for name, spans in found
        )
        return self.bars(f"When {one.id} is in force", bars), Rows(words)

    def bars(self, title: str, rows: tuple[tuple[str, tuple[Span, ...]], ...]) -> Bars:
        """Bars on the axis of the rulebook, with the day of its review marked."""
        marks = ((self.book.current_to, "law reviewed"),)
        return Bars(title, rows, self.book.first_day, self.last, marks)

    def _span(self, words: str) -> Line:
        head, only, text = words.partition(", only when ")
        return line(head, only, *self.names.linked(text))

    def named(self, texts: list[str]) -> Iterator[Section]:
        """What the names in some conditions mean."""
        found = self.names.within(*texts)
        if found:
            rows = tuple((line(self.mention(*key)), line(KINDS[key[0]]), meaning(self.book, *key)) for key in found)
            yield Section("What the names mean", (Grid(("name", "kind", "meaning"), rows),))

    def _acts(self, one: Provision) -> Iterator[Section]:
        lines: list[tuple[str, Line]] = []
        if one.effect in _ACTS:
            lines += [(_ACTS[one.effect], self._target(one, target)) for target in one.targets]
        lines += [("only for", line(self.bearer(target))) for target in one.scope]
        lines += [("goes before", line(self.bearer(other))) for other in one.over]
        lines += [("never together with", line(self.bearer(other))) for other in one.disjoint_with]
        lines += [
            (word, line(self.mention("provisions", other.id), f"  {other.name}"))
            for word, other in pointing(self.book, one)
        ]
        lines += [("read by", line(self.mention(*user))) for user in self._readers(one)]
        if lines:
            grouped: dict[str, list[Line]] = {}
            for word, text in lines:
                grouped.setdefault(word, []).append(text)
            rows = tuple((word, tuple(texts)) for word, texts in grouped.items())
            yield Section("What it acts on, and what acts on it", (Rows(rows),))

    def _target(self, one: Provision, target: str) -> Line:
        return line(target) if one.effect == "defines" else line(self.bearer(target))

    def _readers(self, one: Provision) -> list[tuple[str, str]]:
        return self.names.users("provisions", one.id)

    def _step(self, step: Step) -> tuple[Line, ...]:
        notes = (
            line("when ", *self.names.linked(" ".join(step.when.split()))) if step.when else (),
            line("shown by ", *self.names.linked(step.shown_by)) if step.shown_by else (),
            line("then wait ", *self.names.linked(step.wait)) if step.wait else (),
            line(f"due {step.due}") if step.due else (),
        )
        return (line(step.do), *(note for note in notes if note))

    def cited(self, ids: Sequence[str]) -> Iterator[Section]:
        """The points of the sources that a record encodes."""
        if ids:
            points = [(name, self.points.get(name)) for name in dict.fromkeys(ids)]
            rows = tuple((name, (line(point.title if point else ""),)) for name, point in points)
            yield Section("Points of the sources that it encodes", (Rows(rows),))

    def remarks(self, place: str) -> Iterator[Section]:
        """What the file says to its reader."""
        found = self.notes.of(place)
        if found:
            yield Section("Notes", (Rows((("", tuple(line(text) for text in found)),)),))

    def cases(self, name: str, names: set[str]) -> Iterator[Section]:
        """The cases that exercise a record; without a list of them, those that expect it by name."""
        found = expecting(self.book, names) if self.tried is None else tuple(self.tried.get(name, ()))
        if found:
            word = "expect" if self.tried is None else "exercise"
            rows = tuple((line(Piece(case.id, "cases", f"{case.file}#{case.id}")), line(case.title)) for case in found)
            yield Section(f"Cases that {word} it ({len(found)})", (Grid(("case", "what"), rows),))

    def used(self, shelf: str, name: str) -> Iterator[Section]:
        """Who uses a record, kind by kind."""
        grouped: dict[str, list[Piece]] = {}
        for user in self.names.users(shelf, name):
            grouped.setdefault(f"{KINDS[user[0]]}s", []).append(self.mention(*user))
        if grouped:
            rows = tuple((word, (listed(pieces),)) for word, pieces in grouped.items())
            yield Section("Used by", (Rows(rows),))


def _force_span(span: Stretch) -> Span:
    """A stretch of days as part of a bar."""
    part = bool(span.narrowed)
    return Span(span.start, span.end, "in part" if part else "in force", part)
