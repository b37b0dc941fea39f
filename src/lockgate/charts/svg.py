"""Small helpers for SVG by `xml.etree`: elements, text widths, and fills that can be told apart without colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

FONT: Final = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
INK, QUIET, LINE, PAPER = "#1b1f24", "#57606a", "#d0d7de", "#ffffff"
_NARROW, _WIDE = frozenset("iljtfrI.,;:'|!()[]- 1"), frozenset("mwMWQ@%—…")


@dataclass(frozen=True, slots=True)
class Fill:
    """How a span is filled: ground, ink of the hatch, and the hatch (path data in a tile of 8 by 8)."""

    ground: str
    ink: str
    hatch: str = ""


FILLS: Final[dict[str, Fill]] = {
    "free": Fill("#dcefe0", "#2e7d4f"),
    "allowed": Fill("#d6e8f7", "#2a6fa8", "M1 7h6"),
    "limited": Fill("#fbeec4", "#a87b16", "M0 8L8 0M-2 2L2 -2M6 10L10 6"),
    "closed": Fill("#f5d3ce", "#ad3b2d", "M0 8L8 0M0 0L8 8"),
    "open": Fill("#eadff3", "#75509a", "M2 2h.1M6 6h.1"),
    "outside": Fill("#ffffff", "#8c959f"),
    "off": Fill("#eef0f2", "#8c959f", "M0 0L8 8M-2 6L2 10M6 -2L10 2"),
}
"""Tones from free to closed; `open` is undecided, `outside` does not apply, `off` is not in force."""


def number(value: float) -> str:
    """A coordinate: two decimals at most, the same on every machine.

    >>> number(3.0), number(1 / 3)
    ('3', '0.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def add(parent: ET.Element, tag: str, text: str = "", **attributes: str | float) -> ET.Element:
    """A child element; ``stroke_width`` is written as ``stroke-width``, and ``class_`` as ``class``."""
    named = {
        key.rstrip("_").replace("_", "-"): value if isinstance(value, str) else number(value)
        for key, value in attributes.items()
    }
    child = ET.SubElement(parent, tag, named)
    if text:
        child.text = "".join(char if char.isprintable() else " " for char in text)
    return child


def write(parent: ET.Element, text: str, x: float, y: float, **attributes: str | float) -> ET.Element:
    """A text with a thin white rim, so that lines behind it do not cross its letters."""
    rim: dict[str, str | float] = {"stroke": PAPER, "stroke_width": 3, "stroke_linejoin": "round"}
    return add(parent, "text", text, x=x, y=y, paint_order="stroke", **rim, **attributes)


def width(text: str, size: float) -> float:
    """About how wide a text is, on the safe side.

    >>> width("iii", 10) < width("mmm", 10)
    True
    """
    ems = sum(
        0.32 if char in _NARROW else 0.9 if char in _WIDE else 1.0 if ord(char) > 0x2E7F else 0.58 for char in text
    )
    return ems * size


def wrapped(text: str, size: float, room: float) -> list[str]:
    """A text in lines that fit; a word that is too long stands alone.

    >>> wrapped("one two three", 10, 45)
    ['one two', 'three']
    """
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def patterns(root: ET.Element, prefix: str) -> None:
    """The fills as SVG patterns, named ``prefix-tone``."""
    defs = add(root, "defs")
    for tone, fill in FILLS.items():
        pattern = add(defs, "pattern", id=f"{prefix}-{tone}", width=8, height=8, patternUnits="userSpaceOnUse")
        add(pattern, "rect", width=8, height=8, fill=fill.ground)
        if fill.hatch:
            add(
                pattern,
                "path",
                d=fill.hatch,
                stroke=fill.ink,
                stroke_width=1.1,
                stroke_linecap="round",
                stroke_opacity=0.55,
                fill="none",
            )


def written(root: ET.Element) -> str:
    """The drawing as text that ends with a line break."""
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"
