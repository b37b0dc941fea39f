"""A query against rows of the index: likeness of all words at once, then one alignment a row."""

from __future__ import annotations

from operator import itemgetter, mul
from typing import TYPE_CHECKING, Any, NamedTuple

from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import cdist

from lockgate.parties.match.align import Alignment, Hit, How, align
from lockgate.parties.match.evidence import Ours, Theirs, measure, ours_of
from lockgate.parties.match.evidence import told as told_of
from lockgate.parties.match.letters import Script
from lockgate.parties.match.sound import skeleton, sound
from lockgate.parties.match.tables import Kind, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lockgate.parties.match.asked import Query
    from lockgate.parties.match.index import Index

_UNKNOWN = 1.0  # weight of a word that no listed name has: as rare as can be
_SOUNDS_ALIKE = 0.97  # likeness of words that only sound alike, beside 1 for equal letters
_VOWELS_ONLY = 0.45  # what a difference counts if only vowels differ
_WORTH = 0.67  # likeness from which two words may be partners at all
_WORTH_HEARD = _WORTH / _SOUNDS_ALIKE
_BONES_LIKE = 0.7  # likeness of a word without vowels to the word
_CLOSE = 0.75
_SOUND = 0.9
_VARIANT = 0.95  # of a given name to another form of it: behind equal letters, before the rest
_INITIAL_LIKE = 0.5  # of an initial to a name
_NAME, _INITIAL = int(Kind.NAME), int(Kind.INITIAL)
_SPELLING = OSA.normalized_similarity
_SAME, _BY_VARIANT, _HEARD, _NEAR, _ROUGHLY, _BONED, _BY_INITIAL = map(
    int, (How.SAME, How.VARIANT, How.SOUND, How.CLOSE, How.ROUGH, How.BONES, How.INITIAL)
)
_FIXED = frozenset(map(int, (Kind.LEGAL, Kind.TITLE, Kind.NUMBER, Kind.INITIAL, Kind.NOISE)))  # agree letter by letter
_NOT_AT_ALL = 0.3  # likeness below which not even the same consonants make two words partners
_NO_HITS: tuple[Hit, ...] = ()
_LITTLE = 1e-3
_FIRST = 2  # rows of which the letters are looked at, too: words written together show only there
_ALIKE = 0.55  # likeness of all letters from which such a row is aligned
_HOPE = 0.45  # a row whose words agree less than this does not come to a match
_BESIDE = 0.45  # nor does one beside another whose words agree so much more
_WHOLE = 0.95  # share of a listed name that stands in ours, from which it is aligned however much else ours says
_CONTAINED = 0.3  # what a listed name counts that stands in ours whole, whatever else ours says
_AS_WRITTEN: Callable[[str], str] = str


class Compared(NamedTuple):
    """One row beside the query."""

    row: int
    ours: Ours
    words: list[int]
    alignment: Alignment
    numbers: list[float]


def compare(index: Index, asked: Query, rows: Sequence[int], most: int) -> list[Compared]:
    """Align the query with those of the rows, at most so many, whose words are likest to its own."""
    listed = [index.row(row) for row in rows]
    pool = list(set().union(*listed))
    hits = _hits(index, asked, pool)
    mine = _rarity(index, asked)
    ours = ours_of(asked.forms, asked.kinds, asked.segments, mine, (asked.plain, asked.narrow))
    letters: Sequence[str] | Mapping[int, str] = index.forms
    plainly = _AS_WRITTEN
    if asked.script:  # its letters are those of one way to write it: what sounds alike is alike
        bare = asked.script == Script.NO_VOWELS
        plainly = skeleton if bare else sound
        letters = {word: skeleton(index.forms[word]) for word in pool} if bare else index.sounds
        heard = asked.bones if bare else asked.sounds
        ours = ours._replace(told=told_of(heard, asked.kinds), plain=plainly(asked.plain))
    out = []

    def alike(at: int) -> bool:
        if not hits.keys().isdisjoint(listed[at]):
            return True
        like: float = Levenshtein.normalized_similarity(asked.plain, index.plain(rows[at]))
        return like >= _ALIKE

    for at in _likeliest(hits, listed, index.telling, ours.weights, alike)[:most]:
        its = listed[at]
        pick = _picker(its)
        forms, kinds, says = pick(index.forms), pick(index.kinds), pick(index.says)
        told = [letters[word] for word, weight in zip(its, says, strict=True) if weight]
        theirs = Theirs(forms, kinds, says, "".join(told), plainly(index.plain(rows[at])))
        found = align(asked.forms, asked.kinds, forms, kinds, [hits.get(word, _NO_HITS) for word in its])
        out.append(Compared(rows[at], ours, its, found, measure(ours, theirs, found)))
    return out


