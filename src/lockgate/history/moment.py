"""Moments from which the law is looked at, and days that may be asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.compiler.timeline import ENFORCED, View, printed
from lockgate.engine.question import check_day, date_of

if TYPE_CHECKING:
    from datetime import date

    from lockgate.compiler.model import Source, Span
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Unit


@dataclass(frozen=True, slots=True)
class Moment:
    """A day in a posture, as far as could be known (``known_at`` None: everything)."""

    day: date
    posture: str = ENFORCED
    known_at: date | None = None

    @property
    def view(self) -> View:
        """The moment without its day."""
        return View(self.posture, self.known_at)

    def stands(self, source: Source, span: Span) -> bool:
        """Whether a dated entry (member, value, wording) stands then."""
        return printed(source, span, self.day, self.known_at)

    def unit(self, book: Rulebook) -> Unit:
        """The compiled law of the moment."""
        return book.unit(self.day, self.posture, self.known_at)


def read_day(book: Rulebook, text: str | date, place: str) -> date:
    """A day on or after the first day of the rulebook.

    Errors: `InputError` for what is no date, and for days of which the rulebook knows nothing.
    """
    day = date_of(text, place)
    assert day is not None  # noqa: S101 - only None is read as None
    check_day(book, day, place)
    return day
