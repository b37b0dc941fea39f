"""The two passes over a book: the first finds who may draw, then every account is walked in order, the second tells."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from lockgate.books.accumulate.account import NOT_KNOWN, Account, number
from lockgate.books.accumulate.candidates import Candidates, Numbered, line_number, shipments, texts_of
from lockgate.books.accumulate.found import FAREST, Found, found_of, numbered
from lockgate.books.accumulate.keys import Keys, outline
from lockgate.books.accumulate.scenes import Scenes
from lockgate.books.accumulate.specs import specs
from lockgate.books.accumulate.totals import totals
from lockgate.books.accumulate.walk import Candidate, Walk
from lockgate.books.classes.keys import with_shipments
from lockgate.books.typed.codes import together
from lockgate.books.typed.groups import texts
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lockgate.books.accumulate.ledger import Ends, Key
    from lockgate.books.classes.keys import Keyer
    from lockgate.books.decide.decider import Decider
    from lockgate.books.model import Chunk
    from lockgate.books.model import Mapping as Meaning
    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.lines import Lines

SHIPMENTS = ("line", "order")
"""What moves as one: each line by itself, or the lines of one order and day."""
COLUMNS = ("account", "account_key", "account_used_before", "account_fits")
"""Columns that the result has for each posture; empty for lines that touch no account."""
_OF_LINE = ("klass", "content", "raw", "day", "order", "line", "row")
_MOST = 200
"""Accounts that a summary lists, the fullest first."""


class Accounts:
    """Accounts of a book.

    ``first`` takes every chunk with its lines and answers, `walk` then goes through all that may draw, and ``second``
    gives, chunk by chunk, the answers as they come out in order. Answers keep their numbers in ``decider.answers``.
    """

    def __init__(self, decider: Decider, mapping: Meaning, *, shipment_by: str = "line") -> None:
        if shipment_by not in SHIPMENTS:
            raise InputError(f"'{shipment_by}' is no shipment", place="--shipment-by", hint=" or ".join(SHIPMENTS))
        self.decider = decider
        self.by_order = shipment_by == "order"
        self.labels = texts(mapping)
        if self.by_order and "id" not in self.labels:
            hint = "map the column of order numbers to id, or leave --shipment-by out"
            raise InputError("no column says which order a line is of", place="--shipment-by", hint=hint)
        self.postures = decider.look.postures
        self.scenes = Scenes(decider)
        self.keys = Keys(mapping, decider.look.book)
        provisions = decider.look.book.source.provisions.values()
        quotas = [one.quota for one in provisions if one.quota is not None]
        self.paths = tuple(dict.fromkeys(path for quota in quotas for path in self.keys.raw_paths(quota.per)))
        anyday = decider.look.book.first_day
        self.facts = tuple(dict.fromkeys(fact for quota in quotas for fact in self.keys.facts(quota.per, anyday)))
        self.stated = {quota.used for quota in quotas} & set(decider.reader.stores)
        self.candidates = Candidates()
        self.contents, self.raws, self.classes = Numbered(), Numbered(), Numbered()
        self.keyers: dict[int, Keyer] = {}
        self.drawing: dict[str, list[bool]] = {posture: [] for posture in self.postures}
        self.outlines, self.outline_of = Numbered(), list[int]()
        self.known: dict[tuple[int, int, int, date, str], tuple[Key, ...]] = {}
        self.walks: dict[str, Walk] = {}
        self.found: dict[str, Found] = {}

    # ---- the first pass

    def first(self, chunk: Chunk, lines: Lines, answers: Mapping[str, Codes]) -> None:
        """Keep the lines of a chunk that may draw."""
        postures = np.zeros(len(lines.days), dtype=np.int8)
        for bit, posture in enumerate(self.postures):
            postures |= (self._draws(posture)[answers[posture]].astype(np.int8)) << bit
        postures |= self._states(lines) * ((1 << len(self.postures)) - 1)
        counts = self._counts(lines, answers) if self.by_order else np.zeros(len(postures), dtype=np.int8)
        here = np.flatnonzero(postures | counts)
        if not len(here):
            return
        index = lines.index[here]
        names = {name: self._texts(chunk, name, index) for name in ("id", "line")}
        stands = [self.keys.raw(chunk, path, index.tolist()) for path in self.paths]
        raw = list(zip(*stands, strict=True)) or [()] * len(index)
        self.candidates.add(
            {
                "day": lines.days[here],
                "order": names["id"],
                "number": [line_number(one) for one in names["line"]],
                "line": names["line"],
                "file": [chunk.file] * len(index),
                "row": [chunk.row(int(one)) for one in index],
                "partition": np.full(len(index), chunk.partition),
                "index": index,
                "content": self._contents(lines, here),
                "klass": self._classes(lines, here),
                "raw": [self.raws.place(one) for one in raw],
                "postures": postures[here],
                "counts": counts[here],
            }
        )

    def _draws(self, posture: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which answers name an account."""
        known, answers = self.drawing[posture], self.decider.answers[posture].all
        known += [bool(one.accounts) for one in answers[len(known) :]]
        return np.array(known, dtype=bool)

    def _states(self, lines: Lines) -> np.ndarray[Any, np.dtype[np.int8]]:
        """Which lines state what was used of an account; the other lines of the account learn it from them."""
        found = np.zeros(len(lines.days), dtype=np.int8)
        for name in self.stated:
            parts = self.decider.reader.stores[name].parts
            states = np.array([name in part.values for part in parts] or [False], dtype=np.int8)
            found |= states[lines.parts[name]]
        return found

    def _counts(self, lines: Lines, answers: Mapping[str, Codes]) -> Codes:
        """Which lines count in the aggregate of their shipment: 1 perhaps, 2 for certain."""
        posture = self.postures[-1]
        of_answer = [{"a": 2, None: 1}.get(one.level, 0) for one in self.decider.answers[posture].all]
        found = np.array(of_answer or [0], dtype=np.int8)[answers[posture]]
        starts = sorted({int(day) for day in np.unique(lines.days)})
        within = [day for day in starts if any(specs(self._unit(day, one)) for one in self.postures)]
        counted: Codes = np.where(np.isin(lines.days, within), found, 0).astype(np.int8)
        return counted

    def _unit(self, day: int, posture: str) -> Any:
        return self.scenes.unit(date.fromordinal(day), posture)

    def _texts(self, chunk: Chunk, path: str, index: Codes) -> list[str | None]:
        header = self.labels.get(path)
        return [None] * len(index) if header is None else texts_of(chunk.table.column(header), index)

    def _contents(self, lines: Lines, here: Codes) -> list[int]:
        """The number of the content of each line: which parts it has."""
        columns = [lines.parts[name][here] for name in self.scenes.names]
        numbers, first = together(columns, [int(one.max()) + 1 for one in columns])
        table = np.stack([one[first] for one in columns], axis=1).astype(np.int32)
        places = [self.contents.place(row.tobytes()) for row in table]
        return [places[number] for number in numbers.tolist()]

    def _classes(self, lines: Lines, here: Codes) -> Codes:
        """The number of the class of each line: equal numbers cannot come out differently with equal accounts."""
        found = np.zeros(len(here), dtype=np.int64)
        days = lines.days[here]
        codes = with_shipments({name: one[here] for name, one in lines.parts.items()}, self.decider.parts)
        starts = sorted(self.decider.stretches)
        of_line = np.searchsorted([start.toordinal() for start in starts], days, side="right") - 1
        for place in np.unique(of_line).tolist():
            inside = np.flatnonzero(of_line == place)
            keyer = self.decider.stretches[starts[place]].keyer
            numbers, _, table = keyer.keys({name: one[inside] for name, one in codes.items()}, days[inside])
            self.keyers.setdefault(id(keyer), keyer)  # kept, so that no other one gets its id
            own = id(keyer), starts[place]  # limits of accounts may change with the day, where the law does not
            classes = [self.classes.place((own, row.tobytes())) for row in table]
            found[inside] = np.array(classes, dtype=np.int64)[numbers]
        return found

    # ---- the walk

    def walk(self, step: Callable[[int, int], None] | None = None) -> None:
        """Go through all candidates in order, posture by posture; ``step`` is told how many are done of how many."""
        table = self.candidates.sorted()
        places = [np.flatnonzero(table.column("postures").to_numpy() & (1 << bit)) for bit in range(len(self.postures))]
        done, most = 0, sum(len(here) for here in places)
        of_shipment = shipments(table)
        aggregates = totals(table, of_shipment, self._amount) if self.by_order else {}
        for posture, here in zip(self.postures, places, strict=True):
            walk = self.walks[posture] = Walk(self.scenes, posture)
            mine = table if len(here) == table.num_rows else table.take(pa.array(here))
            words, told = Numbered(), [np.zeros((0, 4), dtype=np.int64)]
            for batch, first in _batches(mine):
                lines = self._lines(batch, of_shipment[here][first:], posture, aggregates)
                told.append(numbered([walk.line(one) for one in lines], words))
                done += batch.num_rows
                if step:
                    step(done, most)
            self.found[posture] = found_of(mine, np.concatenate(told), words.all)

    def _lines(
        self, batch: pa.Table, of_shipment: Codes, posture: str, aggregates: Mapping[int, Ends]
    ) -> Iterator[Candidate]:
        columns = [batch.column(name).to_pylist() for name in _OF_LINE]
        for (klass, content, raw, day, order, line, row), shipment in zip(
            zip(*columns, strict=True), of_shipment.tolist(), strict=False
        ):
            total = aggregates.get(shipment)
            parts = self.contents.all[content]
            label = " ".join(part for part in (order, f"line {line}" if line else "") if part) or f"row {row}"
            yield Candidate(klass, parts, day, shipment, self._keys(content, raw, day, posture), label, total)

    def _keys(self, content: int, raw: int, day: int, posture: str) -> tuple[Key, ...]:
        when = date.fromordinal(day)
        unit = self.scenes.unit(when, posture)
        key = (self._outline(content), raw, when.year, unit.day, posture)
        found = self.known.get(key)
        if found is None:
            stands = dict(zip(self.paths, self.raws.all[raw], strict=True))
            outlined = self.outlines.all[key[0]]
            found = tuple([self.keys.key(one.per, outlined, when, stands) for one in specs(unit)])
            self.known[key] = found
        return found

    def _outline(self, content: int) -> int:
        """The number of the outline of a content."""
        known = self.outline_of
        while len(known) <= content:
            known.append(self.outlines.place(outline(self.scenes.parts(self.contents.all[len(known)]), self.facts)))
        return known[content]

    def _amount(self, content: int) -> Ends | None:
        return self.scenes.own(self.contents.all[content])

    # ---- the second pass

    def second(
        self,
        chunk: Chunk,
        lines: Lines,
        answers: Mapping[str, Codes],
        places: Mapping[str, Callable[[int], int]] | None = None,
    ) -> tuple[dict[str, Codes], dict[str, pa.Table]]:
        """The answers of a chunk in the order of its accounts, and for each posture the columns of `COLUMNS`.

        ``places`` gives, by posture, the number of an answer in another table than that of the own decider.
        """
        numbers: dict[str, Codes] = {}
        columns: dict[str, pa.Table] = {}
        for posture in self.postures:
            found = self.found[posture]
            start, end = np.searchsorted(found.partition, [chunk.partition, chunk.partition + 1])
            part = slice(int(start), int(end))
            here = np.searchsorted(lines.index, found.index[part])
            own = found.answer[part]
            if places is not None and len(own):
                distinct, back = np.unique(own, return_inverse=True)
                own = np.array([places[posture](number) for number in distinct.tolist()], dtype=np.int64)[back]
            numbers[posture] = answers[posture].copy()
            numbers[posture][here] = own
            columns[posture] = self._columns(found, part, here, len(lines.days))
        return numbers, columns

    def _columns(self, found: Found, part: slice, places: Codes, count: int) -> pa.Table:
        cells: dict[str, list[str | None]] = {name: [None] * count for name in COLUMNS}
        told = zip(places.tolist(), *(one[part].tolist() for one in (found.told, found.low, found.high)), strict=True)
        for place, word, low, high in told:
            account, key, fits, scale = found.words[word]
            if account:
                cells["account"][place] = account
                cells["account_key"][place] = ", ".join(part or NOT_KNOWN for part in self.keys.shown(key))
                cells["account_used_before"][place] = _used(low, high, scale)
                cells["account_fits"][place] = fits or None
        return pa.table({name: pa.array(values, pa.string()) for name, values in cells.items()})

    # ---- what it comes to

    def summary(self, most: int = _MOST) -> list[dict[str, Any]]:
        """Entries of ``accounts`` in a `lockgate.book-summary/1`, the fullest first."""
        found = [(posture, one) for posture, walk in self.walks.items() for one in walk.accounts.values()]
        found.sort(key=lambda pair: (_strain(pair[1]), pair[1].spec.name, str(pair[1].key)))
        slots = self.decider.look.book.layout.slots
        return [
            one.to_dict(posture, slots[one.spec.used].scale, self.keys.shown(one.key)) for posture, one in found[:most]
        ]


def _strain(one: Account) -> tuple[int, int, float]:
    """Refused and open lines first, then the share of the limit that is used."""
    limit = one.limits[-1][1] if one.limits else None
    share = one.used[0] / limit if limit else 0.0
    return -one.refused, -one.open, -share


def _used(low: int, high: int, scale: int) -> str:
    if low == high:
        return number(low, scale) or ""
    return f"at least {number(low, scale)}" if high >= FAREST else f"{number(low, scale)} to {number(high, scale)}"


def _batches(table: pa.Table, size: int = 16_384) -> Iterator[tuple[pa.Table, int]]:
    for first in range(0, table.num_rows, size):
        yield table.slice(first, size), first


__all__ = ["COLUMNS", "SHIPMENTS", "Accounts"]
