"""One transaction and how it is looked at: what most commands take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lockgate.compiler.load import Table
    from lockgate.door.model import Transaction
    from lockgate.inquiry.look import Look

Source = Annotated[str, typer.Argument(metavar="FILE|-", help="YAML, JSON, CSV or XLSX; - reads standard input.")]
AsOf = Annotated[str | None, typer.Option(metavar="DAY", help="Day of the transaction, such as 2025-06-01.")]
Posture = Annotated[str, typer.Option(help="enforced, codified or proposed:ID.")]
KnownAt = Annotated[str | None, typer.Option(metavar="DAY", help="Only what could be known on that day.")]
Readings = Annotated[
    list[str] | None,
    typer.Option("--reading", metavar="ID=VALUE", help="Another side of a contested reading (repeatable)."),
]
Line = Annotated[str | None, typer.Option(metavar="N", help="One line of an order file: its id or row.")]


@dataclass(frozen=True, slots=True)
class Single:
    """One transaction: as it was written, typed, and the folder that it stands in."""

    raw: Table
    transaction: Transaction
    folder: Path


def look_of(  # noqa: PLR0913 - the options that these commands share
    *,
    as_of: str | None = None,
    posture: str = "enforced",
    known_at: str | None = None,
    readings: Iterable[str] | None = None,
    overlays: Iterable[Path] | None = None,
    rulebook: Path | None = None,
) -> Look:
    """The look that options describe; days are checked here, so that the option is blamed."""
    from lockgate.cli.determine import check_days
    from lockgate.cli.options import open_rulebook, readings_of
    from lockgate.inquiry.look import Look

    check_days(as_of, known_at)
    return Look(as_of, posture, known_at, readings_of(readings), open_rulebook(overlays, rulebook))


def read_single(source: str, look: Look, line: str | None = None) -> Single:
    """The one transaction of a file, or the line that is asked for; `InputError` with all that is wrong."""
    from lockgate.cli.determine import only
    from lockgate.cli.orders import read_orders
    from lockgate.door.problems import BadInputError
    from lockgate.engine.determine import declarations_of

    orders = read_orders(source, declarations_of(look.book))
    if line is not None:
        orders = only(orders, line)
    if len(orders.rows) != 1:
        what = f"{len(orders.rows)} transactions stand here" if orders.rows else "no transaction stands here"
        if orders.rejected and not orders.rows:
            raise BadInputError(orders.rejected[0].problems)
        raise InputError(what, place=source, hint="choose one with --line, by its id or row")
    raw = orders.rows[0][1]
    return Single(raw, look.typed(raw, orders.folder), orders.folder)
