"""`lockgate book example`: a book of invented orders, the same for the same seed."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLACE = "orders.parquet"
"""Where a book is written that nobody names a file for; nothing that stands there is written over."""


def command(
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=f"Parquet, CSV, TSV, XLSX, NDJSON or Arrow, by its ending; otherwise a new {PLACE}.",
        ),
    ] = None,
    lines: Annotated[int, typer.Option(metavar="N", help="How many lines.")] = 10_000,
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="repeating, adversarial (no two alike) or messy (many spellings).")
    ] = "repeating",
    seed: Annotated[int, typer.Option(metavar="S", help="Another number gives another book.")] = 1,
) -> None:
    """Write a realistic book of invented orders."""
    from lockgate.books.example import write_book

    place = out or Path(PLACE)
    if out is None and place.exists():
        raise InputError("there is such a file already", place=PLACE, hint="name the file with --out")
    with _bar(lines) as step:
        write_book(place, lines, kind, seed, step)
    typer.echo(f"{lines:,} lines of {kind} orders: {place}")


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("writing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("writing", total=total)
        yield lambda done: progress.update(task, completed=done)
