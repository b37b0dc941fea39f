"""Answers as columns: each answer once, and every line takes the one that it has by number."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lockgate.books.decide.answer import Answer
from lockgate.books.typed.codes import together

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from lockgate.books.model import Chunk
    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.lines import Lines
    from lockgate.books.write.forms import Form

_TEXT, _FLAG = pa.string(), pa.bool_()
_CODED = pa.dictionary(pa.int32(), _TEXT)
TYPES: Mapping[str, Any] = {
    "str": _CODED,
    "str | None": _CODED,
    "int": pa.int16(),
    "bool": _FLAG,
    "tuple[str, ...]": pa.list_(_TEXT),
    "tuple[str | None, ...]": pa.list_(_TEXT),
    "tuple[bool, ...]": pa.list_(_FLAG),
}
"""Kinds of values of an answer, and of columns."""
FIELDS = tuple((field.name, TYPES[str(field.type)]) for field in fields(Answer))
HEAD = ("file", "row", "id", "line", "label", "as_of")
"""Columns that say which line it is."""
NAMES = ("id", "line", "label")
"""Those of them that are the user's own words: text in the result, whatever the book has."""
_EPOCH = 719_163  # day number of 1970-01-01
JOINT = "; "


@dataclass(frozen=True, slots=True)
class Block:
    """The answers of one posture in a chunk: each once, in the order in which they come, and which one a line has."""

    prefix: str
    answers: Sequence[Answer]
    codes: Codes

    def columns(self) -> Iterator[tuple[str, pa.Array]]:
        """Columns of the result, lists as lists."""
        codes = pa.array(self.codes.astype(np.int32))
        for name, kind in FIELDS:
            if pa.types.is_list(kind) and not any(getattr(one, name) for one in self.answers):
                yield self.prefix + name, _empty(kind, len(codes))
            else:
                yield self.prefix + name, self.own(name, kind).take(codes)

    def texts(self) -> Iterator[tuple[str, pa.Array]]:
        """Columns of the result for a form without lists."""
        codes = pa.array(self.codes.astype(np.int32))
        for name, kind in FIELDS:
            values = [getattr(one, name) for one in self.answers]
            if pa.types.is_list(kind):
                values = [joined(value) for value in values]
                kind = _TEXT  # noqa: PLW2901 - a list becomes a text
            yield self.prefix + name, _array(values, _TEXT if kind == _CODED else kind).take(codes)

    def part(self, start: int, count: int) -> Block:
        """The answers of some of the lines."""
        if not start and count >= len(self.codes):
            return self
        return block(self.prefix, self.answers, self.codes[start : start + count])

    def own(self, name: str, kind: pa.DataType) -> pa.Array:
        """One column of the distinct answers."""
        return _array([getattr(one, name) for one in self.answers], kind)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, _TEXT).dictionary_encode()
    return pa.array(values, kind)


def _empty(kind: pa.DataType, count: int) -> pa.Array:
    """Lists with nothing in them."""
    offsets = pa.array(np.zeros(count + 1, dtype=np.int32))
    return pa.ListArray.from_arrays(offsets, pa.array([], kind.value_type), type=kind)


def joined(values: Sequence[str | bool | None]) -> str:
    """A list as text.

    >>> joined(("742.4-a-4", "742.6-a-6-iii-A")), joined((True, False)), joined((None,))
    ('742.4-a-4; 742.6-a-6-iii-A', 'yes; no', '-')
    """
    words = {True: "yes", False: "no", None: "-"}
    return JOINT.join(one if isinstance(one, str) else words[one] for one in values)


def block(prefix: str, answers: Sequence[Answer], numbers: Codes) -> Block:
    """The answers that the lines of a chunk have, in an order that only these lines settle."""
    codes, first = together([numbers], [len(answers)])
    return Block(prefix, [answers[number] for number in numbers[first].tolist()], codes)


