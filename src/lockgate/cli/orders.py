"""What the user gave: transactions with the row they stand in, and what was rejected."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lockgate.compiler.load import Table
    from lockgate.door.declarations import Declarations
    from lockgate.door.model import Transaction
    from lockgate.door.problems import Problem

_PLACE = re.compile(r"row (\d+)(?:, column (.+))?$")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read, with everything that is wrong with it."""

    row: int
    name: str
    problems: tuple[Problem, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": "lockgate.rejected/1",
            "id": self.name or None,
            "row": self.row,
            "outcome": None,
            "problems": [{"place": one.place, "message": one.message, "hint": one.hint} for one in self.problems],
        }


@dataclass(slots=True)
class Orders:
    """A source as it was read: raw rows by number, and what could not even be read as a row."""

    rows: list[tuple[int, Table]]
    folder: Path
    is_table: bool
    rejected: list[Rejected] = field(default_factory=list)
    ignored: tuple[str, ...] = ()

    @property
    def single(self) -> bool:
        """Whether there is one transaction and no table around it."""
        return not self.is_table and len(self.rows) == 1

    def typed(self, declared: Declarations) -> Iterator[tuple[int, Transaction]]:
        """The transactions in which nothing is wrong, one by one; the others are noted as rejected."""
        from lockgate.door.build import attempt

        for number, raw in self.rows:
            transaction, problems = attempt(raw, declared, folder=self.folder)
            if transaction is None:
                self.reject(number, raw, problems)
            else:
                yield number, transaction

    def reject(self, number: int, raw: Any, problems: Collection[Problem]) -> None:
        """Note a row that is wrong."""
        parts = (raw.get("id"), raw.get("line")) if isinstance(raw, dict) else ()
        name = "/".join(part for part in parts if isinstance(part, str) and part)
        self.rejected.append(Rejected(number, name, tuple(problems)))


def read_orders(source: str, declared: Declarations, ignore: Collection[str] = ()) -> Orders:
    """Rows of a YAML, JSON, CSV or XLSX file, or of standard input (``-``)."""
    from lockgate.door import read, table
    from lockgate.door.intake import TABLES

    path = Path(source)
    if source == "-":
        text = _stdin()
        if looks_like_table(text):
            return _table(table.parse_table(text, "standard input", declared, ignore=ignore), Path.cwd())
        return _plain(read.parse(text, "standard input"), Path.cwd())
    if path.is_dir():
        raise InputError("this is a folder", place=source, hint="name a YAML, JSON, CSV or XLSX file")
    if path.suffix.casefold() in TABLES:
        return _table(table.load_table(path, declared, ignore=ignore), path.parent)
    return _plain(read.load(path), path.parent)


def _stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("this is not UTF-8 text", place="standard input", hint="send it as UTF-8") from None


def looks_like_table(text: str) -> bool:
    r"""Whether text starts with a row of headers.

    >>> looks_like_table("id,chip,destination\n1,nvidia-h100-sxm,MY\n"), looks_like_table("{destination: MY, as_of: x}")
    (True, False)
    """
    head = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return not head.startswith(("{", "[", "-", "#", "%")) and ": " not in head and any(mark in head for mark in ",;\t|")


def _plain(rows: list[Table], folder: Path) -> Orders:
    return Orders(list(enumerate(rows, 1)), folder, is_table=False)


def _table(found: Any, folder: Path) -> Orders:
    orders = Orders([(row_of(row.place), row) for row in found.rows], folder, is_table=True, ignored=found.ignored)
    for problem in found.problems:
        orders.reject(row_of(problem.place), None, [problem])
    return orders


def row_of(place: str) -> int:
    """The row in the words of a place.

    >>> row_of("book.csv, row 7, column destination")
    7
    """
    match = _PLACE.search(place)
    return int(match[1]) if match else 0


def column_of(place: str) -> str:
    """The column or field in the words of a place.

    >>> column_of("book.csv, row 7, column Ship-to"), column_of("order.yaml:3, destination"), column_of("as_of")
    ('Ship-to', 'destination', 'as_of')
    """
    match = _PLACE.search(place)
    if match:
        return match[2] or ""
    return place.rpartition(", ")[2]
