"""What one chunk adds to the summary of a book: counts by answer number and by place, never line by line."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.check.exact import sums_of
from lockgate.books.check.facets import Facets
from lockgate.books.classes.keys import with_shipments
from lockgate.books.classes.parts import SHIPMENT
from lockgate.books.typed.codes import together
from lockgate.books.typed.groups import QUANTITY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from lockgate.books.check.exact import OfLines
    from lockgate.books.decide.answer import Answer
    from lockgate.books.decide.decider import Decider
    from lockgate.books.model import Reject
    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.lines import Lines

EXAMPLES = 5
"""Lines that a summary names for each outcome."""
_TABLE = 2**16
"""Words times cells up to which all that there may be are counted at once, without looking which there are."""
REASONS = 200
"""Reasons of rejects that are told apart."""
AXES: Mapping[str, tuple[str, ...]] = {
    "month": ("level", "outcome", "ready", "held", "requirements", "by"),
    "destination": ("level", "outcome", "ready", "held"),
    "chip": ("level", "outcome", "ready", "held"),
}
"""Along what lines are counted, and by what of their answers; each axis counts every line once."""
GOES = frozenset({"eligible", "steps_open"})
_OWN = re.compile(r"'[^']*'|\b\d{4}-\d\d-\d\d\b")
Cell = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the lines of a chunk are counted by besides their answers."""

    lines: Lines
    head: pa.Table
    rejects: Sequence[Reject]


class Tally:
    """Counts chunks; one for a run, since it reads each part and each answer once."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self.facets = Facets(decider.reader, decider.parts)
        self.cells = {(posture, axis): _Cells(axis) for posture in decider.look.postures for axis in AXES}

    def count(self, found: Counted, answers: Mapping[str, Codes], all_answers: Mapping[str, Sequence[Answer]]) -> Any:
        """What a chunk adds, as JSON: see `lockgate.books.check.summary`."""
        lines = found.lines
        codes = with_shipments(lines.parts, self.decider.parts)
        part: dict[str, Any] = {"cube": [], "missing": {}, "codes": {}, "examples": {}}
        if len(lines.index):
            axes = self.facets.columns(codes)
            amounts = self.facets.amounts_of(codes)
            for number, (posture, numbers) in enumerate(answers.items()):
                known = all_answers[posture]
                counts = np.bincount(numbers, minlength=len(known))
                hit = np.flatnonzero(counts).tolist()
                part["codes"][posture] = sorted({known[one].exit_code for one in hit})
                part["missing"][posture] = _missing(known, hit, counts)
                for axis in AXES:
                    part["cube"] += self._cells(posture, axis, axes[axis], numbers, amounts)
                if not number:
                    part["examples"] = _examples(found.head, known, numbers)
            ordinals = lines.days
            part["days"] = [int(ordinals.min()), int(ordinals.max())]
        part["rejects"] = _rejects(found.rejects)
        return part

    def _cells(
        self,
        posture: str,
        axis: str,
        where: tuple[Codes, list[str]],
        numbers: Codes,
        amounts: Mapping[str, OfLines | None],
    ) -> list[Cell]:
        """Counts along an axis: a word of it, what answers are counted by there, lines, units and TPP."""
        cells = self.cells[posture, axis]
        places, words = where
        of_line = cells.column(self.decider.answers[posture].all)[numbers]
        groups, room = places * len(cells.all) + of_line, len(words) * len(cells.all)
        if room <= _TABLE:
            names = hit = np.flatnonzero(np.bincount(groups))
        else:
            numbers_of, first = together([groups], [room])
            names, groups, hit = groups[first], numbers_of, np.arange(len(first))
        lines = np.bincount(groups)[hit].tolist()
        units, tpp = (sums_of(amounts[name], groups, hit) for name in (QUANTITY, SHIPMENT))
        found = (one.tolist() for one in np.divmod(names, len(cells.all)))
        return [
            (posture, axis, words[word], *cells.all[cell], *counts)
            for word, cell, *counts in zip(*found, lines, units, tpp, strict=True)
        ]


class _Cells:
    """What answers are counted by along an axis, each once."""

    def __init__(self, axis: str) -> None:
        self.names = AXES[axis]
        self.all: list[Cell] = []
        self.known: dict[Cell, int] = {}
        self.of_answer: list[int] = []

    def column(self, answers: Sequence[Answer]) -> Codes:
        """The cell of every answer."""
        for one in answers[len(self.of_answer) :]:
            whole = cell_of(one)
            cell = tuple([whole[name] for name in self.names])
            if cell not in self.known:
                self.known[cell] = len(self.all)
                self.all.append(cell)
            self.of_answer.append(self.known[cell])
        return np.array(self.of_answer, dtype=np.int64)


def cell_of(one: Answer) -> dict[str, Any]:
    """Level, outcome, readiness, holds, requirements and what authorizes: what a summary says of an answer."""
    by = [code for code, state in zip(one.authorizations, one.states, strict=True) if state in GOES]
    return {
        "level": one.level,
        "outcome": one.outcome,
        "ready": one.ready,
        "held": bool(one.holds),
        "requirements": one.requirements,
        "by": tuple(dict.fromkeys(by)) if one.outcome == "authorized" else (),
    }


def _missing(known: Sequence[Answer], hit: Sequence[int], counts: Codes) -> dict[str, list[int]]:
    """For each fact, lines on which it is asked, and lines that it settles by itself."""
    found: dict[str, list[int]] = {}
    for number in hit:
        one, lines = known[number], int(counts[number])
        for fact, settles in zip(one.missing, one.settles, strict=True):
            entry = found.setdefault(fact, [0, 0])
            entry[0] += lines
            entry[1] += lines if settles else 0
    return found


def _examples(head: pa.Table, known: Sequence[Answer], numbers: Codes) -> dict[str, list[dict[str, Any]]]:
    """The first lines of each outcome."""
    words = list(dict.fromkeys(one.outcome for one in known))
    of_line = np.array([words.index(one.outcome) for one in known], dtype=np.int64)[numbers]
    found = {}
    for place, word in enumerate(words):
        lines = np.flatnonzero(of_line == place)[:EXAMPLES]
        if len(lines):
            found[word] = [_example(one) for one in head.take(lines).to_pylist()]
    return found


def _example(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: line.get(name) for name in ("file", "row", "id", "line", "label")}


def _rejects(rejects: Sequence[Reject]) -> list[list[Any]]:
    """By column and reason, with the first example; words and days in a reason differ from line to line."""
    counts: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], dict[str, Any]] = {}
    for one in rejects:
        key = one.column, _OWN.sub("...", one.reason)
        if key not in example and len(example) >= REASONS:
            key = "", "other reasons"
        counts[key] += 1
        example.setdefault(key, {"file": one.file, "row": one.row, "value": one.value})
    return [[*key, count, example[key]] for key, count in counts.items()]
