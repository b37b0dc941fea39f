"""The law of many days side by side: for every provision, its grounded condition in each stretch of the calendar."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lockgate.compiler.ir import (
    FALSE,
    And,
    Bool,
    Fold,
    Linear,
    Member,
    Named,
    Node,
    Not,
    NumFold,
    Or,
    StepOk,
    conj,
    disj,
    negate,
)
from lockgate.compiler.unit import SUBJECT
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Rule, Unit

READING = "reading."
Versions = tuple[Node, ...]
"""The condition of one provision in each stretch; FALSE where it is not in force."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days without a change of the law, both ends included; the last one has no end."""

    first: date
    last: date | None


@dataclass(slots=True)
class Side:
    """One posture: conditions by provision, and what each stretch says beside them."""

    posture: str
    units: list[Unit] = field(default_factory=list)
    versions: dict[str, Versions] = field(default_factory=dict)


@dataclass(slots=True)
class Law:
    """What is in force over a span of days, in some postures.

    Which provision answers, exempts or shuts which stands in the rulebook by name, so it does not change with the day;
    a provision that is not in force is simply false.
    """

    stretches: tuple[Stretch, ...]
    sides: dict[str, Side]
    effects: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    exempted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    targets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    closers: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    holds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chains: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, *effects: str) -> list[str]:
        """Provisions with one of the effects, in order."""
        return [name for name, effect in self.effects.items() if effect in effects]


def gather(
    book: Rulebook,
    postures: Sequence[str],
    first: date | None = None,
    last: date | None = None,
    readings: Mapping[str, str] | None = None,
) -> Law:
    """The law from ``first`` to ``last`` (the whole calendar if None), readings put in."""
    stretches = stretches_of(book, first, last)
    sides = {item.id: item.default for item in book.source.readings.values()} | dict(readings or {})
    law = Law(stretches, {posture: Side(posture) for posture in postures})
    reader = Reader(sides)
    for posture, side in law.sides.items():
        side.units = [book.unit(stretch.first, posture) for stretch in stretches]
        for index, unit in enumerate(side.units):
            _take(law, side, unit, index, reader)
    law.effects = dict(sorted(law.effects.items(), key=lambda item: (_EFFECTS.index(item[1]), item[0])))
    law.chains = {stage: _merged(stage, law) for stage in _stages(law)}
    return law


_EFFECTS = (
    *("defines", "classifies", "exempts", "prohibits", "requires", "closes", "authorizes"),
    *("reviews", "flags", "limits", "warns"),
)


def stretches_of(book: Rulebook, first: date | None, last: date | None) -> tuple[Stretch, ...]:
    """The stretches that touch a span of days, the first cut to it.

    >>> from lockgate.compiler.rulebook import Rulebook
    >>> [found] = stretches_of(Rulebook.load(), date(2025, 6, 1), date(2025, 6, 2))
    >>> found.first.isoformat(), found.last.isoformat()
    ('2025-06-01', '2025-06-02')
    """
    start = max(first or book.first_day, book.first_day)
    if last is not None and last < start:
        hint = f"the rulebook begins on {book.first_day}; --to must not lie before --from"
        raise InputError(f"there is no day from {start} to {last}", place="--to", hint=hint)
    days = [start, *(day for day in book.calendar.days if day > start and (last is None or day <= last))]
    ends = [*(day - timedelta(days=1) for day in days[1:]), last]
    return tuple(Stretch(begin, end) for begin, end in zip(days, ends, strict=True))


def _take(law: Law, side: Side, unit: Unit, index: int, reader: Reader) -> None:
    """Add what one stretch says."""
    for rule in unit.rules:
        found = side.versions.setdefault(rule.id, (FALSE,) * len(law.stretches))
        whole = reader.settled(whole_condition(rule))
        side.versions[rule.id] = (*found[:index], whole, *found[index + 1 :])
        law.effects[rule.id] = rule.provision.effect
        law.values[rule.id] = rule.provision.value
        _note(law.exempted, rule.id, unit, rule.exempt_by)
        _note(law.targets, rule.id, unit, rule.targets)
        for bit, scope in rule.closed_by:
            _note(law.closers.setdefault(rule.id, {}), unit.rule(bit).id, unit, scope)
    for name, mask in unit.holds.items():
        _note(law.holds, name, unit, mask)


def _note(where: dict[str, tuple[str, ...]], key: str, unit: Unit, mask: int) -> None:
    known = where.get(key, ())
    where[key] = (*known, *(rule.id for rule in unit.picked(mask) if rule.id not in known))


def whole_condition(rule: Rule) -> Node:
    """When a provision applies; of an authorization, the steps that it asks for belong to it."""
    if rule.provision.effect != "authorizes":
        return rule.cond
    return conj(rule.cond, *(disj(negate(step.cond), StepOk(step.step.shown_by, step.wait)) for step in rule.steps))


def _stages(law: Law) -> list[str]:
    return list(dict.fromkeys(stage for side in law.sides.values() for unit in side.units for stage in unit.chains))


def _merged(stage: str, law: Law) -> tuple[str, ...]:
    """One order of the provisions of a stage that every stretch keeps to."""
    above: dict[str, set[str]] = {}
    for side in law.sides.values():
        for unit in side.units:
            names = [rule.id for rule in unit.chains.get(stage, ())]
            for index, name in enumerate(names):
                above.setdefault(name, set()).update(names[:index])
    found: list[str] = []
    while len(found) < len(above):
        ready = [name for name in above if name not in found and above[name] <= set(found)]
        if not ready:
            raise too_wide(f"the order of the {stage}")
        found.append(ready[0])
    return tuple(found)


def too_wide(what: str) -> InputError:
    """The error for days that do not fit into one query."""
    hint = "choose fewer days, with --from and --to"
    return InputError(f"{what} is another on other days", place="--from", hint=hint)


def known_subject(law: Law) -> bool:
    """Whether the rulebook says what is subject at all."""
    return SUBJECT in law.holds


class Reader:
    """Puts the chosen sides of readings into conditions; equal conditions come back as one object."""

    def __init__(self, sides: Mapping[str, str]) -> None:
        self.sides = sides
        self.memo: dict[Node, Node] = {}

    def settled(self, node: Node) -> Node:
        """The condition without readings."""
        found = self.memo.get(node)
        if found is None:
            found = self._work(node)
            found = self.memo.setdefault(found, found)
            self.memo[node] = found
        return found

    def _work(self, node: Node) -> Node:
        if isinstance(node, And):
            return conj(*map(self.settled, node.args))
        if isinstance(node, Or):
            return disj(*map(self.settled, node.args))
        if isinstance(node, Not):
            return negate(self.settled(node.arg))
        if isinstance(node, Named):
            inner = self.settled(node.arg)
            return inner if isinstance(inner, Bool) else Named(node.name, inner)
        if isinstance(node, Member) and node.fact.startswith(READING):
            return Bool(value=self.sides[node.fact.removeprefix(READING)] in node.names)
        if isinstance(node, Fold):
            return Fold(node.kind, node.collection, self.settled(node.cond))
        if isinstance(node, Linear):
            return Linear(tuple(replace(term, ref=self._ref(term.ref)) for term in node.terms), node.op)
        return node

    def _ref(self, ref: str | NumFold | None) -> str | NumFold | None:
        if isinstance(ref, NumFold) and ref.cond is not None:
            return NumFold(ref.kind, ref.collection, ref.field, self.settled(ref.cond))
        return ref
