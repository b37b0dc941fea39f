"""How an answer is wanted: the day, the posture, what was known, and the sides of contested readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.door.model import Transaction


@dataclass(frozen=True, slots=True)
class Question:
    """How an answer is wanted: day, posture, knowledge and readings; and the transaction as otherwise counted."""

    as_of: date
    posture: str
    known_at: date | None
    readings: Mapping[str, str]
    others: Others = ()


Others = tuple[tuple[tuple[str, str], "Transaction"], ...]
"""The transaction under other ways of counting: which reading and value, and what it then says."""


def date_of(value: date | str | None, name: str) -> date | None:
    """A day from text; ``name`` is the option or argument that is blamed."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InputError(f"'{value}' is no date", place=name, hint="write 2025-05-15") from None


def day_of(as_of: date | str | None, transaction: Transaction) -> date:
    """The day that is asked about: the argument, or what the transaction says."""
    day = date_of(as_of, "as_of") or transaction.as_of
    if day is None:
        raise InputError(
            "the day of the transaction is missing", place="as_of", hint="write as_of: 2025-06-01, or use --as-of"
        )
    return day


def check_day(book: Rulebook, day: date | None, name: str) -> None:
    """Refuse a day before the rulebook begins: what was in force then is not encoded, so no answer is possible."""
    if day is not None and day < book.first_day:
        raise InputError(
            f"{day} lies before this rulebook begins",
            place=name,
            hint=f"ask for {book.first_day} or later; the law before it is not encoded",
        )


def check_readings(book: Rulebook, readings: Mapping[str, str]) -> Mapping[str, str]:
    """The chosen sides of readings, or an `InputError` with the nearest name."""
    for name, value in readings.items():
        reading = book.source.readings.get(name)
        if reading is None:
            from lockgate.compiler.fields import nearest  # noqa: PLC0415 - a warm start does without YAML

            raise InputError(f"unknown reading '{name}'", place="--reading", hint=nearest(name, book.source.readings))
        if value not in dict(reading.values):
            known = ", ".join(side for side, _ in reading.values)
            raise InputError(f"reading '{name}' has no side '{value}'", place="--reading", hint=f"one of {known}")
    return readings
