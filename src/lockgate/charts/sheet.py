"""What every drawing for a page begins and ends with: its accessible name, its size, and the key to its tones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from lockgate.charts.svg import FONT, INK, PAPER, add, number, width, write
from lockgate.charts.tones import box

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE: Final = 960.0
TEXT, SMALL = 13.0, 11.5


def begun(title: str, description: str, prefix: str) -> ET.Element:
    """A drawing with its name and description, which the page shows beside it.

    >>> root = begun("A", "B", "p")
    >>> [child.tag for child in root], root.attrib["aria-labelledby"]
    (['title', 'desc', 'rect'], 'p-title p-desc')
    """
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "font-family": FONT})
    root.attrib["aria-labelledby"] = f"{prefix}-title {prefix}-desc"
    add(root, "title", title, id=f"{prefix}-title")
    add(root, "desc", description, id=f"{prefix}-desc")
    add(root, "rect", fill=PAPER)
    return root


def ended(root: ET.Element, height: float, wide: float = WIDE) -> str:
    """The drawing as text, once its height is known."""
    size = {"width": number(wide), "height": number(height)}
    paper = next(child for child in root if child.tag == "rect")
    paper.attrib.update(size)
    root.attrib.update(size | {"viewBox": f"0 0 {size['width']} {size['height']}"})
    return ET.tostring(root, encoding="unicode") + "\n"


def swatch(root: ET.Element, tone: str, x: float, y: float) -> None:
    """A small box in a tone; ``y`` is the line that its text stands on."""
    box(root, tone, (x, y - 12.0, 22.0, 15.0))


def key(root: ET.Element, entries: Sequence[tuple[str, str]], y: float, left: float = 0.0) -> float:
    """Boxes with their words from left to right, in as many lines as they need; gives where they end."""
    x, line = left, y + 14.0
    for tone, label in entries:
        wide = 30.0 + width(label, TEXT) + 18.0
        if x > left and x + wide > WIDE:
            x, line = left, line + 22.0
        swatch(root, tone, x + 1.0, line)
        add(root, "text", label, x=x + 30.0, y=line, font_size=TEXT, fill=INK)
        x += wide
    return line + 14.0


def ticks(most: float, wanted: int = 5) -> list[float]:
    """Round numbers from 0 to at least ``most``.

    >>> ticks(4321), ticks(3), ticks(0)
    ([0, 1000, 2000, 3000, 4000, 5000], [0, 1, 2, 3], [0, 1])
    """
    if most <= 0:
        return [0, 1]
    rough = most / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    step = max(step, 1.0)
    if step < 10:
        step = float(math.ceil(step))
    return [int(step * at) for at in range(math.ceil(most / step - 1e-9) + 1)]


def count(value: float) -> str:
    """A number with its thousands apart.

    >>> count(26900000)
    '26,900,000'
    """
    return f"{value:,.0f}"


def cut(text: str, size: float, room: float) -> str:
    """A text that fits, its end left out where it must be.

    >>> cut("a very long name indeed", 10, 60)
    'a very lon…'
    """
    if width(text, size) <= room:
        return text
    kept = text[: int(room / size * 4) + 1]
    while kept and width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def badge(root: ET.Element, text: str, x: float, y: float, size: float = SMALL, **more: str) -> None:
    """A short text in the middle of something hatched, on a ground of its own."""
    wide = width(text, size) + 8.0
    add(root, "rect", x=x - wide / 2, y=y - size + 0.5, width=wide, height=size + 4.0, rx=3, fill=PAPER)
    write(root, text, x, y, font_size=size, text_anchor="middle", fill=INK, **more)
