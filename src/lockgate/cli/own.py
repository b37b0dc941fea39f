"""`lockgate own`: who owns whom, and which restrictions pass on to owned companies on a day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.options import AsJson, RulebookDir, With  # noqa: TC001 - Typer reads the annotations
from lockgate.cli.screened import Data, DecisionsFile, MaxAge, Screen, Sources
from lockgate.cli.single import KnownAt, Posture, look_of
from lockgate.errors import InputError

if TYPE_CHECKING:
    from lockgate import Rulebook
    from lockgate.parties.ownership.graph import Graph
    from lockgate.parties.ownership.outlook import Outlook
    from lockgate.parties.ownership.table import Reading
    from lockgate.parties.screened.desk import Desk

REJECTED = 40
EPILOG = (
    "Exit codes: 0 no rule in force reaches a party; 20 one is listed or captured; 40 open facts decide about the rule "
    "of the EAR, or rows were rejected; 12 a red flag is raised (with --party); 2 bad input. Without --party, parties "
    "that are themselves listed do not count. OFAC's rule counts where it is certain."
)


Graphs = Annotated[
    list[Path], typer.Argument(metavar="GRAPH...", help="Stakes: CSV, XLSX, FollowTheMoney or BODS JSON.")
]
Day = Annotated[
    str | None, typer.Option(metavar="DAY", help="Day of the stakes and of the law; default: last review of the law.")
]
PartyTables = Annotated[
    list[Path] | None,
    typer.Option("--parties", metavar="FILE", help="Table of parties: name, headquarters, lists (repeatable)."),
]
Drawing = Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Draw it, or the part above --party.")]


def command(  # noqa: PLR0913, PLR0917 - a command line has many options
    graphs: Graphs,
    party: Annotated[str | None, typer.Option(metavar="NAME", help="One party in full, by its id or name.")] = None,
    as_of: Day = None,
    posture: Posture = "enforced",
    known_at: KnownAt = None,
    parties: PartyTables = None,
    screened: Annotated[
        bool, typer.Option("--screened", help="Parties without stated lists were looked up and stand on none.")
    ] = False,
    screen: Screen = False,
    data: Data = None,
    decisions: DecisionsFile = None,
    max_age: MaxAge = None,
    svg: Drawing = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Who owns whom on a day: listed owners through tiers, ultimate parents, and what is not known."""
    from lockgate.parties.ownership.outlook import outlook

    look = look_of(as_of=as_of, posture=posture, known_at=known_at, overlays=overlays, rulebook=rulebook)
    reading = read(graphs, parties, look.book, screened=screened)
    day, known = (date.fromisoformat(text) if text else None for text in (as_of, known_at))
    when = day or look.book.current_to
    desk = _desk(Sources(screen=screen, data=data, decisions=decisions, max_age=max_age), when, known)
    found = outlook(_graph(reading, desk, look.book), look.book, when, posture, known)
    name = None if party is None else named(found, party)
    if svg is not None:
        draw(found, name, svg)
    if as_json:
        _json(found, reading, name, desk)
    else:
        from lockgate.cli import owners

        owners.write(found, reading, name, screened=screened, lists=desk.told() if desk is not None else ())
    raise typer.Exit(code_of(found, reading, name))


def code_of(found: Outlook, reading: Reading, name: str | None) -> int:
    """Exit code: the worst of what was asked about, with rejected rows as something that is not known."""
    from lockgate.parties.ownership.outlook import WORST

    codes = [found.code() if name is None else found.party(name).code]
    return min(codes + ([REJECTED] if reading.problems else []), key=WORST.index)


def read(graphs: list[Path], parties: list[Path] | None, book: Rulebook, *, screened: bool = False) -> Reading:
    """All files as one reading; where nothing at all can be used, everything that is wrong is an error."""
    from lockgate.door.problems import BadInputError
    from lockgate.engine.determine import declarations_of
    from lockgate.parties.ownership.read import read_graph

    reading = read_graph(graphs, declarations_of(book), parties or (), screened=screened)
    if reading.problems and not reading.stakes:
        raise BadInputError(reading.problems)
    if not reading.stakes:
        names = ", ".join(path.name for path in graphs)
        raise InputError("no stake stands in it", place=names, hint="one row a stake: owner, owned, share")
    return reading


def named(found: Outlook, wanted: str) -> str:
    """The id of a party by its id or name.

    Errors: `InputError` with the nearest names, or with the ids of those who share the name.
    """
    from lockgate.door.declarations import fold
    from lockgate.door.problems import nearest

    names = found.graph.names()
    if wanted in names:
        return wanted
    ids = [name for name in names if fold(wanted) in (fold(name), fold(found.graph.party(name).label))]
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise InputError(f"several parties are called '{wanted}'", place="--party", hint=f"one of {', '.join(ids)}")
    labels = {found.graph.party(name).label: name for name in names}
    hint = nearest(wanted, [label.casefold() for label in labels]) or f"{len(names)} parties are in the graph"
    raise InputError(f"no party '{wanted}' is in the graph", place="--party", hint=hint)


def draw(found: Outlook, name: str | None, path: Path) -> None:
    """Write the drawing."""
    from lockgate.parties.ownership.picture import picture

    if path.suffix.casefold() != ".svg":
        raise InputError(f"'{path.name}' is no SVG file", place="--svg", hint="name a file that ends in .svg")
    try:
        path.write_text(picture(found, name), encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write the file: {error.strerror}", place=str(path)) from None


def _desk(sources: Sources, day: date, known_at: date | None) -> Desk | None:
    """Screening with the lists of a day, or None if it is not wanted."""
    desks = sources.desks(known_at)
    return None if desks is None else desks.on(day)


def _graph(reading: Reading, desk: Desk | None, book: Rulebook) -> Graph:
    """The graph; with screening, those whose lists no file states are matched against the lists of the day."""
    graph = reading.graph()
    if desk is None:
        return graph
    from lockgate.engine.determine import declarations_of
    from lockgate.parties.screened.owners import screened

    return screened(graph, desk, declarations_of(book))


def _json(found: Outlook, reading: Reading, name: str | None, desk: Desk | None) -> None:
    told: dict[str, Any] = found.to_dict(None if name is None else (name,))
    if desk is not None:
        told["lists"] = list(desk.told())
    told["problems"] = [{"place": one.place, "message": one.message, "hint": one.hint} for one in reading.problems]
    typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
