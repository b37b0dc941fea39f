"""One number or day of a transaction that moves, and everything that follows from it.

An axis is a line of whole steps: units of a count, the last decimal of a number, days. For every step it knows what
the slots hold that the number feeds: a quantity feeds itself and the aggregate of the shipment, a die area the density.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from lockgate.compiler.layout import FAR
from lockgate.engine.words import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lockgate.compiler.layout import Slot
    from lockgate.compiler.unit import Cells

Ends = tuple[int, int]
"""Lower and upper end of what a number may be."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A slot that follows the axis; ``ends`` gives its content at a step, ever rising or ever falling."""

    cells: Cells
    slot: Slot
    ends: Callable[[int], Ends]
    rising: bool = True
    itself: bool = False

    def over(self, first: int, last: int) -> Ends:
        """Content of the slot while the axis lies somewhere between two steps."""
        one, two = self.ends(first), self.ends(last)
        return (one[0], two[1]) if self.rising else (two[0], one[1])

    def crossing(self, end: int, value: int, low: int, high: int) -> int | None:
        """The first step after ``low``, up to ``high``, on the other side of a value (below, or not below, it)."""
        if self.itself:
            return value if low < value <= high else None
        return first_change(lambda step: self.ends(step)[end] >= value, low, high)


def first_change(truth: Callable[[int], bool], low: int, high: int) -> int | None:
    """The first step at which a truth that changes at most once is another than at ``low``.

    >>> first_change(lambda step: step >= 7, 0, 100), first_change(lambda step: True, 0, 100)
    (7, None)
    """
    before = truth(low)
    if truth(high) == before:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if truth(middle) == before:
            low = middle
        else:
            high = middle
    return high


@dataclass(slots=True)
class Axis:
    """A number or day that moves between ``low`` and ``high``, in whole steps; ``scale`` steps are one unit.

    ``at`` are the ends between which it stands, None if nothing is known. ``item`` and ``own`` say how it moves the
    TPP of a line: which line, and the line's TPP at a step.
    """

    path: str
    fact: str
    unit: str
    kind: str
    scale: int
    low: int
    high: int
    at: Ends | None
    feeds: tuple[Feed, ...]
    item: int = -1
    own: Callable[[int], tuple[Fraction, Fraction | None]] | None = None
    follows: tuple[str, ...] = field(default=())

    @contextmanager
    def kept(self) -> Iterator[None]:
        """What stands in the slots comes back afterwards."""
        before = [(feed.cells, feed.slot.at, feed.cells[feed.slot.at : feed.slot.at + 2]) for feed in self.feeds]
        try:
            yield
        finally:
            for cells, at, content in before:
                cells[at : at + 2] = content

    def put(self, first: int, last: int | None = None) -> None:
        """Let the axis stand at a step, or somewhere between two."""
        for feed in self.feeds:
            ends = feed.ends(first) if last is None else feed.over(first, last)
            feed.cells[feed.slot.at : feed.slot.at + 2] = [max(ends[0], -FAR), min(ends[1], FAR)]

    def joined(self, *feeds: Feed) -> Axis:
        """The same axis with more slots that follow it."""
        return replace(self, feeds=(*self.feeds, *feeds))

    def value(self, step: int) -> Fraction:
        """The number at a step."""
        return Fraction(step, self.scale)

    def text(self, step: int) -> str:
        """The number at a step, exactly, or the day."""
        return date.fromordinal(step).isoformat() if self.kind == "date" else exact(self.value(step))

    def number(self, step: int | None) -> int | str | None:
        """The number at a step for JSON: a whole number, or exact text; None is no end."""
        if step is None:
            return None
        return step if self.scale == 1 and self.kind != "date" else self.text(step).replace(",", "")

    def shown(self, step: int) -> str:
        """The number at a step with its unit."""
        unit = self.unit.removesuffix("s") if (step, self.scale) == (1, 1) else self.unit
        return self.text(step) if self.kind == "date" else f"{self.text(step)} {unit}".rstrip()


def exact(number: Fraction) -> str:
    """A decimal number in full, with thousands separated.

    >>> exact(Fraction(378378378, 1000000)), exact(Fraction(26900000)), exact(Fraction(-1, 4))
    ('378.378378', '26,900,000', '-0.25')
    """
    if number.denominator == 1:
        return plain(number)
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    sign, digits = ("-" if number < 0 else ""), str(abs(number.numerator * 10**places // number.denominator))
    digits = digits.rjust(places + 1, "0")
    return f"{sign}{int(digits[:-places]):,}.{digits[-places:]}"
