"""What every part of the answer reads: one decision, its evaluator and prover, the day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lockgate.engine.prove import Prover

if TYPE_CHECKING:
    from lockgate.compiler.unit import Rule
    from lockgate.door.model import Transaction
    from lockgate.engine.decide import Decided
    from lockgate.engine.evaluate import Evaluator


class Reader:
    """Reads one decision."""

    def __init__(self, decided: Decided, transaction: Transaction) -> None:
        self.decided = decided
        self.unit = decided.unit
        self.transaction = transaction
        self.evaluator: Evaluator = decided.evaluator
        self.prover = Prover(decided, self.evaluator)
        self.day = date.fromordinal(decided.cells[self.unit.layout.slots["as_of"].at])

    @property
    def moves(self) -> bool:
        """Whether this is a transaction; a question about a holder or a training run has limits, no outcome."""
        return self.transaction.subject == "transaction"

    @property
    def wanted(self) -> int:
        """Bits of the requirements that hold or may hold."""
        return self.decided.possible & self.unit.masks["requires"]

    def fitting(self) -> tuple[str, ...]:
        """Codes of the authorizations that may answer every requirement."""
        return tuple(
            self.unit.rule(bit).provision.code for bit, maybe, _ in self.decided.coverage if not self.wanted & ~maybe
        )

    def governing(self, requirement: Rule) -> tuple[list[Rule], bool]:
        """Reviews that may govern a requirement, in the order of their priority, and whether one does for certain."""
        found = []
        for review in self.unit.reviews.get(requirement.bit, ()):
            possibly, surely = self.evaluator.value(review.cond)
            if possibly:
                found.append(review)
            if surely:
                return found, True
        return found, False
