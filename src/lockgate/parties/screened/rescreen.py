"""Screening again after a change: only what changed on either side, with the same result as screening everything.

Who is met by an entry depends on the two of them alone. So a match can change only where the entry, the party, a
decision on the two, or the meaning of the entry on the day did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from lockgate.parties.lists.diff import diff
from lockgate.parties.lists.tables import lists
from lockgate.parties.lists.words import words_on
from lockgate.parties.screened.book import changed as changed_parties
from lockgate.parties.screened.finding import Judged, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from lockgate.parties.model import Entry
    from lockgate.parties.screened.book import Book
    from lockgate.parties.screened.decisions import Decisions
    from lockgate.parties.screened.subject import Matcher, MatcherOf, Subject

SCHEMA = "lockgate.rescreen/1"
Kind = Literal["appeared", "left", "band", "entry"]
KINDS: tuple[Kind, ...] = ("appeared", "left", "band", "entry")


@dataclass(frozen=True, slots=True)
class State:
    """Lists and decisions of one day."""

    day: date
    entries: Sequence[Entry]
    decisions: Decisions


@dataclass(frozen=True, slots=True)
class Change:
    """What changed between a party and an entry.

    Attributes:
        kind: ``appeared`` (a match that was none), ``left`` (no match any more), ``band`` (surer or less sure),
            ``entry`` (as sure as before, but the entry, its words or a decision changed).
        party: key of the party in the book.
        before, after: the match on each side, with its decision; None where there is none.
    """

    kind: Kind
    party: str
    subject: Subject
    before: Judged | None
    after: Judged | None

    @property
    def entry(self) -> Entry:
        """The entry, as it is now or was."""
        side = self.after or self.before
        assert side is not None  # noqa: S101 - a change has a side
        return side.hit.entry

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind,
            "party": self.party,
            "name": self.subject.label,
            "entry": self.entry.id,
            "list": self.entry.list_id,
            "title": self.entry.title,
            "before": _side(self.before),
            "after": _side(self.after),
        }


@dataclass(frozen=True, slots=True)
class Rescreened:
    """What changed for a book of parties between two days.

    Attributes:
        since, day: the two days.
        changes: by party and entry, in the order of the book.
        entries: how many entries changed, appeared or left.
        parties: how many parties were changed, added or removed.
        looked_at: how many parties had to be looked at.
    """

    since: date
    day: date
    changes: tuple[Change, ...]
    entries: int
    parties: int
    looked_at: int

    @property
    def touched(self) -> frozenset[Subject]:
        """Parties for whom something changed."""
        return frozenset(one.subject for one in self.changes)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": SCHEMA,
            "since": self.since.isoformat(),
            "day": self.day.isoformat(),
            "changed_entries": self.entries,
            "changed_parties": self.parties,
            "looked_at": self.looked_at,
            "changes": [one.to_dict() for one in self.changes],
        }


def rescreen(  # noqa: PLR0913 - two states, a book, and how names are matched
    before: State,
    after: State,
    book: Book,
    matcher_of: MatcherOf,
    *,
    old: Mapping[str, Subject] | None = None,
    whole: Matcher | None = None,
) -> Rescreened:
    """What changed for the parties of a book, looking only at what changed.

    Args:
        before: lists and decisions of the earlier day.
        after: those of the later day.
        book: the parties as they are now.
        matcher_of: makes a matcher for entries.
        old: the parties as they were; None if they are the same.
        whole: the matcher of all later entries, if it is at hand. How rare a word is, is taken from it for both days:
            a list that grows elsewhere changes nobody's match.
    """
    was, now = _concerned(before, after)
    news = changed_parties(dict(old), book.subjects) if old is not None else ()
    if not (was or now or news):
        return Rescreened(before.day, after.day, (), 0, 0, 0)
    scale = whole or matcher_of(after.entries)
    near = [[key for key in book.near(rows, scale) if key not in set(news)] for rows in (was, now)]
    sides = [
        _by_party(state, matcher_of(rows, scale), {key: book.subjects[key] for key in keys})
        for state, rows, keys in ((before, was, near[0]), (after, now, near[1]))
    ]
    if news:
        for side, state, parties in zip(sides, (before, after), (old or {}, book.subjects), strict=True):
            matcher = scale if state is after else matcher_of(state.entries, scale)
            side.update(_by_party(state, matcher, {key: parties[key] for key in news if key in parties}))
    subjects = {**(old or {}), **book.subjects}
    order = {key: at for at, key in enumerate(subjects)}
    keys = sorted({*near[0], *near[1], *news}, key=order.__getitem__)
    changes = _changes(keys, subjects, sides, (before.day, after.day))
    return Rescreened(before.day, after.day, changes, len({one.id for one in (*was, *now)}), len(news), len(keys))


def rescreen_all(
    before: State,
    after: State,
    new: Mapping[str, Subject],
    matcher_of: MatcherOf,
    *,
    old: Mapping[str, Subject] | None = None,
) -> tuple[Change, ...]:
    """The same by screening everybody on both days: the plain way, against which the short one is tested."""
    former = new if old is None else old
    scale = matcher_of(after.entries)
    sides = [_by_party(before, matcher_of(before.entries, scale), former), _by_party(after, scale, new)]
    subjects = {**former, **new}
    return _changes(list(subjects), subjects, sides, (before.day, after.day))


def _concerned(before: State, after: State) -> tuple[list[Entry], list[Entry]]:
    """Entries that changed, appeared or left, as they were and as they are; and those that mean something else now."""
    found = diff(before.entries, after.entries)
    was = {one.id: one for one in (*found.left, *(pair.before for pair in found.changed))}
    now = {one.id: one for one in (*found.appeared, *(pair.after for pair in found.changed))}
    decided = _decided(before, after)
    turning = _turning(before.day, after.day)
    for one in after.entries:
        if one.id in now:
            continue
        dated = one.starts is not None or one.ends is not None or one.list_id in turning
        if one.id in decided or (dated and words_on(one, before.day) != words_on(one, after.day)):
            was[one.id] = now[one.id] = one
    return list(was.values()), list(now.values())


def _turning(first: date, last: date) -> frozenset[str]:
    """Lists of which a word begins to count in between, whatever the dates of an entry."""
    days = {one.id: [word.start for word in one.programmes if word.start] for one in lists().values()}
    return frozenset(name for name, starts in days.items() if any(first < start <= last for start in starts))


def _decided(before: State, after: State) -> frozenset[str]:
    """Entries on which a decision was made or ran out in between."""
    earlier = set(before.decisions.all)
    new = {one.entry for one in after.decisions.all if one not in earlier}
    over = {one.entry for one in before.decisions.all if one.until is not None and before.day <= one.until < after.day}
    return frozenset(new | over)


def _by_party(state: State, matcher: Matcher, parties: Mapping[str, Subject]) -> dict[str, dict[str, Judged]]:
    """By party and entry what is met, each with its decision."""
    return {
        key: {hit.entry.id: judge(one, hit, state.decisions, state.day) for hit in matcher.meet(one).hits}
        for key, one in parties.items()
        if not one.empty
    }


def _changes(
    keys: Iterable[str],
    subjects: Mapping[str, Subject],
    sides: Sequence[Mapping[str, Mapping[str, Judged]]],
    days: tuple[date, date],
) -> tuple[Change, ...]:
    found = []
    for key in keys:
        was, now = (side.get(key, {}) for side in sides)
        for entry in sorted({*was, *now}):
            kind = _kind(was.get(entry), now.get(entry), days)
            if kind is not None:
                found.append(Change(kind, key, subjects[key], was.get(entry), now.get(entry)))
    return tuple(found)


def _kind(before: Judged | None, after: Judged | None, days: tuple[date, date]) -> Kind | None:
    was, now = _band(before), _band(after)
    if was != now:
        return "appeared" if was == "none" else "left" if now == "none" else "band"
    if before is None or after is None or now == "none":
        return None
    old, new = before.hit.entry, after.hit.entry
    same = old == new and words_on(old, days[0]) == words_on(new, days[1])
    return None if same and (before.decision, before.lapsed) == (after.decision, after.lapsed) else "entry"


def _band(one: Judged | None) -> str:
    """How sure a match is, decisions counted."""
    if one is None or one.out:
        return "none"
    return "certain" if one.sure else one.hit.band


def _side(one: Judged | None) -> dict[str, Any] | None:
    if one is None:
        return None
    decided = one.decision.to_dict() if one.decision else None
    return {**one.hit.to_dict(), "counts_as": _band(one), "decision": decided, "lapsed": one.lapsed or None}
