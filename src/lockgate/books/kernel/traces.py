"""How a rule hangs on each column by itself: the truths of its largest parts that read one column only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lockgate.books.kernel.reach import READING
from lockgate.books.kernel.truths import both, either, neither
from lockgate.compiler.ir import And, Fold, Holds, Member, Named, Not, Or

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.books.kernel.frame import Truths
    from lockgate.books.kernel.rules import Rules
    from lockgate.books.kernel.truths import Pair
    from lockgate.compiler.ir import Node
    from lockgate.compiler.unit import Rule

    Trace = tuple[str, Pair | None]

STAGE = "class"
"""Stands for what classification reads."""


class Told(NamedTuple):
    """Truth pairs, each once: many rules hang on the same conditions; and where each stands among them, in order."""

    pairs: dict[int, tuple[int, Pair]]
    order: list[int]

    def add(self, pair: Pair) -> None:
        """Take in a pair."""
        self.order.append(self.pairs.setdefault(id(pair), (len(self.pairs), pair))[0])


class Traces:
    """Truths of the parts of rules, by column; None where a part reads several columns at once."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.truth = rules.truth
        self.reach = rules.truth.reach
        self.kept: dict[int, tuple[Trace, ...]] = {}

    def of(self, rules: Iterable[Rule]) -> dict[str, Told | None]:
        """For each column the truths that decide what a set of rules makes of it."""
        found: dict[str, Told | None] = {}
        for rule in rules:
            for name, pair in self._rule(rule):
                known = found.setdefault(name, Told({}, []))
                if pair is None:
                    found[name] = None
                elif known is not None:
                    known.add(pair)
        return found

    def _rule(self, rule: Rule) -> tuple[Trace, ...]:
        if rule.bit not in self.kept:
            self.kept[rule.bit] = ()
            conds = [rule.cond, *(step.cond for step in (*rule.duties, *rule.steps))]
            found = [trace for cond in conds for trace in self._node(cond)]
            shown = [step.step.shown_by for step in rule.duties if step.step.shown_by]
            found += [(name, None) for fact in shown for name in self.reach.shown(fact) - {READING}]
            others = [
                *self.rules.unit.picked(rule.exempt_by),
                *(self.rules.unit.rule(bit) for bit, _ in rule.closed_by),
            ]
            found += [trace for other in others for trace in self._rule(other)]
            self.kept[rule.bit] = tuple(found)
        return self.kept[rule.bit]

    def _node(self, node: Node) -> Iterator[Trace]:
        columns = self.reach.node(node) - {READING}
        if isinstance(node, Holds):
            for rule in self.rules.unit.picked(self.rules.unit.holds.get(node.name, 0)):
                yield from self._rule(rule)
        elif isinstance(node, Member) and node.fact.startswith("class."):
            yield STAGE, self.truth.pair(node, True)
        elif len(columns) == 1 and not self._asks(node):
            yield next(iter(columns)), self.truth.pair(node, True)
        elif isinstance(node, (And, Or)):
            for arg in node.args:
                yield from self._node(arg)
        elif isinstance(node, (Not, Named)):
            yield from self._node(node.arg)
        elif isinstance(node, Fold) and all(name.startswith("parties.") for name in columns):
            yield from self._roles(node)
        else:
            yield from ((name, None) for name in columns)

    def _asks(self, node: Node) -> bool:
        """Whether a condition asks for classes or earlier provisions."""
        if isinstance(node, Holds) or (isinstance(node, Member) and node.fact.startswith("class.")):
            return True
        inner = node.args if isinstance(node, (And, Or)) else (node.arg,) if isinstance(node, (Not, Named)) else ()
        return any(self._asks(one) for one in inner)

    def _roles(self, node: Fold) -> Iterator[Trace]:
        collection = self.reach.source.collections[node.collection]
        for role in (*collection.roles, *collection.stands_in):
            name = f"parties.{role}"
            if name in self.reach.parts.lists:
                more, sure, whole = self.truth.role(node, role, frozenset(), True)
                there = self.truth.there(role)
                yield name, (more, sure)
                yield name, (there, there)
                yield name, (whole, whole)


def bits(told: Told, rows: np.ndarray) -> tuple[Truths, Truths]:
    """Truths as a table, one row a row; and the rows in which some of them is open."""
    pairs = [pair for _, pair in told.pairs.values()]
    table: Truths = np.zeros((len(rows), 2 * len(pairs)), dtype=np.bool_)
    is_open: Truths | bool = False
    for index, (possibly, surely) in enumerate(pairs):
        table[:, 2 * index] = possibly if isinstance(possibly, bool) else possibly[rows]
        table[:, 2 * index + 1] = surely if isinstance(surely, bool) else surely[rows]
        is_open = either(is_open, both(possibly, neither(surely)))
    opened: Truths = np.full(len(rows), is_open) if isinstance(is_open, bool) else is_open[rows]
    return table, opened
