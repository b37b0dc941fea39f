"""The words of ``party.lists`` that an entry gives its party on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.parties.lists.tables import lists

if TYPE_CHECKING:
    from datetime import date

    from lockgate.parties.model import Entry


@dataclass(frozen=True, slots=True)
class ListWords:
    """Words that the party of an entry certainly has, and all that it may have."""

    certain: frozenset[str]
    possible: frozenset[str]


def words_on(entry: Entry, day: date) -> ListWords:
    """The words on a day: an order that ran out gives none, one without dates only possible ones.

    >>> from datetime import date
    >>> from lockgate.parties.model import Entry
    >>> entry = Entry("sdn:1", "sdn", "x", "EXAMPLE", programmes=("SDGT",), words=("sdn", "sdn_744_8"))
    >>> sorted(words_on(entry, date(2024, 3, 20)).certain), sorted(words_on(entry, date(2024, 3, 21)).certain)
    (['sdn'], ['sdn', 'sdn_744_8'])
    """
    live = entry.live_on(day)
    if live is False:
        return ListWords(frozenset(), frozenset())
    certain = frozenset(word for word in entry.words if _in_force(entry, word, day))
    possible = certain.union(entry.possible_words)
    return ListWords(certain if live else frozenset(), possible)


def _in_force(entry: Entry, word: str, day: date) -> bool:
    """Whether a word that hangs on a sanction programme counts that day already."""
    info = lists().get(entry.list_id)
    ways = [one for one in info.programmes if one.word == word] if info else []
    own = [one for one in ways if one.any.intersection(entry.programmes)]
    return not ways or any(one.start is None or one.start <= day for one in own)
