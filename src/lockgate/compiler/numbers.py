"""Third stage, third part: comparisons of numbers and days, which are linear in the facts."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlglot import exp

from lockgate.compiler.fields import nearest
from lockgate.compiler.grammar import why_no_call
from lockgate.compiler.ir import Linear, Node, NumFold, Term, conj, negate
from lockgate.compiler.scope import Scope

if TYPE_CHECKING:
    from lockgate.compiler.model import Fact

NUMERIC = ("number", "integer", "date")
NUMBER_FOLDS = ("total", "highest", "count")
_SIGNED = {exp.GTE: (1, ">="), exp.GT: (1, ">"), exp.LTE: (-1, ">="), exp.LT: (-1, ">")}


@dataclass(slots=True)
class Numbers(Scope):
    """Reads sums, products with constants, and folds that give a number."""

    dated: bool = False

    @abstractmethod
    def truth(self, tree: exp.Expr) -> Node:
        """Read a condition (the one of a fold)."""

    def linear(self, tree: exp.Expr, left: exp.Expr, right: exp.Expr) -> Node:
        """A comparison of two sums."""
        outer, self.dated = self.dated, False
        terms = [*self.sum(left, 1), *self.sum(right, -1)]
        self.check_units(terms)
        self.check_floor(terms, tree)
        self.dated = outer
        flipped = tuple(Term(-term.coef, term.params, term.ref) for term in terms)
        for kind, (sign, op) in _SIGNED.items():
            if isinstance(tree, kind):
                return Linear(tuple(terms) if sign > 0 else flipped, op)
        same = conj(Linear(tuple(terms), ">="), Linear(flipped, ">="))
        return same if isinstance(tree, exp.EQ) else negate(same)

    def check_floor(self, terms: list[Term], tree: exp.Expr) -> None:
        """A quotient that was cut after its last decimal answers >= and < exactly, other comparisons not."""
        cut = [term for term in terms if self.symbols.rounding(_field(term)) == "floor"]
        if not cut:
            return
        lower = (isinstance(tree, (exp.GTE, exp.LT)) and cut[0].coef == 1) or (
            isinstance(tree, (exp.LTE, exp.GT)) and cut[0].coef == -1
        )
        others = [term for term in terms if term.ref is not None]
        added = isinstance(cut[0].ref, NumFold) and cut[0].ref.kind == "total"
        if not lower or added or len(others) > 1 or cut[0].params:
            raise self.error(f"'{_field(cut[0])}' is a cut quotient", "compare it with a constant by >= or <")

    def check_units(self, terms: list[Term]) -> None:
        """Like is compared with like, and not constants with each other."""
        units = {self.symbols.unit(term) for term in terms} - {None}
        if self.dated:
            units.add("days")
        if len(units) > 1:
            shown = " and ".join(sorted(str(unit) for unit in units))
            raise self.error(f"unlike units are compared: {shown}", "compare like with like")
        if all(term.ref is None for term in terms):
            raise self.error("a comparison needs a fact")

    def sum(self, tree: exp.Expr, sign: int) -> list[Term]:
        """The terms of a sum."""
        if isinstance(tree, exp.Paren):
            return self.sum(tree.this, sign)
        if isinstance(tree, exp.Add):
            return [*self.sum(tree.this, sign), *self.sum(tree.expression, sign)]
        if isinstance(tree, exp.Sub):
            return [*self.sum(tree.this, sign), *self.sum(tree.expression, -sign)]
        if isinstance(tree, exp.Neg):
            return self.sum(tree.this, -sign)
        return [self.product(tree, sign)]

    def product(self, tree: exp.Expr, sign: int) -> Term:
        """One fact or fold times constants and parameters."""
        coef = Fraction(sign)
        params: list[str] = []
        ref: str | NumFold | None = None
        for factor in _factors(tree):
            number = self.factor(factor)
            if isinstance(number, Fraction):
                coef *= number
            elif isinstance(number, NumFold) or self.symbols.fact(number) is not None:
                if ref is not None:
                    raise self.error("a product of two facts is not allowed", "conditions are linear")
                ref = number
            else:
                params.append(number)
        return Term(coef, tuple(params), ref)

    def factor(self, tree: exp.Expr) -> Fraction | str | NumFold:
        """A constant, the name of a fact or parameter, or a fold."""
        if isinstance(tree, exp.Literal):
            return self.day(str(tree.this)) if tree.is_string else Fraction(str(tree.this))
        if isinstance(tree, exp.Neg) and isinstance(tree.this, exp.Literal) and not tree.this.is_string:
            return -Fraction(str(tree.this.this))
        if isinstance(tree, exp.Anonymous):
            return self.number_fold(tree)
        if not isinstance(tree, (exp.Column, exp.Dot)):
            raise self.refuse(tree)
        name = self.name(tree)
        return name if name in self.symbols.source.parameters else self.number(name).id

    def day(self, text: str) -> Fraction:
        """The number of a day."""
        try:
            found = Fraction(date.fromisoformat(text).toordinal())
        except ValueError:
            raise self.error(f"'{text}' is neither a number nor a date", "write 2025-05-15") from None
        self.dated = True
        return found

    def number(self, name: str) -> Fact:
        """A fact that is a number."""
        fact = self.fact(name)
        if fact.type not in NUMERIC:
            raise self.error(f"'{name}' is not a number", "compare it with = or IN")
        return fact

    def number_fold(self, tree: exp.Anonymous) -> NumFold:
        """``total``, ``highest`` and ``count``."""
        kind, args = str(tree.this), tree.expressions
        if kind not in NUMBER_FOLDS:
            raise self.error(f"'{kind}' gives no number", why_no_call(kind) or nearest(kind, NUMBER_FOLDS))
        most = 2 if kind == "count" else 3
        if not most - 1 <= len(args) <= most:
            wanted = "a collection" if kind == "count" else "a collection and a field"
            raise self.error(f"{kind} takes {wanted}, and perhaps a condition")
        collection = self.collection(args[0])
        self.elements.append(self.symbols.source.collections[collection].element)
        field = "" if kind == "count" else self.field(kind, args[1])
        cond = self.truth(args[-1]) if len(args) == most else None
        self.elements.pop()
        return NumFold(kind, collection, field, cond)

    def field(self, kind: str, tree: exp.Expr) -> str:
        """A number of the element that is never negative: bounds of sums and of the largest rest on that."""
        fact = self.number(self.name(tree))
        if fact.element != self.elements[-1]:
            raise self.error(f"'{fact.id}' is no field of one {self.elements[-1]}")
        if fact.type == "date" or fact.minimum is None or fact.minimum < 0:
            raise self.error(f"{kind} takes a number that is never negative", f"give '{fact.id}' a min of 0")
        return fact.id


def _field(term: Term) -> str:
    """The fact behind a term, or empty."""
    if isinstance(term.ref, NumFold):
        return term.ref.field
    return term.ref or ""


def _factors(tree: exp.Expr) -> list[exp.Expr]:
    if isinstance(tree, exp.Mul):
        return [*_factors(tree.this), *_factors(tree.expression)]
    if isinstance(tree, exp.Paren) and isinstance(tree.this, (exp.Mul, exp.Literal, exp.Column)):
        return _factors(tree.this)
    return [tree]
