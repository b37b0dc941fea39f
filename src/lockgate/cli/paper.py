"""Where the faces write: width, colours and plain sections. Text is never taken for markup."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PIPE_WIDTH = 110
"""Width of tables that no terminal limits."""
QUIET = "dim"
STRONG = "bold"


def paper(*, wrap: int | None = None) -> Console:
    """Standard output as a console. NO_COLOR, COLUMNS and TERM are respected."""
    plain = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    width = wrap or (PIPE_WIDTH if plain else None)
    return Console(width=width, markup=False, highlight=False, emoji=False)


def rows(lines: Iterable[Sequence[str | Text]], head: Sequence[str] = (), *, fixed: Sequence[int] = (0,)) -> Table:
    """Lines in columns; columns in ``fixed`` are not broken."""
    table = Table(box=None, show_header=bool(head), header_style=QUIET, pad_edge=False, padding=(0, 2, 0, 0))
    kept = list(lines)
    count = len(head) or max((len(line) for line in kept), default=0)
    for index in range(count):
        title = Text(head[index]) if head else Text()
        table.add_column(title, no_wrap=index in fixed, overflow="fold")
    for line in kept:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in line))
    return table


def section(title: str, *content: RenderableType) -> RenderableType:
    """A heading with something below it."""
    return Group(Text(), Text(title, STRONG), *(Padding(one, (0, 0, 0, 2)) for one in content))


def put(console: Console, *content: Any) -> None:
    """Print; lines end where their text ends."""
    with console.capture() as capture:
        for one in content:
            console.print(one)
    text = "\n".join(line.rstrip() for line in capture.get().split("\n"))
    console.file.write(text)
