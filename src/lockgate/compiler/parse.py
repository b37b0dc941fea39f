"""Third stage: a condition's text in, a typed tree out.

sqlglot reads the SQL grammar and nothing more: a whitelist of its node types becomes our own small tree at once, and
everything else is refused with a reason (sqlglot would accept CASE, LIKE, chained comparisons and more, and mean
something else by them). Names are looked up while the tree is built, so each error can say what it expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from lockgate.compiler.fields import nearest
from lockgate.compiler.grammar import read_tree, why_no_call
from lockgate.compiler.ir import FALSE, TRUE, Fold, Holds, Member, Node, Overlap, Same, Use, conj, disj, negate
from lockgate.compiler.numbers import NUMBER_FOLDS, Numbers
from lockgate.errors import SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from lockgate.compiler.symbols import Symbols

CATEGORICAL = ("enum", "boolean", "country")
_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)


def parse(text: str, symbols: Symbols, *, place: str, element: str = "") -> Node:
    """Read a condition; ``element`` is the collection element whose facts may be named (inside a predicate).

    Errors: `SyntaxProblem` for what the language refuses, `TypeProblem` for names, units and kinds that do not fit.
    """
    tree = read_tree(text, place)
    return _Reader(symbols, place, [element] if element else []).truth(tree)


@dataclass(slots=True)
class _Reader(Numbers):
    """Reads truths: logic, comparisons, lists and folds."""

    def truth(self, tree: exp.Expr) -> Node:
        handler = _TRUTHS.get(type(tree))
        if handler is None:
            raise self.refuse(tree)
        return handler(self, tree)

    def both(self, tree: exp.And | exp.Or) -> Node:
        parts = [self.truth(part) for part in tree.flatten()]
        return conj(*parts) if isinstance(tree, exp.And) else disj(*parts)

    def constant(self, tree: exp.Boolean) -> Node:
        return TRUE if tree.this else FALSE

    def opposite(self, tree: exp.Not) -> Node:
        return negate(self.truth(tree.this))

    def nested(self, tree: exp.Paren) -> Node:
        return self.truth(tree.this)

    def bare(self, tree: exp.Expr) -> Node:
        """A boolean fact, or the name of a definition."""
        name = self.name(tree)
        definition = self.symbols.source.definitions.get(name)
        if definition is not None and definition.versions:
            if definition.on and definition.on not in self.elements:
                raise self.error(f"'{name}' is a predicate over a {definition.on}", f"write has(..., {name})")
            return Use(name)
        if self.fact(name).type != "boolean":
            raise self.error(f"'{name}' is no yes-or-no fact", f"compare it: {name} = ...")
        return Member(name, ("true",))

    # ---- comparisons

    def comparison(self, tree: exp.Expr) -> Node:
        left, right = tree.this, tree.expression
        for side in (left, right):
            if isinstance(side, _COMPARED):
                raise SyntaxProblem("comparisons cannot be chained", place=self.place, hint="write a <= b AND b < c")
        if isinstance(tree, (exp.EQ, exp.NEQ)):
            node = self.categorical(left, right) or self.categorical(right, left)
            if node is not None:
                return negate(node) if isinstance(tree, exp.NEQ) else node
        return self.linear(tree, left, right)

    def categorical(self, left: exp.Expr, right: exp.Expr) -> Node | None:
        """A comparison of a word, country or truth; None if the left side is none of these."""
        if not isinstance(left, (exp.Column, exp.Dot)):
            return None
        name = self.name(left)
        fact = self.symbols.fact(name)
        if fact is not None and fact.type == "set":
            raise self.error(f"'{name}' is a set of values", f"use overlap({name}, ('...'))")
        if fact is None or fact.type not in CATEGORICAL:
            return None
        fact = self.fact(name)
        if isinstance(right, exp.Boolean):
            return Member(name, (self.value_of(fact, "true" if right.this else "false"),))
        if isinstance(right, exp.Literal) and right.is_string:
            return Member(name, (self.value_of(fact, right.this),))
        if isinstance(right, (exp.Column, exp.Dot)) and self.symbols.fact(self.name(right)) is not None:
            return self.same(name, self.name(right))
        raise self.error(f"'{name}' is compared with {right.sql()}", "compare with a 'quoted' value")

    def same(self, left: str, right: str) -> Node:
        """Two facts have the same value: out of the same list, and never because nothing was said about them."""
        one, other = self.fact(left), self.fact(right)
        if one.values != other.values or other.type not in CATEGORICAL:
            raise self.error(f"'{left}' and '{right}' have unlike values", "compare facts of one kind")
        kinds = (one.kind, other.kind)
        if "knowledge" in kinds or kinds == ("evidence", "evidence") or one.absent or other.absent:
            raise self.error(f"absent '{left}' could equal absent '{right}'", "compare with a 'quoted' value")
        return Same(left, right)

    # ---- lists and functions

    def inside(self, tree: exp.In) -> Node:
        name = self.name(tree.this)
        fact = self.fact(name)
        if fact.type not in CATEGORICAL:
            raise self.error(f"'{name}' cannot be looked up in a list", "IN is for values, countries and entries")
        target = tree.args.get("field")
        if target is not None:
            return Member(name, (), (self.group(self.name(target), fact),))
        if tree.args.get("query") is not None or not tree.expressions:
            raise self.refuse(tree)
        return Member(name, tuple(self.value_of(fact, self.quoted(item)) for item in tree.expressions))

    def function(self, tree: exp.Anonymous) -> Node:
        name, args = str(tree.this), tree.expressions
        special = _FUNCTIONS.get(name)
        if special is not None:
            return special(self, name, args)
        if len(args) == 1 and isinstance(args[0], (exp.Column, exp.Dot)):
            node = self.applied(name, args[0])
            if node is not None:
                return node
        source = self.symbols.source
        known = [*_FUNCTIONS, *NUMBER_FOLDS, *source.sets, *source.definitions]
        raise self.error(f"unknown function '{name}'", why_no_call(name) or nearest(name, known))

    def applied(self, name: str, target: exp.Expr) -> Node | None:
        """``group(country)``, ``predicate(role)`` or ``predicate(element)``; None if the name is none of these."""
        source = self.symbols.source
        argument = self.name(target)
        definition = source.definitions.get(name)
        if definition is not None and definition.on:
            if argument in source.collections:
                return self.fold("has", [target, exp.column(name)])
            if definition.on == argument and argument in self.elements:
                return Use(name)
        elif name not in source.sets:
            return None
        elif self.symbols.fact(argument) is not None and self.fact(argument).type == "country":
            return Member(argument, (), (name,))
        raise self.error(f"{name}({argument}) does not fit", nearest(argument, self.symbols.names()))

    def fold(self, kind: str, args: list[exp.Expr]) -> Node:
        if len(args) != 2:
            raise self.error(f"{kind} takes a collection and a condition", f"{kind}(recipients, ...)")
        collection = self.collection(args[0])
        self.elements.append(self.symbols.source.collections[collection].element)
        cond = self.truth(args[1])
        self.elements.pop()
        return Fold(kind, collection, cond)

    def overlap(self, _name: str, args: list[exp.Expr]) -> Node:
        if len(args) != 2:
            raise self.error("overlap takes a set fact and a list", "overlap(party.lists, ('entity_list'))")
        name = self.name(args[0])
        fact = self.fact(name)
        if fact.type != "set":
            raise self.error(f"'{name}' holds one value", f"use {name} IN (...)")
        target = args[1]
        if isinstance(target, (exp.Column, exp.Dot)):
            return Overlap(name, (), (self.group(self.name(target), fact),))
        if isinstance(target, exp.Tuple):
            items = target.expressions
        else:
            items = [target.this if isinstance(target, exp.Paren) else target]
        return Overlap(name, tuple(self.value_of(fact, self.quoted(item)) for item in items))

    def holds(self, _name: str, args: list[exp.Expr]) -> Node:
        if len(args) != 1:
            raise self.error("holds takes one name", "holds('part_744')")
        return Holds(self.quoted(args[0]))


_FUNCTIONS: dict[str, Callable[[_Reader, str, list[exp.Expr]], Node]] = {
    "has": _Reader.fold,
    "every": _Reader.fold,
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
    **dict.fromkeys(_COMPARED, _Reader.comparison),
    exp.In: _Reader.inside,
    exp.Anonymous: _Reader.function,
}
