"""Accounts of a whole book: the first pass and the walk before it is written, the second while it is written."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from lockgate.books.accumulate.passes import Accounts
from lockgate.books.accumulate.specs import specs
from lockgate.books.decide.decider import Decider
from lockgate.books.typed.lines import LineReader
from lockgate.engine.determine import declarations_of
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import pyarrow as pa

    from lockgate.books.check.options import Before
    from lockgate.books.decide.decider import Answers, Look
    from lockgate.books.model import Chunk
    from lockgate.books.model import Mapping as Meaning
    from lockgate.books.typed.codes import Codes
    from lockgate.books.typed.lines import Lines


def has_accounts(look: Look) -> bool:
    """Whether any day of the law, in one of the postures, has an account; without one a book needs no second pass.

    >>> from lockgate.books.decide.decider import Look
    >>> from lockgate.engine.determine import default_rulebook
    >>> has_accounts(Look(default_rulebook(), ("enforced",))), has_accounts(Look(default_rulebook(), ("codified",)))
    (False, True)
    """
    if not any(one.quota is not None for one in look.book.source.provisions.values()):
        return False
    days = look.book.calendar.days
    return any(specs(look.book.unit(day, posture, look.known_at)) for posture in look.postures for day in days)


class BookAccounts:
    """Keeps the accounts of a book for `lockgate.books.check.run.check`: a `Ledger`.

    `prepare` reads the book once and walks the accounts; chunks must then come again with the same lines and the same
    partitions. The run should go on with its decider; answers get their numbers in any other only when they are needed.
    """

    def __init__(self, look: Look, *, as_of: date | None = None, shipment_by: str = "line") -> None:
        self.look = look
        self.as_of = as_of
        self.shipment_by = shipment_by
        self.kept: Accounts | None = None
        self.last: Mapping[str, pa.Table] = {}

    def prepare(self, chunks: Iterable[Chunk], mapping: Meaning, step: Before | None = None) -> Decider:
        """The first pass over all chunks, and the walk; the decider that knows them."""
        book = self.look.book
        switches = Switches.read(self.look.readings)
        reader = LineReader(mapping, declarations_of(book), switches, first_day=book.first_day, as_of=self.as_of)
        decider = Decider(self.look, reader)
        self.kept = Accounts(decider, mapping, shipment_by=self.shipment_by)
        for chunk in chunks:
            lines = reader.read(chunk)
            self.kept.first(chunk, lines, decider.decide(lines))
            if step is not None:
                step("reading", chunk.done, None)
        self.kept.walk(None if step is None else functools.partial(step, "accounts"))
        return decider

    def see(self, chunk: Chunk, lines: Lines, decider: Decider, answers: Mapping[str, Codes]) -> Mapping[str, Codes]:
        """The answers of a chunk in the order of its accounts."""
        assert self.kept is not None  # noqa: S101 - prepared before
        places = {
            posture: functools.partial(_placed, mine, decider.answers[posture])
            for posture, mine in self.kept.decider.answers.items()
        }
        numbers, self.last = self.kept.second(chunk, lines, answers, places)
        return numbers

    def columns(self, prefixes: Mapping[str, str]) -> pa.Table:
        """What the result says of the accounts of the last chunk."""
        import pyarrow as pa  # noqa: PLC0415 - comes with books

        tables = [(prefixes[posture], table) for posture, table in self.last.items()]
        return pa.table({prefix + name: table.column(name) for prefix, table in tables for name in table.column_names})

    def accounts(self) -> Sequence[Mapping[str, Any]]:
        """Use of the accounts, as a summary shows it."""
        return self.kept.summary() if self.kept is not None else ()


def _placed(mine: Answers, other: Answers, number: int) -> int:
    """The number of an answer in another table."""
    return other.place(mine.all[number])
