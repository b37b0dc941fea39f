"""Candidate lines as they are decided anew: the same typed parts, with what their accounts hold put in."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from lockgate.books.accumulate.draws import Draw, draws, without
from lockgate.books.accumulate.ledger import NOTHING, Ends
from lockgate.books.accumulate.specs import Comparison, Spec, specs
from lockgate.books.accumulate.turning import turning
from lockgate.books.decide.answer import answer
from lockgate.books.typed.groups import BASE, DAY
from lockgate.books.typed.parts import compose
from lockgate.compiler.emit import scaled_terms
from lockgate.compiler.ir import Linear, StepOk, walk
from lockgate.compiler.layout import FAR
from lockgate.door.model import Interval
from lockgate.engine.compose import Composer
from lockgate.engine.decide import decide
from lockgate.engine.determine import own_shipment
from lockgate.engine.prepare import SHIPMENT_TPP, content_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from datetime import date

    from lockgate.books.accumulate.turning import Turning
    from lockgate.books.decide.decider import Decider
    from lockgate.books.typed.parts import Part
    from lockgate.compiler.unit import Rule, Unit
    from lockgate.door.model import Transaction

TODAY = "as_of"


@dataclass(frozen=True, slots=True)
class Met:
    """A line on its day, under the law of that day.

    ``total`` is the aggregate of its shipment where that decides as one; otherwise None.
    """

    klass: Hashable
    content: bytes
    day: date
    unit: Unit
    total: Ends | None


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of a line by number, and what it draws."""

    answer: int
    draws: tuple[Draw, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """One content of lines, under one unit.

    Attributes:
        stated, assumed: by account, what the line states was used, or what its baseline assumes.
        amounts: by account, what the line would draw.
        asked: by account, what must fit: the whole shipment where that decides as one.
        limits: by account, its limit; None where there is none.
        turning: by account, where comparisons of it turn; None where only the number itself is safe.
    """

    stated: tuple[Ends | None, ...]
    assumed: tuple[Ends, ...]
    amounts: tuple[Ends, ...]
    asked: tuple[Ends, ...]
    limits: tuple[int | None, ...]
    turning: tuple[Turning | None, ...]
    by_day: bool


class Scenes:
    """Decides candidates; what was decided once is kept."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self.layout = decider.look.book.layout
        self.stores = decider.reader.stores
        self.names = tuple(name for name in self.stores if name != DAY)
        self.known: dict[tuple[bytes, date, str, Ends | None], Scene] = {}
        self.results: dict[tuple[object, ...], Result] = {}
        self.units: dict[tuple[date, str], Unit] = {}
        self.last: tuple[bytes, Transaction] | None = None
        self.decided = 0

    def unit(self, day: date, posture: str) -> Unit:
        """The law of a day."""
        key = (day, posture)
        if key not in self.units:
            self.units[key] = self.decider.look.book.unit(day, posture, self.decider.look.known_at)
        return self.units[key]

    # ---- contents

    def parts(self, content: bytes) -> dict[str, Part]:
        """The parts of a content by group."""
        places = np.frombuffer(content, dtype=np.int32).tolist()
        return {name: self.stores[name].parts[place] for name, place in zip(self.names, places, strict=True)}

    def whole(self, content: bytes) -> Transaction:
        """The typed transaction of a content, without a day."""
        if self.last is None or self.last[0] != content:
            parts = self.parts(content)
            found = compose(parts[BASE], [part for name, part in parts.items() if name != BASE])
            self.last = content, own_shipment(found, found.items[0])
        return self.last[1]

    def scene(self, content: bytes, unit: Unit, shipment: Ends | None = None) -> Scene:
        """A content under a unit; ``shipment`` is the aggregate of its shipment where that is more than the line."""
        key = (content, unit.day, unit.posture, shipment)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._scene(content, unit, shipment)
        return found

    def _scene(self, content: bytes, unit: Unit, shipment: Ends | None) -> Scene:
        parts, whole, accounts = self.parts(content), self.whole(content), specs(unit)
        base = parts.pop(BASE).whole
        assert base is not None  # noqa: S101 - lines with a faulty baseline are rejected before
        amounts = tuple(self._ends(whole, one.amount) for one in accounts)
        read = {fact: self._ends(whole, fact) for one in accounts for fact in one.facts}
        if shipment is not None:
            read[SHIPMENT_TPP] = shipment
        return Scene(
            tuple(self._stated(parts.values(), one.used) for one in accounts),
            tuple(self._ends(base, one.used) for one in accounts),
            amounts,
            amounts if shipment is None else (shipment,) * len(amounts),
            tuple(self._limit(one, unit, whole) for one in accounts),
            tuple(turning(one, read) for one in accounts),
            self._by_day(unit, parts.values()),
        )

    def own(self, content: bytes) -> Ends | None:
        """The aggregate of a line as if it were its own shipment; None if the line states that of its shipment."""
        parts = self.parts(content)
        if any(SHIPMENT_TPP in part.values for part in parts.values()):
            return None
        return self._ends(self.whole(content), SHIPMENT_TPP)

    def _ends(self, whole: Transaction, fact: str) -> Ends:
        """A number of a transaction, never below zero; what nobody says is as its declaration has it."""
        value = whole.values.get(fact)
        if not isinstance(value, Interval):
            low, high = self.layout.absent(self.layout.symbols.facts[fact])
            return max(low, 0), max(high, 0)
        low, high = content_of(self.layout.slots[fact], value)
        return max(low, 0), max(high, 0)

    def _stated(self, own: Iterable[Part], fact: str) -> Ends | None:
        for part in own:
            value = part.values.get(fact)
            if isinstance(value, Interval):
                low, high = content_of(self.layout.slots[fact], value)
                return max(low, 0), max(high, 0)
        return None

    def _limit(self, one: Spec, unit: Unit, whole: Transaction) -> int | None:
        """The limit of the day: a parameter, a known fact or a number; None where there is none."""
        scale = self.layout.slots[one.used].scale
        parameter = self.layout.symbols.source.parameters.get(one.limit)
        if parameter is not None:
            value = next((value for span, value, _ in parameter.values if span.holds(unit.day)), None)
            return None if value is None else int(value * scale)
        if one.limit in self.layout.slots:
            low, high = self._ends(whole, one.limit)
            return low * scale // self.layout.slots[one.limit].scale if low == high else None
        return int(Fraction(one.limit) * scale) if one.limit else None

    def _by_day(self, unit: Unit, own: Iterable[Part]) -> bool:
        """Whether the day itself matters within the stretch: days that the line states, and licences."""
        dated, _ = days_of(unit)
        return any(part.licences is not None or not dated.isdisjoint(part.values) for part in own)

    # ---- decisions

    def result(self, line: Met, scene: Scene, used: Sequence[Ends], fit: Sequence[str]) -> Result:
        """A line decided anew with what each account holds before it, and whether the line fits into each.

        Lines of one class share what is decided.
        """
        states = [
            ends if turning is None else turning.state(ends) for ends, turning in zip(used, scene.turning, strict=True)
        ]
        full = self.full(line.unit, fit)
        klass = line.klass
        if line.total is not None:
            turned = bisect_left(days_of(line.unit)[1], line.day.toordinal())
            klass = (line.content, line.total, line.day if scene.by_day else (line.unit.day, turned))
        key = (klass, line.unit.day, line.unit.posture, full, *states)
        found = self.results.get(key)
        if found is None:
            self.decided += 1
            found = self.results[key] = self._decide(line, used, full)
        return found

    @staticmethod
    def full(unit: Unit, fit: Sequence[str]) -> int:
        """Rules whose account has no room for certain, where only the account keeps its limit."""
        if "no" not in fit:
            return 0
        places = zip(specs(unit), fit, strict=True)
        return sum(one.rules for one, state in places if state == "no" and not one.reads and not one.review)

    def _decide(self, line: Met, used: Sequence[Ends], full: int) -> Result:
        accounts, whole = specs(line.unit), self.whole(line.content)
        values = dict(whole.values)
        for one, ends in zip(accounts, used, strict=True):
            values[one.used] = self._interval(ends, self.layout.slots[one.used].scale)
        if line.total is not None:
            values[SHIPMENT_TPP] = self._interval(line.total, self.layout.slots[SHIPMENT_TPP].scale)
        whole = replace(whole, values=values)
        prepared = self.decider.preparer.prepare(whole, whole.items[0], line.day, self.decider.look.readings)
        decided = decide(line.unit, prepared)
        if full:
            decided = without(decided, full)
        number = self.decider.answers[line.unit.posture].place(answer(decided, whole))
        return Result(number, draws(Composer(decided, whole), accounts))

    @staticmethod
    def _interval(ends: Ends, scale: int) -> Interval:
        return Interval(Fraction(ends[0], scale), None if ends[1] >= FAR else Fraction(ends[1], scale))


def days_of(unit: Unit) -> tuple[frozenset[str], tuple[int, ...]]:
    """Facts that are compared with the day of a line, and days after which a comparison of the day alone turns."""
    known: tuple[frozenset[str], tuple[int, ...]] | None = unit.notes.get("days")
    if known is None:
        found: set[str] = set()
        turns: set[int] = set()
        for rule in unit.rules:
            _days(rule, unit, found, turns)
        known = unit.notes["days"] = frozenset(found), tuple(sorted(turns))
    return known


def _days(rule: Rule, unit: Unit, found: set[str], turns: set[int]) -> None:
    steps = (*rule.steps, *rule.duties)
    found |= {step.step.shown_by for step in steps if step.step.shown_by and step.wait}
    roots = [rule.cond, *(step.cond for step in steps), rule.must, rule.raised]
    for node in (node for root in roots if root is not None for node in walk(root)):
        if isinstance(node, StepOk) and node.wait:
            found.add(node.fact)
        elif isinstance(node, Linear):
            parts, constant = scaled_terms(node, unit.layout)
            facts = {str(ref): coef for coef, ref in parts}
            if set(facts) == {TODAY}:
                turns |= set(Comparison(facts[TODAY], (), constant, node.op == ">").turns({})[0])
            elif TODAY in facts:
                found |= set(facts) - {TODAY}


__all__ = ["NOTHING", "Met", "Result", "Scene", "Scenes", "days_of"]
