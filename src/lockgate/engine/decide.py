"""One line, one posture: run the generated functions, read the outcome table, settle what needs no further fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.compiler.unit import SUBJECT, Cells, Rule, Unit
from lockgate.engine.evaluate import Evaluator
from lockgate.engine.outcome import CANNOT_DECIDE, LADDER, Coverage, State, Verdict, judge
from lockgate.engine.split import Restriction, assume, sides

if TYPE_CHECKING:
    from lockgate.engine.prepare import Prepared

_BUDGET = 32
"""How many completions are tried before the answer stays open."""


@dataclass(slots=True)
class Decided:
    """What one posture says about one line."""

    unit: Unit
    prepared: Prepared
    cells: Cells
    possible: int
    certain: int
    coverage: Coverage
    verdict: Verdict
    settled: bool = False

    @property
    def evaluator(self) -> Evaluator:
        """The slow evaluator over the same slots, for proofs and questions."""
        return Evaluator(self.unit, self.cells, self.possible, self.certain)

    def rules(self, effect: str, *, certain: bool = False) -> list[Rule]:
        """Rules of one effect that hold, possibly or for certain."""
        mask = (self.certain if certain else self.possible) & self.unit.masks[effect]
        return self.unit.picked(mask) if mask else []

    def values(self, stage: str) -> tuple[str, ...]:
        """Values that a `one` stage may have."""
        slot = self.unit.layout.slots[f"class.{stage}"]
        return slot.of(self.cells[slot.at])


def decide(unit: Unit, prepared: Prepared, *, settle: bool = True) -> Decided:
    """Decide one prepared line in one posture.

    With ``settle``, an open answer that comes out the same whichever way the missing facts fall is settled
    (a bounded search: it may leave an answer open, it never invents one).
    """
    cells = [*prepared.cells, *([0] * (2 * len(unit.folds)))]
    possible, certain, coverage, verdict = run(unit, cells)
    decided = Decided(unit, prepared, cells, possible, certain, coverage, verdict)
    if settle and verdict.outcome == CANNOT_DECIDE:
        _settle(decided)
    return decided


def run(unit: Unit, cells: Cells) -> tuple[int, int, Coverage, Verdict]:
    """The generated functions and the outcome table over the slots."""
    assert unit.fold_function is not None  # noqa: S101 - units are loaded when they are made
    assert unit.decide_function is not None  # noqa: S101 - as above
    unit.fold_function(cells)
    possible, certain, coverage = unit.decide_function(cells)
    return possible, certain, coverage, judge(state_of(unit, possible, certain, coverage))


def state_of(unit: Unit, possible: int, certain: int, coverage: Coverage) -> State:
    """Pick the masks that the outcome table reads."""
    masks = unit.masks
    subject = unit.holds.get(SUBJECT, 0)
    subject_pair = (bool(possible & subject), bool(certain & subject)) if subject_known(unit) else (True, True)
    stops = masks["prohibits"]
    requirements = masks["requires"]
    return State(
        subject=subject_pair,
        prohibited=(bool(possible & stops), bool(certain & stops)),
        possible=possible & requirements,
        certain=certain & requirements,
        coverage=coverage,
    )


def subject_known(unit: Unit) -> bool:
    """Whether the rulebook says at all what is subject; a small rulebook may leave it out."""
    return SUBJECT in unit.holds


def relevant(decided: Decided) -> list[Rule]:
    """The open rules that keep the outcome open."""
    unit = decided.unit
    state = state_of(unit, decided.possible, decided.certain, decided.coverage)
    open_mask = decided.possible & ~decided.certain
    wanted = 0 if state.subject[1] else unit.holds.get(SUBJECT, 0)
    if wanted and judge(state._replace(subject=(True, True))).outcome != CANNOT_DECIDE:
        return unit.picked(open_mask & wanted)
    wanted |= 0 if state.prohibited[1] else unit.masks["prohibits"]
    wanted |= unit.masks["requires"]
    rules = unit.picked(open_mask & wanted)
    exempting = 0
    for rule in unit.picked(open_mask & (unit.masks["requires"] | unit.masks["prohibits"])):
        exempting |= rule.exempt_by
    rules += unit.picked(open_mask & exempting)
    return rules + _ways(decided, state, open_mask)


def _ways(decided: Decided, state: State, open_mask: int) -> list[Rule]:
    """The open authorizations that may still answer everything, each with what may shut it."""
    unit, rules = decided.unit, []
    for bit, maybe, sure in decided.coverage:
        if (maybe != sure or open_mask & bit) and not state.certain & ~maybe:
            way = unit.rule(bit)
            rules += [way, *(unit.rule(closer) for closer, _ in way.closed_by if closer & open_mask)]
    return rules


def _settle(decided: Decided) -> None:
    """Split on open facts until every side has the same outcome, or give up."""
    found: list[Verdict] = []
    agreed = _agree(decided, found, [_BUDGET])
    run(decided.unit, decided.cells)
    if agreed:
        at_least = min((verdict.at_least for verdict in found), key=LADDER.index)
        at_most = max((verdict.at_most for verdict in found), key=LADDER.index)
        decided.verdict = Verdict(found[0].outcome, at_least, at_most, decided.verdict.by)
        decided.settled = True


def _agree(decided: Decided, found: list[Verdict], budget: list[int]) -> bool:
    """Whether all sides of an open comparison come out alike; collects their verdicts."""
    split = first_splittable(decided)
    return split is not None and all(_side(decided, restriction, found, budget) for restriction in split)


def _side(decided: Decided, restriction: Restriction, found: list[Verdict], budget: list[int]) -> bool:
    """Whether one side is decided, as the sides before it."""
    budget[0] -= 1
    if budget[0] < 0:
        return False
    with assume(restriction):
        possible, certain, coverage, verdict = run(decided.unit, decided.cells)
        if verdict.outcome == CANNOT_DECIDE:
            inner = Decided(decided.unit, decided.prepared, decided.cells, possible, certain, coverage, verdict)
            return _agree(inner, found, budget)
    found.append(verdict)
    return verdict.outcome == found[0].outcome


def first_splittable(decided: Decided) -> tuple[Restriction, ...] | None:
    """The two sides of the first open comparison that can be split, or None."""
    evaluator = decided.evaluator
    for rule in relevant(decided):
        for leaf in evaluator.open_leaves(rule.cond):
            split = sides(evaluator, leaf)
            if split:
                return split
    return None
