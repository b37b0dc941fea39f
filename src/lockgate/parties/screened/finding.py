"""What lists say of one party on a day: words that are certain, words that are possible, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.parties.lists.words import words_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from lockgate.parties.lists.freshness import Freshness, ListState
    from lockgate.parties.screened.decisions import Decision, Decisions
    from lockgate.parties.screened.subject import Hit, Met, Subject

_SHORT = 12
_MOST = 5
"""So many open matches are told by name; the others are counted."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A hit, with what somebody decided about it and whether that still counts.

    ``lapsed`` says why a decision does not count; it is empty where one counts or none was made.
    """

    hit: Hit
    decision: Decision | None = None
    lapsed: str = ""

    @property
    def settled(self) -> Decision | None:
        """The decision that counts."""
        return None if self.lapsed else self.decision

    @property
    def sure(self) -> bool:
        """Whether the party is the listed one."""
        return self.settled.same if self.settled else self.hit.band == "certain"

    @property
    def out(self) -> bool:
        """Whether it was decided that the party is somebody else."""
        return self.settled is not None and not self.settled.same

    @property
    def open(self) -> bool:
        """Whether it must still be settled."""
        return not self.sure and not self.out


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one party.

    Attributes:
        subject: the party.
        certain: words under which it stands for certain.
        possible: those, and the words under which it may stand.
        judged: its hits, surest first.
        evidence: one line for each hit, or that there was none, with lists and snapshots.
        open: what keeps words open besides matches: lists that are stale, partial or missing, or a missing name.
        notes: decisions that lapsed.
        met: words that rest on hits, certain or possible, whatever the state of the lists.
    """

    subject: Subject
    certain: frozenset[str]
    possible: frozenset[str]
    judged: tuple[Judged, ...]
    evidence: tuple[str, ...]
    open: str = ""
    notes: tuple[str, ...] = ()
    met: frozenset[str] = frozenset()

    def question(self, role: str) -> str:
        """What to ask about its lists; empty if nothing is open."""
        hits = [one.hit for one in self.judged if one.open]
        asked = [
            f"is {self.subject.label} ({role}) the listed {hit.listed} ({hit.entry.list_id}, entry {hit.entry.id})?"
            for hit in hits
        ]
        more = f" And {len(asked) - _MOST} more." if len(asked) > _MOST else ""
        parts = [f"Resolve this match: {' Resolve this match: '.join(asked[:_MOST])}{more}"] if asked else []
        return " ".join([*parts, self.open] if self.open else parts)


def reach(fresh: Freshness) -> frozenset[str]:
    """All words that screening can tell of."""
    return frozenset(word for one in fresh.lists for word in one.words)


def find(subject: Subject, found: Met, fresh: Freshness, decisions: Decisions, bases: Mapping[str, str]) -> Finding:
    """What the lists of a day say of a party.

    Args:
        subject: the party.
        found: whom it met among the entries.
        fresh: how fresh and whole the lists are on that day.
        decisions: what was decided about matches.
        bases: by list the snapshot that says who is on it.

    A listing on a list that is stale may have ended since, so that its words are only possible. Words of a list that is
    stale, partial or missing stay possible for everybody, and so do all words for a party that could not be screened.
    """
    day = fresh.day
    if subject.empty:
        told = "no name, address or number was given: nothing could be matched"
        ask = "What is the party called? Without a name it cannot be matched against lists."
        return Finding(subject, frozenset(), reach(fresh), (), (told,), ask)
    judged = tuple(judge(subject, hit, decisions, day) for hit in found.hits)
    certain, met = _words(judged, fresh)
    lines = [_line(one, day, bases) for one in judged] or [f"no entry of the lists on {day} is like {subject.label}"]
    lines += [f"noted, but too little on its own: {text}" for text in found.noted]
    lines += [f"not screened whole: {text}" for text in found.problems]
    unsettled = reach(fresh) if found.problems else fresh.unknown_words
    if fresh.unknown_words:
        words = ", ".join(sorted(fresh.unknown_words))
        lines.append(f"open for everybody, because a list is stale, partial or missing: {words}")
    asked = [f"{subject.label} could not be screened whole: {text}." for text in found.problems]
    ask = " ".join(filter(None, [*asked, _fresh(fresh)]))
    notes = tuple(_lapsed(subject, one) for one in judged if one.lapsed)
    return Finding(subject, certain, met | unsettled, judged, tuple(lines), ask, notes, met)


def _words(judged: Iterable[Judged], fresh: Freshness) -> tuple[frozenset[str], frozenset[str]]:
    """Words that hits give for certain, and all that they may give."""
    states = {one.list_id: one.state for one in fresh.lists}
    certain: frozenset[str] = frozenset()
    met: frozenset[str] = frozenset()
    for one in judged:
        if one.out:
            continue
        words = words_on(one.hit.entry, fresh.day)
        if one.sure and states.get(one.hit.entry.list_id) != "stale":
            certain |= words.certain
        met |= words.certain | words.possible
    return certain, met


def judge(subject: Subject, hit: Hit, decisions: Decisions, day: date) -> Judged:
    """A hit with the last decision about it, and whether that counts on a day."""
    decision = decisions.about(subject, hit.entry)
    return Judged(hit, decision, decision.lapsed(subject, hit.entry, day) if decision else "")


def _line(one: Judged, day: date, bases: Mapping[str, str]) -> str:
    """A hit in one line: how sure, which entry, what was met, from which snapshot, what it means, what was decided."""
    hit, entry = one.hit, one.hit.entry
    words = words_on(entry, day)
    gives = ", ".join([*sorted(words.certain), *(f"{word}?" for word in sorted(words.possible - words.certain))])
    parts = [
        f"{hit.band}: {hit.listed} [{', '.join(filter(None, (entry.list_id, f'entry {entry.id}', entry.citation)))}]",
        hit.why,
        f"gives {gives or 'no word of party.lists'}",
        f"snapshot {bases.get(entry.list_id, '')[:_SHORT] or 'unknown'}",
    ]
    if one.settled:
        parts.append(one.settled.words)
    return "; ".join(part for part in parts if part)


def _lapsed(subject: Subject, one: Judged) -> str:
    entry, said = one.hit.entry, one.decision.words if one.decision else ""
    return f"a decision about {subject.label} and {entry.title} ({entry.id}) lapsed: {one.lapsed}; it said: {said}"


def _fresh(fresh: Freshness) -> str:
    """What to do about lists that cannot be relied on."""
    if not fresh.unknown_words:
        return ""
    bad = [one for one in fresh.lists if one.reason]
    return f"Bring in fresh lists ({'; '.join(map(_state, bad))})."


def _state(one: ListState) -> str:
    age = f", {one.age_days} days old" if one.state == "stale" else ""
    return f"{one.list_id} is {one.state}{age}"
