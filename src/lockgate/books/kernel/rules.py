"""What holds, possibly and for certain, for all rows of a frame: the arrays that `decide` works out for one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.books.kernel.truths import Truth, both, either, neither
from lockgate.compiler.ir import StepOk, conj, disj, negate
from lockgate.compiler.unit import SUBJECT
from lockgate.compiler.write import CORE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.books.kernel.frame import Frame, Sight, Truths
    from lockgate.books.kernel.reach import Reach
    from lockgate.books.kernel.truths import Pair
    from lockgate.compiler.ir import Node
    from lockgate.compiler.unit import Rule, Unit

_LATE = ("authorizes", "closes")


@dataclass(frozen=True, slots=True)
class Cover:
    """One authorization: for each requirement that it is for, whether it may and does answer it where it holds."""

    rule: Rule
    asked: Truths | bool
    targets: tuple[tuple[Rule, Truths | bool, Truths | bool], ...]


class Rules:
    """Truth pairs of the rules of one unit over one frame, after exemptions and closures."""

    def __init__(self, unit: Unit, frame: Frame, reach: Reach, sight: Sight) -> None:
        self.unit = unit
        self.truth = Truth(frame, reach, sight, self.holds)
        self.known: dict[tuple[int, bool], Pair] = {}
        self.covers: dict[bool, tuple[Cover, ...]] = {}
        kept: dict[int, Node] = unit.notes.setdefault("with steps", {})
        self.with_steps = kept

    def holds(self, name: str, opened: bool) -> Pair:
        """Whether some earlier provision of a name holds."""
        return self.some(self.unit.picked(self.unit.holds.get(name, 0)), opened)

    def some(self, rules: Iterable[Rule], opened: bool) -> Pair:
        """Whether one of several rules holds."""
        possibly: Truths | bool = False
        surely: Truths | bool = False
        for rule in rules:
            more, sure = self.pair(rule, opened)
            possibly, surely = either(possibly, more), either(surely, sure)
        return possibly, surely

    def subject(self, opened: bool) -> Pair:
        """Whether anything is subject at all."""
        return self.holds(SUBJECT, opened) if SUBJECT in self.unit.holds else (True, True)

    def pair(self, rule: Rule, opened: bool) -> Pair:
        """(possibly, surely) of a rule."""
        key = (rule.bit, opened)
        if key not in self.known:
            self.known[key] = self._pair(rule, opened)
        return self.known[key]

    def bare(self, rule: Rule, opened: bool) -> Pair:
        """(possibly, surely) of what a rule says itself, with its steps, before anything takes it away."""
        cond = self._condition(rule) if rule.provision.effect == "authorizes" else rule.cond
        possibly, surely = self.truth.pair(cond, opened)
        return possibly, both(possibly, surely)

    def _pair(self, rule: Rule, opened: bool) -> Pair:
        effect = rule.provision.effect
        if effect == "classifies":
            return False, False
        if effect == "authorizes":
            found = next((one for one in self.coverage(opened) if one.rule is rule), None)
            return self._covered(found) if found is not None else (False, False)
        possibly, surely = self.truth.pair(rule.cond, opened)
        if effect == "closes":
            asked = self.some(self.unit.of("requires"), opened)[0]
            return both(asked, possibly), both(both(asked, possibly), surely)
        if effect in CORE and rule.exempt_by:
            exempt_maybe, exempt = self.some(self.unit.picked(rule.exempt_by), opened)
            possibly = both(possibly, neither(exempt))
            return possibly, both(both(possibly, surely), neither(exempt_maybe))
        return possibly, both(possibly, surely)

    @staticmethod
    def _covered(cover: Cover) -> Pair:
        possibly: Truths | bool = False
        surely: Truths | bool = False
        for _, maybe, sure in cover.targets:
            possibly, surely = either(possibly, maybe), either(surely, sure)
        return possibly, surely

    def coverage(self, opened: bool) -> tuple[Cover, ...]:
        """What each authorization answers of what holds."""
        if opened not in self.covers:
            self.covers[opened] = tuple(self._cover(rule, opened) for rule in self.unit.of("authorizes"))
        return self.covers[opened]

    def _cover(self, rule: Rule, opened: bool) -> Cover:
        wanted = self.unit.picked(rule.targets & self.unit.masks["requires"])
        asked = self.some(wanted, opened)[0]
        possibly, surely = self.truth.pair(self._condition(rule), opened)
        possibly = both(asked, possibly)
        surely = both(possibly, surely)
        closers = [(self.pair(self.unit.rule(bit), opened), scope) for bit, scope in rule.closed_by]
        found = []
        for target in wanted:
            holds, _ = self.pair(target, opened)
            maybe, sure = both(holds, possibly), both(holds, surely)
            for (shut_maybe, shut), scope in closers:
                if scope & target.bit:
                    maybe, sure = both(maybe, neither(shut)), both(sure, neither(shut_maybe))
            found.append((target, maybe, sure))
        return Cover(rule, asked, tuple(found))

    def _condition(self, rule: Rule) -> Node:
        """The condition of an authorization with its steps: none refused, none still waiting."""
        if rule.bit not in self.with_steps:
            steps = (disj(negate(step.cond), StepOk(step.step.shown_by, step.wait)) for step in rule.steps)
            self.with_steps[rule.bit] = conj(rule.cond, *steps)
        return self.with_steps[rule.bit]
