"""What an alignment of two names shows, in numbers that a score can be made of.

Each number has a sense: more of it speaks for, or against, one and the same party. `FOR` and `AGAINST` say which.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Levenshtein

from lockgate.parties.match.align import How
from lockgate.parties.match.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.parties.match.align import Alignment


FOR = (
    "their_share",  # of what their name says, the share that ours says too
    "our_share",  # of what our name says, the share that theirs says too
    "our_stretch",  # the same, only of those stretches of ours that touch theirs at all
    "both_shares",  # product of the first two
    "stretch_shares",  # product of the first and the third
    "letters",  # likeness of all letters, without gaps
    "letters_and_shares",
    "said",  # how much the words that agree say
    "named",  # the same of words that are names
    "rarest",  # rarest name that agrees letter by letter
    "contained",  # their whole name stands in ours: how much it says
    "containing",  # our whole name stands in theirs: how much it says
    "names_agreeing",
    "legal_same",
    "initials",
)
AGAINST = (
    "near",  # share of agreement that rests on likeness only
    "rough",  # ... on rough likeness
    "heard",  # ... on sound
    "boned",  # ... on consonants
    "variant",  # ... on given names that stand for each other
    "joined",  # ... on words written together
    "cut",  # ... on a word that is cut off
    "generic",  # ... on trade words and places
    "our_names",  # names of ours without a partner
    "our_names_share",
    "our_outside",  # the same in stretches that touch theirs nowhere
    "our_words",
    "our_places",
    "our_numbers",
    "our_initials",
    "our_small",  # legal forms, titles and the like
    "their_names",
    "their_names_share",
    "their_words",
    "their_words_share",
    "their_places",
    "their_numbers",
    "their_initials",
    "their_cut",  # words behind the place where our field ends
    "swapped",  # a name of ours and a name of theirs stand against each other
    "swapped_share",
    "swapped_places",
    "swapped_numbers",
    "legal_other",
    "disorder",
    "one_theirs",  # their name is one word, and ours has more
    "one_ours",  # our name is one word, and theirs has more
    "one_inexact",  # their name is one word, and not letter by letter ours
    "one_short",  # their name is one short word
    "nothing_rare",  # no name agrees at all
    "single",  # one name agrees, and others do not
)
NAMES = FOR + AGAINST

# plain numbers, as in `align`: these stand in the innermost loops
_NAME, _WORD, _PLACE, _LEGAL, _NUMBER, _INITIAL = map(
    int, (Kind.NAME, Kind.WORD, Kind.PLACE, Kind.LEGAL, Kind.NUMBER, Kind.INITIAL)
)
_CORE = (True, True, True, False, False, False, True, True, False)  # by kind: words that say who it is
_TELLS = (True, True, True, False, False, False, True, False, False)  # the same without initials
_SAME, _BY_JOINED, _BY_INITIAL = int(How.SAME), int(How.JOINED), int(How.INITIAL)
_KEPT = (
    0.0,
    1.0,
    0.95,
    0.95,
    0.0,
    0.0,
    0.85,
    0.0,
    0.0,
    0.8,
)  # by way of agreeing: share of what it says; 0: as like as it is
_SAYS = 0.25  # what an initial says, beside a rare name's 1


class Ours(NamedTuple):
    """Our name: its tokens, and what of it is the same whatever it is compared with.

    Attributes:
        forms: Forms of its tokens.
        kinds: Their kinds.
        weights: How much each says; 0 for legal forms and the like.
        segments: The stretch that each stands in.
        told: Letters of the words that tell something.
        plain: All letters, without gaps.
        total: What all of it says.
        legal: Its legal forms.
        one: Whether one word of it tells something.
        narrow: Whether it has just the length at which fields cut.
    """

    forms: Sequence[str]
    kinds: Sequence[int]
    weights: Sequence[float]
    segments: Sequence[int]
    told: str
    plain: str
    total: float
    legal: frozenset[str]
    one: bool
    narrow: bool


class Theirs(NamedTuple):
    """A listed name: forms, kinds and weights of its tokens, letters of the words that tell something, all letters."""

    forms: Sequence[str]
    kinds: Sequence[int]
    weights: Sequence[float]
    told: str
    plain: str


def ours_of(
    forms: Sequence[str],
    kinds: Sequence[int],
    segments: Sequence[int],
    rarity: Sequence[float],
    plain: tuple[str, bool],
) -> Ours:
    """Our name, with the rarity of each of its tokens, its letters, and whether it is as long as a narrow field."""
    weights = weigh(kinds, rarity)
    legal = frozenset([form for form, kind in zip(forms, kinds, strict=True) if kind == _LEGAL])
    return Ours(
        forms,
        kinds,
        weights,
        segments,
        told(forms, kinds),
        plain[0],
        sum(weights),
        legal,
        sum([_TELLS[kind] for kind in kinds]) == 1,
        plain[1],
    )


def weigh(kinds: Sequence[int], rarity: Sequence[float]) -> list[float]:
    """How much each token says: its rarity, an initial's share, nothing for a legal form."""
    return [
        _SAYS if kind == _INITIAL else rare if _CORE[kind] else 0.0 for kind, rare in zip(kinds, rarity, strict=True)
    ]


def told(forms: Sequence[str], kinds: Sequence[int]) -> str:
    """Letters of the words that tell something."""
    return "".join([form for form, kind in zip(forms, kinds, strict=True) if _CORE[kind]])


