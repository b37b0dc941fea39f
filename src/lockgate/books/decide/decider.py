"""Typed lines to answers: keys by stretch of days, every new key decided once in every posture."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from lockgate.books.classes.keys import Keyer, with_shipments
from lockgate.books.classes.parts import BookParts
from lockgate.books.decide.answer import Answer, answer
from lockgate.books.typed.groups import BASE, DAY
from lockgate.books.typed.parts import compose
from lockgate.engine.decide import decide
from lockgate.engine.determine import own_shipment, preparer_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.lines import LineReader, Lines
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Unit
    from lockgate.door.model import Transaction


@dataclass(frozen=True, slots=True)
class Look:
    """How a book is looked at: whose law, what was known, which sides of readings, and perhaps one day for all lines."""

    book: Rulebook
    postures: tuple[str, ...]
    known_at: date | None = None
    readings: Mapping[str, str] = field(default_factory=dict)


class Answers:
    """Answers of one posture, each once."""

    def __init__(self) -> None:
        self.all: list[Answer] = []
        self.known: dict[Answer, int] = {}

    def place(self, found: Answer) -> int:
        """The number of an answer."""
        number = self.known.get(found)
        if number is None:
            number = self.known[found] = len(self.all)
            self.all.append(found)
        return number


class Decider:
    """Decides the lines of a book; what was decided once is kept.

    Attributes:
        answers: by posture; a line refers to them by number.
        keys: how many distinct keys were decided.
    """

    def __init__(self, look: Look, reader: LineReader) -> None:
        self.look = look
        self.reader = reader
        self.parts = BookParts(reader.stores, look.book.layout)
        self.preparer = preparer_of(look.book)
        self.answers = {posture: Answers() for posture in look.postures}
        self.stretches: dict[date, _Stretch] = {}
        self.keys = 0

    def decide(self, lines: Lines) -> dict[str, Codes]:
        """For each posture the number of the answer of every line."""
        self.parts.grow()
        found = {posture: np.zeros(len(lines.days), dtype=np.int64) for posture in self.look.postures}
        codes = with_shipments(lines.parts, self.parts)
        for start, here in self._by_stretch(lines.days):
            inside = {name: one[here] for name, one in codes.items()}
            numbers, first, keys = self._stretch(start).keyer.keys(inside, lines.days[here])
            places = self._places(start, inside, lines.days[here], first, keys)
            for posture, column in found.items():
                column[here] = places[posture][numbers]
        return found

    def _by_stretch(self, days: Codes) -> list[tuple[date, Codes]]:
        """The lines of each stretch of days."""
        if not len(days):
            return []
        starts = self.look.book.calendar.days
        ordinals = np.array([start.toordinal() for start in starts], dtype=np.int64)
        of_line = np.searchsorted(ordinals, days, side="right") - 1
        order = np.argsort(of_line, kind="stable")
        cuts = np.flatnonzero(np.diff(of_line[order])) + 1
        return [(starts[of_line[part[0]]], part) for part in np.split(order, cuts)]

    def _stretch(self, start: date) -> _Stretch:
        known = self.stretches.get(start)
        if known is None or known.keyer.stale:
            units = {name: self.look.book.unit(start, name, self.look.known_at) for name in self.look.postures}
            known = self.stretches[start] = _Stretch(units, Keyer(tuple(units.values()), self.parts))
        return known

    def _places(
        self, start: date, codes: Mapping[str, Codes], days: Codes, first: Codes, keys: Sequence[bytes]
    ) -> dict[str, Codes]:
        """The answers of the keys of a stretch."""
        stretch = self.stretches[start]
        for line, key in zip(first.tolist(), keys, strict=True):
            if key not in stretch.places:
                whole = self._whole({name: int(one[line]) for name, one in codes.items()})
                stretch.places[key] = self._decided(stretch, whole, date.fromordinal(int(days[line])))
                self.keys += 1
        rows = [stretch.places[key] for key in keys]
        return {
            posture: np.array([row[place] for row in rows], dtype=np.int64)
            for place, posture in enumerate(self.look.postures)
        }

    def _whole(self, places: Mapping[str, int]) -> Transaction:
        """The typed transaction of a line."""
        stores = self.reader.stores
        own = [
            stores[name].parts[place] for name, place in places.items() if name in stores and name not in (BASE, DAY)
        ]
        whole = compose(stores[BASE].parts[places[BASE]], own)
        return own_shipment(whole, whole.items[0])

    def _decided(self, stretch: _Stretch, whole: Transaction, day: date) -> tuple[int, ...]:
        prepared = self.preparer.prepare(whole, whole.items[0], day, self.look.readings)
        found = []
        for posture, unit in stretch.units.items():
            found.append(self.answers[posture].place(answer(decide(unit, prepared), whole)))
        return tuple(found)


@dataclass(slots=True)
class _Stretch:
    """One stretch of days: its units, what they tell apart, and the answers by key."""

    units: Mapping[str, Unit]
    keyer: Keyer
    places: dict[bytes, tuple[int, ...]] = field(default_factory=dict)
