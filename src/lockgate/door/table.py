"""Order lines from CSV and XLSX: one raw mapping a row; a bad row is reported and the others go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import Table
from lockgate.door import headers
from lockgate.door.cells import lines_of, parse_lines
from lockgate.door.declarations import fold, load
from lockgate.door.problems import BadInputError, Cell, Problem
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lockgate.door.cells import Line
    from lockgate.door.declarations import Declarations

_NOT_AVAILABLE = frozenset({"n/a", "#n/a", "-", "--", "#value!", "#ref!", "#name?"})


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
    return _rows(lines_of(path), path.name, declared or load(), ignore)


def parse_table(
    text: str, name: str = "table", declared: Declarations | None = None, *, ignore: Collection[str] = ()
) -> Rows:
    r"""Order lines from delimited text with a row of headers.

    >>> found = parse_table("Ship-To Country;Qty;Chip\nMalaysia;500;nvidia-h100-sxm\n")
    >>> found.rows[0]
    {'destination': 'Malaysia', 'item': {'quantity': '500', 'chip': 'nvidia-h100-sxm'}}
    """
    return _rows(parse_lines(text, name), name, declared or load(), ignore)


def _rows(lines: Iterable[Line], name: str, declared: Declarations, ignore: Collection[str]) -> Rows:
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
