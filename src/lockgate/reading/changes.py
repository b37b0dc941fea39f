"""The changes between two compiled days in one posture, each with the instrument behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lockgate.compiler.ground import Ground, Texts, tokens_of
from lockgate.compiler.ir import Linear, Member, Named, Node, NumFold, Overlap, walk
from lockgate.compiler.timeline import View, in_force, last_day, printed
from lockgate.engine.determine import declarations_of
from lockgate.reading.meaning import amount
from lockgate.reading.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from lockgate.compiler.model import CountrySet, Instrument, Provision, Span
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Rule, Unit

KINDS = ("provision", "enforcement", "parameter", "group", "definition", "reading", "condition")
"""What may change, in the order in which it is told."""
WHATS = ("begins", "changes", "joins", "leaves", "ends")
WEIGHTS = (
    "requires",
    "prohibits",
    "classifies",
    "exempts",
    "authorizes",
    "closes",
    "defines",
    "reviews",
    "limits",
    "flags",
    "warns",
)
"""Effects in the order in which people ask about them."""
_READING = "reading."
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what happened to which record, from ``day`` on, in which postures, and which provisions feel it."""

    kind: str
    what: str
    id: str
    name: str
    cite: str
    day: date
    before: str
    after: str
    instrument: str
    effect: str = ""
    words: str = ""
    postures: tuple[str, ...] = ()
    felt: tuple[str, ...] = ()

    def order(self) -> tuple[int, int, int, str]:
        """The order in which changes are told."""
        return KINDS.index(self.kind), WHATS.index(self.what), self.weight, self.id

    @property
    def weight(self) -> int:
        """What stops or frees a shipment comes first, remarks last, what is no provision behind them."""
        return WEIGHTS.index(self.effect) if self.effect else len(WEIGHTS)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind,
            "what": self.what,
            "id": self.id,
            "name": self.name,
            "effect": self.effect or None,
            "cite": self.cite or None,
            "day": self.day.isoformat(),
            "before": self.before or None,
            "after": self.after or None,
            "words": self.words or None,
            "postures": list(self.postures),
            "felt_by": list(self.felt),
        }


def changes(book: Rulebook, earlier: date, later: date, posture: str) -> Iterator[Change]:
    """Every change between two days in one posture."""
    sides = _Sides(book, earlier, later, posture)
    if sides.same_stretch:
        return
    explained: set[str] = set()
    for one in (*sides.enforcements(), *sides.parameters(), *sides.groups(), *sides.definitions(), *sides.readings()):
        explained.update((one.id,) if one.kind == "enforcement" else one.felt)
        yield one
    yield from sides.provisions()
    for name in sides.altered:
        if name not in explained:
            yield sides.of_rule("condition", "changes", name)


