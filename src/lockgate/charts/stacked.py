"""Lying stacked bars: parts of a whole by tone, each with its number where it finds room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lockgate.charts.sheet import SMALL, TEXT, WIDE, badge, begun, count, cut, ended, key
from lockgate.charts.svg import INK, LINE, QUIET, add, width, wrapped
from lockgate.charts.tones import box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from xml.etree import ElementTree as ET

_NAMES: Final = 210.0
_TOTAL: Final = 84.0
_LONGEST: Final = 200
_LEAST: Final = 2.5
"""The narrowest part that is drawn for something that is not nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: its tone, what it says and how many there are."""

    tone: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``note`` stands small below its name."""

    label: str
    parts: tuple[Part, ...]
    note: str = ""

    @property
    def total(self) -> int:
        """All parts together.

        >>> Bar("x", (Part("free", "a", 2), Part("open", "b", 3))).total
        5
        """
        return sum(part.value for part in self.parts)


def legend(parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Tones and words of what is there at all, in the order in which parts are named.

    >>> legend([Part("free", "go", 0), Part("open", "ask", 1), Part("free", "go", 2), Part("closed", "stop", 0)])
    [('free', 'go'), ('open', 'ask')]
    """
    there: dict[tuple[str, str], int] = {}
    for part in parts:
        there[part.tone, part.label] = there.get((part.tone, part.label), 0) + part.value
    return [entry for entry, value in there.items() if value]


def draw(  # noqa: PLR0913 - a drawing and its words
    bars: Sequence[Bar], *, title: str, description: str, prefix: str, whole: bool = False, high: float = 26.0
) -> str:
    """Bars below each other, with a key on top.

    Args:
        bars: from top to bottom.
        title: accessible name.
        description: what the drawing says, for those who cannot see it.
        prefix: start of every id inside, so that several drawings can stand on one page.
        whole: each bar takes the whole width, to compare shares.
        high: height of a bar.

    >>> text = draw([Bar("MY", (Part("free", "go", 3),))], title="T", description="D", prefix="p")
    >>> text[:4], text.count("<rect")
    ('<svg', 4)
    """
    entries = legend(part for bar in bars for part in bar.parts)
    root = begun(title, description, prefix)
    y = key(root, entries, 0.0) + 6.0 if entries else 10.0
    most = max((bar.total for bar in bars), default=0) or 1
    room = WIDE - _NAMES - _TOTAL
    for bar in bars:
        _name(root, bar, y, high)
        full = room if whole and bar.total else room * bar.total / most
        _parts(root, bar, (_NAMES, y, full, high))
        add(
            root,
            "text",
            count(bar.total) + (" lines" if whole else ""),
            x=WIDE,
            y=y + high / 2 + 4.5,
            font_size=TEXT,
            text_anchor="end",
            fill=INK,
        )
        y += high + (14.0 if high > 30 else 9.0)
    return ended(root, y)


def _name(root: ET.Element, bar: Bar, y: float, high: float) -> None:
    lines = wrapped(bar.label[:_LONGEST], TEXT, _NAMES - 14.0)[: 1 if bar.note or high < 30 else 2] or [""]
    if high < 30 or len(" ".join(lines)) < len(bar.label):
        lines[-1] = cut(bar.label if len(lines) == 1 else bar.label[len(lines[0]) :].strip(), TEXT, _NAMES - 14.0)
    lines = [cut(line, TEXT, _NAMES - 14.0) for line in lines]
    below = 1 if bar.note else 0
    top = y + high / 2 + 4.5 - 8.0 * (len(lines) - 1 + below)
    for at, line in enumerate(lines):
        weight = "bold" if high > 30 else "normal"
        add(root, "text", line, x=0, y=top + 16.0 * at, font_size=TEXT, fill=INK, font_weight=weight)
    if bar.note:
        add(
            root,
            "text",
            cut(bar.note, SMALL, _NAMES - 14.0),
            x=0,
            y=top + 16.0 * len(lines),
            font_size=SMALL,
            fill=QUIET,
        )


def _parts(root: ET.Element, bar: Bar, place: tuple[float, float, float, float]) -> None:
    left, y, full, high = place
    if not bar.total:
        add(root, "rect", x=left, y=y, width=4, height=high, fill="none", stroke=LINE)
        return
    shown = [part for part in bar.parts if part.value]
    wides = _wides([part.value for part in shown], full)
    x = left
    for part, wide in zip(shown, wides, strict=True):
        group = add(root, "g")
        add(group, "title", f"{bar.label}: {part.label}, {count(part.value)} of {count(bar.total)}")
        box(group, part.tone, (x, y, wide, high))
        _label(group, part, bar.total, (x, y, wide, high))
        x += wide


def _label(group: ET.Element, part: Part, total: int, place: tuple[float, float, float, float]) -> None:
    x, y, wide, high = place
    share = f"{100 * part.value / total:.0f} %"
    if (
        high > 40
        and width(part.label, SMALL) + 14 <= wide
        and width(f"{count(part.value)} ({share})", SMALL) + 14 <= wide
    ):
        badge(group, part.label, x + wide / 2, y + high / 2 - 4.0)
        badge(group, f"{count(part.value)} ({share})", x + wide / 2, y + high / 2 + 12.0, font_weight="bold")
    elif width(count(part.value), SMALL) + 14 <= wide:
        badge(group, count(part.value), x + wide / 2, y + high / 2 + 4.0)


def _wides(values: Sequence[int], full: float) -> list[float]:
    """Widths that add up to the bar; what is not nothing can be seen."""
    total = sum(values)
    raw = [max(full * value / total, _LEAST) for value in values]
    over = sum(raw) - max(full, _LEAST * len(values))
    largest = max(range(len(raw)), key=lambda at: raw[at])
    raw[largest] = max(raw[largest] - over, _LEAST)
    return raw
