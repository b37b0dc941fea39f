"""A map of the world with places shaded by a share, in five steps of hatching; small places are circles.

The outlines are those of Natural Earth, drawn on the Equal Earth projection; see ``data/README.md``. They decide nothing.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from lockgate.charts.labels import Box, Spot, leader
from lockgate.charts.labels import place as place_labels
from lockgate.charts.sheet import SMALL, TEXT, WIDE, begun, count, ended, swatch
from lockgate.charts.svg import INK, PAPER, QUIET, add, number, width, write
from lockgate.charts.tones import hatches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree import ElementTree as ET

_UNITS: Final = 10.0
"""Units of the data to a point."""
_LABELS: Final = 40
_CIRCLE: Final = 5.5
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
    root = begun(title, description, prefix, ())
    # fills of the map stand in its coarser units, those of the key and of circles do not
    hatches(root, f"{prefix}-map", STEPS, _UNITS)
    hatches(root, prefix, STEPS)
    group = add(root, "g", transform=f"scale({number(1 / _UNITS)})", stroke_linejoin="round")
    _land(group, data, known)
    for code, one in sorted(known.items()):
        _shape(group, f"{prefix}-map", data["places"][code], one)
    spots = _circles(root, prefix, data, known)
    high = data["height"] / _UNITS
    _labels(root, spots, high)
    return ended(root, _key(root, prefix, what, high + 8.0))


def _land(group: ET.Element, data: Mapping[str, Any], known: Mapping[str, Place]) -> None:
    rest = [shape["d"] for code, shape in sorted(data["places"].items()) if code not in known and shape["d"]]
    add(group, "path", d="".join([*rest, *data["others"]]), fill="#fafafa", stroke="#b4bac1", stroke_width=5)


def _shape(group: ET.Element, prefix: str, shape: Mapping[str, Any], one: Place) -> None:
    if not shape["d"] or shape.get("small"):
        return
    part = add(group, "g")
    add(part, "title", _spoken(one))
    path = {"d": shape["d"], "fill": f"url(#{prefix}-{one.step})", "fill_rule": "evenodd"}
    add(part, "path", stroke="#30363d", stroke_width=7, **path)


def _spoken(one: Place) -> str:
    return f"{one.name} ({one.code}): {count(one.lines)} lines, {count(one.shaded)} shaded"


def _circles(root: ET.Element, prefix: str, data: Mapping[str, Any], known: Mapping[str, Place]) -> list[Spot]:
    """Circles for small places; gives the points to be labelled, those with most lines first."""
    spots = []
    for code, one in sorted(known.items(), key=lambda item: (-item[1].lines, item[0])):
        shape = data["places"][code]
        x, y = shape["at"][0] / _UNITS, shape["at"][1] / _UNITS
        if shape.get("small"):
            part = add(root, "g")
            add(part, "title", _spoken(one))
            fill = f"url(#{prefix}-{one.step})"
            add(part, "circle", cx=x, cy=y, r=_CIRCLE, fill=PAPER)
            add(part, "circle", cx=x, cy=y, r=_CIRCLE, fill=fill, stroke="#1b1f24", stroke_width=1.4)
        spots.append(Spot(x, y, f"{code} {count(one.lines)}", code))
    return spots


def _labels(root: ET.Element, spots: Sequence[Spot], high: float) -> None:
    shown = spots[:_LABELS]
    for spot, label in zip(shown, place_labels(shown, Box(0, 0, WIDE, high), SMALL), strict=True):
        if label is None:
            continue
        end = leader(spot, label, SMALL)
        if end:
            add(root, "line", x1=spot.x, y1=spot.y, x2=end[0], y2=end[1], stroke=INK, stroke_width=0.8)
        write(root, label.text, label.x, label.y + 4.0, font_size=SMALL, font_weight="bold", fill=INK)


def _key(root: ET.Element, prefix: str, what: str, y: float) -> float:
    add(root, "text", f"Share of {what}:", x=0, y=y + 14, font_size=TEXT, fill=INK)
    x = width(f"Share of {what}:", TEXT) + 14
    words = ("none", "up to 25 %", "up to 50 %", "up to 75 %", "more")
    for tone, text in zip(STEPS, words, strict=True):
        swatch(root, prefix, tone, x, y + 14)
        add(root, "text", text, x=x + 29, y=y + 14, font_size=TEXT, fill=INK)
        x += 29 + width(text, TEXT) + 16
    note = "Borders by Natural Earth; they decide nothing. A number is all lines to that place; a circle is a place too small to draw."
    add(root, "text", note, x=0, y=y + 36, font_size=SMALL, fill=QUIET)
    return y + 46
