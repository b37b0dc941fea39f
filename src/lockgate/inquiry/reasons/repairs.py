"""The cheapest sets of changes that reach an outcome or an authorization: best first, each decided anew."""

from __future__ import annotations

import heapq
import itertools
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from lockgate.compiler.layout import FAR
from lockgate.engine.decide import Decided, run
from lockgate.engine.prepare import QUANTITY, SHIPMENT_TPP
from lockgate.engine.split import Restriction, assume
from lockgate.inquiry.reasons.flips import Flips
from lockgate.inquiry.reasons.kinds import COST, ITEM, Flip, unit_of
from lockgate.inquiry.reasons.needs import Needs, Several

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lockgate.compiler.unit import Cells, Unit
    from lockgate.engine.prepare import Prepared
    from lockgate.inquiry.lines import Standpoint
    from lockgate.inquiry.reasons.named import Named
    from lockgate.inquiry.reasons.needs import Need

Key = tuple[int, int]
_DECISION = 10
"""What a decision costs; each condition that is looked into for what it lacks costs 1."""
_WIDEST = 40
"""Changes that are followed up from one point of the search."""


class Goal(NamedTuple):
    """What is to be reached, and what is lacking for it (None where it cannot be reached from here)."""

    reached: Callable[[Decided], bool]
    lacking: Callable[[Needs], Need | None]


@dataclass(frozen=True, slots=True)
class State:
    """Changes so far, by the slots that they write."""

    flips: tuple[tuple[Key, Flip], ...] = ()

    @property
    def fixed(self) -> frozenset[Key]:
        """Slots that are written."""
        return frozenset(key for key, _ in self.flips)

    @property
    def changes(self) -> tuple[Flip, ...]:
        """The changes."""
        return tuple(flip for _, flip in self.flips)

    @property
    def cost(self) -> int:
        """Weight of all changes."""
        return sum(flip.cost for _, flip in self.flips)

    @property
    def identity(self) -> frozenset[tuple[Key, tuple[Any, ...], object]]:
        """What makes two states the same."""
        return frozenset((key, flip.content, flip.day) for key, flip in self.flips)

    def shadows(self, other: State) -> bool:
        """Whether the other changes everything that this one does: the same, or other words for the same facts."""
        theirs = dict(other.flips)
        return all(key in theirs and _like(flip, theirs[key]) for key, flip in self.flips)

    def with_flip(self, flip: Flip) -> State:
        """One change more; a second change of the same fact narrows the first."""
        kept = dict(self.flips)
        before = kept.get(flip.key)
        if before is not None:
            words = f"{before.to}, {flip.to}" if len(flip.content) == 2 else flip.to
            flip = replace(
                flip,
                now=before.now,
                kind=ITEM if flip.other_item else before.kind,
                to=words,
                note=flip.note or before.note,
                at_least=flip.at_least or before.at_least,
                at_most=flip.at_most or before.at_most,
            )
        kept[flip.key] = flip
        return State(tuple(kept.items()))

    def without(self, dropped: frozenset[Key]) -> State:
        """Fewer changes."""
        return State(tuple((key, flip) for key, flip in self.flips if key not in dropped))


def _like(one: Flip, other: Flip) -> bool:
    """Whether two changes of a fact are alike: of words any, of numbers and days the same."""
    return bool(one.values) or (one.content == other.content and one.day == other.day)


class Trial:
    """Decides a prepared line with some slots changed."""

    def __init__(self, stand: Standpoint, prepared: Prepared, named: Named, *, derived: bool) -> None:
        self.stand = stand
        self.named = named
        self.prepared = prepared
        self.derived = derived
        self.spent = 0

    def unit(self, state: State) -> Unit:
        """The law of the day, or of the day that is waited for."""
        day = next((flip.day for flip in state.changes if flip.day), self.stand.day)
        return self.stand.book.unit(day, self.stand.posture, self.stand.known_at)

    def root(self, state: State, unit: Unit) -> Cells:
        """Slots of the transaction after the changes; a total that follows from the quantity is worked out anew."""
        cells = [*self.prepared.cells, *([0] * (2 * len(unit.folds)))]
        for flip in state.changes:
            if flip.day:
                today = unit.layout.slots["as_of"].at
                cells[today : today + 2] = [flip.day.toordinal()] * 2
            elif flip.cells is None:
                cells[flip.at : flip.at + len(flip.content)] = flip.content
        return cells

    def total(self, cells: Cells, unit: Unit) -> None:
        """The total of a shipment of one line, from its quantity and its circuits."""
        layout = unit.layout
        if not self.derived or SHIPMENT_TPP not in layout.slots or QUANTITY not in layout.slots:
            return
        one = unit_of(layout, cells)
        if one is not None:
            quantity, total = layout.slots[QUANTITY].at, layout.slots[SHIPMENT_TPP].at
            cells[total] = one[0] * cells[quantity]
            cells[total + 1] = min(FAR, one[1] * cells[quantity + 1])

    def decided(self, state: State, stack: ExitStack) -> Decided:
        """The decision after the changes; they last as long as the stack is open."""
        self.spent += _DECISION
        unit = self.unit(state)
        cells = self.root(state, unit)
        for flip in state.changes:
            if flip.cells is not None:
                stack.enter_context(assume(Restriction(flip.cells, flip.at, flip.content)))
        if state.flips:
            self.total(cells, unit)
        possible, certain, coverage, verdict = run(unit, cells)
        return Decided(unit, self.prepared, cells, possible, certain, coverage, verdict)

    def reaches(self, state: State, goal: Goal) -> bool:
        """Whether the changes reach the goal."""
        with ExitStack() as stack:
            return goal.reached(self.decided(state, stack))


