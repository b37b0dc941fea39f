"""What of the law differs between two days: grouped by the instrument behind it, in words.

The two days are compared as they were compiled: a provision is listed if it is in force on one day only, or if what it
asks comes out otherwise, and every number, group, wording and reading is listed through the provisions that use it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lockgate.compiler.timeline import POSTURES, View
from lockgate.errors import InputError
from lockgate.history.change import Change
from lockgate.history.changes import changes, changes_of
from lockgate.history.moment import Moment, read_day
from lockgate.history.timeline import Event, events

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lockgate.compiler.rulebook import Rulebook

BOTH = "both"


@dataclass(frozen=True, slots=True)
class Group:
    """What one instrument changed; without an id, what no instrument is named for."""

    instrument: str
    name: str
    kind: str
    cite: str
    changes: tuple[Change, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "instrument": self.instrument or None,
            "name": self.name or None,
            "kind": self.kind or None,
            "cite": self.cite or None,
            "changes": [one.to_dict() for one in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two days, and what happened to instruments from the day after the first to the second.

    JSON: ``lockgate.diff/1``.
    """

    earlier: date
    later: date
    postures: tuple[str, ...]
    groups: tuple[Group, ...]
    events: tuple[Event, ...]
    known_at: date | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes, whoever made them."""
        return tuple(one for group in self.groups for one in group.changes)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": "lockgate.diff/1",
            "from": self.earlier.isoformat(),
            "to": self.later.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "postures": list(self.postures),
            "groups": [group.to_dict() for group in self.groups],
            "events": [event.to_dict() for event in self.events],
        }


def diff(
    book: Rulebook,
    earlier: date | str,
    later: date | str,
    posture: str = BOTH,
    known_at: date | str | None = None,
) -> Difference:
    """What of the law differs between two days.

    Args:
        book: the rulebook.
        earlier: the first day.
        later: the second day, not before the first.
        posture: one of the postures of the rulebook, or ``both``.
        known_at: as far as could be known on that day; everything if None.

    Errors: `InputError` for wrong days, days before the rulebook begins, days the wrong way round, unknown postures.

    >>> from lockgate import Rulebook
    >>> found = diff(Rulebook.load(cached=True), "2026-02-02", "2026-02-03")
    >>> [(one.what, one.id, one.name) for one in found.changes if one.kind == "group"]
    [('leaves', 'D5', 'Cambodia')]
    """
    first, second = read_day(book, earlier, "rules diff"), read_day(book, later, "rules diff")
    if second < first:
        raise InputError(f"{second} lies before {first}", place="rules diff", hint="write the earlier day first")
    known = None if known_at is None else read_day(book, known_at, "--known-at")
    postures = POSTURES if posture == BOTH else (posture,)
    if posture != BOTH:
        book.check_posture(View(posture))
    moments = [(Moment(first, name, known), Moment(second, name, known)) for name in postures]
    found = _merged(one for pair in moments for one in changes(book, *pair))
    between = tuple(event for event in events(book, first, second, known) if event.day > first)
    return Difference(first, second, postures, tuple(_grouped(book, found)), between, known)


def history(book: Rulebook) -> dict[str, list[Change]]:
    """Every change that the rulebook knows, by the instrument behind it, in order of time."""
    found: dict[str, list[Change]] = {}
    for day in book.calendar.days[1:]:
        both = _merged(one for posture in POSTURES for one in changes_of(book, day, posture))
        for one in sorted(both, key=Change.order):
            found.setdefault(one.instrument, []).append(one)
    return found


def _merged(found: Iterable[Change]) -> list[Change]:
    """The same change in several postures is one."""
    kept: dict[Change, Change] = {}
    for one in found:
        key = replace(one, postures=(), felt=())
        if key in kept:
            other = kept[key]
            felt = tuple(dict.fromkeys((*other.felt, *one.felt)))
            kept[key] = replace(other, postures=(*other.postures, *one.postures), felt=felt)
        else:
            kept[key] = one
    return list(kept.values())


def _grouped(book: Rulebook, found: list[Change]) -> Iterable[Group]:
    by: dict[str, list[Change]] = {}
    for one in found:
        by.setdefault(one.instrument, []).append(one)
    known = book.source.instruments

    def order(name: str) -> tuple[bool, int, date, str]:
        return not name, min(one.weight for one in by[name]), min(one.day for one in by[name]), name

    for name in sorted(by, key=order):
        made = known.get(name)
        title, kind, cite = (made.name, made.kind, made.cite) if made else ("", "", "")
        yield Group(name, title, kind, cite, tuple(sorted(by[name], key=Change.order)))
