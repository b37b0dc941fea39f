"""Names that mean the same in every stretch of days, so that lines of different stretches can share an answer.

A provision often stays as it is when the law around it changes. What an answer can depend on is therefore written down
in terms of provisions with their grounded conditions, and of what these conditions meet; provisions that cannot hold
for a line leave no trace. The order of provisions is that of their effects and ids, the same in every unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.books.classes.conditions import answers
from lockgate.compiler.ir import Holds, Member, walk
from lockgate.engine.readings import readings_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.compiler.unit import Rule, Unit

_CLASS = "class."
_LATE = ("authorizes", "closes")


class Common:
    """Numbers for provisions, truths and contents of all stretches."""

    def __init__(self) -> None:
        self.labels: dict[object, int] = {}
        self.columns: dict[object, int] = {}
        self.numbers: dict[object, int] = {}
        self.rules: dict[bytes, int] = {}
        self.before: dict[tuple[str, str, str], int] = {}
        self.asking: dict[int, tuple[frozenset[str], bool]] = {}
        self.mentioned: dict[int, frozenset[str]] = {}

    def label(self, what: object) -> int:
        """The place of a truth in a signature."""
        return self.labels.setdefault(what, len(self.labels))

    def column(self, what: object) -> int:
        """The place of a number in a signature."""
        return self.columns.setdefault(what, len(self.columns))

    def number(self, what: object) -> int:
        """A number for anything, from 1 on."""
        return self.numbers.setdefault(what, len(self.numbers) + 1)

    def rule(self, unit: Unit, bit: int) -> int:
        """A number for a provision with its conditions as they are grounded; what it points at does not count."""
        return self.rules.setdefault(unit.sealed()[bit.bit_length() - 1], len(self.rules))

    def law(self, unit: Unit) -> int:
        """A number for all that answers can hang on in a unit; remarks and limits on holders are no part of it."""
        return self.number(("law", tuple([self.rule(unit, rule.bit) for rule in unit.rules if answers(rule)])))

    def turn(self, requirement: str, reviews: Iterable[Rule]) -> int:
        """A number that is the same where reviews stand in one order: 0, unless another unit had them otherwise."""
        ids = [review.id for review in reviews]
        pairs = [(requirement, one, other) for place, one in enumerate(ids) for other in ids[place + 1 :]]
        if any((requirement, other, one) in self.before for _, one, other in pairs):
            return self.number(("turn", requirement, tuple(ids)))
        self.before.update(dict.fromkeys(pairs, 0))
        return 0


class Names:
    """The provisions of one unit by their common numbers."""

    def __init__(self, unit: Unit, common: Common) -> None:
        self.unit = unit
        self.common = common
        self.known: dict[int, int] = {}
        self.near: dict[int, int] = {}
        self.reached: dict[int, int] = {}
        self.leaning: dict[int, object] = {}
        self.deeps: dict[int, int] = {}
        self.stages = sum(rule.bit for chain in unit.chains.values() for rule in chain)
        self.late = sum(rule.bit for rule in unit.rules if rule.provision.effect in _LATE)

    def rule(self, bit: int) -> int:
        """The common number of the provision at a bit."""
        if bit not in self.known:
            self.known[bit] = self.common.rule(self.unit, bit)
        return self.known[bit]

    def deep(self, bit: int) -> int:
        """A number for a provision with all that it leans on: the same in two units where it comes out alike."""
        if bit not in self.deeps:
            found = self.rule(bit), self._exempting(bit), self._lean(self._closed(bit) & ~bit)
            self.deeps[bit] = self.common.number(("deep", *found))
        return self.deeps[bit]

    def staged(self) -> object:
        """A number for classification with all that it leans on, as `deep`."""
        return self._lean(self.closed([rule.bit for rule in self.unit.picked(self.stages)]))

    def _chains(self) -> object:
        """The provisions of classification in their order, and what stated entries stand for."""
        chains = [(stage, tuple([self.rule(one.bit) for one in chain])) for stage, chain in self.unit.chains.items()]
        return tuple(chains), tuple(sorted(self.unit.levels.items())), tuple(sorted(self.unit.entries.items()))

    def _lean(self, mask: int) -> object:
        """Some provisions with what exempts from them. What an authorization answers hangs on the whole unit."""
        if mask not in self.leaning:
            found: tuple[object, ...] = ()
            if mask & self.stages:
                found = (self._chains(),)
            if mask & self.late:
                found = (*found, ("unit", id(self.unit)))
            ties = sorted((self.rule(rule.bit), self._exempting(rule.bit)) for rule in self.unit.picked(mask))
            self.leaning[mask] = self.common.number(("lean", found, tuple(ties)))
        return self.leaning[mask]

    def _exempting(self, bit: int) -> tuple[int, ...]:
        return tuple([self.rule(one.bit) for one in self.unit.picked(self.unit.rule(bit).exempt_by)])

    def closed(self, bits: Iterable[int]) -> int:
        """Provisions and all that their conditions lean on, as bits."""
        mask = 0
        for bit in bits:
            mask |= self._closed(bit)
        return mask

    def _closed(self, bit: int) -> int:
        """The provisions that one leans on, with itself, as bits."""
        if bit not in self.reached:
            mask, waiting = bit, [bit]
            while waiting:
                near = self._near(self.unit.rule(waiting.pop())) & ~mask
                mask |= near
                waiting += [rule.bit for rule in self.unit.picked(near)]
            self.reached[bit] = mask
        return self.reached[bit]

    def readings(self, rule: Rule) -> frozenset[str]:
        """Readings that the conditions of a rule mention."""
        number = self.rule(rule.bit)
        if number not in self.common.mentioned:
            self.common.mentioned[number] = readings_of(self.unit, rule)
        return self.common.mentioned[number]

    def _asks(self, rule: Rule) -> tuple[frozenset[str], bool]:
        """Names of provisions for which a rule asks, and whether it asks for a class."""
        number = self.rule(rule.bit)
        if number not in self.common.asking:
            conds = (rule.cond, *(step.cond for step in (*rule.duties, *rule.steps)))
            nodes = [node for cond in conds for node in walk(cond)]
            names = frozenset(node.name for node in nodes if isinstance(node, Holds))
            classed = any(isinstance(node, Member) and node.fact.startswith(_CLASS) for node in nodes)
            self.common.asking[number] = names, classed
        return self.common.asking[number]

    def _near(self, rule: Rule) -> int:
        """The provisions that a provision leans on itself, as bits."""
        if rule.bit not in self.near:
            mask = rule.exempt_by
            for bit, _ in rule.closed_by:
                mask |= bit
            names, classed = self._asks(rule)
            for name in names:
                mask |= self.unit.holds.get(name, 0)
            self.near[rule.bit] = mask | self.stages if classed else mask
        return self.near[rule.bit]
