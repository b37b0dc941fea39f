"""The columns of a chunk, each looked at once, and numbers that tell their values apart in all chunks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.typed.codes import encode, filled

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lockgate.books.model import Chunk
    from lockgate.books.typed.codes import Codes


class Numbers:
    """Numbers of the values of one column over all chunks, from 1 on; values of other types are others."""

    def __init__(self) -> None:
        self._known: dict[type, dict[Any, int]] = {}
        self._count = 0

    def of(self, values: Sequence[Any]) -> Codes:
        """The numbers of some values, after a 0 for nothing.

        >>> numbers = Numbers()
        >>> numbers.of(["MY", "SG"]).tolist(), numbers.of([1, True, "MY"]).tolist()
        ([0, 1, 2], [0, 3, 4, 1])
        """
        found = np.zeros(len(values) + 1, dtype=np.int64)
        for place, value in enumerate(values, 1):
            known = self._known.setdefault(type(value), {})
            key = json.dumps(value, default=str, sort_keys=True) if isinstance(value, (list, dict)) else value
            number = known.get(key)
            if number is None:
                self._count += 1
                number = known[key] = self._count
            found[place] = number
        return found


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chunk.

    Attributes:
        codes: by line, from 1 on (0: nothing stands there).
        values: by code, with None for 0.
        numbers: of the values over all chunks, by code.
        same: whether all lines have the same.
    """

    codes: Codes
    values: Sequence[Any]
    numbers: Codes
    same: bool


class Columns:
    """The columns of a chunk by their headers.

    Attributes:
        numbers: kept from chunk to chunk.
        shared: headers of columns that several groups read; the others are not kept, since a chunk has many.
    """

    def __init__(self, chunk: Chunk, numbers: dict[str, Numbers], shared: Collection[str]) -> None:
        self.chunk, self.numbers, self.shared = chunk, numbers, shared
        self._known: dict[str, Column] = {}

    def of(self, header: str) -> Column:
        """One column."""
        if header in self._known:
            return self._known[header]
        coded = encode(self.chunk.table.column(header))
        numbers = self.numbers.setdefault(header, Numbers()).of(coded.values)
        codes = coded.codes
        same = bool(len(codes)) and codes[0] == codes[-1] and bool((codes == codes[0]).all())
        found = Column(codes, [None, *coded.values], numbers, same)
        if header in self.shared:
            self._known[header] = found
        return found

    def filled(self, header: str) -> Codes:
        """Whether something stands in a column: 1 or 0 by line."""
        return filled(self.chunk.table.column(header))
