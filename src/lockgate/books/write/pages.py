"""Columns of answers as pages of a Parquet file.

A library that writes Parquet looks at every value of every line. Here lines have one of a few hundred answers, so the
values of a column are looked at once for each answer, and lines only by the number of theirs. What comes out is plain
Parquet: a page of distinct values, and a page of levels and numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from lockgate.books.write.bits import hybrid, numbers, packed, same, width_of
from lockgate.books.write.thrift import BINARY, I32, I64, LIST, STRUCT, TRUE, Value, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.books.typed.codes import Codes
    from lockgate.books.write.bits import Numbers
    from lockgate.books.write.thrift import Struct

BOOLEAN, INT32, BYTES = 0, 1, 6
"""Physical types."""
_PLAIN, _LEVELS, _NUMBERED = 0, 3, 8
"""Encodings: values, runs of levels, numbers of distinct values."""
_ZSTD = 6
_DATA, _DISTINCT = 0, 2
"""Kinds of pages."""
_EMPTY, _OPEN, _FULL = 1, 2, 3
"""Levels within a list: it is empty, an element of it is open, an element stands there."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A column of a row group, packed.

    Attributes:
        kind: physical type.
        data: its pages, one after the other.
        values: how many levels it has: one for each value, null and empty list.
        plain: bytes of the pages before packing.
        distinct: bytes of the page of distinct values; 0 if there is none.
        least: the least value as bytes, ``most`` the greatest; none where nothing stands.
        nulls: how many values are open.
    """

    kind: int
    data: bytes
    values: int
    plain: int
    distinct: int
    least: bytes | None = None
    most: bytes | None = None
    nulls: int = 0

    def column(self, path: Sequence[str], offset: int, *, told: bool) -> Struct:
        """What a footer says of it when it stands at an offset; ``told``: with its least and greatest value."""
        coding = [_PLAIN, _LEVELS, _NUMBERED] if self.distinct else [_PLAIN, _LEVELS]
        about: Struct = {
            1: Value(I32, self.kind),
            2: Value(LIST, coding, I32),
            3: Value(LIST, [name.encode() for name in path], BINARY),
            4: Value(I32, _ZSTD),
            5: Value(I64, self.values),
            6: Value(I64, self.plain),
            7: Value(I64, len(self.data)),
            9: Value(I64, offset + self.distinct),
        }
        if self.distinct:
            about[11] = Value(I64, offset)
        if told and self.least is not None and self.most is not None:
            exact = {7: Value(TRUE, True), 8: Value(TRUE, True)}
            about[12] = Value(
                STRUCT, {3: Value(I64, self.nulls), 5: Value(BINARY, self.most), 6: Value(BINARY, self.least), **exact}
            )
        return {2: Value(I64, 0), 3: Value(STRUCT, about)}


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lists of all lines lie one after the other; the same for all columns whose lists are filled alike.

    Attributes:
        count: of levels: one for each element, and one for each empty list.
        levels: which elements go on with a list, and which are open or an empty list, as Parquet keeps them.
        places: for each element that stands there its place in the lists of the answers, one after the other.
    """

    count: int
    levels: bytes
    places: Codes

    @classmethod
    def of(cls, levels: Sequence[Sequence[int]], codes: Codes) -> Layout:
        """The layout of lists with these levels, by answer, and the answer of each line."""
        count, again, places = _places([len(one) for one in levels], codes)
        every = [level for one in levels for level in one]
        if all(level == _FULL for level in every):
            return cls(count, again + _levels(same(_FULL, count, 2)), places)
        of_level = numbers(every, 4)[places]
        return cls(count, again + _levels(hybrid(of_level, 2)), places[of_level == _FULL])


def _places(lengths: Sequence[int], codes: Codes) -> tuple[int, bytes, Codes]:
    """How many levels lists of these lengths have on all lines, which of them go on with a list, and where each is."""
    taken = np.array(lengths, dtype=np.int64)
    begins = np.cumsum(taken) - taken
    if (taken == 1).all():
        return len(codes), _levels(same(0, len(codes), 1)), codes
    of_line = taken[codes]
    starts = np.cumsum(of_line) - of_line
    count = int(starts[-1] + of_line[-1])
    again = np.ones(count, dtype=np.uint8)
    again[starts] = 0
    # the places of a list follow each other, so only the step to the next list is looked up
    places = np.ones(count, dtype=np.int64)
    at = begins[codes]
    places[0] = at[0]
    places[starts[1:]] = at[1:] - (at + of_line)[:-1] + 1
    return count, _levels(hybrid(again, 1)), places.cumsum()