class _Sides:
    """Two compiled days side by side."""

    def __init__(self, book: Rulebook, earlier: date, later: date, posture: str) -> None:
        self.book = book
        self.source = book.source
        self.posture = posture
        self.view = View(posture)
        self.earlier, self.later = earlier, later
        self.same_stretch = book.calendar.segment(earlier) == book.calendar.segment(later)
        self.days = [day for day in book.calendar.days if earlier < day <= later]
        self.units = (book.unit(earlier, posture), book.unit(later, posture))
        self.rules: tuple[dict[str, Rule], dict[str, Rule]] = (_rules(self.units[0]), _rules(self.units[1]))
        self.names = Names(book)

    @cached_property
    def altered(self) -> list[str]:
        """Provisions in force on both days that ask something else."""
        before, after = self.rules
        return [
            name for name in before if name in after and self.content(before[name], 0) != self.content(after[name], 1)
        ]

    def content(self, rule: Rule, side: int) -> Any:
        """What a provision asks on one of the days."""
        numbers = tuple(self.value(name, side) for name in _bare(self.names, rule.provision))
        steps = tuple((step.step.id, step.cond, step.wait) for step in (*rule.steps, *rule.duties))
        return rule.cond, steps, rule.raised, rule.must, numbers

    def value(self, name: str, side: int) -> Fraction | None:
        """The value of a parameter on one of the days."""
        day = (self.earlier, self.later)[side]
        found = self.source.parameters[name].values
        return next((value for span, value, _ in found if printed(self.source, span, day, None)), None)

    @cached_property
    def used(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """For each day: parameters, groups, definitions and readings to the provisions in force that use them."""
        return (self._used(0), self._used(1))

    def _used(self, side: int) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, rule in self.rules[side].items():
            for word in (*_named(rule), *(f"parameter {other}" for other in _bare(self.names, rule.provision))):
                found.setdefault(word, set()).add(name)
        return found

    def felt(self, word: str) -> tuple[str, ...]:
        """Provisions in force on either day that use a name."""
        return tuple(sorted(self.used[0].get(word, set()) | self.used[1].get(word, set())))

    # ---- provisions

    def provisions(self) -> Iterator[Change]:
        """What begins and what ends."""
        before, after = self.rules
        for name in after:
            if name not in before:
                yield self.of_rule("provision", "begins", name)
        for name in before:
            if name not in after:
                yield self.of_rule("provision", "ends", name)

    def of_rule(self, kind: str, what: str, name: str) -> Change:
        """A change of a provision as a whole."""
        one = self.source.provisions[name]
        day = self.turn(one)
        state = in_force(self.source, one, self.later, self.view)
        only = _only(state)
        instrument, words = (self.behind(one, day), "") if what != "ends" else self.ending(one, day)
        words = f"only when {only}" if what == "begins" and only else words
        return Change(
            kind, what, name, one.name, one.cite.ref, day, "", "", instrument, one.effect, words, (self.posture,)
        )

    def turn(self, one: Provision) -> date:
        """The first of the days since which a provision stands as it does on the later day."""
        last = in_force(self.source, one, self.later, self.view)
        found = self.later
        for day in reversed(self.days):
            if in_force(self.source, one, day, self.view) != last:
                break
            found = day
        return found

    def behind(self, one: Provision, day: date) -> str:
        """The instrument that made a provision begin: what ended its suspension, or its own."""
        own = self.source.instruments[one.instrument]
        for span in (*own.suspended, *own.not_enforced):
            if span.end is not None and span.end + _DAY == day and span.by:
                return span.by
        return one.instrument

    def ending(self, one: Provision, day: date) -> tuple[str, str]:
        """The instrument that made a provision end, and how."""
        own = self.source.instruments[one.instrument]
        last = last_day(one, own)
        if last is not None and last < day:
            successor = self.successor(one, day)
            if successor is not None:
                return successor.instrument, f"replaced by {successor.id}"
            return one.instrument, "its instrument ended" if own.ended == last else "the end of its text"
        for word, spans in (("suspended", own.suspended), ("not enforced", own.not_enforced)):
            by = _covering(spans, day)
            if by is not None:
                return by or one.instrument, word
        return one.instrument, ""

    def successor(self, one: Provision, day: date) -> Provision | None:
        """The provision of the same section and effect that begins on that day, the nearest paragraph first."""
        found = [
            self.source.provisions[name]
            for name, rule in self.rules[1].items()
            if name not in self.rules[0]
            and (rule.provision.effect, rule.provision.policy) == (one.effect, one.policy)
            and _section(rule.provision.cite.ref) == _section(one.cite.ref)
        ]
        fitting = [other for other in found if self.turn(other) == day]
        return max(fitting, key=lambda other: _shared(other.cite.ref, one.cite.ref), default=None)

    def enforcements(self) -> Iterator[Change]:
        """Provisions that are enforced more or less than before."""
        for name in self.altered:
            one = self.source.provisions[name]
            sides = [in_force(self.source, one, day, self.view) for day in (self.earlier, self.later)]
            if sides[0] != sides[1]:
                day = self.turn(one)
                by = next((entry.span.by for entry in one.enforcement if entry.span.holds(self.later)), "")
                before, after = (_only(side) or "wholly" for side in sides)
                yield Change(
                    "enforcement",
                    "changes",
                    name,
                    one.name,
                    one.cite.ref,
                    day,
                    before,
                    after,
                    by or one.instrument,
                    one.effect,
                    "",
                    (self.posture,),
                )

    # ---- what provisions use

    def parameters(self) -> Iterator[Change]:
        """Numbers that change, and numbers that begin or cease to count."""
        for one in self.source.parameters.values():
            counts = [f"parameter {one.id}" in side for side in self.used]
            if not any(counts):
                continue
            values = [self.value(one.id, side) if counts[side] else None for side in (0, 1)]
            if values[0] == values[1]:
                continue
            shown = ["" if value is None else amount(value, one.unit) for value in values]
            what = "changes" if all(shown) else "begins" if shown[1] else "ends"
            span = self.current([span for span, _, _ in one.values], self.later)
            felt = self.felt(f"parameter {one.id}")
            by = (span.by if span else "") or (self.made(one.cite.made_by) if what == "changes" else self.common(felt))
            day = self.since([span for span, _, _ in one.values]) if what == "changes" else self.later
            name = one.id.replace("_", " ")
            yield Change(
                "parameter",
                what,
                one.id,
                name,
                one.cite.ref,
                day,
                shown[0],
                shown[1],
                by,
                "",
                "",
                (self.posture,),
                felt,
            )

    def groups(self) -> Iterator[Change]:
        """Countries that come or go."""
        countries = declarations_of(self.book).countries
        words = (word.removeprefix("group ") for side in self.used for word in side if word.startswith("group "))
        used = set(words) & self.source.sets.keys()
        for one in self.source.sets.values():
            above = sorted(name for name in used if name == one.id or one.id in self.below(name))
            if not one.members or not above:
                continue
            before, after = (self.members(one, day) for day in (self.earlier, self.later))
            felt = tuple(sorted({rule for name in above for rule in self.felt(f"group {name}")}))
            for code in sorted(before.keys() | after.keys()):
                if before.get(code) != after.get(code) and self.matters(above, one.id, code):
                    yield self.member(one, code, countries.get(code, code), (before, after), felt)

    def member(
        self,
        one: CountrySet,
        code: str,
        country: str,
        sides: tuple[dict[str, str], dict[str, str]],
        felt: tuple[str, ...],
    ) -> Change:
        """A country that joins, leaves, or is a member under a reading."""
        before, after = (side.get(code) for side in sides)
        what = "joins" if before is None else "leaves" if after is None else "changes"
        spans = [member.span for member in one.members if member.code == code]
        gone = [span for span in spans if span.end is not None and self.earlier <= span.end < self.later]
        come = [span for span in spans if span.start is not None and self.earlier < span.start <= self.later]
        by = next((span.by for span in (*gone, *come) if span.by), "")
        words = f"{country} ({code}) {self.told(before, after)} {one.name}"
        shown = ["no member" if side is None else side or "member" for side in (before, after)]
        return Change(
            "group",
            what,
            one.id,
            country,
            one.cite.ref,
            self.since(spans),
            shown[0],
            shown[1],
            by,
            "",
            words,
            (self.posture,),
            felt,
        )

    @staticmethod
    def told(before: str | None, after: str | None) -> str:
        """How a membership changed."""
        if before is None:
            return f"joins{f' (under {after})' if after else ''}"
        if after is None:
            return f"leaves{f' (where it was a member under {before})' if before else ''}"
        return f"is now, {f'under {after} only' if after else 'under every reading'}, a member of"

    def below(self, name: str) -> set[str]:
        """Groups that a group is made of."""
        known = self.source.sets
        direct = {other for other in tokens_of(known[name]) if other in known}
        return direct.union(*(self.below(other) for other in direct))

    def members(self, one: CountrySet, day: date) -> dict[str, str]:
        """Members of a group on a day, each with the readings under which it is one."""
        found: dict[str, list[str]] = {}
        for member in one.members:
            if printed(self.source, member.span, day, None):
                under = " and ".join(f"{name} = {value}" for name, value in member.readings)
                found.setdefault(member.code, []).append(under)
        return {code: "" if "" in under else " or ".join(sorted(under)) for code, under in found.items()}

    @cached_property
    def grounds(self) -> tuple[Ground, Ground]:
        """What groups consist of on the two days."""
        texts = Texts(self.book.symbols)
        return Ground(texts, self.earlier), Ground(texts, self.later)

    def matters(self, above: list[str], base: str, code: str) -> bool:
        """Whether a country of a base group comes or goes in a group that provisions name, under some reading."""
        return base in above or any(self.sides_of(name, code, 0) != self.sides_of(name, code, 1) for name in above)

    def sides_of(self, name: str, code: str, side: int) -> bool:
        """Whether a country is in a derived group on one of the days, whatever the reading."""
        node = self.grounds[side].member(Member("", (), (name,)), "")
        return any(isinstance(part, Member) and code in part.names for part in walk(node))

    def definitions(self) -> Iterator[Change]:
        """Definitions in use on both days whose wording changed."""
        for one in self.source.definitions.values():
            word = f"definition {one.id}"
            if not all(word in side for side in self.used):
                continue
            before, after = (self.wording(one.id, day) for day in (self.earlier, self.later))
            if before != after:
                spans = [span for span, _ in one.versions]
                span = self.current(spans, self.later)
                by = (span.by if span else "") or self.made(one.cite.made_by)
                yield Change(
                    "definition",
                    "changes",
                    one.id,
                    one.gist or one.id,
                    one.cite.ref,
                    self.since(spans),
                    before,
                    after,
                    by or self.starting(self.since(spans)),
                    "",
                    "",
                    (self.posture,),
                    self.felt(word),
                )

    def wording(self, name: str, day: date) -> str:
        """The wording of a definition on a day."""
        versions = self.source.definitions[name].versions
        text = next((text for span, text in versions if printed(self.source, span, day, None)), "")
        return " ".join(text.split())

    def readings(self) -> Iterator[Change]:
        """Contested text that begins or ceases to matter."""
        for one in self.source.readings.values():
            counts = [f"reading {one.id}" in side for side in self.used]
            if counts[0] != counts[1]:
                felt = self.felt(f"reading {one.id}")
                what = "begins" if counts[1] else "ends"
                yield Change(
                    "reading",
                    what,
                    one.id,
                    one.question,
                    one.cite.ref,
                    self.later,
                    "",
                    "",
                    self.common(felt),
                    "",
                    "",
                    (self.posture,),
                    felt,
                )

    # ---- who was it

    def since(self, spans: list[Span]) -> date:
        """The last day on or before the later one on which one of the spans begins or has just ended."""
        turns = [day for span in spans for day in (span.start, span.end + _DAY if span.end else None)]
        return max((day for day in turns if day is not None and self.earlier < day <= self.later), default=self.later)

    def current(self, spans: list[Span], day: date) -> Span | None:
        """The span that stands on a day."""
        return next((span for span in spans if printed(self.source, span, day, None)), None)

    def made(self, cite: str) -> str:
        """The instrument with a citation, if one has it alone."""
        found = [one.id for one in self.source.instruments.values() if cite and one.cite == cite]
        return found[0] if len(found) == 1 else ""

    def common(self, felt: tuple[str, ...]) -> str:
        """The instrument of the provisions that begin or end, if it is one."""
        moved = [name for name in felt if (name in self.rules[0]) != (name in self.rules[1])]
        found = {
            self.of_rule("provision", "begins" if name in self.rules[1] else "ends", name).instrument for name in moved
        }
        return found.pop() if len(found) == 1 else ""

    def starting(self, day: date) -> str:
        """The instrument that takes effect on a day, if one does alone."""
        found: list[Instrument] = [
            one for one in self.source.instruments.values() if day in (one.effective, one.compliance)
        ]
        return found[0].id if len(found) == 1 else ""


def _rules(unit: Unit) -> dict[str, Rule]:
    return {str(rule.id): rule for rule in unit.rules}


def _bare(names: Names, one: Provision) -> list[str]:
    """Parameters that a provision names outside its conditions."""
    texts = [one.earliest, one.quota.limit if one.quota else "", *(step.wait for step in (*one.before, *one.after))]
    return [name for shelf, name in names.within(*texts) if shelf == "parameters"]


def _named(rule: Rule) -> Iterator[str]:
    """Groups, parameters, definitions and readings that the grounded conditions of a provision name."""
    roots = (rule.cond, rule.raised, rule.must, *(step.cond for step in (*rule.steps, *rule.duties)))
    for root in roots:
        for node in walk(root) if root is not None else ():
            yield from _of_node(node)


def _of_node(node: Node) -> Iterator[str]:
    if isinstance(node, Named):
        yield f"definition {node.name}"
    if isinstance(node, (Member, Overlap)):
        yield from (f"group {name}" for name in node.sets)
        if node.fact.startswith(_READING):
            yield f"reading {node.fact.removeprefix(_READING)}"
    if isinstance(node, Linear):
        for term in node.terms:
            yield from (f"parameter {name}" for name in term.params)
            if isinstance(term.ref, NumFold) and term.ref.cond is not None:
                for inner in walk(term.ref.cond):
                    yield from _of_node(inner)


def _only(state: tuple[str, ...] | None) -> str:
    """What narrows a provision, in one text."""
    return " AND ".join(" ".join(text.split()) for text in state or () if text and text != "TRUE")


def _covering(spans: tuple[Span, ...], day: date) -> str | None:
    return next((span.by for span in spans if span.holds(day)), None)


def _shared(one: str, other: str) -> int:
    """How many characters two citations share from the start."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _section(ref: str) -> str:
    """The section or entry at the head of a citation, without its paragraphs.

    >>> _section("15 CFR 742.6(a)(6)(iii) as of 2023; 15 CFR 744.23")
    '15 CFR 742.6'
    """
    return ref.partition(";")[0].partition("(")[0].partition(" as of")[0].strip()
