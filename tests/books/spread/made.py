"""Books for several workers, and the same check in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.books.check.options import Options
from lockgate.books.check.run import check
from lockgate.books.decide.decider import Look
from lockgate.books.mapping import propose
from lockgate.books.read import open_source
from lockgate.engine.determine import default_rulebook

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.books.check.options import Spread
    from lockgate.books.check.summary import Summary

BOTH = ("enforced", "codified")


def checked(path: Path, out: Path | str, spread: Spread | None = None, **options: Any) -> Summary:
    """Check a book whose columns are proposed."""
    source = open_source([path])
    mapping = propose(source.sample()).mapping()
    return check(source, mapping, Look(default_rulebook(), BOTH), Options(out=str(out), **options), spread=spread)


def left(folder: Path) -> list[str]:
    """Files of a folder."""
    return sorted(path.name for path in folder.iterdir())
