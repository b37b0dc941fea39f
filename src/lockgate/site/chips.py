"""The catalogue of chips with the entry that each falls under, for every version of the entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.compiler.timeline import CODIFIED, View, in_force
from lockgate.engine.determine import determine
from lockgate.items import figures, load
from lockgate.reading.blocks import Grid, Line, Piece, Section, line, listed

if TYPE_CHECKING:
    from datetime import date

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.items import Chip

_BASE = "ordinary-course"
"""The baseline whose facts are merged in: nothing unusual about the sale."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Chips with their classes; one column for each day from which some chip falls under another entry."""

    days: tuple[date, ...]
    rows: tuple[tuple[Chip, tuple[tuple[str, ...], ...]], ...]


def versions(book: Rulebook) -> list[date]:
    """The first days of the versions of the entries: days on which what classifies changes."""
    rules = [one for one in book.source.provisions.values() if one.effect == "classifies"]
    found: list[date] = []
    before: list[bool] | None = None
    for day in book.calendar.days:
        now = [in_force(book.source, one, day, View(CODIFIED)) is not None for one in rules]
        if now != before:
            found.append(day)
        before = now
    return found


def catalogue(book: Rulebook) -> Catalogue:
    """Every chip of the catalogue under every version of the entries."""
    days = versions(book)
    chips = list(load())
    classes = {chip.id: [entries(book, chip, day) for day in days] for chip in chips}
    kept = [at for at in range(len(days)) if at == 0 or any(row[at] != row[at - 1] for row in classes.values())]
    rows = tuple((chip, tuple(classes[chip.id][at] for at in kept)) for chip in chips)
    return Catalogue(tuple(days[at] for at in kept), rows)


def entries(book: Rulebook, chip: Chip, day: date) -> tuple[str, ...]:
    """The entry that a chip falls under on a day; several where its figures leave that open."""
    order = {"as_of": day.isoformat(), "items": [{"chip": chip.id}], "base": _BASE}
    found = determine(order, posture=CODIFIED, rulebook=book).classification
    return (found.eccn,) if found.eccn else found.possible


def sections(book: Rulebook) -> list[Section]:
    """The catalogue as tables, maker by maker."""
    if not any(one.effect == "classifies" for one in book.source.provisions.values()):
        return []
    found = catalogue(book)
    head = ("chip", "TPP", "density", *(f"from {day}" for day in found.days))
    makers: dict[str, list[tuple[Line, ...]]] = {}
    for chip, classes in found.rows:
        own = figures(chip)
        name = line(Piece(chip.name or chip.id))
        numbers = (line(str(own.tpp.value)), line(str(own.performance_density.value)))
        makers.setdefault(chip.vendor or "others", []).append(
            (name, *numbers, *(_class(book, names) for names in classes))
        )
    return [Section(maker, (Grid(head, tuple(rows)),)) for maker, rows in makers.items()]


def _class(book: Rulebook, names: tuple[str, ...]) -> Line:
    known = book.source.eccns
    pieces = [Piece(name, "eccns", name) if name in known else Piece(name) for name in names]
    return listed(pieces) if len(pieces) < 2 else line("open: ", *listed(pieces))
