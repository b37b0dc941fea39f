"""What is measured on: the worked cases of the rulebook and a generated population, typed and prepared."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import load_yaml
from lockgate.compiler.rulebook import BUILT_IN, Rulebook
from lockgate.door.build import build
from lockgate.door.model import Interval, Item, Transaction
from lockgate.engine.determine import declarations_of
from lockgate.engine.prepare import SHIPMENT_TPP, Prepared, Preparer, unit_tpp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from lockgate.compiler.unit import Cells, Unit

CASES = BUILT_IN / "cases"
POSTURES = ("enforced", "codified")


@dataclass(frozen=True, slots=True)
class Line:
    """One item of one transaction on its day."""

    name: str
    transaction: Transaction
    item: Item | None
    day: date


@functools.cache
def rulebook() -> Rulebook:
    """The built-in rulebook, compiled afresh."""
    return Rulebook.load()


@functools.cache
def preparer() -> Preparer:
    """Fills slots for `rulebook`."""
    return Preparer(rulebook().layout)


def case_files(folder: Path = CASES) -> list[Path]:
    """Files of worked cases; a baseline lies directly in the folder and is none."""
    return [path for path in sorted(folder.rglob("*.yaml")) if path.parent != CASES]


def cases(folder: Path = CASES) -> Iterator[Mapping[str, Any]]:
    """Every case that asks about a transaction."""
    for path in case_files(folder):
        for case in load_yaml(path, path.name):
            if case.get("kind") != "rulebook_question":
                yield case


def lines(raw: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Line]:
    """Typed lines of transactions that come as dictionaries."""
    found = []
    for name, one in raw:
        typed = build(one, declarations_of(rulebook()))
        assert typed.as_of is not None, name
        items: tuple[Item | None, ...] = typed.items or (None,)
        found += [Line(name, typed, item, typed.as_of) for item in items]
    return found


def case_lines() -> list[Line]:
    """Every line of every worked case about a transaction, holder or applicant."""
    return lines((str(case["id"]), case["transaction"]) for case in cases())


def prepared(line: Line) -> Prepared:
    """Slots of a line, with the aggregate TPP of its shipment as `determine` sees it."""
    transaction = line.transaction
    if line.item is not None and SHIPMENT_TPP not in transaction.values:
        transaction = replace(transaction, values={**transaction.values, SHIPMENT_TPP: line_tpp(line.item)})
    return preparer().prepare(transaction, line.item, line.day, {})


def line_tpp(item: Item) -> Interval:
    """Quantity times the TPP of one unit, as bounds."""
    low, high = unit_tpp(item)
    quantity = item.values.get("item.quantity")
    if not isinstance(quantity, Interval):
        return Interval(Fraction(0), None)
    most = None if high is None or quantity.high is None else high * quantity.high
    return Interval(low * (quantity.low or 0), most)


def slots(unit: Unit, one: Prepared) -> Cells:
    """A copy of the slots with room for the folds of a unit, folds computed."""
    cells: Cells = [*one.cells, *([0] * (2 * len(unit.folds)))]
    assert unit.fold_function is not None
    unit.fold_function(cells)
    return cells
