"""Footers of Parquet files: row groups that were written by themselves, joined without writing them anew.

A Parquet file is row groups and a footer that says where each lies. Parts that stand one after the other in one file
become one table when their footers are joined, with the places of the later ones moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.books.write.thrift import BINARY, I16, LIST, STRUCT, Reader, Value, Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lockgate.books.write.thrift import Struct

MAGIC = b"PAR1"
_END = 8  # the length of a footer and the magic word
_SCHEMA, ROWS, GROUPS, _KEYS = 2, 3, 4, 5
"""Fields of the metadata of a file."""
_COLUMNS, _GROUP_AT, _ORDINAL = 1, 5, 7
"""Fields of a row group."""
_CHUNK_AT, _CHUNK = 2, 3
_MOVED = (4, 6)
"""Places of indexes in a column chunk."""
_PAGES = (9, 10, 11, 14)
"""Places of pages in the metadata of a column chunk; 0 stands for none."""


def length_of(end: bytes) -> int:
    """How many bytes at the end of a Parquet file its footer takes, from the last eight of them.

    >>> length_of((100).to_bytes(4, "little") + b"PAR1")
    108
    """
    if len(end) != _END or end[4:] != MAGIC:
        raise ValueError("this is not the end of a Parquet file")
    return int.from_bytes(end[:4], "little") + _END


def read(end: bytes) -> Struct:
    """A footer as a tree."""
    return Reader(end[:-_END]).struct()


def packed(whole: Struct) -> bytes:
    """A tree as a footer, with its length and the magic word."""
    data = Writer().struct(whole)
    return data + len(data).to_bytes(4, "little") + MAGIC


def joined(footers: Sequence[bytes], offsets: Iterable[int], words: Mapping[str, str]) -> bytes:
    """One footer for parts that begin at some offsets, with further words about the file."""
    whole: Struct = {}
    for number, (footer, offset) in enumerate(zip(footers, offsets, strict=True)):
        found = read(footer)
        if not whole:
            whole = found
            if offset:
                _move_groups(found, offset)
            continue
        if found[_SCHEMA] != whole[_SCHEMA]:
            raise ValueError(f"part {number} has other columns")
        _move_groups(found, offset)
        whole[GROUPS].value.extend(found[GROUPS].value)
        whole[ROWS].value += found[ROWS].value
    for number, group in enumerate(whole[GROUPS].value):
        if _ORDINAL in group:
            group[_ORDINAL] = Value(I16, min(number, 2**15 - 1))
    _say(whole, words)
    return packed(whole)


def _say(whole: Struct, words: Mapping[str, str]) -> None:
    entries = whole.setdefault(_KEYS, Value(LIST, [], STRUCT)).value
    known: list[Any] = [entry for entry in entries if entry[1].value.decode() not in words]
    known += [{1: Value(BINARY, name.encode()), 2: Value(BINARY, text.encode())} for name, text in words.items()]
    whole[_KEYS].value = known


def _move_groups(found: Struct, offset: int) -> None:
    for group in found[GROUPS].value:
        _move(group, (_GROUP_AT,), offset)
        for chunk in group[_COLUMNS].value:
            _move(chunk, (_CHUNK_AT, *_MOVED), offset)
            _move(chunk[_CHUNK].value, _PAGES, offset)


def _move(found: Struct, fields: Iterable[int], offset: int) -> None:
    for number in fields:
        if number in found and found[number].value > 0:
            found[number].value += offset
