"""One of the two looks at a book: whose law, which day, which sides of readings, and how a reader calls it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.decide.decider import Decider
from lockgate.books.decide.decider import Look as Law
from lockgate.books.typed.lines import LineReader
from lockgate.engine.determine import declarations_of
from lockgate.inquiry.look import Look  # noqa: TC001 - a field
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lockgate.books.model import Mapping as Meaning
    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.lines import Lines


@dataclass(frozen=True, slots=True)
class Side:
    """One look at every line.

    Attributes:
        look: day (None: each line's own), posture, knowledge, readings, rulebook.
        overlays: folders laid over the rulebook, for people.
        differs: what is not as on the other side, in words; it names the side.
    """

    look: Look
    overlays: tuple[str, ...] = ()
    differs: str = ""

    @property
    def day(self) -> date | None:
        """The day for all lines."""
        from datetime import date  # noqa: PLC0415 - to tell a day from text

        as_of = self.look.as_of
        return as_of if as_of is None or isinstance(as_of, date) else date.fromisoformat(as_of)

    @property
    def label(self) -> str:
        """A few words for the head of a column."""
        day = str(self.look.as_of or "each line's own day")
        return ", ".join(part for part in (day, self.look.posture, self.differs) if part)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        book = self.look.book
        return {
            "as_of": None if self.look.as_of is None else str(self.look.as_of),
            "posture": self.look.posture,
            "known_at": None if self.look.known_at is None else str(self.look.known_at),
            "rulebook": {"version": book.version, "sha256": book.sha256},
            "readings": dict(self.look.readings),
            "overlays": list(self.overlays),
            "label": self.label,
        }


class Decided:
    """Decides every line of a book as one side looks at it."""

    def __init__(self, side: Side, reader: LineReader) -> None:
        self.side = side
        self.reader = reader
        known_at = side.look.known_at
        assert known_at is None or not isinstance(known_at, str)  # noqa: S101 - days are read before
        law = Law(side.look.book, (side.look.posture,), known_at, side.look.readings)
        self.decider = Decider(law, reader)
        self.answers = self.decider.answers[side.look.posture]

    def decide(self, lines: Lines) -> Codes:
        """The number of the answer of each line."""
        day = self.side.day
        if day is not None:
            lines = replace(lines, days=np.full(len(lines.days), day.toordinal(), dtype=np.int64))
        return self.decider.decide(lines)[self.side.look.posture]


def readers(before: Side, after: Side, mapping: Meaning) -> tuple[LineReader, LineReader]:
    """What types the lines for each side; one reader where both read alike."""
    one_day = before.day is not None and after.day is not None

    def reader(side: Side) -> LineReader:
        book = side.look.book
        switches = Switches.read(side.look.readings)
        as_of = side.day if one_day else None
        return LineReader(mapping, declarations_of(book), switches, first_day=book.first_day, as_of=as_of)

    first = reader(before)
    alike = before.look.book.sha256 == after.look.book.sha256
    if alike and Switches.read(before.look.readings) == Switches.read(after.look.readings):
        return first, first
    return first, reader(after)


def both(first: Lines, second: Lines) -> tuple[Lines, Lines]:
    """The lines that both sides can read."""
    if first is second:
        return first, second
    index = np.intersect1d(first.index, second.index)
    return _only(first, index), _only(second, index)


def _only(lines: Lines, index: Codes) -> Lines:
    if len(index) == len(lines.index):
        return lines
    places = np.searchsorted(lines.index, index)
    parts: Mapping[str, Codes] = {name: codes[places] for name, codes in lines.parts.items()}
    return replace(lines, index=index, parts=parts, days=lines.days[places])
