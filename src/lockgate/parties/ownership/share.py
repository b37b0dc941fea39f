"""Shares of ownership as bounds, and sums of them; exact fractions, with ends that may be left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

NONE, WHOLE = Fraction(0), Fraction(1)
_NUMBER = r"(\d+(?:[.,]\d+)?)\s*(%|percent|per cent|pct)?"
_EXACT = re.compile(rf"{_NUMBER}$")
_SPAN = re.compile(rf"(?:between\s+)?{_NUMBER}\s*(?:-|\.\.|to|and)\s*{_NUMBER}$")
_ONE_SIDED = re.compile(
    rf"(>=|<=|>|<|at least|at most|more than|over|less than|under|up to|from)\s*{_NUMBER}\s*(or more|or less)?$"
)
_LOWER = {">=": False, "at least": False, "from": False, ">": True, "more than": True, "over": True}
_UPPER = {"<=": False, "at most": False, "up to": False, "<": True, "less than": True, "under": True}
_UNKNOWN = frozenset({"", "?", "unknown", "n/a", "undisclosed"})
HINT = "write 50%, 25-50%, >50%, at least 10%, or unknown"


@dataclass(frozen=True, slots=True)
class Amount:
    """One end of a sum of shares; ``open`` when the number itself is not reached."""

    value: Fraction
    open: bool = False

    def __add__(self, other: Amount) -> Amount:
        """The sum; it is not reached when one part is not."""
        return Amount(self.value + other.value, self.open or other.open)

    def reaches(self, line: Fraction) -> bool:
        """Whether the greatest possible amount can lie on or above a line."""
        return self.value > line or (self.value == line and not self.open)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a company, from 0 to 1, as far as it is known.

    >>> Share.of("50%").low, Share.of("> 25 %").above, str(Share.of("25-50%"))
    (Fraction(1, 2), True, '25 % to 50 %')
    """

    low: Fraction = NONE
    high: Fraction = WHOLE
    above: bool = False
    below: bool = False

    @classmethod
    def of(cls, text: str, *, percent: bool = False) -> Share:
        """A share from text. Numbers up to 1 without a sign are parts of one, unless ``percent`` says otherwise.

        Errors: `InputError` for what is no share, or more than the whole.

        >>> Share.of("0.5") == Share.of("50") == Share.of("0,5") == Share.of("50", percent=True)
        True
        """
        return _share(text, percent)

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def least(self) -> Amount:
        """The lower end."""
        return Amount(self.low, self.above)

    @property
    def most(self) -> Amount:
        """The upper end."""
        return Amount(self.high, self.below)

    def hull(self, other: Share) -> Share:
        """All that either of them leaves possible.

        >>> str(Share.of("30%").hull(Share.of("under 40%")))
        'under 40 %'
        """
        low = min((self.low, self.above), (other.low, other.above))
        high = max((self.high, not self.below), (other.high, not other.below))
        return Share(low[0], high[0], low[1], not high[1])

    def __str__(self) -> str:
        """As people write it."""
        if self.known:
            return percent_of(self.low)
        if self.low == NONE and self.high == WHOLE:
            return "over 0 %" if self.above else "unknown"
        if self.high == WHOLE and not self.below:
            return f"{'over' if self.above else 'at least'} {percent_of(self.low)}"
        if self.low == NONE and not self.above:
            return f"{'under' if self.below else 'at most'} {percent_of(self.high)}"
        low = f"over {percent_of(self.low)}" if self.above else percent_of(self.low)
        return f"{low} to {'under ' if self.below else ''}{percent_of(self.high)}"


@lru_cache(maxsize=1 << 16)
def _share(text: str, percent: bool) -> Share:
    """A share from text; the same text is the same object, since large graphs repeat few of them."""
    words = " ".join(text.casefold().split())
    if words in _UNKNOWN:
        return Share()
    found = _exact(words, percent) or _span(words, percent) or _one_sided(words, percent)
    if found is None:
        raise InputError(f"'{text}' is no share", hint=HINT)
    if found.high > WHOLE or found.low > WHOLE:
        raise InputError(f"a share of {text} is more than the whole", hint="a share is at most 100%")
    if found.low > found.high or (found.low == found.high and (found.above or found.below)):
        raise InputError(f"'{text}' leaves no share at all", hint=HINT)
    return found


def percent_of(part: Fraction) -> str:
    """A part of one as people write it.

    >>> percent_of(Fraction(1, 2)), percent_of(Fraction(1, 3)), percent_of(Fraction("0.4999999"))
    ('50 %', '33.333 %', '49.99999 %')
    """
    exact = part * 100
    for digits in (0, 1, 2, 3):
        if (exact * 10**digits).denominator == 1:
            return f"{float(exact):.{digits}f} %"
    shown = f"{float(exact):.3f}"
    if Fraction(shown) != exact and Fraction(shown).denominator == 1:  # rounding must not reach a line
        shown = f"{float(exact):.8f}".rstrip("0")
    return f"{shown} %"


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum of amounts."""
    found = Amount(NONE)
    for amount in amounts:
        found = found + amount
    return found


def _part(number: str, sign: str | None, percent: bool) -> Fraction:
    value = Fraction(number.replace(",", "."))
    return value / 100 if sign or percent or value > 1 else value


def _exact(words: str, percent: bool) -> Share | None:
    match = _EXACT.match(words)
    if match is None:
        return None
    value = _part(match[1], match[2], percent)
    return Share(value, value)


def _span(words: str, percent: bool) -> Share | None:
    match = _SPAN.match(words)
    if match is None:
        return None
    sign = match[2] or match[4] or ("%" if Fraction(match[3].replace(",", ".")) > 1 else None)
    return Share(_part(match[1], sign, percent), _part(match[3], sign, percent))


def _one_sided(words: str, percent: bool) -> Share | None:
    match = _ONE_SIDED.match(words)
    if match is None:
        return None
    value = _part(match[2], match[3], percent)
    if match[1] in _LOWER:
        return Share(low=value, above=_LOWER[match[1]])
    return Share(high=value, below=_UPPER[match[1]])
