"""What a summary counts by: month, destination and chip of a line, and its amounts; read once for each part."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.check.exact import Amounts
from lockgate.books.classes.parts import SHIPMENT
from lockgate.books.typed.groups import BASE, DAY, ITEM, QUANTITY
from lockgate.books.typed.parts import day_of
from lockgate.door.model import Categorical
from lockgate.engine.prepare import SHIPMENT_TPP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lockgate.books.check.exact import OfLines
    from lockgate.books.classes.parts import BookParts
    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.lines import LineReader
    from lockgate.books.typed.parts import Part

_MANY = re.compile(r"^\d+x ")
DESTINATION = "destination"


class Facet:
    """One thing that lines are counted by; ``read`` gives it for a part, None if the part leaves it to the baseline."""

    def __init__(self, reader: LineReader, group: str, read: Callable[[Part], str | None]) -> None:
        self.stores = [reader.stores[name] for name in (group, BASE) if name in reader.stores]
        self.names = [store.group.id for store in self.stores]
        self.read = read
        self.words: list[str] = [""]
        self.known: dict[str, int] = {"": 0}
        self.tables: list[list[int]] = [[] for _ in self.stores]

    def column(self, codes: Mapping[str, Codes]) -> Codes | None:
        """The number of the word of every line; None if all lines have the same."""
        found: Codes | None = None
        for name, store, table in zip(self.names, self.stores, self.tables, strict=True):
            table.extend(self._place(part) for part in store.parts[len(table) :])
            own = np.array(table, dtype=np.int64)[codes[name]]
            found = own if found is None else np.where(found < 0, own, found)
        return None if found is None else np.maximum(found, 0)

    def _place(self, part: Part) -> int:
        word = None if part.problems else self.read(part)
        return -1 if word is None else self.known.setdefault(word, self._new(word))

    def _new(self, word: str) -> int:
        if word not in self.known:
            self.words.append(word)
            return len(self.words) - 1
        return self.known[word]


def month(part: Part) -> str | None:
    """The month of a part that states a day."""
    return None if part.whole is not None else date.fromordinal(day_of(part)).isoformat()[:7]


def destination(part: Part) -> str | None:
    """The country code of a part; empty where it is open."""
    values = part.values if part.whole is None else part.whole.values
    found = values.get(DESTINATION)
    if found is None:
        return None
    return (found.known or "") if isinstance(found, Categorical) else ""


def chip(part: Part) -> str | None:
    """The catalogue's id of what a part names, without its number."""
    item: Any = part.item
    if item is None and part.whole is not None and part.whole.items:
        item = part.whole.items[0]
    return None if item is None else _MANY.sub("", item.chip)


class Facets:
    """Months, destinations, chips and amounts of the lines of a book."""

    def __init__(self, reader: LineReader, parts: BookParts) -> None:
        self.reader = reader
        self.parts = parts
        self.axes = {
            "month": Facet(reader, DAY, month),
            "destination": Facet(reader, DESTINATION, destination),
            "chip": Facet(reader, ITEM, chip),
        }
        self.amounts = {name: Amounts() for name in (QUANTITY, SHIPMENT)}
        self.facts = {QUANTITY: QUANTITY, SHIPMENT: SHIPMENT_TPP}
        self.seen = dict.fromkeys(self.amounts, 0)

    def columns(self, codes: Mapping[str, Codes]) -> dict[str, tuple[Codes, list[str]]]:
        """For each axis the number of the word of every line, and the words."""
        blank = np.zeros(len(codes[BASE]), dtype=np.int64)
        found = {}
        for name, axis in self.axes.items():
            column = axis.column(codes)
            found[name] = blank if column is None else column, axis.words
        return found

    def scale(self, name: str) -> int:
        """How many units of a slot are one of an amount."""
        return int(self.parts.layout.slots[self.facts[name]].scale)

    def amounts_of(self, codes: Mapping[str, Codes]) -> dict[str, OfLines | None]:
        """The amounts of the lines of a chunk, in units of the slots; None where no column states them."""
        return {name: self._of_lines(name, codes.get(name)) for name in self.amounts}

    def _of_lines(self, name: str, places: Codes | None) -> OfLines | None:
        if places is None:
            return None
        known, amounts = self.parts.lists[name], self.amounts[name]
        amounts.extend([_single(one.facts.get(self.facts[name])) for one in known[self.seen[name] :]])
        self.seen[name] = len(known)
        return amounts.of(places)


def _single(content: tuple[int, ...] | None) -> int | None:
    return content[0] if content and content[0] == content[1] else None
