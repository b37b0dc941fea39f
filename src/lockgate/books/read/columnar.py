"""Parquet and Arrow files as streams: columns keep their types, and words that the file has as codes stay codes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.books.read.extra import need
from lockgate.books.read.header import checked
from lockgate.books.read.pieces import Piece
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PIECE = 262_144
_DICTIONARY = ("PLAIN_DICTIONARY", "RLE_DICTIONARY")


class Parquet:
    """A Parquet file; ``start`` leaves out as many of its first rows."""

    unit = "rows"

    def __init__(self, name: str) -> None:
        self.name = name
        self._file = Path(name).name
        self._parquet = need("pyarrow.parquet")
        with _guard(self._file, "Parquet"):
            file = self._parquet.ParquetFile(name)
            self._schema = file.schema_arrow
            self.size = file.metadata.num_rows
            self._encoded = _encoded(file)
            self._groups = [file.metadata.row_group(index).num_rows for index in range(file.num_row_groups)]
            file.close()
        self.headers = _flat(self._schema, self._file)

    def pieces(self, size: int, columns: Sequence[str] | None, start: int = 0) -> Iterator[Piece]:
        """The rows, some ten thousand at a time."""
        groups, skipped = _from(self._groups, start)
        row = skipped
        wanted = None if columns is None else _wanted(self._schema, columns)
        with (
            _guard(self._file, "Parquet"),
            self._parquet.ParquetFile(self.name, read_dictionary=self._encoded, pre_buffer=False) as file,
        ):
            for batch in file.iter_batches(min(size, _PIECE), groups, wanted, use_threads=False):
                table = flattened(need("pyarrow").Table.from_batches([batch]))
                late = max(0, start - row)
                row += table.num_rows
                if late < table.num_rows:
                    chosen = table if columns is None else table.select(list(columns))
                    yield Piece(chosen.slice(late), row - table.num_rows + late + 1, done=row)


class Arrow:
    """An Arrow IPC (Feather) file, or a stream of it."""

    unit = "rows"

    def __init__(self, name: str, stream: Any = None) -> None:
        self.name = name
        self._file = Path(name).name if stream is None else name
        self._ipc = need("pyarrow").ipc
        self._stream = None
        with _guard(self._file, "Arrow"):
            if stream is None:
                self._reader = self._ipc.open_file(need("pyarrow").memory_map(name))
                self.size = 0
                for index in range(self._reader.num_record_batches):
                    self.size += self._reader.get_batch(index).num_rows
            else:
                self._stream = self._reader = self._ipc.open_stream(stream)
                self.size = 0
        self.headers = _flat(self._reader.schema, self._file)

    def pieces(self, size: int, columns: Sequence[str] | None) -> Iterator[Piece]:
        """The batches of the file, large ones in parts."""
        del size
        row = 0
        batches = self._batches()
        while True:
            with _guard(self._file, "Arrow"):
                batch = next(batches, None)
                if batch is None:
                    return
                batch.validate(full=True)
            table = flattened(need("pyarrow").Table.from_batches([batch]))
            chosen = table if columns is None else table.select(list(columns))
            for first in range(0, chosen.num_rows, _PIECE):
                part = chosen.slice(first, _PIECE)
                yield Piece(part, row + 1, done=row + part.num_rows)
                row += part.num_rows

    def _batches(self) -> Iterator[Any]:
        if self._stream is not None:
            yield from self._stream
            return
        for index in range(self._reader.num_record_batches):
            yield self._reader.get_batch(index)


class _guard:  # noqa: N801 - reads as a verb
    """Errors of Arrow as one message."""

    def __init__(self, file: str, kind: str) -> None:
        self.file = file
        self.kind = kind

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Turn what Arrow raises into an input error."""
        pa = need("pyarrow")
        if isinstance(error, InputError) or error is None:
            return
        if isinstance(error, (pa.ArrowException, OSError, UnicodeDecodeError)):
            what = f"this {self.kind} file is cut off or damaged"
            raise InputError(what, place=self.file, hint="write or fetch it again") from None


def _encoded(file: Any) -> list[str]:
    """Columns of text that the file keeps as codes."""
    pa = need("pyarrow")
    metadata = file.metadata
    if not metadata.num_row_groups:
        return []
    group = metadata.row_group(0)
    found = []
    for index in range(metadata.num_columns):
        column = group.column(index)
        path = column.path_in_schema
        field = file.schema_arrow.field(path) if path in file.schema_arrow.names else None
        is_text = field is not None and (pa.types.is_string(field.type) or pa.types.is_large_string(field.type))
        if is_text and any(one in _DICTIONARY for one in column.encodings):
            found.append(path)
    return found


def _from(groups: list[int], start: int) -> tuple[list[int], int]:
    """The row groups from a row on, and how many rows lie before them."""
    before = 0
    for index, count in enumerate(groups):
        if before + count > start:
            return list(range(index, len(groups))), before
        before += count
    return [], before


def _flat(schema: Any, file: str) -> tuple[str, ...]:
    return checked(flattened(schema.empty_table()).column_names, file)


def _wanted(schema: Any, columns: Sequence[str]) -> list[str]:
    """The columns of the file that flattened ones come from."""
    names = list(schema.names)
    tops = (next((name for name in names if one == name or one.startswith(f"{name}.")), one) for one in columns)
    return list(dict.fromkeys(tops))


def flattened(table: Any) -> Any:
    """Columns of structs as dotted columns; lists stay as they are.

    >>> import pyarrow as pa
    >>> flattened(pa.table({"item": [{"chip": "a"}], "owners": [[{"share": "1"}]]})).column_names
    ['item.chip', 'owners']
    """
    pa = need("pyarrow")
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table
