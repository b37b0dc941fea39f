"""`lockgate resolve`: decide whether a party is the listed one, and record why, by whom and until when."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003 - Typer reads annotations when it runs
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.options import AsJson, open_rulebook
from lockgate.cli.screened import Data, DecisionsFile, day_option, decisions_file, today
from lockgate.errors import InputError

if TYPE_CHECKING:
    from datetime import date

    from lockgate.door.declarations import Declarations
    from lockgate.parties.lists import Store
    from lockgate.parties.model import Entry
    from lockgate.parties.screened.decisions import Decisions
    from lockgate.parties.screened.subject import Subject


def command(  # noqa: PLR0913, PLR0917 - a command line has many options
    party: Annotated[
        str | None,
        typer.Argument(metavar="[PARTY]", help="Its role, name or number in the file that --in names, or a bare name."),
    ] = None,
    entry: Annotated[
        str | None, typer.Argument(metavar="[ENTRY]", help="The id of the listing, as shown with the match.")
    ] = None,
    same: Annotated[
        bool | None,
        typer.Option("--same/--not-the-same", help="Whether the party is the listed one.", show_default=False),
    ] = None,
    because: Annotated[str, typer.Option(metavar="TEXT", help="Why.")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides.")] = "",
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Last day of the decision.")] = None,
    source: Annotated[
        Path | None,
        typer.Option("--in", metavar="FILE", help="The order, or the table of parties, with the facts of the party."),
    ] = None,
    owners: Annotated[
        list[Path] | None,
        typer.Option("--owners", metavar="GRAPH", help="A graph in which the party stands (repeatable)."),
    ] = None,
    day: Annotated[
        str | None, typer.Option("--day", metavar="DAY", help="Day of the decision and of the lists; otherwise today.")
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="All decisions, and which of them count.")] = False,
    data: Data = None,
    decisions: DecisionsFile = None,
    as_json: AsJson = False,
) -> None:
    """Record that a party is, or is not, the listed one. The decision lapses when either side changes."""
    from lockgate.parties.lists import Store
    from lockgate.parties.screened.decisions import read

    path, store, when = decisions or decisions_file(data), Store(data), day_option(day, "--day") or today()
    made = read(path)
    if show:
        _list(made, store, when, as_json=as_json)
        return
    if party is None or entry is None:
        raise InputError(
            "name the party and the listing",
            place="resolve",
            hint="lockgate resolve PARTY ENTRY --not-the-same ..., or --list",
        )
    if same is None:
        raise InputError("say what was decided", place="--same", hint="--same or --not-the-same")
    subject = _subject(party, source, owners)
    listed = _entry(entry, store, when)
    _record(
        path,
        made,
        subject,
        listed,
        _Stated(same, because, by, day_option(until, "--until")),
        when,
        store,
        as_json=as_json,
    )


class _Stated:
    """What the options say."""

    def __init__(self, same: bool, because: str, by: str, until: date | None) -> None:
        self.same, self.because, self.by, self.until = same, because, by, until


def _record(  # noqa: PLR0913, PLR0917 - one step of the command
    path: Path,
    made: Decisions,
    subject: Subject,
    entry: Entry,
    stated: _Stated,
    when: date,
    store: Store,
    *,
    as_json: bool,
) -> None:
    from lockgate.parties.screened.decisions import append, decide
    from lockgate.parties.screened.matching import matcher_of

    used = [one.id for one in store.as_of(when).values()]
    one = decide(
        subject,
        entry,
        same=stated.same,
        because=stated.because,
        by=stated.by,
        made=when,
        until=stated.until,
        snapshots=used,
    )
    earlier = made.about(subject, entry)
    append(path, one)
    if as_json:
        typer.echo(json.dumps(one.to_dict(), indent=2, ensure_ascii=False))
        return
    typer.echo(f"{subject.label} and {entry.title} ({entry.id}): {one.words}")
    if earlier is not None:
        lapsed = earlier.lapsed(subject, entry, when)
        typer.echo(f"an earlier one {'had lapsed' if lapsed else 'is superseded'}: {earlier.words}")
    if not any(hit.entry.id == entry.id for hit in matcher_of([entry]).meet(subject).hits):
        sys.stderr.write("note: as they are described, the two are no match; check the party and the entry\n")


def _subject(wanted: str, source: Path | None, owners: list[Path] | None) -> Subject:
    """The party with the facts under which it is screened, so that the decision fits."""
    from lockgate.door.declarations import fold
    from lockgate.door.problems import nearest
    from lockgate.engine.determine import declarations_of
    from lockgate.parties.screened.subject import Subject

    if source is None and not owners:
        return Subject(wanted.strip())
    book = open_rulebook(None)
    named = [*_in_file(source, declarations_of(book)), *_in_graphs(owners, book)]
    exact = {subject for names, subject in named if wanted in names}
    found = exact or {subject for names, subject in named if fold(wanted) in {fold(name) for name in names if name}}
    if len(found) == 1:
        return found.pop()
    if found:
        raise InputError(
            f"several parties are called '{wanted}'", place="PARTY", hint="name its number, or its role in the order"
        )
    hint = (
        nearest(wanted, [name for names, _ in named for name in names if name])
        or "name its role, name or number as the file has it"
    )
    raise InputError(f"no party '{wanted}' stands there", place="PARTY", hint=hint)


def _in_file(source: Path | None, declared: Declarations) -> list[tuple[tuple[str, ...], Subject]]:
    """Parties of an order, with their owners, or of a table; under the words by which they may be named."""
    from lockgate.cli.orders import read_orders
    from lockgate.door.intake import TABLES
    from lockgate.parties.screened.book import read_book
    from lockgate.parties.screened.fill import named_parties, subject_of

    if source is None:
        return []
    if source.suffix.casefold() in TABLES:
        return [((key, one.name, one.id), one) for key, one in read_book(source).subjects.items()]
    found: list[tuple[tuple[str, ...], Subject]] = []
    for _, raw in read_orders(str(source), declared).rows:
        for path, one in named_parties(raw):
            subject = subject_of(one, declared)
            found.append(((path, subject.name, subject.id), subject))
    return found


def _in_graphs(owners: list[Path] | None, book: Any) -> list[tuple[tuple[str, ...], Subject]]:
    from lockgate.cli.own import read
    from lockgate.parties.screened.owners import subject_in

    if not owners:
        return []
    graph = read(owners, None, book).graph()
    return [((name, graph.party(name).label), subject_in(graph, name)) for name in graph.names()]


def _entry(wanted: str, store: Store, when: date) -> Entry:
    """A listing of the lists of a day."""
    from lockgate.door.problems import nearest
    from lockgate.parties.lists import lists_on

    entries = {one.id: one for one in lists_on(store, when).combined.entries}
    if wanted in entries:
        return entries[wanted]
    if not entries:
        raise InputError(
            f"no list of {when} or earlier is there", place=str(store.folder), hint="lockgate lists import or update"
        )
    hint = nearest(wanted, list(entries)) or "lockgate determine --screen shows the ids of matches"
    raise InputError(f"no listing '{wanted}' stands on the lists of {when}", place="ENTRY", hint=hint)


def _list(made: Decisions, store: Store, when: date, *, as_json: bool) -> None:
    """All decisions with their state, the latest last."""
    from lockgate.parties.lists import lists_on

    entries = {one.id: one for one in lists_on(store, when).combined.entries} if made.all else {}
    states = []
    for one in made.all:
        listed = entries.get(one.entry)
        if made.superseded(one):
            states.append("superseded")
        elif listed is None:
            states.append("lapsed: the entry is on no list any more")
        else:
            why = one.lapsed(one.party, listed, when)
            states.append(f"lapsed: {why}" if why else "counts while the party stays as it was")
    if as_json:
        told = [{**one.to_dict(), "state": state} for one, state in zip(made.all, states, strict=True)]
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    from lockgate.cli.paper import paper, put, rows

    lines = [
        (one.party.label, f"{one.title}\n{one.entry}", one.words, state)
        for one, state in zip(made.all, states, strict=True)
    ]
    put(
        paper(),
        rows(lines, ("party", "listing", "decision", "state"), fixed=()) if lines else "no decision is recorded",
    )
