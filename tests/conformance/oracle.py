"""What the generated functions must give, worked out from the grounded conditions by the tree-walking evaluator.

The slots are cut before the folds, so that the evaluator computes every fold itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.ir import StepOk
from lockgate.compiler.write import KIND, STATED
from lockgate.engine.decide import run
from lockgate.engine.evaluate import Evaluator

if TYPE_CHECKING:
    from lockgate.compiler.unit import Cells, Rule, StepRule, Unit
    from lockgate.engine.evaluate import Pair
    from lockgate.engine.prepare import Prepared


def disagreements(unit: Unit, prepared: Prepared) -> list[str]:
    """Rules, stages and coverages on which the two engines differ; empty when they agree on everything."""
    cells = [*prepared.cells, *([0] * (2 * len(unit.folds)))]
    possible, certain, coverage, _ = run(unit, cells)
    assert unit.side_function is not None
    side = unit.side_function(cells, possible, certain)
    slow = Oracle(unit, cells, possible, certain)
    found = [f"{rule.id}: {mine} and {slow.truth(rule)}" for rule, mine in core(unit, possible, certain, slow)]
    found += [
        f"{rule.id}: {mine} and {slow.plain(rule)}" for rule, mine in beside(unit, side) if mine != slow.plain(rule)
    ]
    found += [
        f"class.{stage}" for stage in unit.chains if slow.stage(stage) != cells[unit.layout.slots[f"class.{stage}"].at]
    ]
    if sorted(coverage) != sorted(slow.coverage()):
        found.append(f"coverage: {coverage} and {slow.coverage()}")
    return found


def core(unit: Unit, possible: int, certain: int, slow: Oracle) -> list[tuple[Rule, Pair]]:
    """Rules that may change an outcome, with the truth of the generated functions where it differs."""
    rules = [rule for effect in ("defines", "prohibits", "requires", "exempts", "closes") for rule in unit.of(effect)]
    pairs = [(rule, (bool(possible & rule.bit), bool(certain & rule.bit))) for rule in rules]
    return [(rule, pair) for rule, pair in pairs if pair != slow.truth(rule)]


def beside(unit: Unit, side: tuple[int, int]) -> list[tuple[Rule, Pair]]:
    """Flags and remarks with the truth of the generated functions."""
    rules = [*unit.of("flags"), *unit.of("warns")]
    return [(rule, (bool(side[0] & rule.bit), bool(side[1] & rule.bit))) for rule in rules]


class Oracle:
    """The evaluator over slots without folds, and what follows from its truths."""

    def __init__(self, unit: Unit, cells: Cells, possible: int, certain: int) -> None:
        self.unit = unit
        self.cells = cells[: unit.layout.base]
        self.possible = possible
        self.certain = certain
        self.evaluator = Evaluator(unit, self.cells, possible, certain)
        self.evaluated = Evaluator(unit, cells, possible, certain)

    def plain(self, rule: Rule) -> Pair:
        """Truth of a rule's own condition; with and without the computed folds it must be the same."""
        pair = self.evaluator.value(rule.cond)
        assert pair == self.evaluated.value(rule.cond), rule.id
        return pair

    def truth(self, rule: Rule) -> Pair:
        """Truth of a rule after exemptions; closures are asked only where some requirement may hold."""
        possibly, surely = self.plain(rule)
        if rule.provision.effect == "closes" and not self.possible & self.unit.masks["requires"]:
            return False, False
        possibly = possibly and not self.certain & rule.exempt_by
        return possibly, possibly and surely and not self.possible & rule.exempt_by

    def stage(self, stage: str) -> int:
        """Values that a `one` stage may have."""
        slot = self.unit.layout.slots[f"class.{stage}"]
        mask, is_open = 0, True
        for rule in self.unit.chains[stage]:
            possibly, surely = self.plain(rule)
            if is_open and possibly:
                mask |= slot.bits[rule.provision.value]
                is_open = not surely
        if is_open:
            mask |= slot.bits[self.unit.layout.symbols.source.stages[stage].default]
            mask |= self.unstated() if stage == "eccn" else 0
        return self.narrowed(stage, mask)

    def unstated(self) -> int:
        """Entries of the item's kind that stay possible where no rule finds one, unless the maker states another."""
        layout, entries = self.unit.layout, self.unit.entries
        kind = self.cells[layout.slots[KIND].at]
        return entries.get(kind, entries[0]) & int(self.cells[layout.slots[STATED].at])

    def narrowed(self, stage: str, mask: int) -> int:
        """What the maker states narrows a level, and names the entry where it agrees with the level."""
        layout = self.unit.layout
        stated = self.cells[layout.slots[STATED].at]
        levels = self.unit.levels.get(stated, 0)
        if stage == "level" and mask & levels:
            return mask & levels
        if stage == "eccn" and levels and not self.cells[layout.slots["class.level"].at] & ~levels:
            return int(stated)
        return mask

    def coverage(self) -> list[tuple[int, int, int]]:
        """For each authorization the requirements that it possibly and certainly covers."""
        found = []
        for rule in self.unit.of("authorizes"):
            possibly, surely = self.plain(rule)
            steps = [self.step(step) for step in rule.steps]
            possibly = possibly and all(pair[0] for pair in steps)
            surely = possibly and surely and all(pair[1] for pair in steps)
            maybe, sure = rule.targets * possibly, rule.targets * surely
            for closer, scope in rule.closed_by:
                maybe &= ~scope if self.certain & closer else ~0
                sure &= ~scope if self.possible & closer else ~0
            if self.possible & maybe:
                found.append((rule.bit, maybe, sure))
        return found

    def step(self, rule: StepRule) -> Pair:
        """A step stands in the way if it is needed and refused, or needed and still waiting."""
        possibly, surely = self.evaluator.value(rule.cond)
        may, must = self.evaluator.value(StepOk(rule.step.shown_by, rule.wait))
        return may or not surely, must or not possibly
