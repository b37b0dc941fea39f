"""One set of entries out of several feeds: of each list the newest state, filled up with what others know of it.

The Consolidated Screening List and a publisher's own file carry the same list. Taking both would show everybody twice;
taking one would lose what only the other prints (addresses, dates). So the newest snapshot in which a list is whole
says who is on it; a newer one that is not whole adds whom it has besides. Any other snapshot of the list lends fields
that are empty, to the one entry of the same name (and where a name stands several times, of the same country). On a
list where dates decide, both must cite a common Federal Register notice: one name may have had several orders.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lockgate.parties.lists.tables import feeds, lists
from lockgate.parties.lists.wordings import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lockgate.parties.model import Entry, Snapshot

_NOTICE = re.compile(r"\b(\d+)\s*F\.?\s*R\.?\s*(\d+)", re.IGNORECASE)
_LENT = ("identifiers", "births", "nationalities", "programmes", "requirement", "policy", "citation", "remarks", "url")


@dataclass(frozen=True, slots=True)
class Combined:
    """Entries to screen against, in the order of their ids, and the snapshot that says who is on each list."""

    entries: tuple[Entry, ...]
    bases: Mapping[str, str]
    snapshots: tuple[str, ...]


def combined(snapshots: Sequence[Snapshot]) -> Combined:
    """The lists of several snapshots as one set, each list once."""
    bases = _bases(snapshots)
    published = {one.id: one.meta.published for one in snapshots}
    newest_first = sorted(snapshots, key=lambda one: (one.meta.published, one.id), reverse=True)
    found: dict[str, Entry] = {}
    for one in snapshots:
        found.update({entry.id: entry for entry in one.entries if bases.get(entry.list_id) == one.id})
    others = [(one, [entry for entry in one.entries if bases.get(entry.list_id) != one.id]) for one in newest_first]
    for one, entries in others:
        for entry in entries:
            if one.meta.published > published[bases[entry.list_id]]:
                found.setdefault(entry.id, entry)
    for one, entries in others:
        for base, entry in _pairs(found.values(), entries):
            found[base.id] = _lend(base, entry, f"{one.meta.source}@{one.meta.published}")
    return Combined(tuple(found[name] for name in sorted(found)), bases, tuple(sorted(published)))


def _bases(snapshots: Sequence[Snapshot]) -> dict[str, str]:
    """By list the newest snapshot that has it whole; of two of one day, the feed that the table names first."""
    order = {name: -index for index, name in enumerate(feeds())}
    best: dict[str, tuple[Any, str]] = {}
    for one in snapshots:
        place = order.get(one.meta.source, -len(order))
        for list_id, count in one.meta.counts.items():
            rank = (one.meta.whole(list_id), one.meta.published, place, one.id)
            if count and (list_id not in best or rank > best[list_id][0]):
                best[list_id] = (rank, one.id)
    return {list_id: name for list_id, (_, name) in sorted(best.items())}


def _pairs(bases: Iterable[Entry], others: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Entries of the same party in two states of a list, where there is no doubt which is which."""
    theirs = _by_name(others)
    concerned = {list_id for list_id, _ in theirs}
    ours = _by_name(one for one in bases if one.list_id in concerned)
    for name, lenders in theirs.items():
        group = ours.get(name, [])
        for entry in lenders:
            fitting = [base for base in group if base is not entry and _same(base, entry, len(group) + len(lenders))]
            back = [one for base in fitting for one in lenders if _same(base, one, len(group) + len(lenders))]
            if len(fitting) == len(back) == 1:
                yield fitting[0], entry


def _by_name(entries: Iterable[Entry]) -> dict[tuple[str, str], list[Entry]]:
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for one in entries:
        found[one.list_id, " ".join(one.title.casefold().split())].append(one)
    return found


def _same(base: Entry, other: Entry, together: int) -> bool:
    """Whether two entries of one name are the same; ``together`` of them bear it in both states."""
    if together > len((base, other)) and not set(base.countries) & set(other.countries):
        return False
    info = lists().get(base.list_id)
    if not info or not info.dated:
        return True
    return bool(_notices(base) & _notices(other))


def _notices(entry: Entry) -> frozenset[tuple[str, str]]:
    return frozenset(_NOTICE.findall(entry.citation))


def _lend(base: Entry, other: Entry, origin: str) -> Entry:
    """The entry with its empty fields filled; its hash covers both."""
    changes: dict[str, Any] = {
        name: getattr(other, name) for name in _LENT if not getattr(base, name) and getattr(other, name)
    }
    known = {name.text for name in base.names}
    extra = tuple(name for name in other.names if name.text not in known and name.kind != "primary")
    if extra:
        changes["names"] = (*base.names, *extra)
    if not any(one.text for one in base.addresses) and any(one.text for one in other.addresses):
        changes["addresses"] = other.addresses
        changes["countries"] = tuple(dict.fromkeys((*base.countries, *other.countries)))
    if base.undated and not other.undated and _notices(base) <= _notices(other):  # no renewal that the lender missed
        changes.update(starts=other.starts, ends=other.ends, undated=False)
    if not changes:
        return base
    if "requirement" in changes and base.list_id in lists():
        words, possible = words_of(lists()[base.list_id], other.requirement, base.programmes)
        changes.update(words=words, possible_words=possible)
    changes["details"] = (*base.details, ("lent_by", origin))
    changes["sha256"] = hashlib.sha256(f"{base.sha256} {other.sha256}".encode()).hexdigest()
    return replace(base, **changes)
