"""Cells of CSV, TSV and XLSX files as text, row by row; what they mean is somebody else's question."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeAlias
from zipfile import BadZipFile

from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Line: TypeAlias = "tuple[int, list[str]]"
"""The number of a row and its cells."""
WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_DELIMITERS = ",;\t|"
_CSV_HINT = "save it as CSV UTF-8, or as XLSX"


def lines_of(path: Path) -> list[Line]:
    """All rows of a table, with their numbers.

    Errors: `InputError` for what cannot be read as text, delimited text or a workbook.
    """
    if path.suffix.casefold() in WORKBOOKS:
        return _sheet(path)
    return list(parse_lines(decoded(path), path.name))


def decoded(path: Path) -> str:
    """Text in UTF-8, or in UTF-16 if it says so itself."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror}", place=str(path), hint="check the path") from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            raise InputError("this file is damaged UTF-16 text", place=path.name, hint=_CSV_HINT) from None
    if raw.startswith(b"PK\x03\x04"):
        raise InputError("this is a workbook, not CSV", place=path.name, hint="give it the ending .xlsx")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        place = f"{path.name}, row {row}"
        raise InputError("this file is not UTF-8 text", place=place, hint=_CSV_HINT) from None


def parse_lines(text: str, name: str = "table") -> Iterator[Line]:
    r"""Rows of cells of delimited text, with the line on which they end.

    >>> list(parse_lines("a;b\n1;2"))
    [(1, ['a', 'b']), (2, ['1', '2'])]
    """
    head = text.removeprefix("\ufeff").lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=lambda mark: (_outside_quotes(head).count(mark), -_DELIMITERS.index(mark)))
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            place = f"{name}, row {reader.line_num}"
            raise InputError(f"this cannot be read as a table: {error}", place=place, hint="check the quotes") from None
        if row is None:
            return
        yield reader.line_num, row


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _sheet(path: Path) -> list[Line]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and CSV does without

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror}", place=str(path), hint="check the path") from None
    except (BadZipFile, KeyError, ValueError, EOFError):
        hint = "save it again as XLSX, or as CSV UTF-8"
        raise InputError("this is no readable workbook", place=path.name, hint=hint) from None
    try:
        sheet = book.worksheets[0]
        return [
            (number, [_cell(value) for value in row]) for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
        ]
    finally:
        book.close()


def _cell(value: Any) -> str:
    """A cell of a workbook as text; whole numbers and days as people write them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
