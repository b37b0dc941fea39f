"""`lockgate schema`: what goes in and what comes out, as JSON Schema."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from lockgate.cli.options import With, open_rulebook


class Which(StrEnum):
    """Which schema."""

    transaction = "transaction"
    result = "result"


def command(
    which: Annotated[Which, typer.Argument(help="The transaction that goes in, or the result that comes out.")] = (
        Which.transaction
    ),
    overlays: With = None,
) -> None:
    """Print the JSON Schema of transactions or of results."""
    if which == Which.result:
        from lockgate.engine.schema import result_schema

        found = result_schema()
    else:
        from lockgate.door.schema import transaction_schema
        from lockgate.engine.determine import declarations_of

        found = transaction_schema(declarations_of(open_rulebook(overlays)))
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
