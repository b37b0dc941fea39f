"""What one unit decides, as formulas: stages, named truths, requirements less exemptions, and what each way covers.

The same law over the same facts gives the same formula, whatever the day: formulas are kept by the condition and by
what it reads of earlier decisions.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lockgate.checks.encode import Encoder
from lockgate.checks.logic import both, either, neither, opposite
from lockgate.checks.reader import Reader
from lockgate.compiler.ir import Holds, Member, StepOk, conj, disj, negate, walk
from lockgate.compiler.symbols import STAGE
from lockgate.compiler.write import KIND, STATED

if TYPE_CHECKING:
    from datetime import date

    from lockgate.checks.parts import Part
    from lockgate.checks.world import World
    from lockgate.compiler.ir import Node
    from lockgate.compiler.unit import Rule, Unit

LEVEL, ENTRY = "level", "eccn"
TODAY = "as_of@"
"""The variable of the day of the transaction."""


class Shelf:
    """What laws of several units share: conditions that were read before, and what conditions read."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.reader = Reader()
        self.parts: dict[tuple[Node, tuple[Any, ...]], Part] = {}
        self.reads: dict[Node, tuple[str, ...]] = {}

    def read(self, node: Node) -> tuple[str, ...]:
        """The stages (`class.level=a b`) and names (`holds x`) that a condition reads."""
        if node not in self.reads:
            found: dict[str, None] = {}
            for part in walk(node):
                if isinstance(part, Member) and part.fact.startswith(STAGE):
                    found[f"{part.fact} {' '.join(part.names)}"] = None
                elif isinstance(part, Holds):
                    found[f"holds {part.name}"] = None
            self.reads[node] = tuple(found)
        return self.reads[node]


