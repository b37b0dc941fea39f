"""When a provision is in force, in each posture, and how far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lockgate.compiler.timeline import CODIFIED, ENFORCED, PROPOSED, View, in_force

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.model import Provision
    from lockgate.compiler.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a provision is in force, and the conditions that narrow it then."""

    start: date
    end: date | None
    narrowed: tuple[str, ...]

    def words(self, first: date) -> str:
        """The stretch as people read it; ``first`` is the first day of the rulebook."""
        start = f"from {self.start}" if self.start > first else f"from {self.start} or before"
        end = f" to {self.end}" if self.end else ""
        only = f", only when {' AND '.join(' '.join(text.split()) for text in self.narrowed)}" if self.narrowed else ""
        return f"{start}{end}{only}"


def stretches(book: Rulebook, one: Provision, posture: str) -> list[Stretch]:
    """The days on which a provision is in force in a posture."""
    view = View(own_posture(one, posture))
    days = book.calendar.days
    ends: list[date | None] = [*(day - timedelta(days=1) for day in days[1:]), None]
    found: list[Stretch] = []
    for start, end in zip(days, ends, strict=True):
        state = in_force(book.source, one, start, view)
        if state is None:
            continue
        narrowed = tuple(text for text in state if text and text != "TRUE")
        joins = found and found[-1].narrowed == narrowed and found[-1].end == start - timedelta(days=1)
        if joins:
            found[-1] = Stretch(found[-1].start, end, narrowed)
        else:
            found.append(Stretch(start, end, narrowed))
    return found


def own_posture(one: Provision, posture: str) -> str:
    """A proposal is asked for by its own name."""
    return f"{PROPOSED}{one.instrument}" if one.proposed and posture == ENFORCED else posture


def dates(book: Rulebook, one: Provision) -> Iterator[tuple[str, list[Stretch]]]:
    """Per posture: the stretches of days."""
    for posture in (ENFORCED, CODIFIED):
        yield own_posture(one, posture), stretches(book, one, posture)
