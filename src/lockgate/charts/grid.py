"""Regions of the levels in the plane of density and TPP: the compiled law, asked in every cell of its thresholds."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from lockgate.compiler.ir import Linear, walk
from lockgate.engine.decide import decide
from lockgate.engine.determine import preparer_of
from lockgate.engine.question import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lockgate.compiler.unit import Unit
    from lockgate.inquiry.look import Look

TPP, DENSITY = "circuit.tpp", "circuit.performance_density"
NOTHING = "none"
_LEVEL = "level"
_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of one level: density from ``left`` to ``right``, TPP from ``low`` to ``high``; None is open."""

    level: str
    left: Fraction
    right: Fraction | None
    low: Fraction
    high: Fraction | None


def thresholds(unit: Unit, fact: str) -> tuple[Fraction, ...]:
    """The numbers that the conditions of the level compare a figure with, the smallest first."""
    found = set()
    for rule in unit.chains.get(_LEVEL, ()):
        for node in walk(rule.cond):
            if isinstance(node, Linear) and [term.ref for term in node.terms if term.ref is not None] == [fact]:
                coef = next(term.coef for term in node.terms if term.ref is not None)
                found.add(-sum((term.coef for term in node.terms if term.ref is None), Fraction(0)) / coef)
    return tuple(sorted(found))


def regions(look: Look, day: date) -> tuple[Region, ...]:
    """Where a circuit designed or marketed for data centers has a level on a day, corners exact.

    Empty where the law of the day does not ask for TPP and density.

    >>> from datetime import date
    >>> from lockgate.inquiry.look import Look
    >>> found = [one for one in regions(Look(), date(2026, 6, 1)) if one.level == "b"]
    >>> sorted((float(one.left), float(one.right), float(one.low), float(one.high)) for one in found)
    [(1.6, 5.92, 2400.0, 4800.0), (3.2, 5.92, 1600.0, 2400.0)]
    """
    unit = look.book.unit(day, look.posture, date_of(look.known_at, "known_at"))
    across, up = thresholds(unit, DENSITY), thresholds(unit, TPP)
    if not across or not up:
        return ()
    bands = []
    for low, high in _bands(up):
        row = [
            Region(_level(look, unit, day, left, right, low, high), left, right, low, high)
            for left, right in _bands(across)
        ]
        bands.append([one for one in _joined(row) if one.level != NOTHING])
    return tuple(_stacked(bands))


def _bands(cuts: tuple[Fraction, ...]) -> list[tuple[Fraction, Fraction | None]]:
    ends: list[Fraction | None] = [*cuts, None]
    return list(zip([Fraction(0), *cuts], ends, strict=True))


def _level(  # noqa: PLR0913, PLR0917 - one cell of the plane
    look: Look, unit: Unit, day: date, left: Fraction, right: Fraction | None, low: Fraction, high: Fraction | None
) -> str:
    """The level in the middle of a cell; no condition has a threshold inside it."""
    density, tpp = _middle(left, right), _middle(low, high)
    item = {"kind": "ic", "marketed_datacenter": "true", "tpp": str(tpp), "performance_density": str(density)}
    transaction = look.typed({"item": item})
    prepared = preparer_of(look.book).prepare(transaction, transaction.items[0], day, look.readings)
    found = decide(unit, prepared, settle=False).values(_LEVEL)
    return found[0] if len(found) == 1 else NOTHING


def _middle(low: Fraction, high: Fraction | None) -> Decimal:
    exact = low + 1 if high is None else (low + high) / 2
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_PLACES)


def _joined(row: list[Region]) -> Iterator[Region]:
    """Neighbours of one level as one rectangle."""
    for _, group in itertools.groupby(row, key=lambda one: one.level):
        cells = list(group)
        yield replace(cells[0], right=cells[-1].right)


def _stacked(bands: list[list[Region]]) -> list[Region]:
    """Rectangles of one level and width that stand on each other as one."""
    found: list[Region] = []
    for band in bands:
        for one in band:
            below = next(
                (
                    at
                    for at, other in enumerate(found)
                    if replace(other, low=one.low, high=one.high) == one and other.high == one.low
                ),
                None,
            )
            if below is None:
                found.append(one)
            else:
                found[below] = replace(found[below], high=one.high)
    return found
