"""Forms of a result: what is added to a growing file, and what makes the file whole at the end."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from lockgate.books.write import footer, groups
from lockgate.books.write.columns import FIELDS, as_text
from lockgate.books.write.thrift import LIST, STRUCT, Value
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lockgate.books.write.columns import Block, Rows
    from lockgate.books.write.thrift import Struct

_GROUP = 1_048_576
_LAST = 3
_SOUGHT = ("row", "id", "as_of", "outcome", "exit_code")
"""Columns with statistics: those by which people look for lines."""


class Form(Protocol):
    """How a result is written."""

    def add(self, rows: Rows, stream: BinaryIO, *, first: bool) -> bytes:
        """Write the rows of a part; gives what must be remembered of it."""

    def finish(self, path: Path, parts: Sequence[tuple[int, bytes]], words: Mapping[str, str]) -> None:
        """Make a file whole of which the parts begin at some places; ``words`` say what the result rests on."""


class Parquet:
    """Parts are row groups, packed with zstd; the end joins their footers, and copies nothing."""

    def add(self, rows: Rows, stream: BinaryIO, *, first: bool) -> bytes:
        """Row groups; gives their footer, which is not kept in the file."""
        del first
        schema = rows.schema
        found, at = self._others(rows.others(), stream)
        joined = []
        for number, group in enumerate(found[footer.GROUPS].value):
            packer, own = groups.Packer(), []
            for one in rows.blocks:
                for name, path, pages in packer.columns(one.part(number * _GROUP, _GROUP)):
                    own.append((name, pages.column(path, at, told=name in _SOUGHT)))
                    stream.write(pages.data)
                    at += len(pages.data)
            joined.append(groups.joined(group, own, schema.names))
        told = {footer.ROWS: found[footer.ROWS], footer.GROUPS: Value(LIST, joined, STRUCT)}
        return footer.packed({**groups.frame(schema), **told})

    def _others(self, table: pa.Table, stream: BinaryIO) -> tuple[Struct, int]:
        """Write the columns that are not of an answer: their footer, and how many bytes they took."""
        end = _Ending(stream)
        numbers = {field.name: "DELTA_BINARY_PACKED" for field in table.schema if pa.types.is_int64(field.type)}
        with pq.ParquetWriter(
            end,
            table.schema,
            compression="zstd",
            write_statistics=[name for name in _SOUGHT if name in table.column_names],
            use_dictionary=[field.name for field in table.schema if _coded(field)],
            column_encoding=numbers,
        ) as writer:
            writer.write_table(table, row_group_size=_GROUP)
        return footer.read(end.footer()), end.size

    def finish(self, path: Path, parts: Sequence[tuple[int, bytes]], words: Mapping[str, str]) -> None:
        """Join the footers."""
        whole = footer.joined([one for _, one in parts], [offset for offset, _ in parts], words)
        with path.open("ab") as file:
            file.write(whole)


def _coded(field: pa.Field) -> bool:
    """Whether a column has few different values."""
    kind = field.type.value_type if pa.types.is_list(field.type) else field.type
    found: bool = field.name != "id" and (
        pa.types.is_dictionary(kind) or pa.types.is_string(kind) or kind == pa.date32()
    )
    return found


class _Ending:
    """Hands bytes on, except for the last of them: the footer of a Parquet file, its length and the magic word."""

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.held: list[bytes] = []
        self.size = 0

    def write(self, data: Any) -> int:
        """Hold three writes back until more come."""
        self.held.append(bytes(data))
        if len(self.held) > _LAST:
            self._on(self.held.pop(0))
        return len(self.held[-1])

    def flush(self) -> None:
        """Nothing waits here that must be out."""

    def close(self) -> None:
        """The stream stays open."""

    def footer(self) -> bytes:
        """The footer; what was held back beyond it is handed on."""
        last = b"".join(self.held)
        size = footer.length_of(last[-8:])
        if size > len(last):
            raise ValueError("the footer was written in more pieces than are held")
        self._on(last[:-size])
        return last[-size:]

    def _on(self, data: bytes) -> None:
        self.stream.write(data)
        self.size += len(data)


class Delimited:
    """CSV; lists are joined by semicolons."""

    def add(self, rows: Rows, stream: BinaryIO, *, first: bool) -> bytes:
        """Lines, after the headers where it is the first part."""
        table = rows.table(lists=False)
        columns = {name: _flat(table.column(name)) for name in table.column_names}
        options = pa.csv.WriteOptions(include_header=first, quoting_style="needed")
        kept = io.BytesIO()
        pa.csv.write_csv(pa.table(columns), kept, options)
        stream.write(kept.getbuffer())
        return b""

    def finish(self, path: Path, parts: Sequence[tuple[int, bytes]], words: Mapping[str, str]) -> None:
        """Nothing is needed at the end."""


def _flat(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_boolean(column.type):
        return pc.if_else(column, "yes", "no")
    simple = pa.types.is_integer(column.type) or pa.types.is_date(column.type)
    return column if simple else as_text(column)


class Objects:
    """NDJSON: a JSON object a line."""

    def add(self, rows: Rows, stream: BinaryIO, *, first: bool) -> bytes:
        """Objects; what belongs to an answer is put into words once for each answer."""
        del first
        pieces: list[Any] = []
        for name in rows.head.column_names:
            pieces += [f'{"," if pieces else "{"}"{name}":', _json(rows.head.column(name))]
        for one in rows.blocks:
            said = pa.array([_answer(one, place) for place in range(len(one.answers))], pa.string())
            pieces.append(said.take(pa.array(one.codes)))
        if rows.inputs is not None:
            values = [_text(one) for one in rows.inputs.to_pylist()]
            pieces += [',"input":', pa.array(values, pa.string())]
        lines = pc.binary_join_element_wise(*[_arrow(piece) for piece in pieces], "}\n", "")
        for line in lines.combine_chunks() if isinstance(lines, pa.ChunkedArray) else lines:
            stream.write(line.as_buffer())
        return b""

    def finish(self, path: Path, parts: Sequence[tuple[int, bytes]], words: Mapping[str, str]) -> None:
        """Nothing is needed at the end."""


def _arrow(piece: Any) -> Any:
    return piece.combine_chunks() if isinstance(piece, pa.ChunkedArray) else piece


def _answer(found: Block, place: int) -> str:
    one = found.answers[place]
    values = {found.prefix + name: getattr(one, name) for name, _ in FIELDS}
    return f",{_text(values)[1:-1]}"


def _text(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":"))


def _json(column: pa.ChunkedArray) -> pa.Array:
    """Values of a column as JSON texts."""
    if not len(column):
        return pa.array([], pa.string())
    if pa.types.is_integer(column.type):
        return column.cast(pa.string()).combine_chunks()
    coded = (column if pa.types.is_dictionary(column.type) else column.dictionary_encode()).unify_dictionaries()
    whole = coded.combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    words = [_text(one) for one in whole.dictionary.to_pylist()]
    return pc.fill_null(pa.array(words, pa.string()).take(whole.indices), "null")


class Arrow:
    """Arrow (Feather): parts are streams; at the end their batches are put into one file, a batch at a time."""

    def add(self, rows: Rows, stream: BinaryIO, *, first: bool) -> bytes:
        """A stream of record batches without dictionaries."""
        del first
        table = rows.table(lists=True)
        plain = pa.table({name: _whole(table.column(name)) for name in table.column_names})
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_stream(stream, plain.schema, options=options) as writer:
            writer.write_table(plain)
        return b""

    def finish(self, path: Path, parts: Sequence[tuple[int, bytes]], words: Mapping[str, str]) -> None:
        """Copy the batches into a file beside."""
        beside = path.with_name(f"{path.name}.file")
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with path.open("rb") as file, beside.open("wb") as out:
            file.seek(parts[0][0])
            schema = pa.ipc.open_stream(file).schema.with_metadata(dict(words))
            with pa.ipc.new_file(out, schema, options=options) as writer:
                for offset, _ in parts:
                    file.seek(offset)
                    for batch in pa.ipc.open_stream(file):
                        writer.write_batch(batch)
        beside.replace(path)


def _whole(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


FORMS: Mapping[str, type[Form]] = {
    ".parquet": Parquet,
    ".pq": Parquet,
    ".arrow": Arrow,
    ".feather": Arrow,
    ".csv": Delimited,
    ".ndjson": Objects,
    ".jsonl": Objects,
}


def form_of(name: str, option: str = "--out") -> Form:
    """The form that the ending of a name asks for; ``-`` is NDJSON.

    >>> type(form_of("result.parquet")).__name__, type(form_of("-")).__name__
    ('Parquet', 'Objects')
    """
    ending = ".ndjson" if name == "-" else Path(name).suffix.casefold() or name[-4:]
    if ending not in FORMS:
        known = ", ".join(FORMS)
        raise InputError(f"'{name}' says no form", place=option, hint=f"end it in {known}; - writes NDJSON")
    return FORMS[ending]()
