"""Exact sums over lines: whole numbers of any size, added up vectorised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    import numpy.typing as npt

    from lockgate.books.typed.codes import Codes

_BITS = 30
_MASK = (1 << _BITS) - 1


@dataclass(slots=True)
class Amounts:
    """Whole numbers by place, None where one is open; grows.

    Sums are exact: numbers are cut into limbs of 30 bits, and a chunk has far fewer lines than the 2**23 at which a sum
    of limbs would leave the whole numbers that a double holds.
    """

    values: list[int | None] = field(default_factory=list)
    limbs: list[npt.NDArray[np.float64]] = field(default_factory=list)
    open: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def extend(self, values: Sequence[int | None]) -> None:
        """Take further numbers in."""
        if not values:
            return
        self.values.extend(values)
        known = [value or 0 for value in self.values]
        most = max(known, default=0).bit_length()
        if min(known, default=0) < 0:
            raise ValueError("amounts are not negative")
        self.limbs = [
            np.array([value >> shift & _MASK for value in known], dtype=np.float64)
            for shift in range(0, max(most, 1), _BITS)
        ]
        self.open = np.array([value is None for value in self.values], dtype=np.float64)

    def of(self, places: Codes) -> OfLines:
        """The amounts of lines, by their places."""
        return OfLines([limb[places] for limb in self.limbs], self.open[places] if self.open.any() else None)


@dataclass(frozen=True, slots=True)
class OfLines:
    """Amounts of lines: limbs, and 1 where an amount is open (None: nowhere)."""

    limbs: list[npt.NDArray[np.float64]]
    open: npt.NDArray[np.float64] | None

    def sums(self, groups: Codes, wanted: Codes) -> list[int | None]:
        """The sums of the groups that are wanted; None where a line of one is open.

        >>> amounts = Amounts()
        >>> amounts.extend([10**20, 1, None])
        >>> amounts.of(np.array([0, 1, 0, 2])).sums(np.array([0, 0, 0, 3]), np.array([0, 3]))
        [200000000000000000001, None]
        """
        total = [0] * len(wanted)
        for number, limb in enumerate(self.limbs):
            for place, part in enumerate(np.bincount(groups, limb)[wanted].tolist()):
                total[place] += int(part) << (number * _BITS)
        if self.open is None:
            return list(total)
        unknown = np.bincount(groups, self.open)[wanted].tolist()
        return [None if bad else value for value, bad in zip(total, unknown, strict=True)]


def sums_of(amounts: OfLines | None, groups: Codes, wanted: Codes) -> list[int | None]:
    """The sums of groups of lines; all open where no column states amounts."""
    return [None] * len(wanted) if amounts is None else amounts.sums(groups, wanted)


def decimal(value: Fraction) -> str:
    """An exact number as text; thirds and the like as a fraction.

    >>> from fractions import Fraction
    >>> decimal(Fraction(5, 2)), decimal(Fraction(12)), decimal(Fraction(1, 3))
    ('2.5', '12', '1/3')
    """
    if value.denominator == 1:
        return str(value.numerator)
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
