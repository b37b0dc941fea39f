"""Truths of a frame, row by row, and what stands behind those that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lockgate.books.classes.conditions import answers
from lockgate.books.kernel.reach import READING, Reach
from lockgate.books.kernel.rules import Rules
from lockgate.books.kernel.traces import STAGE, Traces
from lockgate.books.kernel.truths import both, either, neither
from lockgate.books.typed.codes import together

if TYPE_CHECKING:
    import numpy.typing as npt

    from lockgate.books.kernel.common import Names
    from lockgate.books.kernel.frame import Frame, Sight, Truths
    from lockgate.books.kernel.narrow import Narrow
    from lockgate.books.kernel.reach import Reads
    from lockgate.books.kernel.traces import Part
    from lockgate.books.kernel.truths import Pair
    from lockgate.books.typed.codes import Codes
    from lockgate.compiler.unit import Rule


class Behind:
    """What is kept of a frame in one unit: truths by label, numbers by column.

    Attributes:
        bits: truths with their labels.
        numbers: numbers of each row, by the place of their column.
        open: where something decisive is open, and the rules that it hangs on.
        touched: where something decisive comes out otherwise with all readings open.
        wanted: where the outcome is open or a reading may matter.
        tried: where some reading is tried, because a provision that mentions it says something else without it.
    """

    def __init__(self, frame: Frame, reach: Reach, sight: Sight, narrow: Narrow, names: Names) -> None:
        unit = reach.unit
        self.unit = unit
        self.frame = frame
        self.reach = reach
        self.rules = Rules(unit, frame, reach, sight, names)
        self.truth = self.rules.truth
        self.names = names
        self.common = names.common
        self.bits: list[tuple[object, Truths | bool]] = []
        self.numbers: dict[int, npt.NDArray[np.int32]] = {}
        self.open: list[tuple[Truths | bool, tuple[Rule, ...]]] = []
        self.narrow = narrow
        self.traces = Traces(self.rules)
        self.touched: Truths | bool = False
        self.wanted: Truths | bool = True
        self.tried: Truths | bool = False

    def keep(self, what: object, *truths: Truths | bool) -> None:
        """Keep some truths under one label."""
        self.bits += [((what, place), truth) for place, truth in enumerate(truths)]

    def put(self, what: object, numbers: npt.NDArray[np.int32]) -> None:
        """Keep a number of each row."""
        self.numbers[self.common.column(what)] = numbers

    def behind(self) -> None:
        """What stands behind open rules, where the outcome is open or a reading may matter; otherwise nothing."""
        self.wanted = wanted = either(neither(self._decided()), self.touched)
        rows = np.arange(self.frame.size) if wanted is True else np.flatnonzero(wanted) if wanted is not False else ()
        if not len(rows):
            return
        self._tried(wanted)
        packed = self._packed([one for one, _ in self.open])[rows]
        numbers, first = _distinct(packed)
        plans = [self._plan(packed[row]) for row in first.tolist()]
        union = 0
        for plan in plans:
            union |= plan
        for rule in self.unit.picked(union & ~self.names.stages):
            here = np.zeros(self.frame.size, dtype=np.bool_)
            here[rows] = np.array([bool(plan & rule.bit) for plan in plans], dtype=np.bool_)[numbers]
            self._trace(rule, here)

    def _tried(self, wanted: Truths | bool) -> None:
        """Which readings are tried: those of provisions that say something else when all readings are open."""
        for rule in self.unit.rules:
            closers = [self.unit.rule(bit) for bit, _ in rule.closed_by]
            if answers(rule) and any(self.names.readings(one) for one in (rule, *closers)):
                if rule.provision.effect == "classifies":
                    differs = is_open_pair(self.rules.cond(rule, True))
                else:
                    plain, opened = self.rules.pair(rule, False), self.rules.pair(rule, True)
                    differs = either(differ(plain[0], opened[0]), differ(plain[1], opened[1]))
                self._try((self.names.rule(rule.bit), "tried"), both(wanted, differs))
        for rule in self.unit.of("requires"):
            needed = both(wanted, self.rules.pair(rule, True)[0])
            for review in self.unit.reviews.get(rule.bit, ()):
                if self.names.readings(review):
                    is_open = both(needed, is_open_pair(self.rules.cond(review, True)))
                    self._try((self.names.rule(rule.bit), self.names.rule(review.bit), "tried"), is_open)

    def _try(self, what: object, differs: Truths | bool) -> None:
        self.keep(what, differs)
        self.tried = either(self.tried, differs)

    def _plan(self, packed: npt.NDArray[np.uint8]) -> int:
        """The rules that are open and all that they lean on, as bits."""
        told = [
            rules for (_, rules), is_open in zip(self.open, np.unpackbits(packed).tolist(), strict=False) if is_open
        ]
        return self.names.closed({rule.bit for group in told for rule in group})

    def _trace(self, rule: Rule, here: Truths) -> None:
        """What an open rule hangs on: truths where they are settled, contents where they are open.

        Where it cannot hold, or holds whatever is filled in and read, it hangs on nothing.
        """
        possibly, surely = self.rules.bare(rule, True)
        name = self.names.rule(rule.bit)
        is_open = both(here, both(possibly, neither(surely)))
        self.keep((name, "behind"), both(here, surely), is_open)
        if is_open is False or not np.any(is_open):
            return
        for column, parts in self.traces.of(rule).items():
            self._parts((name, self.narrow.what(column)), column, parts, is_open)

    def _parts(self, what: object, column: str, parts: list[Part], here: Truths | bool) -> None:
        """Keep the truths of parts, and what is inside those that are open."""
        for place, (pair, facts, node) in enumerate(parts):
            unsure = here
            if pair is not None:
                self.keep((what, place), both(here, pair[0]), both(here, pair[1]))
                unsure = both(here, is_open_pair(pair))
            if node is None:
                self._contents(column, facts, unsure)
            elif unsure is not False and np.any(unsure):
                self._parts((what, place), column, self.traces.inside(node), unsure)

    def _contents(self, column: str, facts: Reads, unsure: Truths | bool) -> None:
        """Keep what stands behind a part of a rule where it is open, as far as its facts tell it apart."""
        rows = np.arange(self.frame.size) if unsure is True else np.flatnonzero(unsure)
        if not len(rows):
            return
        columns = self.reach.stage() - {READING} if column == STAGE else frozenset({column})
        for name in self.reach.behind(columns):
            place = self.common.column((self.narrow.what(name), self.narrow.wanted(name, facts)))
            if place not in self.numbers:
                self.numbers[place] = np.zeros(self.frame.size, dtype=np.int32)
            classes = self.frame.table[rows, self.frame.places[name]]
            self.numbers[place][rows] = self.narrow.column(name, facts)[classes]

    def _decided(self) -> Truths | bool:
        """Whether the outcome table decides, as `lockgate.engine.outcome.judge` does."""
        subject, subject_sure = self.rules.subject(False)
        stopped, stopped_sure = self.rules.some(self.unit.of("prohibits"), False)
        needed, needed_sure = self.rules.some(self.unit.of("requires"), False)
        by, passable = self._ways()
        go = both(neither(stopped), either(neither(needed), by))
        stop = both(subject_sure, either(stopped_sure, both(needed_sure, neither(passable))))
        return either(neither(subject), either(go, stop))

    def _ways(self) -> Pair:
        """Whether an authorization answers everything for certain, and whether one possibly does."""
        by: Truths | bool = False
        passable: Truths | bool = False
        requirements = self.unit.of("requires")
        for cover in self.rules.coverage(False):
            answers = {target.bit: (maybe, sure) for target, maybe, sure in cover.targets}
            whole, fits = cover.asked, self.rules._covered(cover)[0]  # noqa: SLF001 - of this room
            for rule in requirements:
                holds, certain = self.rules.pair(rule, False)
                maybe, sure = answers.get(rule.bit, (False, False))
                whole = both(whole, either(neither(holds), sure))
                fits = both(fits, either(neither(certain), maybe))
            by, passable = either(by, whole), either(passable, fits)
        return by, passable

    def _packed(self, bits: list[Truths | bool]) -> npt.NDArray[np.uint8]:
        """Truths as bits, one row a row of the frame."""
        table = np.zeros((self.frame.size, len(bits)), dtype=np.bool_)
        for index, column in enumerate(bits):
            if column is not False:
                table[:, index] = column
        return np.packbits(table, axis=1)


def differ(one: Truths | bool, other: Truths | bool) -> Truths | bool:
    """Where two truths differ."""
    if isinstance(one, bool) and isinstance(other, bool):
        return one != other
    if one is other:
        return False
    found: Truths = np.not_equal(one, other)
    return found


def is_open_pair(pair: Pair) -> Truths | bool:
    """Where a pair is neither true nor false."""
    return both(pair[0], neither(pair[1]))


def _distinct(packed: npt.NDArray[np.uint8]) -> tuple[Codes, Codes]:
    """Distinct rows of bytes."""
    wide = np.zeros((len(packed), -(-packed.shape[1] // 7) * 7), dtype=np.uint8)
    wide[:, : packed.shape[1]] = packed
    words = np.zeros((len(packed), wide.shape[1] // 7, 8), dtype=np.uint8)
    words[:, :, :7] = wide.reshape(len(packed), -1, 7)
    columns = [*words.reshape(len(packed), -1).view(np.int64).T]
    return together([np.ascontiguousarray(column) for column in columns], [2**56] * len(columns))
