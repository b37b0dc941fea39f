"""What the stages of a book hand on: chunks of lines, what their columns mean, and what was rejected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Map

    import pyarrow as pa

REJECT_COLUMNS = ("file", "row", "column", "value", "reason", "hint")
"""Columns of a reject file."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One thing that is wrong with one line; a line with several is rejected once.

    >>> Reject("orders.csv", 7, "Ship Date", "2026-02-30", "there is no day 2026-02-30").place
    'orders.csv, row 7, column Ship Date'
    """

    file: str
    row: int
    column: str
    value: str
    reason: str
    hint: str = ""

    @property
    def place(self) -> str:
        """File, row and column."""
        return f"{self.file}, row {self.row}" + (f", column {self.column}" if self.column else "")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some lines of a book, as the file gave them.

    Attributes:
        table: raw columns under their own headers (text, numbers, days, truths, lists of structs).
        first_row: the row number that a user sees for the first line (CSV, XLSX: headers in row 1; others: from 1).
        rows: row numbers where they are not consecutive (int64), otherwise None.
        file: the file these lines are from.
        partition: 0, 1, 2 ...: stable for the same input and chunk size.
        rejects: lines of this partition that could not be read; they are not in ``table``.
        done: how much of the source was read when this chunk was complete, in the units of `Source.size`.
    """

    table: pa.Table
    first_row: int
    rows: pa.Array | None
    file: str
    partition: int
    rejects: tuple[Reject, ...] = ()
    done: int = 0

    @property
    def rejected(self) -> int:
        """How many lines could not be read."""
        return len({one.row for one in self.rejects})

    @property
    def lines(self) -> int:
        """All lines of the partition: those that could be read and those that could not."""
        return int(self.table.num_rows) + self.rejected

    def row(self, index: int) -> int:
        """The row number that a user sees for a line of the table."""
        return self.first_row + index if self.rows is None else int(self.rows[index].as_py())


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """What a column means.

    Attributes:
        header: as it stands in the file.
        path: its place in a transaction, such as ``parties.consignee.headquarters``; empty if it is ignored.
        unit: how bare values are written: ``dmy``, ``mdy``, ``ymd`` or ``serial`` for days; a factor (``1000``), a unit
            (``TB/s``), ``percent`` or ``decimal-comma`` for numbers.
        words: words of this column and what the door calls them.
    """

    header: str
    path: str
    unit: str = ""
    words: Map[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Child:
    """A file whose rows are elements of the lines: owners, end users, circuits.

    Attributes:
        path: of the collection: ``parties.consignee.owners``, ``parties.end_user``, ``item.circuits``.
        file: where it is.
        keys: columns of the child file and the columns of the book with the same content.
        columns: what the other columns mean within an element.
    """

    path: str
    file: str
    keys: Map[str, str]
    columns: tuple[MappedColumn, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of a book mean; elements of child files come in columns named by their paths.

    Attributes:
        columns: every column of the book.
        constants: paths and the values they have on all lines.
        base: baseline of all lines that name none.
        children: files with elements.
    """

    columns: tuple[MappedColumn, ...]
    constants: Map[str, str] = field(default_factory=dict)
    base: str = ""
    children: tuple[Child, ...] = ()

    def column(self, path: str) -> MappedColumn | None:
        """The column with a meaning.

        >>> Mapping((MappedColumn("Ship-To", "destination"),)).column("destination").header
        'Ship-To'
        """
        return next((one for one in self.columns if one.path == path), None)

    @property
    def used(self) -> Iterator[MappedColumn]:
        """Columns that mean something."""
        return (one for one in self.columns if one.path)
