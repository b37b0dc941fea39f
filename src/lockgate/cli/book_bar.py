"""The progress bar of `lockgate book check`: rate and time left, stage by stage."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress, TaskID

    from lockgate.books.check.summary import Summary

_MOMENT = 0.5
"""Seconds after which a rate means something."""


class Bar:
    """What a run tells on the way; a stage began when the one before it was last heard of.

    ``size`` is that of the source, in its own units; 0 where nobody knows.
    """

    def __init__(self, progress: Progress, size: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.progress = progress
        self.size = size
        self.clock = clock
        self.heard = clock()
        self.began = self.heard
        self.stage = ""
        self.task: TaskID | None = None

    def step(self, summary: Summary, done: int) -> None:
        """A part was decided."""
        self._put("deciding", done, self.size, summary.lines, f"{summary.rejected:,} rejected")

    def before(self, what: str, done: int, most: int | None) -> None:
        """Accounts are read, or gone through: so many lines of how many."""
        if most is None:
            self._put(f"{what} for accounts", done, self.size, None, "")
        else:
            self._put("going through accounts", done, most, done, f"of {most:,}")

    def _put(self, stage: str, done: int, most: int, lines: int | None, more: str) -> None:
        if stage != self.stage or self.task is None:
            self.began, self.stage = self.heard, stage
            self.task = self.progress.add_task(stage, total=most or None, said="")
        self.heard = self.clock()
        said = [] if lines is None else [f"{lines:,} lines", self._rate(lines)]
        self.progress.update(self.task, completed=done, said=", ".join(filter(None, [*said, more])))

    def _rate(self, lines: int) -> str:
        seconds = self.heard - self.began
        return f"{lines / seconds:,.0f} a second" if seconds > _MOMENT else ""


@contextmanager
def bar(size: int, *, shown: bool) -> Iterator[Bar | None]:
    """A bar on standard error, if it is shown."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Bar(progress, size)
