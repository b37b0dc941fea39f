"""What is in force on a day, in a posture, as far as could be known.

*codified* is what is printed and binding. *enforced* is codified narrowed by ``only_when``. Nothing here knows a
particular date: all of them come from the instruments.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lockgate.compiler.fields import nearest
from lockgate.compiler.model import Instrument, Provision, Source, Span
from lockgate.errors import TypeProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

ENFORCED = "enforced"
CODIFIED = "codified"
POSTURES = (ENFORCED, CODIFIED)
PROPOSED = "proposed:"
_EARLY = ("classifies", "defines", "authorizes", "exempts", "closes", "warns")
_ALWAYS = ("classifies", "defines", "warns")


@dataclass(frozen=True, slots=True)
class View:
    """The point of view of an answer: whose law, and what was known."""

    posture: str
    known_at: date | None = None

    @property
    def proposal(self) -> str:
        """The instrument asked for by ``proposed:ID``, or empty."""
        return self.posture.removeprefix(PROPOSED) if self.posture.startswith(PROPOSED) else ""

    @property
    def enforced(self) -> bool:
        """Whether enforcement narrows the text."""
        return self.posture != CODIFIED


def known(source: Source, name: str, known_at: date | None) -> bool:
    """Whether an instrument could be known on that day (an empty name always is)."""
    if known_at is None or not name:
        return True
    instrument = source.instruments.get(name)
    return instrument is None or instrument.known_from <= known_at


def printed(source: Source, span: Span, day: date, known_at: date | None) -> bool:
    """Whether a dated entry (member, value, wording) stands on a day, as far as was known.

    ``by`` names the instrument that ended the entry or, without an end, the one that made it.
    """
    if known(source, span.by, known_at):
        return span.holds(day)
    return span.end is not None and Span(span.start, None).holds(day)


def binding_from(provision: Provision, instrument: Instrument) -> date:
    """First day on which the provision binds."""
    default = "effective" if provision.effect in _EARLY else "compliance"
    mode = provision.binding or default
    day = instrument.effective if mode == "effective" else instrument.compliance
    return max(day, provision.start) if provision.start else day


def last_day(provision: Provision, instrument: Instrument) -> date | None:
    """Last day of the text, or None."""
    days = [day for day in (provision.end, instrument.ended) if day is not None]
    return min(days) if days else None


def in_force(source: Source, provision: Provision, day: date, view: View) -> tuple[str, ...] | None:
    """None if the provision is not in force; otherwise the ``only_when`` conditions that narrow it.

    A proposal is in force only where it is asked for, and then on every day.
    """
    instrument = instrument_of(source, provision)
    if provision.proposed:
        return () if view.proposal == provision.instrument else None
    if not known(source, instrument.id, view.known_at):
        return None
    end = last_day(provision, instrument)
    if day < binding_from(provision, instrument) or (end is not None and day > end):
        return None
    if _covers(source, instrument.suspended, day, view.known_at):
        return None
    if provision.posture and (provision.posture == ENFORCED) != view.enforced:
        return None
    if not view.enforced:
        return ()
    return _narrowed(source, provision, instrument, day, view)


def _narrowed(
    source: Source, provision: Provision, instrument: Instrument, day: date, view: View
) -> tuple[str, ...] | None:
    entries = tuple(
        entry.only_when
        for entry in provision.enforcement
        if entry.span.holds(day) and known(source, entry.span.by, view.known_at)
    )
    if entries:
        return entries
    dormant = _covers(source, instrument.not_enforced, day, view.known_at)
    if dormant and provision.effect not in _ALWAYS and not provision.posture:
        return None
    return ()


def _covers(source: Source, spans: Iterable[Span], day: date, known_at: date | None) -> bool:
    return any(span.holds(day) and known(source, span.by, known_at) for span in spans)


def instrument_of(source: Source, provision: Provision) -> Instrument:
    """The instrument of a provision; a dangling name is an error with its place."""
    found = source.instruments.get(provision.instrument)
    if found is None:
        raise TypeProblem(
            f"provision '{provision.id}' names an unknown instrument '{provision.instrument}'",
            place=provision.place,
            hint=nearest(provision.instrument, source.instruments),
        )
    return found


class Calendar:
    """The days at which anything in the rulebook changes.

    >>> calendar = Calendar([date(2025, 1, 13)], first=date(2024, 1, 1))
    >>> calendar.segment(date(2025, 1, 12)).isoformat(), calendar.segment(date(2026, 1, 1)).isoformat()
    ('2024-01-01', '2025-01-13')
    """

    def __init__(self, days: Iterable[date], first: date) -> None:
        self.days = sorted({first, *(day for day in days if day > first)})

    def segment(self, day: date) -> date:
        """First day of the stretch without changes in which the day lies."""
        return self.days[max(0, bisect_right(self.days, day) - 1)]


def calendar(source: Source) -> Calendar:
    """Split time at every date that the rulebook uses."""
    days: set[date] = set()
    for instrument in source.instruments.values():
        days.update((instrument.effective, instrument.compliance))
        _spans(days, [Span(None, instrument.ended), *instrument.suspended, *instrument.not_enforced])
    for provision in source.provisions.values():
        _spans(days, [Span(provision.start, provision.end), *(entry.span for entry in provision.enforcement)])
    for group in source.sets.values():
        _spans(days, [member.span for member in group.members])
    for parameter in source.parameters.values():
        _spans(days, [span for span, _, _ in parameter.values])
    for definition in source.definitions.values():
        _spans(days, [span for span, _ in definition.versions])
    return Calendar(days, source.first_day)


def _spans(days: set[date], spans: Iterable[Span]) -> None:
    for span in spans:
        if span.start:
            days.add(span.start)
        if span.end:
            days.add(span.end + timedelta(days=1))
