"""What readers of files hand on, and how it is cut into chunks of one size."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from lockgate.books.model import Chunk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

    from lockgate.books.model import Reject

_MOST_REJECTS = 50_000
"""So many bad rows close a chunk, so that memory stays bounded."""
SHOWN = 200
"""So much of a bad value is kept."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows as a file gives them.

    Attributes:
        table: their columns.
        first: the row number that a user sees for the first of them.
        rows: their row numbers if they are not consecutive.
        rejects: rows up to the last of them, or at the end of the file, that cannot be read.
        done: how much of the file was read.
    """

    table: pa.Table
    first: int
    rows: np.ndarray[Any, np.dtype[np.int64]] | None = None
    rejects: Sequence[Reject] = ()
    done: int = 0


class Reader(Protocol):
    """A file of some kind.

    Attributes:
        name: as the user wrote it.
        headers: its columns.
        size: how much there is to read, in ``unit`` (0 if that cannot be known).
        unit: ``rows`` or ``bytes``.
        nested: columns of lists, which are elements such as owners.
    """

    name: str
    headers: tuple[str, ...]
    size: int
    unit: str

    def pieces(self, size: int, columns: Sequence[str] | None) -> Iterator[Piece]:
        """The rows in order, in pieces of any size, with these columns only."""


@dataclass(slots=True)
class _Pile:
    """Pieces that wait for a chunk to be full."""

    tables: list[Any] = field(default_factory=list)
    rows: list[np.ndarray[Any, np.dtype[np.int64]]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    count: int = 0
    done: int = 0

    def add(self, piece: Piece) -> None:
        """One more piece."""
        if piece.table.num_rows:
            self.tables.append(piece.table)
            numbers = piece.rows
            self.rows.append(
                np.arange(piece.first, piece.first + piece.table.num_rows, dtype=np.int64)
                if numbers is None
                else numbers
            )
            self.count += piece.table.num_rows
        self.rejects.extend(piece.rejects)
        self.done = piece.done

    def take(self, size: int) -> tuple[Any, np.ndarray[Any, np.dtype[np.int64]], list[Reject]]:
        """The first rows, and what was rejected up to the last of them; the rest stays."""
        import pyarrow as pa  # noqa: PLC0415 - an extra

        table = pa.concat_tables(self.tables, promote_options="permissive")
        numbers = np.concatenate(self.rows)
        taken, kept = table.slice(0, size), table.slice(size)
        self.tables, self.rows = ([kept], [numbers[size:]]) if kept.num_rows else ([], [])
        self.count = kept.num_rows
        last = int(numbers[size - 1]) if kept.num_rows else None
        told = [one for one in self.rejects if last is None or one.row <= last]
        self.rejects = [] if last is None else [one for one in self.rejects if one.row > last]
        return taken, numbers[:size], told


def cut(pieces: Iterable[Piece], size: int, file: str, empty: Any, first: int = 0) -> Iterator[Chunk]:
    """Chunks of ``size`` lines, numbered from ``first``; ``empty`` is a table for a chunk of bad rows only."""
    pile = _Pile()
    partition = first
    for piece in pieces:
        pile.add(piece)
        while pile.count >= size:
            yield _chunk(pile, size, file, partition)
            partition += 1
        if len(pile.rejects) >= _MOST_REJECTS:
            yield _rest(pile, file, partition, empty)
            partition += 1
    if pile.count or pile.rejects:
        yield _rest(pile, file, partition, empty)


def _rest(pile: _Pile, file: str, partition: int, empty: Any) -> Chunk:
    if pile.count:
        return _chunk(pile, pile.count, file, partition)
    told, pile.rejects = tuple(pile.rejects), []
    return Chunk(empty, told[0].row, None, file, partition, told, pile.done)


def _chunk(pile: _Pile, size: int, file: str, partition: int) -> Chunk:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    table, numbers, told = pile.take(size)
    start, end = int(numbers[0]), int(numbers[-1])
    rows = None if end - start + 1 == len(numbers) else pa.array(numbers)
    return Chunk(single(table), start, rows, file, partition, tuple(told), pile.done)


def single(table: Any) -> Any:
    """The table with every column in one piece and one dictionary."""
    return table.unify_dictionaries().combine_chunks()
