"""What a condition lacks: the comparisons that fail, and how they hang together.

A need is met, or it is a comparison that must come out otherwise (`Lack`), or several of them of which all (`every`) or
one (not `every`) must. It is built from the same trees that the decision ran on, over the facts as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.compiler.ir import And, Bool, Fold, Holds, Member, Named, Node, Not, Or, StepOk
from lockgate.engine.pairs import step_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.compiler.unit import Rule, StepRule
    from lockgate.engine.decide import Decided
    from lockgate.engine.evaluate import Places

STAGE = "class."


@dataclass(frozen=True, slots=True)
class Lack:
    """A comparison that must come out true (``want``) or false and does not, or not for certain."""

    node: Node
    places: Places
    want: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A collection of which more must be known, or in which nobody stands."""

    collection: str
    places: Places
    empty: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """A step before shipment that was refused, or whose waiting time runs."""

    step: StepRule
    state: str


@dataclass(frozen=True, slots=True)
class Several:
    """Needs of which all, or one, must be met; ``named`` is the definition or provision that asks for them.

    ``stage`` is the comparison with the class of the item for which they stand.
    """

    every: bool
    parts: tuple[Need, ...]
    named: str = ""
    stage: Lack | None = None


Need = Lack | Missing | Wait | Several
NEVER = Several(every=False, parts=())
"""A need that nothing can meet."""


