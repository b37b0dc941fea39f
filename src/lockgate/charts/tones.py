"""Fills for charts of counts: each differs by hatch and by how dark it is, so colour is never needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lockgate.charts.svg import Fill, add

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree import ElementTree as ET

TONES: Final[dict[str, Fill]] = {
    "outside": Fill("#ffffff", "#7d8590", "M4 4m-1.3 0a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0 -2.6 0"),
    "free": Fill("#e4f1e6", "#2e7d4f"),
    "allowed": Fill("#cfe3f5", "#1f5f99", "M0 2h8M0 6h8"),
    "open": Fill("#efe3f8", "#5f3a8a", "M1.6 2h.1M5.6 2h.1M3.6 6h.1M7.6 6h.1"),
    "limited": Fill("#fbd989", "#8a5a00", "M0 8L8 0M-2 2L2 -2M6 10L10 6"),
    "closed": Fill("#7a1f16", "#ffffff", "M0 8L8 0M0 0L8 8"),
    "same": Fill("#eceef0", "#8c959f"),
    "share0": Fill("#f1f6f1", "#4d5660"),
    "share1": Fill("#fdf3dc", "#8a5a00", "M0 8L8 0"),
    "share2": Fill("#fbe2ae", "#7a4d00", "M0 8L8 0M-2 2L2 -2M6 10L10 6"),
    "share3": Fill("#eeb04e", "#4d2f00", "M0 4L4 0M0 8L8 0M4 8L8 4M-2 2L2 -2M6 10L10 6"),
    "share4": Fill("#7a1f16", "#ffffff", "M0 8L8 0M0 0L8 8"),
}
"""Tones of outcomes (outside to closed), of what stays the same, and five steps of a share."""
WIDTHS: Final = {"open": 1.9, "outside": 0.8, "closed": 0.7, "share4": 0.7}


def hatches(root: ET.Element, prefix: str, tones: Iterable[str], scale: float = 1.0) -> None:
    """The fills that a drawing uses as patterns, named ``prefix-tone``.

    >>> from xml.etree import ElementTree as ET
    >>> root = ET.Element("svg")
    >>> hatches(root, "x", ["free", "closed", "free"])
    >>> [one.attrib["id"] for one in root.iter("pattern")]
    ['x-free', 'x-closed']
    """
    defs = add(root, "defs")
    for tone in dict.fromkeys(tones):
        fill = TONES[tone]
        named: dict[str, str | float] = {"id": f"{prefix}-{tone}", "width": 8, "height": 8, "patternUnits": "userSpaceOnUse"}
        if scale != 1.0:
            named["patternTransform"] = f"scale({scale:g})"
        pattern = add(defs, "pattern", **named)
        add(pattern, "rect", width=8, height=8, fill=fill.ground)
        if fill.hatch:
            line: dict[str, str | float] = {"stroke": fill.ink, "stroke_linecap": "round", "fill": "none"}
            add(pattern, "path", d=fill.hatch, stroke_width=WIDTHS.get(tone, 1.1), **line)


def edge(tone: str) -> str:
    """The colour of the line around a tone: dark enough on white.

    >>> edge("free"), edge("closed")
    ('#2e7d4f', '#7a1f16')
    """
    fill = TONES[tone]
    return fill.ground if fill.ink == "#ffffff" else fill.ink
