"""One change of a fact: which slots it writes, what kind of change it is, and what it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.layout import FAR
from lockgate.engine.prepare import COUNT, QUANTITY, TPP

if TYPE_CHECKING:
    from datetime import date

    from lockgate.compiler.layout import Layout, Slot
    from lockgate.compiler.model import Fact
    from lockgate.compiler.unit import Cells

EVIDENCE, UNKNOWN, WAITING, FIGURE, READING, REFUSED, DEAL, ITEM, LAW = (
    "evidence",
    "unknown",
    "waiting",
    "figure",
    "reading",
    "refused",
    "deal",
    "item",
    "law",
)
COST = {EVIDENCE: 1, UNKNOWN: 1, WAITING: 2, FIGURE: 4, READING: 10, REFUSED: 12, DEAL: 16, ITEM: 24}
"""What a change of each kind weighs: paper and questions first, then figures, then the deal, last another item."""
READING_PREFIX = "reading."
AS_OF = "as_of"


@dataclass(frozen=True, slots=True)
class Flip:
    """One change: the slots that it writes (``cells`` is None for the transaction itself), or a day to wait for.

    ``other_item`` marks what the catalogue gives otherwise: only another item has it so, stating it does not.
    """

    path: str
    fact: str
    kind: str
    now: str
    to: str
    cells: Cells | None = None
    at: int = 0
    content: tuple[Any, ...] = ()
    day: date | None = None
    note: str = ""
    values: tuple[str, ...] = ()
    at_least: str = ""
    at_most: str = ""
    other_item: bool = False

    @property
    def cost(self) -> int:
        """Weight of the change."""
        return COST[self.kind]

    @property
    def key(self) -> tuple[int, int]:
        """Which slots it writes."""
        return (0 if self.cells is None else id(self.cells), -1 if self.day else self.at)


def kind_of(fact: Fact, slot: Slot, cells: Cells) -> str:
    """What kind of change it is to have a fact otherwise."""
    if fact.id.startswith(READING_PREFIX):
        return READING
    if fact.shows:
        return ITEM if fact.shows == "item" else DEAL
    if fact.kind == "evidence":
        return REFUSED if cells[slot.at] == slot.bits.get("false") else EVIDENCE
    if is_open(slot, cells):
        return UNKNOWN
    if fact.element == "circuit" or (fact.id.startswith("item.") and fact.id != QUANTITY):
        return ITEM
    return FIGURE if fact.type in ("number", "integer", "date") else DEAL


def is_open(slot: Slot, cells: Cells) -> bool:
    """Whether a fact is not, or not wholly, known."""
    if slot.kind == "one":
        return bool(cells[slot.at] & (cells[slot.at] - 1))
    return bool(cells[slot.at] != cells[slot.at + 1])


def unit_of(layout: Layout, cells: Cells) -> tuple[int, int] | None:
    """Bounds of the TPP of one unit in the scale of the slots; None where a circuit may be missing."""
    circuits, complete = cells[layout.groups["circuits"]]
    if not complete or not circuits:
        return None
    tpp, count = layout.slots[TPP].at, layout.slots[COUNT].at
    return (
        sum(one[tpp] * one[count] for one in circuits),
        min(FAR, sum(one[tpp + 1] * one[count + 1] for one in circuits)),
    )
