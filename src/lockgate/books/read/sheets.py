"""XLSX: a sheet as text, with the rows that a user sees; formulas give the values that were saved with them."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.read.extra import need
from lockgate.books.read.header import checked
from lockgate.books.read.pieces import Piece
from lockgate.door.problems import nearest
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ROWS = 20_000
_LOOK = 20
"""In how many rows the headers are looked for."""


class Sheet:
    """One sheet of a workbook."""

    unit = "rows"

    def __init__(self, name: str, *, sheet: str = "", header_row: int = 0) -> None:
        self.name = name
        self._file = Path(name).name
        self._sheet = _open(name, self._file, sheet)
        start = (self._sheet.start or (0, 0))[0]
        self._first = start + 1
        self._rows: Iterator[list[Any]] = iter(self._sheet.iter_rows())
        ahead = [row for _, row in zip(range(max(_LOOK, header_row)), self._rows, strict=False)]
        top = header_row - self._first if header_row else _headers_at(ahead)
        if not 0 <= top < len(ahead) or not _filled(ahead[top]):
            raise InputError("the sheet has no row of headers", place=self._place(), hint="or name it: --header-row 3")
        self._top = top
        self._ahead = ahead[top + 1 :]
        self._check_merged(top + start)
        cells = ahead[top]
        while cells and _text(cells[-1]).strip() == "" and not any(_text(row[len(cells) - 1]) for row in self._ahead):
            cells = cells[:-1]
        self.headers = checked([_text(cell) for cell in cells], f"{self._place()}, row {self._first + top}")
        self.size = max(0, self._sheet.height - top - 1)

    def pieces(self, size: int, columns: Sequence[str] | None) -> Iterator[Piece]:
        """The rows, some thousand at a time; empty ones are left out."""
        del size
        rows: list[list[Any]] = []
        numbers: list[int] = []
        for number, row in enumerate(self._every(), self._first + self._top + 1):
            if _filled(row):
                rows.append(row)
                numbers.append(number)
            if len(rows) >= _ROWS:
                yield self._piece(rows, numbers, columns)
                rows, numbers = [], []
        if rows:
            yield self._piece(rows, numbers, columns)

    def _every(self) -> Iterator[list[Any]]:
        yield from self._ahead
        self._ahead = []
        yield from self._rows

    def _piece(self, rows: list[list[Any]], numbers: list[int], columns: Sequence[str] | None) -> Piece:
        pa = need("pyarrow")
        table = {
            header: pa.array([_text(row[index]) for row in rows], pa.string()).dictionary_encode()
            for index, header in enumerate(self.headers)
            if columns is None or header in columns
        }
        return Piece(pa.table(table), 0, np.array(numbers, dtype=np.int64), (), numbers[-1] - self._first - self._top)

    def _place(self) -> str:
        return f"{self._file}, sheet {self._sheet.name}"

    def _check_merged(self, top: int) -> None:
        for (first_row, first), (last_row, last) in self._sheet.merged_cell_ranges or ():
            if first_row <= top <= last_row and last > first:
                what = f"the header in columns {_letter(first)} to {_letter(last)} is one merged cell"
                place = f"{self._place()}, row {top + 1}"
                raise InputError(what, place=place, hint="give every column its own header: undo the merging")


def _open(name: str, file: str, wanted: str) -> Any:
    calamine = need("python_calamine")
    hint = "save it again as XLSX, or as CSV UTF-8"
    try:
        book = calamine.CalamineWorkbook.from_path(name)
        sheets = list(book.sheet_names)
        if wanted and wanted not in sheets and not (wanted.isdigit() and 0 < int(wanted) <= len(sheets)):
            near = nearest(wanted, sheets) or f"there are {', '.join(sheets[:10])}"
            raise InputError(f"there is no sheet '{wanted}'", place=file, hint=near)
        chosen = wanted if wanted in sheets else sheets[int(wanted) - 1 if wanted else 0]
        return book.get_sheet_by_name(chosen)
    except (calamine.CalamineError, OSError) as error:
        what = "this workbook is protected by a password" if "assword" in str(error) else "this is no readable workbook"
        raise InputError(what, place=file, hint=hint) from None


def _headers_at(rows: list[list[Any]]) -> int:
    """The first row that is about as full as the fullest: titles above it hold a cell or two."""
    filled = [sum(_text(cell).strip() != "" for cell in row) for row in rows]
    most = max(filled, default=0)
    return next((index for index, count in enumerate(filled) if count and count * 2 >= most), -1)


def _filled(row: list[Any]) -> bool:
    return any(cell != "" and (not isinstance(cell, str) or cell.strip() != "") for cell in row)


def _text(value: Any) -> str:
    """A cell as text: whole numbers and days as people write them.

    >>> [_text(one) for one in (3.0, 740.2, True, datetime(2026, 6, 15), "NO")]
    ['3', '740.2', 'true', '2026-06-15', 'NO']
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _letter(index: int) -> str:
    """The name of a column.

    >>> _letter(0), _letter(27)
    ('A', 'AB')
    """
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found
