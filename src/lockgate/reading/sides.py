"""Two compiled days side by side: which provisions began, ended or ask something else, and what made them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lockgate.compiler.ir import Linear, Member, Named, Node, NumFold, Overlap, walk
from lockgate.compiler.timeline import View, in_force, last_day, printed
from lockgate.reading.change import Change
from lockgate.reading.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from lockgate.compiler.model import Instrument, Provision, Span
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Rule, Unit

_READING = "reading."
_DAY = timedelta(days=1)


class Sides:
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
