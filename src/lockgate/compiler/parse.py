"""Third stage: a condition's text in, a typed tree out.

sqlglot reads the SQL grammar and nothing more: a whitelist of its node types becomes our own small tree at once, and
everything else is refused with a reason (sqlglot would accept CASE, LIKE, chained comparisons and more, and mean
something else by them). Names are looked up while the tree is built, so each error can say what it expected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.parser import Parser as SqlParser

from lockgate.compiler.fields import nearest
from lockgate.compiler.ir import (
    FALSE,
    TRUE,
    Fold,
    Holds,
    Linear,
    Member,
    Node,
    NumFold,
    Overlap,
    Same,
    Term,
    Use,
    conj,
    disj,
    negate,
)
from lockgate.compiler.symbols import Symbols
from lockgate.errors import SyntaxProblem, TypeProblem

CATEGORICAL = ("enum", "boolean", "country")
NUMERIC = ("number", "integer", "date")
_HINTS = {
    exp.Case: "write two provisions, or a definition",
    exp.Coalesce: "unknown is a value here; say what absence means where the fact is declared",
    exp.Is: "unknown is a value here; there is no IS NULL",
    exp.Like: "compare closed lists of values",
    exp.Between: "write a >= low AND a <= high",
    exp.Div: "multiply instead: tpp >= 5.92 * area",
    exp.Cast: "facts are typed where they are declared",
    exp.Greatest: "write both conditions with AND",
}


class _Grammar(Dialect):
    """SQL's boolean grammar with no functions of its own."""

    class Parser(SqlParser):
        """All function names are ours."""

        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {}
        NO_PAREN_FUNCTIONS: ClassVar[dict[Any, Any]] = {}
        NO_PAREN_FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            "CASE": SqlParser.NO_PAREN_FUNCTION_PARSERS["CASE"],
        }


_GRAMMAR = _Grammar()
_REFUSED = {
    "coalesce": "unknown is a value here; say what absence means where the fact is declared",
    "ifnull": "unknown is a value here; say what absence means where the fact is declared",
    "greatest": "write both conditions with AND",
    "least": "write both conditions with AND",
    "cast": "facts are typed where they are declared",
    "if": "write two provisions, or a definition",
}


def parse(text: str, symbols: Symbols, *, place: str, element: str = "") -> Node:
    """Read a condition; ``element`` is the collection element whose facts may be named (inside a predicate).

    Errors: `SyntaxProblem` for what the language refuses, `TypeProblem` for names, units and kinds that do not fit.
    """
    if '"' in text:
        raise SyntaxProblem("double quotes are not used in conditions", place=place, hint="put values in 'single' quotes")
    try:
        tree = sqlglot.parse_one(text, dialect=_GRAMMAR)
    except SqlglotError as error:
        detail = str(error).splitlines()[0].split(". Line")[0]
        raise SyntaxProblem(f"cannot read the condition: {detail}", place=place, hint=f"in: {text.strip()[:80]}") from None
    return _Reader(symbols, place, text, [element] if element else []).truth(tree)


