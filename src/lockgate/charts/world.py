"""A map of the world with places shaded by a share, in five steps of hatching; small places are circles.

The outlines are those of Natural Earth on the Equal Earth projection; see ``data/README.md``. They decide nothing.
"""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from lockgate.charts.labels import Box, Spot
from lockgate.charts.sheet import SMALL, TEXT, WIDE, begun, count, ended, swatch
from lockgate.charts.svg import INK, PAPER, QUIET, add, width
from lockgate.charts.tones import TONES, hatched
from lockgate.charts.world_labels import SIZE, names, rings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree import ElementTree as ET

_UNITS: Final = 10.0
"""Units of the data to a point."""
_SMALLER: Final = "scale(0.1)"
_LABELS: Final = 40
_CIRCLE: Final = 5.0
_CORNERS: Final = 24
STEPS: Final = ("share0", "share1", "share2", "share3", "share4")


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its code: its name, how many lines, and how many of them count for the shade."""

    code: str
    name: str
    lines: int
    shaded: int

    @property
    def step(self) -> str:
        """The tone: none, up to a quarter, up to half, up to three quarters, more.

        >>> [Place("XX", "", 100, value).step for value in (0, 1, 25, 26, 75, 76)]
        ['share0', 'share1', 'share1', 'share2', 'share3', 'share4']
        """
        if not self.shaded:
            return STEPS[0]
        return STEPS[min(1 + (4 * self.shaded - 1) // max(self.lines, 1), 4)]


@cache
def outlines() -> dict[str, Any]:
    """The data file: size, and for each code its outline (``d``), where its name goes (``at``), whether it is small.

    >>> sorted(set(outlines()["places"]["SG"])), len(outlines()["places"]) > 230
    (['at', 'd', 'small'], True)
    """
    packed = files("lockgate.charts").joinpath("data/world.json.gz").read_bytes()
    found: dict[str, Any] = json.loads(gzip.decompress(packed))
    return found


def drawn_codes() -> frozenset[str]:
    """Codes that have a place on the map.

    >>> {"TW", "HK", "MO", "XK"} <= drawn_codes(), "ZZ" in drawn_codes()
    (True, False)
    """
    return frozenset(outlines()["places"])


def draw(places: Sequence[Place], *, what: str, title: str, description: str, prefix: str) -> str:
    """The map; ``what`` says what the shade counts, such as "lines that need a licence".

    >>> text = draw([Place("SG", "Singapore", 4, 1)], what="x", title="T", description="D", prefix="p")
    >>> text[:4], "SG 4" in text
    ('<svg', True)
    """
    data = outlines()
    known = {one.code: one for one in places if one.code in data["places"]}
    root = begun(title, description, prefix)
    _land(root, data, known)
    for code, one in sorted(known.items()):
        _shape(root, data["places"][code], one)
    spots = _circles(root, data, known)
    high = data["height"] / _UNITS
    _labels(root, spots, data["places"], high)
    return ended(root, _key(root, what, high + 8.0))


def _land(root: ET.Element, data: Mapping[str, Any], known: Mapping[str, Place]) -> None:
    rest = [shape["d"] for code, shape in sorted(data["places"].items()) if code not in known and shape["d"]]
    look = {"fill": "#fafafa", "stroke": "#b4bac1", "stroke_linejoin": "round"}
    add(root, "path", d="".join([*rest, *data["others"]]), transform=_SMALLER, stroke_width=5, **look)


def _shape(root: ET.Element, shape: Mapping[str, Any], one: Place) -> None:
    if not shape["d"] or shape.get("small"):
        return
    part = add(root, "g")
    add(part, "title", _spoken(one))
    tone = TONES[one.step]
    look = {"fill": tone.ground, "fill_rule": "evenodd", "stroke": tone.edge, "stroke_linejoin": "round"}
    add(part, "path", d=shape["d"], transform=_SMALLER, stroke_width=7, **look)
    hatched(part, one.step, rings(shape["d"], _UNITS))


def short(value: int) -> str:
    """A count in few letters.

    >>> short(950), short(9999), short(12345), short(2_340_000)
    ('950', '9,999', '12k', '2.3M')
    """
    if value >= 1_000_000:
        return f"{value / 1_000_000:.1f}M"
    return f"{value // 1000}k" if value >= 10_000 else count(value)


def _spoken(one: Place) -> str:
    return f"{one.name} ({one.code}): {count(one.lines)} lines, {count(one.shaded)} shaded"


def _circles(root: ET.Element, data: Mapping[str, Any], known: Mapping[str, Place]) -> list[Spot]:
    """Circles for small places; gives the points to be labelled, those with most lines first."""
    spots = []
    for code, one in sorted(known.items(), key=lambda item: (-item[1].lines, item[0])):
        shape = data["places"][code]
        x, y = shape["at"][0] / _UNITS, shape["at"][1] / _UNITS
        if shape.get("small"):
            part = add(root, "g")
            add(part, "title", _spoken(one))
            add(part, "circle", cx=x, cy=y, r=_CIRCLE, fill=TONES[one.step].ground)
            turns = (2 * math.pi * at / _CORNERS for at in range(_CORNERS))
            hatched(part, one.step, [[(x + _CIRCLE * math.cos(turn), y + _CIRCLE * math.sin(turn)) for turn in turns]])
            add(part, "circle", cx=x, cy=y, r=_CIRCLE, fill="none", stroke=INK, stroke_width=1.4)
        spots.append(Spot(x, y, f"{code} {short(one.lines)}", code))
    return spots


def _labels(root: ET.Element, spots: Sequence[Spot], shapes: Mapping[str, Any], high: float) -> None:
    for one in names(spots[:_LABELS], shapes, Box(0, 0, WIDE, high), _UNITS, _CIRCLE):
        box = one.box
        _leader(root, one.spot, box)
        size = {"width": box.right - box.left, "height": box.bottom - box.top}
        add(root, "rect", "", x=box.left, y=box.top, rx=3, fill=PAPER, fill_opacity="0.88", **size)
        x, y = (box.left + box.right) / 2, box.bottom - 3.5
        add(root, "text", one.text, x=x, y=y, font_size=SIZE, font_weight="bold", text_anchor="middle", fill=INK)


def _leader(root: ET.Element, spot: Spot, box: Box) -> None:
    """A line to a label that stands apart from its place."""
    x, y = min(max(spot.x, box.left), box.right), min(max(spot.y, box.top), box.bottom)
    if math.hypot(x - spot.x, y - spot.y) > 2 * _CIRCLE + 3:
        add(root, "line", x1=spot.x, y1=spot.y, x2=x, y2=y, stroke=INK, stroke_width=0.8)


def _key(root: ET.Element, what: str, y: float) -> float:
    add(root, "text", f"Share of {what}:", x=0, y=y + 14, font_size=TEXT, fill=INK)
    x = width(f"Share of {what}:", TEXT) + 14
    words = ("none", "up to 25 %", "up to 50 %", "up to 75 %", "more")
    for tone, text in zip(STEPS, words, strict=True):
        swatch(root, tone, x, y + 14)
        add(root, "text", text, x=x + 29, y=y + 14, font_size=TEXT, fill=INK)
        x += 29 + width(text, TEXT) + 16
    note = (
        "Borders by Natural Earth; they decide nothing. A number is all lines to that place (k: thousand, M: million); "
        "a circle is a place too small to draw."
    )
    add(root, "text", note, x=0, y=y + 36, font_size=SMALL, fill=QUIET)
    return y + 46
