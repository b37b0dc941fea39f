"""One transaction under one law, prepared once and asked many times with other content in its slots."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from lockgate.door.model import Interval, Item, Transaction
from lockgate.engine.compose import Composer
from lockgate.engine.decide import decide
from lockgate.engine.determine import preparer_of
from lockgate.engine.prepare import QUANTITY, SHIPMENT_TPP, Prepared, content_of, shipment_tpp, unit_tpp
from lockgate.engine.question import check_day, check_readings, date_of, day_of
from lockgate.inquiry.course.stand import Stands, stand_of

if TYPE_CHECKING:
    from datetime import date

    from lockgate.inquiry.look import Look

Counted = tuple[bool, bool]
"""Whether a line counts towards the shipment: possibly, and for certain."""


class Scene:
    """A typed transaction, the law of a day in a posture, and the slots of each of its lines.

    Attributes:
        transaction: as typed.
        unit: the law.
        lines: the slots of each item; one without an item where the question is about no transaction.
        stated: whether the aggregate of the shipment is stated rather than worked out.
    """

    def __init__(self, look: Look, transaction: Transaction, posture: str = "", day: date | None = None) -> None:
        self.look = look
        self.book = look.book
        self.transaction = transaction
        self.posture = posture or look.posture
        self.day = day or day_of(look.as_of, transaction)
        self.known_at = date_of(look.known_at, "known_at")
        check_day(self.book, self.day, "as_of")
        check_day(self.book, self.known_at, "known_at")
        self.readings = check_readings(self.book, look.readings)
        self.unit = self.book.unit(self.day, self.posture, self.known_at)
        self.layout = self.book.layout
        self.items: tuple[Item | None, ...] = transaction.items or (None,)
        preparer = preparer_of(self.book)
        self.lines = tuple(preparer.prepare(transaction, item, self.day, self.readings) for item in self.items)
        self.shipment = self.layout.slots.get(SHIPMENT_TPP)
        self.stated = SHIPMENT_TPP in transaction.values
        if self.sums:
            self.put_shipment(self.total(self.counted()))

    @property
    def sums(self) -> bool:
        """Whether the aggregate of the shipment follows from its items."""
        return self.shipment is not None and not self.stated and bool(self.transaction.items)

    def put_shipment(self, total: Interval) -> None:
        """Write the aggregate into the slots of every line."""
        assert self.shipment is not None  # noqa: S101 - see `sums`
        for line in self.lines:
            line.cells[self.shipment.at : self.shipment.at + 2] = content_of(self.shipment, total)

    def counted(self) -> tuple[Counted, ...]:
        """Which lines count towards the shipment as their slots stand now: a single line always does."""
        if len(self.lines) == 1:
            return ((True, True),)
        assert self.shipment is not None  # noqa: S101 - see `sums`
        blank = preparer_of(self.book).blanks[""][self.shipment.at : self.shipment.at + 2]
        found = []
        for line in self.lines:
            kept = line.cells[self.shipment.at : self.shipment.at + 2]
            line.cells[self.shipment.at : self.shipment.at + 2] = blank
            levels = decide(self.unit, line, settle=False).values("level")
            line.cells[self.shipment.at : self.shipment.at + 2] = kept
            found.append(("a" in levels, levels == ("a",)))
        return tuple(found)

    def total(self, counted: tuple[Counted, ...], instead: tuple[int, Item] | None = None) -> Interval:
        """The aggregate of the shipment, with another item in one place if asked for."""
        items = list(self.transaction.items)
        if instead is not None:
            items[instead[0]] = instead[1]
        if len(items) == 1:
            return line_tpp(items[0])
        return shipment_tpp((item, *pair) for item, pair in zip(items, counted, strict=True))

    def composers(self) -> tuple[Composer, ...]:
        """The decision of each line as the slots stand now."""
        return tuple(Composer(decide(self.unit, line), self.transaction) for line in self.lines)

    def stands(self) -> Stands:
        """How the answer stands as the slots stand now."""
        return tuple(stand_of(composer) for composer in self.composers())

    def other(self, posture: str) -> Scene:
        """The same transaction in another posture."""
        return Scene(self.look, self.transaction, posture, self.day)


def line_tpp(item: Item) -> Interval:
    """TPP of one line: quantity times the TPP of one unit, as bounds."""
    low, high = unit_tpp(item)
    quantity = item.values.get(QUANTITY)
    if not isinstance(quantity, Interval):
        return Interval(Fraction(0), None)
    return Interval(low * (quantity.low or 0), None if high is None or quantity.high is None else high * quantity.high)


def with_value(item: Item, fact: str, number: Fraction, circuit: int = -1) -> Item:
    """The same item with another number in one place (of the item, or of one of its circuits).

    >>> from lockgate.door.model import Group
    >>> with_value(Item({}, Group((), complete=True), (), "x"), "item.quantity", Fraction(3)).values
    {'item.quantity': Interval(low=Fraction(3, 1), high=Fraction(3, 1))}
    """
    value = Interval(number, number)
    if circuit < 0:
        return replace(item, values={**item.values, fact: value})
    elements = list(item.circuits.elements)
    elements[circuit] = replace(elements[circuit], values={**elements[circuit].values, fact: value})
    return replace(item, circuits=replace(item.circuits, elements=tuple(elements)))


__all__ = ["Prepared", "Scene", "line_tpp", "with_value"]
