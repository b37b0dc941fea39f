"""Numbers that are known, known within bounds, or unknown; exact decimal arithmetic on them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from typing import Final

from lockgate.errors import ItemsError

EXACT: Final = Context(prec=200, traps=[Inexact, InvalidOperation])
"""Sums and products are exact or fail; they never round."""

PLACES: Final = 6
"""Quotients are cut after so many decimals, as the rule language keeps numbers."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number between `low` and `high`; None is an end that nobody knows.

    >>> Bounds(Decimal(900), None)
    Bounds(low=Decimal('900'), high=None)
    >>> Bounds().known, Bounds.exact(4992).is_exact
    (False, True)
    """

    low: Decimal | None = None
    high: Decimal | None = None

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if end is not None and not end.is_finite():
                raise ItemsError(f"{end} is no number", hint="leave an unknown end away")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ItemsError(f"the lower bound {self.low} lies above the upper bound {self.high}")

    @classmethod
    def exact(cls, value: Decimal | int | None) -> Bounds:
        """Bounds that leave no room; None gives the unknown.

        >>> Bounds.exact(600)
        Bounds(low=Decimal('600'), high=Decimal('600'))
        >>> Bounds.exact(None)
        Bounds(low=None, high=None)
        """
        number = None if value is None else Decimal(value)
        return cls(number, number)

    @property
    def known(self) -> bool:
        """Whether at least one end is known.

        >>> Bounds(None, Decimal(858)).known
        True
        """
        return self.low is not None or self.high is not None

    @property
    def is_exact(self) -> bool:
        """Whether both ends are known and equal.

        >>> Bounds(Decimal(1), Decimal(2)).is_exact
        False
        """
        return self.low is not None and self.low == self.high

    def __add__(self, other: Bounds) -> Bounds:
        """Sum; an end that one summand does not know, the sum does not know."""
        low = None if self.low is None or other.low is None else EXACT.add(self.low, other.low)
        high = None if self.high is None or other.high is None else EXACT.add(self.high, other.high)
        return Bounds(low, high)

    def times(self, factor: Decimal | int) -> Bounds:
        """Product with a number that is not negative.

        >>> Bounds(Decimal("989.5"), None).times(16)
        Bounds(low=Decimal('15832.0'), high=None)
        """
        number = Decimal(factor)
        if not number.is_finite() or number < 0:
            raise ItemsError(f"cannot multiply bounds by {factor}")
        return Bounds(
            None if self.low is None else EXACT.multiply(self.low, number),
            None if self.high is None else EXACT.multiply(self.high, number),
        )

    def hull(self, other: Bounds) -> Bounds:
        """Smallest bounds that hold both.

        >>> Bounds.exact(4493).hull(Bounds.exact(5520))
        Bounds(low=Decimal('4493'), high=Decimal('5520'))
        """
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Bounds(low, high)

    def meet(self, other: Bounds) -> Bounds | None:
        """What both allow; None if they exclude each other.

        >>> Bounds(Decimal(600), None).meet(Bounds(None, Decimal(900)))
        Bounds(low=Decimal('600'), high=Decimal('900'))
        >>> Bounds.exact(1).meet(Bounds.exact(2)) is None
        True
        """
        lows = [end for end in (self.low, other.low) if end is not None]
        highs = [end for end in (self.high, other.high) if end is not None]
        low, high = max(lows, default=None), min(highs, default=None)
        if low is not None and high is not None and low > high:
            return None
        return Bounds(low, high)

    def gap(self, other: Bounds) -> Decimal:
        """How far two bounds that exclude each other lie apart; 0 if they have a number in common.

        >>> Bounds.exact(15832).gap(Bounds.exact(15824)), Bounds.exact(1).gap(Bounds())
        (Decimal('8'), Decimal('0'))
        """
        pairs = ((self.low, other.high), (other.low, self.high))
        return max(
            (EXACT.subtract(low, high) for low, high in pairs if low is not None and high is not None and low > high),
            default=Decimal(0),
        )

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return plain(self.low)
        if self.low is None:
            return "unknown" if self.high is None else f"at most {plain(self.high)}"
        return f"at least {plain(self.low)}" if self.high is None else f"{plain(self.low)} to {plain(self.high)}"


def plain(number: Decimal) -> str:
    """A number as people write it, without exponent or idle zeros.

    >>> plain(Decimal("15832.0")), plain(Decimal("3.6E+4")), plain(Decimal("0.000"))
    ('15832', '36000', '0')
    """
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def floor_quotient(numerator: Decimal, denominator: Decimal, places: int = PLACES) -> Decimal:
    """Quotient cut down after `places` decimals, so that `>=` against a threshold of so many decimals stays exact.

    >>> floor_quotient(Decimal(15832), Decimal(814))
    Decimal('19.449631')
    >>> floor_quotient(Decimal(26_900_000), Decimal(15832), places=0)
    Decimal('1699')
    """
    if denominator <= 0:
        raise ItemsError(f"cannot divide by {denominator}")
    units = (Fraction(numerator) * 10**places / Fraction(denominator)).__floor__()
    return Decimal(f"{units}e-{places}")


def ceil_quotient(numerator: Decimal, denominator: Decimal, places: int = PLACES) -> Decimal:
    """Quotient cut upwards after `places` decimals.

    >>> ceil_quotient(Decimal(1), Decimal(3))
    Decimal('0.333334')
    """
    return floor_quotient(numerator.copy_negate(), denominator, places).copy_abs()


def shared_by(whole: Bounds, parts: Bounds) -> Bounds:
    """What one of several equal parts holds, rounded outwards where the quotient does not end.

    >>> shared_by(Bounds.exact(3728), Bounds.exact(2))
    Bounds(low=Decimal('1864.000000'), high=Decimal('1864.000000'))
    >>> shared_by(Bounds.exact(19200), Bounds(Decimal(1), Decimal(8)))
    Bounds(low=Decimal('2400.000000'), high=Decimal('19200.000000'))
    """
    if parts == Bounds.exact(1):
        return whole
    low = None if whole.low is None or parts.high is None else floor_quotient(whole.low, parts.high)
    high = None if whole.high is None or parts.low is None else ceil_quotient(whole.high, parts.low)
    return Bounds(low, high)
