"""Putting one question to the solver and its answer to the engine; what cannot be is asked again with more parties."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lockgate.checks.solve import Asker
from lockgate.checks.survey import Survey
from lockgate.checks.witness import Judge, Witness, Writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from lockgate.checks.law import Law
    from lockgate.checks.solve import Answer
    from lockgate.compiler.ir import Node
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.engine.decide import Decided

_WIDE = (2, 3)
"""Parties in one role, and other elements, before something counts as impossible."""


@dataclass(slots=True)
class Tally:
    """How often the solver was asked, and what became of its answers."""

    asked: int = 0
    confirmed: int = 0
    unconfirmed: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)


class Inquiry:
    """One run over a rulebook."""

    def __init__(self, book: Rulebook, survey: Survey, on: date | None, postures: tuple[str, ...]) -> None:
        self.book = book
        self.survey = survey
        self.writer = Writer(survey.world)
        self.judge = Judge(book)
        self.tally = Tally()
        self.asked_for = (on, postures)
        self._wide: Survey | None = None

    @property
    def wide(self) -> Survey:
        """The same laws with more parties, owners, circuits and papers; made when something seems impossible."""
        if self._wide is None:
            on, postures = self.asked_for
            self._wide = Survey(self.book, on=on, postures=postures, bounds=_WIDE)
        return self._wide

    def witness(
        self, law: Law, ask: Callable[[Law], Any], shown: Callable[[Decided], bool], what: str
    ) -> Witness | None:
        """A transaction on which a formula holds and of which the engine says so; None if there is none."""
        found = self.find(law, ask(law), what)
        if found is not None:
            return self.confirmed(self.writer.witness(found.facts, law.unit), shown, what)
        wide = self.wide.law(law.unit.day, law.unit.posture)
        found = self.find(wide, ask(wide), what)
        if found is None:
            return None
        return self.confirmed(Writer(self.wide.world).witness(found.facts, law.unit), shown, what)

    def find(self, law: Law, formula: Any, what: str) -> Answer | None:
        """An answer of the solver in one world."""
        if formula is False:
            return None
        asker = Asker(law, [formula])
        try:
            return asker.ask(formula)
        except TimeoutError:
            self.tally.undecided.append(what)
            return None
        finally:
            self.tally.asked += asker.asked

    def possible(self, law: Law, ask: Callable[[Law], Any], what: str) -> bool:
        """Whether a formula can hold at all."""
        if self.find(law, ask(law), what) is not None:
            return True
        wide = self.wide.law(law.unit.day, law.unit.posture)
        return self.find(wide, ask(wide), what) is not None

    def confirmed(self, witness: Witness, shown: Callable[[Decided], bool], what: str) -> Witness:
        """The witness, once the engine says the same; otherwise the checker is at fault, and that is counted."""
        decided = self.judge.decided(witness)
        if decided is not None and shown(decided):
            self.tally.confirmed += 1
        else:
            self.tally.unconfirmed.append(
                f"{what}: {self.judge.problems[-1] if decided is None else 'the engine differs'}"
            )
        return witness


def surely(decided: Decided, node: Node, *, true: bool = True) -> bool:
    """Whether the engine is certain of a condition."""
    return decided.evaluator.value(node) == (true, true)