@dataclass(frozen=True, slots=True)
class Rows:
    """Decided lines of a chunk, as they are written."""

    head: pa.Table
    blocks: Sequence[Block]
    inputs: pa.Table | None = None
    accounts: pa.Table | None = None

    @property
    def count(self) -> int:
        """How many lines."""
        return int(self.head.num_rows)

    def put(self, form: Form, stream: BinaryIO, *, first: bool) -> bytes:
        """Write them in a form; gives what it must remember of them."""
        return form.add(self, stream, first=first)

    def table(self, *, lists: bool) -> pa.Table:
        """All columns; lists as lists, or as text."""
        columns = {name: _plain(name, self.head.column(name)) for name in self.head.column_names}
        for one in self.blocks:
            columns.update(one.columns() if lists else one.texts())
        return pa.table({**columns, **self._beside()})

    def others(self) -> pa.Table:
        """The columns that are not of an answer."""
        return pa.table({**dict(zip(self.head.column_names, self.head.columns, strict=True)), **self._beside()})

    @property
    def schema(self) -> pa.Schema:
        """Names and types of all columns, lists as lists."""
        answers = [pa.field(one.prefix + name, kind) for one in self.blocks for name, kind in FIELDS]
        beside = [pa.field(name, column.type) for name, column in self._beside().items()]
        named = [pa.field(one.name, _TEXT) if one.name in NAMES else one for one in self.head.schema]
        return pa.schema([*named, *answers, *beside])

    def _beside(self) -> dict[str, Any]:
        """What stands after the answers: accounts, and raw columns by names that are free."""
        found: dict[str, Any] = {}
        if self.accounts is not None:
            found.update(zip(self.accounts.column_names, self.accounts.columns, strict=True))
        if self.inputs is not None:
            taken = {*self.head.column_names, *(one.prefix + name for one in self.blocks for name, _ in FIELDS), *found}
            for name, column in zip(self.inputs.column_names, self.inputs.columns, strict=True):
                free = _free(name, taken)
                taken.add(free)
                found[free] = column
        return found


def _plain(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(_TEXT) if name in NAMES else column


def _free(name: str, taken: Collection[str]) -> str:
    """A name for a raw column that no column of the result has."""
    while name in taken:
        name = f"input.{name}"
    return name


def head(chunk: Chunk, lines: Lines, texts: Mapping[str, str]) -> pa.Table:
    """File, row, names and day of the decided lines; ``texts`` are the headers of names by path."""
    index = None if len(lines.index) == chunk.table.num_rows else pa.array(lines.index)
    count = len(lines.index)
    zeros = pa.array(np.zeros(count, dtype=np.int32))
    columns: dict[str, Any] = {"file": pa.DictionaryArray.from_arrays(zeros, pa.array([chunk.file]))}
    if chunk.rows is None:
        columns["row"] = pa.array(lines.index + chunk.first_row)
    else:
        rows = chunk.rows.cast(pa.int64())
        columns["row"] = rows if index is None else rows.take(index)
    for name in NAMES:
        header = texts.get(name) or (texts.get("item.label") if name == "label" else None)
        if header is not None:
            column = chunk.table.column(header)
            columns[name] = _words(column if index is None else column.take(index))
    columns["as_of"] = pa.array((lines.days - _EPOCH).astype(np.int32)).view(pa.date32())
    return pa.table(columns)


def _words(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as text; of whole numbers each is put into words once."""
    if not pa.types.is_integer(column.type):
        return as_text(column)
    return pa.chunked_array([_worded(one) for one in column.dictionary_encode().chunks], _CODED)


def _worded(coded: pa.DictionaryArray) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(coded.indices, coded.dictionary.cast(_TEXT))


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Any column as text; nested values and what Arrow does not print as JSON.

    >>> as_text(pa.chunked_array([[1, None]])).to_pylist()
    ['1', None]
    """
    import json  # noqa: PLC0415 - rare

    if pa.types.is_nested(column.type):
        values = [None if one is None else json.dumps(one, default=str) for one in column.to_pylist()]
        return pa.chunked_array([pa.array(values, _TEXT)])
    if pa.types.is_floating(column.type):
        whole = pc.all(pc.equal(pc.floor(column), column)).as_py()
        column = column.cast(pa.int64()) if whole and pc.max(pc.abs(column)).as_py() < 2**53 else column
    return column.cast(_TEXT)
