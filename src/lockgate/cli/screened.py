"""The options ``--screen`` and ``--owners``: transactions with lists and owners looked up before they are decided."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.orders import Orders
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate import Rulebook
    from lockgate.cli.determine import Question
    from lockgate.door.declarations import Declarations
    from lockgate.door.model import Transaction
    from lockgate.inquiry.looked import Looker
    from lockgate.parties.ownership.graph import Graph
    from lockgate.parties.screened.desk import Desks

Screen = Annotated[
    bool, typer.Option("--screen", help="Match the names of parties and owners against the lists of the day.")
]
Owners = Annotated[
    list[Path] | None,
    typer.Option(
        "--owners",
        metavar="GRAPH",
        help="Fill owners, headquarters and parents that are not stated from a graph of owners (repeatable).",
    ),
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Folder of the lists; otherwise LOCKGATE_DATA, or the user's data folder."
    ),
]
DecisionsFile = Annotated[
    Path | None,
    typer.Option("--decisions", metavar="FILE", help="Decisions about matches; by default beside the lists."),
]
MaxAge = Annotated[
    int | None,
    typer.Option(
        min=0,
        metavar="DAYS",
        envvar="LOCKGATE_LISTS_MAX_AGE",
        help="A list older than this is stale; otherwise 14 days.",
    ),
]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where lists, decisions and owners are.

    Attributes:
        screen: whether names are matched.
        data, decisions: folder of the lists and file of decisions; None for the usual place.
        max_age: days after which a list is stale; None for the setting of the lists.
        owners: files of a graph of owners.
    """

    screen: bool = False
    data: Path | None = None
    decisions: Path | None = None
    max_age: int | None = None
    owners: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        """Options that would do nothing are refused: somebody may believe that they did."""
        for value, option in ((self.data, "--data"), (self.decisions, "--decisions")):
            if value is not None and not self.screen:
                raise InputError("without --screen no name is matched", place=option, hint="add --screen")

    @property
    def any(self) -> bool:
        """Whether anything is looked up."""
        return self.screen or bool(self.owners)

    def desks(self, known_at: date | None = None) -> Desks | None:
        """Screening, or None if it is not wanted."""
        if not self.screen:
            return None
        from lockgate.parties.lists import Store
        from lockgate.parties.screened.decisions import read
        from lockgate.parties.screened.desk import Desks
        from lockgate.parties.screened.matching import matcher_of

        if self.decisions is not None and not self.decisions.is_file():
            raise InputError("there is no such file of decisions", place=str(self.decisions), hint="check the path")
        store = Store(self.data)
        made = read(self.decisions or decisions_file(self.data))
        return Desks(store, made, matcher_of, known_at=known_at, max_age_days=self.max_age)

    def graph(self, book: Rulebook) -> Graph | None:
        """The graph of owners; `InputError` if any row of its files is wrong: owners must not be half known."""
        if not self.owners:
            return None
        from lockgate.cli.own import read
        from lockgate.door.problems import BadInputError

        reading = read(list(self.owners), None, book)
        if reading.problems:
            raise BadInputError(reading.problems)
        return reading.graph()


def decisions_file(data: Path | None) -> Path:
    """The usual place of decisions: beside the lists."""
    from lockgate.parties.lists import data_folder
    from lockgate.parties.screened.decisions import FILE

    return (data or data_folder()) / FILE


@dataclass(slots=True)
class LookedUpOrders(Orders):
    """Orders whose parties are looked up when they are typed."""

    looker: Looker | None = None
    as_of: date | None = None

    def typed(self, declared: Declarations) -> Iterator[tuple[int, Transaction]]:
        """The transactions in which nothing is wrong; the others are noted as rejected."""
        from lockgate.door.problems import Problem

        del declared
        assert self.looker is not None  # noqa: S101 - always given, see `looked_up`
        for number, raw in self.rows:
            try:
                transaction, problems = self.looker.attempt(raw, self.as_of, self.folder)
            except InputError as error:
                place = f"{getattr(raw, 'place', '')}, {error.place}".lstrip(", ")
                transaction, problems = None, [Problem(place, error.message, error.hint or "")]
            if transaction is None:
                self.reject(number, raw, problems)
            else:
                yield number, transaction


def looked_up(orders: Orders, sources: Sources, question: Question) -> Orders:
    """Orders whose parties are looked up when they are typed; the same orders if nothing is to be looked up."""
    if not sources.any:
        return orders
    from lockgate.inquiry.looked import Looker

    known = date.fromisoformat(question.known_at) if question.known_at else None
    looker = Looker(sources.desks(known), sources.graph(question.book), question.book, question.posture, known)
    same = {one.name: getattr(orders, one.name) for one in fields(Orders)}
    return LookedUpOrders(**same, looker=looker, as_of=date.fromisoformat(question.as_of) if question.as_of else None)


def today() -> date:
    """The day on the clock, in UTC."""
    return datetime.now(UTC).date()


def day_option(text: str | None, option: str) -> date | None:
    """A day on the command line."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'{text}' is no date", place=option, hint="write 2025-06-01") from None
