"""The worked cases of a rulebook: where they stand, and which of them expect a thing by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.reading.files import File, read_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lockgate.compiler.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case: its id, its title, and the file it stands in."""

    id: str
    title: str
    file: str


def case_paths(folders: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    """The files of worked cases; baselines stand beside them and are none."""
    for folder in folders:
        cases = folder / "cases"
        yield from ((path, path.relative_to(cases).as_posix()) for path in sorted(cases.glob("*/**/*.yaml")))


def case_files(folders: tuple[Path, ...]) -> Iterator[File]:
    """The files of worked cases, read."""
    for path, shown in case_paths(folders):
        yield read_file(path, shown)


def expecting(book: Rulebook, names: set[str]) -> tuple[Case, ...]:
    """Worked cases that expect one of the names. Files that do not mention it are not read."""
    found = []
    for path, shown in case_paths(book.folders):
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        if any(name in text for name in names):
            rows = read_file(path, shown).rows
            found += [case_of(row.table, shown) for row in rows if names & set(_expected(row.table.get("expect")))]
    return tuple(found)


def case_of(row: Any, shown: str) -> Case:
    """The case that a row of a file states."""
    return Case(str(row.get("id", "")), str(row.get("title", "")), shown)


def _expected(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node
        for inner in node.values():
            yield from _expected(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _expected(inner)
    elif isinstance(node, str):
        yield node
