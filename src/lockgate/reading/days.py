"""Days that may be asked about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lockgate.errors import InputError

if TYPE_CHECKING:
    from lockgate.compiler.rulebook import Rulebook


def read_day(book: Rulebook, text: str | date, place: str) -> date:
    """A day on or after the first day of the rulebook.

    Errors: `InputError` for what is no date, and for days of which the rulebook knows nothing.
    """
    try:
        day = date.fromisoformat(text) if isinstance(text, str) else text
    except ValueError:
        raise InputError(f"'{text}' is no date", place=place, hint="write 2025-06-01") from None
    if day < book.first_day:
        raise InputError(f"the rulebook says nothing about {day}", place=place, hint=f"it begins on {book.first_day}")
    return day
