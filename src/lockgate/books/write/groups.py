"""Row groups of a Parquet result: what a library wrote, and columns of answers beside it, under one footer."""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.books.write import footer
from lockgate.books.write.columns import FIELDS
from lockgate.books.write.pages import BOOLEAN, BYTES, INT32, Layout, flat, levels_of, listed
from lockgate.books.write.thrift import I64, LIST, STRUCT, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lockgate.books.typed.codes import Codes
    from lockgate.books.write.columns import Block
    from lockgate.books.write.pages import Packed
    from lockgate.books.write.thrift import Struct

    Column = tuple[str, tuple[str, ...], Packed]


class Packer:
    """Packs the columns of several postures over the same lines; columns that are the same are packed once.

    Before May 2025 the postures agree on most lines, and several columns of lists are empty for all of them.
    """

    def __init__(self) -> None:
        self._codes: list[Codes] = []
        self._done: dict[tuple[Any, ...], Packed] = {}
        self._layouts: dict[tuple[Any, ...], Layout] = {}

    def columns(self, block: Block) -> Iterator[Column]:
        """Name, path and pages of the columns of a posture."""
        place = self._place(block.codes)
        for name, kind in FIELDS:
            values = tuple([getattr(one, name) for one in block.answers])
            nested = pa.types.is_list(kind)
            physical = _physical(kind.value_type if nested else kind)
            # a column with one value on all lines is the same whatever the numbers of the answers are
            key = (physical, nested, values, place) if len({*values}) > 1 else (physical, nested, values[:1])
            if key not in self._done:
                self._done[key] = (
                    listed(physical, values, self._layout(values, block.codes, place))
                    if nested
                    else flat(physical, values, block.codes)
                )
            path = (block.prefix + name, "list", "element") if nested else (block.prefix + name,)
            yield block.prefix + name, path, self._done[key]

    def _place(self, codes: Codes) -> int:
        """Which of the numberings of lines this is."""
        for place, known in enumerate(self._codes):
            if np.array_equal(known, codes):
                return place
        self._codes.append(codes)
        return len(self._codes) - 1

    def _layout(self, values: Sequence[Sequence[Any]], codes: Codes, place: int) -> Layout:
        levels = levels_of(values)
        if (place, levels) not in self._layouts:
            self._layouts[place, levels] = Layout.of(levels, codes)
        return self._layouts[place, levels]


def _physical(kind: pa.DataType) -> int:
    return BOOLEAN if pa.types.is_boolean(kind) else INT32 if pa.types.is_integer(kind) else BYTES


@functools.lru_cache(maxsize=8)
def frame(schema: pa.Schema) -> Struct:
    """The footer of a file with these columns and no lines; not to be changed."""
    kept = io.BytesIO()
    pq.ParquetWriter(kept, schema).close()
    data = kept.getvalue()
    return footer.read(data[-footer.length_of(data[-8:]) :])


def joined(group: Struct, own: Iterable[tuple[str, Struct]], names: Sequence[str]) -> Struct:
    """A row group with further columns, by their names, in the order of the schema."""
    columns: dict[str, list[Struct]] = {}
    for one in group[1].value:
        columns.setdefault(one[3].value[3].value[0].decode(), []).append(one)
    for name, column in own:
        columns[name] = [column]
    ordered = [one for name in names for one in columns[name]]
    sizes = {place: sum(one[3].value[size].value for one in ordered) for place, size in ((2, 6), (6, 7))}
    return {**group, 1: Value(LIST, ordered, STRUCT), **{place: Value(I64, size) for place, size in sizes.items()}}
