"""How fresh and whole the lists are, as far as facts lean on them.

A word of the fact ``party.lists`` is known for a party only if a list that gives the word is there, whole, and no older
than a set age. Otherwise "not found on it" says nothing, and the word stays open.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from lockgate.parties.lists.tables import feeds, limits, lists

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lockgate.parties.lists.store import Known
    from lockgate.parties.lists.tables import ListInfo

SCHEMA = "lockgate.list-freshness/1"
State = Literal["known", "stale", "partial", "missing"]
_RANK: tuple[State, ...] = ("known", "stale", "partial", "missing")


@dataclass(frozen=True, slots=True)
class ListState:
    """One list on one day: whether it can be relied on, through which snapshot, and why not."""

    list_id: str
    state: State
    words: tuple[str, ...]
    snapshot: str = ""
    source: str = ""
    published: date | None = None
    age_days: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Freshness:
    """The lists behind ``party.lists`` on one day."""

    day: date
    max_age_days: int
    lists: tuple[ListState, ...]

    @property
    def known_words(self) -> frozenset[str]:
        """Words that a party certainly does not have if no entry gives them to it."""
        return frozenset(word for one in self.lists if one.state == "known" for word in one.words)

    @property
    def unknown_words(self) -> frozenset[str]:
        """Words that stay open for every party, because a list is stale, partial or missing."""
        return frozenset(word for one in self.lists for word in one.words) - self.known_words

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why words are open, one line a list."""
        return tuple(one.reason for one in self.lists if one.reason)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        rows = [asdict(one) | {"published": one.published.isoformat() if one.published else None} for one in self.lists]
        return {
            "schema": SCHEMA,
            "day": self.day.isoformat(),
            "max_age_days": self.max_age_days,
            "known_words": sorted(self.known_words),
            "unknown_words": sorted(self.unknown_words),
            "lists": [dict(row, words=list(row["words"])) for row in rows],
        }


def freshness(known: Iterable[Known], day: date, max_age_days: int | None = None) -> Freshness:
    """Which words of ``party.lists`` the snapshots settle on a day.

    Args:
        known: snapshots to lean on, such as the values of `Store.as_of`; those published later are left out.
        day: the day of the transaction, or of the replay.
        max_age_days: a list older than that is stale; None takes the setting of the room.

    A list is as old as the day on which its publisher last had exactly this content: the day of publication, or the
    last day on which a fetch gave the same.
    """
    most = limits().max_age_days if max_age_days is None else max_age_days
    there = [one for one in known if one.meta.published <= day]
    states = [_best(info, there, day, most) for info in lists().values() if info.word]
    return Freshness(day, most, tuple(states))


def _best(info: ListInfo, known: Iterable[Known], day: date, most: int) -> ListState:
    """The best state that any snapshot gives; of equals the newest."""
    states = [_state(info, one, day, most) for one in known if _carries(one, info.id)]
    if not states:
        return ListState(info.id, "missing", info.words, reason=f"no snapshot of {info.name} ({info.id}) is there")
    return min(states, key=lambda one: (_RANK.index(one.state), one.age_days or 0))


def _state(info: ListInfo, one: Known, day: date, most: int) -> ListState:
    meta = one.meta
    age = (day - one.current_on(day)).days
    state: State = "known"
    reason = ""
    if not meta.counts.get(info.id):
        state, reason = "missing", f"{info.id} is not in {meta.source} of {meta.published}"
    elif not meta.whole(info.id):
        state, reason = "partial", f"{info.id} is not whole in {meta.source} of {meta.published}"
    elif age > most:
        state, reason = "stale", f"{info.id} in {meta.source} of {meta.published} is {age} days old, {most} are allowed"
    return ListState(info.id, state, info.words, one.id, meta.source, meta.published, age, reason)


def _carries(one: Known, list_id: str) -> bool:
    return one.meta.source in feeds() and list_id in feeds()[one.meta.source].lists
