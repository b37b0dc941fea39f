"""The worked cases as pages: one a file, each case with its facts, what it expects, and what its answer shows."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from lockgate.coverage.exercise import READING, kept
from lockgate.reading.blocks import Line, Piece, listed
from lockgate.reading.cases import Case, case_files, case_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.reading.files import File, Row

_KEY = "  "


@dataclass(frozen=True, slots=True)
class Shown:
    """One case as its page shows it."""

    id: str
    title: str
    about: tuple[tuple[str, str], ...]
    shows: Line
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """The cases of one file."""

    file: str
    cases: tuple[Shown, ...]


def exercise(book: Rulebook) -> dict[str, list[Case]]:
    """Provisions and readings to the cases whose answers show them, in the order of the files."""
    tried = kept(book)
    found: dict[str, list[Case]] = {name: [] for name in tried}
    for case in (case_of(row.table, file.shown) for file in case_files(book.folders) for row in file.rows):
        for name, ids in tried.items():
            if case.id in ids:
                found[name].append(case)
    return found


def case_pages(book: Rulebook, tried: Mapping[str, Sequence[Case]]) -> list[CasePage]:
    """Every file of worked cases."""
    shows: dict[str, list[str]] = {}
    for name, cases in tried.items():
        for case in cases:
            shows.setdefault(case.id, []).append(name)
    return [
        CasePage(
            file.shown, tuple(_shown(file, row, sorted(shows.get(str(row.table.get("id")), ()))) for row in file.rows)
        )
        for file in case_files(book.folders)
    ]


def _shown(file: File, row: Row, names: list[str]) -> Shown:
    table = row.table
    source = table.get("source", {})
    about = {
        "source": _source(source),
        "posture": str(table.get("posture", "")),
        "question": str(table.get("kind", "")).replace("_", " "),
        "note": " ".join(str(table.get("note", "")).split()),
        "file": f"cases/{file.shown}:{row.line}",
    }
    parts = [("Facts", _part(row, "transaction")), ("Expected", _part(row, "expect"))]
    parts += [("Expected in the codified posture", _part(row, "expect_codified"))]
    return Shown(
        str(table.get("id", "")),
        str(table.get("title", "")),
        tuple((name, text) for name, text in about.items() if text),
        listed([_mention(name) for name in names]),
        tuple((name, text) for name, text in parts if text),
    )


def _mention(name: str) -> Piece:
    if name.startswith(READING):
        return Piece(name, "readings", name.removeprefix(READING))
    return Piece(name, "provisions", name)


def _source(source: Any) -> str:
    if not isinstance(source, dict):
        return str(source)
    refs = source.get("refs", [])
    named = "; ".join(map(str, refs)) if isinstance(refs, list) else str(refs)
    return ", ".join(str(part) for part in (source.get("file", ""), source.get("confidence", ""), named) if part)


def _part(row: Row, key: str) -> str:
    """The lines of one key as they stand in the file."""
    taken: list[str] = []
    for text in row.lines:
        if text.startswith(f"{_KEY}{key}:"):
            taken = [text]
        elif taken and text.strip() and not text.startswith(f"{_KEY} "):
            break
        elif taken:
            taken.append(text)
    return dedent("\n".join(taken)).strip()
