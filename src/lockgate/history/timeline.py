"""What happened when: the instruments of a rulebook as events in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lockgate.compiler.timeline import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.model import Instrument
    from lockgate.compiler.rulebook import Rulebook

MARKS = {
    "published": "·",
    "effective": "+",
    "compliance": "+",
    "suspended": "-",
    "suspension ends": "+",
    "not enforced": "-",
    "enforced again": "+",
    "ended": "x",
    "expected": "?",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an instrument on a day."""

    day: date
    what: str
    instrument: str
    name: str
    cite: str
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "day": self.day.isoformat(),
            "what": self.what,
            "instrument": self.instrument,
            "name": self.name,
            "cite": self.cite,
            "note": self.note or None,
        }


def events(
    book: Rulebook, start: date | None = None, end: date | None = None, known_at: date | None = None
) -> list[Event]:
    """Events of the rulebook between two days, both inclusive; only of instruments that could be known on a day."""
    source = book.source
    found = [event for one in source.instruments.values() if known(source, one.id, known_at) for event in _of(one)]
    kept = [one for one in found if (start is None or start <= one.day) and (end is None or one.day <= end)]
    order = list(MARKS)
    return sorted(kept, key=lambda one: (one.day, one.instrument, order.index(one.what)))


def _of(one: Instrument) -> Iterator[Event]:
    def event(day: date, what: str, note: str = "") -> Event:
        return Event(day, what, one.id, one.name, one.cite, note)

    note = f"known from {one.known_from}" if one.known_from != one.published else ""
    yield event(one.published, "published", note)
    yield event(one.effective, "effective", "proposal: binds nobody" if one.kind == "proposal" else "")
    if one.compliance != one.effective:
        yield event(one.compliance, "compliance", "first day on which one has to comply")
    for spans, first, last in (
        (one.suspended, "suspended", "suspension ends"),
        (one.not_enforced, "not enforced", "enforced again"),
    ):
        for span in spans:
            by = f"by {span.by}" if span.by else ""
            yield event(span.start or one.effective, first, by)
            if span.end:
                yield event(span.end + timedelta(days=1), last, by)
    if one.ended:
        yield event(one.ended, "ended", "last day")
    for day, what, confidence in one.expected:
        yield event(day, "expected", f"{what} ({confidence.replace('_', ' ')})" if confidence else what)
