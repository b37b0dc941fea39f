"""Which claims come near a text: the weighted words that both have, with room for spelling."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.claims.wording import tokens

if TYPE_CHECKING:
    from lockgate.claims.records import Claim

CLOSE, LIKELY = 0.62, 0.46
"""From these scores on a claim is close, or likely; below it is only offered."""
_OFFERED, _SHOWN = 3, 5
_WORTH = 0.05
"""What has less in common with a text is not even offered."""
_SPELLING = 84
"""Two words of at least this likeness (0 to 100) count as one word spelled in two ways."""
_RARE = 1.6
"""Weight of a number or a name against that of a common word, beside its rarity."""


@dataclass(frozen=True, slots=True)
class Match:
    """A claim, how near it comes (0 to 1), and the band of that."""

    claim: Claim
    score: float
    band: str


def matches(text: str, known: tuple[Claim, ...]) -> tuple[Match, ...]:
    """Claims near a text, best first; where none is near, the nearest three as weak ones."""
    wanted = tokens(text)
    if not wanted:
        return ()
    index = _index(known)
    scored = sorted(
        (
            (max(index.score(wanted, wording) for wording in wordings), -at)
            for at, wordings in enumerate(index.wordings)
        ),
        reverse=True,
    )
    near = [
        Match(known[-at], score, band(score)) for score, at in ((round(s, 3), a) for s, a in scored) if score >= LIKELY
    ]
    if near:
        best = near[0].score
        return tuple(one for one in near if one.score >= best * 0.8)[:_SHOWN]
    return tuple(Match(known[-at], round(score, 3), "weak") for score, at in scored[:_OFFERED] if score > _WORTH)


def band(score: float) -> str:
    """The band of a score.

    >>> band(0.7), band(0.5), band(0.1)
    ('close', 'likely', 'weak')
    """
    return "close" if score >= CLOSE else "likely" if score >= LIKELY else "weak"


class _Index:
    """The wordings of all claims, and how much a word says: the fewer claims have it, the more."""

    def __init__(self, known: tuple[Claim, ...]) -> None:
        self.wordings = [[tokens(text) for text in (claim.claim, *claim.wordings)] for claim in known]
        seen = Counter(word for wordings in self.wordings for word in set().union(*wordings))
        self.weights = {word: math.log(1 + len(known) / count) * _kind(word) for word, count in seen.items()}
        self.strange = math.log(1 + len(known)) * 0.55

    def weight(self, word: str) -> float:
        """Weight of a word; one that no claim has speaks against all of them, but less."""
        return self.weights.get(word, self.strange)

    def score(self, wanted: tuple[str, ...], wording: tuple[str, ...]) -> float:
        """Twice what both have, over what each has: 1 for the same words, 0 for none."""
        shared = sum(self.weight(word) * likeness for word, likeness in _pairs(wanted, wording))
        mine, theirs = (sum(self.weight(word) for word in words) for words in (wanted, wording))
        cover = shared / theirs if theirs else 0.0
        both = 2 * shared / (mine + theirs) if mine + theirs else 0.0
        return 0.7 * both + 0.3 * cover


def _kind(word: str) -> float:
    return _RARE if any(letter.isdigit() for letter in word) else 1.0


def _pairs(wanted: tuple[str, ...], wording: tuple[str, ...]) -> list[tuple[str, float]]:
    """Words of a wording that the text has too, spelled alike or nearly; numbers only exactly."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for words that are not there letter by letter

    mine, found = set(wanted), []
    rest = [word for word in wanted if word.isalpha() and len(word) > 3]
    for word in wording:
        if word in mine:
            found.append((word, 1.0))
        elif word.isalpha() and len(word) > 3 and rest:
            best = process.extractOne(word, rest, scorer=fuzz.ratio, score_cutoff=_SPELLING)
            if best is not None:
                found.append((word, best[1] / 100))
    return found


_INDICES: dict[int, tuple[tuple[Claim, ...], _Index]] = {}


def _index(known: tuple[Claim, ...]) -> _Index:
    """The index of a tuple of claims, made once; the entry keeps the tuple, so that its id stays its own."""
    if id(known) not in _INDICES:
        _INDICES.clear()
        _INDICES[id(known)] = (known, _Index(known))
    return _INDICES[id(known)][1]