class Law:
    """The formulas of one unit."""

    def __init__(self, unit: Unit, shelf: Shelf, last: date | None = None) -> None:
        self.unit = unit
        self.shelf = shelf
        self.world = shelf.world
        self.first = unit.day
        self.last = last
        self.without: frozenset[str] = frozenset()
        """Provisions that are taken as never holding, to see what the rest does."""
        self.encoder = Encoder(self.world, self)
        self.truths: dict[int, Any] = {}
        self.firsts: dict[str, list[tuple[str, Any]]] = {}
        self.stages: dict[tuple[str, tuple[str, ...]], Any] = {}

    # ---- conditions

    def part(self, node: Node) -> Part:
        """A condition of this unit."""
        read = []
        for name in self.shelf.read(node):
            head, _, rest = name.partition(" ")
            found = self.holds(rest) if head == "holds" else self.stage(head, tuple(rest.split(" ")))
            read.append(found if isinstance(found, bool) else found.get_id())
        key = (node, tuple(read))
        if key not in self.shelf.parts:
            self.shelf.parts[key] = self.encoder.part(node)
        return self.shelf.parts[key]

    def formula(self, node: Node) -> Any:
        """The formula of a condition."""
        return self.part(node).formula

    # ---- what was decided earlier

    def holds(self, name: str) -> Any:
        """See `encode.Earlier`."""
        return either(self.truth(rule) for rule in self.unit.picked(self.unit.holds.get(name, 0)))

    def truth(self, rule: Rule) -> Any:
        """Whether a rule's bit is set in a decision."""
        if rule.bit not in self.truths:
            self.truths[rule.bit] = self._truth(rule)
        return self.truths[rule.bit]

    def _truth(self, rule: Rule) -> Any:
        if rule.id in self.without:
            return False
        effect = rule.provision.effect
        if effect == "authorizes":
            return either(self.covered(rule).values())
        found = self.formula(rule.cond)
        if effect == "closes":
            return both([found, self.required()])
        exempt = neither(self.truth(other) for other in self.unit.picked(rule.exempt_by))
        return both([found, exempt])

    def required(self) -> Any:
        """Whether any requirement holds."""
        return either(self.truth(rule) for rule in self.unit.of("requires"))

    def covered(self, rule: Rule) -> dict[int, Any]:
        """For each requirement that a way may overcome: when it does."""
        steps = (disj(negate(step.cond), StepOk(step.step.shown_by, step.wait)) for step in rule.steps)
        if rule.id in self.without:
            return {}
        open_way = self.formula(conj(rule.cond, *steps))
        found = {}
        for requirement in self.unit.picked(rule.targets):
            shut = [self.truth(self.unit.rule(bit)) for bit, scope in rule.closed_by if scope & requirement.bit]
            found[requirement.bit] = both([open_way, self.truth(requirement), neither(shut)])
        return found

    # ---- stages

    def chain(self, stage: str) -> list[tuple[str, Any]]:
        """The values of a `one` stage with when each is decided; the default comes last."""
        if stage not in self.firsts:
            found: list[tuple[str, Any]] = []
            earlier: list[Any] = []
            for rule in self.unit.chains[stage]:
                mine = self.formula(rule.cond)
                found.append((rule.provision.value, both([mine, neither(earlier)])))
                earlier.append(mine)
            default = self.world.source.stages[stage].default
            self.firsts[stage] = [*found, (default, neither(earlier))]
        return self.firsts[stage]

    def stage(self, fact: str, names: tuple[str, ...]) -> Any:
        """See `encode.Earlier`."""
        key = (fact, names)
        if key not in self.stages:
            stage = fact.removeprefix(STAGE)
            found = either(when for value, when in self.chain(stage) if value in names)
            if stage == ENTRY and STATED in self.world.facts:
                agreed = self.agreed()
                found = either([both([agreed, self.world.one_of(STATED, "", names)]), both([opposite(agreed), found])])
            self.stages[key] = found
        return self.stages[key]

    def agreed(self) -> Any:
        """Whether what the maker states fits the level that the figures give; then it names the entry."""
        slots = self.unit.layout.slots
        stated, level = slots[STATED], slots[STAGE + LEVEL]
        found = []
        for mask in sorted(set(self.unit.levels.values()) - {0}):
            names = tuple(name for name, bit in stated.bits.items() if self.unit.levels.get(bit, 0) == mask)
            found.append(both([self.world.one_of(STATED, "", names), self.stage(STAGE + LEVEL, level.of(mask))]))
        return either(found)

    def consistent(self) -> Any:
        """A maker states nothing that contradicts the figures: the entry is one, and not two."""
        slots = self.unit.layout.slots
        if STATED not in slots or ENTRY not in self.unit.chains or KIND not in slots:
            return True
        none = self.chain(ENTRY)[-1][1]
        entry, kind = slots[STAGE + ENTRY], slots[KIND]
        other = [
            both(
                [self.world.one_of(KIND, "", (name,)), self.world.one_of(STATED, "", entry.of(self.unit.entries[bit]))]
            )
            for name, bit in kind.bits.items()
        ]
        return either([self.agreed(), opposite(none), neither(other)])

    # ---- what limits the facts

    def limits(self, names: set[str]) -> list[Any]:
        """What holds for every complete transaction of this unit, as far as it concerns these variables."""
        found = [limit for name in sorted(names) for limit in self.world.limits[name]]
        found += self.world.complete(names)
        if TODAY in names:
            today = self.world.variables[TODAY]
            found.append(today >= self.first.toordinal())
            if self.last is not None:
                found.append(today <= self.last.toordinal())
        stated = self.world.facts.get(STATED) and self.world.code(STATED, "")
        if stated and not names.isdisjoint(bit.decl().name() for bit in stated):
            found.append(self.consistent())
        return found

    def identity(self, formula: Any) -> object:
        """What makes questions of two units the same: z3 keeps one of each formula; a day is one of this stretch."""
        if isinstance(formula, bool):
            return formula
        return formula.get_id(), self.first if TODAY in self.shelf.reader.names(formula) else None


def stretches(days: list[date]) -> list[tuple[date, date | None]]:
    """Each stretch of days without a change, with its last day."""
    ends = [*(day - timedelta(days=1) for day in days[1:]), None]
    return list(zip(days, ends, strict=True))
