"""Where names on the world map go: on their place if it has room, else beside it, not on a neighbour with a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from lockgate.charts.labels import Box
from lockgate.charts.svg import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lockgate.charts.labels import Spot

SIZE: Final = 10.5
_HALF: Final = 7.0
_GRAIN: Final = 4.0
"""Width of a square of the grid in which places are looked up."""
_FOREIGN: Final = 5.0
"""What a square of another place costs, in points of distance."""
_CODE: Final = 14.0
"""What it costs to leave the number out."""
_AROUND: Final = ((1, 0), (-1, 0), (0, -1), (0, 1), (0.8, -0.9), (0.8, 0.9), (-0.8, -0.9), (-0.8, 0.9))
_REACHES: Final = (0.0, 4.0, 10.0, 18.0, 28.0, 40.0, 54.0, 70.0)
_STEP: Final = re.compile(r"-?\d+")

Grid = dict[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Name:
    """A label in its box, and the point that it names."""

    spot: Spot
    text: str
    box: Box


def names(spots: Sequence[Spot], shapes: Mapping[str, Any], frame: Box, units: float, radius: float) -> list[Name]:
    """Labels for the spots in their order; one that finds no room has none.

    Args:
        spots: points with the full text, and the code of their place as the short one.
        shapes: outlines of all places on the map by code.
        frame: where labels may stand.
        units: units of the outlines to a point.
        radius: how much room a point itself takes.
    """
    grid = owners({spot.short: shapes[spot.short]["d"] for spot in spots}, units)
    used = [Box(spot.x - radius, spot.y - radius, spot.x + radius, spot.y + radius) for spot in spots]
    found = []
    for spot in spots:
        inner = _box(spot.text, spot.x, spot.y)
        if shapes[spot.short].get("room", 0) / units >= (inner.right - inner.left) * 0.8:
            used.append(inner)
            found.append(Name(spot, spot.text, inner))
            continue
        fits = (
            (cost + _foreign(box, spot.short, grid), at, text, box)
            for at, (cost, text, box) in enumerate(_candidates(spot, radius))
            if box.inside(frame) and not any(box.meets(other) for other in used)
        )
        best = min(fits, default=None, key=lambda one: one[:2])
        if best is not None:
            used.append(best[3])
            found.append(Name(spot, best[2], best[3]))
    return found


def _candidates(spot: Spot, radius: float) -> Iterator[tuple[float, str, Box]]:
    for text, extra in ((spot.text, 0.0), (spot.short, _CODE)):
        half = width(text, SIZE) / 2 + 3.0
        for reach in _REACHES:
            for right, down in _AROUND:
                x = spot.x + right * (half + radius + 1.5 + reach)
                y = spot.y + down * (_HALF + radius + reach)
                yield reach + extra, text, _box(text, x, y)


def _box(text: str, x: float, y: float) -> Box:
    """Room for a text around its middle."""
    half = width(text, SIZE) / 2 + 3.0
    return Box(x - half, y - _HALF, x + half, y + _HALF)


def _foreign(box: Box, code: str, grid: Grid) -> float:
    """What it costs that a label lies on other places with a name."""
    columns = range(int(box.left // _GRAIN), int(box.right // _GRAIN) + 1)
    lines = range(int(box.top // _GRAIN), int(box.bottom // _GRAIN) + 1)
    return _FOREIGN * sum(grid.get((x, y), code) != code for x in columns for y in lines)


def owners(outlines: Mapping[str, str], units: float) -> Grid:
    """For each square of a grid the place in it.

    >>> owners({"XX": "M0 0l80 0 0 80 -80 0z"}, 10)
    {(0, 0): 'XX', (1, 0): 'XX', (0, 1): 'XX', (1, 1): 'XX'}
    """
    found: Grid = {}
    for code, outline in outlines.items():
        edges = [pair for ring in rings(outline, units) for pair in pairwise([*ring, ring[0]])]
        rows: dict[int, list[float]] = {}
        for (x1, y1), (x2, y2) in edges:
            low, high = sorted((y1, y2))
            for row in range(int(low // _GRAIN), int(high // _GRAIN) + 1):
                y = (row + 0.5) * _GRAIN
                if (y1 > y) != (y2 > y):
                    rows.setdefault(row, []).append(x1 + (x2 - x1) * (y - y1) / (y2 - y1))
        for row, crossed in sorted(rows.items()):
            ends = sorted(crossed)
            for left, right in zip(ends[::2], ends[1::2], strict=False):
                for column in range(round(left / _GRAIN), round(right / _GRAIN)):
                    found[column, row] = code
    return found


def rings(outline: str, units: float) -> list[list[tuple[float, float]]]:
    """The corners of an outline in points.

    >>> rings("M10 20l10 0 0 5z", 10)
    [[(1.0, 2.0), (2.0, 2.0), (2.0, 2.5)]]
    """
    found = []
    for part in outline.split("M")[1:]:
        numbers = [int(one) for one in _STEP.findall(part)]
        x = y = 0
        ring = []
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            ring.append((x / units, y / units))
        found.append(ring)
    return found
