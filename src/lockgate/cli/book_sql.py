"""`lockgate book sql`: the rules as a query for another engine, with what proves that it answers alike."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With, open_rulebook
from lockgate.errors import InputError

if TYPE_CHECKING:
    from datetime import date

_MOST = 20
_DIFFERENT = 1


def command(  # noqa: PLR0913, PLR0917 - each option is its own
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Folder to write, or to check against.")],
    dialect: Annotated[
        str,
        typer.Option(help="snowflake, bigquery, databricks, postgres, clickhouse, trino, duckdb, spark or datafusion."),
    ] = "duckdb",
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day (or the rulebook's).")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day (no end if none).")] = None,
    posture: Annotated[str, typer.Option(help="enforced, codified, both or proposed:ID.")] = "both",
    one_of: Annotated[
        list[str] | None,
        typer.Option("--one-of", metavar="WORDS", help="A choice of words, such as 'CN|HK' (repeatable)."),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="CSV", help="Compare answers to the pack in FOLDER; write nothing."),
    ] = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the rules as one SQL query, with its tables and a conformance pack; or check another engine's answers."""
    if check is not None:
        _check(check, out, as_json)
        return
    from lockgate.books.export.pack import write
    from lockgate.compiler.sql import lower
    from lockgate.compiler.timeline import CODIFIED, ENFORCED, View

    book = open_rulebook(overlays, rulebook)
    postures = (ENFORCED, CODIFIED) if posture == "both" else (posture,)
    for one in postures:
        book.check_posture(View(one))
    query = lower(book, dialect, postures=postures, first=_day(first, "--from"), last=_day(last, "--to"))
    rows = write(query, book, out, one_of or ())
    lines = rows["lockgate_line"]
    if as_json:
        report = {"folder": str(out), "dialect": dialect, "stretches": len(query.law.stretches), "rows": rows}
        typer.echo(json.dumps(report))
        return
    days = len(query.law.stretches)
    typer.echo(f"Wrote the rules of {days} stretch{'es' if days > 1 else ''} of days for {dialect} to {out}")
    typer.echo(f"The conformance pack has {lines} lines; start with {out / 'README.md'}")


def _check(results: Path, folder: Path, as_json: bool) -> None:
    from lockgate.books.export.checker import check
    from lockgate.books.export.pack import EXPECTED, PACK

    found = check(results, folder / PACK / f"{EXPECTED}.csv")
    if as_json:
        report = {"lines": found.lines, "columns": found.columns, "differences": list(found.differences)}
        typer.echo(json.dumps(report, ensure_ascii=False))
    elif found.differences:
        for text in found.differences[:_MOST]:
            typer.echo(text)
        if len(found.differences) > _MOST:
            typer.echo(f"and {len(found.differences) - _MOST} more")
        typer.echo(f"{len(found.differences)} differences in {found.lines} lines")
    else:
        typer.echo(f"No difference: {found.lines} lines, {found.columns} columns each")
    if found.differences:
        raise typer.Exit(_DIFFERENT)


def _day(text: str | None, option: str) -> date | None:
    from datetime import date

    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'{text}' is no day", place=option, hint="write it as 2025-05-13") from None
