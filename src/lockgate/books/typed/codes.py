"""Columns as small numbers: distinct values once, and for each line which of them it has."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Codes = npt.NDArray[np.int64]

_ROOM = 2**62
"""Keys stay below this; beyond it they are numbered anew."""
_TABLE = 2**19
"""Keys below this are numbered by a table instead of a hash."""
_FRONT = 2**13
"""So many lines hold nearly all the keys of a chunk."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column: ``values`` are its distinct values, ``codes`` which of them a line has, from 1 on; 0 where nothing is.

    Values may be among them that no line has.
    """

    codes: Codes
    values: list[Any]


def encode(column: pa.ChunkedArray) -> Coded:
    """The distinct values of a column.

    >>> found = encode(pa.chunked_array([["MY", None, "SG", "MY"]]))
    >>> found.codes.tolist(), found.values
    ([1, 0, 2, 1], ['MY', 'SG'])
    """
    if pa.types.is_nested(column.type):
        return _nested(column)
    if pa.types.is_null(column.type) or not len(column):
        return Coded(np.zeros(len(column), dtype=np.int64), [])
    if pa.types.is_integer(column.type) or pa.types.is_date32(column.type):
        found = _near(column)
        if found is not None:
            return found
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    whole = _whole(column.unify_dictionaries())
    return Coded(np.add(_places(whole), 1, dtype=np.int64), whole.dictionary.to_pylist())


def _places(words: pa.DictionaryArray) -> Any:
    """Which word each line has; -1 for none, for which some programs' codes have no room."""
    places = words.indices
    if places.null_count:
        signed = places if pa.types.is_signed_integer(places.type) else places.cast(pa.int64())
        places = signed.fill_null(-1)
    return places.to_numpy()


def _whole(column: pa.ChunkedArray) -> Any:
    whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def _near(column: pa.ChunkedArray) -> Coded | None:
    """Whole numbers and days that lie near each other: numbered by a table, which is much less work than a hash."""
    plain = column.cast(pa.int32()) if pa.types.is_date32(column.type) else column
    least, most = pc.min_max(plain).as_py().values()
    if least is None or least <= -_ROOM or most >= _ROOM or most - least >= _TABLE - 1:
        return None
    values = _whole(plain)
    values = values.fill_null(least) if values.null_count else values
    key = values.to_numpy().astype(np.int64)
    key -= least - 1
    if column.null_count:
        key[_whole(column).is_null().to_numpy(zero_copy_only=False)] = 0
    codes, first = _tabled(key, most - least + 2)
    there = key[first] != 0
    if there.all():
        codes += 1
    else:
        codes = np.where(there, np.cumsum(there), 0)[codes]
    return Coded(codes, column.take(pa.array(first[there])).to_pylist())


def _nested(column: pa.ChunkedArray) -> Coded:
    """Lists and structs, told apart by their text."""
    known: dict[str, int] = {}
    values: list[Any] = []
    codes = np.zeros(len(column), dtype=np.int64)
    for index, value in enumerate(column.to_pylist()):
        if value is not None:
            key = json.dumps(value, default=str, sort_keys=True)
            if key not in known:
                values.append(value)
                known[key] = len(values)
            codes[index] = known[key]
    return Coded(codes, values)


def filled(column: pa.ChunkedArray) -> Codes:
    """Whether something stands in a column: 1 or 0 by line.

    >>> filled(pa.chunked_array([["A", " ", None]])).tolist()
    [1, 0, 0]
    """
    if pa.types.is_dictionary(column.type):
        return _filled_words(column)
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        there: Codes = pc.is_valid(column).to_numpy().astype(np.int64)
        return there
    length: Codes = pc.utf8_length(pc.utf8_trim_whitespace(column)).fill_null(0).to_numpy()
    return (length > 0).astype(np.int64)


def _filled_words(column: pa.ChunkedArray) -> Codes:
    """The same for a column of words, each looked at once."""
    parts = []
    for part in column.chunks:
        there = filled(pa.chunked_array([part.dictionary])) if len(part.dictionary) else np.zeros(1, dtype=np.int64)
        codes = _places(part)
        parts.append(np.append(there, 0)[codes] if len(part) else np.zeros(0, dtype=np.int64))
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def together(columns: Sequence[Codes], sizes: Sequence[int]) -> tuple[Codes, Codes]:
    """Distinct combinations: which of them each line has, and the first line of each.

    >>> codes, first = together([np.array([0, 1, 0, 0]), np.array([5, 5, 5, 6])], [2, 7])
    >>> codes.tolist(), first.tolist()
    ([0, 1, 0, 2], [0, 1, 3])
    """
    key, room = columns[0], sizes[0]
    own = False  # whether the key may be written into
    for codes, size in zip(columns[1:], sizes[1:], strict=True):
        if room * size >= _ROOM:
            key, first = _numbered(key)
            room, own = len(first), True
        if own:
            key *= size
        else:
            key, own = key * size, True
        key += codes
        room *= size
    return _numbered(key, room)


def _numbered(key: Codes, room: int = _ROOM) -> tuple[Codes, Codes]:
    """Distinct keys in the order in which they come."""
    if not len(key):
        return key, key
    if key[0] == key[-1] and (key == key[0]).all():
        return np.zeros(len(key), dtype=np.int64), np.zeros(1, dtype=np.int64)
    if room <= _TABLE:
        return _tabled(key, room)
    encoded = pa.array(key).dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    first = np.empty(len(encoded.dictionary), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return codes, first


def _tabled(key: Codes, room: int) -> tuple[Codes, Codes]:
    """The same for small keys, by a table of all that there may be.

    Nearly all keys come in the first lines already, so the rest is only looked through for others.
    """
    place = np.full(room, -1, dtype=np.int64)
    front = key[:_FRONT]
    place[front[::-1]] = np.arange(len(front) - 1, -1, -1)
    if len(key) > _FRONT:
        late = np.flatnonzero(place[key] < 0)
        place[key[late][::-1]] = late[::-1]
    first = np.sort(place[place >= 0])
    place[key[first]] = np.arange(len(first))
    return place[key], first
