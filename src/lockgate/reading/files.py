"""The files of a rulebook as they are written: rows with their lines, notes and comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lockgate.compiler.load import Table, load_text, rulebook_files
from lockgate.compiler.records import TABLES
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KEY = re.compile(r"^\s*(?:- )?(?:\{)?([a-z_]+):")
_CLOSERS = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file: its keys, and the lines that it is written in (the first one has number ``line``)."""

    table: Table
    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """One file: the name that places show, the room it belongs to, its records and all of its lines."""

    shown: str
    room: str
    path: Path
    rows: tuple[Row, ...]
    lines: tuple[str, ...]


def files_of(folders: tuple[Path, ...]) -> Iterator[File]:
    """The files of a rulebook folder and of overlays, named as errors name them."""
    for index, folder in enumerate(folders):
        for path in rulebook_files(folder):
            if path.stem in TABLES:  # plain tables beside the law: no records with a gist and a citation
                continue
            inside = path.relative_to(folder)
            shown = f"{folder.resolve().name}/{inside.as_posix()}" if index else inside.as_posix()
            yield read_file(path, shown, inside.parts[0].removesuffix(".yaml"))


def read_file(path: Path, shown: str, room: str = "") -> File:
    """One file; `RulebookError` if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise RulebookError("this file cannot be read as UTF-8 text", place=shown) from None
    content = load_text(text, shown)
    lines = tuple(text.splitlines())
    tables = [row for row in content if isinstance(row, Table)] if isinstance(content, list) else []
    starts = [int(table.place.rpartition(":")[2]) for table in tables]
    rows = [
        Row(table, start, lines[start - 1 : end - 1])
        for table, start, end in zip(tables, starts, [*starts[1:], len(lines) + 1], strict=True)
    ]
    return File(shown, room, path, tuple(rows), lines)


class Notes:
    """What the files say to their reader beside the law: `note:` keys, and comments inside a record."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders

    def of(self, place: str) -> list[str]:
        """Notes of the record that starts at ``file:line``; none if it cannot be found any more."""
        row = _rows(self.folders).get(place)
        return [] if row is None else notes(row)


@lru_cache(maxsize=4)
def _rows(folders: tuple[Path, ...]) -> dict[str, Row]:
    return {f"{file.shown}:{row.line}": row for file in files_of(folders) for row in file.rows}


def notes(row: Row) -> list[str]:
    """The note of a record, then its comments, each with the key beside which it stands."""
    said = str(row.table.get("note", ""))
    found = [" ".join(said.split())] if said else []
    running: list[str] = []
    for number, text in enumerate(row.lines):
        bare = _CLOSERS.sub(lambda match: "x" * len(match[0]), text)
        if bare.lstrip().startswith("#"):
            if text[0] == " ":
                running.append(text.lstrip(" #").strip())
            continue
        if running:
            found.append(" ".join(running))
            running = []
        at = bare.find(" #")
        key = _KEY.match(text)
        if at > 0 and not (key and key.group(1) == "code"):  # beside a member stands its name
            name = key.group(1) if key and number else ""
            found.append((f"{name}: " if name else "") + text[at:].lstrip(" #").strip())
    return [*found, " ".join(running)] if running else found
