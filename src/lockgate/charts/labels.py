"""Labels that do not collide: each is tried at places around its point, the most important first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDE = 0.58
"""Mean width of a letter as a share of the type size."""
_REACHES = (1.0, 1.5, 2.4, 3.6, 5.0, 6.5)
_AROUND = ((1, 0), (-1, 0), (0, -1), (0, 1), (0.9, -0.9), (0.9, 0.9), (-0.9, -0.9), (-0.9, 0.9))
"""How far, in steps, and in which directions a label is tried; the nearest place wins."""
_BESIDE = 1.3
"""A label farther than this many type sizes from its point gets a line."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles have an area in common.

        >>> Box(0, 0, 2, 2).meets(Box(1, 1, 3, 3)), Box(0, 0, 1, 1).meets(Box(1, 0, 2, 1))
        (True, False)
        """
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def inside(self, other: Box) -> bool:
        """Whether this lies wholly in another rectangle."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """A point to be labelled: where it is, its full and its short label."""

    x: float
    y: float
    text: str
    short: str


@dataclass(frozen=True, slots=True)
class Label:
    """A label with the middle of its left edge; ``full`` says whether the whole name found room."""

    x: float
    y: float
    text: str
    full: bool


def place(spots: Sequence[Spot], frame: Box, size: float, taken: Iterable[Box] = ()) -> tuple[Label | None, ...]:
    """Labels in the order of the spots; the short one where the full one finds no room, None where neither does.

    >>> [label.text for label in place([Spot(50, 50, "one", "1"), Spot(52, 50, "two", "2")], Box(0, 0, 100, 100), 10)]
    ['one', 'two']
    """
    radius = size * 0.6
    used = [*taken, *(Box(s.x - radius, s.y - radius, s.x + radius, s.y + radius) for s in spots)]
    found = []
    for spot in spots:
        label = _fit(spot, spot.text, frame, size, used) or _fit(spot, spot.short, frame, size, used)
        if label is not None:
            used.append(_box(label, size))
        found.append(label)
    return tuple(found)


def _fit(spot: Spot, text: str, frame: Box, size: float, used: list[Box]) -> Label | None:
    wide, gap = width(text, size), size * 0.75
    for reach in _REACHES:
        far = gap * reach
        for right, down in _AROUND:
            x = spot.x + right * far - wide * (1 - right) / 2
            label = Label(x, spot.y + down * (far + size * 0.3 * (right == 0)), text, text == spot.text)
            box = _box(label, size)
            if box.inside(frame) and not any(box.meets(other) for other in used):
                return label
    return None


def leader(spot: Spot, label: Label, size: float) -> tuple[float, float] | None:
    """Where a line from a point to a label that stands far from it ends; None if the label stands beside it.

    >>> (
    ...     leader(Spot(0, 0, "a", "1"), Label(30, 0, "a", full=True), 10),
    ...     leader(Spot(0, 0, "a", "1"), Label(6, 0, "a", full=True), 10),
    ... )
    ((29, 0), None)
    """
    box = _box(label, size)
    x = min(max(spot.x, box.left - 1), box.right + 1)
    y = label.y if x != spot.x else min(max(spot.y, box.top), box.bottom)
    return (x, y) if math.hypot(x - spot.x, y - spot.y) > size * _BESIDE else None


def _box(label: Label, size: float) -> Box:
    return Box(label.x, label.y - size * 0.55, label.x + width(label.text, size), label.y + size * 0.55)


def width(text: str, size: float) -> float:
    """About how wide a text is.

    >>> width("abcd", 10)
    23.2
    """
    return round(len(text) * size * _WIDE, 3)
