"""The values of each fact that a solver has to tell apart.

Countries that no condition distinguishes are one to the solver: of each such class it keeps two, so that "the same
country" and "another country of the same kind" are both possible. All other facts keep their values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.ir import Member, Overlap, walk
from lockgate.compiler.layout import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.compiler.ir import Node
    from lockgate.compiler.model import Fact
    from lockgate.compiler.rulebook import Rulebook

_KEPT = 2


class Tables:
    """For each categorical fact the values that count, in a fixed order."""

    def __init__(self, book: Rulebook, conditions: Iterable[Node]) -> None:
        self.facts = book.symbols.facts
        self.readings = {f"reading.{item.id}": item.default for item in book.source.readings.values()}
        self.countries = tuple(book.symbols.countries)
        self.kind = classes(self.countries, country_lists(book, conditions))
        seen: dict[int, int] = {}
        kept = []
        for code in sorted(self.countries, key=lambda one: (self.kind[one], one)):
            seen[self.kind[code]] = seen.get(self.kind[code], 0) + 1
            if seen[self.kind[code]] <= _KEPT:
                kept.append(code)
        self.kept = tuple(kept)
        self.made: dict[str, tuple[str, ...]] = {}

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a fact that count; evidence may also be absent."""
        found = self.made.get(name)
        if found is None:
            found = self.made[name] = self._values(self.facts[name])
        return found

    def _values(self, fact: Fact) -> tuple[str, ...]:
        values = self.kept if self.countries and fact.values == self.countries else fact.values
        if fact.id in self.readings:
            default = self.readings[fact.id]
            return (default, *(value for value in values if value != default))
        if fact.kind == "evidence":
            return (ABSENT, *values) if not fact.absent else (fact.absent, *(v for v in values if v != fact.absent))
        if fact.type == "boolean":
            return ("false", "true")
        return values


def country_lists(book: Rulebook, conditions: Iterable[Node]) -> set[frozenset[str]]:
    """The sets of countries that conditions test."""
    facts, countries = book.symbols.facts, tuple(book.symbols.countries)
    return {
        frozenset(node.names)
        for condition in conditions
        for node in walk(condition)
        if isinstance(node, (Member, Overlap)) and countries and facts[node.fact].values == countries
    }


def classes(codes: tuple[str, ...], lists: Iterable[frozenset[str]]) -> Mapping[str, int]:
    """Codes that stand in the same lists get the same number.

    >>> dict(classes(("CN", "HK", "MY"), [frozenset({"CN", "HK"})]))
    {'CN': 1, 'HK': 1, 'MY': 0}
    """
    ordered = sorted(lists, key=lambda one: (len(one), sorted(one)))
    marks = {code: tuple(code in one for one in ordered) for code in codes}
    numbers = {mark: number for number, mark in enumerate(sorted(set(marks.values())))}
    return {code: numbers[marks[code]] for code in codes}
