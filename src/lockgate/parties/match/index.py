"""The index of a list: which listed names share letters with a query, found without looking at the others.

Arrays only, so that it can be written to disk and mapped back. Names that are written alike are one row.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.parties.match.evidence import weigh
from lockgate.parties.match.normalise import Token, read
from lockgate.parties.match.sound import skeleton, sound
from lockgate.parties.match.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from lockgate.parties.model import Entry

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]

_LETTERS = {letter: at for at, letter in enumerate("_abcdefghijklmnopqrstuvwxyz0123456789")}
_BASE = len(_LETTERS)
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
_HALF = 0.2  # rows with less than this share of the best sum are not looked at
_LOOKED_AT = 8  # rows that are looked at however far behind the best they are
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
        self.weights: list[float] = arrays.weights.tolist()
        self.words: dict[str, int] = {
            f"{kind}{form}": at for at, (form, kind) in enumerate(zip(self.forms, self.kinds, strict=True))
        }
        self.rows = len(arrays.row_start) - 1
        self.says: list[float] = weigh(self.kinds, self.weights)
        self.telling: list[float] = np.where(np.isin(arrays.kinds, _TELLING_CODES), arrays.weights, 0).tolist()
        self._sizes = np.diff(arrays.posting_start)

    def row(self, at: int) -> list[int]:
        """Numbers of the words of a row."""
        start = self.arrays.row_start
        found: list[int] = self.arrays.row_words[start[at] : start[at + 1]].tolist()
        return found

    def words_of(self, rows: Ints) -> list[list[int]]:
        """Numbers of the words of each of these rows."""
        start, words = self.arrays.row_start, self.arrays.row_words
        firsts, ends = start.take(rows).tolist(), start.take(rows + 1).tolist()
        return [words[first:end].tolist() for first, end in zip(firsts, ends, strict=True)]

    def plain(self, at: int) -> str:
        """Letters and digits of a row, without gaps."""
        start = self.arrays.plain_start
        return self.arrays.plain[start[at] : start[at + 1]].tobytes().decode()

    def same(self, plain: str) -> list[int]:
        """Rows whose letters and digits are just these, and perhaps another row with the same code."""
        codes = self.arrays.plain_code
        code = zlib.crc32(plain.encode())
        first = int(codes.searchsorted(code))
        last = first
        while last < len(codes) and codes[last] == code:
            last += 1
        found: list[int] = self.arrays.plain_row[first:last].tolist()
        return found

    def bearers(self, at: int) -> list[tuple[int, int]]:
        """Who bears the name of a row: numbers of entries, and of the name within the entry."""
        arrays = self.arrays
        span = slice(int(arrays.bearer_start[at]), int(arrays.bearer_start[at + 1]))
        return list(zip(arrays.bearer_entry[span].tolist(), arrays.bearer_name[span].tolist(), strict=True))

    def candidates(
        self, query: Sequence[Token], bones: Sequence[str], most: int, *, near: float = 0.0, budget: int = _BUDGET
    ) -> Ints:
        """Rows that share the most telling letters with the query, at most so many, the best first.

        Args:
            query: Tokens of the name.
            bones: The consonants of each.
            most: Rows at most.
            near: Beyond the first few, only rows that share so much of what the best one shares.
            budget: Postings that are read, those of rare letters first.
        """
        arrays = self.arrays
        features = np.array(sorted(_features(query, bones)), dtype=np.int64)
        sizes = self._sizes.take(features)
        order = sizes.argsort(kind="stable")
        sizes = sizes.take(order)
        reach = max(int(sizes.cumsum().searchsorted(budget, side="right")), _ALWAYS)
        features, sizes = features.take(order[:reach]), sizes[:reach]
        starts = arrays.posting_start.take(features).tolist()
        found = np.concatenate(
            [arrays.postings[start : start + size] for start, size in zip(starts, sizes.tolist(), strict=True)],
            dtype=np.intp,  # what counting takes, so that it need not copy once more
        )
        if not len(found):  # an empty list, or letters that no listed name has
            return np.zeros(0, dtype=np.int32)
        score = np.bincount(found, weights=arrays.gram_weight.take(features).repeat(sizes), minlength=self.rows)
        # a first cut on the bare sums, so that the rest looks at few rows
        rows = (score >= score.max() * _HALF).nonzero()[0]
        some = score.take(rows) * arrays.row_norm.take(rows)
        if len(rows) > max(_FEW, most):
            best = some.argpartition(-most)[-most:]
            best.sort()
            rows, some = rows.take(best), some.take(best)
        order = (-some).argsort(kind="stable")[:most]
        if near:
            order = order[: max(int((some >= some[order[0]] * near).sum()), _LOOKED_AT)]
        picked: Ints = rows.take(order).astype(np.int32)
        return picked


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
    start, grams = _ragged([_word_features(form, bone) for form, bone in zip(forms, bones, strict=True)])
    rows = np.repeat(np.arange(len(row_start) - 1), np.diff(row_start))
    telling = np.isin(kinds, _TELLING_CODES)[row_words]
    mute = np.bincount(rows[telling], minlength=len(row_start) - 1) == 0
    kept = telling | mute[rows]
    words = row_words[kept].astype(np.int64)
    sizes = np.diff(start).astype(np.int64)[words]
    count = max(len(row_start) - 1, 1)
    keys = _once(grams[_spread(start, words, sizes)].astype(np.int64) * count + np.repeat(rows[kept], sizes))
    feature, postings = keys // count, (keys % count).astype(np.int32)
    posting_start = np.searchsorted(feature, np.arange(_FEATURES + 1)).astype(np.int32)
    weight = np.log(count / np.maximum(np.diff(posting_start), 1) + 1).astype(np.float32)
    norm = np.bincount(postings, weights=weight[feature], minlength=len(row_start) - 1)
    return posting_start, postings, weight, (1 / np.sqrt(np.maximum(norm, 1e-3))).astype(np.float32)


def _word_features(form: str, bone: str) -> tuple[int, ...]:
    codes = [0, *(_LETTERS.get(letter, 0) for letter in form), 0]
    found = [(codes[at] * _BASE + codes[at + 1]) * _BASE + codes[at + 2] for at in range(len(codes) - 2)]
    if len(bone) >= _BONES_FROM:
        found.append(_GRAMS + zlib.crc32(bone.encode()) % _BONES)
    return tuple(found)


_remembered = lru_cache(maxsize=1 << 12)(_word_features)  # of the letters alone, so remembering changes nothing


def _features(query: Sequence[Token], bones: Sequence[str]) -> set[int]:
    telling = [at for at, token in enumerate(query) if token.kind in _TELLING] or range(len(query))
    found: set[int] = set()
    for at in telling:
        found.update(_remembered(query[at].form, bones[at]))
    return found