@dataclass(slots=True)
class _Reader:
    symbols: Symbols
    place: str
    text: str
    elements: list[str] = field(default_factory=list)

    # ---- truths

    def truth(self, tree: exp.Expression) -> Node:
        handler = _TRUTHS.get(type(tree))
        if handler is None:
            raise self.refuse(tree)
        return handler(self, tree)

    def refuse(self, tree: exp.Expression) -> SyntaxProblem:
        hint = next((words for kind, words in _HINTS.items() if isinstance(tree, kind)), "see the rule language")
        return SyntaxProblem(f"conditions do not use {type(tree).__name__.upper()}: {tree.sql()[:60]}", place=self.place, hint=hint)

    def error(self, message: str, hint: str | None = None) -> TypeProblem:
        return TypeProblem(message, place=self.place, hint=hint)

    def both(self, tree: exp.Expression) -> Node:
        parts = [self.truth(part) for part in tree.flatten()]
        return conj(*parts) if isinstance(tree, exp.And) else disj(*parts)

    def constant(self, tree: exp.Expression) -> Node:
        return TRUE if tree.this else FALSE

    def opposite(self, tree: exp.Expression) -> Node:
        return negate(self.truth(tree.this))

    def nested(self, tree: exp.Expression) -> Node:
        return self.truth(tree.this)

    def bare(self, tree: exp.Expression) -> Node:
        """A boolean fact, or the name of a definition."""
        name = self.name(tree)
        definition = self.symbols.source.definitions.get(name)
        if definition is not None and definition.versions:
            if definition.on and definition.on not in self.elements:
                raise self.error(f"'{name}' is a predicate over a {definition.on}", f"write has(..., {name})")
            return Use(name)
        fact = self.symbols.fact(name)
        if fact is not None and fact.type == "boolean":
            self.check_scope(name)
            return Member(name, ("true",))
        if fact is not None:
            raise self.error(f"'{name}' is no yes-or-no fact", f"compare it: {name} = ...")
        raise self.unknown(name)

    def unknown(self, name: str) -> TypeProblem:
        return self.error(f"unknown name '{name}'", nearest(name, self.symbols.names()))

    def check_scope(self, name: str) -> None:
        element = self.symbols.element_of(name)
        if element and element not in self.elements:
            raise self.error(f"'{name}' belongs to one {element}", f"use it inside has(..., ...) or every(..., ...)")

    def name(self, tree: exp.Expression) -> str:
        if isinstance(tree, exp.Column) and not any(isinstance(part, exp.Star) for part in tree.parts):
            return ".".join(part.name for part in tree.parts)
        if isinstance(tree, exp.Dot):
            return ".".join(part.name for part in tree.parts)
        raise self.refuse(tree)

    # ---- comparisons

    def comparison(self, tree: exp.Expression) -> Node:
        left, right = tree.this, tree.expression
        for side in (left, right):
            if isinstance(side, (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)):
                raise SyntaxProblem("comparisons cannot be chained", place=self.place, hint="write a <= b AND b < c")
        if isinstance(tree, (exp.EQ, exp.NEQ)):
            node = self.categorical(left, right) or self.categorical(right, left)
            if node is not None:
                return negate(node) if isinstance(tree, exp.NEQ) else node
        return self.linear(tree, left, right)

    def categorical(self, left: exp.Expression, right: exp.Expression) -> Node | None:
        if not isinstance(left, (exp.Column, exp.Dot)):
            return None
        name = self.name(left)
        fact = self.symbols.fact(name)
        if fact is None or fact.type not in CATEGORICAL:
            if fact is not None and fact.type == "set":
                raise self.error(f"'{name}' is a set of values", f"use overlap({name}, ('...'))")
            return None
        self.check_scope(name)
        if isinstance(right, exp.Boolean):
            return Member(name, ("true" if right.this else "false",))
        if isinstance(right, exp.Literal) and right.is_string:
            return Member(name, (self.value_of(name, right.this),))
        if isinstance(right, (exp.Column, exp.Dot)) and self.symbols.fact(self.name(right)) is not None:
            self.check_scope(self.name(right))
            return Same(name, self.name(right))
        raise self.error(f"'{name}' is compared with {right.sql()}", "compare with a 'quoted' value")

    def value_of(self, name: str, word: str) -> str:
        fact = self.symbols.fact(name)
        allowed = fact.values if fact else ()
        if word not in allowed:
            raise self.error(f"'{word}' is no value of {name}", nearest(word, allowed))
        return word

    def linear(self, tree: exp.Expression, left: exp.Expression, right: exp.Expression) -> Node:
        terms = [*self.sum(left, 1), *self.sum(right, -1)]
        self.check_units(terms)
        flipped = [Term(-term.coef, term.params, term.ref) for term in terms]
        self.check_floor(terms, tree)
        if isinstance(tree, exp.GTE):
            return Linear(tuple(terms), ">=")
        if isinstance(tree, exp.GT):
            return Linear(tuple(terms), ">")
        if isinstance(tree, exp.LTE):
            return Linear(tuple(flipped), ">=")
        if isinstance(tree, exp.LT):
            return Linear(tuple(flipped), ">")
        same = conj(Linear(tuple(terms), ">="), Linear(tuple(flipped), ">="))
        return same if isinstance(tree, exp.EQ) else negate(same)

    def check_floor(self, terms: list[Term], tree: exp.Expression) -> None:
        """A quotient that was cut after six decimals answers >= and < exactly, other comparisons not."""
        cut = [term for term in terms if isinstance(term.ref, str) and self.symbols.rounding(term.ref) == "floor"]
        if not cut:
            return
        lower = (isinstance(tree, (exp.GTE, exp.LT)) and cut[0].coef == 1) or (
            isinstance(tree, (exp.LTE, exp.GT)) and cut[0].coef == -1
        )
        others = [term for term in terms if term.ref is not None]
        if not lower or len(others) > 1:
            raise self.error(f"'{cut[0].ref}' is a cut quotient", "compare it with a constant by >= or <")

    def check_units(self, terms: list[Term]) -> None:
        units = {self.symbols.unit(term) for term in terms} - {None}
        if len(units) > 1:
            shown = " and ".join(sorted(str(unit) for unit in units))
            raise self.error(f"unlike units are compared: {shown}", "compare like with like")
        if all(term.ref is None for term in terms):
            raise self.error("a comparison needs a fact", None)

    def sum(self, tree: exp.Expression, sign: int) -> list[Term]:
        if isinstance(tree, exp.Paren):
            return self.sum(tree.this, sign)
        if isinstance(tree, exp.Add):
            return [*self.sum(tree.this, sign), *self.sum(tree.expression, sign)]
        if isinstance(tree, exp.Sub):
            return [*self.sum(tree.this, sign), *self.sum(tree.expression, -sign)]
        if isinstance(tree, exp.Neg):
            return self.sum(tree.this, -sign)
        return [self.product(tree, sign)]

    def product(self, tree: exp.Expression, sign: int) -> Term:
        coef, params, ref = Fraction(sign), [], None
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

    def factor(self, tree: exp.Expression) -> Fraction | str | NumFold:
        if isinstance(tree, exp.Literal):
            if not tree.is_string:
                return Fraction(tree.this)
            try:
                return Fraction(date.fromisoformat(tree.this).toordinal())
            except ValueError:
                raise self.error(f"'{tree.this}' is neither a number nor a date", "write 2025-05-15") from None
        if isinstance(tree, exp.Anonymous):
            return self.numeric_fold(tree)
        if isinstance(tree, (exp.Column, exp.Dot)):
            name = self.name(tree)
            fact = self.symbols.fact(name)
            if fact is not None:
                if fact.type not in NUMERIC:
                    raise self.error(f"'{name}' is not a number", "compare it with = or IN")
                self.check_scope(name)
                return name
            if name in self.symbols.source.parameters:
                return name
            raise self.unknown(name)
        raise self.refuse(tree)

    # ---- lists and functions

    def inside(self, tree: exp.Expression) -> Node:
        name = self.name(tree.this)
        fact = self.symbols.fact(name)
        if fact is None:
            raise self.unknown(name)
        if fact.type not in CATEGORICAL:
            raise self.error(f"'{name}' cannot be looked up in a list", "IN is for values, countries and entries")
        self.check_scope(name)
        target = tree.args.get("field")
        if target is not None:
            return Member(name, (), (self.group(self.name(target), fact.type),))
        if tree.args.get("query") is not None or not tree.expressions:
            raise self.refuse(tree)
        return Member(name, tuple(self.value_of(name, self.quoted(item)) for item in tree.expressions))

    def quoted(self, tree: exp.Expression) -> str:
        if isinstance(tree, exp.Literal) and tree.is_string:
            return str(tree.this)
        raise self.error(f"{tree.sql()} stands in a list of values", "put values in 'single' quotes")

    def group(self, name: str, kind: str) -> str:
        source = self.symbols.source
        if kind == "country" and name in source.sets:
            return name
        definition = source.definitions.get(name)
        if definition is not None and definition.values:
            return name
        known = [*source.sets, *(key for key, item in source.definitions.items() if item.values)]
        raise self.error(f"unknown set '{name}'", nearest(name, known))

    def function(self, tree: exp.Expression) -> Node:
        name, args = str(tree.this), tree.expressions
        special = _FUNCTIONS.get(name)
        if special is not None:
            return special(self, name, args)
        source = self.symbols.source
        if len(args) == 1 and isinstance(args[0], (exp.Column, exp.Dot)):
            argument = self.name(args[0])
            definition = source.definitions.get(name)
            if definition is not None and definition.on and argument in source.collections:
                return self.fold("has", [args[0], exp.column(name)])
            if definition is not None and definition.on == argument and argument in self.elements:
                return Use(name)
            fact = self.symbols.fact(argument)
            if name in source.sets and fact is not None and fact.type == "country":
                self.check_scope(argument)
                return Member(argument, (), (name,))
            if name in source.sets or (definition is not None and definition.on):
                raise self.error(f"{name}({argument}) does not fit", nearest(argument, self.symbols.names()))
        known = [*_FUNCTIONS, *_NUMBERS, *source.sets, *source.definitions]
        hint = _REFUSED.get(name.lower()) or nearest(name, known)
        raise self.error(f"unknown function '{name}'", hint)

    def fold(self, kind: str, args: list[exp.Expression]) -> Node:
        if len(args) != 2:
            raise self.error(f"{kind} takes a collection and a condition", f"{kind}(recipients, ...)")
        collection = self.collection(args[0])
        self.elements.append(self.symbols.source.collections[collection].element)
        cond = self.truth(args[1])
        self.elements.pop()
        return Fold(kind, collection, cond)

    def collection(self, tree: exp.Expression) -> str:
        name = self.name(tree)
        found = self.symbols.collection(name)
        if found is None:
            raise self.error(f"unknown collection '{name}'", nearest(name, self.symbols.source.collections))
        owner = self.symbols.source.collections[found].of
        if owner and owner not in self.elements:
            raise self.error(f"'{name}' belongs to one {owner}", f"use it inside has(parties, ...)")
        return found

    def numeric_fold(self, tree: exp.Anonymous) -> NumFold:
        kind, args = str(tree.this), tree.expressions
        if kind not in _NUMBERS or not args:
            raise self.error(f"'{kind}' gives no number", _REFUSED.get(kind.lower()) or nearest(kind, _NUMBERS))
        collection = self.collection(args[0])
        self.elements.append(self.symbols.source.collections[collection].element)
        fact = ""
        if kind != "count":
            if len(args) < 2:
                raise self.error(f"{kind} takes a collection and a field", f"{kind}({collection}, ...)")
            fact = str(self.factor(args[1]))
        rest = args[1:] if kind == "count" else args[2:]
        cond = self.truth(rest[0]) if rest else None
        self.elements.pop()
        return NumFold(kind, collection, fact, cond)

    def overlap(self, _name: str, args: list[exp.Expression]) -> Node:
        if len(args) != 2:
            raise self.error("overlap takes a set fact and a list", "overlap(party.lists, ('entity_list'))")
        name = self.name(args[0])
        fact = self.symbols.fact(name)
        if fact is None:
            raise self.unknown(name)
        if fact.type != "set":
            raise self.error(f"'{name}' holds one value", f"use {name} IN (...)")
        self.check_scope(name)
        target = args[1]
        if isinstance(target, (exp.Column, exp.Dot)):
            kind = "country" if fact.values == self.symbols.countries else "set"
            return Overlap(name, (), (self.group(self.name(target), kind),))
        if isinstance(target, exp.Tuple):
            items = target.expressions
        else:
            items = [target.this if isinstance(target, exp.Paren) else target]
        return Overlap(name, tuple(self.value_of(name, self.quoted(item)) for item in items))

    def holds(self, _name: str, args: list[exp.Expression]) -> Node:
        if len(args) != 1:
            raise self.error("holds takes one name", "holds('part_744')")
        return Holds(self.quoted(args[0]))

    def truth_fold(self, name: str, args: list[exp.Expression]) -> Node:
        return self.fold(name, args)


