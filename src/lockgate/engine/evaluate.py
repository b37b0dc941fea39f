"""A second evaluator that goes from node to node: slower than the generated functions, but it can be asked why.

What each node says is in `lockgate.engine.pairs`. It must agree with the generated functions everywhere; the test
suite compares both on every case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.compiler.ir import And, Fold, Holds, Member, Named, Node, Not, NumFold, Or
from lockgate.compiler.layout import FAR
from lockgate.compiler.write import STATED
from lockgate.engine.pairs import asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.unit import Cells, Unit


Pair = tuple[bool, bool]
Places = dict[str, "Cells"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """An open comparison: the node, the slots that it reads, and the element it belongs to."""

    node: Node
    places: tuple[tuple[str, Cells], ...]

    def cells(self, element: str) -> Cells:
        """Slots of an element."""
        return dict(self.places)[element]


class Evaluator:
    """Evaluates grounded conditions of one unit over prepared slots."""

    def __init__(self, unit: Unit, cells: Cells, possible: int = 0, certain: int = 0) -> None:
        self.unit = unit
        self.layout = unit.layout
        self.root: Places = {"": cells}
        self.possible = possible
        self.certain = certain
        self.known: dict[int, Pair] = {}

    def value(self, node: Node, places: Places | None = None) -> Pair:
        """(possibly true, certainly true); of the transaction as a whole each condition is worked out once."""
        return asked(self.unit, node)(self, places or self.root)

    def cells_of(self, fact: str, at: Places) -> Cells:
        """The slots in which a fact lies."""
        return at[self.layout.symbols.facts[fact].element]

    def number(self, ref: str | NumFold, at: Places) -> tuple[int, int]:
        """Bounds of a number."""
        if isinstance(ref, str):
            slot = self.layout.slots[ref]
            cells = self.cells_of(ref, at)
            return cells[slot.at], cells[slot.at + 1]
        low, high = 0, FAR
        elements, complete = self.elements(ref.collection, at)
        if complete:
            high = 0
        for place in self.inside(ref.collection, elements, at):
            possibly, surely = (True, True) if ref.cond is None else self.value(ref.cond, place)
            least, most = (1, 1) if ref.kind == "count" else self.number(ref.field, place)
            if possibly:
                high = max(high, most) if ref.kind == "highest" else high + most
            if surely:
                low = max(low, least) if ref.kind == "highest" else low + least
        return low, min(high, FAR)

    def elements(self, collection: str, at: Places) -> tuple[tuple[Cells, ...], bool]:
        """Elements of a collection and whether these are all."""
        owner = self.layout.symbols.source.collections[collection].of
        found: tuple[tuple[Cells, ...], bool] = at[owner][self.layout.groups[collection]]
        return found

    def inside(self, collection: str, elements: tuple[Cells, ...], at: Places) -> Iterator[Places]:
        """Places for each element in turn."""
        kind = self.layout.symbols.source.collections[collection].element
        for element in elements:
            yield {**at, kind: element}

    def open_leaves(self, node: Node, places: Places | None = None) -> Iterator[Leaf]:
        """The unknown comparisons that keep a condition open (a collection of which more may exist counts as one)."""
        at = places or self.root
        possibly, surely = self.value(node, at)
        if possibly == surely:
            return
        if isinstance(node, (And, Or)):
            for arg in node.args:
                yield from self.open_leaves(arg, at)
        elif isinstance(node, (Not, Named)):
            yield from self.open_leaves(node.arg, at)
        elif isinstance(node, Fold):
            elements, complete = self.elements(node.collection, at)
            for place in self.inside(node.collection, elements, at):
                yield from self.open_leaves(node.cond, place)
            if not complete:
                yield Leaf(node, tuple(at.items()))
        elif isinstance(node, Holds):
            yield from self.open_rules(node)
        elif isinstance(node, Member) and node.fact.startswith("class."):
            yield from self.open_stage(node, at)
        else:
            yield Leaf(node, tuple(at.items()))

    def open_stage(self, node: Member, at: Places) -> Iterator[Leaf]:
        """The unknown comparisons behind a `one` stage, and what the maker states where that can narrow it."""
        for rule in self.unit.chains.get(node.fact.removeprefix("class."), ()):
            yield from self.open_leaves(rule.cond)
        asked = self.stated(node)
        if asked is not None and self.value(asked, at) == (True, False):
            yield Leaf(asked, tuple(at.items()))

    def stated(self, node: Member) -> Member | None:
        """The question what the maker states, behind a question for the entry or the level; made once."""
        kept: dict[tuple[str, tuple[str, ...]], Member | None] = self.unit.notes.setdefault("stated", {})
        key = (node.fact, node.names)
        if key not in kept:
            kept[key] = self.stating(node)
        return kept[key]

    def stating(self, node: Member) -> Member | None:
        """See `stated`."""
        slot = self.layout.slots.get(STATED)
        if slot is None or node.fact not in ("class.eccn", "class.level"):
            return None
        if node.fact == "class.eccn":
            return Member(STATED, node.names)
        levels = self.layout.slots[node.fact].mask(node.names)
        return Member(STATED, tuple(name for name, bit in slot.bits.items() if self.unit.levels.get(bit, 0) & levels))

    def open_rules(self, node: Holds) -> Iterator[Leaf]:
        """The unknown comparisons behind rules that possibly hold."""
        mask = self.unit.holds.get(node.name, 0) & self.possible & ~self.certain
        for rule in self.unit.picked(mask):
            yield from self.open_leaves(rule.cond)
