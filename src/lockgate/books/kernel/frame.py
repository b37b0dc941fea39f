"""A batch of keys as columns, and the line behind each key, decided only where somebody looks at it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.typed.codes import together
from lockgate.engine.decide import decide
from lockgate.engine.evaluate import Evaluator
from lockgate.engine.prepare import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from lockgate.books.kernel.narrow import Narrow
    from lockgate.books.kernel.reach import Reads
    from lockgate.books.typed.codes import Codes
    from lockgate.compiler.unit import Unit
    from lockgate.door.model import Transaction

    Truths = npt.NDArray[np.bool_]
    Line = tuple[Transaction, Prepared]

_PREFIX = "reading."


class Seen:
    """One line in one unit, for looking at conditions; decided only if a condition asks for what was decided before."""

    def __init__(self, unit: Unit, line: Line) -> None:
        self.unit = unit
        self.whole, self.prepared = line

    @cached_property
    def facts(self) -> Evaluator:
        """For conditions that read facts alone."""
        return Evaluator(self.unit, self.prepared.cells)

    @cached_property
    def evaluator(self) -> Evaluator:
        """For all conditions; without any search over completions."""
        return decide(self.unit, self.prepared, settle=False).evaluator


class Frame:
    """Keys of one stretch: a table with one row a key and one column for each thing that keys tell apart.

    ``line`` gives the transaction and its slots for a row; it is called only for rows that are looked at.
    ``shared`` is what units found out that others would find out too, see `Names.deep`.
    """

    def __init__(self, table: npt.NDArray[np.int32], narrow: Narrow, line: Callable[[int], Line]) -> None:
        self.table = table
        self.places = narrow.keyer.places
        self.narrow = narrow
        self.line = line
        self.size = len(table)
        self.numbered: dict[tuple[tuple[str, Reads], ...], tuple[Codes, Codes]] = {}
        self.asked: dict[tuple[Reads, Reads], tuple[Codes, Codes]] = {}
        self.columns: dict[tuple[str, Reads], tuple[Codes, int]] = {}
        self.lines: dict[int, Line] = {}
        self.shared: dict[object, Any] = {}

    def numbers(self, reads: Reads, facts: Reads) -> tuple[Codes, Codes]:
        """Which combination of some columns each row has, as far as some facts tell, and the first row of each."""
        found = self.asked.get((reads, facts))
        if found is None:
            key = tuple([(name, self.narrow.wanted(name, facts)) for name in sorted(reads)])
            found = self.numbered.get(key)
            if found is None:
                found = self.numbered[key] = self._numbers(key)
            self.asked[reads, facts] = found
        return found

    def _numbers(self, key: tuple[tuple[str, Reads], ...]) -> tuple[Codes, Codes]:
        columns = [self._column(*one) for one in key]
        if columns:
            return together([one for one, _ in columns], [room for _, room in columns])
        zero = np.zeros(self.size, dtype=np.int64)
        return zero, zero[:1]

    def _column(self, name: str, facts: Reads) -> tuple[Codes, int]:
        """Small numbers for a column, and below what they are."""
        key = name, facts
        if key not in self.columns:
            wide = self.narrow.column(name, facts)
            _, small = np.unique(wide, return_inverse=True)
            self.columns[key] = small[self.table[:, self.places[name]]], int(small.max()) + 1
        return self.columns[key]

    def examples(self, reads: Reads, facts: Reads) -> list[int]:
        """A row for each combination of some columns; one that was looked at before, if there is such a row."""
        numbers, first = self.numbers(reads, facts)
        if self.lines:
            before = np.fromiter(self.lines, dtype=np.int64)
            first = first.copy()
            first[numbers[before]] = before
        found: list[int] = first.tolist()
        return found

    def at(self, row: int) -> Line:
        """The line behind a row."""
        if row not in self.lines:
            self.lines[row] = self.line(row)
        return self.lines[row]


class Sight:
    """The lines of a frame as one unit decides them, with readings as chosen or with all of them open."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        slots = unit.layout.slots
        self.readings = [slot for name, slot in slots.items() if name.startswith(_PREFIX)]

    def seen(self, line: Line, *, opened: bool) -> Seen:
        """A line under the unit."""
        whole, prepared = line
        if opened:
            cells = prepared.cells.copy()
            for slot in self.readings:
                cells[slot.at] = slot.full
            prepared = Prepared(cells, prepared.item, prepared.paths)
        return Seen(self.unit, (whole, prepared))
