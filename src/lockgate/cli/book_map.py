"""`lockgate book map`: what the columns of a book mean, proposed by header and content, to be looked at and saved."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations when it runs
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.options import AsJson  # noqa: TC001 - Typer reads annotations when it runs

if TYPE_CHECKING:
    from lockgate.books.mapping import Proposal, Proposed
    from lockgate.books.model import MappedColumn, Mapping

_WIDEST = 34


def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    source: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="CSV, XLSX, NDJSON, Parquet, Arrow; globs; - for input.")
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.yaml", help="Save the mapping, with its reasons as comments.")
    ] = None,
    start: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE.yaml", help="Start from this mapping.")
    ] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="COLUMN=PATH", help="What a column means; PATH:dmy says its unit (repeatable)."),
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="COLUMN", help="Leave a column out (repeatable).")] = None,
    as_of_column: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the day that counts.")] = "",
    constants: Annotated[
        list[str] | None, typer.Option("--constant", metavar="PATH=VALUE", help="The same for all lines (repeatable).")
    ] = None,
    base: Annotated[str, typer.Option(metavar="NAME", help="Baseline of all lines that name none.")] = "",
    child: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FILE", help="File of owners, end_users or circuits (repeatable)."),
    ] = None,
    sheet: Annotated[str, typer.Option(metavar="NAME", help="Sheet of a workbook (the first one).")] = "",
    encoding: Annotated[str, typer.Option(metavar="NAME", help="utf-8, utf-16 or cp1252 (found).")] = "",
    delimiter: Annotated[str, typer.Option(metavar="MARK", help="Delimiter of a text file (found).")] = "",
    header_row: Annotated[int, typer.Option(metavar="N", help="Row of the headers (the first that is filled).")] = 0,
    guesses: Annotated[bool, typer.Option("--guesses", help="Take guesses into the mapping too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Propose what the columns of a book mean, show it, and save it as a mapping."""
    from lockgate.books.mapping import changed, load, propose, save
    from lockgate.books.mapping.children import with_child
    from lockgate.books.read.source import Options, open_source
    from lockgate.cli.files import check_place

    if out is not None:
        check_place(out, "--out")
    found = open_source(source, Options(sheet, encoding, delimiter, header_row))
    sample = found.sample()
    proposal = propose(sample)
    mapping = load(start) if start else proposal.mapping(guesses=guesses)
    mapping = changed(
        mapping,
        sets=sets or (),
        ignore=ignore or (),
        as_of_column=as_of_column,
        constants=constants or (),
        base=base,
    )
    for text in child or ():
        mapping = with_child(mapping, text, found.headers)
    if as_json:
        _json(mapping, proposal, found.notes)
    else:
        _show(mapping, proposal, found.notes)
    if out is not None:
        save(out, mapping, proposal)
        typer.echo(f"saved: {out}", err=as_json)


def _json(mapping: Mapping, proposal: Proposal, notes: list[str]) -> None:
    import json

    from lockgate.door.headers import shown

    taken = {one.header: one for one in mapping.columns}
    columns = []
    for one in proposal.columns:
        column = taken.get(one.header)
        more = {
            "taken": shown(column.path) or None if column else None,
            "unit": column.unit or None if column else None,
        }
        columns.append({**one.to_dict(), **more})
    whole: dict[str, Any] = {"schema": "lockgate.book-proposal/1", "lines": proposal.lines, "columns": columns}
    whole |= {"constants": dict(mapping.constants), "base": mapping.base or None, "notes": notes}
    typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))


def _show(mapping: Mapping, proposal: Proposal, notes: list[str]) -> None:
    from rich.text import Text

    from lockgate.cli.paper import QUIET, paper, put, rows

    taken = {one.header: one for one in mapping.columns}
    lines = [_row(one, taken.get(one.header)) for one in proposal.columns]
    console = paper()
    put(console, rows(lines, ("column", "means", "sure?", "values", "why"), fixed=(0, 2)))
    said = [f"{header}: elements from {child.file}" for child in mapping.children for header in [child.path]]
    said += [f"note: {text}" for text in notes]
    for one in proposal.questions:
        column = taken.get(one.header)
        if column and column.path and column.unit in {"", "ask"}:
            said.append(f"question: {one.header}: {one.question}")
    left = sum(not column.path for column in mapping.columns)
    put(
        console,
        *(Text(text) for text in said),
        Text(f"{len(mapping.columns) - left} columns are read, {left} are left out", QUIET),
    )


def _row(one: Proposed, column: MappedColumn | None) -> tuple[str, ...]:
    from lockgate.door.headers import shown

    means = shown(column.path) if column and column.path else ""
    unit = f" ({column.unit})" if column and column.unit else ""
    how = one.confidence if means in {shown(one.path), ""} else "set"
    samples = ", ".join(one.samples)
    samples = samples if len(samples) <= _WIDEST else f"{samples[:_WIDEST]}..."
    return one.header, f"{means}{unit}" if means else "-", how, samples, _why(one, means)


def _why(one: Proposed, means: str) -> str:
    from lockgate.door.headers import shown

    found = one.why
    if one.path and not means:
        found = f"perhaps {shown(one.path)}: {found}"
    if one.runner_up:
        found += f"; else {shown(one.runner_up)}"
    if one.unread:
        found += f"; not read: {', '.join(one.unread)}"
    return found
