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
    """Truth pairs, each once: many conditions are one; and where each stands among them, in order."""

    pairs: dict[int, Pair]
    order: list[list[int]]

    def add(self, pairs: Iterable[Pair]) -> None:
        """Take in some pairs."""
        places = []
        for pair in pairs:
            self.pairs.setdefault(id(pair), pair)
            places.append(id(pair))
        self.order.append(places)

    def pattern(self) -> object:
        """Which of all pairs that were taken in are one, as numbers that do not depend on where they are kept."""
        at = {key: place for place, key in enumerate(self.pairs)}
        return tuple([at[key] for places in self.order for key in places])


class Traces:
    """Truths of the parts of rules, by column; None where a part reads several columns at once."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.truth = rules.truth
        self.reach = rules.truth.reach
        self.kept: dict[int, dict[str, Told | None]] = {}

    def of(self, rules: Iterable[Rule]) -> dict[str, Told | None]:
        """For each column the truths that decide what a set of rules makes of it; see `Names.behind` for the set."""
        found: dict[str, Told | None] = {}
        for rule in rules:
            for name, own in self._rule(rule).items():
                known = found.setdefault(name, Told({}, []))
                if own is None:
                    found[name] = None
                elif known is not None:
                    known.pairs.update(own.pairs)
                    known.order.extend(own.order)
        return found

    def _rule(self, rule: Rule) -> dict[str, Told | None]:
        """The truths of one rule, without those that it leans on."""
        if rule.bit not in self.kept:
            found: dict[str, list[Pair] | None] = {}
            for name, pair in self._own(rule):
                known = found.setdefault(name, [])
                if pair is None:
                    found[name] = None
                elif known is not None:
                    known.append(pair)
            self.kept[rule.bit] = {name: _told(pairs) for name, pairs in found.items()}
        return self.kept[rule.bit]

    def _own(self, rule: Rule) -> Iterator[Trace]:
        for cond in (rule.cond, *(step.cond for step in (*rule.duties, *rule.steps))):
            yield from self._node(cond)
        for step in rule.duties:
            if step.step.shown_by:
                yield from ((name, None) for name in self.reach.shown(step.step.shown_by) - {READING})

    def _node(self, node: Node) -> Iterator[Trace]:
        columns = self.reach.node(node) - {READING}
        if isinstance(node, Holds):
            return  # these provisions are in the set themselves
        if isinstance(node, Member) and node.fact.startswith("class."):
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


def _told(pairs: list[Pair] | None) -> Told | None:
    if pairs is None:
        return None
    found = Told({}, [])
    found.add(pairs)
    return found


def bits(told: Told, rows: np.ndarray) -> tuple[Truths, Truths]:
    """Truths as a table, one row a row; and the rows in which some of them is open."""
    pairs = [*told.pairs.values()]
    table: Truths = np.zeros((len(rows), 2 * len(pairs)), dtype=np.bool_)
    is_open: Truths | bool = False
    for index, (possibly, surely) in enumerate(pairs):
        table[:, 2 * index] = possibly if isinstance(possibly, bool) else possibly[rows]
        table[:, 2 * index + 1] = surely if isinstance(surely, bool) else surely[rows]
        is_open = either(is_open, both(possibly, neither(surely)))
    opened: Truths = np.full(len(rows), is_open) if isinstance(is_open, bool) else is_open[rows]
    return table, opened
