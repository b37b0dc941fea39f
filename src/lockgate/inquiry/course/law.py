"""What changes in the law on which day, in a posture: provisions, country groups, numbers and definitions, in words."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lockgate.compiler.timeline import View, binding_from, in_force, instrument_of, last_day, printed
from lockgate.engine.determine import declarations_of
from lockgate.engine.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from lockgate.compiler.model import Instrument, Provision, Source, Span
    from lockgate.compiler.rulebook import Rulebook

_DAY = timedelta(days=1)
_WORD = re.compile(r"[A-Za-z_][\w.]*")
_SAYING = frozenset({"warns"})
_LIMITS = "limits"


@dataclass(frozen=True, slots=True)
class Change:
    """One change on one day.

    ``kind`` is provision, member, parameter or definition, ``does`` the verb (begins, ends, joins, ...), ``words`` what
    it does it to, ``by`` the document behind it.
    """

    kind: str
    id: str
    does: str
    words: str
    cite: str
    by: str = ""
    member: str = ""
    effect: str = ""


@dataclass(frozen=True, slots=True)
class LawDay:
    """Everything that changes on a day."""

    day: date
    changes: tuple[Change, ...]

    def decides(self, subject: str) -> bool:
        """Whether anything but remarks changes, for a transaction or for a question that limits answer."""
        quiet = _SAYING if subject != "transaction" else _SAYING | {_LIMITS}
        return any(change.effect not in quiet for change in self.changes)


@functools.lru_cache(maxsize=32)
def law_days(book: Rulebook, posture: str, known_at: date | None = None) -> tuple[LawDay, ...]:
    """The days after the first on which the law changes, in order; worked out once for each posture.

    >>> from lockgate.engine.determine import default_rulebook
    >>> days = law_days(default_rulebook(), "enforced")
    >>> next((change.does, change.words) for one in days for change in one.changes if change.member == "NI")
    ('leaves Country Group B', 'Nicaragua')
    """
    return tuple(_read(book, View(posture, known_at)))


def _read(book: Rulebook, view: View) -> Iterator[LawDay]:
    source = book.source
    found: dict[date, list[Change]] = {day: [] for day in book.calendar.days[1:]}
    for provision in source.provisions.values():
        for day in _own_days(source, provision):
            if day in found:
                found[day] += _provision(source, provision, day, view)
    users = _users(source)
    for day, change in (
        *_members(source, view, declarations_of(book).countries),
        *_parameters(source, view, users),
        *_definitions(source, view),
    ):
        if day in found:
            found[day].append(change)
    yield from (LawDay(day, tuple(changes)) for day, changes in found.items())


# ---- provisions


def _own_days(source: Source, provision: Provision) -> Iterable[date]:
    """The days on which the force of a provision may change."""
    instrument = instrument_of(source, provision)
    days = {binding_from(provision, instrument)}
    end = last_day(provision, instrument)
    spans = [*instrument.suspended, *instrument.not_enforced, *(entry.span for entry in provision.enforcement)]
    days |= {end + _DAY} if end else set()
    days |= {span.start for span in spans if span.start} | {span.end + _DAY for span in spans if span.end}
    return sorted(days)


def _provision(source: Source, one: Provision, day: date, view: View) -> Iterator[Change]:
    before, after = (in_force(source, one, when, view) for when in (day - _DAY, day))
    if before == after:
        return
    name = f"{one.id} {one.name}".strip()
    instrument = instrument_of(source, one)
    by = _by(source, one, instrument, day)
    words = name
    if before is None and day == binding_from(one, instrument):
        does, by = "begins", _document(instrument)
    elif before is None:
        does = "counts again"
    elif after is None and last_day(one, instrument) == day - _DAY:
        does, by = "ends", _document(instrument) if instrument.ended == day - _DAY else ""
    elif after is None:
        does = "is no longer enforced"
    else:
        does = "is enforced otherwise"
        if only := [" ".join(text.split()) for text in after if text not in before]:
            words = f"{name} (only when {' AND '.join(only)})"
    yield Change("provision", one.id, does, words, one.cite.ref, by, effect=one.effect)


def _by(source: Source, one: Provision, instrument: Instrument, day: date) -> str:
    """The document behind a change of enforcement."""
    spans = [*(entry.span for entry in one.enforcement), *instrument.suspended, *instrument.not_enforced]
    names = [span.by for span in spans if span.by and _turns(span, day)]
    found = source.instruments.get(names[0]) if names else None
    return _document(found) if found is not None else ""


def _document(instrument: Instrument) -> str:
    return f"{instrument.name} ({instrument.cite})" if instrument.cite else instrument.name


def _turns(span: Span, day: date) -> bool:
    return span.start == day or (span.end is not None and span.end + _DAY == day)


# ---- groups, numbers, definitions


def _members(source: Source, view: View, names: Mapping[str, str]) -> Iterator[tuple[date, Change]]:
    for group in source.sets.values():
        for code in dict.fromkeys(member.code for member in group.members):
            mine = [member for member in group.members if member.code == code]
            for day in _turning([member.span for member in mine]):
                before, after = (
                    [member.readings for member in mine if printed(source, member.span, when, view.known_at)]
                    for when in (day - _DAY, day)
                )
                if before != after:
                    name = group.name or group.id
                    does = f"joins {name}" if not before else f"leaves {name}" if not after else _contested(name)
                    yield day, Change("member", group.id, does, names.get(code, code), group.cite.ref, member=code)


def _contested(name: str) -> str:
    """A member that stays, but under other readings of the text."""
    return f"stands otherwise in {name}, where the text is contested"


def _turning(spans: Iterable[Span]) -> list[date]:
    days = {span.start for span in spans if span.start} | {span.end + _DAY for span in spans if span.end}
    return sorted(days)


def _parameters(source: Source, view: View, users: dict[str, frozenset[str]]) -> Iterator[tuple[date, Change]]:
    for one in source.parameters.values():
        spans = [span for span, _, _ in one.values]
        for day in _turning(spans):
            values = [
                next((value for span, value, _ in one.values if printed(source, span, when, view.known_at)), None)
                for when in (day - _DAY, day)
            ]
            if values[0] != values[1]:
                old, new = ("not set" if value is None else f"{plain(value)} {one.unit}".rstrip() for value in values)
                effect = _LIMITS if users.get(one.id, frozenset()) <= {_LIMITS} else ""
                yield day, Change("parameter", one.id, f"is {new}, it was {old}", one.id, one.cite.ref, effect=effect)


def _definitions(source: Source, view: View) -> Iterator[tuple[date, Change]]:
    for one in source.definitions.values():
        for day in _turning([span for span, _ in one.versions]):
            texts = [
                [text for span, text in one.versions if printed(source, span, when, view.known_at)]
                for when in (day - _DAY, day)
            ]
            if texts[0] != texts[1]:
                gist = f": {one.gist}" if one.gist else ""
                yield day, Change("definition", one.id, "changes", f"what counts as {one.id}{gist}", one.cite.ref)


# ---- who uses what


def words_of(source: Source) -> dict[str, frozenset[str]]:
    """The words of the conditions of each provision, definition and country group, by id."""
    found = {one.id: frozenset(_WORD.findall(" ".join(_texts(one)))) for one in source.provisions.values()}
    for definition in source.definitions.values():
        texts = [text for _, text in definition.versions]
        found[definition.id] = frozenset(_WORD.findall(" ".join([*texts, *definition.values])))
    for group in source.sets.values():
        found[group.id] = frozenset(_WORD.findall(group.algebra))
    return found


def _texts(one: Provision) -> Iterator[str]:
    yield from (one.when, one.unless, one.must, one.raised_when, one.earliest)
    for step in (*one.before, *one.after):
        yield from (step.when, step.wait, step.shown_by)
    yield from (entry.only_when for entry in one.enforcement)


def reached(words: dict[str, frozenset[str]], names: Iterable[str]) -> frozenset[str]:
    """Everything that the conditions of some provisions mention, through definitions and groups.

    >>> sorted(reached({"p": frozenset({"old"}), "old": frozenset({"D5"}), "q": frozenset({"x"})}, ["p"]))
    ['D5', 'old']
    """
    found: set[str] = set()
    ahead = [word for name in names for word in words.get(name, ())]
    while ahead:
        word = ahead.pop()
        if word not in found:
            found.add(word)
            ahead += words.get(word, ())
    return frozenset(found)


def _users(source: Source) -> dict[str, frozenset[str]]:
    """For each parameter, the effects of the provisions whose conditions come to it."""
    words = words_of(source)
    found: dict[str, set[str]] = {}
    for one in source.provisions.values():
        for word in reached(words, [one.id]):
            if word in source.parameters:
                found.setdefault(word, set()).add(one.effect)
    return {name: frozenset(effects) for name, effects in found.items()}
