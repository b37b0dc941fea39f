"""Keys of lines within one stretch of days: equal keys cannot come out differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lockgate.books.classes.conditions import TODAY, Conditions, Cross, Wait, conditions
from lockgate.books.classes.parts import SHIPMENT, BookParts
from lockgate.books.typed.codes import together
from lockgate.books.typed.groups import BASE, DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from lockgate.books.classes.contents import Content, Contents, Inside, Members
    from lockgate.books.typed.codes import Codes
    from lockgate.compiler.unit import Unit

    Table = npt.NDArray[np.int32]

_AGAIN = 4
"""Combinations that stand in so many lines each will come in other chunks too."""
_WHOLE = ("", "item")
"""Elements of which a line has one."""


class Keyer:
    """Tells the lines of one stretch of days apart, as far as the units of that stretch do."""

    def __init__(self, units: Sequence[Unit], parts: BookParts) -> None:
        self.parts = parts
        self.layout = units[0].layout
        self.found: Conditions = conditions(units, self.layout, parts.places, parts.conditions)
        self.classes: dict[str, Codes] = {name: np.zeros(0, dtype=np.int64) for name in parts.lists}
        self.known: dict[str, dict[object, int]] = {name: {} for name in parts.lists}
        self.truths: dict[str, dict[object, int]] = {}
        self.met: dict[tuple[str, ...], dict[tuple[int, ...], int]] = {}
        self.element_of = {fact.id: fact.element for fact in self.layout.symbols.facts.values()}
        self.watched: set[str] = set()
        self.dated = {fact for cross in self.found.crosses if TODAY in cross.facts for fact in cross.facts}
        self.seen: set[str] = set()
        self._inner()
        self.blank = {fact: self._default(fact) for cross in self.found.crosses for fact in cross.facts}
        self.crosses = {f"cross {place}": cross for place, cross in enumerate(sorted(self.found.crosses, key=repr))}
        waits = [(wait, name) for wait in sorted(self.found.waits, key=repr) for name in parts.lists]
        self.waits = {f"wait {place}": found for place, found in enumerate(waits)}
        names = [*parts.lists, *self.crosses, *self.waits, "today", TODAY]
        self.places = {name: place for place, name in enumerate(dict.fromkeys(names))}

    def _inner(self) -> None:
        """Comparisons within one item or element: their facts keep their contents, and what stands beside them too."""
        for cross in [one for one in self.found.crosses if not self._apart(one.facts)]:
            self.found.crosses.discard(cross)
            if TODAY in cross.facts:
                self.watched.update(fact for fact in cross.facts if fact != TODAY)
            else:
                self.found.exact.update(cross.facts)
        for pair in self.found.same:
            inside = {fact for fact in pair if self.element_of[fact] not in _WHOLE}
            self.watched |= inside
            if inside <= self.parts.inside:
                self.found.exact.update(pair)
        self.seen = self.watched & self.parts.inside
        self.found.exact.update(self.seen)

    def _apart(self, facts: Sequence[str]) -> bool:
        """Whether facts stand in different groups of columns."""
        return any(self.element_of[fact] == "" for fact in facts) and self._whole(facts)

    def _whole(self, facts: Sequence[str]) -> bool:
        return all(self.element_of[fact] in _WHOLE for fact in facts)

    def _default(self, fact: str) -> Content:
        slot = self.layout.slots[fact]
        blank = self.layout.blank(self.element_of[fact] if self.element_of[fact] not in _WHOLE else "")
        return tuple(blank[slot.at : slot.at + (1 if slot.kind == "one" else 2)])

    @property
    def stale(self) -> bool:
        """Whether elements of the book state facts by now that this keyer did not expect."""
        return self.watched & self.parts.inside != self.seen

    def keys(self, codes: Mapping[str, Codes], days: Codes) -> tuple[Codes, Codes, Table]:
        """For each line the number of its key, the first line of each key, and the keys themselves, one a row.

        Every column has a place of its own in a key (`places`), so that keys of different chunks can be compared.
        """
        columns: dict[str, tuple[Codes, int]] = {}
        for name in self.parts.lists:
            if name in codes and name != DAY:
                classes = self._classes(name, codes[name])
                if len(self.known[name]) > 1:
                    columns[name] = classes[codes[name]], len(self.known[name])
        self._crosses(codes, columns)
        self._days(codes, days, columns)
        if not columns:
            zero = np.zeros(len(days), dtype=np.int64)
            return zero, zero[:1], np.zeros((min(len(days), 1), len(self.places)), dtype=np.int32)
        told = list(columns.values())
        numbers, first = together([one for one, _ in told], [size for _, size in told])
        table = np.full((len(first), len(self.places)), -1, dtype=np.int32)
        for name, (column, _) in columns.items():
            table[:, self.places[name]] = column[first]
        for name in self.parts.lists:
            if name not in columns:
                table[:, self.places[name]] = 0
        return numbers, first, table

    def _classes(self, name: str, codes: Codes) -> Codes:
        """Class of every part of a group that stands in these lines; -1 for parts that no line of the stretch had."""
        parts, known = self.parts.lists[name], self.known[name]
        before = self.classes[name]
        classes = np.full(len(parts), -1, dtype=np.int64)
        classes[: len(before)] = before
        here = np.zeros(len(parts), dtype=np.bool_)
        here[codes] = True
        for place in np.flatnonzero(here & (classes < 0)).tolist():
            classes[place] = known.setdefault(self._signature(parts[place]), len(known))
        self.classes[name] = classes
        return classes

    # ---- what distinguishes a part

    def _signature(self, one: Contents) -> object:
        facts = self._facts(one.facts)
        return facts, tuple([self._members(members) for members in one.members]), one.flags, one.base

    def _facts(self, facts: Mapping[str, Content]) -> tuple[object, ...]:
        reads, klass = self.found.reads, self.found.klass
        return tuple([(fact, klass(fact, content)) for fact, content in sorted(facts.items()) if reads(fact)])

    def _members(self, members: Members) -> object:
        return members.name, members.complete, tuple([self._inside(one) for one in members.elements])

    def _inside(self, one: Inside) -> object:
        return self._facts(one.facts), tuple([self._members(members) for members in one.children])

    # ---- comparisons of several facts

    def _crosses(self, codes: Mapping[str, Codes], columns: dict[str, tuple[Codes, int]]) -> None:
        combined: dict[tuple[str, ...], tuple[Codes, Codes]] = {}
        for place, cross in self.crosses.items():
            stating = [name for name in codes if name != BASE and self.parts.provides[name] & {*cross.facts}]
            if stating:
                names = (BASE, *stating)
                of_line = [codes[name] for name in names]
                combined[names] = combined.get(names) or _combined(of_line)

                def truth(places: tuple[int, ...], cross: Cross = cross, names: tuple[str, ...] = names) -> object:
                    there = dict(zip(names, places, strict=True))
                    found = [self.parts.content(fact, there) or self.blank[fact] for fact in cross.facts]
                    return cross.truth(found, self.found.cuts)

                columns[place] = self._derived((place, *names), of_line, combined[names], truth)

    def _days(self, codes: Mapping[str, Codes], days: Codes, columns: dict[str, tuple[Codes, int]]) -> None:
        """Waiting times; a book with licences keeps its days, since these begin and end within a stretch."""
        today = [days], _combined([days])
        for place, (wait, name) in self.waits.items():
            if name in codes and wait.fact in self.parts.provides[name]:
                columns[place] = self._wait(place, wait, name, [codes[name], days])
        if self.found.reads(TODAY):
            columns["today"] = self._derived(("today",), *today, lambda one: self.found.klass(TODAY, (one[0], one[0])))
        if self.seen & self.dated:
            columns[TODAY] = self._derived((TODAY,), *today, lambda places: places[0])

    def _wait(self, place: str, wait: Wait, name: str, of_line: list[Codes]) -> tuple[Codes, int]:
        def truth(places: tuple[int, ...]) -> object:
            filed = self.parts.lists[name][places[0]].facts.get(wait.fact)
            return None if filed is None else wait.truth(filed, places[1])

        return self._derived((place, name), of_line, _combined(of_line), truth)

    def _derived(
        self,
        what: tuple[str, ...],
        of_line: list[Codes],
        combined: tuple[Codes, Codes],
        truth: Callable[[tuple[int, ...]], object],
    ) -> tuple[Codes, int]:
        """A column of the key that is worked out once for each combination of parts; kept where these come again."""
        numbers, first = combined
        known = self.truths.setdefault(what[0], {})
        met = self.met.setdefault(what, {}) if len(first) * _AGAIN < len(numbers) else {}
        values = []
        for places in zip(*(one[first].tolist() for one in of_line), strict=True):
            value = met.get(places)
            if value is None:
                value = met[places] = known.setdefault(truth(places), len(known))
            values.append(value)
        return (np.array(values, dtype=np.int64)[numbers] if values else numbers), len(known) + 1


def _combined(of_line: list[Codes]) -> tuple[Codes, Codes]:
    """Distinct combinations of parts: which of them each line has, and the first line of each."""
    return together(of_line, [int(one.max()) + 1 if len(one) else 1 for one in of_line])


def with_shipments(codes: Mapping[str, Codes], parts: BookParts) -> dict[str, Codes]:
    """The parts of the lines, with what each shipment adds up to."""
    names = [name for name in parts.summed if name in codes]
    if not names:
        return dict(codes)
    of_line = [codes[name] for name in names]
    numbers, first = together(of_line, [len(parts.lists[name]) + 1 for name in names])
    places = zip(*(one[first].tolist() for one in of_line), strict=True)
    values = np.array([parts.shipment(one) for one in places], dtype=np.int64)
    return {**codes, SHIPMENT: values[numbers] if len(values) else numbers}
