"""A query against rows of the index: likeness of all words at once, then one alignment a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from lockgate.parties.match.align import Alignment, Hit, How, align
from lockgate.parties.match.evidence import Theirs, measure, ours_of, weigh
from lockgate.parties.match.index import bone_code
from lockgate.parties.match.normalise import Token, read
from lockgate.parties.match.sound import skeleton, sound
from lockgate.parties.match.tables import Kind, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lockgate.parties.match.index import Floats, Index, Ints

_UNKNOWN = 1.0  # weight of a word that no listed name has: as rare as can be
_SOUNDS_ALIKE = 0.97  # likeness of words that only sound alike, beside 1 for equal letters
_VOWELS_ONLY = 0.45  # what a difference counts if only vowels differ
_WORTH = 0.6  # likeness from which two words may be partners at all
_BONES = 0.7  # likeness of a word without vowels to the word
_CLOSE = 0.75
_SOUND = 0.9
_VARIANT = 0.95  # of a given name to another form of it: behind equal letters, before the rest
_NAME = int(Kind.NAME)
_SPELLING = OSA.normalized_similarity
_SHORT = 3  # letters up to which only equal letters agree
_STEPS = np.array([_WORTH, _CLOSE, _SOUND], dtype=np.float32)
_WAYS = np.array([How.ABSENT, How.ROUGH, How.CLOSE, How.SOUND], dtype=np.uint8)
_HEARD = int(How.SOUND)
_FIXED = (
    int(Kind.LEGAL),
    int(Kind.TITLE),
    int(Kind.NUMBER),
    int(Kind.INITIAL),
    int(Kind.NOISE),
)  # agree letter by letter
_FIXED_KIND = np.isin(np.arange(len(Kind)), _FIXED)
_LITTLE = 1e-3
_FIRST = 2  # rows that are looked at in any case, the best by their letters: words written together show only there
_HOPE = 0.45  # a row whose words agree less than this does not come to a match
_CONTAINED = 0.3  # what a listed name counts that stands in ours whole, whatever else ours says
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Query:
    """A name as it is searched for, with all of it that does not depend on what it is compared with.

    Attributes:
        text: The name as it was given.
        tokens: Its tokens.
        forms: Their forms.
        kinds: Their kinds.
        segments: The stretches that they stand in.
        plain: Its letters and digits without gaps.
        narrow: Whether it has just the length at which narrow fields cut names.
        heard: How its tokens sound; nothing for those too short for that.
        groups: For each token the groups of given names that it belongs to, or nothing; None if none does.
        bones: The consonants of each token.
        codes: The same as numbers, one row a token; -2 for those too few to tell anything.
        short: Which tokens are so short that likeness says nothing, one row a token; None if none is.
        bare: Which tokens are written without vowels, one row a token; None if none is.
        fixed: Which tokens agree letter by letter or not at all.
    """

    text: str
    tokens: tuple[Token, ...]
    forms: list[str]
    kinds: list[int]
    segments: list[int]
    plain: str
    narrow: bool
    heard: list[str]
    groups: list[frozenset[int] | None] | None
    bones: list[str]
    codes: NDArray[np.int64]
    short: NDArray[np.bool_] | None
    bare: NDArray[np.bool_] | None
    fixed: NDArray[np.bool_]


def query(text: str) -> Query:
    """Prepare a name for searching."""
    known = vocabulary()
    reading = read(text)
    found = tuple(reading.tokens)
    forms = [token.form for token in found]
    kinds = [int(token.kind) for token in found]
    sounds = [sound(form) for form in forms]
    bones = [skeleton(heard) for heard in sounds]
    groups = [
        known.given.get(form) or known.given.get("~" + heard) if kind == _NAME else None
        for form, kind, heard in zip(forms, kinds, sounds, strict=True)
    ]
    bare = [len(form) > 2 and not _VOWELS & set(form[1:-1]) for form in forms]
    short = [len(form) <= _SHORT for form in forms]
    width = len(text.strip())
    return Query(
        text,
        found,
        forms,
        kinds,
        [token.segment for token in found],
        reading.plain,
        width in known.widths or width + 1 in known.widths,
        ["" if little else heard for heard, little in zip(sounds, short, strict=True)],
        groups if any(groups) else None,
        bones,
        np.array([[bone_code(bone, -2)] for bone in bones]),
        np.array(short)[:, None] if any(short) else None,
        np.array(bare)[:, None] if any(bare) else None,
        _FIXED_KIND[kinds],
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """One row beside the query."""

    row: int
    words: list[int]
    alignment: Alignment
    numbers: list[float]


def compare(index: Index, asked: Query, rows: Ints, most: int) -> list[Compared]:
    """Align the query with those of the rows, at most so many, whose words are likest to its own."""
    flat, sizes = index.words_of(rows)
    words = flat.tolist()
    pool = sorted(set(words))
    column = {word: at for at, word in enumerate(pool)}
    place = [column[word] for word in words]
    likeness, how = _likeness(index, asked, pool)
    mine = _rarity(index, asked)
    starts = np.cumsum(sizes) - sizes
    picked = _likeliest(likeness[:, place], np.array(weigh(asked.kinds, mine)), index.telling[flat], starts, most)
    hits: list[list[Hit]] = [[] for _ in range(len(pool))]
    some = np.flatnonzero(how)
    width = len(pool)
    for at, like, way in zip(some.tolist(), likeness.ravel()[some].tolist(), how.ravel()[some].tolist(), strict=True):
        hits[at % width].append((at // width, like, way))
    ours = ours_of(asked.forms, asked.kinds, asked.segments, mine, (asked.plain, asked.narrow))
    forms, kinds, says, told = index.forms, index.kinds, index.says, index.told
    first, size = starts.tolist(), sizes.tolist()
    out = []
    for at in picked:
        span = slice(first[at], first[at] + size[at])
        its = words[span]
        theirs = Theirs(
            [forms[word] for word in its],
            [kinds[word] for word in its],
            [says[word] for word in its],
            "".join([told[word] for word in its]),
            index.plain(int(rows[at])),
        )
        found = align(asked.forms, asked.kinds, theirs.forms, theirs.kinds, [hits[at] for at in place[span]])
        out.append(Compared(int(rows[at]), its, found, measure(ours, theirs, found)))
    return out


def _rarity(index: Index, asked: Query) -> list[float]:
    known = [index.words.get(f"{kind}{form}") for form, kind in zip(asked.forms, asked.kinds, strict=True)]
    return [_UNKNOWN if word is None else index.weights[word] for word in known]


def _likeliest(
    close: Floats,
    mine: NDArray[np.float64],
    weights: Floats,
    starts: NDArray[np.int64],
    most: int,
) -> list[int]:
    """Rows whose words, each with the likest word of the other side, agree most: a bound that costs no alignment."""
    whole = np.add.reduceat(weights, starts)
    theirs = np.add.reduceat(weights * close.max(axis=0), starts) / np.maximum(whole, _LITTLE)
    ours = mine @ np.maximum.reduceat(close, starts, axis=1) / max(float(mine.sum()), _LITTLE)
    bound = theirs * (_CONTAINED + ours)
    bound[:_FIRST] += 1.0
    order = np.argsort(-bound, kind="stable")[:most]
    return [at for at in order.tolist() if bound[at] >= _HOPE]


def _likeness(index: Index, asked: Query, pool: list[int]) -> tuple[Floats, NDArray[np.uint8]]:
    """How like each token is to each word of the pool, and how they agree; 0 for both where they do not."""
    arrays = index.arrays
    spelt = cdist(asked.forms, [index.forms[at] for at in pool], scorer=_SPELLING, dtype=np.float32)
    heard = cdist(asked.heard, [index.sounds[at] for at in pool], scorer=_SPELLING, dtype=np.float32)
    same_bones = asked.codes == arrays.bones[pool]
    if same_bones.any():
        heard[same_bones] = 1 - (1 - heard[same_bones]) * _VOWELS_ONLY
    heard *= _SOUNDS_ALIKE
    like: Floats = np.maximum(spelt, heard)
    if asked.short is not None:  # short words agree by sound or not at all
        like[asked.short & (like < _SOUND)] = 0.0
    how: NDArray[np.uint8] = _WAYS[_STEPS.searchsorted(like, side="right")]
    if asked.bare is not None:
        bare = same_bones & asked.bare & (how != _HEARD)
        how[bare] = How.BONES
        like[bare] = np.maximum(like[bare], _BONES)
    if (given := _given(index, asked, pool)) is not None:
        how[given], like[given] = How.VARIANT, _VARIANT
    how[asked.fixed] = 0
    how[:, _FIXED_KIND[arrays.kinds[pool]]] = 0
    how[spelt == 1.0] = How.SAME
    like[how == 0] = 0.0
    return like, how


def _given(index: Index, asked: Query, pool: Sequence[int]) -> NDArray[np.bool_] | None:
    """Which words of the pool are other forms of our given names; None if there are none."""
    if asked.groups is None:
        return None
    known = vocabulary().given
    theirs = [known.get(index.forms[word]) or known.get("~" + index.sounds[word]) for word in pool]
    found = [[bool(mine and other and not mine.isdisjoint(other)) for other in theirs] for mine in asked.groups]
    return np.array(found)
