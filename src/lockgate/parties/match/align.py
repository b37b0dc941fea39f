"""Which token of ours answers which token of theirs, and how well."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from lockgate.parties.match.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence


class How(IntEnum):
    """How a token agrees with its partner; `ABSENT` if it has none."""

    ABSENT = 0
    SAME = 1
    VARIANT = 2
    SOUND = 3
    CLOSE = 4
    ROUGH = 5
    BONES = 6
    INITIAL = 7
    JOINED = 8
    CUT = 9


@dataclass(slots=True)
class Alignment:
    """The tokens of two names, side by side.

    Attributes:
        ours: For each token of ours the place of its partner, or -1.
        theirs: For each token of theirs the place of its partner, or -1.
        how_ours: How each token of ours agrees.
        how_theirs: How each token of theirs agrees.
        closeness: For each token of ours how close its partner is, from 0 to 1.
    """

    ours: list[int]
    theirs: list[int]
    how_ours: list[int]
    how_theirs: list[int]
    closeness: list[float]


_INITIAL_LIKE = 0.5  # likeness of an initial to a name
_LETTERS = (2, 5)  # letters of a word that may be made of first letters
_STEM = 2  # letters that a cut word keeps at least
_JOIN_FROM = 4  # letters of a word that may be two
_JOIN_SLACK = 2  # letters by which the two may be longer or shorter
_JOIN = 0.86  # likeness from which words written together count as the same

# plain numbers: members of an enumeration are slow to look up, and these stand in the innermost loops
_NAME = int(Kind.NAME)
_LOOSE = frozenset(map(int, (Kind.LEGAL, Kind.TITLE, Kind.NOISE)))
_UNCUT = frozenset(map(int, (Kind.TITLE, Kind.NOISE)))
_ABSENT, _SAME, _BY_VARIANT, _BY_SOUND, _BY_CLOSE, _BY_ROUGH, _BY_BONES, _BY_INITIAL, _BY_JOINED, _BY_CUT = map(
    int, How
)
_MAY_BE_CUT = frozenset((_ABSENT, _BY_ROUGH, _BY_CLOSE))
_SETTLED = frozenset((_SAME, _BY_VARIANT, _BY_JOINED))


Hit = tuple[int, float, int]
"""A token of ours that a word may answer: its place, their likeness, and how they agree."""


def align(
    ours: Sequence[str],
    our_kinds: Sequence[int],
    theirs: Sequence[str],
    their_kinds: Sequence[int],
    hits: Sequence[Sequence[Hit]],
) -> Alignment:
    """Pair the tokens, the likest first.

    Args:
        ours: Forms of our tokens.
        our_kinds: Their kinds.
        theirs: Forms of the tokens of the listed name.
        their_kinds: Their kinds.
        hits: For each of their tokens the tokens of ours that it may answer.
    """
    found = Alignment([-1] * len(ours), [-1] * len(theirs), [0] * len(ours), [0] * len(theirs), [0.0] * len(ours))
    pairs = [(like, -abs(i - j), i, j, how) for j, some in enumerate(hits) for i, like, how in some]
    if len(pairs) > 1:
        pairs.sort(reverse=True)
    how_ours, how_theirs = found.how_ours, found.how_theirs
    for like, _, i, j, how in pairs:
        if not how_ours[i] and not how_theirs[j]:
            found.ours[i], found.theirs[j] = j, i
            how_ours[i] = how_theirs[j] = how
            found.closeness[i] = like
    left, over = 0 in how_ours, 0 in how_theirs
    if left and over:
        _acronyms(found, ours, our_kinds, theirs, their_kinds)
    if left or over:
        _together(found, ours, our_kinds, theirs, their_kinds)
        if how_ours[-1] in _MAY_BE_CUT:
            _cut(found, ours, our_kinds, theirs, their_kinds)
    return found


def _pair(found: Alignment, i: int, j: int, how: int, like: float) -> None:
    found.ours[i], found.theirs[j] = j, i
    found.how_ours[i] = found.how_theirs[j] = how
    found.closeness[i] = like


def _acronyms(
    found: Alignment, ours: Sequence[str], our_kinds: Sequence[int], theirs: Sequence[str], their_kinds: Sequence[int]
) -> None:
    """A short word that is made of the first letters of neighbours on the other side: J.C. of Jean Claude."""
    for i, word in enumerate(ours):
        if not found.how_ours[i] and our_kinds[i] == _NAME and _LETTERS[0] <= len(word) <= _LETTERS[1]:
            start = _spelt(word, found.how_theirs, theirs, their_kinds)
            for j in range(start, start + len(word)) if start >= 0 else ():
                _pair(found, i, j, _BY_INITIAL, _INITIAL_LIKE)
    for j, word in enumerate(theirs):
        if not found.how_theirs[j] and their_kinds[j] == _NAME and _LETTERS[0] <= len(word) <= _LETTERS[1]:
            start = _spelt(word, found.how_ours, ours, our_kinds)
            for i in range(start, start + len(word)) if start >= 0 else ():
                _pair(found, i, j, _BY_INITIAL, _INITIAL_LIKE)


def _spelt(word: str, how: Sequence[int], others: Sequence[str], kinds: Sequence[int]) -> int:
    """Where a run of words without a partner begins whose first letters are the word; -1 if there is none."""
    if how.count(0) < len(word):
        return -1
    letters = [
        "." if done or kind in _LOOSE else other[0] for done, kind, other in zip(how, kinds, others, strict=True)
    ]
    return "".join(letters).find(word)


def _together(
    found: Alignment, ours: Sequence[str], our_kinds: Sequence[int], theirs: Sequence[str], their_kinds: Sequence[int]
) -> None:
    """Words written together on one side and apart on the other."""
    if len(theirs) > 1 and 0 in found.how_theirs:
        _apart(found, ours, our_kinds, theirs, True)
    if len(ours) > 1 and 0 in found.how_ours:
        _apart(found, theirs, their_kinds, ours, False)


def _apart(
    found: Alignment, ones: Sequence[str], one_kinds: Sequence[int], others: Sequence[str], forward: bool
) -> None:
    """Each word of one side against two neighbours of the other, of which one at least is without a partner."""
    how_ones, how_others = (found.how_ours, found.how_theirs) if forward else (found.how_theirs, found.how_ours)
    partners = found.theirs if forward else found.ours
    places = [k for k in range(len(others) - 1) if not (how_others[k] and how_others[k + 1])]
    for at, word in enumerate(ones) if places else ():
        if how_ones[at] in _SETTLED or one_kinds[at] in _LOOSE:
            continue
        length, first = len(word), word[0]
        if length < _JOIN_FROM:
            continue
        for k in places:
            left = others[k]
            if left[0] != first:
                continue
            right = others[k + 1]
            if not -_JOIN_SLACK <= len(left) + len(right) - length <= _JOIN_SLACK:
                continue
            if (how_others[k] and how_others[k + 1]) or (
                (how_others[k] or how_others[k + 1]) and at not in (partners[k], partners[k + 1])
            ):
                continue
            both = left + right
            like = 1.0 if both == word else OSA.normalized_similarity(word, both)
            if like >= _JOIN:
                _join(found, at, (k, k + 1), forward, like)
                break


def _join(found: Alignment, at: int, pair: tuple[int, int], forward: bool, like: float) -> None:
    ours, theirs = ((at,), pair) if forward else (pair, (at,))
    for i in ours:
        if found.ours[i] >= 0 and found.ours[i] not in theirs:
            found.how_theirs[found.ours[i]], found.theirs[found.ours[i]] = 0, -1
        found.how_ours[i], found.ours[i], found.closeness[i] = _BY_JOINED, theirs[0], like
    for j in theirs:
        if found.theirs[j] >= 0 and found.theirs[j] not in ours:
            found.how_ours[found.theirs[j]], found.ours[found.theirs[j]] = 0, -1
        found.how_theirs[j], found.theirs[j] = _BY_JOINED, ours[0]


def _cut(
    found: Alignment, ours: Sequence[str], our_kinds: Sequence[int], theirs: Sequence[str], their_kinds: Sequence[int]
) -> None:
    """The last word of ours is the beginning of a word of theirs: a field that was too narrow."""
    last = len(ours) - 1
    if our_kinds[last] in _LOOSE:
        return
    stem = ours[last]
    for j, form in enumerate(theirs):
        open_to = not found.how_theirs[j] or found.theirs[j] == last
        if open_to and their_kinds[j] not in _UNCUT and len(form) > len(stem) >= _STEM and form.startswith(stem):
            if found.ours[last] >= 0:
                found.how_theirs[found.ours[last]], found.theirs[found.ours[last]] = 0, -1
            _pair(found, last, j, _BY_CUT, len(stem) / len(form))
            return
