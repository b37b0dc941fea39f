"""`lockgate new`: a commented transaction to start from."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer

from lockgate.cli.options import With, open_rulebook
from lockgate.errors import InputError


def command(
    file: Annotated[Path | None, typer.Argument(help="File to write; standard output if left out.")] = None,
    overlays: With = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a transaction with every fact that may be stated, as comments with their questions."""
    from lockgate.cli.files import put
    from lockgate.door.template import template
    from lockgate.engine.determine import declarations_of

    text = template(declarations_of(open_rulebook(overlays)))
    if file is None or str(file) == "-":
        typer.echo(text, nl=False)
        return
    if file.exists() and not force:
        raise InputError("this file is already there", place=str(file), hint="choose another name, or use --force")
    put(file, text, str(file))
    typer.echo(f"wrote {file}; fill it in, then: lockgate determine {file} (or be asked: lockgate ask {file} --save)")
