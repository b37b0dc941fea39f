"""Third stage, second part: the names that one condition may use, and the errors it may give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from lockgate.compiler.fields import nearest
from lockgate.compiler.grammar import why_not
from lockgate.errors import SyntaxProblem, TypeProblem

if TYPE_CHECKING:
    from lockgate.compiler.model import Fact
    from lockgate.compiler.symbols import Symbols


@dataclass(slots=True)
class Scope:
    """Where a condition stands, and the elements whose facts may be named there."""

    symbols: Symbols
    place: str
    elements: list[str] = field(default_factory=list)

    def refuse(self, tree: exp.Expr) -> SyntaxProblem:
        """The error for a node that the language does not have."""
        return SyntaxProblem(
            f"conditions do not use {type(tree).__name__.upper()}: {tree.sql()[:60]}",
            place=self.place,
            hint=why_not(tree),
        )

    def error(self, message: str, hint: str | None = None) -> TypeProblem:
        """An error at the place of the condition."""
        return TypeProblem(message, place=self.place, hint=hint)

    def unknown(self, name: str) -> TypeProblem:
        """The error for a name that stands for nothing."""
        return self.error(f"unknown name '{name}'", nearest(name, self.symbols.names()))

    def name(self, tree: exp.Expr) -> str:
        """A dotted name."""
        if isinstance(tree, (exp.Column, exp.Dot)) and not any(isinstance(part, exp.Star) for part in tree.parts):
            return ".".join(part.name for part in tree.parts)
        raise self.refuse(tree)

    def fact(self, name: str) -> Fact:
        """A fact that may be named here."""
        fact = self.symbols.fact(name)
        if fact is None:
            raise self.unknown(name)
        if fact.element and fact.element not in self.elements:
            raise self.error(
                f"'{name}' belongs to one {fact.element}", "use it inside has(..., ...) or every(..., ...)"
            )
        return fact

    def value_of(self, fact: Fact, word: str) -> str:
        """A value of a fact."""
        if word not in fact.values:
            raise self.error(f"'{word}' is no value of {fact.id}", nearest(word, fact.values))
        return word

    def quoted(self, tree: exp.Expr) -> str:
        """A text in single quotes."""
        if isinstance(tree, exp.Literal) and tree.is_string:
            return str(tree.this)
        raise self.error(f"{tree.sql()} stands in a list of values", "put values in 'single' quotes")

    def group(self, name: str, fact: Fact) -> str:
        """A country group or a value list that a fact can be looked up in."""
        source = self.symbols.source
        if name in source.sets and self.symbols.of_countries(fact):
            return name
        definition = source.definitions.get(name)
        if definition is None or not definition.values:
            known = [*source.sets, *(key for key, item in source.definitions.items() if item.values)]
            raise self.error(f"unknown set '{name}'", nearest(name, known))
        for word in definition.values:
            if word not in fact.values:
                raise self.error(f"'{word}' of the list '{name}' is no value of {fact.id}", nearest(word, fact.values))
        return name

    def collection(self, tree: exp.Expr) -> str:
        """The id of a collection that may be folded here."""
        name = self.name(tree)
        found = self.symbols.collection(name)
        if found is None:
            raise self.error(f"unknown collection '{name}'", nearest(name, self.symbols.source.collections))
        owner = self.symbols.source.collections[found].of
        if owner and owner not in self.elements:
            raise self.error(f"'{name}' belongs to one {owner}", "use it inside has(parties, ...)")
        return found
