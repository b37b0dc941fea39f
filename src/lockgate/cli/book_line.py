"""`lockgate book line`: one line of a book, decided as a transaction of its own, with its proof."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.book_options import (  # noqa: TC001 - Typer reads annotations when it runs
    Base,
    Children,
    Constants,
    DayColumn,
    Ignore,
    MapFile,
    Sets,
)
from lockgate.cli.options import AsJson, RulebookDir, With, open_rulebook, readings_of
from lockgate.cli.single import KnownAt, Readings  # noqa: TC001 - as above
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from lockgate.books.model import Chunk
    from lockgate.books.model import Mapping as Meaning
    from lockgate.cli.book_meaning import Wanted
    from lockgate.cli.orders import Orders
    from lockgate.compiler.load import Table

BOTH = "both"
OF_CHECK = frozenset({
    "--out", "--rejects", "--report", "--summary", "--gate", "--chunk", "--shipment-by", "--on", "--workers",
})  # fmt: skip
"""Options of a check, each with a value, that one line has no use for."""
OF_COMPARE = frozenset({"--out", "--report"})
"""The same of a comparison."""
BARE = frozenset({"--with-input", "--accounts", "--no-accounts", "--fresh", "--json"})
"""Options without a value that one line has no use for."""


def command(  # noqa: PLR0913, PLR0917 - a command line has many options
    source: Annotated[list[str], typer.Argument(metavar="FILE...", help="CSV, XLSX, NDJSON, Parquet, Arrow; globs.")],
    line: Annotated[str, typer.Option(metavar="ID", help="Its order number, ID/LINE, or its row in the file.")],
    mapping: MapFile = None,
    sets: Sets = None,
    ignore: Ignore = None,
    constants: Constants = None,
    as_of_column: DayColumn = "",
    as_of: Annotated[str | None, typer.Option(metavar="DAY", help="Decide it as if on this day.")] = None,
    base: Base = "",
    child: Children = None,
    posture: Annotated[str, typer.Option(help="enforced, codified or proposed:ID.")] = "enforced",
    known_at: KnownAt = None,
    reading: Readings = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    flags: Annotated[bool, typer.Option("--flags", help="List every red flag to be asked about.")] = False,
    as_json: AsJson = False,
) -> None:
    """Decide one line of an order book by itself and show its proof; accounts over lines are not kept for it."""
    from lockgate.cli import report
    from lockgate.cli.book_meaning import Wanted
    from lockgate.cli.determine import Question, check_days, decide, write_json

    check_days(as_of, known_at)
    told = tuple(sets or ()), tuple(ignore or ()), tuple(constants or ())
    wanted = Wanted(mapping, *told, as_of_column, as_of is not None, base, tuple(child or ()))
    book = open_rulebook(overlays, rulebook)
    posture = "enforced" if posture == BOTH else posture
    question = Question(book, as_of, posture, known_at, readings_of(reading), None)
    orders = _orders(source, wanted, question, line)
    lines = list(decide(orders, question))
    if as_json:
        raise typer.Exit(write_json(lines, orders, pretty=True, explain=True))
    raise typer.Exit(report.write(lines, orders, question, explain=True, flags=flags))


def _orders(sources: list[str], wanted: Wanted, question: Any, name: str) -> Orders:
    """The lines of a name, as transactions."""
    from lockgate.books.compare.run import find
    from lockgate.cli.book_compare import opened
    from lockgate.cli.orders import Orders

    with opened(sources, wanted, question.book) as (found, meaning):
        rows = [
            _row(meaning, hit["chunk"], hit["index"], dated=question.as_of is None)
            for hit in find(found, meaning, name)
        ]
    if not rows:
        hint = "take an order number, ID/LINE, or a row of the file"
        raise InputError(f"there is no line '{name}'", place="--line", hint=hint)
    folder = wanted.file.parent if wanted.file is not None else Path.cwd()
    return Orders(rows, folder, is_table=len(rows) > 1)


def _row(meaning: Meaning, chunk: Chunk, index: int, *, dated: bool) -> tuple[int, Table]:
    """A line as a transaction that knows where it stands."""
    from lockgate.books.compare.pairs import facts_of
    from lockgate.compiler.load import Table

    found = Table(facts_of(meaning, chunk, index, dated=dated))
    found.place = f"{Path(chunk.file).name}, row {chunk.row(index)}"
    return chunk.row(index), found


def shown_by(words: Sequence[str], other: str, drop: Collection[str], one: Mapping[str, Any]) -> str:
    """What to type to see one line of a book, after the words of the command that decided all of it.

    Args:
        words: what stood on the command line, from ``book`` on.
        other: the command that shows a line.
        drop: options with a value that it has no use for.
        one: an example of a summary.

    >>> shown_by(["book", "check", "my orders.csv", "--out", "x.csv", "--base=us"], "line", OF_CHECK, {"id": "SO-1"})
    "lockgate book line 'my orders.csv' --base=us --line SO-1"
    """
    from lockgate.books.report.views import line_name

    kept: list[str] = []
    skip = False
    for word in words[2:]:
        if skip or word in BARE or word.partition("=")[0] in drop:
            skip = not skip and word in drop
            continue
        kept.append(word)
    name = line_name(one) or str(one.get("row") or "")
    return shlex.join(["lockgate", "book", other, *kept, "--line", name])
