"""Rows of an order file that have no answer: what is wrong with each, where, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.memo.blocks import QUIET, Paragraph, Section, Span, cell, grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lockgate.memo.blocks import Cell

_LEAD = "These rows could not be read. They were not decided; nothing in this memo speaks of them."


def rejected(rows: Sequence[Mapping[str, Any]]) -> Iterator[Section]:
    """A section with one line for each problem of each row, as `determine` prints rejected rows; none without rows."""
    lines = [line for row in rows for line in _lines(row)]
    table = grid("Rows rejected", ("row", "place", "what is wrong", "remedy"), (14, 22, 34, 30), lines)
    if table is not None:
        yield Section("Rows rejected", 2, (Paragraph(_LEAD, "strong"), table))


def _lines(row: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    number, name = row.get("row"), _text(row.get("id"))
    here = cell(f"row {number}" if number else "row", Span(name, QUIET))
    for one in row.get("problems") or ({"message": "it could not be read"},):
        yield here, *(cell(_text(one.get(key))) for key in ("place", "message", "hint"))


def _text(raw: Any) -> str:
    return str(raw) if raw else ""