def levels_of(values: Sequence[Sequence[Any]]) -> tuple[tuple[int, ...], ...]:
    """The levels of lists: whether each element is open, or that there is none.

    >>> levels_of([("a", None), ()])
    ((3, 2), (1,))
    """
    return tuple([tuple([_OPEN if one is None else _FULL for one in row]) or (_EMPTY,) for row in values])


def flat(kind: int, values: Sequence[Any], codes: Codes) -> Packed:
    """A column of single values: ``values`` by answer (None: nothing stands there), and the answer of each line."""
    known = {one: place for place, one in enumerate(dict.fromkeys(one for one in values if one is not None))}
    there = numbers([one is not None for one in values], 2)
    of_line = numbers([0 if one is None else known[one] for one in values], len(known))[codes]
    nulls = 0
    if there.all():
        levels = same(1, len(codes), 1)
    else:
        stated = there[codes]
        levels = hybrid(stated, 1)
        of_line = of_line[stated.view(bool)]
        nulls = len(codes) - len(of_line)
    return _column(kind, (len(codes), _levels(levels)), [*known], of_line, nulls)


def listed(kind: int, values: Sequence[Sequence[Any]], layout: Layout) -> Packed:
    """A column of lists: ``values`` by answer, and how those of the lines lie one after the other."""
    known: dict[Any, int] = {}
    # an empty list has a level too; what stands there is not looked at
    slots = [0 if one is None else known.setdefault(one, len(known)) for row in values for one in row or (None,)]
    of_line = numbers(slots, len(known))[layout.places]
    return _column(kind, (layout.count, layout.levels), [*known], of_line)


def _column(kind: int, levels: tuple[int, bytes], words: Sequence[Any], of_line: Numbers, nulls: int = 0) -> Packed:
    """Pages of a column: levels, then truths as bits, or numbers of the distinct values."""
    count, head = levels
    distinct, plain, coded = b"", 0, [_plain(kind, one) for one in words]
    if kind == BOOLEAN or not coded:
        truths = numbers([bool(one) for one in words] or [0], 2)
        body, encoding = packed(truths[of_line], 1), _PLAIN
    else:
        width = width_of(len(coded))
        body, encoding = bytes([width]) + hybrid(of_line, width), _NUMBERED
        distinct, plain = _page(_DISTINCT, b"".join(coded), {1: Value(I32, len(coded)), 2: Value(I32, _PLAIN)})
    said: Struct = {1: Value(I32, count), 2: Value(I32, encoding), 3: Value(I32, _LEVELS), 4: Value(I32, _LEVELS)}
    pages, more = _page(_DATA, head + body, said)
    least, most = _ends(kind, words)
    return Packed(kind, distinct + pages, count, plain + more, len(distinct), least, most, nulls)


def _page(kind: int, body: bytes, said: Struct) -> tuple[bytes, int]:
    """A page with its header, packed, and its size without packing."""
    small = pa.compress(body, codec="zstd", asbytes=True)
    sizes: Struct = {1: Value(I32, kind), 2: Value(I32, len(body)), 3: Value(I32, len(small))}
    head = Writer().struct({**sizes, (5 if kind == _DATA else 7): Value(STRUCT, said)})
    return head + small, len(head) + len(body)


def _levels(runs: bytes) -> bytes:
    return len(runs).to_bytes(4, "little") + runs


def _plain(kind: int, value: Any) -> bytes:
    """A value as a page of distinct values holds it."""
    if kind == BYTES:
        text = value.encode()
        return len(text).to_bytes(4, "little") + bytes(text)
    return int(value).to_bytes(4 if kind == INT32 else 1, "little", signed=True)


def _ends(kind: int, words: Sequence[Any]) -> tuple[bytes, bytes] | tuple[None, None]:
    """The least and the greatest value, as bytes without their length."""
    if not words or kind == BOOLEAN:
        return None, None
    if kind == BYTES:
        texts = [one.encode() for one in words]
        return min(texts), max(texts)
    return _plain(kind, min(words)), _plain(kind, max(words))
