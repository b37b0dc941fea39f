"""Truth pairs of conditions over a frame: looked up by what they read, and combined over arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lockgate.books.kernel.reach import READING, Reach
from lockgate.compiler.ir import And, Bool, Fold, Holds, Member, Named, Not, Or, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from lockgate.books.kernel.frame import Frame, Seen, Sight, Truths
    from lockgate.books.kernel.reach import Reads
    from lockgate.compiler.ir import Node
    from lockgate.compiler.model import Collection

    Pair = tuple[Truths | bool, Truths | bool]
    Whole = tuple[Truths | bool, Truths | bool, Truths | bool]
    from lockgate.books.typed.codes import Codes

_NONE: Reads = frozenset()
_CLASS = "class."
_COLUMN = 1
"""A condition that reads so many columns is looked up as a whole."""


def both(one: Truths | bool, other: Truths | bool) -> Truths | bool:
    """AND, with constants folded away."""
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one & other


def either(one: Truths | bool, other: Truths | bool) -> Truths | bool:
    """OR, with constants folded away."""
    if isinstance(one, bool):
        return True if one else other
    if isinstance(other, bool):
        return True if other else one
    return one | other


def neither(one: Truths | bool) -> Truths | bool:
    """NOT."""
    return not one if isinstance(one, bool) else ~one


class Truth:
    """Truth pairs of the conditions of one unit over one frame."""

    def __init__(self, frame: Frame, reach: Reach, sight: Sight, holds: Callable[[str, bool], Pair]) -> None:
        self.frame = frame
        self.reach = reach
        self.sight = sight
        self.holds = holds
        self.pairs: dict[tuple[int, bool], tuple[Node, Pair]] = {}
        self.asking: dict[int, tuple[Node, bool]] = {}
        self.looks: dict[tuple[Reads, bool, Reads], list[Seen]] = {}
        self.decided: dict[tuple[int, bool], Seen] = {}
        self.roles: dict[tuple[int, str, bool], Whole] = {}
        groups = reach.source.collections.values()
        self.single = {one.roles[0]: one for one in groups if len(one.roles) == 1 and not one.of}

    def pair(self, node: Node, opened: bool) -> Pair:
        """(possibly, surely) of a condition, as arrays over the frame or as constants."""
        reads = self.reach.node(node)
        opened = opened and READING in reads
        found = self.pairs.get((id(node), opened))
        if found is None:
            found = self.pairs[id(node), opened] = (node, self._pair(node, reads, opened))
        return found[1]

    def _pair(self, node: Node, reads: Reads, opened: bool) -> Pair:
        if isinstance(node, Bool):
            return node.value, node.value
        if isinstance(node, Holds):
            return self.holds(node.name, opened)
        if isinstance(node, Named):
            return self.pair(node.arg, opened)
        columns = reads - {READING}
        plain = isinstance(node, (And, Or, Not))
        if plain and (len(columns) > _COLUMN or self._names(node)):
            return self._combined(node, opened)
        if isinstance(node, Fold) and len([name for name in columns if name.startswith("parties.")]) > 1:
            return self._fold(node, columns, opened)
        if self._asks(node):
            return self.look(columns, opened, self.reach.compared(node), lambda seen: seen.evaluator.value(node))
        return self.look(columns, opened, self.reach.compared(node), lambda seen: seen.facts.value(node))

    def _asks(self, node: Node) -> bool:
        """Whether a condition asks for what is decided before it: earlier provisions or classes."""
        found = self.asking.get(id(node))
        if found is None:
            members = (isinstance(one, Member) and one.fact.startswith(_CLASS) for one in walk(node))
            asks = any(members) or any(isinstance(one, Holds) for one in walk(node))
            found = self.asking[id(node)] = (node, asks)
        return found[1]

    def _names(self, node: Node) -> bool:
        """Whether a condition asks for earlier provisions: these are combined, whatever they read."""
        if isinstance(node, Holds):
            return True
        inner = node.args if isinstance(node, (And, Or)) else (node.arg,) if isinstance(node, (Not, Named)) else ()
        return any(self._names(one) for one in inner)

    def _combined(self, node: Node, opened: bool) -> Pair:
        if isinstance(node, Not):
            possibly, surely = self.pair(node.arg, opened)
            return neither(surely), neither(possibly)
        assert isinstance(node, (And, Or))  # noqa: S101 - nothing else is combined
        join = both if isinstance(node, And) else either
        possibly = surely = isinstance(node, And)
        stop = not possibly
        for arg in node.args:
            more, sure = self.pair(arg, opened)
            possibly, surely = join(possibly, more), join(surely, sure)
            if possibly is stop and surely is stop:
                break
        return possibly, surely

    # ---- looking at lines

    def look(self, columns: Reads, opened: bool, facts: Reads, value: Callable[[Seen], tuple[bool, bool]]) -> Pair:
        """A pair that some columns decide by some facts: worked out once for each combination of these."""
        numbers, _ = self.frame.numbers(columns, facts)
        found = [value(seen) for seen in self.seen(columns, opened, facts)]
        return self._spread([one for one, _ in found], numbers), self._spread([one for _, one in found], numbers)

    def seen(self, columns: Reads, opened: bool, facts: Reads) -> list[Seen]:
        """One line for each combination of some columns, as far as some facts tell them apart."""
        key = columns, opened, facts
        if key not in self.looks:
            self.looks[key] = [self._decided(row, opened) for row in self.frame.examples(columns, facts)]
        return self.looks[key]

    def _decided(self, row: int, opened: bool) -> Seen:
        key = (row, opened)
        if key not in self.decided:
            self.decided[key] = self.sight.seen(self.frame.at(row), opened=opened)
        return self.decided[key]

    @staticmethod
    def _spread(values: list[bool], numbers: Codes) -> Truths | bool:
        if len(set(values)) == 1:
            return bool(values[0])
        spread: Truths = np.array(values, dtype=np.bool_)[numbers]
        return spread

    # ---- folds over several roles, role by role

    def _fold(self, node: Fold, columns: Reads, opened: bool) -> Pair:
        """`has` and `every` over the parties in several roles: each role by itself, then put together."""
        collection = self.reach.source.collections[node.collection]
        beside = frozenset(name for name in columns if not name.startswith("parties."))
        there = {role: self.there(role) for role in (*collection.roles, *collection.stands_in)}
        counted = self._counted(collection, there)
        has = node.kind == "has"
        possibly: Truths | bool = not has
        surely: Truths | bool = not has
        complete: Truths | bool = self._anchored(collection, there)
        for role, counts in counted.items():
            if counts is False:
                continue
            more, sure, whole = self.role(node, role, beside, opened)
            absent = neither(counts)
            complete = both(complete, either(absent, whole))
            if has:
                possibly, surely = either(possibly, both(counts, more)), either(surely, both(counts, sure))
            else:
                possibly, surely = both(possibly, either(absent, more)), both(surely, either(absent, sure))
        return (either(possibly, neither(complete)), surely) if has else (possibly, both(surely, complete))

    def there(self, role: str) -> Truths | bool:
        """Whether somebody stands in a role."""
        return self.look(self._column(role), False, _NONE, lambda seen: (role in seen.whole.roles, True))[0]

    def _column(self, role: str) -> Reads:
        name = f"parties.{role}"
        return frozenset({name} if name in self.reach.parts.lists else ())

    @staticmethod
    def _counted(collection: Collection, there: dict[str, Truths | bool]) -> dict[str, Truths | bool]:
        """The roles that count for a collection: its own, or the first stand-in for a role nobody mentioned."""
        counted = {role: there[role] for role in collection.roles}
        if len(collection.roles) == 1:
            free = neither(there[collection.roles[0]])
            for role in collection.stands_in:
                counted[role] = both(free, there[role])
                free = both(free, neither(there[role]))
        return counted

    def _anchored(self, collection: Collection, there: dict[str, Truths | bool]) -> Truths | bool:
        """Whether a collection may be complete: somebody is there who must be there."""
        if collection.absent == "none":
            return True
        own = there if len(collection.roles) == 1 else {role: there[role] for role in collection.roles}
        anchors = self._anchors()
        found: Truths | bool = False
        for role, stands in own.items():
            if len(collection.roles) == 1 or role in anchors:
                found = either(found, stands)
        return found

    def _anchors(self) -> frozenset[str]:
        singles = [one for one in self.single.values() if one.absent == "unknown"]
        return frozenset(role for one in singles for role in (*one.roles, *one.stands_in))

    def role(self, node: Fold, role: str, beside: Reads, opened: bool) -> Whole:
        """What the parties in one role give: possibly, surely; and whether these are all."""
        key = (id(node), role, opened)
        if key not in self.roles:
            self.roles[key] = self._role(node, role, beside, opened)
        return self.roles[key]

    def _role(self, node: Fold, role: str, beside: Reads, opened: bool) -> Whole:
        column = self._column(role)
        asks = self._asks(node)

        def value(seen: Seen) -> tuple[bool, bool]:
            evaluator = seen.evaluator if asks else seen.facts
            elements, _ = self._elements(seen, role)
            inside = evaluator.inside(node.collection, elements, evaluator.root)
            pairs = [evaluator.value(node.cond, place) for place in inside]
            join = any if node.kind == "has" else all
            return join(one for one, _ in pairs), join(one for _, one in pairs)

        more, sure = self.look(column | beside, opened, self.reach.compared(node), value)
        whole = self.look(column, False, _NONE, lambda seen: (self._elements(seen, role)[1], True))[0]
        return more, sure, whole

    def _elements(self, seen: Seen, role: str) -> tuple[tuple[list[int], ...], bool]:
        if role not in seen.whole.roles:
            return (), True
        return seen.facts.elements(self.single[role].id, seen.facts.root)
