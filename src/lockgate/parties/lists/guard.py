"""Fail closed: a list that looks wrong is refused, with every reason, unless somebody says why it is to be taken.

The incidents behind it: Treasury's lists vanished from the Consolidated Screening List for a day, State's on several;
nothing in the file said so. Whoever screens against such a file finds nobody and believes that all is well.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lockgate.errors import InputError
from lockgate.parties.lists.readers.rows import KEYS
from lockgate.parties.lists.tables import limits, lists
from lockgate.parties.model import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.parties.lists.intake import Candidate
    from lockgate.parties.model import SnapshotMeta

_MOST_SHOWN = 6


class ListRefused(InputError):
    """A list is not taken as it is; ``refusals`` says why, each with its code."""

    def __init__(self, what: str, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        shown = [spoken(one) for one in refusals[:_MOST_SHOWN]]
        rest = len(refusals) - _MOST_SHOWN
        if rest > 0:
            shown.append(f"and {rest} more {'reasons' if rest > 1 else 'reason'}")
        hint = "mend or fetch the file again; --accept REASON takes it all the same and keeps your reason"
        super().__init__("\n  ".join([f"{what} is refused:", *shown]), hint=hint)


def review(candidate: Candidate, before: SnapshotMeta | None) -> tuple[Refusal, ...]:
    """All reasons against a candidate; ``before`` is the snapshot of the feed that it would follow, if there is one."""
    return (
        *candidate.reading.problems,
        *_doubled(candidate),
        *_copies(candidate),
        *_unknown(candidate),
        *_vanished(candidate, before),
        *(_lost(candidate, before) if before else ()),
        *(_shrunk(candidate, before) if before else ()),
    )


def spoken(one: Refusal) -> str:
    """A refusal in one line.

    >>> spoken(Refusal("rows", "the name is missing", place="list.csv, row 7"))
    'list.csv, row 7: the name is missing'
    """
    return f"{one.place}: {one.reason}" if one.place else one.reason


def _doubled(candidate: Candidate) -> Iterator[Refusal]:
    """Numbers that are given to more than one record of a list: aliases and addresses can go to one of them only."""
    numbers = Counter((draft.list_id, draft.key) for draft in candidate.reading.drafts if draft.key)
    for (list_id, number), count in numbers.items():
        if count > 1:
            yield Refusal("doubled", f"{count} records of {list_id} have the number {number}", list_id)


def _copies(candidate: Candidate) -> Iterator[Refusal]:
    """Records that stand in it again word by word: a few do, a whole file twice must not pass for a list that grew."""
    total = Counter(one.list_id for one in candidate.entries)
    single = Counter(list_id for list_id, _ in {(one.list_id, one.sha256) for one in candidate.entries})
    for list_id, count in total.items():
        again = count - single[list_id]
        if again > max(count * limits().shrink, 1):
            yield Refusal("doubled", f"{again} of {count} records of {list_id} stand in it again word by word", list_id)


def _unknown(candidate: Candidate) -> Iterator[Refusal]:
    known = frozenset(KEYS) if candidate.format == "rows" else candidate.feed.columns
    strange = [column for column in candidate.reading.columns if known and column not in known]
    if strange:
        yield Refusal("columns", f"columns that are not known here: {', '.join(map(repr, strange[:_MOST_SHOWN]))}")
    for list_id, count in candidate.counts.items():
        if list_id not in lists():
            yield Refusal("source", f"a source that is not known here has {count} records: {list_id}", list_id)


def _lost(candidate: Candidate, before: SnapshotMeta) -> Iterator[Refusal]:
    """Columns that screening leans on and that were there; another form of the same list may have others."""
    had = candidate.feed.essential.intersection(before.columns)
    lost = sorted(had.difference(candidate.reading.columns))
    if lost and before.format == candidate.format:
        yield Refusal(
            "columns", f"columns that were there on {before.published} are gone: {', '.join(map(repr, lost))}"
        )


def _vanished(candidate: Candidate, before: SnapshotMeta | None) -> Iterator[Refusal]:
    """Lists that the snapshot before had; for the first one, those that the feed should have."""
    had = before.counts if before else dict.fromkeys(candidate.feed.lists, 0)
    for list_id, count in had.items():
        if not candidate.counts.get(list_id):
            last = f"; on {before.published} it had {count}" if before else ""
            name = lists()[list_id].name if list_id in lists() else list_id
            yield Refusal("vanished", f"nothing of {name} ({list_id}) is in it{last}", list_id)


def _shrunk(candidate: Candidate, before: SnapshotMeta) -> Iterator[Refusal]:
    for list_id, had in before.counts.items():
        now = candidate.counts.get(list_id, 0)
        if now and now < had * (1 - limits().shrink):
            share = f"{(had - now) / had:.1%}"
            yield Refusal(
                "shrank", f"{list_id} went from {had} to {now} records, {share} less, since {before.published}", list_id
            )
