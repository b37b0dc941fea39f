"""Transactions whose parties are looked up on lists and among owners before they are decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lockgate.compiler.timeline import ENFORCED
from lockgate.door.build import attempt
from lockgate.door.figures import is_blank, text_of
from lockgate.door.problems import BadInputError
from lockgate.door.words import day as read_day
from lockgate.engine.determine import declarations_of, default_rulebook
from lockgate.errors import InputError
from lockgate.parties.ownership.outlook import outlook
from lockgate.parties.screened.fill import fill, named_parties, subject_of
from lockgate.parties.screened.owners import screened, subject_in, those_above

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.door.model import Transaction
    from lockgate.door.problems import Problem
    from lockgate.parties.ownership.graph import Graph
    from lockgate.parties.ownership.outlook import Outlook
    from lockgate.parties.screened.desk import Desk, Desks
    from lockgate.parties.screened.fill import Filled
    from lockgate.parties.screened.subject import Subject


@dataclass(slots=True)
class Looker:
    """What is looked up: lists through ``desks``, owners in ``graph``; None where it is not wanted.

    Attributes:
        desks: screening on any day.
        graph: parties and stakes of any day.
        book, posture, known_at: how the transactions are looked at; the graph's rules hang on them.
    """

    desks: Desks | None = None
    graph: Graph | None = None
    book: Rulebook = field(default_factory=default_rulebook)
    posture: str = ENFORCED
    known_at: date | None = None
    outlooks: dict[tuple[date, date | None], Outlook] = field(default_factory=dict, repr=False)

    def fill(
        self, raw: Mapping[str, Any], day: date, folder: Path | None = None, listed_on: date | None = None
    ) -> Filled:
        """A transaction with what was looked up as of a day; ``listed_on`` takes the lists of another day."""
        desk = self.desks.on(listed_on or day) if self.desks is not None else None
        declared, owners = declarations_of(self.book), self._owners(day, desk)
        return fill(raw, declared, desk=desk, owners=owners, stated=self.graph, folder=folder)

    def attempt(
        self,
        raw: Mapping[str, Any],
        as_of: date | None = None,
        folder: Path | None = None,
        listed_on: date | None = None,
    ) -> tuple[Transaction | None, list[Problem]]:
        """The typed transaction with what was looked up if nothing is wrong, and what is wrong.

        Errors: `InputError` for a transaction without a day: lists and owners are of a day.
        """
        declared, stated = declarations_of(self.book), raw.get("as_of")
        day = as_of or _day(stated)
        if day is None:
            found, problems = attempt(raw, declared, folder=folder)
            if found is not None:
                hint = "write as_of: 2025-06-01, or use --as-of"
                raise InputError(
                    "lists and owners are looked up on a day, and none is stated", place="as_of", hint=hint
                )
            return None, problems
        filled = self.fill(raw, day, folder, listed_on)
        return attempt(filled.raw, declared, folder=folder, looked_up=filled.looked_up)

    def typed(
        self,
        raw: Mapping[str, Any],
        as_of: date | None = None,
        folder: Path | None = None,
        listed_on: date | None = None,
    ) -> Transaction:
        """The typed transaction; `BadInputError` with all that is wrong."""
        found, problems = self.attempt(raw, as_of, folder, listed_on)
        if found is None:
            raise BadInputError(problems)
        return found

    def subjects(self, raw: Mapping[str, Any]) -> tuple[Subject, ...]:
        """Everybody who is screened for a transaction: its parties, their named owners, and who stands above them."""
        declared = declarations_of(self.book)
        stated = [one for _, one in named_parties(raw)]
        found = dict.fromkeys(subject_of(one, declared) for one in stated)
        if self.graph is not None:
            above = (name for one in stated for name in those_above(self.graph, one))
            found |= dict.fromkeys(subject_in(self.graph, name) for name in above)
        return tuple(one for one in found if not one.empty)

    def _owners(self, day: date, desk: Desk | None) -> Outlook | None:
        if self.graph is None:
            return None
        key = (day, desk.day if desk is not None else None)
        if key not in self.outlooks:
            graph = self.graph if desk is None else screened(self.graph, desk, declarations_of(self.book))
            self.outlooks[key] = outlook(graph, self.book, day, self.posture, self.known_at)
        return self.outlooks[key]


def _day(raw: Any) -> date | None:
    try:
        return None if is_blank(raw) else read_day(str(text_of(raw) or ""))
    except InputError:  # the door says what is wrong with it
        return None
