"""How a book is checked: what is written where, and in what steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from lockgate.books.check.chunks import Done
    from lockgate.books.decide.decider import Decider, Look
    from lockgate.books.model import Chunk
    from lockgate.books.model import Mapping as Meaning
    from lockgate.books.read.joined import Joiner
    from lockgate.books.read.source import Source
    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.lines import Lines

    Before = Callable[[str, int, int | None], None]

CHUNK = 250_000
"""Lines of a chunk."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a book is checked.

    Attributes:
        out: file of the result; empty for none, ``-`` for NDJSON on standard output.
        rejects: file of the rejected rows; empty for the one beside the result.
        with_input: carry the raw columns along.
        chunk: lines of a part.
        fresh: leave what an earlier run has done, and start over.
        as_of: one day for all lines.
        folder: where child files of the mapping are looked for; the working folder if None.
        command: what the user typed, for the result's own record.
    """

    out: str = ""
    rejects: str = ""
    with_input: bool = False
    chunk: int = CHUNK
    fresh: bool = False
    as_of: date | None = None
    folder: Path | None = None
    command: str = ""


class Ledger(Protocol):
    """Whoever keeps accounts over the lines of a book: reads it once beforehand, then may change answers.

    Numbers of answers may name some that it adds to `Decider.answers`. A run that goes on after one that was stopped
    prepares anew.
    """

    def prepare(self, chunks: Iterable[Chunk], mapping: Meaning, step: Before | None = None) -> Decider:
        """Read the whole book; chunks come again with the same lines and partitions.

        ``step`` is told what is done (``reading`` or ``accounts``), how much, and of how much if not the source.

        The run goes on with the decider that is given back: what was typed and decided once is not done again.
        """

    def see(self, chunk: Chunk, lines: Lines, decider: Decider, answers: Mapping[str, Codes]) -> Mapping[str, Codes]:
        """The answers of a chunk, as far as other lines change them."""

    def columns(self, prefixes: Mapping[str, str]) -> pa.Table:
        """What the result says of the accounts of the last chunk; names of columns begin as each posture's do."""

    def accounts(self) -> Sequence[Mapping[str, Any]]:
        """Use of the accounts, as the summary shows it."""


class Spread(Protocol):
    """Whoever decides the parts of a book elsewhere, several at a time."""

    def parts(self, source: Source, joiner: Joiner, look: Look, options: Options, done: int) -> Generator[Done]:
        """The parts in order, from the first that is not ``done``; what lies elsewhere is gone when it is closed."""
