"""Candidates of a book, kept as columns: what the walk needs of each, in the order of day, shipment and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from lockgate.books.typed.codes import Codes


class Numbered:
    """Things, each once, by number."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self.known: dict[Any, int] = {}

    def place(self, one: Hashable) -> int:
        """The number of a thing."""
        number = self.known.get(one)
        if number is None:
            number = self.known[one] = len(self.all)
            self.all.append(one)
        return number


def line_number(text: str | None) -> int:
    """How a line stands within its order: by its number where it has one.

    >>> line_number("10"), line_number("10.0"), line_number("a"), line_number(None)
    (10, 10, 4611686018427387904, -1)
    """
    if text is None:
        return -1
    plain = text.removesuffix(".0")
    return int(plain) if plain.isdigit() and len(plain) < 18 else 2**62


_FIELDS = {
    "day": pa.int32(),
    "order": pa.string(),
    "number": pa.int64(),
    "line": pa.string(),
    "file": pa.string(),
    "row": pa.int64(),
    "partition": pa.int32(),
    "index": pa.int32(),
    "content": pa.int32(),
    "klass": pa.int32(),
    "raw": pa.int32(),
    "postures": pa.int8(),
    "counts": pa.int8(),
}
_ORDER = ("day", "order", "number", "line", "file", "row")


@dataclass(slots=True)
class Candidates:
    """All lines that may draw, in columns; about a hundred bytes each."""

    tables: list[pa.Table] = field(default_factory=list)

    def add(self, columns: dict[str, Any]) -> None:
        """Some lines of a chunk."""
        arrays = [pa.array(columns[name], kind) for name, kind in _FIELDS.items()]
        self.tables.append(pa.table(arrays, names=list(_FIELDS)))

    def sorted(self) -> pa.Table:
        """All of them in order; files and rows break ties, so it does not matter which came first."""
        if not self.tables:
            return pa.table({name: pa.array([], kind) for name, kind in _FIELDS.items()})
        whole = pa.concat_tables(self.tables)
        self.tables.clear()
        return whole.sort_by([(name, "ascending") for name in _ORDER])


def shipments(table: pa.Table) -> Codes:
    """The number of the shipment of each line of a sorted table: one order on one day; lines without one stand alone.

    >>> made = pa.table({"day": [1, 1, 1, 2], "order": ["A", "A", None, "A"]})
    >>> shipments(made).tolist()
    [0, 0, 1, 2]
    """
    if not table.num_rows:
        return np.zeros(0, dtype=np.int64)
    days = table.column("day").to_numpy()
    orders = table.column("order").combine_chunks().dictionary_encode()
    orders = orders.combine_chunks() if isinstance(orders, pa.ChunkedArray) else orders
    codes = orders.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    new = np.ones(len(days), dtype=bool)
    new[1:] = (days[1:] != days[:-1]) | (codes[1:] != codes[:-1]) | (codes[1:] < 0)
    return np.cumsum(new) - 1


def texts_of(column: Any, index: Codes) -> list[str | None]:
    """Numbers and names of some lines as text."""
    taken = column.take(pa.array(index))
    if pa.types.is_dictionary(taken.type):
        taken = taken.cast(taken.type.value_type)
    values: Iterable[Any] = taken.to_pylist()
    return [None if value is None or not str(value).strip() else str(value).strip() for value in values]
