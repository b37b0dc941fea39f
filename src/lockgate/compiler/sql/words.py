"""Helper tables for words: a row for each country or word, a pair of truths for each set that some condition asks for.

No list of codes stands in the query, so no engine turns one into a join of its own. A code that the table lacks is
unknown: it may be in every set, and is certainly in none. Partial knowledge, such as China or Hong Kong, is a row of
its own with a code of its own, ``CN|HK``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lockgate.compiler.sql.text import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.compiler.layout import Layout, Slot

SEVERAL = "|"
Row = tuple[str | bool | None, ...]


@dataclass(slots=True)
class Domain:
    """The words of some facts, and the sets that are asked for."""

    table: str
    words: tuple[str, ...]
    sets: dict[frozenset[str], str] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] | None = None
    always: tuple[str, ...] = ()

    def column(self, names: Iterable[str], said: str = "") -> str:
        """Name of a set's pair of columns, without its ending."""
        members = frozenset(names) & frozenset(self.words)
        if members not in self.sets:
            self.sets[members] = f"s{len(self.sets) + 1:02}"
            self.spoken[self.sets[members]] = said
        return self.sets[members]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Names and kinds of the columns."""
        pairs = [(f"{name}_{end}", "truth") for name in self.sets.values() for end in "pt"]
        kinds = [("kind", "text")] if self.kinds is not None else []
        return [("code", "text"), ("one", "truth"), *kinds, *pairs]

    def row(self, code: str) -> Row:
        """The row of a code; several words joined by a bar are one of these.

        >>> Domain("t", ("CN", "HK", "US"), {frozenset({"CN"}): "s01"}).row("CN|HK")
        ('CN|HK', False, True, False)
        """
        parts = frozenset(code.split(SEVERAL))
        one = len(parts) == 1
        kinds = () if self.kinds is None else (self.kinds.get(code),)
        pairs = [found for names in self.sets for found in (bool(parts & names), parts <= names)]
        return (code, one, *kinds, *pairs)

    def codes(self, several: Iterable[str] = ()) -> list[str]:
        """Every word, and the given codes that stand for one of several."""
        return list(dict.fromkeys((*self.words, *self.always, *several)))

    def rows(self, several: Iterable[str] = ()) -> list[Row]:
        """The rows of all codes."""
        return [self.row(code) for code in self.codes(several)]


PAIR = [("mine", "text"), ("other", "text")]
"""Columns of the tables of codes that may be the same."""


class Words:
    """Domains by the words that they hold: all countries share one."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.domains: dict[tuple[str, ...], Domain] = {}
        self.pairs: dict[str, tuple[Domain, Domain]] = {}

    def pair(self, left: str, right: str) -> str:
        """Name of the table of codes of two facts that may be the same, because one of them is a choice."""
        mine, other = self.of(left), self.of(right)
        name = f"{mine.table}_or_{other.table.removeprefix('lockgate_')}"
        self.pairs[name] = (mine, other)
        return name

    def meeting(self, name: str, several: Mapping[str, Iterable[str]]) -> list[Row]:
        """The rows of such a table."""
        mine, other = self.pairs[name]
        codes = [(code, set(code.split(SEVERAL))) for code in mine.codes(several.get(mine.table, ()))]
        others = [(code, set(code.split(SEVERAL))) for code in other.codes(several.get(other.table, ()))]
        return [(a, b) for a, left in codes for b, right in others if a != b and left & right]

    def of(self, fact: str) -> Domain:
        """The domain of a fact."""
        words = self.layout.slots[fact].names
        declared = self.layout.symbols.facts[fact]
        if self.layout.symbols.of_countries(declared):
            words = declared.values
        if words not in self.domains:
            name = "country" if self.layout.symbols.of_countries(declared) else name_of("word", fact)
            self.domains[words] = Domain(f"lockgate_{name}", words)
        return self.domains[words]


def code_of(slot: Slot, mask: int) -> str | None:
    """How a mask is written in a text column; None if everything is possible.

    >>> from lockgate.compiler.layout import Slot
    >>> slot = Slot("origin", "one", 0, {"CN": 1, "US": 2, "HK": 4}, names=("CN", "US", "HK"))
    >>> code_of(slot, 5), code_of(slot, 2), code_of(slot, 7)
    ('CN|HK', 'US', None)
    """
    return None if mask == slot.full else SEVERAL.join(slot.of(mask))