@dataclass(frozen=True, slots=True)
class Repairs:
    """Sets of changes, cheapest first; ``complete`` if nothing cheaper or further was left untried."""

    states: tuple[State, ...]
    complete: bool


def search(trial: Trial, goal: Goal, *, effort: int, most: int) -> Repairs:
    """Best first over what is lacking; every state that is returned was decided and reaches the goal.

    From each point one open need is followed, in each of the ways in which it can be met. No part of what is
    returned reaches the goal by itself.
    """
    counter = itertools.count()
    queue: list[tuple[int, int, State]] = [(0, 0, State())]
    seen = {State().identity}
    found: list[State] = []
    start, cut = trial.spent, False
    while queue and len(found) < most:
        if trial.spent - start >= effort:
            return Repairs(tuple(found), complete=False)
        _, _, state = heapq.heappop(queue)
        if any(one.shadows(state) for one in found):
            continue
        following = _step(trial, goal, state)
        if following is None:
            smaller = _least(trial, goal, state)
            if smaller.flips and not any(one.shadows(smaller) for one in found):
                found.append(smaller)
            continue
        cut = cut or len(following) > _WIDEST
        for flip in following[:_WIDEST]:
            after = state.with_flip(flip)
            if after.identity not in seen:
                seen.add(after.identity)
                heapq.heappush(queue, (after.cost, next(counter), after))
    return Repairs(tuple(sorted(found, key=lambda one: one.cost)), complete=not queue and not cut)


def _step(trial: Trial, goal: Goal, state: State) -> list[Flip] | None:
    """The changes that may follow; None where the goal is reached."""
    with ExitStack() as stack:
        decided = trial.decided(state, stack)
        if goal.reached(decided):
            return None
        needs = Needs(decided)
        need = goal.lacking(needs)
        if need is None:
            return []
        flips = Flips(needs, state.fixed, trial.named, derived=trial.derived)
        found = sorted(ways(need, flips), key=lambda flip: flip.cost)
        trial.spent += len(needs.kept) + len(flips.kept)
        return found


def ways(need: Need, flips: Flips) -> list[Flip]:
    """The next changes: of needs that all must be met the one with the fewest ways, of others every way."""
    return flips.once(need, lambda: _ways(need, flips)) if isinstance(need, Several) else flips.of(need)


def _ways(need: Several, flips: Flips) -> list[Flip]:
    if need.every:
        fewest: list[Flip] | None = None
        for part in need.parts:
            some = ways(part, flips)
            if fewest is None or len(some) < len(fewest):
                fewest = some
            if not some:
                break
        return fewest or []
    return list({(flip.key, flip.content): flip for part in need.parts for flip in ways(part, flips)}.values())


def _least(trial: Trial, goal: Goal, state: State) -> State:
    """The smallest part of the changes that still reaches the goal."""
    keys = [key for key, _ in state.flips]
    for size in range(1, len(keys)):
        for kept in itertools.combinations(keys, size):
            smaller = state.without(frozenset(keys) - frozenset(kept))
            if trial.reaches(smaller, goal):
                return smaller
    return state


def cheapest(need: Need, flips: Flips) -> int:
    """The least weight with which a need could be met, interplay aside; a large number where no change would do."""
    if not isinstance(need, Several):
        return min((flip.cost for flip in flips.of(need)), default=_NEVER)
    parts = [cheapest(part, flips) for part in need.parts]
    return min(_NEVER, sum(parts)) if need.every else min(parts, default=_NEVER)


_NEVER = 10 * COST[ITEM]


def by_cost(parts: Iterator[Need] | tuple[Need, ...], flips: Flips) -> list[Need]:
    """Alternatives, the cheapest first."""
    return sorted(parts, key=lambda part: cheapest(part, flips))
