"""What holds, possibly and for certain, for all rows of a frame: the arrays that `decide` works out for one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import ref

from lockgate.books.kernel.truths import Truth, both, either, neither
from lockgate.compiler.ir import StepOk, conj, disj, negate
from lockgate.compiler.unit import SUBJECT
from lockgate.compiler.write import CORE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.books.kernel.common import Names
    from lockgate.books.kernel.frame import Frame, Sight, Truths
    from lockgate.books.kernel.reach import Reach
    from lockgate.books.kernel.truths import Pair
    from lockgate.compiler.ir import Node
    from lockgate.compiler.unit import Rule, Unit

_LATE = ("authorizes", "closes")
RAISED = "raised"
_COND, _WAY = "cond", "way"


@dataclass(frozen=True, slots=True)
class Cover:
    """One authorization: for each requirement that it is for, whether it may and does answer it where it holds."""

    rule: Rule
    asked: Truths | bool
    targets: tuple[tuple[Rule, Truths | bool, Truths | bool], ...]


class _Holding:
    """Whether some earlier provision of a name holds, for conditions.

    No circle: it would keep the lines of a frame until the next look for circles.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = ref(rules)

    def __call__(self, name: str, opened: bool) -> Pair:
        rules = self.rules()
        assert rules is not None  # noqa: S101 - conditions are asked by the rules that they belong to
        return rules.some(rules.unit.picked(rules.unit.holds.get(name, 0)), opened)


class Rules:
    """Truth pairs of the rules of one unit over one frame, after exemptions and closures."""

    def __init__(self, unit: Unit, frame: Frame, reach: Reach, sight: Sight, names: Names) -> None:
        self.unit = unit
        self.names = names
        self.shared = frame.shared
        self.truth = Truth(frame, reach, sight, _Holding(self))
        self.known: dict[tuple[int, bool], Pair] = {}
        self.covers: dict[bool, tuple[Cover, ...]] = {}
        kept: dict[int, Node] = unit.notes.setdefault("with steps", {})
        self.with_steps = kept

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
        bits = self.unit.holds.get(SUBJECT)
        return self.some(self.unit.picked(bits), opened) if bits is not None else (True, True)

    def pair(self, rule: Rule, opened: bool) -> Pair:
        """(possibly, surely) of a rule."""
        key = (rule.bit, opened)
        if key not in self.known:
            self.known[key] = self._pair(rule, opened)
        return self.known[key]

    def bare(self, rule: Rule, opened: bool) -> Pair:
        """(possibly, surely) of what a rule says itself, with its steps, before anything takes it away."""
        late = rule.provision.effect == "authorizes"
        possibly, surely = self.part(rule, _WAY, opened) if late else self.cond(rule, opened)
        return possibly, both(possibly, surely)

    def cond(self, rule: Rule, opened: bool) -> Pair:
        """(possibly, surely) of the condition of a rule."""
        return self.part(rule, _COND, opened)

    def part(self, rule: Rule, what: str | int, opened: bool) -> Pair:
        """The same of another part: the way past a requirement, what raises a flag, a duty by its place.

        What units have in common is worked out in the first of them.
        """
        key = (what, self.names.deep(rule.bit), opened)
        found: Pair | None = self.shared.get(key)
        if found is None:
            found = self.shared[key] = self.truth.pair(self._node(rule, what), opened)
        return found

    def _node(self, rule: Rule, what: str | int) -> Node:
        if isinstance(what, int):
            return rule.duties[what].cond
        if what == _WAY:
            return self._condition(rule)
        node = rule.raised if what == RAISED else rule.cond
        assert node is not None  # noqa: S101 - asked only where there is one
        return node

    def _pair(self, rule: Rule, opened: bool) -> Pair:
        """See `pair`; what hangs on nothing but what a rule leans on is worked out in the first unit that has it."""
        if rule.provision.effect in _LATE:
            return self._worked_out(rule, opened)
        key = ("pair", self.names.deep(rule.bit), opened)
        found: Pair | None = self.shared.get(key)
        if found is None:
            found = self.shared[key] = self._worked_out(rule, opened)
        return found

    def _worked_out(self, rule: Rule, opened: bool) -> Pair:
        effect = rule.provision.effect
        if effect == "classifies":
            return False, False
        if effect == "authorizes":
            found = next((one for one in self.coverage(opened) if one.rule is rule), None)
            return self._covered(found) if found is not None else (False, False)
        possibly, surely = self.cond(rule, opened)
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
        possibly, surely = self.part(rule, _WAY, opened)
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
