"""How a rule hangs on each column by itself: the truths of its largest parts that read one column only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.books.kernel.reach import READING
from lockgate.compiler.ir import And, Fold, Holds, Member, Named, Not, Or

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.books.kernel.reach import Reads
    from lockgate.books.kernel.rules import Rules
    from lockgate.books.kernel.truths import Pair
    from lockgate.compiler.ir import Node
    from lockgate.compiler.unit import Rule

    Part = tuple[Pair | None, Reads, Node | None]
    Trace = tuple[str, Part]

STAGE = "class"
"""Stands for what classification reads."""


class Traces:
    """Truths of the parts of rules, the facts that these compare, and the conditions themselves, by column.

    There is no truth where a part reads several columns at once, and no condition where nothing is to be seen inside.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.truth = rules.truth
        self.reach = rules.truth.reach
        self.shared = rules.shared

    def of(self, rule: Rule) -> dict[str, list[Part]]:
        """For each column the truths that decide what a rule makes of it, without the rules that it leans on."""
        key = ("trace", self.rules.names.deep(rule.bit))
        if key not in self.shared:
            found: dict[str, list[Part]] = {}
            for name, part in self._own(rule):
                found.setdefault(name, []).append(part)
            self.shared[key] = found
        traced: dict[str, list[Part]] = self.shared[key]
        return traced

    def inside(self, node: Node) -> list[Part]:
        """The parts of a condition that reads one column only."""
        key = ("inside", id(node))
        if key not in self.shared:
            args = node.args if isinstance(node, (And, Or)) else (node.arg,) if isinstance(node, (Not, Named)) else ()
            self.shared[key] = [part for arg in args for _, part in self._node(arg)]
        parts: list[Part] = self.shared[key]
        return parts

    def _own(self, rule: Rule) -> Iterator[Trace]:
        for cond in (rule.cond, *(step.cond for step in (*rule.duties, *rule.steps))):
            yield from self._node(cond)
        for step in rule.duties:
            shown = step.step.shown_by
            if shown:
                columns = sorted(self.reach.shown(shown) - {READING})
                yield from ((name, (None, frozenset({shown}), None)) for name in columns)

    def _node(self, node: Node) -> Iterator[Trace]:
        columns = self.reach.node(node) - {READING}
        if isinstance(node, Holds):
            return  # these provisions are traced by themselves
        if isinstance(node, Member) and node.fact.startswith("class."):
            yield STAGE, (self.truth.pair(node, True), self.reach.of_stage(), None)
        elif len(columns) == 1 and not self._asks(node):
            inner = node if isinstance(node, (And, Or, Not, Named)) else None
            yield next(iter(columns)), (self.truth.pair(node, True), self.reach.compared(node), inner)
        elif isinstance(node, (And, Or)):
            for arg in node.args:
                yield from self._node(arg)
        elif isinstance(node, (Not, Named)):
            yield from self._node(node.arg)
        elif isinstance(node, Fold) and all(name.startswith("parties.") for name in columns):
            yield from self._roles(node)
        else:
            yield from ((name, (None, self.reach.compared(node), None)) for name in sorted(columns))

    def _asks(self, node: Node) -> bool:
        """Whether a condition asks for classes or earlier provisions."""
        if isinstance(node, Holds) or (isinstance(node, Member) and node.fact.startswith("class.")):
            return True
        inner = node.args if isinstance(node, (And, Or)) else (node.arg,) if isinstance(node, (Not, Named)) else ()
        return any(self._asks(one) for one in inner)

    def _roles(self, node: Fold) -> Iterator[Trace]:
        collection, facts = self.reach.source.collections[node.collection], self.reach.compared(node)
        for role in (*collection.roles, *collection.stands_in):
            name = f"parties.{role}"
            if name in self.reach.parts.lists:
                more, sure, whole = self.truth.role(node, role, frozenset(), True)
                there = self.truth.there(role)
                yield name, ((more, sure), facts, None)
                yield name, ((there, there), facts, None)
                yield name, ((whole, whole), facts, None)
