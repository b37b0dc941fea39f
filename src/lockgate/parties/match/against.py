"""What is screened against: the lists of a store on a day, or list files, and how far they can be relied on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.errors import InputError
from lockgate.parties.lists import combined, freshness, read_file, read_files
from lockgate.parties.lists.guard import review
from lockgate.parties.match.keep import kept_screener

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from lockgate.parties.lists import Store
    from lockgate.parties.lists.store import Known
    from lockgate.parties.match.screen import Screener
    from lockgate.parties.model import Entry


@dataclass(frozen=True, slots=True)
class Against:
    """Lists to screen against.

    Attributes:
        screener: Their index.
        labels: One line for each: what it is, of which day, its id.
        open: Why "not found" says nothing for some lists: stale, partial, missing, or not screened.
    """

    screener: Screener
    labels: tuple[str, ...]
    open: tuple[str, ...]


def from_files(paths: Sequence[Path], folder: Path | None = None) -> Against:
    """List files, read on the spot; nothing of them is stored but the index.

    Errors: `InputError` for a file that is no list, or two files of one feed.
    """
    found = read_files([read_file(path) for path in paths])
    feeds = [one.feed.id for one in found]
    if len(set(feeds)) < len(feeds):
        raise InputError("two files are of one feed", place="--list", hint="screen against one state of each list")
    entries: list[Entry] = []
    labels: list[str] = []
    ids: list[str] = []
    why: list[str] = []
    for one in found:
        entries.extend(one.entries)
        hashes = [raw.source().sha256 for raw in one.files]
        ids.extend(hashes)
        labels.append(f"{one.feed.name} of {one.published} ({len(one.entries):,} entries, file {hashes[0][:12]})")
        why.extend(f"{one.feed.id} of {one.published}: {reason.reason}" for reason in review(one, None))
    return Against(kept_screener(entries, ids, folder), tuple(labels), tuple(why))


def from_store(
    store: Store,
    day: date,
    names: Sequence[str] = (),
    max_age_days: int | None = None,
    folder: Path | None = None,
) -> Against:
    """Snapshots of a store: those of a day, or the ones named.

    Args:
        store: The store.
        day: The day for which is screened: lists published later are not used, and age counts from it.
        names: Snapshots by feed, FEED@DAY or id; all of the day without them.
        max_age_days: Age from which a list is stale; the setting of the room without it.
        folder: Where indexes are kept.

    Errors: `InputError` if there is no list at all, or a name means none.
    """
    used = [store.find(name) for name in names] or list(store.as_of(day).values())
    if not used:
        raise InputError(
            f"no list was published on or before {day} in this store",
            place=str(store.folder),
            hint="lockgate lists update fetches them, lockgate lists import FILE reads them; --list FILE does without",
        )
    ids = sorted(one.id for one in used)
    labels = tuple(_label(one) for one in used)
    snapshots = [store.snapshot(one) for one in sorted(used, key=lambda one: one.id)]
    entries = snapshots[0].entries if len(snapshots) == 1 else combined(snapshots).entries
    return Against(kept_screener(entries, ids, folder), labels, freshness(used, day, max_age_days).reasons)


def _label(one: Known) -> str:
    count = sum(one.meta.counts.values())
    return f"{one.meta.source} of {one.meta.published} ({count:,} entries, snapshot {one.id[:12]})"
