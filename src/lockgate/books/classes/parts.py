"""The contents of all parts of a book, group by group, with what a shipment adds up to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.books.classes.contents import Contents, contents
from lockgate.books.typed.groups import BASE, DAY, ITEM, QUANTITY
from lockgate.books.typed.parts import compose
from lockgate.engine.determine import own_shipment
from lockgate.engine.prepare import SHIPMENT_TPP, content_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.books.classes.conditions import Conditions
    from lockgate.books.classes.contents import Content, Members
    from lockgate.books.typed.lines import Store
    from lockgate.books.typed.parts import Part
    from lockgate.compiler.layout import Layout

SHIPMENT, STATED_SHIPMENT = "shipment sum", "shipment"
"""Group of the aggregates that follow from items and quantities (or are stated)."""


class BookParts:
    """Contents of the parts in the stores of a line reader; grows with them.

    Attributes:
        lists: contents by group; of the group of shipments too, which no column stands for.
        provides: the facts that some part of a group states.
        inside: the facts that some element of a collection states.
        places: for each fact a number for every comparison of it, see `Conditions`.
        conditions: what each rule compares, by its seal.
    """

    def __init__(self, stores: Mapping[str, Store], layout: Layout) -> None:
        self.stores = stores
        self.layout = layout
        self.lists: dict[str, list[Contents]] = {name: [] for name in stores}
        self.lists[SHIPMENT] = []
        self.provides: dict[str, set[str]] = {name: set() for name in self.lists}
        self.shipments: dict[tuple[int, ...], int] = {}
        self.sums: dict[tuple[Content, str], int] = {}
        self.bases: list[Any] = []
        self.inside: set[str] = set()
        self.places: dict[str, dict[object, int]] = {}
        self.conditions: dict[bytes, Conditions] = {}

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
        for members in found.members:
            self._look_inside(members)

    def _look_inside(self, members: Members) -> None:
        for one in members.elements:
            self.inside.update(one.facts)
            for inner in one.children:
                self._look_inside(inner)

    @property
    def summed(self) -> tuple[str, ...]:
        """Groups of which the aggregate of a shipment is made."""
        return tuple(name for name in (ITEM, QUANTITY, SHIPMENT_TPP, STATED_SHIPMENT) if name in self.stores)

    def shipment(self, places: tuple[int, ...]) -> int:
        """What parts of an item, a quantity and a stated shipment add up to; its number among the shipments."""
        if places not in self.shipments:
            parts = [self.stores[name].parts[place] for name, place in zip(self.summed, places, strict=True)]
            key = self._sum(parts), repr(parts[0].base)
            if key not in self.sums:
                self.sums[key] = len(self.lists[SHIPMENT])
                self._add(SHIPMENT, Contents({SHIPMENT_TPP: key[0]}, base=key[1]))
                self.bases.append(parts[0].base)
            self.shipments[places] = self.sums[key]
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
