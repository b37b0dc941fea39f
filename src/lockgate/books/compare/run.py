"""Compare a book under two looks, chunk by chunk: what changes, from where to where, and by which provision."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.classes.parts import SHIPMENT
from lockgate.books.compare.causes import Cause, Drilled, drill, key_of
from lockgate.books.compare.changes import Changes
from lockgate.books.compare.pairs import Pair, Pairs, Place
from lockgate.books.compare.sides import Decided, Side, both, readers
from lockgate.books.typed.groups import DAY, QUANTITY, texts
from lockgate.books.write.columns import head
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from lockgate.books.compare.source import Joined
    from lockgate.books.decide.answer import Answer
    from lockgate.books.model import Chunk
    from lockgate.books.model import Mapping as Meaning
    from lockgate.books.read import Source
    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.lines import Lines

SCHEMA = "lockgate.book-comparison/1"
CHUNK = 250_000
_TOP = 12
"""Places and chips that a group names."""


@dataclass(slots=True)
class Group:
    """Lines whose outcome changes in the same way by the same provisions."""

    before: str
    after: str
    drilled: Drilled
    pair: Pair = field(default_factory=Pair)


@dataclass(slots=True)
class BookComparison:
    """What a comparison of a book found."""

    before: Side
    after: Side
    scales: tuple[int, int]
    lines: int = 0
    rejected: int = 0
    flows: dict[tuple[str, str], Pair] = field(default_factory=dict)
    groups: dict[object, Group] = field(default_factory=dict)
    otherwise: int = 0
    aspects: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def decided(self) -> int:
        """Lines that both sides decide."""
        return self.lines - self.rejected

    @property
    def changed(self) -> int:
        """Lines whose outcome is another one."""
        return sum(pair.lines for (before, after), pair in self.flows.items() if before != after)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        units, tpp = self.scales
        groups = sorted(self.groups.values(), key=lambda one: (-one.pair.lines, one.before, one.after))
        return {
            "schema": SCHEMA,
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "lines": self.lines,
            "decided": self.decided,
            "rejected": self.rejected,
            "changed": self.changed,
            "same_outcome_otherwise": {"lines": self.otherwise, "aspects": dict(self.aspects.most_common())},
            "flows": [
                {"before": before, "after": after, "lines": pair.lines, "units": pair.units.text(units)}
                for (before, after), pair in sorted(self.flows.items())
            ],
            "groups": [_group(one, units, tpp) for one in groups],
            "notes": self.notes,
        }


def _group(one: Group, units: int, tpp: int) -> dict[str, Any]:
    pair, drilled = one.pair, one.drilled
    return {
        "provisions": [cause.to_dict() for cause in drilled.causes],
        "before": one.before,
        "after": one.after,
        "lines": pair.lines,
        "units": pair.units.text(units),
        "tpp": pair.tpp.text(tpp),
        "destinations": [[word, count] for word, count in _most(pair.destinations)],
        "chips": [[word, count] for word, count in _most(pair.chips)],
        "example": {**pair.example, "before": drilled.before, "after": drilled.after},
    }


def _most(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:_TOP]


def compare(  # noqa: PLR0913 - a book, two looks, and what is done with what is found
    source: Source | Joined,
    mapping: Meaning,
    before: Side,
    after: Side,
    *,
    out: Path | None = None,
    chunk: int = CHUNK,
    step: Callable[[int, int], None] | None = None,
) -> BookComparison:
    """Decide every line of a book under two looks, and group the lines that change.

    Args:
        source: the book, as `lockgate.books.read.open_source` gives it.
        mapping: what its columns mean.
        before: the first look.
        after: the second look.
        out: file of the changed lines, Parquet or CSV.
        chunk: lines of a part.
        step: told after each part how much of the source was read, and how many lines change so far.

    Errors: `InputError` for a source, mapping or place that cannot be used.
    """
    return _Run(mapping, before, after).run(source, out, chunk, step)


class _Run:
    """One comparison."""

    def __init__(self, mapping: Meaning, before: Side, after: Side) -> None:
        self.mapping = mapping
        self.one_day = before.day is not None and after.day is not None
        if not self.one_day and mapping.column(DAY) is None and DAY not in mapping.constants:
            hint = "map the column of days, or give both --before and --after a day"
            raise InputError("no column says the day of a line", place="as_of", hint=hint)
        self.readers = readers(before, after, mapping)
        self.sides = Decided(before, self.readers[0]), Decided(after, self.readers[1])
        self.pairs = Pairs(self.sides[0].decider, mapping)
        scale = self.pairs.facets.scale
        self.found = BookComparison(before, after, (scale(QUANTITY), scale(SHIPMENT)))
        self.texts = texts(mapping)
        self.drilled: dict[Place, Drilled] = {}
        self.words: dict[Place, str] = {}

    def run(
        self, source: Source | Joined, out: Path | None, chunk: int, step: Callable[[int, int], None] | None
    ) -> BookComparison:
        """All chunks."""
        writer: AbstractContextManager[Changes | None] = Changes(out) if out is not None else _nothing()
        with writer as changes:
            for one in source.chunks(chunk, self._columns()):
                self._chunk(one, changes)
                if step is not None:
                    step(one.done, sum(pair.lines for place, pair in self.pairs.all.items() if self._moved(place)))
        self._collect()
        self.found.notes += source.notes
        return self.found

    def _columns(self) -> list[str]:
        return [*dict.fromkeys(column.header for column in self.mapping.used)]

    def _chunk(self, chunk: Chunk, changes: Changes | None) -> None:
        first, second = self.readers
        lines = first.read(chunk)
        other = lines if second is first else second.read(chunk)
        lines, other = both(lines, other)
        before, after = self.sides[0].decide(lines), self.sides[1].decide(other)
        self.found.lines += chunk.lines
        self.found.rejected += chunk.lines - len(lines.index)
        known = set(self.pairs.all)
        self.pairs.count(chunk, lines, before, after)
        for place in self.pairs.all:
            if place not in known and self._moved(place):
                facts = self.pairs.all[place].example["facts"]
                self.drilled[place] = drill(facts, self.found.before, self.found.after, proofs=False)
        if changes is not None:
            self._write(changes, chunk, lines, before, after)

    def _answers(self, place: Place) -> tuple[Answer, Answer]:
        one, other = self.sides
        return one.answers.all[place[0]], other.answers.all[place[1]]

    def _moved(self, place: Place) -> bool:
        before, after = self._answers(place)
        return before.outcome != after.outcome

    def _write(self, changes: Changes, chunk: Chunk, lines: Lines, before: Codes, after: Codes) -> None:
        import pyarrow as pa  # noqa: PLC0415 - only where a file is written

        outcomes = [[one.outcome for one in side.answers.all] for side in self.sides]
        words = sorted({*outcomes[0], *outcomes[1]})
        codes = [np.array([words.index(one) for one in side], dtype=np.int64) for side in outcomes]
        rows = np.flatnonzero(codes[0][before] != codes[1][after]) if len(before) else np.zeros(0, dtype=np.int64)
        places = list(zip(before[rows].tolist(), after[rows].tolist(), strict=True))
        table = head(chunk, lines, self.texts).take(pa.array(rows))
        table = table.drop_columns(["as_of"]) if self.one_day else table
        for name, side in zip(("before", "after"), range(2), strict=True):
            table = table.append_column(name, pa.array([outcomes[side][place[side]] for place in places], pa.string()))
        changes.add(table.append_column("provisions", pa.array([self._words(one) for one in places], pa.string())))

    def _words(self, place: Place) -> str:
        if place not in self.words:
            self.words[place] = "; ".join(f"{one.id} {one.change}" for one in self.drilled[place].causes)
        return self.words[place]

    def _collect(self) -> None:
        """Pairs to flows and groups; groups are explained by the line that stands for them."""
        found = self.found
        for place, pair in self.pairs.all.items():
            before, after = self._answers(place)
            found.flows.setdefault((before.outcome, after.outcome), Pair()).add(pair)
            if before.outcome == after.outcome:
                differing = differences(before, after)
                found.otherwise += pair.lines if differing else 0
                found.aspects.update(dict.fromkeys(differing, pair.lines))
                continue
            drilled = self.drilled[place]
            key = before.outcome, after.outcome, key_of(drilled.causes)
            group = found.groups.setdefault(key, Group(before.outcome, after.outcome, drilled))
            group.pair.add(pair)
        for group in found.groups.values():
            group.drilled = drill(group.pair.example["facts"], found.before, found.after)


ASPECTS = {
    "review_policy": "review policy",
    "authorizations": "authorizations",
    "requirements": "requirements",
    "steps": "steps before shipment",
    "eccn": "class",
    "holds": "flags raised",
}
"""What else of an answer may differ where the outcome does not."""


def differences(before: Answer, after: Answer) -> list[str]:
    """Aspects in which two answers with one outcome differ, in words."""
    return [words for name, words in ASPECTS.items() if getattr(before, name) != getattr(after, name)]


class _nothing:  # noqa: N801 - stands where no file is written
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_error: object) -> None:
        return None


def find(source: Source | Joined, mapping: Meaning, name: str) -> Iterator[dict[str, Any]]:
    """Lines with an id or row, as `Pairs.example` tells them."""
    headers = [header for path in ("id", "line") if (header := texts(mapping).get(path)) is not None]
    for chunk in source.chunks(CHUNK):
        numbers = _rows(chunk, name)
        columns = [_words(chunk, header) for header in headers]
        if columns:
            named = ["/".join(filter(None, parts)) for parts in zip(*columns, strict=True)]
            numbers = [at for at, one in enumerate(named) if name in (one, columns[0][at])] or numbers
        for at in numbers:
            yield {"chunk": chunk, "index": at}


def _words(chunk: Chunk, header: str) -> list[str]:
    return ["" if one is None else str(one) for one in chunk.table.column(header).to_pylist()]


def _rows(chunk: Chunk, name: str) -> list[int]:
    if not name.isdigit():
        return []
    if chunk.rows is None:
        at = int(name) - chunk.first_row
        return [at] if 0 <= at < chunk.table.num_rows else []
    return [at for at, row in enumerate(chunk.rows.to_pylist()) if row == int(name)]


__all__ = ["SCHEMA", "BookComparison", "Cause", "compare", "differences", "find"]
