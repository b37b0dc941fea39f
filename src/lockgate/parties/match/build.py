"""The index of a list, made of its names; two runs over the same entries give the same bytes."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.parties.match.grams import FEATURES, bone_code, grams
from lockgate.parties.match.index import TELLING_CODES, Arrays, Index
from lockgate.parties.match.normalise import read
from lockgate.parties.match.sound import skeleton, sound
from lockgate.parties.match.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from lockgate.parties.match.index import Floats, Ints
    from lockgate.parties.model import Entry

_STROKE_FROM = 4  # letters of names on each side of a stroke from which it joins two names
_TELLING_LIST = 5_000  # entries from which a list itself tells how common a word is
USUAL = np.array([0.95, 0.45, 0.6, 0.1, 0.2, 0.2, 0.8, 0.3, 0.2], dtype=np.float32)
"""What a word of each `Kind` says where no list tells how rare it is."""


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
    telling = np.isin(kinds, TELLING_CODES)[row_words]
    mute = np.bincount(rows[telling], minlength=len(row_start) - 1) == 0
    kept = telling | mute[rows]
    words = row_words[kept].astype(np.int64)
    sizes = np.diff(start).astype(np.int64)[words]
    count = max(len(row_start) - 1, 1)
    keys = _once(found[_spread(start, words, sizes)].astype(np.int64) * count + np.repeat(rows[kept], sizes))
    feature, postings = keys // count, (keys % count).astype(np.int32)
    posting_start = np.searchsorted(feature, np.arange(FEATURES + 1)).astype(np.int32)
    weight = np.log(count / np.maximum(np.diff(posting_start), 1) + 1).astype(np.float32)
    norm = np.bincount(postings, weights=weight[feature], minlength=len(row_start) - 1)
    return posting_start, postings, weight, (1 / np.sqrt(np.maximum(norm, 1e-3))).astype(np.float32)
