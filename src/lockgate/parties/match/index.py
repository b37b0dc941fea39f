"""The index of a list: which listed names share letters with a query, found without looking at the others.

Arrays only, so that it can be written to disk and mapped back. Names that are written alike are one row.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.parties.match.evidence import weigh
from lockgate.parties.match.normalise import read
from lockgate.parties.match.sound import skeleton, sound
from lockgate.parties.match.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from lockgate.parties.model import Entry

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]

_LETTERS = {letter: at for at, letter in enumerate("_abcdefghijklmnopqrstuvwxyz0123456789")}
_BASE = len(_LETTERS)
_CODES = {code: _LETTERS.get(chr(code), 0) for code in range(128)}
_GRAMS = _BASE**3
_BONES = 1 << 17  # buckets for consonants of a word: two words in one bucket only make a candidate more
_BONES_FROM = 3
_STROKE_FROM = 4  # letters of names on each side of a stroke from which it joins two names
_FEATURES = _GRAMS + _BONES
_TELLING = frozenset((Kind.NAME, Kind.WORD, Kind.PLACE, Kind.NUMBER, Kind.INITIAL))
_TELLING_LIST = 5_000  # entries from which a list itself tells how common a word is
USUAL = np.array([0.95, 0.45, 0.6, 0.1, 0.2, 0.2, 0.8, 0.3, 0.2], dtype=np.float32)
"""What a word of each `Kind` says where no list tells how rare it is."""
_TELLING_CODES = np.array(sorted(_TELLING), dtype=np.uint8)
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
        self.telling: list[float] = np.where(np.isin(arrays.kinds, _TELLING_CODES), arrays.weights, 0).tolist()
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


def build(entries: Sequence[Entry], *, searched: bool = True) -> Index:
    """The index of all names of the entries; two runs over the same entries give the same bytes.

    Args:
        entries: The entries.
        searched: Whether names are to be found by their letters; otherwise its rows can only be compared one by one.
    """
    words: dict[tuple[str, int], int] = {}
    rows: dict[tuple[int, ...], int] = {}
    plains: list[str] = []
    bearers: list[list[tuple[int, int]]] = []
    for number, entry in enumerate(entries):
        for place, name in enumerate(entry.names):
            for text in spellings(name.text):
                found, plain, _ = read(text)
                if not found:
                    continue
                key = tuple([words.setdefault((token.form, int(token.kind)), len(words)) for token in found])
                at = rows.setdefault(key, len(rows))
                if at == len(bearers):
                    bearers.append([])
                    plains.append(plain)
                bearers[at].append((number, place))
    return Index(_arrays(words, list(rows), plains, bearers, len(entries) if searched else None), entries)


def spellings(name: str) -> list[str]:
    """The name, and each of the names that a stroke joins.

    >>> spellings("Example Front/Example Army")
    ['Example Front/Example Army', 'Example Front', 'Example Army']
    """
    parts = [part.strip() for part in name.split("/")] if "/" in name else []
    return [name, *(part for part in parts if _said(part) >= _STROKE_FROM)] if len(parts) > 1 else [name]


def _said(part: str) -> int:
    """Letters of the names in a part of a name; none if it begins or ends with a single letter, as I/E does."""
    found = read(part).tokens
    if not found or Kind.INITIAL in (found[0].kind, found[-1].kind):
        return 0
    return sum(len(token.form) for token in found if token.kind == Kind.NAME)


def _arrays(
    words: dict[tuple[str, int], int],
    rows: list[tuple[int, ...]],
    plains: list[str],
    bearers: list[list[tuple[int, int]]],
    total: int | None,
) -> Arrays:
    forms = [form for form, _ in words]
    sounds = [sound(form) for form in forms]
    bones = [skeleton(form) for form in forms]
    kinds = np.array([kind for _, kind in words], dtype=np.uint8)
    row_start, row_words = _ragged(rows)
    bearer_start, flat = _ragged([[entry for entry, _ in row] for row in bearers])
    names = np.array([place for row in bearers for _, place in row], dtype=np.int32)
    nothing = np.zeros(1, dtype=np.int32)
    start, postings, gram_weight, norm = (
        _postings(forms, kinds, bones, row_start, row_words)
        if total is not None
        else (nothing, nothing[:0], nothing[:0].astype(np.float32), nothing[:0].astype(np.float32))
    )
    plain_bytes = [text.encode() for text in plains]
    codes = np.array([zlib.crc32(text) for text in plain_bytes], dtype=np.int64)
    in_order = codes.argsort(kind="stable")
    return Arrays(
        forms=_blob("\n".join(forms)),
        sounds=_blob("\n".join(sounds)),
        kinds=kinds,
        weights=_weights(kinds, (row_start, row_words), (bearer_start, flat), total or 1),
        bones=np.array([bone_code(bone) for bone in bones], dtype=np.int64),
        lengths=np.array([len(form) for form in forms], dtype=np.float32),
        sound_lengths=np.array([len(heard) for heard in sounds], dtype=np.float32),
        row_start=row_start,
        row_words=row_words,
        plain=_blob("".join(plains)),
        plain_start=_starts(len(text) for text in plain_bytes),
        plain_code=codes[in_order],
        plain_row=in_order.astype(np.int32),
        bearer_start=bearer_start,
        bearer_entry=flat,
        bearer_name=names,
        posting_start=start,
        postings=postings,
        gram_weight=gram_weight,
        row_norm=norm,
    )


def bone_code(bone: str, none: int = -1) -> int:
    """A number for the consonants of a word; `none` for those too few to tell anything."""
    return zlib.crc32(bone.encode()) if len(bone) > 1 else none


def _lines(blob: NDArray[np.uint8]) -> list[str]:
    return blob.tobytes().decode().split("\n")


def _blob(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _starts(sizes: Iterable[int]) -> Ints:
    found = np.fromiter(sizes, dtype=np.int64)
    return np.concatenate(([0], np.cumsum(found))).astype(np.int32)


def _ragged(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    flat: Any = np.fromiter((word for row in rows for word in row), dtype=np.int32)
    return _starts(len(row) for row in rows), flat


def _spread(starts: Ints, picks: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of all items of the picked ranges of a ragged array, one range behind the other."""
    ends = np.cumsum(sizes)
    first = np.repeat(starts[picks].astype(np.int64) - (ends - sizes), sizes)
    return first + np.arange(int(ends[-1]) if len(ends) else 0)


