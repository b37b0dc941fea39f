"""One cell of a book as the door reads it: units and words of its column put in, nothing guessed."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lockgate.door.problems import WordError
from lockgate.door.words import is_empty

if TYPE_CHECKING:
    from lockgate.books.model import MappedColumn

NOT_AVAILABLE = frozenset({"n/a", "#n/a", "-", "--", "#value!", "#ref!", "#name?"})
"""Words of spreadsheets for an empty cell."""
_ORDERS = {"dmy": (0, 1, 2), "mdy": (1, 0, 2), "ymd": (2, 1, 0)}
_FIRST_SERIAL = date(1899, 12, 30)
"""Day 0 of spreadsheets; right from 1 March 1900 on."""
_HINT = "write days as 2025-06-01, or say the order of the column in the mapping: unit: dmy"


def raw_value(column: MappedColumn, value: Any) -> Any:
    """What the door is given for a cell; None if nothing stands there.

    Errors: `WordError` for numbers that are none (not a number, infinite) and days in another order than said.

    >>> from lockgate.books.model import MappedColumn
    >>> raw_value(MappedColumn("Ship Date", "as_of", unit="dmy"), "15.06.2026")
    '2026-06-15'
    >>> raw_value(MappedColumn("Use", "end_use", words={"DC": "data_center"}), "DC")
    'data_center'
    >>> raw_value(MappedColumn("Qty", "item.quantity"), 8.0)
    Decimal('8')
    """
    if isinstance(value, str):
        text = value.strip()
        if is_empty(text) or text.casefold() in NOT_AVAILABLE:
            return None
        return _with_unit(column.unit, column.words.get(text, text))
    if isinstance(value, float):
        return _with_unit(column.unit, _number(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date()
    if isinstance(value, (list, tuple)):
        return [_inner(one) for one in value]
    if isinstance(value, dict):
        return _inner(value)
    return value if value is None or isinstance(value, bool) else _with_unit(column.unit, value)


def _inner(value: Any) -> Any:
    """Elements of a nested column: what nobody filled in is left out."""
    if isinstance(value, dict):
        return {key: inner for key, one in value.items() if (inner := _inner(one)) is not None}
    if isinstance(value, (list, tuple)):
        return [_inner(one) for one in value]
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> Decimal:
    """A float as it is written; the shortest decimal that stands for it."""
    if not math.isfinite(value):
        raise WordError(f"'{value}' is no number", hint="leave the cell empty if it is not known")
    found = Decimal(repr(value))
    whole = found == found.to_integral_value() and abs(found) < Decimal(10) ** 18
    return found.quantize(Decimal(1)) if whole else found


def _with_unit(unit: str, value: Any) -> Any:
    if not unit or isinstance(value, bool):
        return value
    if unit in _ORDERS:
        return _day(value, unit) if isinstance(value, str) else value
    if unit == "serial":
        return _serial(value)
    text = str(value)
    if unit == "decimal-comma":
        return text.replace(".", "").replace(",", ".")
    if unit == "percent":
        return text if "%" in text else f"{text}%"
    factor = _factor(unit)
    if factor is None:
        return text if any(mark.isalpha() for mark in text) else f"{text} {unit}"
    try:
        return Decimal(text) * factor
    except ArithmeticError:
        raise WordError(f"'{text}' is no number", hint=f"the mapping says that it is multiplied by {unit}") from None


def _factor(unit: str) -> Decimal | None:
    try:
        return Decimal(unit)
    except ArithmeticError:
        return None


def _day(text: str, order: str) -> str:
    parts = [part for part in "".join(mark if mark.isdigit() else " " for mark in text).split() if part]
    if any(mark.isalpha() for mark in text) or (len(parts) == 1 and len(parts[0]) == 8):
        return text
    if len(parts) != 3:
        raise WordError(f"'{text}' is no day", hint=_HINT)
    if len(parts[0]) == 4:
        year, month, day = parts
    else:
        day, month, year = (parts[index] for index in _ORDERS[order])
    if len(year) != 4:
        raise WordError(f"'{text}' has no year of four digits", hint=_HINT)
    return f"{year}-{int(month):02}-{int(day):02}"


def _serial(value: Any) -> Any:
    """A day number of a spreadsheet."""
    text = str(value)
    if not text.replace(".", "", 1).isdigit():
        return value
    number = Decimal(text)
    if number != number.to_integral_value() or not 60 < number < 2958466:
        raise WordError(f"'{text}' is no day number of a spreadsheet", hint=_HINT)
    return (_FIRST_SERIAL + timedelta(days=int(number))).isoformat()
