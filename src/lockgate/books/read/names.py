"""Which files are meant: names, globs and standard input, every one once."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING

from lockgate.door.problems import BadInputError, Problem
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

STDIN = "-"


def expand(sources: Iterable[str | Path]) -> tuple[str, ...]:
    """The files behind names and globs, sorted within each glob.

    >>> expand(["-"])
    ('-',)
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for source in map(str, sources):
        for name in _matches(source, problems):
            real = name if name == STDIN else str(Path(name).resolve())
            if real in found:
                problems.append(Problem(name, "this file is named twice", "its lines would count twice: name it once"))
            found[real] = name
    if problems:
        raise BadInputError(problems)
    if not found:
        raise InputError("no file is named", hint="name CSV, XLSX, NDJSON, Parquet or Arrow files, or - for input")
    return tuple(found.values())


def _matches(source: str, problems: list[Problem]) -> list[str]:
    if source == STDIN:
        return [source]
    path = Path(source)
    if path.is_dir():
        problems.append(Problem(source, "this is a folder", f"name its files, such as '{path / '*.csv'}'"))
        return []
    if path.exists():
        return [source]
    if not glob.has_magic(source):
        problems.append(Problem(source, "there is no such file", "check the path"))
        return []
    names = sorted(name for name in glob.glob(source, recursive=True) if not Path(name).is_dir())  # noqa: PTH207 - keeps the name as written
    if not names:
        problems.append(Problem(source, "no file matches", "check the pattern; ** goes through folders"))
    return names
