"""Fills for charts of counts: each differs by hatch and by how dark it is, so colour is never needed.

A hatch is drawn as lines inside the shape, not as an SVG pattern: printers and PDF writers draw each tile of a pattern
by itself, which makes files of tens of megabytes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from lockgate.charts.svg import add, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from xml.etree import ElementTree as ET

Point = tuple[float, float]
Ring = list[Point]


@dataclass(frozen=True, slots=True)
class Hatch:
    """Parallel lines: angle in degrees, distance, width; ``dots``: the distance of dots on them; ``shift`` sideways."""

    angle: int
    step: float
    wide: float = 1.1
    dots: float = 0.0
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Tone:
    """How a part is filled: its ground, the ink of the hatch and of its edge, and the hatch."""

    ground: str
    ink: str
    edge: str
    hatch: tuple[Hatch, ...] = ()


_BROWN, _RED, _WHITE = "#7a4d00", "#7a1f16", "#ffffff"
TONES: Final[dict[str, Tone]] = {
    "outside": Tone(_WHITE, "#7d8590", "#7d8590", (Hatch(0, 7, 1.6, 7),)),
    "free": Tone("#e4f1e6", "#2e7d4f", "#2e7d4f", (Hatch(90, 8, 0.45),)),
    "allowed": Tone("#cfe3f5", "#1f5f99", "#1f5f99", (Hatch(0, 4),)),
    "open": Tone("#efe3f8", "#5f3a8a", "#5f3a8a", (Hatch(0, 4, 1.8, 4),)),
    "limited": Tone("#fbd989", "#8a5a00", "#8a5a00", (Hatch(-45, 5),)),
    "closed": Tone(_RED, _WHITE, _RED, (Hatch(-45, 6, 0.7), Hatch(45, 6, 0.7))),
    "same": Tone("#f0f1f3", "#8c959f", "#8c959f"),
    "share0": Tone("#f1f6f1", "#30363d", "#30363d"),
    "share1": Tone("#fdf3dc", _BROWN, "#30363d", (Hatch(-45, 6.5, 0.9),)),
    "share2": Tone("#fbe2ae", _BROWN, "#30363d", (Hatch(-45, 3.6, 0.9),)),
    "share3": Tone("#eeb04e", "#3d2500", "#30363d", (Hatch(-45, 2.6, 1.1),)),
    "share4": Tone(_RED, _WHITE, "#30363d", (Hatch(-45, 5, 0.7), Hatch(45, 5, 0.7))),
}
"""Tones of outcomes (outside to closed), of what stays the same, and five steps of a share."""


def edge(tone: str) -> str:
    """The colour of the line around a tone: dark enough on white.

    >>> edge("free")
    '#2e7d4f'
    """
    return TONES[tone].edge


def box(parent: ET.Element, tone: str, place: tuple[float, float, float, float], stroke: float = 1.0) -> None:
    """A filled rectangle: left, top, width, height.

    >>> from xml.etree import ElementTree as ET
    >>> group = ET.Element("g")
    >>> box(group, "allowed", (0, 0, 10, 8))
    >>> [child.attrib.get("d") for child in group]
    [None, 'M0 0h10M0 4h10']
    """
    x, y, wide, high = place
    look: dict[str, str | float] = {"fill": TONES[tone].ground, "stroke": edge(tone), "stroke_width": stroke}
    add(parent, "rect", "", x=x, y=y, width=wide, height=high, **look)
    hatched(parent, tone, [[(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]])


def hatched(parent: ET.Element, tone: str, rings: Sequence[Ring]) -> None:
    """The lines of a tone inside a shape, given by its corners; a hole is a ring of its own."""
    for hatch in TONES[tone].hatch:
        lines = "".join(_written(one) for one in segments(rings, hatch))
        if not lines:
            continue
        look: dict[str, str | float] = {"stroke": TONES[tone].ink, "stroke_width": hatch.wide, "fill": "none"}
        if hatch.dots:
            look |= {"stroke_linecap": "round", "stroke_dasharray": f"0 {number(hatch.dots)}"}
        add(parent, "path", "", d=lines, **look)


def _written(line: tuple[Point, Point]) -> str:
    (x1, y1), (x2, y2) = ((round(x, 1), round(y, 1)) for x, y in line)
    if y1 == y2:
        return f"M{number(x1)} {number(y1)}h{number(x2 - x1)}"
    if x1 == x2:
        return f"M{number(x1)} {number(y1)}v{number(y2 - y1)}"
    return f"M{number(x1)} {number(y1)}l{number(x2 - x1)} {number(y2 - y1)}"


def segments(rings: Iterable[Ring], hatch: Hatch) -> Iterator[tuple[Point, Point]]:
    """The pieces of parallel lines that lie inside a shape, by the even-odd rule.

    >>> list(segments([[(0, 0), (4, 0), (4, 4), (0, 4)]], Hatch(0, 3)))
    [((0.0, 0.0), (4.0, 0.0)), ((0.0, 3.0), (4.0, 3.0))]
    """
    turn = math.radians(hatch.angle)
    cos, sin = math.cos(turn), math.sin(turn)
    crossed: dict[int, list[float]] = {}
    for ring in rings:
        turned = [(x * cos + y * sin, y * cos - x * sin) for x, y in ring]
        for (x1, y1), (x2, y2) in pairwise([*turned, turned[0]]):
            low, high = sorted((y1, y2))
            for at in range(math.ceil((low - hatch.shift) / hatch.step), math.ceil((high - hatch.shift) / hatch.step)):
                y = at * hatch.step + hatch.shift
                crossed.setdefault(at, []).append(x1 + (x2 - x1) * (y - y1) / (y2 - y1))
    for at, found in sorted(crossed.items()):
        y = at * hatch.step + hatch.shift
        ends = sorted(found)
        for left, right in zip(ends[::2], ends[1::2], strict=False):
            if right - left > 0.3:
                yield _back(left, y, cos, sin), _back(right, y, cos, sin)


def _back(x: float, y: float, cos: float, sin: float) -> Point:
    return round(x * cos - y * sin, 4) + 0.0, round(x * sin + y * cos, 4) + 0.0