def _once(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each number once, in order; sorting in place is several times faster here than what numpy offers."""
    numbers.sort()
    first = np.ones(len(numbers), dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    return numbers[first]


def _weights(kinds: NDArray[np.uint8], rows_of: tuple[Ints, Ints], bearers_of: tuple[Ints, Ints], total: int) -> Floats:
    """Rarity of each word, by the number of entries that bear it.

    A short list cannot tell that "technology" is common: there a word says no more than its kind usually does.
    """
    (row_start, row_words), (bearer_start, bearers) = rows_of, bearers_of
    size = len(kinds)
    times = np.diff(bearer_start).astype(np.int64)
    rows = np.repeat(np.arange(len(times)), times)
    sizes = np.diff(row_start).astype(np.int64)[rows]
    pairs = np.repeat(bearers.astype(np.int64), sizes) * size + row_words[_spread(row_start, rows, sizes)]
    count = np.bincount(_once(pairs) % max(size, 1), minlength=size)
    found = (np.log1p(total / np.maximum(count, 1)) / np.log1p(max(total, 1))).astype(np.float32)
    capped: Floats = np.minimum(found, USUAL[kinds]) if total < _TELLING_LIST else found
    return capped


def _postings(
    forms: Sequence[str], kinds: NDArray[np.uint8], bones: Sequence[str], row_start: Ints, row_words: Ints
) -> tuple[Ints, Ints, Floats, Floats]:
    start, found = _ragged([grams(form, bone) for form, bone in zip(forms, bones, strict=True)])
    rows = np.repeat(np.arange(len(row_start) - 1), np.diff(row_start))
    telling = np.isin(kinds, _TELLING_CODES)[row_words]
    mute = np.bincount(rows[telling], minlength=len(row_start) - 1) == 0
    kept = telling | mute[rows]
    words = row_words[kept].astype(np.int64)
    sizes = np.diff(start).astype(np.int64)[words]
    count = max(len(row_start) - 1, 1)
    keys = _once(found[_spread(start, words, sizes)].astype(np.int64) * count + np.repeat(rows[kept], sizes))
    feature, postings = keys // count, (keys % count).astype(np.int32)
    posting_start = np.searchsorted(feature, np.arange(_FEATURES + 1)).astype(np.int32)
    weight = np.log(count / np.maximum(np.diff(posting_start), 1) + 1).astype(np.float32)
    norm = np.bincount(postings, weights=weight[feature], minlength=len(row_start) - 1)
    return posting_start, postings, weight, (1 / np.sqrt(np.maximum(norm, 1e-3))).astype(np.float32)


def grams(form: str, bone: str) -> tuple[int, ...]:
    """What a word is found by: a number for each three letters in a row, and one for all its consonants."""
    codes = (0, *form.translate(_CODES).encode(), 0)
    found = [(a * _BASE + b) * _BASE + c for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)]
    if len(bone) >= _BONES_FROM:
        found.append(_GRAMS + zlib.crc32(bone.encode()) % _BONES)
    return tuple(found)


def features(kinds: Sequence[int], words: Sequence[tuple[int, ...]]) -> set[int]:
    """What a name is found by: the grams of its words that tell something, or of all if none does."""
    telling = [found for kind, found in zip(kinds, words, strict=True) if kind in _TELLING]
    return set().union(*(telling or words))
