"""Books to check in tests: the example orders, over and over, and the command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.books.check.options import Options
from lockgate.books.check.run import check
from lockgate.books.decide.decider import Look
from lockgate.books.mapping import propose
from lockgate.books.read import open_source
from lockgate.engine.determine import default_rulebook

if TYPE_CHECKING:
    from lockgate.books.check.summary import Summary

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "orders.csv"
BOTH = ("enforced", "codified")
COMMAND = """
from lockgate.cli import book, main
if not any(group.name == "book" for group in main.app.registered_groups):
    main.app.add_typer(book.app, name="book")
main.run()
"""


def book(folder: Path, times: int, name: str = "orders.csv") -> Path:
    """The example orders some times over, 40 lines each time."""
    head, *rows = EXAMPLE.read_text("utf-8").splitlines(keepends=True)
    path = folder / name
    path.write_text(head + "".join(rows) * times, "utf-8")
    return path


def checked(*paths: Path, postures: tuple[str, ...] = BOTH, step: Any = None, **options: Any) -> Summary:
    """Check a book whose columns are proposed."""
    source = open_source(paths)
    mapping = propose(source.sample()).mapping()
    return check(source, mapping, Look(default_rulebook(), postures), Options(**options), step=step)


def command(*arguments: object) -> list[str]:
    """The command line of `lockgate book`."""
    return [sys.executable, "-c", COMMAND, "book", *map(str, arguments)]


def ran(*arguments: object, cwd: Path = ROOT, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run `lockgate book`."""
    environment = {**os.environ, "COLUMNS": "110", "NO_COLOR": "1"}
    return subprocess.run(
        command(*arguments), cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300, **more
    )
