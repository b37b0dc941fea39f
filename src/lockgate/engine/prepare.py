"""Typed facts in, the list of slots out that the generated functions read."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from lockgate.compiler.layout import FAR, Layout, Slot
from lockgate.door.model import Categorical, Element, Group, Interval, Item, SetValue, Text, Transaction, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from lockgate.compiler.model import Collection
    from lockgate.compiler.unit import Cells

SHIPMENT_TPP = "shipment.tpp"
QUANTITY, TPP, COUNT = "item.quantity", "circuit.tpp", "circuit.count"
"""What the aggregate of a shipment is made of."""
KIND, STATED = "item.kind", "item.stated_eccn"
Members = tuple[tuple[Element, ...], bool]
"""Elements of a collection, and whether these are all."""


@dataclass(slots=True)
class Prepared:
    """The slots of one line, and where each element's slots come from (for questions and proofs)."""

    cells: Cells
    item: Item | None
    paths: dict[int, str] = field(default_factory=dict)


class Preparer:
    """Fills slots; keeps one blank list per element to copy from."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.source = layout.symbols.source
        self.blanks: dict[str, Cells] = {element: layout.blank(element) for element in layout.sizes}
        for item in self.source.readings.values():
            slot = layout.slots[f"reading.{item.id}"]
            self.blanks[""][slot.at] = slot.bits[item.default]
        self.kinds = self._kinds()
        self.anchors = self._anchors()
        self.whole = [item for item in self.source.collections.values() if not item.of]
        self.inside = {
            kind: [item for item in self.source.collections.values() if item.of == kind] for kind in layout.sizes
        }

    def _kinds(self) -> dict[str, int]:
        """For each entry, the kinds of item that stand in it."""
        slot = self.layout.slots.get(KIND)
        return {item.id: slot.mask(item.kinds) for item in self.source.eccns.values()} if slot is not None else {}

    def _anchors(self) -> frozenset[str]:
        """Roles of which somebody must be there; a stand-in counts."""
        singles = [
            item for item in self.source.collections.values() if len(item.roles) == 1 and item.absent == "unknown"
        ]
        return frozenset(role for item in singles for role in (*item.roles, *item.stands_in))

    def prepare(self, transaction: Transaction, item: Item | None, day: date, readings: Mapping[str, str]) -> Prepared:
        """Slots of one line of a transaction on a day, under the chosen readings (defaults elsewhere)."""
        cells = self.blanks[""].copy()
        facts: dict[str, Value] = dict(transaction.values)
        if item is not None:
            facts.update(item.values)
        prepared = Prepared(cells, item)
        self.fill(cells, facts)
        self._kind(cells, facts)
        self._subject(cells, transaction)
        today = self.layout.slots["as_of"]
        cells[today.at : today.at + 2] = [day.toordinal()] * 2
        for name, value in readings.items():
            slot = self.layout.slots[f"reading.{name}"]
            cells[slot.at] = slot.bits[value]
        self._groups(prepared, transaction, item)
        return prepared

    def _kind(self, cells: Cells, facts: Mapping[str, Value]) -> None:
        """An entry that is stated says which kinds of item stand in it, if nobody says the kind."""
        stated = facts.get(STATED)
        known = stated.known if isinstance(stated, Categorical) and KIND not in facts else None
        mask = self.kinds.get(known or "", 0)
        if mask:
            cells[self.layout.slots[KIND].at] = mask

    def _subject(self, cells: Cells, transaction: Transaction) -> None:
        slot = self.layout.slots.get("subject")
        if slot is not None:
            cells[slot.at] = slot.bits[transaction.subject]

    def fill(self, cells: Cells, facts: Mapping[str, Value]) -> None:
        """Write facts into their slots; text and facts that rules never read are left out."""
        for name, value in facts.items():
            slot = self.layout.slots.get(name)
            if slot is not None and not isinstance(value, Text):
                content = content_of(slot, value)
                cells[slot.at : slot.at + len(content)] = content

    def _groups(self, prepared: Prepared, transaction: Transaction, item: Item | None) -> None:
        made: dict[int, Cells] = {}
        for collection in self.whole:
            elements, complete = self._group(collection, transaction, item)
            cells = tuple([self._element(prepared, collection.element, element, made) for element in elements])
            prepared.cells[self.layout.groups[collection.id]] = (cells, complete)

    def _group(self, collection: Collection, transaction: Transaction, item: Item | None) -> Members:
        if collection.roles:
            return self._roles(collection, transaction.roles)
        groups = {"circuit": item.circuits if item is not None else None, "licence": transaction.licences}
        group = groups.get(collection.element, transaction.sites)
        return (group.elements, group.complete) if group is not None else ((), False)

    def _roles(self, collection: Collection, roles: Mapping[str, Group]) -> Members:
        """A role nobody mentioned is taken by its stand-in; otherwise it is empty, open if somebody must be there."""
        present = [role for role in collection.roles if role in roles]
        if not present and len(collection.roles) == 1:
            present = [role for role in collection.stands_in if role in roles][:1]
        if not present:
            return (), collection.absent == "none"
        groups = [roles[role] for role in present]
        anchored = collection.absent == "none" or len(collection.roles) == 1 or not self.anchors.isdisjoint(present)
        elements = groups[0].elements if len(groups) == 1 else tuple(e for group in groups for e in group.elements)
        return elements, anchored and all(group.complete for group in groups)

    def _element(self, prepared: Prepared, kind: str, element: Element, made: dict[int, Cells]) -> Cells:
        if id(element) in made:
            return made[id(element)]
        cells = self.blanks[kind].copy()
        made[id(element)] = cells
        prepared.paths[id(cells)] = element.path
        self.fill(cells, element.values)
        for collection in self.inside[kind]:
            group = element.children.get(collection.id, Group((), complete=False))
            inner = tuple(self._element(prepared, collection.element, child, made) for child in group.elements)
            cells[self.layout.groups[collection.id]] = (inner, group.complete)
        return cells


def content_of(slot: Slot, value: Value) -> list[int]:
    """What a value writes into its slots. Bounds are widened to whole units of the slot, never narrowed."""
    if isinstance(value, Categorical):
        return [slot.mask(value.possible) or slot.full]
    if isinstance(value, SetValue):
        possible = slot.full if value.possible is None else slot.mask(value.possible)
        return [slot.mask(value.certain), possible]
    assert isinstance(value, Interval)  # noqa: S101 - text never comes here, see fill
    low, high = value.low, value.high  # whole-number division: building fractions costs ten times as much
    least = -FAR if low is None else low.numerator * slot.scale // low.denominator
    most = FAR if high is None else -(-high.numerator * slot.scale // high.denominator)
    return [least, most]


def shipment_tpp(items: Iterable[tuple[Item, bool, bool]]) -> Interval:
    """Bounds of quantity x circuits x TPP over the lines that are (possibly, certainly) at the a level."""
    low, high = Fraction(0), Fraction(0)
    bounded = True
    for item, maybe, sure in items:
        unit_low, unit_high = unit_tpp(item)
        quantity = item.values.get(QUANTITY)
        if sure and isinstance(quantity, Interval) and quantity.low is not None:
            low += unit_low * quantity.low
        if not maybe:
            continue
        if unit_high is None or not isinstance(quantity, Interval) or quantity.high is None:
            bounded = False
        else:
            high += unit_high * quantity.high
    return Interval(low, high if bounded else None)


def unit_tpp(item: Item) -> tuple[Fraction, Fraction | None]:
    """TPP of one unit: the sum over its circuits, as bounds."""
    low, high = Fraction(0), Fraction(0)
    bounded = item.circuits.complete and bool(item.circuits.elements)
    for circuit in item.circuits.elements:
        tpp, count = circuit.values.get(TPP), circuit.values.get(COUNT)
        many = count if isinstance(count, Interval) else Interval(Fraction(1), None)
        if isinstance(tpp, Interval):
            low += (tpp.low or 0) * (many.low or 0)
        if isinstance(tpp, Interval) and tpp.high is not None and many.high is not None:
            high += tpp.high * many.high
        else:
            bounded = False
    return low, high if bounded else None
