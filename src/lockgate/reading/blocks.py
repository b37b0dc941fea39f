"""What a page consists of: sections of rows, grids, bars and laid-out conditions. No face decides what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text; with a shelf, a mention of the record that stands there under ``id``."""

    text: str
    shelf: str = ""
    id: str = ""

    def to_dict(self) -> dict[str, str] | str:
        """As JSON: plain text, or text with what it names."""
        return {"text": self.text, "shelf": self.shelf, "id": self.id} if self.shelf else self.text


Line = tuple[Piece, ...]


def plain(line: Line) -> str:
    """The text of a line.

    >>> plain((Piece("see "), Piece("740.29", "provisions", "740.29")))
    'see 740.29'
    """
    return "".join(piece.text for piece in line)


def line(*parts: str | Piece) -> Line:
    """A line out of texts and mentions; what is empty falls away."""
    pieces = (Piece(part) if isinstance(part, str) else part for part in parts)
    return tuple(piece for piece in pieces if piece.text)


def listed(pieces: list[Piece]) -> Line:
    """Mentions with commas between them."""
    return tuple(part for index, piece in enumerate(pieces) for part in ((Piece(", "), piece) if index else (piece,)))


@dataclass(frozen=True, slots=True)
class Rows:
    """Names with what stands beside them; several lines are shown one below the other."""

    rows: tuple[tuple[str, tuple[Line, ...]], ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"rows": [{"name": name, "lines": _lines(lines)} for name, lines in self.rows]}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"head": list(self.head), "grid": [_lines(row) for row in self.rows]}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition laid out: one leg a line, nesting by indentation, names as mentions."""

    lines: tuple[Line, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"condition": _lines(self.lines)}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``start`` to ``end``, both inclusive; None is open. ``part``: it holds only under a condition."""

    start: date | None
    end: date | None
    label: str = ""
    part: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        days = [None if day is None else day.isoformat() for day in (self.start, self.end)]
        return {"from": days[0], "to": days[1], "label": self.label, "in_part": self.part}


@dataclass(frozen=True, slots=True)
class Bars:
    """Stretches of days, one row a name, on one axis; ``marks`` are named days."""

    title: str
    rows: tuple[tuple[str, tuple[Span, ...]], ...]
    first: date
    last: date
    marks: tuple[tuple[date, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        rows = [{"name": name, "spans": [span.to_dict() for span in spans]} for name, spans in self.rows]
        marks = [{"day": day.isoformat(), "label": label} for day, label in self.marks]
        return {"bars": rows, "first": self.first.isoformat(), "last": self.last.isoformat(), "marks": marks}


Block = Rows | Grid | Condition | Bars


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with blocks below it."""

    title: str
    blocks: tuple[Block, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"title": self.title, "blocks": [block.to_dict() for block in self.blocks]}


@dataclass(frozen=True, slots=True)
class Page:
    """Everything about one record of the rulebook. JSON: ``lockgate.page/1``."""

    shelf: str
    id: str
    title: str
    kind: str
    lead: str
    sections: tuple[Section, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": "lockgate.page/1",
            "shelf": self.shelf,
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "lead": self.lead or None,
            "sections": [section.to_dict() for section in self.sections],
        }


def _lines(lines: tuple[Line, ...]) -> list[Any]:
    return [[piece.to_dict() for piece in one] for one in lines]
