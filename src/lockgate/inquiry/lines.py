"""One line of a transaction, decided from a standpoint; what comparisons and reasons start from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.engine.compose import Composer
from lockgate.engine.decide import decide
from lockgate.engine.determine import own_shipment, preparer_of, with_shipment
from lockgate.engine.question import Question, check_day, date_of, day_of
from lockgate.history.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Unit
    from lockgate.door.model import Transaction
    from lockgate.engine.decide import Decided
    from lockgate.inquiry.look import Look


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A look with its day settled: the law that one line is decided by."""

    book: Rulebook
    day: date
    posture: str
    known_at: date | None
    readings: Mapping[str, str]

    @property
    def moment(self) -> Moment:
        """The day, posture and knowledge alone."""
        return Moment(self.day, self.posture, self.known_at)

    @property
    def unit(self) -> Unit:
        """The compiled law."""
        return self.moment.unit(self.book)


def standpoint(look: Look, transaction: Transaction) -> Standpoint:
    """Where a look stands; `InputError` for a day that is missing or lies before the rulebook."""
    day, known_at = day_of(look.as_of, transaction), date_of(look.known_at, "known_at")
    check_day(look.book, day, "as_of")
    check_day(look.book, known_at, "known_at")
    return Standpoint(look.book, day, look.posture, known_at, look.readings)


def decided_line(stand: Standpoint, transaction: Transaction, index: int, *, settle: bool = True) -> Decided:
    """The decision on one item of a transaction (``index`` counts from 0; a question without items has line 0)."""
    if len(transaction.items) > 1:
        question = Question(stand.day, stand.posture, stand.known_at, stand.readings)
        transaction = with_shipment(stand.book, question, transaction)
    item = transaction.items[index] if transaction.items else None
    whole = own_shipment(transaction, item)
    return decide(stand.unit, preparer_of(stand.book).prepare(whole, item, stand.day, stand.readings), settle=settle)


def composer_of(stand: Standpoint, transaction: Transaction, index: int) -> Composer:
    """The decision on one line, ready to be read."""
    return Composer(decided_line(stand, transaction, index), transaction)
