"""A book of parties screened again after a list changed: only what changed, against screening everybody."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from benchmarks.clock import Report, once, quantile
from benchmarks.parties.lists import book as made_book
from benchmarks.parties.lists import states, words

from lockgate.parties.screened.book import Book
from lockgate.parties.screened.matching import matcher_of
from lockgate.parties.screened.rescreen import rescreen, rescreen_all

if TYPE_CHECKING:
    from lockgate.parties.model import Entry
    from lockgate.parties.screened.rescreen import Change, Rescreened, State

_SECOND = 1e6


def run(  # noqa: PLR0913 - the parameters of the workload
    *, parties: int, entries: int, changed: int, sample: int, rounds: int, seed: int
) -> Report:
    """Seconds for the short way, how many times the plain one takes, and what the short one missed."""
    chance = Random(seed)
    known = words(chance)
    before, after = states(chance, known, entries, changed)
    subjects = made_book(chance, known, [*before.entries[::50], *_changed(before, after)], parties)
    whole = matcher_of(after.entries)
    indexing = once(lambda: matcher_of(after.entries, whole))
    book = Book(subjects)
    index = once(book.prepare)
    found: list[Rescreened] = []
    took = []
    for _ in range(rounds):
        book.forget()
        took.append(once(lambda: found.append(rescreen(before, after, book, matcher_of, whole=whole))))
    last = found[-1]
    near = dict.fromkeys([*(one.party for one in last.changes), *chance.sample(sorted(subjects), sample)])
    few = {key: subjects[key] for key in near}
    plainly: list[Change] = []
    plain = once(lambda: plainly.extend(rescreen_all(before, after, few, matcher_of)))
    told = {(one.party, one.entry.id) for one in last.changes}
    ids = {one.id for one in _changed(before, after)}
    missed = {(one.party, one.entry.id) for one in plainly if one.entry.id in ids} - told
    seconds = quantile(took, 0.5) / _SECOND
    each = max(plain - 2 * indexing, 1.0) / len(few) / _SECOND  # without making the indexes of both days
    report = Report()
    report.figures = {
        "delta_s": round(seconds, 3),
        "times_faster_than_all": round(each * len(subjects) / seconds),
        "missed": len(missed),
        "changes": len(last.changes),
        "looked_at": last.looked_at,
        "index_book_s": round(index / _SECOND, 2),
    }
    report.lines = [
        f"{parties:,} parties, {entries:,} entries of which {changed} changed",
        f"spread of {rounds} rounds {min(took) / _SECOND:.2f} to {max(took) / _SECOND:.2f} s",
        f"everybody on both days, from {len(few):,} of them: {each * len(subjects):.0f} s",
    ]
    return report


def _changed(before: State, after: State) -> list[Entry]:
    """Entries that appeared, left or changed."""
    old, new = ({one.id: one for one in state.entries} for state in (before, after))
    return [one for key, one in {**old, **new}.items() if old.get(key) != new.get(key)]