def measure(ours: Ours, theirs: Theirs, found: Alignment) -> list[float]:
    """The numbers named by `NAMES`, for our name, a listed one and their alignment."""
    kinds, weights, plain = theirs.kinds, theirs.weights, theirs.plain
    absent, mine_said, in_touch, outside, small = _our_side(ours, found)
    by = [0.0] * 10
    missing = [0.0] * 9
    said = whole = named = generic = rarest = cut_off = 0.0
    names = telling = 0
    reach = -1
    if ours.narrow:
        reach = max((j for j, how in enumerate(found.how_theirs) if how), default=-1)
    closeness = found.closeness
    at = -1
    for how, kind, weight, partner in zip(found.how_theirs, kinds, weights, found.theirs, strict=True):
        at += 1
        whole += weight
        telling += _TELLS[kind]
        if not how:
            if ours.narrow and at > reach:
                cut_off += weight
            else:
                missing[kind] += weight
            continue
        if not weight:
            continue
        by[how] += weight
        agreed = weight * (_KEPT[how] or closeness[partner])
        said += agreed
        if kind == _NAME:
            named += agreed
            names += 1
            if weight > rarest and (how in (_SAME, _BY_JOINED)):
                rarest = weight
        elif kind in (_WORD, _PLACE):
            generic += weight
    letters = _letters(ours, theirs.told, plain)
    their_share = min(1.0, said / whole) if whole else letters
    our_share = mine_said / ours.total if ours.total else letters
    stretch = mine_said / in_touch if in_touch else our_share
    base = said if said > 0.2 else 0.2
    swapped = min(absent[_NAME], missing[_NAME])
    legal: list[str] = []
    if _LEGAL in kinds:
        legal = [form for form, kind in zip(theirs.forms, kinds, strict=True) if kind == _LEGAL]
    same_legal = not ours.legal.isdisjoint(legal)
    one_theirs = telling == 1
    total = ours.total if ours.total > 0.3 else 0.3
    their_total = whole if whole > 0.3 else 0.3
    return [
        their_share,
        our_share,
        stretch,
        their_share * our_share,
        their_share * stretch,
        letters,
        letters * their_share * our_share,
        said,
        named,
        rarest,
        said if their_share > 0.98 else 0.0,
        said if our_share > 0.98 else 0.0,
        float(names),
        1.0 if same_legal else 0.0,
        by[_BY_INITIAL] / _SAYS,
        by[4] / base,
        by[5] / base,
        by[3] / base,
        by[6] / base,
        by[2] / base,
        by[8] / base,
        by[9] / base,
        generic / base,
        absent[_NAME],
        absent[_NAME] / total,
        outside,
        absent[_WORD],
        absent[_PLACE],
        absent[_NUMBER],
        absent[_INITIAL] / _SAYS,
        small,
        missing[_NAME],
        missing[_NAME] / their_total,
        missing[_WORD],
        missing[_WORD] / their_total,
        missing[_PLACE],
        missing[_NUMBER],
        missing[_INITIAL] / _SAYS,
        cut_off,
        swapped,
        swapped / (total if total < their_total else their_total),
        min(absent[_PLACE], missing[_PLACE]),
        min(absent[_NUMBER], missing[_NUMBER]),
        1.0 if legal and ours.legal and not same_legal else 0.0,
        _disorder(found),
        1.0 if one_theirs and not ours.one else 0.0,
        1.0 if ours.one and not one_theirs else 0.0,
        1.0 - letters if one_theirs else 0.0,
        max(0.0, 7.0 - len(plain)) if one_theirs else 0.0,
        1.0 if names == 0 else 0.0,
        absent[_NAME] + missing[_NAME] if names == 1 else 0.0,
    ]


def _our_side(ours: Ours, found: Alignment) -> tuple[list[float], float, float, float, float]:
    """What of ours has no partner, by kind; what has one; what the stretches that touch theirs say; what is outside."""
    absent = [0.0] * 9
    if 0 not in found.how_ours:
        return absent, ours.total, ours.total, 0.0, 0.0
    said = in_touch = outside = small = 0.0
    segments, weights, kinds, how_ours = ours.segments, ours.weights, ours.kinds, found.how_ours
    touched = {segment for segment, how, weight in zip(segments, how_ours, weights, strict=True) if how and weight}
    for how, weight, kind, segment in zip(how_ours, weights, kinds, segments, strict=True):
        inside = segment in touched
        if inside:
            in_touch += weight
        if how:
            said += weight
        elif not weight:
            small += 1.0
        elif not inside and kind == _NAME:
            outside += weight
        else:
            absent[kind] += weight
    return absent, said, in_touch, outside, small


def _disorder(found: Alignment) -> float:
    """Share of neighbouring partners that stand the other way round."""
    sequence = [j for j in found.ours if j >= 0]
    turns = sum([after < before for before, after in pairwise(sequence)])
    return turns / (len(sequence) - 1) if turns else 0.0


def _letters(ours: Ours, theirs: str, plain: str) -> float:
    """Likeness of all letters: of the words that tell something, or of everything as it is written; the better one."""
    if ours.told and ours.told == theirs:
        return 1.0
    like: float = Levenshtein.normalized_similarity(ours.told, theirs) if ours.told and theirs else 0.0
    return max(like, Levenshtein.normalized_similarity(ours.plain, plain))
