"""`lockgate book check`: decide every line of an order book, write the result, say what came out."""

from __future__ import annotations

import json
import shlex
import signal
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.book_bar import bar
from lockgate.cli.book_options import (  # noqa: TC001 - Typer reads annotations when it runs
    Base,
    Children,
    Constants,
    DayColumn,
    Ignore,
    MapFile,
    Sets,
)
from lockgate.cli.options import AsJson, Gate, RulebookDir, With, open_rulebook, readings_of
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lockgate.books.check.summary import Summary
    from lockgate.books.decide.decider import Look
    from lockgate.books.read import Source

EPILOG = (
    "The exit code is that of the worst line: 30 prohibited, 20 licence required, 40 cannot decide or rejected rows, "
    "12 held, 11 authorized with steps open, 10 authorized, 0 no requirement found. What stops in the middle leaves no "
    "result; the same command goes on from the parts that are done."
)
BOTH = "both"


def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    sources: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="CSV, XLSX, NDJSON, Parquet, Arrow; globs; - for input.")
    ],
    mapping: MapFile = None,
    sets: Sets = None,
    ignore: Ignore = None,
    constants: Constants = None,
    as_of_column: DayColumn = "",
    as_of: Annotated[str | None, typer.Option(metavar="DAY", help="One day for all lines, such as 2026-06-01.")] = None,
    base: Base = "",
    posture: Annotated[str, typer.Option(help="enforced, codified, both or proposed:ID.")] = "enforced",
    known_at: Annotated[str | None, typer.Option(metavar="DAY", help="Only what could be known on that day.")] = None,
    reading: Annotated[
        list[str] | None, typer.Option(metavar="ID=VALUE", help="Another side of a contested reading (repeatable).")
    ] = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    out: Annotated[
        str, typer.Option(metavar="FILE", help="The result: .parquet, .arrow, .csv or .ndjson; - writes NDJSON here.")
    ] = "",
    rejects: Annotated[
        str, typer.Option(metavar="FILE", help="Rejected rows, .csv or .parquet; otherwise beside the result.")
    ] = "",
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a page with charts and a map.")
    ] = None,
    summary: Annotated[Path | None, typer.Option(metavar="FILE.json", help="Write the summary.")] = None,
    with_input: Annotated[bool, typer.Option("--with-input", help="Carry the raw columns along.")] = False,
    gate: Annotated[Gate | None, typer.Option(help="Whose outcome sets the exit code; default: --posture.")] = None,
    child: Children = None,
    sheet: Annotated[str, typer.Option(metavar="NAME", help="Sheet of a workbook (the first one).")] = "",
    encoding: Annotated[str, typer.Option(metavar="NAME", help="utf-8, utf-16 or cp1252 (found).")] = "",
    delimiter: Annotated[str, typer.Option(metavar="MARK", help="Delimiter of a text file (found).")] = "",
    header_row: Annotated[int, typer.Option(metavar="N", help="Row of the headers (the first that is filled).")] = 0,
    chunk: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Lines of a part (250,000; 100,000 if lines differ much).")
    ] = None,
    accounts: Annotated[
        bool, typer.Option(help="Count in order what lines of a parent, country or holder move under one limit.")
    ] = True,
    shipment_by: Annotated[
        str, typer.Option(metavar="WHAT", help="What moves as one against a limit: each line, or an order of one day.")
    ] = "line",
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Start over; parts of an earlier run are thrown away.")
    ] = False,
    on: Annotated[
        str, typer.Option(metavar="ENGINE", help="Decide the parts on ray or spark; not with accounts.")
    ] = "",
    workers: Annotated[
        int, typer.Option(min=0, metavar="N", help="Processes for --on (one a core); a cluster sets its own.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Decide every line of an order book."""
    from lockgate.cli.determine import check_days
    from lockgate.cli.files import check_place

    check_days(as_of, known_at)
    for place, option in ((report, "--report"), (summary, "--summary")):
        if place is not None:
            check_place(place, option)
    _check_outs(out, rejects, as_json=as_json)
    _need_books()
    spread = _spread(on, workers)
    book = open_rulebook(overlays, rulebook)
    look = _look(book, posture, gate, known_at, readings_of(reading))
    from lockgate.books.check.options import Options
    from lockgate.books.check.size import lines_of_a_part
    from lockgate.books.read.source import Options as Reading
    from lockgate.books.read.source import open_source
    from lockgate.engine.determine import declarations_of

    source = open_source(sources, Reading(sheet, encoding, delimiter, header_row))
    from lockgate.cli.book_meaning import Wanted, meaning

    wanted = Wanted(
        file=mapping,
        sets=tuple(sets or ()),
        ignore=tuple(ignore or ()),
        constants=tuple(constants or ()),
        as_of_column=as_of_column,
        dated=as_of is not None,
        base=base,
        children=tuple(child or ()),
    )
    meant = meaning(source, wanted, look.book)
    options = Options(
        out=out,
        rejects=rejects,
        with_input=with_input,
        chunk=chunk or lines_of_a_part(source.sample(), meant, declarations_of(look.book)),
        fresh=fresh,
        as_of=None if as_of is None else date.fromisoformat(as_of),
        folder=mapping.parent if mapping is not None and not child else None,
        command=shlex.join(["lockgate", *sys.argv[1:]]),
    )
    ledger = _ledger(source, look, options, shipment_by, on) if accounts else None
    found = _checked(source, meant, look, options, ledger, spread)
    _tell(found, report, summary, as_json=as_json, quiet=out == "-")
    raise typer.Exit(found.exit_code(_gate(look, gate)))


def _check_outs(out: str, rejects: str, *, as_json: bool) -> None:
    from lockgate.cli.files import check_place

    for name, option in ((out, "--out"), (rejects, "--rejects")):
        if name and name != "-":
            check_place(Path(name), option)
    if out == "-" and as_json:
        raise InputError("--out - and --json both write to standard output", hint="name a file for one of them")


def _need_books() -> None:
    from lockgate.books.read.extra import need

    for module in ("pyarrow", "duckdb"):
        need(module)


def _look(book: Any, posture: str, gate: Gate | None, known_at: str | None, readings: dict[str, str]) -> Look:
    """The postures that are asked for, and those that the gate looks at."""
    from lockgate.books.decide.decider import Look
    from lockgate.compiler.timeline import View
    from lockgate.engine.question import check_day, check_readings

    wanted = ("enforced", "codified") if posture == BOTH else (posture,)
    postures = tuple(dict.fromkeys((*wanted, *_gates(gate))))
    for name in postures:
        book.check_posture(View(name))
    day = None if known_at is None else date.fromisoformat(known_at)
    check_day(book, day, "known_at")
    return Look(book, postures, day, check_readings(book, readings))


def _gates(gate: Gate | None) -> tuple[str, ...]:
    if gate is None:
        return ()
    return ("enforced", "codified") if gate is Gate.strictest else (str(gate),)


def _gate(look: Look, gate: Gate | None) -> Sequence[str]:
    return _gates(gate) or look.postures[:1]


def _spread(on: str, workers: int) -> Any:
    """Who decides the parts, if not this process."""
    if not on:
        if workers:
            raise InputError("one process decides this book", place="--workers", hint="say --on ray or --on spark too")
        return None
    from lockgate.books.spread import Workers

    return Workers(on, workers)


def _ledger(source: Source, look: Look, options: Any, shipment_by: str, on: str) -> Any:
    """Who keeps the accounts, where the law has any; the book is then read twice."""
    from lockgate.books.accumulate.book import BookAccounts, has_accounts

    if not has_accounts(look):
        return None
    if on:
        what = "accounts go through a book in the order of its lines, which several workers cannot"
        hint = "with --no-accounts every line counts by what it states itself; without --on accounts are kept"
        raise InputError(what, place=f"--on {on}", hint=hint)
    if "-" in source.names:
        hint = "put it into a file; with --no-accounts every line counts by what it states itself"
        raise InputError("accounts read a book twice, standard input can be read once", place="-", hint=hint)
    return BookAccounts(look, as_of=options.as_of, shipment_by=shipment_by)


def _checked(  # noqa: PLR0913, PLR0917 - what a check is made of
    source: Source, meant: Any, look: Look, options: Any, ledger: Any, spread: Any
) -> Summary:
    """Run the check; what stops it says what stays."""
    from lockgate.books.check.run import check

    with _stoppable(options.out), bar(source.size, shown=sys.stderr.isatty()) as shown:
        step, before = (shown.step, shown.before) if shown is not None else (None, None)
        return check(
            source, meant, look, options, step=step, ledger=ledger, before=before, resumed=_resumed, spread=spread
        )


def _resumed(parts: int, lines: int) -> None:
    sys.stderr.write(
        f"going on after {parts} finished part{'' if parts == 1 else 's'} of an earlier run: {lines:,} lines are not "
        "decided again (--fresh starts over)\n"
    )


@contextmanager
def _stoppable(out: str) -> Iterator[None]:
    """Being stopped from outside is like Ctrl-C: nothing half-written stays, and one line says how to go on."""

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        kept = Path(f"{out}.parts")
        what = (
            f"finished parts stay in {kept}; the same command goes on from there"
            if kept.is_dir()
            else "nothing was written"
        )
        sys.stderr.write(f"stopped: {what}\n")
        raise typer.Exit(130) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(found: Summary, report: Path | None, summary: Path | None, *, as_json: bool, quiet: bool) -> None:
    """Summary to files, and to the terminal or as JSON."""
    from lockgate.cli.book_line import OF_CHECK, shown_by
    from lockgate.cli.files import put

    told = found.to_dict()
    for one in (one for examples in told["examples"].values() for one in examples):
        one["command"] = shown_by(sys.argv[1:], "line", OF_CHECK, one)
    text = json.dumps(told, ensure_ascii=False, indent=2)
    if summary is not None:
        put(summary, f"{text}\n", "--summary")
    if report is not None:
        from lockgate.books.report.summary import summary_page

        put(report, summary_page(told), "--report")
    if as_json:
        typer.echo(text)
        return
    from rich.console import Console

    from lockgate.books.report.terminal import show
    from lockgate.cli.paper import paper

    show(told, Console(stderr=True, markup=False, highlight=False, emoji=False) if quiet else paper())