class Needs:
    """Reads one decision; None means that nothing is lacking."""

    def __init__(self, decided: Decided) -> None:
        self.decided = decided
        self.unit = decided.unit
        self.evaluator = decided.evaluator
        self.root = self.evaluator.root
        self.kept: dict[tuple[int, bool], tuple[Node, Need | None]] = {}

    def condition(self, node: Node, places: Places | None = None, *, want: bool = True) -> Need | None:
        """What is lacking for a condition to be certainly true, or certainly false."""
        if places is not None and places is not self.root:
            return self.lacking(node, places, want=want)
        found = self.kept.get((id(node), want))
        if found is None:  # what is kept keeps its node alive, so that its id stays its own
            found = self.kept[id(node), want] = (node, self.lacking(node, self.root, want=want))
        return found[1]

    def lacking(self, node: Node, at: Places, *, want: bool) -> Need | None:
        """See `condition`; of the transaction as a whole each condition is worked out once."""
        possibly, surely = self.evaluator.value(node, at)
        if surely if want else not possibly:
            return None
        if isinstance(node, (And, Or)):
            parts = (self.condition(arg, at, want=want) for arg in node.args)
            return joined(parts, every=isinstance(node, And) == want)
        if isinstance(node, Not):
            return self.condition(node.arg, at, want=not want)
        if isinstance(node, Named):
            return named(self.condition(node.arg, at, want=want), node.name)
        if isinstance(node, Fold):
            return self.fold(node, at, want=want)
        if isinstance(node, Holds):
            return self.holds(node, want=want)
        if isinstance(node, Member) and node.fact.startswith(STAGE):
            found = joined([self.stage(node, want=want)], every=True)
            return found and Several(every=True, parts=(found,), stage=Lack(node, at, want))
        return NEVER if isinstance(node, Bool) else Lack(node, at, want)

    def fold(self, node: Fold, at: Places, *, want: bool) -> Need | None:
        """One element is enough for `has`, and against `every`; otherwise all must, and nobody else may be there."""
        elements, complete = self.evaluator.elements(node.collection, at)
        inside = self.evaluator.inside(node.collection, elements, at)
        parts = [self.condition(node.cond, place, want=want) for place in inside]
        if (node.kind == "has") == want:
            return joined(parts, every=False) if parts else Missing(node.collection, at, empty=True)
        more = None if complete else Missing(node.collection, at, empty=not elements)
        return joined([*parts, more], every=True)

    def holds(self, node: Holds, *, want: bool) -> Need | None:
        """What is lacking for an earlier provision to hold, or not to."""
        rules = self.unit.picked(self.unit.holds.get(node.name, 0))
        if want:
            return joined((self.rule(rule) for rule in rules), every=False)
        possible = [rule for rule in rules if rule.bit & self.decided.possible]
        return joined((self.gone(rule) for rule in possible), every=True)

    def rule(self, rule: Rule) -> Need | None:
        """What is lacking for a provision to hold."""
        exempting = self.unit.picked(rule.exempt_by & self.decided.possible)
        parts = [self.condition(rule.cond), *(self.condition(one.cond, want=False) for one in exempting)]
        return named(joined(parts, every=True), rule.id)

    def gone(self, rule: Rule) -> Need | None:
        """What is lacking for a provision not to hold: its condition fails, or something exempts from it."""
        exempting = self.unit.picked(rule.exempt_by)
        parts = [self.condition(rule.cond, want=False), *(self.condition(one.cond) for one in exempting)]
        return named(joined(parts, every=False), rule.id)

    def stage(self, node: Member, *, want: bool) -> Need | None:
        """What is lacking for the class to be one of these: a provision that gives it, none that goes before."""
        name = node.fact.removeprefix(STAGE)
        wanted = set(node.names) if want else set(self.unit.layout.slots[node.fact].bits) - set(node.names)
        chain = self.unit.chains.get(name, ())
        options = []
        for number, rule in enumerate(chain):
            if rule.provision.value in wanted:
                before = [one for one in chain[:number] if one.provision.value not in wanted]
                parts = [self.condition(rule.cond), *(self.condition(one.cond, want=False) for one in before)]
                options.append(named(joined(parts, every=True), rule.id))
        if self.unit.layout.symbols.source.stages[name].default in wanted:
            others = [rule for rule in chain if rule.provision.value not in wanted]
            options.append(joined((self.condition(rule.cond, want=False) for rule in others), every=True))
        return joined(options, every=False)

    # ---- an authorization, and the outcomes

    def authorization(self, rule: Rule) -> Iterator[tuple[str, Need]]:
        """Everything that keeps an authorization from covering all that holds: what kind of thing, and the need."""
        for part in rule.cond.args if isinstance(rule.cond, And) else (rule.cond,):
            need = self.condition(part)
            if need is not None:
                yield "condition", need
        for closer in (self.unit.rule(bit) for bit, scope in rule.closed_by if bit & self.decided.possible):
            need = self.condition(closer.cond, want=False)
            if need is not None:
                yield "closed", named(need, closer.id) or need
        for step in rule.steps:
            state = self.step(step)
            if state:
                yield "step", Wait(step, state)
        wanted = self.decided.possible & self.unit.masks["requires"]
        for other in self.unit.picked(wanted & ~rule.targets):
            yield "requirement", self.gone(other) or NEVER
        for other in self.unit.picked(self.decided.possible & self.unit.masks["prohibits"]):
            yield "prohibition", self.gone(other) or NEVER

    def step(self, rule: StepRule) -> str:
        """``failed`` or ``waiting`` where a step before shipment stands in the way; otherwise empty."""
        if not self.evaluator.value(rule.cond)[0]:
            return ""
        node = StepOk(rule.step.shown_by, rule.wait)
        if self.evaluator.value(node)[1]:
            return ""
        return step_state(self.unit, self.decided.cells, rule.step.shown_by, rule.wait)

    def nothing(self) -> Need | None:
        """What is lacking for no requirement and no prohibition to hold."""
        mask = self.decided.possible & (self.unit.masks["requires"] | self.unit.masks["prohibits"])
        return joined((self.gone(rule) for rule in self.unit.picked(mask)), every=True)

    def unstopped(self) -> Need | None:
        """What is lacking for no prohibition to hold."""
        mask = self.decided.possible & self.unit.masks["prohibits"]
        return joined((self.gone(rule) for rule in self.unit.picked(mask)), every=True)


def joined(parts: Iterable[Need | None], *, every: bool) -> Need | None:
    """All of the parts, or one of them; a part that lacks nothing is met."""
    kept = list(parts)
    if not every and any(part is None for part in kept):
        return None
    lacking = tuple(piece for part in kept if part is not None for piece in _pieces(part, every=every))
    if every and not lacking:
        return None
    return lacking[0] if len(lacking) == 1 else Several(every, lacking)


def _pieces(need: Need, *, every: bool) -> tuple[Need, ...]:
    """The parts of a need that hangs together in the same way and has no name of its own."""
    same = isinstance(need, Several) and need.every == every and not need.named and need.stage is None and need.parts
    return need.parts if same and isinstance(need, Several) else (need,)


def named(need: Need | None, name: str) -> Need | None:
    """The same need, with the definition or provision that asks for it."""
    if need is None:
        return None
    return (
        Several(need.every, need.parts, name)
        if isinstance(need, Several) and not need.named
        else Several(every=True, parts=(need,), named=name)
    )