def _factors(tree: exp.Expression) -> list[exp.Expression]:
    if isinstance(tree, exp.Mul):
        return [*_factors(tree.this), *_factors(tree.expression)]
    if isinstance(tree, exp.Paren) and isinstance(tree.this, (exp.Mul, exp.Literal, exp.Column)):
        return _factors(tree.this)
    return [tree]


_NUMBERS = ("total", "highest", "count")
_FUNCTIONS: dict[str, Callable[[_Reader, str, list[exp.Expression]], Node]] = {
    "has": _Reader.truth_fold,
    "every": _Reader.truth_fold,
    "overlap": _Reader.overlap,
    "holds": _Reader.holds,
}
_TRUTHS: dict[type, Callable[[_Reader, Any], Node]] = {
    exp.And: _Reader.both,
    exp.Or: _Reader.both,
    exp.Boolean: _Reader.constant,
    exp.Not: _Reader.opposite,
    exp.Paren: _Reader.nested,
    exp.Column: _Reader.bare,
    exp.Dot: _Reader.bare,
    exp.EQ: _Reader.comparison,
    exp.NEQ: _Reader.comparison,
    exp.GT: _Reader.comparison,
    exp.GTE: _Reader.comparison,
    exp.LT: _Reader.comparison,
    exp.LTE: _Reader.comparison,
    exp.In: _Reader.inside,
    exp.Anonymous: _Reader.function,
}
