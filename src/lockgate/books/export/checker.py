"""Compares the answers of another engine with those of the conformance pack, and names each difference."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

LINE, VECTOR = "line", "vector"


@dataclass(frozen=True, slots=True)
class Checked:
    """How many answers were compared, and what differs."""

    lines: int
    columns: int
    differences: tuple[str, ...]


def check(results: Path, expected: Path) -> Checked:
    """Compare a CSV of answers with the expected ones. Lists of words may come in any order.

    Errors: `InputError` where a file is missing, is no table of answers, or lacks columns.
    """
    wanted, given = read(expected), read(results)
    columns = [name for name in next(iter(wanted.values())) if name not in (LINE, VECTOR)]
    missing = [name for name in columns if name not in next(iter(given.values()))]
    if missing:
        hint = "write the whole table lockgate_result, with a header"
        raise InputError(f"the column '{missing[0]}' is missing", place=str(results), hint=hint)
    wrong = []
    for line, row in wanted.items():
        mine = given.get(line)
        if mine is None:
            wrong.append(f"line {line} has no answer ({row[VECTOR]})")
            continue
        for name in columns:
            if sorted(mine[name].split()) != sorted(row[name].split()):
                got, right = (text.strip() or "nothing" for text in (mine[name], row[name]))
                wrong.append(f"line {line}, {name}: {got}, expected {right} ({row[VECTOR]})")
    return Checked(len(wanted), len(columns), tuple(wrong))


def read(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a CSV by their line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [{(name or "").lower(): text or "" for name, text in row.items()} for row in csv.DictReader(stream)]
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", place=str(path)) from None
    except (UnicodeDecodeError, csv.Error, AttributeError):
        raise InputError("this is no CSV table in UTF-8", place=str(path)) from None
    if not rows or LINE not in rows[0]:
        raise InputError("there is no column 'line'", place=str(path), hint="write the table lockgate_result as CSV")
    found = {row[LINE].strip(): row for row in rows}
    if len(found) < len(rows):
        raise InputError("a line stands there twice", place=str(path), hint="one answer for each line")
    return found
