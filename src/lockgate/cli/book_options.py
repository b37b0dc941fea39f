"""Options that several commands on order books share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

MapFile = Annotated[
    Path | None, typer.Option("--map", metavar="FILE.yaml", help="What the columns mean: see lockgate book map.")
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="COLUMN=PATH", help="What a column means; PATH:dmy says its unit (repeatable)."),
]
Ignore = Annotated[
    list[str] | None, typer.Option(metavar="COLUMN", help="Leave a column out; '*' all unknown ones (repeatable).")
]
Constants = Annotated[
    list[str] | None, typer.Option("--constant", metavar="PATH=VALUE", help="The same for all lines (repeatable).")
]
DayColumn = Annotated[str, typer.Option(metavar="COLUMN", help="The column of the day that counts.")]
Base = Annotated[str, typer.Option(metavar="NAME", help="Baseline of all lines that name none.")]
Children = Annotated[
    list[str] | None, typer.Option(metavar="NAME=FILE", help="File of owners, end_users or circuits (repeatable).")
]