def _picker(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """What takes the items at these places from a list, faster than a loop does."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda items: tuple([items[at] for at in places])


def _rarity(index: Index, asked: Query) -> list[float]:
    known = [index.words.get(key) for key in asked.keys]
    return [_UNKNOWN if word is None else index.weights[word] for word in known]


def _likeliest(
    hits: Mapping[int, Sequence[Hit]],
    listed: Sequence[Sequence[int]],
    telling: Sequence[float],
    mine: Sequence[float],
    alike: Callable[[int], bool],
) -> list[int]:
    """Rows whose words, each with the likest word of the other side, agree most: a bound that costs no alignment.

    The first rows may be alike in their letters only, if words are written together.
    """
    total = max(sum(mine), _LITTLE)
    likest = {word: (max([like for _, like, _ in some]), some) for word, some in hits.items()}
    bounds = [_bound(likest, words, telling, mine, total) for words in listed]
    least = max(_HOPE, _BESIDE * max(bounds))
    found = [
        (at >= _FIRST, -bound, at) for at, bound in enumerate(bounds) if bound >= least or (at < _FIRST and alike(at))
    ]
    return [at for _, _, at in sorted(found)]


def _bound(
    likest: Mapping[int, tuple[float, Sequence[Hit]]],
    words: Sequence[int],
    telling: Sequence[float],
    mine: Sequence[float],
    total: float,
) -> float:
    agreed, whole = 0.0, _LITTLE
    best = [0.0] * len(mine)
    for word in words:
        told = telling[word]
        whole += told
        if word in likest:
            nearest, some = likest[word]
            agreed += told * nearest
            for i, like, _ in some:
                if like > best[i]:  # noqa: PLR1730 - the innermost loop of all, where a call is dear
                    best[i] = like
    ours: float = sum(map(mul, best, mine)) / total
    bound = agreed / whole * (_CONTAINED + ours)
    return bound if agreed < _WHOLE * whole else max(bound, _HOPE)


def _hits(index: Index, asked: Query, pool: Sequence[int]) -> dict[int, list[Hit]]:
    """For each word of the pool the tokens of ours that it may answer, how like they are, and how they agree.

    Likeness of all pairs is worked out at once; the few pairs that are near each other are looked at one by one.
    """
    ours, width = len(asked.forms), len(pool)
    pick, kinds = _picker(pool), index.kinds
    # letters and sounds in one call, which costs less than the two quarters of it that nobody asks for
    theirs = pick(index.forms) + pick(index.sounds)
    like = cdist((*asked.forms, *asked.heard), theirs, scorer=_SPELLING, score_cutoff=_NOT_AT_ALL)
    near = like[:ours, :width] >= _WORTH
    near |= like[ours:, width:] >= _WORTH_HEARD
    found: dict[int, list[Hit]] = {}
    for i, column, same_bones in _pairs(near, asked.codes, pick(index.bones)):
        word = pool[column]
        by_letters = like.item(i, column)
        if by_letters == 1.0:
            hit = (i, 1.0, _SAME)
        elif asked.kinds[i] in _FIXED or kinds[word] in _FIXED:
            continue
        else:
            by_sound = like.item(ours + i, width + column)
            hit = (i, *_alike(by_letters, by_sound, same_bones, asked, i))
            if asked.script and (by_sound == 1.0 or (same_bones and asked.script == Script.NO_VOWELS)):
                hit = (i, _SOUNDS_ALIKE, _SAME)
        if hit[2]:
            found.setdefault(word, []).append(hit)
    if asked.groups is not None:
        _add_given(index, asked, pool, found)
    if asked.initials or not index.initials.isdisjoint(pool):
        _add_initials(index, asked, pool, found)
    return found


def _pairs(near: NDArray[np.bool], codes: Sequence[int], pool: Sequence[int]) -> list[tuple[int, int, bool]]:
    """Tokens of ours and words of the pool that are near each other or have the same consonants; and which it is."""
    rows, columns = near.nonzero()
    found = [(i, column, codes[i] == pool[column]) for i, column in zip(rows.tolist(), columns.tolist(), strict=True)]
    more = [
        (i, column, True)
        for i, code in enumerate(codes)
        if code in pool
        for column, other in enumerate(pool)
        if code == other and not near.item(i, column)
    ]
    return sorted(found + more) if more else found


def _add_initials(index: Index, asked: Query, pool: Sequence[int], found: dict[int, list[Hit]]) -> None:
    """An initial agrees with a name that begins with it, on whichever side it stands."""
    forms, kinds = index.forms, index.kinds
    initials = [(i, asked.forms[i]) for i, kind in enumerate(asked.kinds) if kind == _INITIAL]
    names: list[tuple[int, str]] | None = None
    for word in pool if initials else [word for word in pool if kinds[word] == _INITIAL]:
        if initials and kinds[word] == _NAME:
            more = [(i, _INITIAL_LIKE, _BY_INITIAL) for i, letter in initials if forms[word][0] == letter]
        elif kinds[word] == _INITIAL:
            if names is None:
                names = [(i, form[0]) for i, form in enumerate(asked.forms) if asked.kinds[i] == _NAME]
            more = [(i, _INITIAL_LIKE, _BY_INITIAL) for i, first in names if forms[word] == first]
        else:
            continue
        if more:
            found.setdefault(word, []).extend(more)


def _alike(by_letters: float, by_sound: float, bones: bool, asked: Query, i: int) -> tuple[float, int]:
    """How like a token of ours is to a word, and how it agrees; nothing if it does not."""
    if bones:  # only vowels differ
        by_sound = 1 - (1 - by_sound) * _VOWELS_ONLY
    like = max(by_letters, by_sound * _SOUNDS_ALIKE)
    if like >= _SOUND:
        return like, _HEARD
    if asked.short[i]:  # short words agree by sound or not at all
        like = 0.0
    if bones and asked.bare[i]:
        return max(like, _BONES_LIKE), _BONED
    if like >= _CLOSE:
        return like, _NEAR
    return (like, _ROUGHLY) if like >= _WORTH else (0.0, 0)


def _add_given(index: Index, asked: Query, pool: Sequence[int], found: dict[int, list[Hit]]) -> None:
    """Words of the pool that are other forms of our given names."""
    assert asked.groups is not None  # noqa: S101 - the caller has looked
    known = vocabulary().given
    for word in pool:
        theirs = known.get(index.forms[word]) or known.get("~" + index.sounds[word])
        if not theirs or index.kinds[word] in _FIXED:
            continue
        for i, groups in enumerate(asked.groups):
            if groups and asked.kinds[i] not in _FIXED and not groups.isdisjoint(theirs):
                others = [hit for hit in found.get(word, ()) if hit[0] != i or hit[2] == _SAME]
                if len(others) == 0 or others[-1][0] != i:
                    others.append((i, _VARIANT, _BY_VARIANT))
                found[word] = others
