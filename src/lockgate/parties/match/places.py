"""The index of listed addresses and of listed numbers: arrays beside those of names."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from anyascii import anyascii

from lockgate.parties.match.address import Tier, place, tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lockgate.parties.model import Entry

_BUCKETS = 1 << 17
_BUDGET = 20_000  # postings that are read for one address, those of rare words first
_MOST = 24  # addresses that are compared
_SHORTEST_ID = 4  # letters and digits below which a number identifies nobody
_NOT_ID = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class PlaceArrays:
    """What is kept on disk: postings of words of addresses, whose address it is, and numbers by their hash."""

    place_start: NDArray[np.int32]
    place_postings: NDArray[np.int32]
    place_weight: NDArray[np.float32]
    place_entry: NDArray[np.int32]
    place_number: NDArray[np.int32]
    id_hash: NDArray[np.int64]
    id_entry: NDArray[np.int32]


class Places:
    """Listed addresses and numbers, ready to be searched."""

    def __init__(self, arrays: PlaceArrays, entries: Sequence[Entry]) -> None:
        self.arrays = arrays
        self.entries = entries

    def bearers(self, number: str) -> list[int]:
        """Entries that list an identifying number; their own text still has to be compared."""
        code = _code(number)
        if code is None:
            return []
        hashes = self.arrays.id_hash
        first, last = np.searchsorted(hashes, code, side="left"), np.searchsorted(hashes, code, side="right")
        return sorted(set(self.arrays.id_entry[first:last].tolist()))

    def near(self, text: str) -> list[tuple[int, int, Tier]]:
        """Entries with an address in the same street at least: entry, which of its addresses, how near."""
        ours = place(text)
        arrays = self.arrays
        keys = np.array(sorted({_bucket(key) for key in ours.keys}), dtype=np.int64)
        if not len(keys):
            return []
        sizes = np.diff(arrays.place_start)[keys]
        order = np.argsort(sizes, kind="stable")
        reach = max(int(np.searchsorted(sizes[order].cumsum(), _BUDGET, side="right")), 1)
        keys, sizes = keys[order[:reach]], sizes[order[:reach]]
        starts = arrays.place_start[keys].tolist()
        spans = [
            arrays.place_postings[start : start + size] for start, size in zip(starts, sizes.tolist(), strict=True)
        ]
        score = np.bincount(
            np.concatenate(spans), weights=arrays.place_weight[keys].repeat(sizes), minlength=len(arrays.place_entry)
        )
        best = np.argsort(-score, kind="stable")[:_MOST]
        found = []
        for at in best[score[best] > 0].tolist():
            entry, number = int(arrays.place_entry[at]), int(arrays.place_number[at])
            theirs = place(self.entries[entry].addresses[number].text)
            weights = {word: float(arrays.place_weight[_bucket(word)]) for word in theirs.words}
            how = tier(ours, theirs, weights)
            if how:
                found.append((entry, number, how))
        return found


def build_places(entries: Sequence[Entry]) -> Places:
    """The index of all addresses and numbers of the entries."""
    keys: list[int] = []
    rows: list[int] = []
    owners: list[tuple[int, int]] = []
    ids: list[tuple[int, int]] = []
    for number, entry in enumerate(entries):
        for which, address in enumerate(entry.addresses):
            found = sorted({_bucket(key) for key in place(address.text).keys}) if address.text else []
            if found:
                keys.extend(found)
                rows.extend([len(owners)] * len(found))
                owners.append((number, which))
        ids.extend((code, number) for one in entry.identifiers if (code := _code(one.value)) is not None)
    order = np.lexsort((np.array(rows, dtype=np.int64), np.array(keys, dtype=np.int64)))
    sorted_keys = np.array(keys, dtype=np.int64)[order]
    start = np.searchsorted(sorted_keys, np.arange(_BUCKETS + 1)).astype(np.int32)
    total = max(len(owners), 1)
    weight = np.log1p(total / np.maximum(np.diff(start), 1)) / np.log1p(total)
    ids.sort()
    return Places(
        PlaceArrays(
            start,
            np.array(rows, dtype=np.int32)[order],
            weight.astype(np.float32),
            np.array([entry for entry, _ in owners], dtype=np.int32),
            np.array([which for _, which in owners], dtype=np.int32),
            np.array([code for code, _ in ids], dtype=np.int64),
            np.array([entry for _, entry in ids], dtype=np.int32),
        ),
        entries,
    )


def same_number(ours: str, theirs: str) -> bool:
    """Whether two identifying numbers are the same but for marks and case.

    >>> same_number("LEI 5299-00ABC", "lei529900abc")
    True
    """
    mine = _plain(ours)
    return len(mine) >= _SHORTEST_ID and mine == _plain(theirs)


def _plain(number: str) -> str:
    return _NOT_ID.sub("", anyascii(number).lower())


def _code(number: str) -> int | None:
    plain = _plain(number)
    if len(plain) < _SHORTEST_ID:
        return None
    return zlib.crc32(plain.encode()) << 24 | zlib.adler32(plain.encode()) & 0xFFFFFF


def _bucket(key: str) -> int:
    return zlib.crc32(key.encode()) % _BUCKETS
