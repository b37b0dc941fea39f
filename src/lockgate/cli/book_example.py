"""`lockgate book example`: a book of invented orders, the same for the same seed."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - Typer reads annotations when it runs
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def command(
    out: Annotated[Path, typer.Option(metavar="FILE", help="Parquet, CSV, TSV, XLSX, NDJSON or Arrow, by its ending.")],
    lines: Annotated[int, typer.Option(metavar="N", help="How many lines.")] = 10_000,
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="repeating, adversarial (no two alike) or messy (many spellings).")
    ] = "repeating",
    seed: Annotated[int, typer.Option(metavar="S", help="Another number gives another book.")] = 1,
) -> None:
    """Write a realistic book of invented orders."""
    from lockgate.books.example import write_book

    with _bar(lines) as step:
        write_book(out, lines, kind, seed, step)
    typer.echo(f"{lines:,} lines of {kind} orders: {out}")


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
