"""Tables as files: the numbers of the page, one file a table, nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from tests.books.report.made import summary as made

from lockgate.books.report import comparison_data, summary_data, write_data

if TYPE_CHECKING:
    from pathlib import Path


def test_the_tables_of_a_summary(summary: dict[str, Any]) -> None:
    found = summary_data(summary)
    places = found["destinations"]
    assert sum(int(row["lines"]) for row in places if row["posture"] == "codified") == 12
    assert {row["destination, note"] for row in places} == {"MY", "CN", "SG", "HK", "DE"}
    assert [row["requirement"] for row in found["requirements"]] == ["742.6-a-6-iii-A", "744.23-a-2", "742.6-a-6-iii-A"]
    assert found["accounts"][0]["left at most"] == "3.9"


def test_the_tables_of_a_comparison(comparison: dict[str, Any]) -> None:
    found = comparison_data(comparison)
    assert sum(int(row["lines"]) for row in found["groups"]) == 5
    assert [row["compared"] for row in found["looks"]] == ["differs", *["the same"] * 5]


def test_one_file_a_table(tmp_path: Path, summary: dict[str, Any]) -> None:
    summary["rejects"][0]["example"]["value"] = "=cmd()"
    written = write_data(summary_data(summary), tmp_path / "data")
    assert {path.name for path in written} >= {"outcomes.csv", "destinations.csv", "missing.csv", "rejects.csv"}
    with (tmp_path / "data" / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["an example"] in {"'=cmd()", "Malasia"}
    assert {row["an example"] for row in rows} == {"'=cmd()", "Malasia"}


def test_tables_without_rows_have_no_file(tmp_path: Path) -> None:
    written = write_data(summary_data(made(lines=0, rejected=0, accounts=0)), tmp_path)
    assert [path.name for path in written] == []
