"""Counts of a summary: the cube of lines added up along what one asks for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from lockgate.books.report.words import STOPS, exact
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Cell = Mapping[str, Any]

SUMMARY: Final = "lockgate.book-summary/1"
COMPARISON: Final = "lockgate.book-comparison/1"


@dataclass(slots=True)
class Tally:
    """Lines by outcome, and what is special about some of them.

    ``units`` is the sum of what is known; ``unmeasured`` counts lines without a number.
    """

    outcomes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lines: int = 0
    held: int = 0
    steps_open: int = 0
    units: Decimal = Decimal(0)
    unmeasured: int = 0

    def add(self, cell: Cell) -> None:
        """Take one cell in."""
        lines, outcome = int(cell["lines"]), str(cell["outcome"])
        self.lines += lines
        self.outcomes[outcome] += lines
        if cell.get("held"):
            self.held += lines
        if outcome == "authorized" and not cell.get("ready"):
            self.steps_open += lines
        units = exact(cell.get("units"))
        if units is None:
            self.unmeasured += lines
        else:
            self.units += units

    @property
    def stopped(self) -> int:
        """Lines that need a licence or are prohibited.

        >>> tally = Tally()
        >>> tally.add({"lines": 3, "outcome": "prohibited"})
        >>> tally.stopped, tally.lines
        (3, 3)
        """
        return sum(self.outcomes.get(one, 0) for one in STOPS)

    def of(self, outcome: str) -> int:
        """Lines with an outcome."""
        return self.outcomes.get(outcome, 0)


def checked(result: Mapping[str, Any], schema: str) -> None:
    """Refuse what is not the JSON that the report reads.

    >>> checked({"schema": "lockgate.book-summary/1"}, SUMMARY)
    """
    found = result.get("schema")
    if found != schema:
        hint = f"the report reads {schema}; write the file anew with this version"
        raise InputError(f"this is {found or 'something without a schema'}", place="schema", hint=hint)


def cells_of(summary: Mapping[str, Any], posture: str, axis: str = "month") -> list[Cell]:
    """The cells of a posture, their amounts as numbers.

    A cube can be whole, or be counted along several axes that each hold every line once; then only one of them is read.

    >>> cells_of({"cube": [{"posture": "enforced"}, {"posture": "codified", "units": "8"}]}, "codified")
    [{'posture': 'codified', 'units': Decimal('8')}]
    """
    mine = (cell for cell in summary.get("cube") or () if cell["posture"] == posture and cell.get("axis", axis) == axis)
    return [{**cell, "units": exact(cell.get("units"))} for cell in mine]


def total(cells: Iterable[Cell]) -> Tally:
    """Everything together."""
    found = Tally()
    for cell in cells:
        found.add(cell)
    return found


def by(cells: Iterable[Cell], key: Callable[[Cell], Iterable[str]]) -> dict[str, Tally]:
    """Tallies for each key of a cell; a cell with several keys counts under each.

    >>> cells = [{"lines": 2, "outcome": "authorized", "by": ["LPP", "NAC"]}]
    >>> {name: tally.lines for name, tally in by(cells, several("by")).items()}
    {'LPP': 2, 'NAC': 2}
    """
    found: dict[str, Tally] = {}
    for cell in cells:
        for name in key(cell):
            found.setdefault(name, Tally()).add(cell)
    return found


def single(name: str) -> Callable[[Cell], Iterable[str]]:
    """The value of one field as a key; nothing is the empty word.

    >>> list(single("chip")({"chip": None}))
    ['']
    """
    return lambda cell: (str(cell.get(name) or ""),)


def several(name: str) -> Callable[[Cell], Iterable[str]]:
    """The values of a list as keys, each once."""
    return lambda cell: dict.fromkeys(str(one) for one in cell.get(name) or ())


def largest(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally]]:
    """The ones with most lines first."""
    return sorted(tallies.items(), key=lambda item: (-item[1].lines, item[0]))


def every_month(months: Sequence[str]) -> list[str]:
    """Months without a gap from the first to the last; what is no month comes last.

    >>> every_month(["2025-11", "2026-02", ""])
    ['2025-11', '2025-12', '2026-01', '2026-02', '']
    """
    known = sorted({month for month in months if _index(month) is not None})
    rest = sorted({month for month in months if _index(month) is None})
    if not known:
        return rest
    first, last = _index(known[0]), _index(known[-1])
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(first or 0, (last or 0) + 1)] + rest


def _index(month: str) -> int | None:
    year, _, number = month.partition("-")
    if not (year.isdigit() and number.isdigit() and 1 <= int(number) <= 12):
        return None
    return int(year) * 12 + int(number) - 1


def _axes(summary: Mapping[str, Any]) -> list[str]:
    """Along what the cube counts; a whole cube counts along anything."""
    return list(dict.fromkeys(str(cell["axis"]) for cell in summary.get("cube") or () if "axis" in cell)) or ["month"]


def doubts(summary: Mapping[str, Any]) -> list[str]:
    """What does not add up in a summary; empty in a sound one.

    >>> doubts({"lines": 3, "decided": 1, "rejected": 1, "postures": [], "cube": [], "rejects": []})
    ['3 lines were read, but 1 decided and 1 rejected make 2']
    """
    found = []
    lines, decided, rejected = (int(summary.get(name) or 0) for name in ("lines", "decided", "rejected"))
    if lines != decided + rejected:
        found.append(
            f"{lines:,} lines were read, but {decided:,} decided and {rejected:,} rejected make {decided + rejected:,}"
        )
    for posture in summary.get("postures") or ():
        for axis in _axes(summary):
            counted = sum(int(cell["lines"]) for cell in cells_of(summary, posture, axis))
            if counted != decided:
                along = f" by {axis}" if len(_axes(summary)) > 1 else ""
                told = f"the outcomes{along} in the {posture} posture count {counted:,} lines"
                found.append(f"{told}, but {decided:,} were decided")
    return found
