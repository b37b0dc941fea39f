"""Words as users write them: countries, choices, yes and no, days. Nothing is guessed; near misses are offered."""

from __future__ import annotations

import difflib
import re
from datetime import date
from typing import TYPE_CHECKING

from lockgate.door.declarations import fold
from lockgate.door.problems import WordError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.door.declarations import Declarations

EMPTY = frozenset({"", "~", "null"})
"""Texts of a field that nobody filled in."""
UNKNOWN = frozenset({"unknown", "not known", "dont know", "don t know", "tbd", "to be determined", "unclear"})
"""Folded words of somebody who says that it is not known."""
YES = frozenset({"true", "yes", "y", "1", "on"})
NO = frozenset({"false", "no", "n", "0", "off"})

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[- .]+([A-Za-z]{3,9})[- .,]+(\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})[- .]+(\d{1,2})[ .,]+(\d{4})")
_WRITE_DAY = "write the day as 2025-06-01"


def is_empty(text: str) -> bool:
    """Whether a field was left blank.

    >>> is_empty(" "), is_empty("null"), is_empty("NO")
    (True, True, False)
    """
    return text.strip() in EMPTY


def is_unknown(text: str) -> bool:
    """Whether the user says that it is not known.

    >>> is_unknown("Unknown"), is_unknown("?"), is_unknown("none")
    (True, True, False)
    """
    return text.strip() == "?" or fold(text) in UNKNOWN


def country(text: str, declared: Declarations) -> str:
    """The ISO code of a country by code, name or everyday spelling.

    >>> from lockgate.door.declarations import load
    >>> country("my", load())
    'MY'
    """
    codes = declared.country_words.get(fold(text), ())
    if len(codes) == 1:
        return codes[0]
    if codes:
        options = ", ".join(f"{code} ({declared.countries[code]})" for code in codes)
        raise WordError(f"'{text.strip()}' may be several countries", hint=f"write one of {options}")
    raise WordError(f"unknown country '{text.strip()}'", hint=_near_countries(text, declared))


def _near_countries(text: str, declared: Declarations) -> str:
    words = [word for word in declared.country_words if len(word) > 3]
    found = difflib.get_close_matches(fold(text), words, 2, 0.7)
    codes = dict.fromkeys(code for word in found for code in declared.country_words[word])
    if not codes:
        return "write the two-letter code, such as MY, or the English name"
    return "did you mean " + " or ".join(f"{code}, {declared.countries[code]}" for code in codes) + "?"


def choice(text: str, values: Iterable[str], aliases: Mapping[str, str], what: str = "word") -> str:
    """The declared value that a word means; aliases are folded.

    >>> choice("GPU", ["ic", "server"], {"gpu": "ic"})
    'ic'
    """
    known = tuple(values)
    if text in known:
        return str(text)
    folded = fold(text)
    for value in known:
        if fold(value) == folded:
            return value
    if folded in aliases:
        return aliases[folded]
    spoken = {**aliases, **{fold(value): value for value in known}}
    found = dict.fromkeys(spoken[word] for word in difflib.get_close_matches(folded, spoken, 3, 0.6))
    near = f"did you mean {' or '.join(found)}?" if found else ""
    shown = ", ".join(known[:20]) + (", ..." if len(known) > 20 else "")
    hint = f"{near} Known: {shown}" if near else f"known: {shown}"
    raise WordError(f"unknown {what} '{text.strip()}'", hint=hint)


def yes_no(text: str) -> str:
    """``true`` or ``false``.

    >>> yes_no("Yes"), yes_no("NO")
    ('true', 'false')
    """
    folded = fold(text)
    if folded in YES:
        return "true"
    if folded in NO:
        return "false"
    raise WordError(f"'{text.strip()}' is neither yes nor no", hint="write true, false or unknown")


def day(text: str) -> date:
    """A day, if it can be read in one way only.

    >>> day("2025-06-01"), day("1 June 2025") == day("June 1, 2025")
    (datetime.date(2025, 6, 1), True)
    """
    plain = text.strip()
    year, month, number = _parts(plain)
    if not month:
        raise WordError(f"'{plain}' is not a day that can be read in one way only", hint=_WRITE_DAY)
    try:
        return date(year, month, number)
    except ValueError:
        raise WordError(f"there is no day {plain}", hint=_WRITE_DAY) from None


def _parts(plain: str) -> tuple[int, int, int]:
    for pattern in (_ISO, _COMPACT, _YEAR_FIRST):
        if match := pattern.fullmatch(plain):
            year, month, number = match.groups()
            return int(year), int(month) or 13, int(number)  # month 0 is no day, not an unreadable one
    if match := _DAY_FIRST.fullmatch(plain):
        number, name, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(plain):
        name, number, year = match.groups()
    else:
        return 0, 0, 0
    return int(year), _month(name), int(number)


def _month(name: str) -> int:
    short = name[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0
