"""Splitting an open comparison: the two restrictions of the facts under which it is true, or false."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.ir import Fold, Linear, Member, Overlap, Same
from lockgate.compiler.layout import FAR
from lockgate.engine.pairs import terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.unit import Cells
    from lockgate.engine.evaluate import Evaluator, Leaf


@dataclass(frozen=True, slots=True)
class Restriction:
    """Other content for the slots of one fact, mostly narrower; or for a collection."""

    cells: Cells
    at: int
    content: tuple[Any, ...]


@contextmanager
def assume(restriction: Restriction) -> Iterator[None]:
    """Narrow a fact for a while; what stood there comes back afterwards."""
    cells, at, content = restriction.cells, restriction.at, restriction.content
    before = cells[at : at + len(content)]
    cells[at : at + len(content)] = content
    try:
        yield
    finally:
        cells[at : at + len(content)] = before


def sides(evaluator: Evaluator, leaf: Leaf) -> tuple[Restriction, ...]:
    """Restrictions that leave nothing out, one for each side of the comparison; empty if it cannot be split."""
    node = leaf.node
    if isinstance(node, Member):
        return _member(evaluator, leaf, node.fact, evaluator.layout.slots[node.fact].mask(node.names))
    if isinstance(node, Overlap):
        return _overlap(evaluator, leaf, node)
    if isinstance(node, Linear):
        return _linear(evaluator, leaf, node)
    if isinstance(node, Same):
        return _same(evaluator, leaf, node)
    assert isinstance(node, Fold)  # noqa: S101 - the evaluator yields no other leaf
    return ()


def _cells(evaluator: Evaluator, leaf: Leaf, fact: str) -> Cells:
    return leaf.cells(evaluator.layout.symbols.facts[fact].element)


def _member(evaluator: Evaluator, leaf: Leaf, fact: str, mask: int) -> tuple[Restriction, ...]:
    slot = evaluator.layout.slots[fact]
    cells = _cells(evaluator, leaf, fact)
    inside, outside = cells[slot.at] & mask, cells[slot.at] & ~mask
    return Restriction(cells, slot.at, (inside,)), Restriction(cells, slot.at, (outside,))


def _overlap(evaluator: Evaluator, leaf: Leaf, node: Overlap) -> tuple[Restriction, ...]:
    slot = evaluator.layout.slots[node.fact]
    cells = _cells(evaluator, leaf, node.fact)
    certain, possible = cells[slot.at], cells[slot.at + 1]
    mask = slot.mask(node.names) & possible
    one = mask & -mask
    return (
        Restriction(cells, slot.at, (certain, possible & ~one)),
        Restriction(cells, slot.at, (certain | one, possible)),
    )


def _same(evaluator: Evaluator, leaf: Leaf, node: Same) -> tuple[Restriction, ...]:
    for mine, other in ((node.left, node.right), (node.right, node.left)):
        known = _cells(evaluator, leaf, other)[evaluator.layout.slots[other].at]
        if not known & (known - 1):
            return _member(evaluator, leaf, mine, known)
    return ()


def _linear(evaluator: Evaluator, leaf: Leaf, node: Linear) -> tuple[Restriction, ...]:
    """Split at the threshold of the only open number; with two open numbers the line between them is slanted."""
    parts, constant = terms(evaluator.unit, node)
    places = dict(leaf.places)
    opened = []
    for coef, ref in parts:
        low, high = evaluator.number(ref, places)
        if low == high:
            constant += coef * low
        else:
            opened.append((coef, ref))
    if len(opened) != 1:
        return ()
    coef, ref = opened[0]
    if not isinstance(ref, str):
        return ()
    low, high = evaluator.number(ref, places)
    slot = evaluator.layout.slots[ref]
    cells = _cells(evaluator, leaf, ref)
    strict = 1 if node.op == ">" else 0
    if coef > 0:
        least = -((constant - strict) // coef)
        cuts = ((low, least - 1), (least, high))
    else:
        most = (constant - strict) // -coef
        cuts = ((low, most), (most + 1, high))
    return tuple(Restriction(cells, slot.at, (max(a, -FAR), min(b, FAR))) for a, b in cuts if a <= b)
