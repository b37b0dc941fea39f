"""The days on which an answer changes, past and scheduled, and why: the law, or the transaction's own dates.

From one change of the law to the next the law stands still, and the day is a number in conditions like any other
(validity of a licence, waiting times), so the days are exact.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lockgate.compiler.timeline import CODIFIED, ENFORCED
from lockgate.engine.determine import stamp
from lockgate.engine.question import check_day, date_of
from lockgate.errors import InputError
from lockgate.history.change import OF_PROVISIONS
from lockgate.history.changes import changes_of, document
from lockgate.inquiry.course.axes import DAY, LAST_DAY, day_axis
from lockgate.inquiry.course.causes import causes
from lockgate.inquiry.course.profile import Walker, merged
from lockgate.inquiry.course.scene import Scene
from lockgate.inquiry.course.stand import Stand, answers, truths, worst

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lockgate.door.model import Transaction
    from lockgate.history.change import Change
    from lockgate.inquiry.course.stand import Stands
    from lockgate.inquiry.look import Look

SCHEMA = "lockgate.when/1"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Why:
    """A reason for a change: of the law (a kind of `lockgate.history.change.KINDS`) or a date of the transaction.

    ``does`` is the verb, ``by`` the document behind it.
    """

    kind: str
    id: str
    does: str
    text: str
    cite: str
    by: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind,
            "id": self.id,
            "does": self.does,
            "text": self.text,
            "cite": self.cite or None,
            "by": self.by or None,
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which the answer changes. ``scheduled``: it lies after the day to which the law was reviewed."""

    day: date
    before: Stand
    after: Stand
    because: tuple[Why, ...]
    scheduled: bool

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "day": self.day.isoformat(),
            "scheduled": self.scheduled,
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "because": [why.to_dict() for why in self.because],
        }


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which the answer is the same, both inclusive; ``last`` None is no end, as the law stands."""

    first: date
    last: date | None
    stand: Stand

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat() if self.last else None,
            **self.stand.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class PostureTimes:
    """The answer over time in one posture."""

    posture: str
    spans: tuple[Span, ...]
    turns: tuple[Turn, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "posture": self.posture,
            "spans": [span.to_dict() for span in self.spans],
            "changes": [turn.to_dict() for turn in self.turns],
        }


@dataclass(frozen=True, slots=True)
class When:
    """The answer over time, from ``first`` to ``last``, in the posture asked for and in the others.

    ``as_of`` is the day of the transaction if it has one, ``current_to`` the day to which the law was reviewed.
    """

    label: str
    as_of: date | None
    first: date
    last: date
    current_to: date
    postures: tuple[PostureTimes, ...]
    rulebook: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """As JSON of the form ``lockgate.when/1``."""
        return {
            "schema": SCHEMA,
            "label": self.label or None,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "current_to": self.current_to.isoformat(),
            "postures": [one.to_dict() for one in self.postures],
            "rulebook": dict(self.rulebook),
        }


def when(
    transaction: Mapping[str, Any] | Transaction,
    look: Look,
    first: date | str | None = None,
    last: date | str | None = None,
) -> When:
    """The days on which the answer to a transaction changes, with everything else about it as it is.

    Args:
        transaction: raw or typed; its own day does not matter.
        look: its posture comes first; enforced and codified are always there, a proposal only if asked for.
        first: from this day on; the first day of the rulebook if None.
        last: to this day; well beyond the last scheduled change if None.

    Errors: `InputError` for days that run backwards or lie before the rulebook begins.

    >>> from lockgate.inquiry.look import Look
    >>> raw = {"activity": "export", "origin": "US", "destination": "MY", "base": "ordinary-course"}
    >>> raw |= {"item": {"chip": "nvidia-h100-sxm", "quantity": 8}}
    >>> raw["parties"] = {"consignee": {"location": "MY", "headquarters": "MY", "ultimate_parent": "MY"}}
    >>> printed = when(raw, Look(posture="codified")).postures[0].turns[-1]
    >>> printed.day.isoformat(), printed.before.outcome, printed.after.outcome
    ('2025-05-15', 'no_requirement_found', 'authorized')
    """
    typed = look.typed(transaction)
    book = look.book
    start = date_of(first, "--from") or book.first_day
    end = date_of(last, "--to")
    check_day(book, start, "--from")
    if end is not None and end < start:
        raise InputError(f"{end} lies before {start}", place="--to", hint="swap or mend the two days")
    names = dict.fromkeys((look.posture, ENFORCED, CODIFIED))
    found = tuple(Reader(look, typed, name).read(start, end) for name in names)
    turns = [turn.day for one in found for turn in one.turns]
    beyond = max([*turns, book.calendar.days[-1], book.current_to, start])
    return When(
        label=typed.label,
        as_of=date_of(look.as_of, "as_of") or typed.as_of,
        first=start,
        last=end or date(min(beyond.year + 1, date.max.year), 12, 31),
        current_to=book.current_to,
        postures=found,
        rulebook=stamp(book),
    )


@dataclass(slots=True)
class _Seen:
    """An answer from a day on, what each provision said on that day, and what moved the day inside a stretch."""

    day: date
    stands: Stands
    law: bool
    scene: Scene


class Reader:
    """Reads one transaction in one posture over time."""

    def __init__(self, look: Look, transaction: Transaction, posture: str) -> None:
        self.look, self.transaction, self.posture = look, transaction, posture
        self.book = look.book
        self.known_at = date_of(look.known_at, "known_at")

    def read(self, first: date, last: date | None) -> PostureTimes:
        """The answer from one day to another."""
        seen = list(self.stretches(first, last))
        kept: list[_Seen] = []
        for one in seen:
            if not kept or answers(kept[-1].stands) != answers(one.stands):
                kept.append(one)
        ends = [*(one.day - _DAY for one in kept[1:]), last]
        spans = tuple(Span(one.day, end, worst(one.stands)) for one, end in zip(kept, ends, strict=True))
        turns = tuple(self.turn(before, after) for before, after in itertools.pairwise(kept))
        return PostureTimes(self.posture, spans, turns)

    def stretches(self, first: date, last: date | None) -> Iterator[_Seen]:
        """The answer at the start of every stretch of the law, and wherever the day turns it within."""
        starts = [first, *(day for day in self.book.calendar.days if day > first and (last is None or day <= last))]
        final = LAST_DAY if last is None else last.toordinal()
        ends = [*((day - _DAY).toordinal() for day in starts[1:]), final]
        for start, end in zip(starts, ends, strict=True):
            scene = Scene(self.look, self.transaction, self.posture, start)
            axis = day_axis(scene, start.toordinal(), max(end, start.toordinal()))
            for piece in merged(Walker(scene, axis).profile(axis.low, axis.high), answers):
                yield _Seen(date.fromordinal(piece.first), piece.stands, law=piece.first == axis.low, scene=scene)

    def turn(self, before: _Seen, after: _Seen) -> Turn:
        """A change with its reasons."""
        reasons = dict.fromkeys([*(self.law(after) if after.law else ()), *self.own(after)])
        scheduled = after.day > self.book.current_to
        return Turn(after.day, worst(before.stands), worst(after.stands), tuple(reasons), scheduled)

    def own(self, after: _Seen) -> Iterator[Why]:
        """Dates of the transaction that turn between the day before and this day, under the law of this day."""
        ordinal = after.day.toordinal()
        walker = Walker(after.scene, day_axis(after.scene, ordinal - 1, ordinal))
        for cause in causes(walker, ordinal - 1, ordinal):
            if cause.text:
                yield Why("date", cause.id, "turns", f"{cause.id} {cause.name}: {cause.text}", cause.cite)

    def law(self, after: _Seen) -> Iterator[Why]:
        """Changes of the law on that day which reach a provision that says something else than the day before."""
        moved = self.moved(after)
        places = _countries(after.scene)
        found = [
            one
            for one in changes_of(self.book, after.day, self.posture, self.known_at)
            if one.kind != "reading" and moved.intersection(one.provisions) and (not one.member or one.member in places)
        ]
        for one in sorted(found, key=_weight):
            yield Why(one.kind, one.id, one.does, one.subject, one.cite, document(self.book, one.instrument))

    def moved(self, after: _Seen) -> set[str]:
        """Provisions that say something else on the first day of the new law than on the last of the old."""
        old = Scene(self.look, self.transaction, self.posture, after.day - _DAY)
        new = Scene(self.look, self.transaction, self.posture, after.day)
        found: set[str] = set()
        for one, two in zip(old.composers(), new.composers(), strict=True):
            first, second = truths(one), truths(two)
            found |= {name for name in {*first, *second} if first.get(name) != second.get(name)}
        return found


_ORDER = ("prohibits", "requires", "exempts", "authorizes", "closes", "reviews", "classifies")
"""Which reasons are told first."""


def _weight(change: Change) -> tuple[bool, int]:
    """Provisions first, what they use after them in the order in which it is told."""
    rank = _ORDER.index(change.effect) if change.effect in _ORDER else len(_ORDER)
    return change.kind not in OF_PROVISIONS, rank


def _countries(scene: Scene) -> frozenset[str]:
    """The countries that stand in a transaction; those that count as another with that one."""
    source = scene.book.source
    found: set[str] = set()
    for line in scene.lines:
        for element, cells in _all(scene, line.cells):
            for fact in scene.layout.facts.get(element, ()):
                if fact.type == "country":
                    slot = scene.layout.slots[fact.id]
                    found |= set(slot.of(cells[slot.at])) if cells[slot.at] != slot.full else set()
    return frozenset(found | {source.counts_as[code] for code in found if code in source.counts_as})


def _all(scene: Scene, cells: list[Any], element: str = "") -> Iterator[tuple[str, list[Any]]]:
    yield element, cells
    for collection in scene.layout.symbols.source.collections.values():
        if collection.of == element:
            for inner in cells[scene.layout.groups[collection.id]][0]:
                yield from _all(scene, inner, collection.element)


__all__ = ["DAY", "PostureTimes", "Span", "Turn", "When", "Why", "when"]
