"""The contents of all parts of a book, group by group, with what a shipment adds up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.books.classes.contents import Contents, contents
from lockgate.books.typed.groups import BASE, DAY, ITEM, QUANTITY
from lockgate.books.typed.parts import compose
from lockgate.engine.determine import own_shipment
from lockgate.engine.prepare import SHIPMENT_TPP, content_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.books.classes.contents import Content
    from lockgate.books.typed.lines import Store
    from lockgate.books.typed.parts import Part
    from lockgate.compiler.layout import Layout

SHIPMENT = "shipment sum"
"""Group of the aggregates that follow from items and quantities (or are stated); no column makes it."""
_STATED = "shipment"
"""Group of the columns that say something of the shipment."""


class BookParts:
    """Contents of the parts in the stores of a line reader; grows with them.

    Attributes:
        lists: contents by group; of the group of shipments too, which no column stands for.
        provides: the facts that some part of a group states.
    """

    def __init__(self, stores: Mapping[str, Store], layout: Layout) -> None:
        self.stores = stores
        self.layout = layout
        self.lists: dict[str, list[Contents]] = {name: [] for name in stores}
        self.lists[SHIPMENT] = []
        self.provides: dict[str, set[str]] = {name: set() for name in self.lists}
        self.shipments: dict[tuple[int, ...], int] = {}
        self.sums: dict[Content, int] = {}
        self.flagged = False
        self.licensed = False

    def grow(self) -> None:
        """Take in what the line reader typed since the last time."""
        for name, store in self.stores.items():
            known = self.lists[name]
            for part in store.parts[len(known) :]:
                self._add(name, Contents({}) if part.problems else contents(part, self.layout))

    def _add(self, name: str, found: Contents) -> None:
        self.lists[name].append(found)
        if name != BASE:
            self.provides[name].update(found.facts)
        self.licensed = self.licensed or any(one.name == "licences" and one.elements for one in found.members)

    @property
    def summed(self) -> tuple[str, ...]:
        """Groups of which the aggregate of a shipment is made."""
        return tuple(name for name in (ITEM, QUANTITY, _STATED) if name in self.stores)

    def shipment(self, places: tuple[int, ...]) -> int:
        """What parts of an item, a quantity and a stated shipment add up to; its number among the shipments."""
        if places not in self.shipments:
            parts = [self.stores[name].parts[place] for name, place in zip(self.summed, places, strict=True)]
            content = self._sum(parts)
            if content not in self.sums:
                self.sums[content] = len(self.lists[SHIPMENT])
                self._add(SHIPMENT, Contents({SHIPMENT_TPP: content}))
            self.shipments[places] = self.sums[content]
        return self.shipments[places]

    def _sum(self, parts: list[Part]) -> Content:
        base = next(part for part in self.stores[BASE].parts if part.whole is not None)
        whole = compose(base, parts)
        whole = own_shipment(whole, whole.items[0])
        return tuple(content_of(self.layout.slots[SHIPMENT_TPP], whole.values[SHIPMENT_TPP]))

    def content(self, fact: str, found: Mapping[str, int]) -> Content | None:
        """What a line with these parts writes for a fact; None if no part states it."""
        for name in reversed([*found]):
            content = self.lists[name][found[name]].facts.get(fact)
            if content is not None:
                return content
        return None


__all__ = ["DAY", "SHIPMENT", "BookParts"]
