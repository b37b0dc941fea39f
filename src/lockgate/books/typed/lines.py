"""Chunks to typed lines: for each group of columns, which part every line has; lines in which something is wrong go."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.model import Reject
from lockgate.books.typed.alike import SOMEBODY, alike
from lockgate.books.typed.codes import together
from lockgate.books.typed.columns import Columns
from lockgate.books.typed.groups import BASE, DAY, Group, groups_of
from lockgate.books.typed.parts import Part, Typist, day_of
from lockgate.books.typed.raw import raw_value
from lockgate.door.problems import Problem, WordError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lockgate.books.model import Chunk, MappedColumn
    from lockgate.books.model import Mapping as Meaning
    from lockgate.books.typed.alike import Alike
    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.columns import Numbers
    from lockgate.door.declarations import Declarations
    from lockgate.items import Switches

_CUT = 200
"""Characters of a bad value that are shown."""
Wrong = tuple[Problem, str, str]
"""A problem, its column, and the value there."""


@dataclass(slots=True)
class Store:
    """The parts of one group, each once, in the order in which they came."""

    group: Group
    alike: Alike | None = None
    parts: list[Part] = field(default_factory=list)
    known: dict[tuple[int, ...], int] = field(default_factory=dict)
    faulty: list[bool] = field(default_factory=list)

    def add(self, numbers: tuple[int, ...], part: Part) -> int:
        """Keep the part of a content, by the numbers of its values; its place."""
        place = self.known[numbers] = len(self.parts)
        self.parts.append(part)
        self.faulty.append(bool(part.problems))
        return place


@dataclass(frozen=True, slots=True)
class Lines:
    """Typed lines of a chunk.

    Attributes:
        index: places of the lines in the table of the chunk.
        parts: for each group, which part of its store each line has.
        days: day number of each line.
        rejects: what is wrong with the other lines.
    """

    index: Codes
    parts: Mapping[str, Codes]
    days: Codes
    rejects: tuple[Reject, ...]


class LineReader:
    """Types the lines of a book, chunk by chunk; what was typed once is kept.

    ``as_of`` takes the place of the column of days; ``first_day`` is where the rulebook begins.
    """

    def __init__(
        self,
        mapping: Meaning,
        declared: Declarations,
        switches: Switches,
        *,
        first_day: date,
        as_of: date | None = None,
    ) -> None:
        found = groups_of(mapping, declared)
        self.fixed = as_of
        self.first_day = first_day
        self.typist = Typist(declared, switches)
        self.stores = {
            group.id: Store(group, alike(self.typist, group)) for group in found if as_of is None or group.id != DAY
        }
        self.numbers: dict[str, Numbers] = {}
        self.days: list[int] = []
        if DAY not in self.stores:
            constant = () if as_of is None else ((DAY, as_of.isoformat()),)
            self.stores[DAY] = Store(Group(DAY, (), (), constant))
        self.base_columns = self.stores[BASE].group.columns

    def read(self, chunk: Chunk) -> Lines:
        """The lines of a chunk; those in which something is wrong are left out and told."""
        count = chunk.table.num_rows
        columns = Columns(chunk, self.numbers, [column.header for column in self.base_columns])
        parts = {name: self._parts(store, columns, count) for name, store in self.stores.items()}
        bad = np.zeros(count, dtype=bool)
        for name, store in self.stores.items():
            if any(store.faulty):
                bad |= np.array(store.faulty, dtype=bool)[parts[name]]
        rejects: tuple[Reject, ...] = ()
        good = ~bad
        if bad.any():
            rejects = tuple(self._rejects(chunk, parts))
            for name in parts:  # one after the other, so that memory of the last is used again
                parts[name] = parts[name][good]
        days = self._days()
        of_line = days[parts[DAY]] if len(days) else np.zeros(0, dtype=np.int64)
        return Lines(np.flatnonzero(good), parts, of_line, rejects)

    def _days(self) -> Codes:
        """The day of each part that states one."""
        store = self.stores[DAY]
        for part, faulty in zip(store.parts[len(self.days) :], store.faulty[len(self.days) :], strict=True):
            self.days.append(0 if faulty else day_of(part))
        return np.array(self.days, dtype=np.int64)

    def _parts(self, store: Store, chunk: Columns, count: int) -> Codes:
        """Which part of a store each line has; new contents are typed."""
        columns = [chunk.of(column.header) for column in self._deciding(store.group)]
        present = [chunk.filled(column.header) for column in store.group.presence]
        varied = [(one.codes, len(one.values)) for one in columns if not one.same] + [(one, 2) for one in present]
        codes, first = together(*zip(*varied, strict=True)) if varied else _all_alike(count)
        found = [one.numbers[one.codes[first]] for one in columns] + [one[first] for one in present]
        rows = [*zip(*[one.tolist() for one in found], strict=True)] if found else [()] * len(first)
        places = [store.known.get(row, -1) for row in rows]
        for number, place in enumerate(places):
            if place < 0:
                line = first[number]
                content = (*[one.values[one.codes[line]] for one in columns], *[bool(one[line]) for one in present])
                places[number] = store.add(rows[number], self._typed(store, rows[number], content))
        return np.array(places, dtype=np.int64)[codes]

    def _deciding(self, group: Group) -> tuple[MappedColumn, ...]:
        """The columns that settle what a group gives: its own, and those of the baseline."""
        return (*group.columns, *(self.base_columns if group.id != BASE else ()))

    def _typed(self, store: Store, numbers: tuple[int, ...], content: tuple[Any, ...]) -> Part:
        """The part for a content: like one that was typed before, or as the door types it."""
        group, part = store.group, None
        if store.alike is not None:
            part = store.alike.part(numbers, content, lambda: self._base(content[len(group.columns) :]))
        return self._checked(group, part) if part is not None else self._whole(group, content)

    def _base(self, content: Sequence[Any]) -> Any:
        """The baseline that cells of its columns name."""
        found = self._base_constant()
        for column, value in zip(self.base_columns, content, strict=False):
            raw = raw_value(column, value)
            found = found if raw is None else raw
        return found

    def _whole(self, group: Group, content: tuple[Any, ...]) -> Part:
        """The part that the door makes of a content."""
        stated: dict[str, Any] = dict(group.constants)
        problems = []
        deciding = self._deciding(group)
        for column, value in zip(deciding, content, strict=False):
            try:
                raw = raw_value(column, value)
            except WordError as error:
                problems.append(Problem(column.path, error.message, error.hint or ""))
                continue
            if raw is not None:
                stated[column.path] = raw
        for column, there in zip(group.presence, content[len(deciding) :], strict=True):
            if there:
                stated[column.path] = SOMEBODY
        if problems:
            return Part(problems=tuple(problems))
        base = stated.pop(BASE, self._base_constant())
        if group.id == BASE:
            return self.typist.base(base)
        return self._checked(group, self.typist.part(group.id, stated, base))

    def _base_constant(self) -> Any:
        return dict(self.stores[BASE].group.constants).get(BASE)

    def _checked(self, group: Group, part: Part) -> Part:
        """Days before the rulebook begins are refused: what was in force then is not encoded."""
        if group.id != DAY or part.problems or day_of(part) >= self.first_day.toordinal():
            return part
        what = f"{date.fromordinal(day_of(part))} lies before this rulebook begins"
        return Part(problems=(Problem(DAY, what, f"the first day is {self.first_day}"),))

    # ---- what is wrong

    def _rejects(self, chunk: Chunk, parts: Mapping[str, Codes]) -> Iterator[Reject]:
        """Everything that is wrong, by line; a problem that several groups have is told once."""
        found: list[tuple[int, int, int, Wrong]] = []
        for place, (name, store) in enumerate(self.stores.items()):
            if any(store.faulty):
                codes = parts[name]
                lines = np.nonzero(np.array(store.faulty, dtype=bool)[codes])[0]
                told: dict[int, list[Wrong]] = {}
                for line, part in zip(lines.tolist(), codes[lines].tolist(), strict=True):
                    if part not in told:
                        told[part] = [self._wrong(chunk, store.group, one, line) for one in store.parts[part].problems]
                    found += [(line, place, number, wrong) for number, wrong in enumerate(told[part])]
        found.sort(key=lambda one: one[:3])
        last, seen = -1, set[Problem]()
        for line, _, _, (problem, column, value) in found:
            seen = seen if line == last else set()
            last = line
            if problem not in seen:
                seen.add(problem)
                yield Reject(chunk.file, chunk.row(line), column, value, problem.message, problem.hint)

    def _wrong(self, chunk: Chunk, group: Group, problem: Problem, line: int) -> Wrong:
        """A problem with its column and value; all lines that share a part share these."""
        columns = (*group.columns, *group.presence, *self.base_columns)
        column = next((one for one in columns if _means(problem.place, one.path)), None)
        if column is None and len(group.columns) == 1:
            column = group.columns[0]
        value = chunk.table.column(column.header)[line].as_py() if column is not None else None
        shown = "" if value is None else str(value)
        shown = shown if len(shown) <= _CUT else f"{shown[:_CUT]}..."
        return problem, column.header if column is not None else problem.place, shown


def _means(place: str, path: str) -> bool:
    """Whether a problem stands at a path; the door counts items, columns do not."""
    plain = place.replace("items[0]", "item")
    return plain in {path, path.removeprefix("parties.")} or plain.startswith((f"{path}.", f"{path}["))


def _all_alike(count: int) -> tuple[Codes, Codes]:
    """Lines that cannot be told apart: their number, and the first of them."""
    return np.zeros(count, dtype=np.int64), np.zeros(min(count, 1), dtype=np.int64)
