"""Labelled spans over a time axis: a bar a row, with years below, days at each change, and a key to what is too narrow.

Nothing rests on colour alone: every tone has its own hatch, every span its label or a letter that the key explains, and
everything is said again in `title` and `desc`. The same input gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from lockgate.charts.svg import (
    FILLS,
    FONT,
    INK,
    LINE,
    PAPER,
    QUIET,
    add,
    number,
    patterns,
    width,
    wrapped,
    write,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDTH: Final = 960.0
_EDGE: Final = 24.0
_BAR: Final = 34.0
_TEXT, _SMALL, _TITLE = 12.5, 11.0, 17.0
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_YEARS: Final = 366 * 2


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``start`` to ``end``, both inclusive (None: beyond the drawing), what holds then, and its tone."""

    start: date | None
    end: date | None
    label: str
    tone: str = "free"


@dataclass(frozen=True, slots=True)
class Row:
    """One bar; ``note`` stands small below its name."""

    label: str
    spans: tuple[Span, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A day of its own across all rows, such as the day of a transaction."""

    day: date
    label: str


@dataclass(slots=True)
class _Sheet:
    """Where things stand: the axis in days and in points, and the letters of the key."""

    first: date
    last: date
    left: float
    prefix: str
    letters: dict[tuple[str, str], str]

    @property
    def right(self) -> float:
        return _WIDTH - _EDGE

    def x(self, day: date) -> float:
        """Where a day begins; days outside stand at the edge."""
        whole = (self.last - self.first).days + 1
        inside = min(max((day - self.first).days, 0), whole)
        return self.left + (self.right - self.left) * inside / whole


def letters_of(rows: Iterable[Row], first: date, last: date) -> dict[tuple[str, str], str]:
    """A letter for everything that a span says between two days, by tone and label; beyond the alphabet they double.

    >>> letters_of([Row("x", (Span(None, None, "one"), Span(None, None, "two")))], date.min, date.max)
    {('free', 'one'): 'A', ('free', 'two'): 'B'}
    """
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        for span in row.spans:
            if (span.tone, span.label) not in found and inside(span, first, last):
                again, place = divmod(len(found), len(_LETTERS))
                found[span.tone, span.label] = _LETTERS[place] * (again + 1)
    return found


def inside(span: Span, first: date, last: date) -> bool:
    """Whether some day of a span lies between two days."""
    return (span.end is None or span.end >= first) and (span.start is None or span.start <= last)


def draw(  # noqa: PLR0913 - a drawing and its words
    rows: Sequence[Row],
    *,
    title: str,
    description: str,
    first: date,
    last: date,
    marks: Iterable[Mark] = (),
    prefix: str = "timeline",
) -> str:
    """Rows of labelled spans over the days from ``first`` to ``last`` as SVG text.

    Args:
        rows: bars from top to bottom; spans outside the days are cut.
        title: heading, also the accessible name.
        description: what the drawing says, for those who cannot see it, and as a line below the heading.
        first: first day of the axis.
        last: last day of the axis, inclusive.
        marks: days with a line across all rows.
        prefix: start of every id inside, so that several drawings can stand on one page.

    Errors: `ValueError` if the days run backwards.

    >>> span = Span(date(2024, 1, 1), date(2024, 6, 30), "in force")
    >>> text = draw((Row("codified", (span,)),), title="A", description="B", first=span.start, last=date(2025, 1, 1))
    >>> text[:4], text.count("<pattern")
    ('<svg', 7)
    """
    if last < first:
        raise ValueError(f"the last day {last} lies before the first {first}")
    names = max((max(width(row.label, _TEXT), width(row.note, _SMALL)) for row in rows), default=0.0)
    sheet = _Sheet(first, last, _EDGE + min(max(names, 60.0), 200.0) + 16.0, prefix, letters_of(rows, first, last))
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg"})
    add(root, "title", title, id=f"{prefix}-title")
    add(root, "desc", description, id=f"{prefix}-desc")
    patterns(root, prefix)
    paper = add(root, "rect", fill=PAPER)
    y = _head(root, title, description)
    y, lines = _marks(root, sheet, sorted(marks, key=lambda mark: mark.day), y)
    top = y
    for row in rows:
        y = _row(root, sheet, row, y)
    y = _axis(root, sheet, top, y)
    for line in lines:
        line.set("y2", number(y - 22.0))
    y = _key(root, sheet, y)
    _sized(root, paper, y)
    return written(root)


def _sized(root: ET.Element, paper: ET.Element, height: float) -> None:
    size = {"width": number(_WIDTH), "height": number(height)}
    paper.attrib.update(size)
    prefix = root[0].attrib["id"].removesuffix("-title")
    root.attrib.update(
        size
        | {
            "viewBox": f"0 0 {size['width']} {size['height']}",
            "role": "img",
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "font-family": FONT,
        }
    )


def _head(root: ET.Element, title: str, description: str) -> float:
    y = 34.0
    for line in wrapped(title, _TITLE, _WIDTH - 2 * _EDGE):
        add(root, "text", line, x=_EDGE, y=y, font_size=_TITLE, font_weight="bold", fill=INK)
        y += 22.0
    for line in wrapped(description, _TEXT, _WIDTH - 2 * _EDGE):
        add(root, "text", line, x=_EDGE, y=y, font_size=_TEXT, fill=QUIET)
        y += 17.0
    return y + 10.0


def _marks(root: ET.Element, sheet: _Sheet, marks: Sequence[Mark], y: float) -> tuple[float, list[ET.Element]]:
    """Lines across the rows, their labels above in as many lanes as they need; lines get their end later."""
    ends: list[float] = []
    placed = []
    for mark in marks:
        text = f"{mark.day.isoformat()} {mark.label}".strip()
        wide = width(text, _SMALL)
        x = sheet.x(mark.day)
        start = min(max(x - wide / 2, _EDGE), _WIDTH - _EDGE - wide)
        lane = next((index for index, end in enumerate(ends) if start > end + 10), len(ends))
        ends[lane : lane + 1] = [start + wide]
        placed.append((x, start, lane, text))
    floor = y + 15.0 * len(ends)
    lines = []
    for x, start, lane, text in placed:
        base = floor - 15.0 * lane - 4.0
        lines.append(add(root, "line", x1=x, x2=x, y1=base + 3.0, stroke=INK, stroke_width=1, stroke_dasharray="2 3"))
        write(root, text, start, base, font_size=_SMALL, fill=INK)
    return floor + (6.0 if ends else 0.0), lines


def _row(root: ET.Element, sheet: _Sheet, row: Row, y: float) -> float:
    group = add(root, "g")
    add(
        group,
        "text",
        row.label,
        x=_EDGE,
        y=y + _BAR / 2 + 4.0 - (6.0 if row.note else 0.0),
        font_size=_TEXT,
        font_weight="bold",
        fill=INK,
    )
    if row.note:
        add(group, "text", row.note, x=_EDGE, y=y + _BAR / 2 + 12.0, font_size=_SMALL, fill=QUIET)
    shown = [span for span in row.spans if inside(span, sheet.first, sheet.last)]
    for span in shown:
        _span(group, sheet, span, y)
    return _days(group, sheet, shown, y + _BAR)


def _span(group: ET.Element, sheet: _Sheet, span: Span, y: float) -> None:
    left = sheet.x(span.start or sheet.first)
    right = sheet.x(span.end + timedelta(days=1)) if span.end else sheet.right
    fill = FILLS[span.tone]
    part = add(group, "g")
    add(part, "title", _spoken(span))
    add(
        part,
        "rect",
        x=left,
        y=y,
        width=max(right - left, 1.0),
        height=_BAR,
        fill=f"url(#{sheet.prefix}-{span.tone})",
        stroke=fill.ink,
        stroke_width=1,
    )
    letter = sheet.letters[span.tone, span.label]
    text = next(
        (text for text in (f"{letter}  {span.label}", letter) if width(text, _SMALL) + 12.0 <= right - left), ""
    )
    if not text:
        write(part, letter, (left + right) / 2, y - 3.0, font_size=_SMALL - 1.5, text_anchor="middle", fill=INK)
        return
    middle, wide = (left + right) / 2, width(text, _SMALL)
    if fill.hatch:
        add(
            part,
            "rect",
            x=middle - wide / 2 - 4.0,
            y=y + 8.0,
            width=wide + 8.0,
            height=_BAR - 16.0,
            rx=3,
            fill=fill.ground,
        )
    add(part, "text", text, x=middle, y=y + _BAR / 2 + 4.0, font_size=_SMALL, text_anchor="middle", fill=INK)


def _spoken(span: Span) -> str:
    start = f"from {span.start.isoformat()}" if span.start else ""
    end = f"to {span.end.isoformat()}" if span.end else ""
    days = " ".join(part for part in (start, end) if part)
    return f"{span.label}, {days}" if days else span.label


def _days(group: ET.Element, sheet: _Sheet, spans: Sequence[Span], y: float) -> float:
    """The first day of each span that begins inside, in as many lanes as they need."""
    ends: list[float] = []
    for day in sorted({span.start for span in spans if span.start and span.start > sheet.first}):
        text = day.isoformat()
        wide = width(text, _SMALL - 1.5)
        x = sheet.x(day)
        start = min(x, sheet.right - wide)
        lane = next((index for index, end in enumerate(ends) if start > end + 6.0), len(ends))
        ends[lane : lane + 1] = [start + wide]
        base = y + 12.0 * (lane + 1)
        add(group, "line", x1=x, x2=x, y1=y, y2=base - 9.0, stroke=QUIET, stroke_width=0.75)
        write(group, text, start, base, font_size=_SMALL - 1.5, fill=QUIET)
    return y + 12.0 * len(ends) + 14.0


def _axis(root: ET.Element, sheet: _Sheet, top: float, y: float) -> float:
    """Years below everything, with faint lines; months where there are few years."""
    whole = add(root, "g")
    root.remove(whole)
    root.insert(4, whole)  # behind the bars
    monthly = (sheet.last - sheet.first).days < _YEARS
    month_step = (1 if (sheet.last - sheet.first).days < _YEARS // 4 else 3) if monthly else 12
    add(whole, "line", x1=sheet.left, x2=sheet.right, y1=y, y2=y, stroke=QUIET, stroke_width=1)
    free = 0.0
    for year in range(sheet.first.year, sheet.last.year + 2):
        for month in range(1, 13, month_step):
            day = date(year, month, 1)
            if not sheet.first <= day <= sheet.last:
                continue
            x = sheet.x(day)
            add(whole, "line", x1=x, x2=x, y1=top, y2=y + 4.0, stroke=LINE, stroke_width=1)
            text = str(year) if month == 1 else f"{year}-{month:02d}"
            if x < free:
                continue
            add(whole, "text", text, x=x, y=y + 17.0, font_size=_SMALL, text_anchor="middle", fill=QUIET)
            free = x + width(text, _SMALL) + 8.0
    return y + 22.0


def _key(root: ET.Element, sheet: _Sheet, y: float) -> float:
    y += 14.0
    for (tone, label), letter in sheet.letters.items():
        add(
            root,
            "rect",
            x=_EDGE,
            y=y,
            width=26,
            height=16,
            fill=f"url(#{sheet.prefix}-{tone})",
            stroke=FILLS[tone].ink,
            stroke_width=1,
        )
        add(root, "text", letter, x=_EDGE + 36.0, y=y + 12.0, font_size=_TEXT, font_weight="bold", fill=INK)
        for line in wrapped(label, _TEXT, _WIDTH - 2 * _EDGE - 64.0):
            add(root, "text", line, x=_EDGE + 60.0, y=y + 12.0, font_size=_TEXT, fill=INK)
            y += 17.0
        y += 6.0
    return y + 12.0
