"""Candidate lines as they are decided anew: the same typed parts, with what their accounts hold put in."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from lockgate.books.accumulate.draws import Draw, draws, without
from lockgate.books.accumulate.ledger import NOTHING, Ends, fits
from lockgate.books.accumulate.specs import Comparison, Spec, specs
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
    from collections.abc import Sequence
    from datetime import date

    from lockgate.books.decide.decider import Decider
    from lockgate.books.typed.parts import Part
    from lockgate.compiler.unit import Rule, Unit
    from lockgate.door.model import Transaction
    from lockgate.engine.prepare import Cells

TODAY = "as_of"


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of a line by number, and what it draws."""

    answer: int
    draws: tuple[Draw, ...]


@dataclass(slots=True)
class Scene:
    """One content of lines, under one unit.

    Attributes:
        whole: the typed transaction, without a day.
        stated, assumed: by account, what the line states was used, or what its baseline assumes.
        amounts: by account, what the line would draw.
        asked: by account, what must fit: the whole shipment where that decides as one.
        limits: by account, its limit; None where there is none.
        turns: by account, the numbers between which nothing turns; None where only the number itself is safe.
    """

    whole: Transaction
    stated: tuple[Ends | None, ...]
    assumed: tuple[Ends, ...]
    amounts: tuple[Ends, ...]
    asked: tuple[Ends, ...]
    limits: tuple[int | None, ...]
    turns: tuple[tuple[int, ...] | None, ...]
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
        self.decided = 0

    def unit(self, day: date, posture: str) -> Unit:
        """The law of a day."""
        return self.decider.look.book.unit(day, posture, self.decider.look.known_at)

    def accounts(self, day: date, posture: str) -> tuple[Spec, ...]:
        """The accounts of a day."""
        return specs(self.unit(day, posture))

    # ---- contents

    def parts(self, content: bytes) -> list[tuple[str, Part]]:
        """The parts of a content by group."""
        import numpy as np  # noqa: PLC0415 - read once for each content

        places = np.frombuffer(content, dtype=np.int32).tolist()
        return [(name, self.stores[name].parts[place]) for name, place in zip(self.names, places, strict=True)]

    def scene(self, content: bytes, unit: Unit, shipment: Ends | None = None) -> Scene:
        """A content under a unit; ``shipment`` is the aggregate of its shipment where that is more than the line."""
        key = (content, unit.day, unit.posture, shipment)
        if key not in self.known:
            self.known[key] = self._scene(content, unit, shipment)
        return self.known[key]

    def _scene(self, content: bytes, unit: Unit, shipment: Ends | None) -> Scene:
        parts = dict(self.parts(content))
        base, own = parts.pop(BASE), list(parts.values())
        whole = compose(base, own)
        whole = own_shipment(whole, whole.items[0])
        accounts = specs(unit)
        amounts = [self._ends(whole, one.amount) for one in accounts]
        if shipment is not None:
            fact = self.layout.slots[SHIPMENT_TPP]
            whole = replace(whole, values={**whole.values, fact.fact: self._interval(shipment, fact.scale)})
        prepared = self.decider.preparer.prepare(whole, whole.items[0], unit.day, self.decider.look.readings)
        composer = Composer(decide(unit, prepared, settle=False), whole)
        stated = [self._stated(own, one.used) for one in accounts]
        return Scene(
            whole,
            tuple(stated),
            tuple(self._ends(base.whole, one.used) for one in accounts),  # type: ignore[arg-type]
            tuple(amounts),
            tuple(one if shipment is None else shipment for one in amounts),
            tuple(self._limit(composer.amount(one.limit), one) for one in accounts),
            tuple(self._turns(one, prepared.cells) for one in accounts),
            self._by_day(unit, own),
        )

    def own(self, content: bytes, unit: Unit) -> Ends | None:
        """The aggregate of a line as if it were its own shipment; None if the line states that of its shipment."""
        parts = dict(self.parts(content))
        if any(SHIPMENT_TPP in part.values for part in parts.values()):
            return None
        return self._ends(self.scene(content, unit).whole, SHIPMENT_TPP)

    def _ends(self, whole: Transaction, fact: str) -> Ends:
        """A number of a transaction, never below zero; everything is possible where nothing is said."""
        value = whole.values.get(fact)
        if not isinstance(value, Interval):
            return 0, FAR
        low, high = content_of(self.layout.slots[fact], value)
        return max(low, 0), max(high, 0)

    def _stated(self, own: Sequence[Part], fact: str) -> Ends | None:
        for part in own:
            value = part.values.get(fact)
            if isinstance(value, Interval):
                low, high = content_of(self.layout.slots[fact], value)
                return max(low, 0), max(high, 0)
        return None

    def _limit(self, limit: Fraction | None, one: Spec) -> int | None:
        return None if limit is None else int(limit * self.layout.slots[one.used].scale)

    def _turns(self, one: Spec, cells: Cells) -> tuple[int, ...] | None:
        found: set[int] = set()
        for comparison in one.comparisons:
            numbers, known = comparison.turns(self.layout, cells)
            if not known:
                return None
            found.update(numbers)
        return tuple(sorted(found))

    def _by_day(self, unit: Unit, own: Sequence[Part]) -> bool:
        """Whether the day itself matters within the stretch: days that the line states, and licences."""
        dated, _ = days_of(unit)
        return any(part.licences is not None or not dated.isdisjoint(part.values) for part in own)

    # ---- decisions

    def result(self, content: bytes, day: date, posture: str, used: Sequence[Ends], shipment: Ends | None) -> Result:
        """A line decided anew with what each account holds before it."""
        unit = self.unit(day, posture)
        scene = self.scene(content, unit, shipment)
        states = [_state(one, turns) for one, turns in zip(used, scene.turns, strict=True)]
        full = self.full(scene, unit, used)
        when = day if scene.by_day else (unit.day, bisect_left(days_of(unit)[1], day.toordinal()))
        key = (content, shipment, posture, when, full, *states)
        if key not in self.results:
            self.decided += 1
            self.results[key] = self._decide(scene, unit, day, used, full)
        return self.results[key]

    def full(self, scene: Scene, unit: Unit, used: Sequence[Ends]) -> int:
        """Rules whose account has no room for certain, where only the account keeps its limit."""
        places = enumerate(specs(unit))
        return sum(
            one.rules
            for at, one in places
            if not one.reads and not one.review and fits(used[at], scene.asked[at], scene.limits[at]) == "no"
        )

    def _decide(self, scene: Scene, unit: Unit, day: date, used: Sequence[Ends], full: int) -> Result:
        accounts = specs(unit)
        values = dict(scene.whole.values)
        for one, ends in zip(accounts, used, strict=True):
            values[one.used] = self._interval(ends, self.layout.slots[one.used].scale)
        whole = replace(scene.whole, values=values)
        look = self.decider.look
        prepared = self.decider.preparer.prepare(whole, whole.items[0], day, look.readings)
        decided = decide(unit, prepared)
        if full:
            decided = without(decided, full)
        number = self.decider.answers[unit.posture].place(answer(decided, whole))
        return Result(number, draws(Composer(decided, whole), accounts))

    @staticmethod
    def _interval(ends: Ends, scale: int) -> Interval:
        return Interval(Fraction(ends[0], scale), None if ends[1] >= FAR else Fraction(ends[1], scale))


def _state(used: Ends, turns: tuple[int, ...] | None) -> object:
    """What of a number can matter: between which turns its ends lie."""
    return used if turns is None else (bisect_left(turns, used[0]), bisect_left(turns, used[1]), used[0] == used[1])


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
                turns |= set(Comparison(facts[TODAY], (), constant, node.op == ">").turns(unit.layout, [])[0])
            elif TODAY in facts:
                found |= set(facts) - {TODAY}


__all__ = ["NOTHING", "Result", "Scene", "Scenes", "days_of"]
