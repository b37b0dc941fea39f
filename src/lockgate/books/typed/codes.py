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


@dataclass(frozen=True, slots=True)
class Coded:
    """A column: ``values`` are its distinct values, ``codes`` their places by line (-1: nothing stands there)."""

    codes: Codes
    values: list[Any]


def encode(column: pa.ChunkedArray) -> Coded:
    """The distinct values of a column in the order in which they come.

    >>> found = encode(pa.chunked_array([["MY", None, "SG", "MY"]]))
    >>> found.codes.tolist(), found.values
    ([0, -1, 1, 0], ['MY', 'SG'])
    """
    if pa.types.is_nested(column.type):
        return _nested(column)
    if pa.types.is_null(column.type):
        return Coded(np.full(len(column), -1, dtype=np.int64), [])
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    if column.num_chunks == 0:
        return Coded(np.zeros(0, dtype=np.int64), [])
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0)
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(codes, whole.dictionary.to_pylist())


def _nested(column: pa.ChunkedArray) -> Coded:
    """Lists and structs, told apart by their text."""
    known: dict[str, int] = {}
    values: list[Any] = []
    codes = np.full(len(column), -1, dtype=np.int64)
    for index, value in enumerate(column.to_pylist()):
        if value is not None:
            key = json.dumps(value, default=str, sort_keys=True)
            if key not in known:
                known[key] = len(values)
                values.append(value)
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
        codes = part.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        parts.append(np.append(there, 0)[codes] if len(part) else np.zeros(0, dtype=np.int64))
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def together(columns: Sequence[Codes], sizes: Sequence[int]) -> tuple[Codes, Codes]:
    """Distinct combinations: which of them each line has, and the first line of each.

    >>> codes, first = together([np.array([0, 1, 0, 0]), np.array([5, 5, 5, 6])], [2, 7])
    >>> codes.tolist(), first.tolist()
    ([0, 1, 0, 2], [0, 1, 3])
    """
    key, room = columns[0], sizes[0]
    for codes, size in zip(columns[1:], sizes[1:], strict=True):
        if room * size >= _ROOM:
            key, first = _numbered(key)
            room = len(first)
        key, room = key * size + codes, room * size
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
    """The same for small keys, by a table of all that there may be."""
    place = np.full(room, -1, dtype=np.int64)
    place[key[::-1]] = np.arange(len(key) - 1, -1, -1)
    first = np.sort(place[place >= 0])
    place[key[first]] = np.arange(len(first))
    return place[key], first
