"""The catalogue as a table: figures and the class under each version; unknowns stay visible."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lockgate.engine.determine import stamp
from lockgate.errors import InputError
from lockgate.inquiry.classification.classify import catalogue
from lockgate.inquiry.look import Look
from lockgate.items import Bounds, Switches, figures, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

SCHEMA = "lockgate.classified-catalogue/1"
ORDERS = ("id", "maker", "tpp", "density", "class")
"""What the table can be sorted by; figures with the largest first, unknown ones last."""


@dataclass(frozen=True, slots=True)
class Row:
    """One chip: TPP and density of one circuit with their marks, and its class from each day of the columns on."""

    id: str
    name: str
    maker: str
    tpp: Bounds
    tpp_mark: str | None
    density: Bounds
    density_mark: str | None
    classes: tuple[str, ...]

    def to_dict(self, columns: tuple[date, ...]) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "name": self.name,
            "maker": self.maker,
            "tpp": _ends(self.tpp),
            "tpp_mark": self.tpp_mark,
            "performance_density": _ends(self.density),
            "performance_density_mark": self.density_mark,
            "classes": {day.isoformat(): name for day, name in zip(columns, self.classes, strict=True)},
        }


@dataclass(frozen=True, slots=True)
class Table:
    """All chips; ``columns`` are the first days of the versions in which at least one chip changes its class."""

    columns: tuple[date, ...]
    rows: tuple[Row, ...]
    posture: str
    rulebook: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": SCHEMA,
            "posture": self.posture,
            "columns": [day.isoformat() for day in self.columns],
            "rows": [row.to_dict(self.columns) for row in self.rows],
            "rulebook": dict(self.rulebook),
        }

    def to_csv(self) -> str:
        """CSV with a header; both ends of each figure, an unknown end is empty."""
        text = io.StringIO()
        out = csv.writer(text, lineterminator="\n")
        head = ("id", "name", "maker", "tpp_low", "tpp_high", "tpp_mark", "density_low", "density_high", "density_mark")
        out.writerow([*head, *(f"class_from_{day}" for day in self.columns)])
        for row in self.rows:
            tpp, density = ([_cell(end) for end in (one.low, one.high)] for one in (row.tpp, row.density))
            out.writerow([row.id, row.name, row.maker, *tpp, row.tpp_mark, *density, row.density_mark, *row.classes])
        return text.getvalue()


def table(look: Look | None = None, *, kind: str | None = None, sort: str | None = None) -> Table:
    """The catalogue, classified; ``sort`` is one of `ORDERS`, the order of the catalogue if None.

    >>> found = table(sort="tpp")
    >>> [day.isoformat() for day in found.columns], found.rows[0].id
    (['2022-10-07', '2022-10-21', '2023-11-17', '2024-04-04'], 'amd-mi455x')
    """
    chosen = look or Look()
    if sort is not None and sort not in ORDERS:
        raise InputError(f"cannot sort by '{sort}'", place="sort", hint=f"one of {', '.join(ORDERS)}")
    classified = catalogue(chosen, kind=kind)
    columns = tuple(sorted({day for _, versions in classified for day in _changes(versions)}))
    switches = Switches.read(chosen.readings)
    rows = []
    for chip, versions in classified:
        own = figures(chip, switches)
        classes = tuple(next(one.headline for one in reversed(versions) if one.start <= day) for day in columns)
        density = own.performance_density
        rows.append(
            Row(
                chip.id, chip.name, chip.vendor or "", own.tpp.value, own.tpp.mark, density.value, density.mark, classes
            )
        )
    if sort is not None:
        rows.sort(key=_ORDER[sort])
    return Table(columns, tuple(rows), chosen.posture, stamp(chosen.book))


def _changes(versions: Any) -> list[date]:
    """First days of versions whose class is another one than before."""
    before, found = "", []
    for one in versions:
        if one.headline != before:
            found.append(one.start)
        before = one.headline
    return found


def _down(value: Bounds) -> tuple[bool, Decimal]:
    best = value.low if value.low is not None else value.high
    return best is None, -(best or Decimal(0))


_ORDER: dict[str, Callable[[Row], Any]] = {
    "id": lambda row: row.id,
    "maker": lambda row: (row.maker.casefold(), *_down(row.tpp)),
    "tpp": lambda row: (*_down(row.tpp), row.id),
    "density": lambda row: (*_down(row.density), row.id),
    "class": lambda row: (row.classes[-1], *_down(row.tpp)),
}


def _ends(value: Bounds) -> dict[str, str | None]:
    return {"low": _cell(value.low) or None, "high": _cell(value.high) or None}


def _cell(end: Decimal | None) -> str:
    return "" if end is None else plain(end)
