"""The small language between a lawyer's condition and the generated functions.

A condition is a tree of the nodes below. After parsing the leaves still name sets, parameters and definitions;
`lockgate.compiler.ground` replaces these for one day, `lockgate.compiler.lower` replaces names by slots.
The truth of every node is a pair (possibly true, certainly true); see `lockgate.compiler.emit`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.compiler.packed import Packed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Bool(Packed):
    """A constant."""

    value: bool


@dataclass(frozen=True, slots=True)
class And(Packed):
    """All of them."""

    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Packed):
    """Any of them."""

    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Packed):
    """The opposite."""

    arg: Node


@dataclass(frozen=True, slots=True)
class Member(Packed):
    """A categorical fact is one of these values. ``sets`` names groups and lists until they are grounded."""

    fact: str
    names: tuple[str, ...]
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlap(Packed):
    """A set fact holds at least one of these values."""

    fact: str
    names: tuple[str, ...]
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Same(Packed):
    """Two categorical facts have the same value."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Term(Packed):
    """``coef`` times parameters times a number (a fact, a numeric fold, or 1 where ``ref`` is None)."""

    coef: Fraction
    params: tuple[str, ...]
    ref: str | NumFold | None


@dataclass(frozen=True, slots=True)
class Linear(Packed):
    """The sum of the terms compared with zero; ``op`` is ``>=`` or ``>``."""

    terms: tuple[Term, ...]
    op: str


@dataclass(frozen=True, slots=True)
class NumFold(Packed):
    """A number over a collection: total, highest or count."""

    kind: str
    collection: str
    field: str
    cond: Node | None


@dataclass(frozen=True, slots=True)
class Fold(Packed):
    """A truth over a collection: ``has`` (at least one) or ``every`` (all)."""

    kind: str
    collection: str
    cond: Node


@dataclass(frozen=True, slots=True)
class Holds(Packed):
    """An earlier provision, or one with this tag, holds."""

    name: str


@dataclass(frozen=True, slots=True)
class Use(Packed):
    """A named condition of the definitions."""

    name: str


@dataclass(frozen=True, slots=True)
class Named(Packed):
    """A definition after grounding: its name for the reader, its condition for the machine."""

    name: str
    arg: Node


@dataclass(frozen=True, slots=True)
class StepOk(Packed):
    """A step before shipment does not close its authorization: not refused, not still waiting."""

    fact: str
    wait: int


Node = Bool | And | Or | Not | Member | Overlap | Same | Linear | Fold | Holds | Use | Named | StepOk

TRUE = Bool(value=True)
FALSE = Bool(value=False)


def conj(*nodes: Node) -> Node:
    """AND with constants folded away.

    >>> conj(TRUE, Holds("x"))
    Holds(name='x')
    """
    kept = [part for node in nodes for part in (node.args if isinstance(node, And) else (node,)) if part != TRUE]
    if FALSE in kept:
        return FALSE
    if not kept:
        return TRUE
    return kept[0] if len(kept) == 1 else And(tuple(kept))


def disj(*nodes: Node) -> Node:
    """OR with constants folded away.

    >>> disj(FALSE, Holds("x"))
    Holds(name='x')
    """
    kept = [part for node in nodes for part in (node.args if isinstance(node, Or) else (node,)) if part != FALSE]
    if TRUE in kept:
        return TRUE
    if not kept:
        return FALSE
    return kept[0] if len(kept) == 1 else Or(tuple(kept))


def negate(node: Node) -> Node:
    """NOT with constants and double negation folded away.

    >>> negate(Not(Holds("x")))
    Holds(name='x')
    """
    if isinstance(node, Bool):
        return Bool(value=not node.value)
    return node.arg if isinstance(node, Not) else Not(node)


def children(node: Node) -> tuple[Node, ...]:
    """The conditions directly below a node, those inside folds included."""
    if isinstance(node, (And, Or)):
        return node.args
    if isinstance(node, (Not, Named)):
        return (node.arg,)
    if isinstance(node, Fold):
        return (node.cond,)
    if isinstance(node, Linear):
        return tuple(term.ref.cond for term in node.terms if isinstance(term.ref, NumFold) and term.ref.cond)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Every node of a tree, the root first."""
    yield node
    for child in children(node):
        yield from walk(child)
