"""`lockgate book compare`: one book under two looks, and the provisions that make the difference."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.book_options import (  # noqa: TC001 - Typer reads annotations when it runs
    Base,
    Constants,
    DayColumn,
    Ignore,
    MapFile,
    Sets,
)
from lockgate.cli.options import AsJson, RulebookDir, With, open_rulebook, readings_of
from lockgate.cli.single import KnownAt, Readings  # noqa: TC001 - Typer reads annotations when it runs
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lockgate import Rulebook
    from lockgate.books.compare.sides import Side
    from lockgate.books.compare.source import Joined
    from lockgate.books.model import Mapping
    from lockgate.cli.book_meaning import Wanted

EPILOG = (
    "What is not given for a side is as for the other: --posture, --reading, --with, --rulebook and --known-at stand "
    "for both. The exit code is 0 whether lines change or not."
)
_EXAMPLE = (
    "say what differs: --before 2025-05-12 --after 2025-05-15, or --before-posture, --before-reading, --before-with"
)
_Day = Annotated[str | None, typer.Option(metavar="DAY", help="Every line as if on this day (each line's own).")]
_Posture = Annotated[str | None, typer.Option(metavar="POSTURE", help="enforced (default), codified, proposed:ID.")]
_Reading = Annotated[list[str] | None, typer.Option(metavar="ID=VALUE", help="A side of a reading, here only.")]
_Overlay = Annotated[list[Path] | None, typer.Option(metavar="DIR", help="An overlay, here only (repeatable).")]
_Book = Annotated[Path | None, typer.Option(metavar="DIR", help="The rulebook of this side.")]
_Known = Annotated[str | None, typer.Option(metavar="DAY", help="What could be known, on this side only.")]


def command(  # noqa: PLR0913, PLR0917 - a command line has many options, and this one has two sides
    source: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="CSV, XLSX, NDJSON, Parquet, Arrow; globs; - for input.")
    ],
    before: _Day = None,
    after: _Day = None,
    before_posture: _Posture = None,
    after_posture: _Posture = None,
    posture: Annotated[str, typer.Option(help="The posture of both sides.")] = "enforced",
    before_reading: _Reading = None,
    after_reading: _Reading = None,
    reading: Readings = None,
    before_with: _Overlay = None,
    after_with: _Overlay = None,
    overlays: With = None,
    before_rulebook: _Book = None,
    after_rulebook: _Book = None,
    rulebook: RulebookDir = None,
    before_known_at: _Known = None,
    after_known_at: _Known = None,
    known_at: KnownAt = None,
    mapping: MapFile = None,
    sets: Sets = None,
    ignore: Ignore = None,
    constants: Constants = None,
    as_of_column: DayColumn = "",
    base: Base = "",
    line: Annotated[
        str | None, typer.Option(metavar="ID", help="One line, by its order number or row: both its proofs.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The changed lines (.parquet or .csv).")] = None,
    report: Annotated[Path | None, typer.Option(metavar="FILE.html", help="A page to read and print.")] = None,
    as_json: AsJson = False,
) -> None:
    """Decide a book under two looks and show which lines change, grouped by what made the difference."""
    own = (before, after, before_posture, after_posture, before_reading, after_reading, before_with, after_with)
    if not any((*own, before_rulebook, after_rulebook, before_known_at, after_known_at)):
        raise InputError("there is nothing to compare", place="book compare", hint=_EXAMPLE)
    one = _side(
        "before", before, before_posture or posture, [*(reading or ()), *(before_reading or ())],
        [*(overlays or ()), *(before_with or ())], before_rulebook or rulebook, before_known_at or known_at,
    )  # fmt: skip
    other = _side(
        "after", after, after_posture or posture, [*(reading or ()), *(after_reading or ())],
        [*(overlays or ()), *(after_with or ())], after_rulebook or rulebook, after_known_at or known_at,
    )  # fmt: skip
    from lockgate.books.compare.run import compare
    from lockgate.cli.book_line import OF_COMPARE, shown_by
    from lockgate.cli.book_meaning import Wanted
    from lockgate.cli.files import check_place, put

    for place, option in ((out, "--out"), (report, "--report")):
        if place is not None:
            check_place(place, option)
    dated = one.day is not None and other.day is not None
    told = tuple(sets or ()), tuple(ignore or ()), tuple(constants or ())
    with opened(source, Wanted(mapping, *told, as_of_column, dated, base), one.look.book) as (found, meaning):
        if line is not None:
            _line(found, meaning, one, other, line, as_json=as_json)
            return
        with _bar(found.size) as step:
            comparison = compare(found, meaning, one, other, out=out, step=step).to_dict()
    for group in comparison["groups"]:
        group["example"]["command"] = shown_by(sys.argv[1:], "compare", OF_COMPARE, group["example"])
    if report is not None:
        from lockgate.books.report.comparison import comparison_page

        put(report, comparison_page(comparison), "--report")
    if as_json:
        typer.echo(json.dumps(comparison, ensure_ascii=False, default=str))
        return
    from lockgate.books.report.terminal import show_comparison
    from lockgate.cli.paper import paper

    show_comparison(comparison, paper())
    typer.echo(_more(comparison))
    for what, path in (("changed lines", out), ("report", report)):
        if path is not None:
            typer.echo(f"{what}: {path}")


def _side(  # noqa: PLR0913, PLR0917 - one side and how it looks at the book
    name: str,
    day: str | None,
    posture: str,
    readings: list[str],
    overlays: list[Path],
    folder: Path | None,
    known_at: str | None,
) -> Side:
    from lockgate.books.compare.sides import Side
    from lockgate.cli.determine import check_days
    from lockgate.engine.question import check_day, date_of
    from lockgate.inquiry.look import Look

    check_days(day, known_at, f"--{name}", f"--{name}-known-at")
    sides = readings_of(readings)
    book = open_rulebook(overlays, folder)
    look = Look(date_of(day, f"--{name}"), posture, date_of(known_at, f"--{name}-known-at"), sides, book)
    if look.as_of is not None:
        check_day(book, date_of(look.as_of, f"--{name}"), f"--{name}")
    told = [f"{key} = {value}" for key, value in sides.items()]
    told += [f"with {overlay.name}" for overlay in overlays]
    told += [f"rulebook {folder}"] if folder is not None else []
    told += [f"as known on {known_at}"] if known_at else []
    return Side(look, tuple(str(one) for one in overlays), ", ".join(told))


@contextmanager
def opened(sources: list[str], wanted: Wanted, book: Rulebook) -> Iterator[tuple[Joined, Mapping]]:
    """The book with its child files, and what its columns mean: as a mapping says, else as proposed."""
    from lockgate.books.compare.source import Joined
    from lockgate.books.read.extra import need
    from lockgate.books.read.joined import Joiner
    from lockgate.books.read.source import open_source
    from lockgate.cli.book_meaning import meaning

    need("pyarrow")
    found = open_source(sources)
    meant = meaning(found, wanted, book)
    with Joiner(meant, wanted.file.parent if wanted.file is not None else None) as joiner:
        yield Joined(found, joiner), joiner.mapping


def _line(  # noqa: PLR0913 - a line of a book and two looks at it
    found: Joined, meaning: Mapping, one: Side, other: Side, name: str, *, as_json: bool
) -> None:
    """Both proofs of one line."""
    from lockgate.books.compare.causes import drill
    from lockgate.books.compare.pairs import facts_of
    from lockgate.books.compare.run import find

    hits = list(find(found, meaning, name))
    if not hits:
        raise InputError(f"there is no line '{name}'", place="--line", hint="take an order number or a row of the book")
    told: list[dict[str, Any]] = []
    for hit in hits:
        facts = facts_of(meaning, hit["chunk"], hit["index"])
        drilled = drill(facts, one, other)
        causes = [cause.to_dict() for cause in drilled.causes]
        place = {"file": hit["chunk"].file, "row": hit["chunk"].row(hit["index"]), "facts": facts}
        told.append({**place, "provisions": causes, "before": drilled.before, "after": drilled.after})
    if as_json:
        typer.echo(
            json.dumps({"schema": "lockgate.book-line-comparison/1", "lines": told}, ensure_ascii=False, default=str)
        )
        return
    _proofs(told, one, other)


def _proofs(told: list[dict[str, Any]], one: Side, other: Side) -> None:
    from rich.text import Text

    from lockgate.cli.paper import STRONG, paper, put, rows, section
    from lockgate.cli.show import NOT_ADVICE

    console = paper()
    for line in told:
        put(console, Text(f"{line['file']}, row {line['row']}", STRONG))
        causes = [(f"{cause['name']} [{cause['cite']}]", cause["change"]) for cause in line["provisions"]]
        if causes:
            put(console, section("What makes the difference", rows(causes)))
        for side, text in ((one, line["before"]), (other, line["after"])):
            put(console, section(side.label, Text(text)))
    put(console, Text(), Text(NOT_ADVICE))


def _more(comparison: dict[str, Any]) -> str:
    """What else differs, and how to look into one line."""
    also = comparison["same_outcome_otherwise"]
    aspects = ", ".join(f"{name} {count:,}" for name, count in also["aspects"].items())
    told = [f"{also['lines']:,} lines keep their outcome with another answer: {aspects}"] if also["lines"] else []
    example = next((one["example"] for one in comparison["groups"]), None)
    if example is not None:
        told.append(f"both proofs of a line: --line {example['id'] or example['row']}")
    return "\n".join(told) if told else "nothing else differs"


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("comparing", total=total or None)
        yield lambda done, changed: progress.update(task, completed=done, description=f"{changed:,} lines change")
