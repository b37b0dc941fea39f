"""What is used of a cap over time: a stair against a line, crosses where something did not fit, flags for notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from lockgate.charts.sheet import SMALL, TEXT, WIDE, begun, count, ended, ticks
from lockgate.charts.svg import INK, LINE, PAPER, QUIET, add, number, width, write
from lockgate.charts.tones import TONES, box, edge, hatched

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree import ElementTree as ET

_HIGH: Final = 210.0
_POINTS: Final = 600
"""More steps than this cannot be told apart in the drawing."""
_MARKS: Final = 60
_WORDED: Final = 3
"""More crosses or flags than this are not named in the drawing; the list beside it names them."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day at a height: a line that did not fit, or a notice."""

    day: date
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Use:
    """An account: what was used after each line, the cap (None: not known), what did not fit, and notices."""

    steps: tuple[tuple[date, float], ...]
    limit: float | None
    unit: str
    refused: tuple[Event, ...] = ()
    notices: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plane:
    first: date
    days: int
    left: float
    right: float
    top: float
    bottom: float
    most: float

    def x(self, day: date) -> float:
        return self.left + (self.right - self.left) * min(max((day - self.first).days, 0), self.days) / self.days

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * min(max(value, 0.0), self.most) / self.most


def draw(  # noqa: PLR0913 - a drawing and its words
    use: Use, *, first: date, last: date, title: str, description: str, prefix: str
) -> str:
    """One account over the days from ``first`` to ``last``.

    >>> use = Use(((date(2025, 2, 1), 15.0),), 26.9, "TPP")
    >>> text = draw(use, first=date(2025, 1, 1), last=date(2025, 12, 31), title="T", description="D", prefix="p")
    >>> text[:4], "cap 27 TPP" in text
    ('<svg', True)
    """
    root = begun(title, description, prefix)
    events = [event.value for event in (*use.refused, *use.notices)]
    most = max([use.limit or 0.0, *(value for _, value in use.steps), *events], default=0.0)
    steps = ticks(most * 1.03, 4)
    left = width(count(steps[-1]), SMALL) + 14.0
    days = max((last - first).days, 1)
    plane = _Plane(first, days, left, WIDE - 150.0, 26.0, 26.0 + _HIGH, max(float(steps[-1]), 1e-9))
    _axes(root, plane, steps, use.unit, last)
    _stair(root, plane, use, last)
    if use.limit is not None:
        _cap(root, plane, use)
    used: list[tuple[float, float, float]] = []
    if use.limit is not None:
        used.append((plane.left, plane.right, plane.y(use.limit) + 4.0))
    for event in use.notices[:_MARKS]:
        _notice(root, plane, event, used, worded=len(use.notices) <= _WORDED)
    for event in use.refused[:_MARKS]:
        _refused(root, plane, event, used, worded=len(use.refused) <= _WORDED)
    return ended(root, _key(root, plane.bottom + 40.0, use))


def _axes(root: ET.Element, plane: _Plane, steps: Sequence[float], unit: str, last: date) -> None:
    add(root, "text", unit, x=0, y=14, font_size=SMALL, fill=QUIET)
    for value in steps:
        y = plane.y(value)
        add(root, "line", x1=plane.left, x2=plane.right, y1=y, y2=y, stroke=LINE if value else QUIET, stroke_width=1)
        add(root, "text", count(value), x=plane.left - 6, y=y + 4, font_size=SMALL, text_anchor="end", fill=QUIET)
    free = 0.0
    for year in range(plane.first.year, last.year + 1):
        for month in range(1, 13):
            day = date(year, month, 1)
            if not plane.first <= day <= last:
                continue
            x = plane.x(day)
            text = f"{day:%b} {year}" if month == 1 or not free else f"{day:%b}"
            add(root, "line", x1=x, x2=x, y1=plane.bottom, y2=plane.bottom + (6 if month == 1 else 4), stroke=QUIET)
            if x >= free:
                add(root, "text", text, x=x + 2, y=plane.bottom + 17, font_size=SMALL, fill=INK)
                free = x + width(text, SMALL) + 6


def _stair(root: ET.Element, plane: _Plane, use: Use, last: date) -> None:
    steps = thinned(use.steps, _POINTS)
    x, y = plane.x(plane.first), plane.y(0)
    path = [f"M{number(x)} {number(y)}"]
    corners = [(x, y)]
    for day, value in steps:
        corners.append((plane.x(day), y))
        x, y = plane.x(day), plane.y(value)
        corners.append((x, y))
        path.append(f"H{number(x)}V{number(y)}")
    end = plane.x(last)
    path.append(f"H{number(end)}")
    line = "".join(path)
    ground = f"{line}V{number(plane.y(0))}Z"
    add(root, "path", d=ground, fill=TONES["allowed"].ground, fill_opacity="0.55")
    hatched(add(root, "g", opacity="0.5"), "allowed", [[*corners, (end, y), (end, plane.y(0))]])
    add(root, "path", d=line, fill="none", stroke=edge("allowed"), stroke_width=2.5, stroke_linejoin="round")
    final = use.steps[-1][1] if use.steps else 0.0
    share = f" ({_percent(final, use.limit)})" if use.limit else ""
    _beside(root, plane, plane.y(final), (f"used {count(final)}", f"{use.unit}{share}"), use)


def _percent(value: float, limit: float) -> str:
    """A share rounded so that less than all never reads as all.

    >>> _percent(99.9, 100), _percent(100, 100)
    ('99 %', '100 %')
    """
    return f"{int(100 * value / limit)} %"


