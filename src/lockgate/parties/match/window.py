"""The stretches of a text in which a name may stand: of a long text, and between brackets, commas and the like."""

from __future__ import annotations

import re

from lockgate.parties.match.normalise import LONGEST, tokens
from lockgate.parties.match.tables import Kind

LONGEST_TEXT = 10_000  # characters of a text that are screened at all
_OVERLAP = 150  # characters that stand in two stretches, so that no name is cut
_CUTS = re.compile(r"[,;:()\[\]{}/|\n\t]+")
_FROM = 3  # stretches from which a text is more than "LAST, First" or "Example Co., Ltd."
_MOST = 4  # stretches that are searched for on their own
_TELLING = frozenset((Kind.NAME, Kind.WORD, Kind.PLACE, Kind.NUMBER))
_SHORTEST = 5  # letters of a word that may be a name on its own


def windows(text: str) -> list[str]:
    """The text, or overlapping stretches of it, each no longer than is read at once.

    >>> len(windows("a name")), len(windows("a name " * 100))
    (1, 3)
    """
    if len(text) <= LONGEST:
        return [text]
    step = LONGEST - _OVERLAP
    return [text[start : start + LONGEST] for start in range(0, max(len(text) - _OVERLAP, 1), step)]


def stretches(text: str) -> list[str]:
    """What stands between the cuts of a text that is more than a name; nothing for a plain name.

    >>> stretches("Attn: Mr. Li, Example Logistics Group Ltd, Warehouse 3")
    ['Example Logistics Group Ltd']
    >>> stretches("EXAMPLE, Ada"), stretches("Example Trading Co., Ltd.")
    ([], [])
    """
    parts = _CUTS.split(text)
    if len(parts) < _FROM:
        return []
    return [part.strip() for part in parts if _is_name(part)][:_MOST]


def _is_name(part: str) -> bool:
    found = [token for token in tokens(part) if token.kind in _TELLING]
    names = [token for token in found if token.kind == Kind.NAME]
    return bool(names) and (len(found) > 1 or len(names[0].form) >= _SHORTEST)
