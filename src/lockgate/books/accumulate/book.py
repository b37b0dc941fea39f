"""Accounts of a whole book: the first pass and the walk before it is written, the second while it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.books.accumulate.passes import Accounts
from lockgate.books.accumulate.specs import specs
from lockgate.books.decide.decider import Decider
from lockgate.books.typed.lines import LineReader
from lockgate.engine.determine import declarations_of
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    import pyarrow as pa

    from lockgate.books.decide.decider import Look
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
    partitions. A run that goes on after one that was stopped prepares anew, so there is no state to keep.
    """

    def __init__(self, mapping: Meaning, look: Look, *, as_of: date | None = None, shipment_by: str = "line") -> None:
        book = look.book
        switches = Switches.read(look.readings)
        self.reader = LineReader(mapping, declarations_of(book), switches, first_day=book.first_day, as_of=as_of)
        self.decider = Decider(look, self.reader)
        self.kept = Accounts(self.decider, mapping, shipment_by=shipment_by)
        self.columns: Mapping[str, pa.Table] = {}

    def prepare(self, chunks: Iterable[Chunk], step: Callable[[int], None] | None = None) -> None:
        """The first pass over all chunks and the walk; ``step`` is told how much of the source was read."""
        for chunk in chunks:
            lines = self.reader.read(chunk)
            self.kept.first(chunk, lines, self.decider.decide(lines))
            if step is not None:
                step(chunk.done)
        self.kept.walk()

    def see(self, chunk: Chunk, lines: Lines, decider: Decider, answers: Mapping[str, Codes]) -> Mapping[str, Codes]:
        """The answers of a chunk in the order of its accounts; `columns` then has what the result says of them."""
        places = {}
        for posture, mine in self.decider.answers.items():
            table = decider.answers[posture]
            places[posture] = lambda number, mine=mine, table=table: table.place(mine.all[number])
        numbers, self.columns = self.kept.second(chunk, lines, answers, places)
        return numbers

    def accounts(self) -> Sequence[Mapping[str, Any]]:
        """Use of the accounts, as a summary shows it."""
        return self.kept.summary()

    def state(self) -> Any:
        """Nothing: the walk is done before the first chunk is written."""

    def restore(self, state: Any) -> None:
        """Nothing to go on from."""
