"""`lockgate rescreen`: what changed on lists and among parties since a day, and which transactions that touches."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - Typer reads annotations when it runs
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.options import AsJson, RulebookDir, With, open_rulebook
from lockgate.cli.screened import Data, DecisionsFile, MaxAge, Owners, Sources, day_option, today
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lockgate.door.problems import Problem
    from lockgate.inquiry.looked import Looker
    from lockgate.inquiry.touched import Side, Touched
    from lockgate.parties.lists import Store
    from lockgate.parties.screened.desk import Desk
    from lockgate.parties.screened.rescreen import Rescreened
    from lockgate.parties.screened.subject import Subject

NOTHING, TO_LOOK_AT, NOT_READ = 0, 12, 40
EPILOG = (
    "Exit codes: 0 nothing changed for these parties; 12 something did, look at it; 40 rows or orders could not be "
    "read, or lists are stale, partial or missing; 2 bad input."
)


@dataclass(frozen=True, slots=True)
class Report:
    """What is told: changes, transactions that they touch, rows that could not be used, and the state of the lists."""

    found: Rescreened
    touched: tuple[Touched, ...]
    problems: tuple[Problem, ...]
    lists: tuple[str, ...]
    words: tuple[frozenset[str], frozenset[str]]

    @property
    def stale(self) -> frozenset[str]:
        """Words that are open for everybody now."""
        return self.words[1]

    @property
    def code(self) -> int:
        """Exit code."""
        if self.problems or self.stale or any(one.error for one in self.touched):
            return NOT_READ
        return TO_LOOK_AT if self.found.changes or any(one.changed for one in self.touched) else NOTHING

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            **self.found.to_dict(),
            "orders": [one.to_dict() for one in self.touched],
            "problems": [{"place": one.place, "message": one.message, "hint": one.hint} for one in self.problems],
            "lists": list(self.lists),
            "open_for_everybody": sorted(self.stale),
        }


def command(  # noqa: PLR0913, PLR0917 - a command line has many options
    since: Annotated[
        str, typer.Option(metavar="SNAPSHOT|DAY", help="A day, FEED@DAY, or the start of a snapshot's id.")
    ],
    parties: Annotated[
        Path, typer.Option(metavar="FILE", help="Table of parties: name, country, address, identifiers, id.")
    ],
    before: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The same table as it was then, if parties changed as well.")
    ] = None,
    orders: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Open transactions (repeatable): decided before and after."),
    ] = None,
    owners: Owners = None,
    day: Annotated[
        str | None, typer.Option("--day", metavar="DAY", help="The lists of that day instead of today.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a report: a name that ends in .html.")
    ] = None,
    posture: Annotated[str, typer.Option(help="enforced, codified or proposed:ID.")] = "enforced",
    data: Data = None,
    decisions: DecisionsFile = None,
    max_age: MaxAge = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Screen again after lists or parties changed: only what changed, with the result of screening everybody."""
    from lockgate.cli import rescreen_show
    from lockgate.inquiry.looked import Looker
    from lockgate.inquiry.touched import Side
    from lockgate.parties.lists import Store

    if report is not None:
        rescreen_show.check(report)
    book = open_rulebook(overlays, rulebook)
    sources = Sources(screen=True, data=data, decisions=decisions, max_age=max_age, owners=tuple(owners or ()))
    now = day_option(day, "--day") or today()
    then = _since(since, Store(data))
    if then > now:
        raise InputError(f"{then} comes after {now}", place="--since", hint="give an earlier day, or a later --day")
    graph = sources.graph(book)
    sides = [Side(Looker(sources.desks(known), graph, book, posture), known) for known in (then, now)]
    found = _run((sides[0], sides[1]), parties, before, orders or [])
    if report is not None:
        rescreen_show.write(found, report)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
    else:
        rescreen_show.put_report(found)
    raise typer.Exit(found.code)


def _since(text: str, store: Store) -> date:
    """A day, or the day that a snapshot is of."""
    try:
        return day_option(text, "--since") or today()
    except InputError:
        return store.find(text).meta.published


def _run(sides: tuple[Side, Side], parties: Path, before: Path | None, orders: list[Path]) -> Report:
    from lockgate.inquiry.touched import touched
    from lockgate.parties.screened.book import Book, read_book
    from lockgate.parties.screened.matching import matcher_of
    from lockgate.parties.screened.rescreen import State, rescreen

    looker = sides[1].looker
    reading = read_book(parties)
    old = read_book(before) if before is not None else None
    rows, problems = _rows(orders, looker)
    more = _more(rows, looker, reading.subjects)
    then, now = (_desk(side) for side in sides)
    earlier, later = (State(desk.day, desk.on.combined.entries, desk.decisions) for desk in (then, now))
    was = {**old.subjects, **more} if old is not None else None
    found = rescreen(earlier, later, Book({**reading.subjects, **more}), matcher_of, old=was, whole=now.matcher)
    words = (then.on.freshness.unknown_words, now.on.freshness.unknown_words)
    decided = [
        touched(raw, sides, found.touched, everybody=words[0] != words[1], name=name, folder=folder)
        for name, raw, folder in rows
    ]
    lists = (*reading.remarks, *(f"before: {text}" for text in then.told()), *(f"now: {text}" for text in now.told()))
    wrong = (*reading.problems, *(old.problems if old else ()), *problems)
    return Report(found, tuple(one for one in decided if one is not None), wrong, lists, words)


def _desk(side: Side) -> Desk:
    assert side.looker.desks is not None  # noqa: S101 - screening is asked for
    return side.looker.desks.on(side.day)


def _rows(paths: Iterable[Path], looker: Looker) -> tuple[list[tuple[str, Any, Path]], list[Problem]]:
    """Transactions of several files, each with a name for it, and what could not be read."""
    from lockgate.cli.orders import read_orders
    from lockgate.engine.determine import declarations_of

    found, problems = [], []
    for path in paths:
        orders = read_orders(str(path), declarations_of(looker.book))
        found += [(f"{path.name}, row {number}", raw, orders.folder) for number, raw in orders.rows]
        problems += [problem for rejected in orders.rejected for problem in rejected.problems]
    return found, problems


def _more(rows: Iterable[tuple[str, Any, Path]], looker: Looker, known: dict[str, Subject]) -> dict[str, Subject]:
    """Parties of orders that do not stand in the table, and everybody above them."""
    there = set(known.values())
    named = {subject: name for name, raw, _ in rows for subject in looker.subjects(raw) if subject not in there}
    return {f"{subject.label} ({name})": subject for subject, name in named.items()}
