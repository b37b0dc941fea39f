"""The lists as they stood on a day: entries to screen against, and how far they can be relied on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.parties.lists.combine import combined
from lockgate.parties.lists.freshness import freshness

if TYPE_CHECKING:
    from datetime import date

    from lockgate.parties.lists.combine import Combined
    from lockgate.parties.lists.freshness import Freshness
    from lockgate.parties.lists.store import Store


@dataclass(frozen=True, slots=True)
class ListsOn:
    """All lists on one day."""

    day: date
    combined: Combined
    freshness: Freshness


def lists_on(store: Store, day: date, *, known_at: date | None = None, max_age_days: int | None = None) -> ListsOn:
    """The lists that were published on or before a day.

    Args:
        store: where the snapshots are.
        day: the day of the transaction.
        known_at: leave out what was published later than that day: the replay of a decision.
        max_age_days: a list older than that is stale; None takes the setting of the room.
    """
    known = store.as_of(day, known_at)
    snapshots = [store.snapshot(known[source]) for source in sorted(known)]
    return ListsOn(day, combined(snapshots), freshness(known.values(), day, max_age_days))
