"""What `determine` prints on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from lockgate.cli import table
from lockgate.cli.paper import paper, put
from lockgate.cli.show import whole
from lockgate.engine.result import worst_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.cli.determine import Line, Question
    from lockgate.cli.orders import Orders

REJECTED = 40


def write(lines: Sequence[Line], orders: Orders, question: Question, *, explain: bool, flags: bool) -> int:
    """Print the answer, or the answers with their summary; gives the exit code."""
    console = paper()
    code = worst_code([*(line.code for line in lines), *(REJECTED for _ in orders.rejected)])
    if orders.single and lines:
        put(console, whole(lines[0].found, flags=flags, explain=explain))
        return code
    if explain:
        for line in lines:
            put(console, whole(line.found, flags=flags, explain=True), Text())
    put(console, table.overview(lines), Group(*table.summary(lines, orders, question.book, code)))
    return code