def _beside(root: ET.Element, plane: _Plane, y: float, lines: tuple[str, str], use: Use) -> None:
    """The last value, to the right of its line, below that of the cap where both would meet."""
    if use.limit is not None and abs(y - plane.y(use.limit)) < 32:
        y = plane.y(use.limit) + 34
    y = min(max(y, plane.top + 10), plane.bottom - 14)
    for at, line in enumerate(lines):
        write(root, line, plane.right + 8, y + 4 + 14 * at, font_size=SMALL, fill=INK)


def thinned(steps: Sequence[tuple[date, float]], most: int) -> list[tuple[date, float]]:
    """The last value of each day, and of days the last of each stretch where there are too many.

    >>> thinned([(date(2025, 1, 1), 1.0), (date(2025, 1, 1), 2.0)], 10)
    [(datetime.date(2025, 1, 1), 2.0)]
    """
    days = list(dict(steps).items())
    if len(days) <= most:
        return days
    every = len(days) / most
    kept = sorted({min(int((at + 1) * every) - 1, len(days) - 1) for at in range(most)} | {len(days) - 1})
    return [days[at] for at in kept]


def _cap(root: ET.Element, plane: _Plane, use: Use) -> None:
    y = plane.y(use.limit or 0.0)
    add(root, "line", x1=plane.left, x2=plane.right, y1=y, y2=y, stroke=INK, stroke_width=2, stroke_dasharray="9 5")
    write(
        root,
        f"cap {count(use.limit or 0.0)} {use.unit}",
        plane.right + 8,
        y + 4,
        font_size=SMALL,
        font_weight="bold",
        fill=INK,
    )


def _refused(
    root: ET.Element, plane: _Plane, event: Event, used: list[tuple[float, float, float]], *, worded: bool
) -> None:
    x, y = plane.x(event.day), plane.y(event.value)
    group = add(root, "g")
    add(group, "title", f"{event.day.isoformat()}: {event.label} did not fit")
    cross = f"M{number(x - 5)} {number(y - 5)}l10 10m0 -10l-10 10"
    add(group, "path", d=cross, stroke=PAPER, stroke_width=6, stroke_linecap="round")
    add(group, "path", d=cross, stroke=edge("closed"), stroke_width=2.6, stroke_linecap="round")
    if worded:
        wide = width(event.label, SMALL)
        left = x + 10 if x + 10 + wide <= plane.right else x - 10 - wide
        _word(group, plane, event.label, [(left, y + shift) for shift in (4.0, 18.0, -10.0, 32.0)], used)


def _notice(
    root: ET.Element, plane: _Plane, event: Event, used: list[tuple[float, float, float]], *, worded: bool
) -> None:
    x, y = plane.x(event.day), plane.y(event.value)
    group = add(root, "g")
    add(group, "title", f"{event.day.isoformat()}: {event.label}")
    add(group, "line", x1=x, x2=x, y1=plane.bottom, y2=y, stroke=INK, stroke_width=1, stroke_dasharray="2 3")
    flag = f"M{number(x)} {number(y)}v-14l12 5l-12 5"
    add(group, "path", d=flag, fill=INK, stroke=PAPER, stroke_width=1)
    if not worded:
        return
    wide = width(event.label, SMALL)
    if x - 6 - wide > plane.left:
        spots = [(x - 6 - wide, y + shift) for shift in (-4.0, -18.0, -32.0)]
    else:
        spots = [(x + 16, y + shift) for shift in (-6.0, -20.0, -34.0)]
    _word(group, plane, event.label, spots, used)


def _word(
    group: ET.Element,
    plane: _Plane,
    text: str,
    spots: Sequence[tuple[float, float]],
    used: list[tuple[float, float, float]],
) -> None:
    """A label at the first spot that is free; none where all are taken."""
    wide = width(text, SMALL)
    for x, y in spots:
        clear = all(x > right or x + wide < left or abs(y - other) > 13 for left, right, other in used)
        if plane.top - 14 < y < plane.bottom and clear:
            used.append((x, x + wide, y))
            write(group, text, x, y, font_size=SMALL, fill=INK)
            return


def _key(root: ET.Element, y: float, use: Use) -> float:
    x = 0.0
    box(root, "allowed", (x + 1, y - 10, 22, 12))
    x = _words(root, "used after each line", x + 30, y)
    if use.limit is not None:
        add(root, "line", x1=x, x2=x + 26, y1=y - 4, y2=y - 4, stroke=INK, stroke_width=2, stroke_dasharray="9 5")
        x = _words(root, "cap", x + 32, y)
    if use.refused:
        cross = f"M{number(x + 4)} {number(y - 9)}l10 10m0 -10l-10 10"
        add(root, "path", d=cross, stroke=edge("closed"), stroke_width=2.6, stroke_linecap="round")
        x = _words(root, "a line that did not fit: it would have reached this height, and used nothing", x + 22, y)
    if use.notices:
        add(root, "path", d=f"M{number(x + 2)} {number(y + 4)}v-14l12 5l-12 5", fill=INK)
        _words(root, "a notice is due", x + 22, y)
    return y + 14.0


def _words(root: ET.Element, text: str, x: float, y: float) -> float:
    add(root, "text", text, x=x, y=y, font_size=TEXT - 0.5, fill=INK)
    return x + width(text, TEXT - 0.5) + 22
