"""Style of a rulebook's files: what can be seen in a row, without looking at any other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lockgate.compiler.declarations import READERS
from lockgate.reading.findings import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.reading.files import File, Row

LONGEST_LINE = 160
LONGEST_GIST = 300
_ORDER = ("id", "name", "effect", "instrument", "cite", "gist", "when", "confidence")
_ID = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
_PART = re.compile(r"\d{3}(?=\D|$)")
_TABLES = ("country_names", "part_772")
_CITED = ("parameters", "readings", "country_groups", "provisions")


def style(file: File) -> Iterator[Finding]:
    """Findings in one file: its lines, then its records."""
    for number, line in enumerate(file.lines, 1):
        place = f"{file.shown}:{number}"
        if len(line) > LONGEST_LINE and file.room not in _TABLES:
            yield finding("LG011", place, f"the line has {len(line)} characters, more than {LONGEST_LINE}")
        if line != line.rstrip() or "\t" in line:
            yield finding("LG016", place, "blanks at the end of the line, or a tab")
    for row in file.rows:
        yield from _row(file, row)


def _row(file: File, row: Row) -> Iterator[Finding]:
    table, place = row.table, row.table.place
    name = str(table.get("id", ""))
    kind = file.room if file.room in READERS else "provisions"
    if file.room in (*_TABLES, "rulebook"):
        return
    if name and not _ID.fullmatch(name):
        yield finding("LG009", place, f"the id '{name}' does not follow the pattern")
    if kind in _CITED and not _reference(table):
        yield finding("LG003", place, f"'{name}' has no citation")
    if kind == "parameters" and not table.get("unit"):
        yield finding("LG013", place, f"the parameter '{name}' has no unit")
    if kind == "definitions" and table.get("when") and not table.get("gist"):
        yield finding("LG001", place, f"the definition '{name}' has no gist")
    for key in ("question", "ask"):
        if table.get(key) and "?" not in table[key]:
            yield finding("LG014", _place(table[key], place), f"the question of '{name}' ends without a question mark")
    if kind == "provisions":
        yield from _provision(file, table, name)


def _provision(file: File, table: Any, name: str) -> Iterator[Finding]:
    place = table.place
    gist = table.get("gist", "")
    if not gist:
        yield finding("LG001", place, f"'{name}' has no gist")
    elif len(gist) > LONGEST_GIST:
        yield finding("LG002", _place(gist, place), f"the gist of '{name}' has {len(gist)} characters")
    if not table.get("confidence"):
        yield finding("LG004", place, f"'{name}' does not state its confidence")
    keys = [key for key in table if key in _ORDER]
    if keys != sorted(keys, key=_ORDER.index):
        yield finding("LG015", place, f"the keys of '{name}' are out of the usual order: {', '.join(keys)}")
    head, part = _PART.match(name), file.room.removeprefix("part_")
    if head and file.room.startswith("part_") and head[0] != part and part not in _reference(table):
        yield finding("LG012", place, f"'{name}' stands in {file.room} and is named after part {head[0]}")


def _reference(table: Any) -> str:
    cite = table.get("cite", "")
    return str(cite.get("ref", "") if isinstance(cite, dict) else cite)


def _place(value: Any, otherwise: str) -> str:
    return str(getattr(value, "place", otherwise))
