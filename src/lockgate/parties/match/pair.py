"""Two names beside each other, without a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.parties.match.asked import query
from lockgate.parties.match.build import USUAL, build
from lockgate.parties.match.compare import compare
from lockgate.parties.match.evidence import weigh
from lockgate.parties.match.score import share, weights
from lockgate.parties.model import Entry, ListedName

if TYPE_CHECKING:
    from lockgate.parties.match.index import Index

_MOST = 9


def same_name(first: str, second: str, reference: Index | None = None) -> float:
    """How far two names may be of one party, from 0 to 1; the order of the two does not matter.

    Args:
        first: One name.
        second: The other.
        reference: A list that tells how rare words are; the usual rarity of each kind of word without one.

    >>> same_name("Example Photon Works Ltd.", "EXAMPLE PHOTON WORKS LIMITED") > 0.9
    True
    >>> same_name("Example Photon Works", "Sample Harbour Bank") < 0.1
    True
    """
    return max(_one_way(first, second, reference), _one_way(second, first, reference))


def _one_way(ours: str, theirs: str, reference: Index | None) -> float:
    index = build([Entry("", "", "", theirs, names=(ListedName(theirs, "primary"),))], searched=False)
    asked = query(ours)
    if not index.rows or not asked.tokens:
        return 0.0
    _reweigh(index, reference)
    compared = compare(index, asked, range(index.rows), _MOST)
    return share(float(max(weights().logits([one.numbers for one in compared])))) if compared else 0.0


def _reweigh(index: Index, reference: Index | None) -> None:
    """Rarity from the reference, or the usual one, in place of that in a list of one name."""
    for at, (form, kind) in enumerate(zip(index.forms, index.kinds, strict=True)):
        known = reference.words.get(f"{kind}{form}") if reference else None
        index.weights[at] = float(USUAL[kind]) if reference is None or known is None else reference.weights[known]
    index.says = weigh(index.kinds, index.weights)
    index.telling = list(index.says)
