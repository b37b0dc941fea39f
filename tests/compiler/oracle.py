"""A second opinion on every condition: three-valued logic spelled out as tables, atoms by looking at every completion.

It shares nothing with the compiler but the tree of the condition.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from operator import mul
from typing import TYPE_CHECKING, Any

from tests.compiler.support import FALSE, OPEN, TRUE, Some, bounds

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
    Overlap,
    Same,
)

if TYPE_CHECKING:
    from lockgate.compiler.rulebook import Rulebook

AND = {
    (a, b): FALSE if FALSE in (a, b) else OPEN if OPEN in (a, b) else TRUE
    for a in (TRUE, OPEN, FALSE)
    for b in (TRUE, OPEN, FALSE)
}
OR = {
    (a, b): TRUE if TRUE in (a, b) else OPEN if OPEN in (a, b) else FALSE
    for a in (TRUE, OPEN, FALSE)
    for b in (TRUE, OPEN, FALSE)
}
NOT = {TRUE: FALSE, OPEN: OPEN, FALSE: TRUE}
Places = Mapping[str, Some]
End = Fraction | None


def verdict(outcomes: Iterable[bool]) -> str:
    """What all completions agree on."""
    seen = set(outcomes)
    return OPEN if len(seen) == 2 else TRUE if True in seen else FALSE


class Oracle:
    """Answers for one rulebook."""

    def __init__(self, book: Rulebook) -> None:
        self.facts = book.symbols.facts
        self.collections = book.source.collections

    def truth(self, node: Node, at: Places) -> str:
        if isinstance(node, Bool):
            return TRUE if node.value else FALSE
        if isinstance(node, Not):
            return NOT[self.truth(node.arg, at)]
        if isinstance(node, Named):
            return self.truth(node.arg, at)
        if isinstance(node, (And, Or)):
            table, found = (AND, TRUE) if isinstance(node, And) else (OR, FALSE)
            for arg in node.args:
                found = table[found, self.truth(arg, at)]
            return found
        if isinstance(node, Fold):
            return self.fold(node, at)
        return verdict(self.atom(node, at))

    def atom(self, node: Node, at: Places) -> Iterator[bool]:
        if isinstance(node, Member):
            yield from (word in node.names for word in self.words(node.fact, at))
        elif isinstance(node, Overlap):
            yield from (bool(world & set(node.names)) for world in self.sets(node.fact, at))
        elif isinstance(node, Same):
            yield from (a == b for a, b in itertools.product(self.words(node.left, at), self.words(node.right, at)))
        else:
            assert isinstance(node, Linear)
            yield from self.linear(node, at)

    def given(self, fact: str, at: Places) -> Any:
        return at[self.facts[fact].element].facts.get(fact)

    def words(self, name: str, at: Places) -> list[str]:
        """The words that a fact may be; silence is a word of its own for evidence and knowledge."""
        value, fact = self.given(name, at), self.facts[name]
        if value is None and fact.kind == "evidence":
            return [fact.absent or "(not shown)"]
        if value is None and fact.kind == "knowledge":
            return [fact.absent or "false"]
        if value is None:
            return list(fact.values)
        return [value] if isinstance(value, str) else sorted(value)

    def sets(self, name: str, at: Places) -> Iterator[set[str]]:
        """The sets that a fact may be."""
        value, fact = self.given(name, at), self.facts[name]
        if value is None:
            value = ((), fact.values if fact.kind == "world" else ())
        certain, possible = value
        free = [word for word in possible if word not in certain]
        for size in range(len(free) + 1):
            for some in itertools.combinations(free, size):
                yield {*certain, *some}

    def linear(self, node: Linear, at: Places) -> Iterator[bool]:
        """Both ends of every number, in every combination; an open end counts as endless."""
        merged: dict[Any, Fraction] = {}
        constant = Fraction(0)
        for term in node.terms:
            if term.ref is None:
                constant += term.coef
            else:
                merged[term.ref] = merged.get(term.ref, Fraction(0)) + term.coef
        ends = [self.number(ref, at) if coef else (Fraction(0), Fraction(0)) for ref, coef in merged.items()]
        for chosen in itertools.product(*(((low, -1), (high, 1)) for low, high in ends)):
            endless = {
                (1 if coef > 0 else -1) * side
                for (end, side), coef in zip(chosen, merged.values(), strict=True)
                if end is None
            }
            if len(endless) == 2:
                yield from (True, False)
            elif endless:
                yield 1 in endless
            else:
                ends_only = [end for end, _ in chosen if end is not None]
                total = constant + sum(map(mul, merged.values(), ends_only), Fraction(0))
                yield total >= 0 if node.op == ">=" else total > 0

    def number(self, ref: str | NumFold, at: Places) -> tuple[End, End]:
        if isinstance(ref, NumFold):
            return self.amount(ref, at)
        fact = self.facts[ref]
        value = self.given(ref, at)
        low, high = bounds(value if value is not None else (None, None))
        if fact.type != "date":
            low = fact.minimum if low is None else low
            high = fact.maximum if high is None else high
        return low, high

    # ---- folds

    def elements(self, collection: str, at: Places) -> tuple[list[Places], bool]:
        record = self.collections[collection]
        found, complete = at[record.of].groups.get(collection, ((), False))
        return [{**at, record.element: element} for element in found], complete

    def fold(self, node: Fold, at: Places) -> str:
        places, complete = self.elements(node.collection, at)
        table, found = (OR, FALSE) if node.kind == "has" else (AND, TRUE)
        for place in places:
            found = table[found, self.truth(node.cond, place)]
        return found if complete else table[found, OPEN]

    def amount(self, node: NumFold, at: Places) -> tuple[End, End]:
        """Smallest and largest over every choice of the elements that may or may not count."""
        places, complete = self.elements(node.collection, at)
        parts = []
        for place in places:
            counts = self.truth(node.cond, place) if node.cond is not None else TRUE
            low, high = (Fraction(1), Fraction(1)) if node.kind == "count" else self.number(node.field, place)
            parts.append([*([(low, high)] if counts != FALSE else []), *([None] if counts != TRUE else [])])
        ranges = []
        for choice in itertools.product(*parts):
            chosen = [part for part in choice if part is not None]
            ranges.append(
                (
                    self.together(node.kind, [low for low, _ in chosen]),
                    self.together(node.kind, [high for _, high in chosen]),
                )
            )
        highs = [high for _, high in ranges]
        return min(low for low, _ in ranges if low is not None), None if not complete or None in highs else max(highs)  # type: ignore[type-var]

    @staticmethod
    def together(kind: str, numbers: list[End]) -> End:
        if None in numbers:
            return None
        known = [number for number in numbers if number is not None]
        return max([Fraction(0), *known]) if kind == "highest" else sum(known, Fraction(0))
