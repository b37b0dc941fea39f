"""Every table of a report as plain data: JSON rows, or one CSV file a table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from lockgate.books.report import accounts, views, words
from lockgate.books.report import comparison as compared
from lockgate.books.report.tally import COMPARISON, SUMMARY, cells_of, checked, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lockgate.books.report.tables import Table

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a field that begins like this."""


def summary_data(summary: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The tables of a summary as rows by heading; breakdowns have a column for the posture.

    >>> sorted(summary_data({"schema": "lockgate.book-summary/1", "postures": []}))[:3]
    ['accounts', 'examples', 'flags']
    """
    checked(summary, SUMMARY)
    names = words.Names.of(summary)
    postures = [str(one) for one in summary.get("postures") or ()]
    tallies = {posture: total(cells_of(summary, posture)) for posture in postures}
    found = {
        one.name: _rows(one)
        for one in (
            views.outcomes(tallies),
            accounts.overview(accounts.strain(summary)),
            views.rejects(summary),
            views.flags(summary),
            views.examples(summary),
        )
    }
    for posture in postures:
        for one in _by_posture(summary, posture, names):
            found.setdefault(one.name, []).extend({"posture": posture, **row} for row in _rows(one))
    return found


def _by_posture(summary: Mapping[str, Any], posture: str, names: words.Names) -> Iterator[Table]:
    cells = cells_of(summary, posture)
    yield views.missing(summary, posture)
    yield views.destinations(views.keyed(summary, posture, "destination"), names, posture)
    yield views.months(views.keyed(summary, posture, "month"), posture)
    yield views.chips(views.keyed(summary, posture, "chip"), names, posture)
    yield views.requirements(cells, names, posture)
    yield views.ways(cells, names, posture)


def comparison_data(comparison: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The tables of a comparison as rows by heading."""
    checked(comparison, COMPARISON)
    made = (compared.looks(comparison), compared.flows(comparison), compared.groups(comparison))
    return {one.name: _rows(one) for one in made}


def _rows(one: Table) -> list[dict[str, str]]:
    """Rows by heading; a quiet second line, such as a code, has a column of its own."""
    noted = {at for row in one.rows for at, cell in enumerate(row) if cell.note}
    rows = []
    for row in one.rows:
        made: dict[str, str] = {}
        for at, cell in enumerate(row):
            head = one.head[at] or f"column {at + 1}"
            made[head] = cell.plain
            if at in noted:
                made[f"{head}, note"] = cell.note
        rows.append(made)
    return rows


def write_data(data: Mapping[str, list[dict[str, str]]], folder: Path) -> list[Path]:
    """One CSV file for each table with rows, in a folder that is made where it is missing.

    Fields that a spreadsheet would take for a formula get an apostrophe in front.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, rows in data.items():
        if not rows:
            continue
        heads = list(dict.fromkeys(head for row in rows for head in row))
        text = io.StringIO()
        writer = csv.DictWriter(text, heads, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({head: _safe(value) for head, value in row.items()} for row in rows)
        path = folder / f"{name}.csv"
        path.write_text(text.getvalue(), "utf-8")
        written.append(path)
    return written


def _safe(value: str) -> str:
    """A field that no spreadsheet runs; negative numbers stay.

    >>> _safe("=1+1"), _safe("-5"), _safe("MY")
    ("'=1+1", '-5', 'MY')
    """
    return f"'{value}" if value.startswith(_FORMULA) and words.exact(value) is None else value
