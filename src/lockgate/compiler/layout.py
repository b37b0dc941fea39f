"""Where each fact lies in the list that the generated functions read.

Every categorical fact is a bit mask of the values it may have, every number a pair (low, high) of scaled integers,
every set a pair (certain, possible) of masks. Unknown is thus nothing special: all bits, or very wide bounds.
The layout does not depend on the day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fractions import Fraction

    from lockgate.compiler.model import Collection, Fact
    from lockgate.compiler.symbols import Symbols

FAR = 10**40
"""Stands for "no bound": larger than any scaled number that the door lets in."""

ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Slot:
    """Place of one fact: ``at`` (and ``at + 1`` for pairs), its bits by value, its scale for numbers."""

    fact: str
    kind: str
    at: int
    bits: dict[str, int] = field(default_factory=dict)
    scale: int = 1
    names: tuple[str, ...] = ()

    def of(self, mask: int) -> tuple[str, ...]:
        """The values of a mask.

        >>> Slot("origin", "one", 0, {"CN": 1, "US": 2}, names=("CN", "US")).of(2)
        ('US',)
        """
        if mask and not mask & (mask - 1):
            return (self.names[mask.bit_length() - 1],)
        return tuple(name for name, bit in self.bits.items() if mask & bit)

    @property
    def full(self) -> int:
        """Mask of everything that is possible."""
        return (1 << len(self.bits)) - 1

    def mask(self, names: tuple[str, ...] | frozenset[str]) -> int:
        """Mask of some values; names that the fact does not know are left out."""
        return sum(self.bits.get(name, 0) for name in names)


class Layout:
    """Slots of the transaction and of every element."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.slots: dict[str, Slot] = {}
        self.groups: dict[str, int] = {}
        self.sizes: dict[str, int] = {"": 0}
        self.facts: dict[str, list[Fact]] = {}
        self.texts: dict[int, tuple[Any, str]] = {}
        for fact in symbols.facts.values():
            self._place(fact)
        for collection in symbols.source.collections.values():
            self._group(collection)
        self.base = self.sizes[""]

    def _place(self, fact: Fact) -> None:
        if fact.type == "text":
            return
        at = self.sizes.setdefault(fact.element, 0)
        kind = {"number": "number", "integer": "number", "date": "number", "set": "set"}.get(fact.type, "one")
        values = fact.values
        if fact.kind == "evidence" and fact.type in ("boolean", "enum", "country"):
            values = (*values, ABSENT)
        bits = {value: 1 << index for index, value in enumerate(values)} if kind != "number" else {}
        scale = 10**fact.decimals if fact.type == "number" else 1
        self.slots[fact.id] = Slot(fact.id, kind, at, bits, scale, tuple(bits))
        self.sizes[fact.element] = at + (1 if kind == "one" else 2)
        self.facts.setdefault(fact.element, []).append(fact)

    def _group(self, collection: Collection) -> None:
        self.groups[collection.id] = self.sizes.setdefault(collection.of, 0)
        self.sizes[collection.of] += 1

    def absent(self, fact: Fact) -> tuple[int, ...]:
        """Content of the slots of a fact that is not given: world unknown, knowledge and evidence not shown."""
        slot = self.slots[fact.id]
        if slot.kind == "set":
            return (0, slot.full) if fact.kind == "world" else (0, 0)
        if slot.kind == "one":
            if fact.kind == "evidence":
                return (slot.bits[fact.absent or ABSENT],)
            return (slot.full,) if fact.kind in ("world", "inner") else (slot.bits[fact.absent or "false"],)
        if fact.kind != "world":
            return (FAR, FAR)
        low = -FAR if fact.minimum is None or fact.type == "date" else self.scaled(slot, fact.minimum)
        high = FAR if fact.maximum is None else self.scaled(slot, fact.maximum)
        return (low, high)

    def blank(self, element: str = "") -> list[int]:
        """A list of slots in which nothing is given."""
        cells: list[int] = [0] * self.sizes.get(element, 0)
        for fact in self.facts.get(element, []):
            slot = self.slots[fact.id]
            content = self.absent(fact)
            cells[slot.at : slot.at + len(content)] = content
        return cells

    @staticmethod
    def scaled(slot: Slot, number: Fraction) -> int:
        """A number in the units of its slot; what does not fit is cut (the door refuses it before)."""
        return (number * slot.scale).__floor__()
