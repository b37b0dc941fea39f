"""Sixth stage: grounded conditions in, Python source out.

Each condition becomes two expressions: *possibly* (may be true) and *surely* (is true). A fact is a mask of possible
values or a pair of bounds, so the two together are Kleene's logic, with bounds and partial knowledge for free:

* ``x IN S``: possibly if the mask meets S, surely if nothing outside S is left;
* ``a >= b``: possibly with the upper bound of a and the lower of b, surely the other way round;
* ``NOT c``: possibly if c is not sure, surely if c is not possible.

The source holds slot numbers and integers only, never text from a file.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

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
    children,
)
from lockgate.compiler.layout import FAR, Layout

if TYPE_CHECKING:
    from collections.abc import Iterable

_GLOBAL = {"": "g"}
_OFTEN = 3
"""From so many occurrences on a condition is worth a variable."""
_WORD = 60
"""Masks of more bits than this are long integers, slower to combine."""


def scaled_terms(node: Linear, layout: Layout) -> tuple[list[tuple[int, str | NumFold]], int]:
    """Integer coefficients and constant of a comparison, over scaled integers."""
    parts: dict[str | NumFold, Fraction] = {}
    constant = Fraction(0)
    for term in node.terms:
        if term.ref is None:
            constant += term.coef
        else:
            parts[term.ref] = parts.get(term.ref, Fraction(0)) + term.coef / scale_of(term.ref, layout)
    factor = lcm(constant.denominator, *(coef.denominator for coef in parts.values()))
    whole = [((coef * factor).numerator, ref) for ref, coef in parts.items() if coef]
    return whole, (constant * factor).numerator


def scale_of(ref: str | NumFold, layout: Layout) -> int:
    """Scale of the integers that stand for a fact or a fold."""
    if isinstance(ref, NumFold):
        return 1 if ref.kind == "count" else layout.slots[ref.field].scale
    return layout.slots[ref].scale


class Writer:
    """Writes expressions for one unit; collects the folds that they need."""

    def __init__(self, layout: Layout, holds: dict[str, int]) -> None:
        self.layout = layout
        self.holds = holds
        self.fold_at: dict[Fold | NumFold, int] = {}
        self.inner: dict[tuple[Fold | NumFold, tuple[tuple[str, str], ...]], str] = {}
        self.functions: list[str] = []
        self.size = layout.base
        self.common: set[int | Member] = set()
        self.variables: dict[int | Member, str] = {}
        self.ahead: list[str] = []

    # ---- what several rules ask is worked out once

    def share(self, nodes: Iterable[Node]) -> None:
        """Definitions and country tests that stand in several conditions become variables at their first use."""
        counts: Counter[int | Member] = Counter()
        for root in nodes:
            self.count(root, counts)
        self.common = {key for key, number in counts.items() if number >= _OFTEN}

    def count(self, node: Node, counts: Counter[int | Member]) -> None:
        """Count a condition outside folds; what stands inside a definition counts once, however often that is used."""
        key = self.key(node)
        if key is not None:
            counts[key] += 1
        if not isinstance(node, (Fold, Linear)) and (not isinstance(node, Named) or counts[id(node)] == 1):
            for child in children(node):
                self.count(child, counts)

    def key(self, node: Node) -> int | Member | None:
        """What makes two occurrences the same, or None if the node is not worth a variable."""
        if isinstance(node, Named):
            return id(node)
        country = isinstance(node, Member) and len(self.layout.slots[node.fact].bits) > _WORD
        return node if country and isinstance(node, Member) else None

    def variable(self, key: int | Member, node: Node) -> str:
        """Name of the variable pair of a shared condition; written ahead of the rule that first asks it."""
        if key not in self.variables:
            self.common.discard(key)
            possibly, surely = self.possibly(node), self.surely(node)
            self.common.add(key)
            name = f"v{len(self.variables)}"
            self.variables[key] = name
            self.ahead += [f"{name}p = {possibly}", f"{name}t = {name}p and {surely}"]
        return self.variables[key]

    def taken(self, indent: str) -> list[str]:
        """The variables that were written since the last call."""
        lines, self.ahead = [indent + line for line in self.ahead], []
        return lines

    # ---- expressions

    def possibly(self, node: Node, names: dict[str, str] = _GLOBAL) -> str:
        """Expression that is true when the condition may be true."""
        return self.truth(node, False, names)

    def surely(self, node: Node, names: dict[str, str] = _GLOBAL) -> str:
        """Expression that is true when the condition is certain."""
        return self.truth(node, True, names)

    def truth(self, node: Node, sure: bool, names: dict[str, str]) -> str:
        """Either expression; ``names`` maps elements to the variables that hold them."""
        if self.common and names is _GLOBAL:
            key = self.key(node)
            if key is not None and key in self.common:
                return self.variable(key, node) + ("t" if sure else "p")
        if isinstance(node, Bool):
            return str(node.value)
        if isinstance(node, And):
            return "(" + " and ".join(self.truth(arg, sure, names) for arg in node.args) + ")"
        if isinstance(node, Or):
            return "(" + " or ".join(self.truth(arg, sure, names) for arg in node.args) + ")"
        if isinstance(node, Not):
            inner = self.truth(node.arg, not sure, names)
            return f"({inner.removeprefix('(not ')}" if inner.startswith("(not ") else f"(not {inner})"
        if isinstance(node, Named):
            return self.truth(node.arg, sure, names)
        return self.leaf(node, sure, names)

    def leaf(self, node: Node, sure: bool, names: dict[str, str]) -> str:
        """Expression of a comparison, a fold or a reference."""
        if isinstance(node, Member):
            return self.member(node, sure, names)
        if isinstance(node, Overlap):
            slot = self.layout.slots[node.fact]
            return f"({self.cell(node.fact, names, 0 if sure else 1)} & {slot.mask(node.names)})"
        if isinstance(node, Same):
            left, right = self.cell(node.left, names), self.cell(node.right, names)
            return f"({left} == {right} and not {left} & ({left} - 1))" if sure else f"({left} & {right})"
        if isinstance(node, Linear):
            return self.linear(node, sure, names)
        if isinstance(node, Fold):
            return self.fold(node, 1 if sure else 0, names)
        if isinstance(node, Holds):
            return f"({'ht' if sure else 'hp'} & {self.holds.get(node.name, 0)})"
        if isinstance(node, StepOk):
            return self.step(node, sure)
        raise TypeError(f"{node} is not grounded")  # pragma: no cover - the grounder leaves no other node

    def cell(self, fact: str, names: dict[str, str], offset: int = 0) -> str:
        """Where a fact is read."""
        slot = self.layout.slots[fact]
        element = self.layout.symbols.facts[fact].element
        return f"{names[element]}[{slot.at + offset}]"

    def member(self, node: Member, sure: bool, names: dict[str, str]) -> str:
        """Expression of a membership test."""
        slot = self.layout.slots[node.fact]
        mask = slot.mask(node.names)
        cell = self.cell(node.fact, names)
        if mask in (0, slot.full):
            return str(bool(mask))
        return f"(not {cell} & {slot.full ^ mask})" if sure else f"({cell} & {mask})"

    def linear(self, node: Linear, sure: bool, names: dict[str, str]) -> str:
        """Expression of a comparison; with one fact, the bound is moved to the other side and rounded exactly."""
        parts, constant = scaled_terms(node, self.layout)
        if not parts:
            return str(constant > 0 or (constant == 0 and node.op == ">="))
        if len(parts) == 1:
            coef, ref = parts[0]
            cell = self.number(ref, (coef < 0) == sure, names)
            least = -(constant // coef) if coef > 0 else constant // -coef
            strict = node.op == ">" and constant % coef == 0
            if coef > 0:
                return f"({cell} {'>' if strict else '>='} {least})"
            return f"({cell} {'<' if strict else '<='} {least})"
        pieces = [f"{coef} * {self.number(ref, (coef < 0) == sure, names)}" for coef, ref in parts]
        return f"({' + '.join(pieces)} + {constant} {node.op} 0)"

    def number(self, ref: str | NumFold, high: bool, names: dict[str, str]) -> str:
        """Expression of the lower or upper bound of a number."""
        if isinstance(ref, NumFold):
            return self.fold(ref, 1 if high else 0, names)
        return self.cell(ref, names, 1 if high else 0)

    def step(self, node: StepOk, sure: bool) -> str:
        """A step does not close its authorization: neither refused nor still waiting (at the latest day if sure)."""
        slot = self.layout.slots[node.fact]
        if slot.kind == "number":
            today = self.layout.slots["as_of"].at
            return f"(g[{slot.at}] == {FAR} or g[{slot.at + sure}] + {node.wait} <= g[{today}])"
        return f"(g[{slot.at}] != {slot.bits['false']})"

    # ---- folds

    def fold(self, node: Fold | NumFold, offset: int, names: dict[str, str]) -> str:
        """Expression of a fold: a slot for those over the transaction, a call for those inside an element."""
        if names == _GLOBAL:
            if node not in self.fold_at:
                self.fold_at[node] = self.size
                self.size += 2
            return f"g[{self.fold_at[node] + offset}]"
        return f"{self.fold_function(node, names)}[{offset}]"

    def fold_function(self, node: Fold | NumFold, names: dict[str, str]) -> str:
        """Write the function of a fold; returns the call."""
        key = (node, tuple(sorted(names.items())))
        if key not in self.inner:
            self.inner[key] = f"f{len(self.inner)}"
            collection = self.layout.symbols.source.collections[node.collection]
            variable = f"e{len(names)}"
            inner = {**names, collection.element: variable}
            where = f"{names[collection.of]}[{self.layout.groups[node.collection]}]"
            body = self.truths(node, variable, inner) if isinstance(node, Fold) else self.amounts(node, variable, inner)
            head = f"def {self.inner[key]}({', '.join(names.values())}):"
            self.functions.append("\n".join([head, f"    elements, complete = {where}", *body, ""]))
        return f"{self.inner[key]}({', '.join(names.values())})"

    def truths(self, node: Fold, variable: str, names: dict[str, str]) -> list[str]:
        """Body of `has` and `every`."""
        possibly, surely = self.possibly(node.cond, names), self.surely(node.cond, names)
        if node.kind == "has":
            return [
                "    p = 0 if complete else 1",
                f"    for {variable} in elements:",
                f"        if {possibly}:",
                "            p = 1",
                f"            if {surely}: return 1, 1",
                "    return p, 0",
            ]
        return [
            "    t = 1 if complete else 0",
            f"    for {variable} in elements:",
            f"        if not {surely}:",
            "            t = 0",
            f"            if not {possibly}: return 0, 0",
            "    return 1, t",
        ]

    def amounts(self, node: NumFold, variable: str, names: dict[str, str]) -> list[str]:
        """Body of `total`, `highest` and `count`: a lower and an upper bound."""
        low, high = (
            ("1", "1") if node.kind == "count" else (self.cell(node.field, names), self.cell(node.field, names, 1))
        )
        possibly = self.possibly(node.cond, names) if node.cond is not None else "True"
        surely = self.surely(node.cond, names) if node.cond is not None else "True"
        if node.kind == "highest":
            raise_low, raise_high = f"l = max(l, {low})", f"h = max(h, {high})"
        else:
            raise_low, raise_high = f"l += {low}", f"h += {high}"
        return [
            f"    l, h = 0, 0 if complete else {FAR}",
            f"    for {variable} in elements:",
            f"        if {possibly}:",
            f"            {raise_high}",
            f"            if {surely}: {raise_low}",
            f"    return l, min(h, {FAR})",
        ]
