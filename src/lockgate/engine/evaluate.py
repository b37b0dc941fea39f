"""A second evaluator that walks the tree: slower than the generated functions, but it can be asked why.

It must agree with them everywhere; the test suite compares both on every case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.emit import scaled_terms
from lockgate.compiler.ir import (
    And,
    Bool,
    Fold,
    Holds,
    Linear,
    Member,
    Named,
    Node,
    Not,
    NumFold,
    Or,
    Overlap,
    Same,
    StepOk,
)
from lockgate.compiler.layout import FAR
from lockgate.compiler.unit import Cells, Unit
from lockgate.compiler.write import STATED

if TYPE_CHECKING:
    from collections.abc import Iterator


Pair = tuple[bool, bool]
Places = dict[str, Cells]


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
        self.known: dict[int, tuple[Node, Pair]] = {}

    def value(self, node: Node, places: Places | None = None) -> Pair:
        """(possibly true, certainly true); of the transaction as a whole each condition is worked out once."""
        at = places or self.root
        if isinstance(node, Member):
            place, mask, element = self.looked_up(node)
            cell = at[element][place]
            return bool(cell & mask), not cell & ~mask
        if at is not self.root:
            return self.work(node, at)
        found = self.known.get(id(node))
        if found is None:
            found = self.known[id(node)] = (node, self.work(node, at))
        return found[1]

    def work(self, node: Node, at: Places) -> Pair:
        """See `value`; what is known keeps its node alive, so that its id stays its own."""
        if isinstance(node, And):
            surely = True
            for arg in node.args:
                possible, sure = self.value(arg, at)
                if not possible:
                    return False, False
                surely = surely and sure
            return True, surely
        if isinstance(node, Or):
            possibly = False
            for arg in node.args:
                possible, sure = self.value(arg, at)
                if sure:
                    return True, True
                possibly = possibly or possible
            return possibly, False
        if isinstance(node, Not):
            possible, sure = self.value(node.arg, at)
            return not sure, not possible
        if isinstance(node, Named):
            return self.value(node.arg, at)
        return self.leaf(node, at)

    def looked_up(self, node: Node) -> Any:
        """What never changes about a node (slot, mask, element; integer coefficients), worked out once."""
        found = self.layout.memo.get(id(node))
        if found is None:
            found = (node, self.work_out(node))
            self.layout.memo[id(node)] = found
        return found[1]

    def work_out(self, node: Node) -> Any:
        """See `looked_up`; the memo keeps the node alive, so that its id stays its own."""
        if isinstance(node, Linear):
            return scaled_terms(node, self.layout)
        if isinstance(node, Fold):
            return self.unit.fold_at.get(node, 0)
        assert isinstance(node, Member)  # noqa: S101 - nothing else is looked up
        slot = self.layout.slots[node.fact]
        return slot.at, slot.mask(node.names), self.layout.symbols.facts[node.fact].element

    def leaf(self, node: Node, at: Places) -> Pair:
        """Comparisons, folds and references."""
        if isinstance(node, Bool):
            return node.value, node.value
        if isinstance(node, Linear):
            return self.linear(node, at)
        if isinstance(node, Fold):
            return self.fold(node, at)
        if isinstance(node, Holds):
            mask = self.unit.holds.get(node.name, 0)
            return bool(self.possible & mask), bool(self.certain & mask)
        if isinstance(node, Overlap):
            slot = self.layout.slots[node.fact]
            cells = self.cells_of(node.fact, at)
            mask = slot.mask(node.names)
            return bool(cells[slot.at + 1] & mask), bool(cells[slot.at] & mask)
        if isinstance(node, Same):
            left = self.cells_of(node.left, at)[self.layout.slots[node.left].at]
            right = self.cells_of(node.right, at)[self.layout.slots[node.right].at]
            return bool(left & right), left == right and not left & (left - 1)
        assert isinstance(node, StepOk)  # noqa: S101 - the grounder leaves no other node
        state = step_state(self.unit, self.root[""], node.fact, node.wait)
        ok = state in ("open", "done")
        return ok or (state == "waiting" and may_be_over(self.unit, self.root[""], node)), ok

    def cells_of(self, fact: str, at: Places) -> Cells:
        """The slots in which a fact lies."""
        return at[self.layout.symbols.facts[fact].element]

    def linear(self, node: Linear, at: Places) -> Pair:
        """A comparison over bounds."""
        parts, constant = self.looked_up(node)
        low = high = constant
        for coef, ref in parts:
            least, most = self.number(ref, at)
            low += coef * (least if coef > 0 else most)
            high += coef * (most if coef > 0 else least)
        return (high >= 0, low >= 0) if node.op == ">=" else (high > 0, low > 0)

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

    def fold(self, node: Fold, at: Places) -> Pair:
        """`has` and `every`; over the whole transaction they stand in slots already."""
        if len(at) == 1:
            place = self.looked_up(node)
            if place and place + 1 < len(at[""]):
                return bool(at[""][place]), bool(at[""][place + 1])
        elements, complete = self.elements(node.collection, at)
        pairs = [self.value(node.cond, place) for place in self.inside(node.collection, elements, at)]
        if node.kind == "has":
            sure = any(t for _, t in pairs)
            return sure or not complete or any(p for p, _ in pairs), sure
        return all(p for p, _ in pairs), complete and all(t for _, t in pairs)

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


def step_state(unit: Unit, cells: Cells, fact: str, wait: int) -> str:
    """State of a step: open, done, failed, or waiting."""
    slot = unit.layout.slots[fact]
    if slot.kind == "number":
        filed = cells[slot.at]
        if filed == FAR:
            return "open"
        return "done" if cells[slot.at + 1] + wait <= cells[unit.layout.slots["as_of"].at] else "waiting"
    if cells[slot.at] == slot.bits["false"]:
        return "failed"
    return "done" if cells[slot.at] == slot.bits["true"] else "open"


def may_be_over(unit: Unit, cells: Cells, node: StepOk) -> bool:
    """Whether the waiting time of a step has run if it was filed on the earliest day that is possible."""
    slot = unit.layout.slots[node.fact]
    today: int = cells[unit.layout.slots["as_of"].at]
    return bool(cells[slot.at] + node.wait <= today)
