"""`lockgate rules lint`: what an editor would mark in a rulebook or overlay."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - read when the command runs
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir  # noqa: TC001 - as above

if TYPE_CHECKING:
    from lockgate.reading.lint import Lint

_BAD = 2
_STYLES = {"error": "red", "warning": "yellow", "note": "dim"}


def command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A rulebook folder, or an overlay; the built-in rulebook.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Leave out notes.")] = False,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Check style and references: what the compiler lets pass. Exit code 2 where there are errors."""
    from lockgate.reading.lint import lint

    found = lint(folder, rulebook)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        _print(found, quiet=quiet)
    if found.count("error") or (strict and found.count("warning")):
        raise typer.Exit(_BAD)


def _print(found: Lint, *, quiet: bool) -> None:
    from rich.text import Text

    from lockgate.cli.paper import QUIET, paper, put

    console = paper()
    for one in found.findings:
        if not (quiet and one.severity == "note"):
            head = ((f"{one.place}: ", ""), (f"{one.severity} {one.code} ", _STYLES[one.severity]))
            put(console, Text.assemble(*head, one.message, (f" ({one.remedy})", QUIET)))
    counts = [f"{found.count(word)} {word}{'' if found.count(word) == 1 else 's'}" for word in _STYLES]
    state = "" if found.compiles else "; it does not compile, so nothing else was checked"
    put(console, Text(f"{found.folder}: {', '.join(counts)}{state}"))
