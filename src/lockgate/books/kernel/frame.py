"""A batch of keys as columns, and the line behind each key, decided only where somebody looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lockgate.books.typed.codes import together
from lockgate.engine.decide import decide
from lockgate.engine.prepare import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from lockgate.books.kernel.reach import Reads
    from lockgate.books.typed.codes import Codes
    from lockgate.compiler.unit import Unit
    from lockgate.door.model import Transaction
    from lockgate.engine.evaluate import Evaluator

    Truths = npt.NDArray[np.bool_]
    Line = tuple[Transaction, Prepared]

_PREFIX = "reading."


@dataclass(frozen=True, slots=True)
class Seen:
    """One line, decided in one unit: for looking at conditions."""

    whole: Transaction
    evaluator: Evaluator


class Frame:
    """Keys of one stretch: a table with one row a key and one column for each thing that keys tell apart.

    ``line`` gives the transaction and its slots for a row; it is called only for rows that are looked at.
    """

    def __init__(self, table: npt.NDArray[np.int32], places: Mapping[str, int], line: Callable[[int], Line]) -> None:
        self.table = table
        self.places = places
        self.line = line
        self.size = len(table)
        self.numbered: dict[Reads, tuple[Codes, Codes]] = {}
        self.lines: dict[int, Line] = {}
        self.rooms = [int(column.max()) + 2 if self.size else 1 for column in table.T]

    def numbers(self, reads: Reads) -> tuple[Codes, Codes]:
        """Which combination of some columns each row has, and the first row of each."""
        if reads not in self.numbered:
            at = [self.places[name] for name in sorted(reads)]
            if at:
                columns = [self.table[:, place].astype(np.int64) + 1 for place in at]
                self.numbered[reads] = together(columns, [self.rooms[place] for place in at])
            else:
                zero = np.zeros(self.size, dtype=np.int64)
                self.numbered[reads] = zero, zero[:1]
        return self.numbered[reads]

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
        """A line, decided without any search over completions."""
        whole, prepared = line
        if opened:
            cells = prepared.cells.copy()
            for slot in self.readings:
                cells[slot.at] = slot.full
            prepared = Prepared(cells, prepared.item, prepared.paths)
        return Seen(whole, decide(self.unit, prepared, settle=False).evaluator)
