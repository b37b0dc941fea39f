"""The progress bar of a book tells of every stage, with rates from where the stage began."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console
from rich.progress import Progress

from lockgate.cli.book_bar import Bar, bar

if TYPE_CHECKING:
    from lockgate.books.check.summary import Summary


def test_every_stage_has_its_own_bar_and_rate() -> None:
    now = iter([0.0, 4.0, 6.0, 10.0])
    with Progress(console=Console(file=io.StringIO())) as progress:
        told = Bar(progress, 100, clock=lambda: next(now))
        told.before("reading", 100, None)
        told.before("accounts", 20, 40)
        told.step(cast("Summary", SimpleNamespace(lines=4000, rejected=3)), 50)
        found: list[Any] = [(one.description, one.completed, one.total, one.fields["said"]) for one in progress.tasks]
    assert found == [
        ("reading for accounts", 100, 100, ""),
        ("going through accounts", 20, 40, "20 lines, 10 a second, of 40"),
        ("deciding", 50, 100, "4,000 lines, 1,000 a second, 3 rejected"),
    ]


def test_a_rate_needs_a_moment() -> None:
    with Progress(console=Console(file=io.StringIO())) as progress:
        told = Bar(progress, 0, clock=lambda: 1.0)
        told.before("accounts", 1, 2)
        assert progress.tasks[0].fields["said"] == "1 lines, of 2"


def test_nothing_is_shown_where_nobody_looks() -> None:
    with bar(10, shown=False) as found:
        assert found is None
