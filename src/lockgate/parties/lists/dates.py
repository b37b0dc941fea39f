"""Days as lists write them. A text that fits no form is no day; nothing is guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from lockgate.parties.model import BirthDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})")
_MONTH = re.compile(r"([A-Za-z]{3,9})\.?,?\s+(\d{4})")
_YEAR = re.compile(r"\d{4}")
_RANGE = re.compile(r"\s+to\s+|\s+or\s+|\s*-\s*(?=\d{4}\b)")
_CIRCA = re.compile(r"^(?:circa|c\.|approximately|approx\.?)\s+", re.IGNORECASE)
_CENTURY = 50


@lru_cache(maxsize=8192)
def day(text: str) -> date | None:
    """One day, or None.

    >>> day("06/29/2056"), day("27 Sep 1961"), day("June 21, 2022"), day("2026-02-30")
    (datetime.date(2056, 6, 29), datetime.date(1961, 9, 27), datetime.date(2022, 6, 21), None)
    """
    plain = text.strip()
    if found := _ISO.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _US.fullmatch(plain):
        return _day(_year(found[3]), int(found[1]), int(found[2]))
    if found := _DAY_FIRST.fullmatch(plain):
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.fullmatch(plain):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    return None


def span(text: str) -> tuple[date, date] | None:
    """The first and last day that a date, month, year or range may be, or None.

    >>> span("1971 to 1973")
    (datetime.date(1971, 1, 1), datetime.date(1973, 12, 31))
    >>> span("Oct 1975")
    (datetime.date(1975, 10, 1), datetime.date(1975, 10, 31))
    """
    plain = _CIRCA.sub("", text.strip())
    if whole := _span(plain):
        return whole
    ends = [_span(part) for part in _RANGE.split(plain)]
    if len(ends) == 2 and ends[0] and ends[1]:
        return min(ends[0][0], ends[1][0]), max(ends[0][1], ends[1][1])
    return None


def birth(text: str) -> BirthDate:
    """A date of birth; "circa" widens nothing, it stays in the text."""
    found = span(text)
    return BirthDate(text.strip(), *(found or (None, None)))


def _span(text: str) -> tuple[date, date] | None:
    if one := day(text):
        return one, one
    if _YEAR.fullmatch(text) and int(text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if (found := _MONTH.fullmatch(text)) and _month(found[1]) and int(found[2]):
        year, month = int(found[2]), _month(found[1])
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return None


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _month(text: str) -> int:
    word = text[:3].casefold()
    return _MONTHS.index(word) + 1 if word in _MONTHS else 0


def _year(text: str) -> int:
    number = int(text)
    if len(text) > 2:
        return number
    return 1900 + number if number >= _CENTURY else 2000 + number
