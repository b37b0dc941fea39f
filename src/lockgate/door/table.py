"""Order lines from CSV and XLSX: one raw mapping a row; a bad row is reported and the others go on."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from zipfile import BadZipFile

from lockgate.compiler.load import Table
from lockgate.door import headers
from lockgate.door.declarations import fold, load
from lockgate.door.problems import BadInputError, Cell, Problem
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from lockgate.door.declarations import Declarations

_Line: TypeAlias = "tuple[int, list[str]]"
_DELIMITERS = ",;\t|"
_NOT_AVAILABLE = frozenset({"n/a", "#n/a", "-", "--", "#value!", "#ref!", "#name?"})
_CSV_HINT = "save it as CSV UTF-8, or as XLSX"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table that could be read, and what is wrong with the others.

    ``rows`` are raw mappings for `lockgate.door.build`; ``problems`` are about single rows.
    """

    rows: tuple[Table, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]


def load_table(source: Path, declared: Declarations | None = None, *, ignore: Collection[str] = ()) -> Rows:
    """The order lines of a CSV, TSV or XLSX file; ``ignore`` leaves columns out (``*``: all unknown ones)."""
    path = Path(source)
    if path.suffix.casefold() in {".xlsx", ".xlsm"}:
        return _rows(_sheet(path), path.name, declared or load(), ignore)
    return parse_table(_decoded(path), path.name, declared, ignore=ignore)


def parse_table(
    text: str, name: str = "table", declared: Declarations | None = None, *, ignore: Collection[str] = ()
) -> Rows:
    r"""Order lines from delimited text with a row of headers.

    >>> found = parse_table("Ship-To Country;Qty;Chip\nMalaysia;500;nvidia-h100-sxm\n")
    >>> found.rows[0]
    {'destination': 'Malaysia', 'item': {'quantity': '500', 'chip': 'nvidia-h100-sxm'}}
    """
    lines = list(_cells(text, name))
    return _rows(lines, name, declared or load(), ignore)


def _decoded(path: Path) -> str:
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


def _cells(text: str, name: str) -> Iterator[_Line]:
    """Rows of cells with the line on which they end."""
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


def _sheet(path: Path) -> list[_Line]:
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


def _rows(lines: Iterable[_Line], name: str, declared: Declarations, ignore: Collection[str]) -> Rows:
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        hint = "the first row holds headers such as chip, quantity, destination"
        raise InputError("the table is empty", place=name, hint=hint)
    (top, head), *body = filled
    if not body:
        raise InputError("there are headers, but no rows below", place=name, hint="add one row for each order line")
    columns = _Columns(name, top, headers.paths(declared), frozenset(fold(one) for one in ignore), "*" in ignore)
    for index, header in enumerate(head):
        columns.add(index, header.strip(), used=any(index < len(cells) and cells[index].strip() for _, cells in body))
    columns.check()
    rows, problems = [], []
    for number, cells in body:
        if any(cell.strip() for cell in cells[len(head) :]):
            what = f"there are {len(cells)} cells, but {len(head)} headers"
            problems.append(Problem(f"{name}, row {number}", what, "put text that holds the delimiter in quotes"))
        else:
            rows.append(_row(columns.meant, cells, number, name))
    return Rows(tuple(rows), tuple(problems), tuple(columns.ignored))


@dataclass(slots=True)
class _Columns:
    """The columns of a table: what each means, and what is wrong with them."""

    name: str
    row: int
    known: dict[str, str]
    skipped: frozenset[str]
    skip_unknown: bool
    meant: dict[int, tuple[str, list[str]]] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, index: int, header: str, *, used: bool) -> None:
        """Take one column in; empty columns that mean nothing are left out."""
        path = self.known.get(fold(header), "")
        if fold(header) in self.skipped or (not path and (not used or self.skip_unknown)):
            self.ignored.append(header or str(index + 1))
        elif not path:
            message = f"unknown column '{header}'" if header else f"column {index + 1} has no header"
            self.wrong(
                header or str(index + 1), message, f"{headers.near(header, self.known)}; or leave it out: --ignore"
            )
        elif path in self.taken:
            other = self.taken[path]
            what = f"the header '{header}' stands twice" if other == header else f"'{other}' means the same column"
            self.wrong(header, what, f"keep one column for {headers.shown(path)}")
        else:
            self.taken[path] = header
            self.meant[index] = header, path.split(".")

    def wrong(self, header: str, message: str, hint: str) -> None:
        """Note a problem of one column."""
        self.problems.append(Problem(f"{self.name}, row {self.row}, column {header}", message, hint))

    def check(self) -> None:
        """A column for a block and one for a key in it cannot both stand; then everything wrong is raised."""
        for path, header in self.taken.items():
            inner = [other for other in self.taken if other.startswith(f"{path}.")]
            if inner:
                short = headers.shown(path)
                self.wrong(header, f"it overlaps with {headers.shown(inner[0])}", f"call it {short}.headquarters")
        if self.problems:
            raise BadInputError(self.problems)


def _row(columns: dict[int, tuple[str, list[str]]], cells: list[str], number: int, name: str) -> Table:
    row = Table()
    row.place = f"{name}, row {number}"
    for index, (header, parts) in columns.items():
        text = cells[index].strip() if index < len(cells) else ""
        if text and text.casefold() not in _NOT_AVAILABLE:
            _put(row, parts, Cell(text, name, number, header))
    return row


def _put(row: Table, parts: list[str], cell: Cell) -> None:
    node: dict[str, Any] = row
    for part in parts[:-1]:
        inner = node.setdefault(part, Table())
        inner.place = row.place
        node = inner
    node[parts[-1]] = cell
