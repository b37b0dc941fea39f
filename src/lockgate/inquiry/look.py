"""How a transaction is looked at: rulebook, day, posture, knowledge and readings, kept together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from lockgate.compiler.timeline import ENFORCED, View
from lockgate.door.build import build
from lockgate.door.model import Transaction
from lockgate.engine.determine import declarations_of, default_rulebook, determine
from lockgate.engine.question import check_readings
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.engine.result import Determination


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look at a transaction; the arguments of `lockgate.determine`, kept together.

    >>> look = Look(posture="codified")
    >>> look.over(as_of="2025-06-01").as_of, look.posture
    ('2025-06-01', 'codified')
    """

    as_of: date | str | None = None
    posture: str = ENFORCED
    known_at: date | str | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    book: Rulebook = field(default_factory=default_rulebook)

    def __post_init__(self) -> None:
        """Wrong names of postures and readings are refused at once."""
        self.book.check_posture(View(self.posture))
        check_readings(self.book, self.readings)

    def over(self, **changes: Any) -> Look:
        """The same look with something else in it."""
        return replace(self, **changes)

    def typed(self, transaction: Mapping[str, Any] | Transaction, folder: Path | None = None) -> Transaction:
        """Typed facts, with figures counted as the readings say; `InputError` with all that is wrong."""
        if isinstance(transaction, Transaction):
            return transaction
        switches = Switches.read(self.readings)
        return build(transaction, declarations_of(self.book), folder=folder, switches=switches)

    def determine(self, transaction: Mapping[str, Any] | Transaction) -> Determination:
        """The answer, see `lockgate.determine`."""
        return determine(
            transaction,
            as_of=self.as_of,
            posture=self.posture,
            known_at=self.known_at,
            readings=self.readings,
            rulebook=self.book,
        )
