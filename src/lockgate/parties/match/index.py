"""The index of a list: which listed names share letters with a query, found without looking at the others.

Arrays only, so that it can be written to disk and mapped back. Names that are written alike are one row.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lockgate.parties.match.evidence import weigh
from lockgate.parties.match.grams import TELLING
from lockgate.parties.match.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from lockgate.parties.model import Entry

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]

TELLING_CODES = np.array(sorted(TELLING), dtype=np.uint8)
"""Kinds of words that a name is found by, as an array."""
_BUDGET = 8_000  # postings that are read for one query, those of rare grams first
_ALWAYS = 3  # grams that are read whatever they cost
_FIRST_CUT = np.float32(0.2)  # rows with less than this share of the best sum are not looked at
_LOOKED_AT = 8  # rows that are looked at however far behind the best they are
_FARTHER = (0.4, 0.0)  # shares of the best row from which rows are taken while those are too few
_FEW = 200  # rows from which the best are picked before they are put in order


@dataclass(frozen=True, slots=True)
class Arrays:
    """What is kept on disk; see `Index`."""

    forms: NDArray[np.uint8]
    sounds: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    weights: Floats
    bones: NDArray[np.int64]
    lengths: Floats
    sound_lengths: Floats
    row_start: Ints
    row_words: Ints
    plain: NDArray[np.uint8]
    plain_start: Ints
    plain_code: NDArray[np.int64]
    plain_row: Ints
    bearer_start: Ints
    bearer_entry: Ints
    bearer_name: Ints
    posting_start: Ints
    postings: Ints
    gram_weight: Floats
    row_norm: Floats


class Index:
    """Names of a list, ready to be searched.

    Args:
        arrays: What `build` made or a file held.
        entries: The entries that the numbers of bearers point at.
    """

    def __init__(self, arrays: Arrays, entries: Sequence[Entry]) -> None:
        self.arrays = arrays
        self.entries = entries
        self.forms: list[str] = _lines(arrays.forms) if len(arrays.kinds) else []
        self.sounds: list[str] = _lines(arrays.sounds) if len(arrays.kinds) else []
        self.kinds: list[int] = arrays.kinds.tolist()
        self.bones: list[int] = arrays.bones.tolist()
        self.initials = frozenset(np.flatnonzero(arrays.kinds == int(Kind.INITIAL)).tolist())
        self.weights: list[float] = arrays.weights.tolist()
        self.words: dict[str, int] = {
            f"{kind}{form}": at for at, (form, kind) in enumerate(zip(self.forms, self.kinds, strict=True))
        }
        self.rows = len(arrays.row_start) - 1
        self.telling: list[float] = np.where(np.isin(arrays.kinds, TELLING_CODES), arrays.weights, 0).tolist()
        self.says: list[float] = weigh(self.kinds, self.weights)
        # read one number at a time, which views do faster than arrays do
        self._posting_start = arrays.posting_start.data
        self._posting_size = np.diff(arrays.posting_start).data
        self._postings = arrays.postings.astype(np.intp)  # the type that adding takes: it would copy them each time
        self._gram_weight = arrays.gram_weight.data
        self._row_start = arrays.row_start.data
        self._row_words = arrays.row_words.data
        self._plain_start = arrays.plain_start.data
        self._plain = arrays.plain.data
        self._plain_code = arrays.plain_code.data
        self._plain_row = arrays.plain_row.data
        self._bearer_start = arrays.bearer_start.data
        self._bearer_entry = arrays.bearer_entry.data
        self._bearer_name = arrays.bearer_name.data

    def row(self, at: int) -> list[int]:
        """Numbers of the words of a row."""
        start = self._row_start
        return self._row_words[start[at] : start[at + 1]].tolist()

    def plain(self, at: int) -> str:
        """Letters and digits of a row, without gaps."""
        start = self._plain_start
        return str(self._plain[start[at] : start[at + 1]], "ascii")

    def same(self, plain: str) -> list[int]:
        """Rows whose letters and digits are just these, and perhaps another row with the same code."""
        codes = self._plain_code
        code = zlib.crc32(plain.encode())
        first = last = bisect_left(codes, code)
        while last < len(codes) and codes[last] == code:
            last += 1
        return self._plain_row[first:last].tolist() if last > first else []

    def bearers(self, at: int) -> list[tuple[int, int]]:
        """Who bears the name of a row: numbers of entries, and of the name within the entry."""
        entry, name = self._bearer_entry, self._bearer_name
        return [(entry[one], name[one]) for one in range(self._bearer_start[at], self._bearer_start[at + 1])]

    def candidates(
        self, features: Collection[int], most: int, *, near: float = 0.0, budget: int = _BUDGET
    ) -> list[int]:
        """Rows that share the most telling letters with a name, at most so many, the best first.

        Args:
            features: What the name is found by.
            most: Rows at most.
            near: Beyond the first few, only rows that share so much of what the best one shares.
            budget: Postings that are read, those of rare letters first.
        """
        found, weights = self._read(features, budget)
        if not len(found):  # an empty list, or letters that no listed name has
            return []
        score = np.zeros(self.rows, dtype=np.float32)
        np.add.at(score, found, weights)
        # a first cut on the bare sums, so that the rest looks at few rows
        rows = (score >= np.maximum.reduce(score) * _FIRST_CUT).nonzero()[0]
        told = score.take(rows)
        told *= self.arrays.row_norm.take(rows)
        return _nearest(rows, told, most, near) if near else _best(rows, told, most)

    def _read(self, features: Collection[int], budget: int) -> tuple[NDArray[np.intp], Floats]:
        """The rows that have each of the features, the rare ones first, as far as the budget goes; what each says."""
        start, size_of, weight = self._posting_start, self._posting_size, self._gram_weight
        spans, weights, sizes = [], [], []
        total = 0
        for at, (size, feature) in enumerate(sorted([(size_of[one], one) for one in features])):
            total += size
            if total > budget and at >= _ALWAYS:
                break
            if size:
                first = start[feature]
                spans.append(self._postings[first : first + size])
                weights.append(weight[feature])
                sizes.append(size)
        if not spans:
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32)
        return np.concatenate(spans), np.array(weights, dtype=np.float32).repeat(sizes)


def _nearest(rows: NDArray[np.intp], told: Floats, most: int, near: float) -> list[int]:
    """The rows that say near as much as the best of them, or the first few; seldom more than a handful."""
    best = np.maximum.reduce(told)
    for share in (near, *_FARTHER):
        picked = (told >= best * share).nonzero()[0]
        if len(picked) >= _LOOKED_AT:
            break
    enough = len(picked) if share == near else _LOOKED_AT
    order = (-told.take(picked)).argsort(kind="stable")[: min(most, max(enough, _LOOKED_AT))]
    found: list[int] = rows.take(picked.take(order)).tolist()
    return found


def _best(rows: NDArray[np.intp], told: Floats, most: int) -> list[int]:
    """The best rows."""
    if len(rows) > max(_FEW, most):
        best = told.argpartition(-most)[-most:]
        best.sort()
        rows, told = rows.take(best), told.take(best)
    found: list[int] = rows.take((-told).argsort(kind="stable")[:most]).tolist()
    return found


def _lines(blob: NDArray[np.uint8]) -> list[str]:
    return blob.tobytes().decode().split("\n")
