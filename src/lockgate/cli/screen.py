"""`lockgate screen`: a name, or a table of parties, against restricted-party lists, with reasons.

Exit codes: 0 nothing found · 12 held: somebody has to judge what was found · 40 cannot decide: a party could not be
screened, or a list is stale, partial or missing, so that "not found" says nothing · 2 bad input.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.options import AsJson  # noqa: TC001 - Typer reads annotations when it runs
from lockgate.cli.screened import DecisionsFile, MaxAge  # noqa: TC001 - as above
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lockgate.cli.screen_decided import Ruling, Rulings
    from lockgate.parties.match import Hit, Party, Screening
    from lockgate.parties.match.against import Against

NOTHING = 0
HELD = 12
OPEN = 40
_TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})
_EVERY = 20  # parties after which the progress bar moves


@dataclass(frozen=True)
class Screened:
    """What was screened against what, and what was found."""

    against: Against
    found: tuple[Screening, ...]
    ignored: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    rulings: tuple[Mapping[str, Ruling], ...] = ()
    table: str = ""

    @cached_property
    def judged(self) -> tuple[tuple[Screening, Mapping[str, Ruling]], ...]:
        """Each party with what was decided about its hits, by the id of the entry."""
        return tuple(zip(self.found, self.rulings or ({},) * len(self.found), strict=True))

    def hits(self, one: Screening, rulings: Mapping[str, Ruling]) -> tuple[Hit, ...]:
        """Hits that were not decided to be somebody else, the best first."""
        return tuple(hit for hit in one.hits if hit.entry not in rulings or not rulings[hit.entry].out)

    @property
    def counts(self) -> dict[str, int]:
        """Parties by the band of their best hit; `settled` are those whose hits were decided to be others."""
        found = dict.fromkeys(("certain", "likely", "possible", "settled", "none", "open"), 0)
        for one, rulings in self.judged:
            left = self.hits(one, rulings)
            found[left[0].band if left else "settled" if one.hits else one.band or "open"] += 1
        return found

    @property
    def code(self) -> int:
        """The exit code: the worst of all parties."""
        if any(not one.band for one in self.found) or (
            self.against.open and any(not self.hits(*one) for one in self.judged)
        ):
            return OPEN
        return HELD if any(self.hits(*one) for one in self.judged) else NOTHING


def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    target: Annotated[
        str, typer.Argument(metavar="NAME|FILE", help="A name in any script, or a CSV, TSV or XLSX file.")
    ],
    country: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Country that the party is in or of (repeatable).")
    ] = None,
    address: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="Address of the party, in one line (repeatable).")
    ] = None,
    number: Annotated[
        list[str] | None,
        typer.Option("--id", metavar="NUMBER", help="Number of a register, passport or ship (repeatable)."),
    ] = None,
    kind: Annotated[str, typer.Option(metavar="KIND", help="person, organisation, vessel or aircraft.")] = "",
    lists: Annotated[
        list[Path] | None, typer.Option("--list", metavar="FILE", help="Screen against this list file (repeatable).")
    ] = None,
    snapshot: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Snapshot: FEED, FEED@DAY or an id (repeatable).")
    ] = None,
    day: Annotated[
        str | None, typer.Option("--day", metavar="DAY", help="With the lists of that day instead of today.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a report in which each hit can be judged.")
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Folder of the lists.")] = None,
    decisions: DecisionsFile = None,
    max_age: MaxAge = None,
    as_json: AsJson = False,
) -> None:
    """Screen a name or a table of parties against restricted-party lists, with reasons."""
    from lockgate.cli import screen_show

    path = Path(target)
    is_table = path.suffix.casefold() in _TABLES
    against = _against(lists or [], snapshot or [], day, data, max_age)
    rulings = _rulings(lists or [], day, data, decisions)
    if is_table:
        if country or address or number or kind:
            raise InputError(
                "--country, --address, --id and --kind are for one name", hint="put them into columns of the table"
            )
        screened = _table(path, against, rulings)
    else:
        party = _party(target, country or [], address or [], number or [], kind)
        one = against.screener.screen(party)
        screened = Screened(against, (one,), rulings=(rulings.told(party, one.hits),))
    if report is not None:
        _write(report, screened)
    if as_json:
        _json(screened, is_table)
    elif is_table:
        screen_show.put_table(screened, report)
    else:
        screen_show.put_single(screened)
    raise typer.Exit(screened.code)


def _against(lists: list[Path], names: list[str], day: str | None, data: Path | None, max_age: int | None) -> Against:
    from lockgate.parties.lists import Store
    from lockgate.parties.match.against import from_files, from_store

    if lists:
        if names:
            raise InputError("--list and --snapshot exclude each other", hint="import the file, and name its snapshot")
        return from_files(lists)
    return from_store(Store(data), _day(day), names, max_age)


def _rulings(lists: list[Path], day: str | None, data: Path | None, path: Path | None) -> Rulings:
    """Decisions of the given file, or of the one beside the lists; list files have none."""
    from lockgate.cli.screen_decided import Rulings
    from lockgate.cli.screened import decisions_file
    from lockgate.parties.screened.decisions import read

    if path is not None and not path.is_file():
        raise InputError("there is no such file of decisions", place=str(path), hint="check the path")
    place = path or (None if lists else decisions_file(data))
    return Rulings(read(place).until(date.fromisoformat(day) if day else None) if place else None, _day(day))


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'{text}' is no date", place="--day", hint="write 2025-06-01") from None


def _party(name: str, countries: list[str], addresses: list[str], numbers: list[str], kind: str) -> Party:
    from lockgate.parties.match import Party
    from lockgate.parties.match.table import country_of, kind_of

    codes = []
    for text in countries:
        code = country_of(text)
        if not code:
            raise InputError(f"'{text}' is no country", place="--country", hint="write a code such as CN, or a name")
        codes.append(code)
    found = kind_of(kind) if kind else ""
    if kind and not found:
        raise InputError(f"there is no kind '{kind}'", place="--kind", hint="person, organisation, vessel or aircraft")
    if not name.strip() and not addresses and not numbers:
        raise InputError("no name is given", hint="give a name, or --address or --id")
    return Party(name, found, tuple(codes), tuple(addresses), tuple(numbers))


def _table(path: Path, against: Against, rulings: Rulings) -> Screened:
    from lockgate.parties.match.table import read_parties

    table = read_parties(path)
    found = []
    with _bar(len(table.parties)) as step:
        for number, (_, party) in enumerate(table.parties, 1):
            found.append(against.screener.screen(party))
            if number % _EVERY == 0:
                step(number)
    told = tuple(rulings.told(one.party, one.hits) for one in found)
    return Screened(against, tuple(found), table.ignored, table.remarks, told, str(path))


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("screening"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("screening", total=total)
        yield lambda done: progress.update(task, completed=done)


def _write(path: Path, screened: Screened) -> None:
    from lockgate.cli.screen_report import render

    try:
        path.write_text(render(screened), encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write the report: {error.strerror}", place=str(path)) from None


def _json(screened: Screened, is_table: bool) -> None:
    import json

    more: dict[str, Any] = {"lists": list(screened.against.labels), "open": list(screened.against.open)}
    for one, rulings in screened.judged:
        decided = {"decided": {entry: ruling.to_dict() for entry, ruling in rulings.items()}} if rulings else {}
        told = {**one.to_dict(), **decided, **more}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=None if is_table else 2))
