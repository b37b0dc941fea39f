"""Grounded conditions to formulas over complete facts: the third reading of the language, beside emitter and evaluator.

`tests/checks/test_encode.py` compares it with the generated functions on random complete transactions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import z3  # type: ignore[import-untyped]  # it ships no types

from lockgate.checks.logic import both, either, opposite
from lockgate.checks.parts import AND, NOT, OR, Part, Place, atom, given, join, named
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
from lockgate.compiler.symbols import STAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lockgate.checks.world import World

Where = dict[str, str]
"""For each kind of element the one that is looked at."""


class Earlier(Protocol):
    """What was decided before a condition is read."""

    def stage(self, fact: str, names: tuple[str, ...]) -> Any:
        """Whether a stage has one of these values."""

    def holds(self, name: str) -> Any:
        """Whether a provision, or one with this tag, holds."""


class Encoder:
    """Reads conditions over one world."""

    def __init__(self, world: World, earlier: Earlier) -> None:
        self.world = world
        self.earlier = earlier
        self.leaves: Mapping[type, Callable[[Any, Where], Any]] = {
            Member: self.member,
            Overlap: self.overlap,
            Same: self.same,
            Holds: lambda node, _: self.earlier.holds(node.name),
            StepOk: self.step,
        }

    def part(self, node: Node, at: Where | None = None, place: Place = ()) -> Part:
        """A condition as a tree; ``place`` is the way down to it."""
        where = at if at is not None else {"": ""}
        if isinstance(node, Bool):
            return given(node.value)
        if isinstance(node, (And, Or)):
            parts = [self.part(arg, where, (*place, index)) for index, arg in enumerate(node.args)]
            return join(AND if isinstance(node, And) else OR, parts)
        if isinstance(node, (Not, Named)):
            inner = self.part(node.arg, where, (*place, 0))
            return join(NOT, [inner]) if isinstance(node, Not) else named(place, inner)
        if isinstance(node, Fold):
            return self.fold(node, where, place)
        if isinstance(node, Linear):
            return self.comparison(node, where, place)
        return atom(place, self.leaves[type(node)](node, where))

    def formula(self, node: Node) -> Any:
        """A condition about the whole transaction."""
        return self.part(node).formula

    # ---- words

    def at(self, fact: str, where: Where) -> str:
        """The element that a fact belongs to."""
        return where[self.world.facts[fact].element]

    def member(self, node: Member, where: Where) -> Any:
        """A fact, or what a stage decided, has one of these values."""
        if node.fact.startswith(STAGE):
            return self.earlier.stage(node.fact, node.names)
        return self.world.one_of(node.fact, self.at(node.fact, where), node.names)

    def overlap(self, node: Overlap, where: Where) -> Any:
        """A set holds at least one of these; a country of a set stands for its whole class."""
        values = self.world.tables.values(node.fact)
        at = self.at(node.fact, where)
        return either(self.world.member(node.fact, at, name) for name in node.names if name in values)

    def same(self, node: Same, where: Where) -> Any:
        """Two facts have the same value."""
        return self.world.same((node.left, self.at(node.left, where)), (node.right, self.at(node.right, where)))

    def step(self, node: StepOk, where: Where) -> Any:
        """A step that is not refused, and not still waiting."""
        if self.world.layout.slots[node.fact].kind != "number":
            return opposite(self.world.one_of(node.fact, "", ("false",)))
        filed = self.world.number(node.fact, self.at(node.fact, where))
        return z3.Or(filed == FAR, filed + node.wait <= self.world.number("as_of", ""))

    # ---- elements and numbers

    def fold(self, node: Fold, where: Where, place: Place) -> Part:
        """`has` and `every`."""
        kind = self.world.source.collections[node.collection].element
        sides = []
        for there, path in self.elements(node.collection, where):
            inner = self.part(node.cond, {**where, kind: path}, (*place, 0))
            if node.kind == "has":
                sides.append(join(AND, [given(there), inner]))
            else:
                sides.append(join(OR, [given(opposite(there)), inner]))
        return join(OR if node.kind == "has" else AND, sides)

    def elements(self, collection: str, where: Where) -> list[tuple[Any, str]]:
        """Elements of a collection of what is looked at."""
        return self.world.elements(collection, where[self.world.source.collections[collection].of])

    def comparison(self, node: Linear, where: Where, place: Place) -> Part:
        """A comparison of numbers; what stands inside its folds can be replaced too."""
        more = {
            way
            for index, term in enumerate(node.terms)
            if isinstance(term.ref, NumFold) and term.ref.cond is not None
            for path in [(*place, index)]
            for way in self.part(term.ref.cond, self.first(term.ref, where), path).under
        }
        formula = self.linear(node, where, place, None)
        return atom(place, formula, lambda way, value: self.linear(node, where, place, (way, value)), more)

    def first(self, ref: NumFold, where: Where) -> Where:
        """The first element of a collection, to see what is asked about it."""
        return {
            **where,
            self.world.source.collections[ref.collection].element: self.elements(ref.collection, where)[0][1],
        }

    def linear(self, node: Linear, where: Where, place: Place, instead: tuple[Place, bool] | None) -> Any:
        """A sum compared with zero."""
        parts, constant = scaled_terms(node, self.world.layout)
        ways = {term.ref: (*place, index) for index, term in enumerate(node.terms)}
        total = z3.IntVal(constant)
        for coef, ref in parts:
            total += coef * self.amount(ref, where, ways[ref], instead)
        return total >= 0 if node.op == ">=" else total > 0

    def amount(self, ref: str | NumFold, where: Where, place: Place, instead: tuple[Place, bool] | None) -> Any:
        """A fact, or a number over a collection."""
        if isinstance(ref, str):
            return self.world.number(ref, self.at(ref, where))
        kind = self.world.source.collections[ref.collection].element
        total = z3.IntVal(0)
        for there, path in self.elements(ref.collection, where):
            inner = {**where, kind: path}
            counts = there
            if ref.cond is not None:
                part = self.part(ref.cond, inner, place)
                counts = both([there, part.replaced(*instead) if instead else part.formula])
            one = z3.IntVal(1) if ref.kind == "count" else self.world.number(ref.field, path)
            counts = z3.BoolVal(counts) if isinstance(counts, bool) else counts
            if ref.kind == "highest":
                total = z3.If(z3.And(counts, one > total), one, total)
            else:
                total += z3.If(counts, one, z3.IntVal(0))
        return total
