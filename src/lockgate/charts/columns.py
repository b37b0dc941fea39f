"""Standing stacked columns over time: one a month, years below, round numbers beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lockgate.charts.sheet import SMALL, TEXT, WIDE, begun, count, ended, key, ticks
from lockgate.charts.stacked import legend
from lockgate.charts.svg import INK, LINE, QUIET, add, width
from lockgate.charts.tones import box

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree import ElementTree as ET

    from lockgate.charts.stacked import Part

_HIGH: Final = 240.0
_WIDEST: Final = 64.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column with the word below it; ``group`` is written once below all that share it, such as a year."""

    label: str
    group: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(part.value for part in self.parts)


def draw(columns: Sequence[Column], *, title: str, description: str, prefix: str) -> str:
    """Columns beside each other, with a key on top; the first part stands at the bottom.

    >>> from lockgate.charts.stacked import Part
    >>> text = draw([Column("Jan", "2026", (Part("free", "go", 3),))], title="T", description="D", prefix="p")
    >>> text[:4], text.count("<rect")
    ('<svg', 3)
    """
    entries = legend(part for one in columns for part in one.parts)
    root = begun(title, description, prefix)
    top = key(root, entries, 0.0) + 22.0 if entries else 22.0
    steps = ticks(max((one.total for one in columns), default=0))
    left = width(count(steps[-1]), SMALL) + 14.0
    bottom = top + _HIGH
    _grid(root, steps, left, (top, bottom))
    step = min((WIDE - left) / max(len(columns), 1), _WIDEST)
    for at, one in enumerate(columns):
        _column(root, one, (left + step * at, bottom, step, _HIGH / steps[-1]))
    _words(root, columns, left, step, bottom)
    return ended(root, bottom + 46.0)


def _grid(root: ET.Element, steps: Sequence[float], left: float, ends: tuple[float, float]) -> None:
    top, bottom = ends
    for value in steps:
        y = bottom - (bottom - top) * value / steps[-1]
        add(root, "line", x1=left, x2=WIDE, y1=y, y2=y, stroke=LINE if value else QUIET, stroke_width=1)
        add(root, "text", count(value), x=left - 6, y=y + 4, font_size=SMALL, text_anchor="end", fill=QUIET)
    add(root, "text", "lines", x=0, y=top - 12, font_size=SMALL, fill=QUIET)


def _column(root: ET.Element, one: Column, place: tuple[float, float, float, float]) -> None:
    x, y, step, scale = place
    gap = min(step * 0.14, 5.0)
    for part in one.parts:
        if not part.value:
            continue
        high = max(part.value * scale, 1.0)
        y -= high
        group = add(root, "g")
        add(group, "title", f"{one.label} {one.group}: {part.label}, {count(part.value)} of {count(one.total)}")
        box(group, part.tone, (x + gap, y, step - 2 * gap, high), 0.8)
    if one.total and width(count(one.total), SMALL - 1) + 3 <= step:
        add(
            root, "text", count(one.total), x=x + step / 2, y=y - 4, font_size=SMALL - 1, text_anchor="middle", fill=INK
        )


def _words(root: ET.Element, columns: Sequence[Column], left: float, step: float, bottom: float) -> None:
    free = 0.0
    group = ""
    for at, one in enumerate(columns):
        middle = left + step * (at + 0.5)
        wide = width(one.label, SMALL)
        if middle - wide / 2 >= free:
            add(root, "text", one.label, x=middle, y=bottom + 16, font_size=SMALL, text_anchor="middle", fill=INK)
            free = middle + wide / 2 + 4
        if one.group != group:
            x = left + step * at
            add(root, "line", x1=x, x2=x, y1=bottom, y2=bottom + 36, stroke=QUIET, stroke_width=1)
            add(root, "text", one.group, x=x + 5, y=bottom + 34, font_size=TEXT, font_weight="bold", fill=INK)
            group = one.group
