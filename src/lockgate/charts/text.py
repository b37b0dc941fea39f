"""Bars over a time axis in text: a letter opens each span, and the rest of it is filled so that tones differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lockgate.charts.timeline import inside, letters_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from lockgate.charts.timeline import Mark, Row

FILL: Final = {"free": "·", "allowed": "-", "limited": "/", "closed": "#", "open": "?", "outside": " ", "off": "_"}
_LEAST = 20


def draw(
    rows: Sequence[Row], *, first: date, last: date, width: int, marks: Sequence[Mark] = ()
) -> tuple[list[str], list[tuple[str, str]]]:
    """Lines of the drawing, and its key: what each letter says.

    >>> from datetime import date
    >>> from lockgate.charts.timeline import Row, Span
    >>> spans = (Span(None, date(2024, 6, 30), "no", "free"), Span(date(2024, 7, 1), None, "yes", "closed"))
    >>> lines, key = draw([Row("law", spans)], first=date(2024, 1, 1), last=date(2025, 12, 31), width=29)
    >>> for line in lines:
    ...     print(line)
    law  |A····B################|
         |2024       2025       |
    >>> key
    [('A', 'no'), ('B', 'yes')]
    """
    names = max((len(row.label) for row in rows), default=0)
    room = max(width - names - 4, _LEAST)
    letters = letters_of(rows, first, last)
    lines = [f"{row.label.ljust(names)}  |{_bar(row, letters, first, last, room)}|" for row in rows]
    margin = " " * names
    lines.append(f"{margin}  |{_years(first, last, room)}|")
    lines += [f"{margin}   {line}" for line in _marks(marks, first, last, room)]
    key = [(letter, label) for (_, label), letter in letters.items()]
    return [line.rstrip() for line in lines], key


def _column(day: date, first: date, last: date, room: int) -> int:
    return min(max((day - first).days, 0) * room // ((last - first).days + 1), room - 1)


def _bar(row: Row, letters: dict[tuple[str, str], str], first: date, last: date, room: int) -> str:
    """Spans in proportion, each at least one column wide as long as there is room."""
    shown = [span for span in row.spans if inside(span, first, last)]
    starts: list[int] = []
    for index, span in enumerate(shown):
        column = _column(span.start or first, first, last, room)
        least = starts[-1] + 1 if starts else 0
        starts.append(min(max(column, least), room - len(shown) + index))
    cells = [" "] * room
    for index, (span, start) in enumerate(zip(shown, starts, strict=True)):
        end = room if span.end is None or span.end >= last else _column(span.end, first, last, room) + 1
        after = starts[index + 1] if index + 1 < len(starts) else max(end, start + 1)
        letter = letters[span.tone, span.label]
        text = letter + FILL[span.tone] * max(0, after - start - len(letter))
        for place, char in enumerate(text[: max(after - start, 1)]):
            if 0 <= start + place < room:
                cells[start + place] = char
    return "".join(cells)


def _years(first: date, last: date, room: int) -> str:
    cells = [" "] * room
    free = 0
    for year in range(first.year, last.year + 1):
        day = max(first.replace(year=year, month=1, day=1), first)
        column = _column(day, first, last, room)
        text = str(year)
        if column >= free and column + len(text) <= room and (day.month, day.day) == (1, 1):
            cells[column : column + len(text)] = text
            free = column + len(text) + 1
    if not free:
        return f"{first}{str(last).rjust(room - len(str(first)))}"
    return "".join(cells)


def _marks(marks: Sequence[Mark], first: date, last: date, room: int) -> Iterator[str]:
    for mark in marks:
        if first <= mark.day <= last:
            column = _column(mark.day, first, last, room)
            text = f"{mark.day.isoformat()} {mark.label}"
            if column + 2 + len(text) <= room:
                yield " " * column + f"^ {text}"
            else:
                yield (" " * max(0, column - len(text) - 1) + f"{text} ^")[:room]
