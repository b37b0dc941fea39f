"""Typed lines to answers: keys by stretch of days, every new key decided once in every posture."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from lockgate.books.classes.keys import Keyer, with_shipments
from lockgate.books.classes.parts import BookParts
from lockgate.books.decide.answer import Answer, answer
from lockgate.books.kernel.common import Common, Names
from lockgate.books.kernel.frame import Frame, Sight
from lockgate.books.kernel.narrow import Narrow
from lockgate.books.kernel.reach import Reach
from lockgate.books.kernel.signature import Signature
from lockgate.books.typed.groups import BASE, DAY
from lockgate.books.typed.parts import compose
from lockgate.engine.decide import decide
from lockgate.engine.determine import own_shipment, preparer_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lockgate.books.classes.keys import Table
    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.lines import LineReader, Lines
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Unit
    from lockgate.door.model import Transaction
    from lockgate.engine.prepare import Prepared

MANY = 24
"""From so many new keys on, all of them are looked at together."""
MOST = 400_000
"""Signatures and names that are remembered; a book in which no two lines are alike would fill the memory with them."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a book is looked at: whose law, what was known, which sides of readings."""

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
        keys: how many distinct keys the lines had; one that comes again after `renewed` counts again.
        signed: what was decided, by signature; ``told`` holds each different answer once.
        stretches: by first day, those that lines were in; the same object where nothing changed that decides.
    """

    def __init__(self, look: Look, reader: LineReader, *, many: int = MANY) -> None:
        self.look = look
        self.reader = reader
        self.parts = BookParts(reader.stores, look.book.layout)
        self.preparer = preparer_of(look.book)
        self.answers = {posture: Answers() for posture in look.postures}
        self.common = Common()
        self.signed: dict[bytes, Answer] = {}
        self.told: dict[Answer, Answer] = {}
        self.stretches: dict[date, Stretch] = {}
        self.laws: dict[tuple[int, ...], Stretch] = {}
        self.law_of: dict[date, tuple[int, ...]] = {}
        self.many = many
        self.keys = 0

    def renewed(self, reader: LineReader) -> Decider:
        """The same for parts that are read anew: answers keep their numbers, parts and keys are let go."""
        found = Decider(self.look, reader, many=self.many)
        found.answers, found.keys = self.answers, self.keys
        if len(self.signed) + len(self.common.numbers) < MOST:
            found.common, found.signed, found.told = self.common, self.signed, self.told
        return found

    def decide(self, lines: Lines) -> dict[str, Codes]:
        """For each posture the number of the answer of every line."""
        self.parts.grow()
        found = {posture: np.zeros(len(lines.days), dtype=np.int64) for posture in self.look.postures}
        codes = with_shipments(lines.parts, self.parts)
        for stretch, here in self._by_law(lines.days):
            inside = {name: one[here] for name, one in codes.items()}
            numbers, first, table = stretch.keyer.keys(inside, lines.days[here])
            rows = _Rows(self, inside, lines.days[here], first)
            for posture, places in self._places(stretch, rows, table).items():
                found[posture][here] = places[numbers]
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

    def _by_law(self, days: Codes) -> list[tuple[Stretch, Codes]]:
        """The lines under each law: stretches of days between which only remarks changed go together."""
        together: dict[int, tuple[Stretch, list[Codes]]] = {}
        for start, here in self._by_stretch(days):
            stretch = self._stretch(start)
            together.setdefault(id(stretch), (stretch, []))[1].append(here)
        return [(stretch, np.concatenate(parts)) for stretch, parts in together.values()]

    def _stretch(self, start: date) -> Stretch:
        law = self.law_of.get(start)
        known = None if law is None else self.laws[law]
        if known is None or known.keyer.stale:
            units = {name: self.look.book.unit(start, name, self.look.known_at) for name in self.look.postures}
            law = self.law_of[start] = tuple([self.common.law(unit) for unit in units.values()])
            known = self.laws.get(law)
            if known is None or known.keyer.stale:
                known = self.laws[law] = Stretch(units, Keyer(tuple(units.values()), self.parts), self.common)
        self.stretches[start] = known
        return known

    def _places(self, stretch: Stretch, rows: _Rows, table: Table) -> dict[str, Codes]:
        """For each posture the numbers of the answers of the keys."""
        keys = [row.tobytes() for row in table]
        new = [place for place, key in enumerate(keys) if key not in stretch.places]
        if new:
            self.keys += len(new)
            answers = self._many(stretch, rows, table, new) if len(new) >= self.many else self._few(stretch, rows, new)
            for place, answer_numbers in zip(new, answers, strict=True):
                stretch.places[keys[place]] = answer_numbers
        found = np.array([stretch.places[key] for key in keys], dtype=np.int64).reshape(len(keys), -1)
        return {posture: found[:, place] for place, posture in enumerate(self.look.postures)}

    def _few(self, stretch: Stretch, rows: _Rows, new: Sequence[int]) -> list[tuple[int, ...]]:
        """Each key by itself."""
        found = []
        for place in new:
            whole, prepared = rows.line(place)
            answers = [answer(decide(unit, prepared), whole) for unit in stretch.laws]
            found.append(self._numbers(stretch, answers))
        return found

    def _many(self, stretch: Stretch, rows: _Rows, table: Table, new: Sequence[int]) -> list[tuple[int, ...]]:
        """All keys together: those with one signature share an answer, also with lines of other stretches."""
        frame = Frame(table[new], stretch.narrow, lambda row: rows.line(new[row]))
        columns = []
        for law, unit in enumerate(stretch.laws):
            found = Signature(frame, stretch.reach(law), Sight(unit), stretch.narrow, stretch.names[law])
            signatures = found.rows()
            known = self.signed
            for row, signature in enumerate(signatures):
                if signature not in known:
                    whole, prepared = frame.at(row)
                    told = answer(decide(unit, prepared), whole, readings=found.hangs_on_readings(row))
                    known[signature] = self.told.setdefault(told, told)
            columns.append([known[signature] for signature in signatures])
        return [self._numbers(stretch, answers) for answers in zip(*columns, strict=True)]

    def _numbers(self, stretch: Stretch, answers: Sequence[Answer]) -> tuple[int, ...]:
        """The number of the answer in each posture; postures with the same law have the same answer."""
        return tuple([self.answers[name].place(answers[law]) for name, law in stretch.postures.items()])

    def whole(self, places: Mapping[str, int]) -> Transaction:
        """The typed transaction of a line, by the parts that it has."""
        stores = self.reader.stores
        own = [
            stores[name].parts[place] for name, place in places.items() if name in stores and name not in (BASE, DAY)
        ]
        whole = compose(stores[BASE].parts[places[BASE]], own)
        return own_shipment(whole, whole.items[0])


@dataclass(frozen=True, slots=True)
class _Rows:
    """The lines behind the keys of a stretch."""

    decider: Decider
    codes: Mapping[str, Codes]
    days: Codes
    first: Codes

    def line(self, place: int) -> tuple[Transaction, Prepared]:
        """The transaction and the slots of the first line with a key."""
        line = int(self.first[place])
        whole = self.decider.whole({name: int(one[line]) for name, one in self.codes.items()})
        day = date.fromordinal(int(self.days[line]))
        return whole, self.decider.preparer.prepare(whole, whole.items[0], day, self.decider.look.readings)


class Stretch:
    """Days under one law: its units, what they tell apart, and the answers by key.

    Attributes:
        postures: for each posture the place of its law; the same where all that is printed is enforced.
        laws: the units, each law once.
        places: numbers of answers by key.
        names: the provisions of each law in names that all stretches share.
    """

    def __init__(self, units: Mapping[str, Unit], keyer: Keyer, common: Common) -> None:
        self.keyer = keyer
        self.narrow = Narrow(keyer, common)
        self.laws: list[Unit] = []
        self.postures = {posture: self._law(unit) for posture, unit in units.items()}
        self.places: dict[bytes, tuple[int, ...]] = {}
        self.names = [Names(unit, common) for unit in self.laws]
        self._reaches: dict[int, tuple[tuple[int, ...], Reach]] = {}

    def _law(self, unit: Unit) -> int:
        for place, known in enumerate(self.laws):
            if known.rules == unit.rules and known.chains == unit.chains and known.reviews == unit.reviews:
                return place
        self.laws.append(unit)
        return len(self.laws) - 1

    def reach(self, law: int) -> Reach:
        """What the conditions of a law read; worked out anew when the book states more facts than before."""
        parts = self.keyer.parts
        stated = (len(parts.lists[BASE]), *(len(facts) for facts in parts.provides.values()))
        if law not in self._reaches or self._reaches[law][0] != stated:
            self._reaches[law] = stated, Reach(self.laws[law], self.keyer)
        return self._reaches[law][1]
