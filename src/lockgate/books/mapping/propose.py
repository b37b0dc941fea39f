"""A proposal for the columns of a book: what each may mean, why, how sure that is, and what else it might be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lockgate.books.mapping.candidates import BESIDE, CONTENT, SAID, WORDS, Candidate, candidates
from lockgate.books.mapping.content import Content, Unit, looks, reads, unit_of
from lockgate.books.model import MappedColumn, Mapping
from lockgate.door import headers
from lockgate.door.declarations import load as load_declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.door.declarations import Declarations

SURE, LIKELY, GUESS, NOTHING = "sure", "likely", "guess", "none"
_FITS, _MOSTLY, _SOME = 0.98, 0.8, 0.4
_SAMPLES, _UNREAD = 3, 5


@dataclass(frozen=True, slots=True)
class Proposed:
    """One column.

    Attributes:
        header: as it stands in the file.
        path: what it means; empty if nothing is proposed.
        confidence: ``sure``, ``likely``, ``guess`` (not taken unless somebody agrees) or ``none``.
        why: the reason.
        samples: some of its values.
        unit: how its bare values are written.
        runner_up: what else it might mean, and
        runner_why: the reason for that.
        unread: values in the sample that cannot be read as this.
        question: what has to be said before the column can be used.
    """

    header: str
    path: str
    confidence: str
    why: str
    samples: tuple[str, ...] = ()
    unit: str = ""
    runner_up: str = ""
    runner_why: str = ""
    unread: tuple[str, ...] = ()
    question: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "column": self.header,
            "path": headers.shown(self.path) or None,
            "confidence": self.confidence,
            "why": self.why,
            "unit": self.unit or None,
            "samples": list(self.samples),
            "runner_up": {"path": headers.shown(self.runner_up), "why": self.runner_why} if self.runner_up else None,
            "unread": list(self.unread),
            "question": self.question or None,
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """All columns of a book, and what is proposed for it as a whole."""

    columns: tuple[Proposed, ...]
    lines: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def questions(self) -> Iterator[Proposed]:
        """Columns of which something has to be said."""
        return (one for one in self.columns if one.question)

    def mapping(self, *, guesses: bool = False) -> Mapping:
        """The mapping that is proposed; guesses are left out unless they are wanted."""
        taken = {SURE, LIKELY} | ({GUESS} if guesses else set())
        columns = [
            MappedColumn(one.header, one.path if one.confidence in taken else "", one.unit) for one in self.columns
        ]
        return Mapping(tuple(columns))


def propose(table: Any, declared: Declarations | None = None) -> Proposal:
    """What the columns of a sample may mean.

    >>> import pyarrow as pa
    >>> found = propose(
    ...     pa.table({"Country": ["Viet Nam", "UAE"], "Ship-To Name": ["A Ltd", "B LLC"], "Plant": ["1", "2"]})
    ... )
    >>> [(one.header, one.path, one.confidence) for one in found.columns]
    [('Country', 'destination', 'likely'), ('Ship-To Name', 'parties.consignee.name', 'sure'), ('Plant', '', 'none')]
    """
    known = declared or load_declared()
    names = table.column_names
    columns = [_Column.of(names, index, Content.of(table.column(index)), known) for index in range(len(names))]
    return Proposal(tuple(_settled(columns)), table.num_rows)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A candidate and how well the content bears it out."""

    candidate: Candidate
    share: float
    unread: tuple[str, ...]
    unit: Unit

    @property
    def confidence(self) -> str:
        if self.candidate.weight == CONTENT:
            return GUESS
        if self.candidate.weight > BESIDE and (self.share >= _FITS or self.unit.question):
            return SURE
        return LIKELY if self.share >= _MOSTLY or self.candidate.weight == SAID else GUESS

    @property
    def rank(self) -> tuple[int, int]:
        return (SURE, LIKELY, GUESS).index(self.confidence), -self.candidate.weight


@dataclass(frozen=True, slots=True)
class _Column:
    header: str
    content: Content
    look: str
    fits: tuple[_Fit, ...]

    @classmethod
    def of(cls, names: list[str], index: int, content: Content, declared: Declarations) -> _Column:
        """A column with all that it may mean and that its content allows."""
        beside = [names[at] for at in (index - 1, index + 1, index - 2) if 0 <= at < len(names)]
        look = looks(content, declared)
        found = []
        for candidate in candidates(names[index], beside, look, declared):
            unit = unit_of(candidate.path, content, declared)
            asked = unit.unit == "ask"
            share, unread = reads(candidate.path, "" if asked else unit.unit, content, declared)
            if asked or share >= (_SOME if candidate.weight >= BESIDE else _MOSTLY) or candidate.weight == SAID:
                found.append(_Fit(candidate, share, tuple(unread[:_UNREAD]), unit))
        if not content.filled:
            found = [fit for fit in found if fit.candidate.weight > BESIDE]
        return cls(names[index], content, look, tuple(sorted(found, key=lambda fit: fit.rank)))

    def proposed(self, taken: dict[str, str]) -> Proposed:
        """What it is taken to mean when some places are taken by other columns."""
        samples = tuple(self.content.texts[:_SAMPLES])
        free = [fit for fit in self.fits if fit.candidate.path not in taken]
        if free and free[0] is not self.fits[0] and free[0].candidate.weight == CONTENT:
            free = []
        if not free:
            why = "no header or content that is known"
            if self.fits:
                path = self.fits[0].candidate.path
                why = f"{headers.shown(path)} is taken from '{taken[path]}'"
            elif self.look:
                why = f"the values look like {self.look}, the header says nothing"
            return Proposed(self.header, "", NOTHING, why, samples)
        best, *others = free
        told = best.candidate.weight < WORDS
        runner = next((one.candidate for one in others if told or one.candidate.weight > CONTENT), None)
        why = best.candidate.why + (f"; {best.unit.why}" if best.unit.why else "")
        return Proposed(
            header=self.header,
            path=best.candidate.path,
            confidence=best.confidence,
            why=why if self.content.filled else f"{why}; the column is empty in the sample",
            samples=samples,
            unit=best.unit.unit,
            runner_up=runner.path if runner else "",
            runner_why=runner.why if runner else "",
            unread=() if best.unit.question else best.unread,
            question=best.unit.question,
        )


def _settled(columns: list[_Column]) -> list[Proposed]:
    """Every place once: the surest columns choose first."""
    taken: dict[str, str] = {}
    found: dict[int, Proposed] = {}
    waiting = dict(enumerate(columns))
    while waiting:
        ranks = {}
        for index, column in waiting.items():
            free = [fit for fit in column.fits if fit.candidate.path not in taken]
            ranks[index] = (*free[0].rank, index) if free else (9, 0, index)
        index = min(ranks, key=lambda one: ranks[one])
        proposed = waiting.pop(index).proposed(taken)
        found[index] = proposed
        if proposed.path and proposed.confidence != GUESS:
            taken[proposed.path] = proposed.header
    return [found[index] for index in range(len(columns))]
