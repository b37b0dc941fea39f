"""Places in a condition: the node at a place, the condition with a constant there, and how a comparison is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.ir import (
    And,
    Bool,
    Fold,
    Linear,
    Member,
    Named,
    Node,
    Not,
    NumFold,
    Or,
    Term,
)
from lockgate.engine.words import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.checks.parts import Place
    from lockgate.compiler.layout import Layout


def places(node: Node, place: Place = (), *, inside: bool = True) -> Iterator[tuple[Place, Node]]:
    """Every comparison with its place; with ``inside`` also those in definitions, otherwise the definitions themselves.

    The places are those of `lockgate.checks.encode.Encoder.part`.
    """
    if isinstance(node, (And, Or)):
        for index, arg in enumerate(node.args):
            yield from places(arg, (*place, index), inside=inside)
    elif isinstance(node, Not) or (isinstance(node, Named) and inside):
        yield from places(node.arg, (*place, 0), inside=inside)
    elif isinstance(node, Fold):
        yield from places(node.cond, (*place, 0), inside=inside)
    elif not isinstance(node, Bool):
        yield place, node
        if isinstance(node, Linear):
            for index, term in enumerate(node.terms):
                if isinstance(term.ref, NumFold) and term.ref.cond is not None:
                    yield from places(term.ref.cond, (*place, index), inside=inside)


def replaced(node: Node, place: Place, value: bool) -> Node:
    """The condition with a constant at a place."""
    if not place:
        return Bool(value)
    index, rest = place[0], place[1:]
    if isinstance(node, (And, Or)):
        args = tuple(replaced(arg, rest, value) if at == index else arg for at, arg in enumerate(node.args))
        return type(node)(args)
    if isinstance(node, Not):
        return Not(replaced(node.arg, rest, value))
    if isinstance(node, Named):
        return replaced(node.arg, rest, value)
    if isinstance(node, Fold):
        return Fold(node.kind, node.collection, replaced(node.cond, rest, value))
    assert isinstance(node, Linear)  # noqa: S101 - nothing else has places inside
    terms = tuple(_term(term, rest, value) if at == index else term for at, term in enumerate(node.terms))
    return Linear(terms, node.op)


def _term(term: Term, rest: Place, value: bool) -> Term:
    ref = term.ref
    assert isinstance(ref, NumFold)  # noqa: S101 - as above
    assert ref.cond is not None  # noqa: S101 - as above
    return Term(term.coef, term.params, NumFold(ref.kind, ref.collection, ref.field, replaced(ref.cond, rest, value)))


def called(node: Node, layout: Layout) -> str:
    """A comparison in words that stay the same while its numbers and lists change."""
    if isinstance(node, Linear):
        names = [name for term in node.terms for name in term.params]
        if names:
            facts = [_number(term.ref) for term in node.terms if term.ref is not None]
            return f"{' and '.join(facts)} against {' and '.join(dict.fromkeys(names))}"
    if isinstance(node, Member) and node.sets and layout.symbols.facts[node.fact].type != "boolean":
        return f"{node.fact} in {' or '.join(node.sets)}"
    return Phrases(layout).node(node)


def _number(ref: str | NumFold) -> str:
    return ref if isinstance(ref, str) else f"{ref.kind} of {ref.field or ref.collection}"
