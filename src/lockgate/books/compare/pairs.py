"""Pairs of answers: how many lines have each, how much moves on them, where to, and one line that stands for all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.check.exact import decimal, sums_of
from lockgate.books.check.facets import Facets
from lockgate.books.classes.keys import with_shipments
from lockgate.books.classes.parts import SHIPMENT
from lockgate.books.typed.codes import together
from lockgate.books.typed.groups import DAY, QUANTITY
from lockgate.books.typed.parts import nested
from lockgate.books.typed.raw import raw_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.books.decide.decider import Decider
    from lockgate.books.model import Chunk, MappedColumn
    from lockgate.books.model import Mapping as Meaning
    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.lines import Lines

Place = tuple[int, int]
"""Numbers of the answers before and after."""


@dataclass(slots=True)
class Amount:
    """A sum that is None where a line of it is open."""

    total: int | None = 0

    def add(self, other: int | None) -> None:
        """Add to it."""
        self.total = None if self.total is None or other is None else self.total + other

    def text(self, scale: int) -> str | None:
        """As JSON."""
        from fractions import Fraction  # noqa: PLC0415 - for output only

        return None if self.total is None else decimal(Fraction(self.total, scale))


@dataclass(slots=True)
class Pair:
    """All lines with one answer before and one after."""

    lines: int = 0
    units: Amount = field(default_factory=Amount)
    tpp: Amount = field(default_factory=Amount)
    destinations: Counter[str] = field(default_factory=Counter)
    chips: Counter[str] = field(default_factory=Counter)
    example: dict[str, Any] = field(default_factory=dict)

    def add(self, other: Pair) -> None:
        """Take another pair in; its example only if there is none."""
        self.lines += other.lines
        self.units.add(other.units.total)
        self.tpp.add(other.tpp.total)
        self.destinations += other.destinations
        self.chips += other.chips
        self.example = self.example or other.example


class Pairs:
    """Counts pairs, chunk by chunk."""

    def __init__(self, decider: Decider, mapping: Meaning) -> None:
        self.decider = decider
        self.mapping = mapping
        self.facets = Facets(decider.reader, decider.parts)
        self.all: dict[Place, Pair] = {}

    def count(self, chunk: Chunk, lines: Lines, before: Codes, after: Codes) -> None:
        """Count the lines of a chunk."""
        if not len(before):
            return
        codes = with_shipments(lines.parts, self.decider.parts)
        groups, first = together([before, after], [int(before.max()) + 1, int(after.max()) + 1])
        size = len(first)
        lines_of = np.bincount(groups, minlength=size).tolist()
        amounts = self.facets.amounts_of(codes)
        units, tpp = (sums_of(amounts[name], groups, np.arange(size)) for name in (QUANTITY, SHIPMENT))
        axes = self.facets.axes
        counted = {name: self._counted(name, codes, groups, size) for name in axes if name != "month"}
        for at, line in enumerate(first.tolist()):
            place = int(before[line]), int(after[line])
            pair = self.all.setdefault(place, Pair())
            pair.lines += lines_of[at]
            pair.units.add(units[at])
            pair.tpp.add(tpp[at])
            pair.destinations += counted["destination"][at]
            pair.chips += counted["chip"][at]
            if not pair.example:
                pair.example = self.example(chunk, int(lines.index[line]))

    def _counted(self, axis: str, codes: Mapping[str, Codes], groups: Codes, size: int) -> list[Counter[str]]:
        found: list[Counter[str]] = [Counter() for _ in range(size)]
        facet = self.facets.axes[axis]
        column = facet.column(codes)
        if column is None:
            return found
        numbers, first = together([groups, column], [size, len(facet.words)])
        many = np.bincount(numbers, minlength=len(first)).tolist()
        for line, count in zip(first.tolist(), many, strict=True):
            found[groups[line]][facet.words[column[line]]] += count
        return found

    def example(self, chunk: Chunk, index: int) -> dict[str, Any]:
        """One line: where it stands, what it is called, and its facts as a transaction."""
        facts = facts_of(self.mapping, chunk, index)
        item = facts.get("item") if isinstance(facts.get("item"), dict) else {}
        names = {name: facts.get(name) for name in ("id", "line", "label")}
        label = names["label"] or (item or {}).get("label") or (item or {}).get("chip")
        return {
            "file": chunk.file,
            "row": chunk.row(index),
            **{name: None if value is None else str(value) for name, value in names.items()},
            "label": None if label is None else str(label),
            "facts": facts,
        }


def facts_of(mapping: Meaning, chunk: Chunk, index: int, *, dated: bool = False) -> dict[str, Any]:
    """A line as a transaction; cells in which nothing stands are left out.

    A day that cannot be read is left out, too, unless the line is ``dated``: decided on its own day.
    """
    stated: dict[str, Any] = {path: value for path, value in mapping.constants.items() if path != "line"}
    for column in mapping.used:
        if column.path == DAY and not dated and not _reads(column, chunk, index):
            continue
        value = raw_value(column, chunk.table.column(column.header)[index].as_py())
        if value is not None:
            stated[column.path] = value
    found = nested({path: value for path, value in stated.items() if value != ""})
    if mapping.base and "base" not in found:
        found["base"] = mapping.base
    return found


def _reads(column: MappedColumn, chunk: Chunk, index: int) -> bool:
    """Whether a day can be read; where all lines are decided as of one day, it need not."""
    from lockgate.door.problems import WordError  # noqa: PLC0415 - rare
    from lockgate.door.words import day  # noqa: PLC0415 - rare
    from lockgate.errors import InputError  # noqa: PLC0415 - rare

    try:
        day(str(raw_value(column, chunk.table.column(column.header)[index].as_py()) or ""))
    except (WordError, InputError):
        return False
    return True


__all__ = ["DAY", "Amount", "Pair", "Pairs", "Place", "facts_of"]
