"""Who in a book is like a listed name, asked from the side of the list; nobody who could be a match is left out.

Screening asks a party for the listed names that share most letters with it. Here a listed name is asked for parties,
and a book may hold many that are like it: so all rows that share letters are taken, and those stay whose words agree
as much as a match needs. That measure is the bound by which screening itself passes over names, with a little to spare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from lockgate.parties.match.evidence import weigh
from lockgate.parties.match.tables import Kind, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lockgate.parties.match.asked import Query
    from lockgate.parties.match.index import Index

    Floats = NDArray[np.float32]

_FIRST_LOOK = 256
"""So many rows are looked at first, those that share most letters; four times as many while the last may match."""
_ALWAYS = 3
"""So many rows stay whatever their words say: words that are written together agree by their letters only."""
_BUDGET = 200_000
"""Postings that are read for one name, those of rare letters first."""
_HOPE = 0.4
"""Rows whose words agree less than this come to no match; screening passes over those below 0.45."""
_TAIL = 0.5
_CONTAINED = 0.3
_WORTH = 0.55
_WHOLE = 0.9
_INITIAL_LIKE = 0.5
_LITTLE = 1e-3
_INITIAL = int(Kind.INITIAL)


class NearNames:
    """Names of a book, with the weights that its words have on the lists.

    Args:
        index: names of the parties.
        whole: names of the lists, whose measure of rarity counts; None takes that of the book.

    Attributes:
        found: what was found for a name, for whoever asks again.
    """

    def __init__(self, index: Index, whole: Index | None = None) -> None:
        self.index = index
        self.whole = whole
        self.found: dict[str, frozenset[int]] = {}
        keys = (f"{kind}{form}" for form, kind in zip(index.forms, index.kinds, strict=True))
        rarity = list(index.weights) if whole is None else [_weight(whole, key) for key in keys]
        self._says = np.array(weigh(index.kinds, rarity), dtype=np.float32)

    def rows(self, asked: Query) -> list[int]:
        """Rows of the index that may be matches of a listed name."""
        if not asked.tokens:
            return []
        most = _FIRST_LOOK
        while True:
            near = self.index.candidates(asked.features, most, budget=_BUDGET)
            agree = self._agreement(asked, near) if len(near) else np.zeros(0, dtype=np.float32)
            fits = agree >= _HOPE
            if len(near) < most or not fits[int(most * _TAIL) :].any():
                break
            most *= 4
        fits[:_ALWAYS] = True
        return [row for row, fit in zip(near, fits.tolist(), strict=True) if fit]

    def _agreement(self, asked: Query, rows: Sequence[int]) -> Floats:
        """How far the words of each row and those of the name agree at most, as `compare` measures it."""
        words = [self.index.row(row) for row in rows]
        sizes = np.array([len(one) for one in words], dtype=np.intp)
        flat = np.array([word for one in words for word in one], dtype=np.intp)
        pool, place = np.unique(flat, return_inverse=True)
        like = self._likeness(asked, pool.tolist())[:, place]
        listed = np.array(weigh(asked.kinds, [self._rarity(asked, at) for at in range(len(asked.forms))]))
        starts = np.cumsum(sizes) - sizes
        theirs = listed @ np.maximum.reduceat(like, starts, axis=1) / max(float(listed.sum()), _LITTLE)
        says = self._says[flat]
        whole = np.maximum(np.add.reduceat(says, starts), _LITTLE)
        ours = np.add.reduceat(says * like.max(axis=0), starts) / whole
        found: Floats = (theirs * (_CONTAINED + ours)).astype(np.float32)
        found[theirs >= _WHOLE] = 1.0  # a listed name that stands whole in a longer text always counts
        return found

    def _rarity(self, asked: Query, at: int) -> float:
        key = f"{asked.kinds[at]}{asked.forms[at]}"
        return _weight(self.index if self.whole is None else self.whole, key)

    def _likeness(self, asked: Query, pool: list[int]) -> Floats:
        """How like each word of the name is to each word of the pool; words that may stand for each other are equal."""
        index = self.index
        spelt = cdist(asked.forms, [index.forms[at] for at in pool], scorer=_SPELLING, dtype=np.float32)
        heard = cdist(asked.heard, [index.sounds[at] for at in pool], scorer=_SPELLING, dtype=np.float32)
        like: Floats = np.maximum(spelt, heard)
        like[np.array(asked.codes)[:, np.newaxis] == index.arrays.bones[pool]] = 1.0
        if asked.groups is not None:
            known = vocabulary().given
            theirs = [known.get(index.forms[at]) or known.get("~" + index.sounds[at]) for at in pool]
            for row, mine in enumerate(asked.groups):
                if mine:
                    like[row, [at for at, other in enumerate(theirs) if other and not mine.isdisjoint(other)]] = 1.0
        like[like < _WORTH] = 0.0
        self._initials(asked, pool, like)
        return like

    def _initials(self, asked: Query, pool: list[int], like: Floats) -> None:
        """An initial may stand for any word that begins so, on either side."""
        forms = [self.index.forms[at] for at in pool]
        short = [self.index.kinds[at] == _INITIAL for at in pool]
        if not asked.initials and not any(short):
            return
        for row, (mine, kind) in enumerate(zip(asked.forms, asked.kinds, strict=True)):
            for column, (theirs, initial) in enumerate(zip(forms, short, strict=True)):
                if (kind == _INITIAL or initial) and mine[:1] == theirs[:1]:
                    like[row, column] = max(like[row, column], _INITIAL_LIKE)


_SPELLING = OSA.normalized_similarity


def _weight(index: Index, key: str) -> float:
    at = index.words.get(key)
    return 1.0 if at is None else index.weights[at]
