"""`lockgate book check` as a user meets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pyarrow", reason="books need the extra books")

from tests.books.check.made import EXAMPLE, ran

if TYPE_CHECKING:
    from pathlib import Path


def test_the_summary_as_json_and_the_code_of_the_worst_line(tmp_path: Path) -> None:
    page, kept = tmp_path / "r.html", tmp_path / "s.json"
    found = ran("check", EXAMPLE, "--json", "--report", page, "--summary", kept)
    told = json.loads(found.stdout)

    assert found.returncode == 30
    assert (told["lines"], told["decided"], told["rejected"]) == (40, 37, 3)
    assert told == json.loads(kept.read_text())
    assert page.read_text().startswith("<!doctype html>")


def test_lines_to_standard_output(tmp_path: Path) -> None:
    found = ran("check", EXAMPLE, "--out", "-", cwd=tmp_path)
    rows = [json.loads(line) for line in found.stdout.splitlines()]

    assert len(rows) == 37
    assert "40 lines read = 37 decided + 3 rejected" in found.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--ignore", "Ship Date"), "no column says which day counts"),
        (("--set", "Ship Date=destination"), "destination is taken from 'Ship Date'"),
        (("--posture", "wished"), "wished"),
        (("--out", "r.docx"), "says no form"),
        (("--rejects", "r.txt"), "says no form for rejects"),
        (("--out", "no/such/folder/r.parquet"), "there is no folder"),
        (("--as-of", "2026-02-30"), "is no date"),
        (("--base", "nothing"), "there is no baseline"),
        (("--out", "-", "--json"), "both write to standard output"),
    ],
)
def test_what_cannot_be_is_one_message(tmp_path: Path, arguments: tuple[str, ...], what: str) -> None:
    found = ran("check", EXAMPLE, *arguments, cwd=tmp_path)
    errors = [line for line in found.stderr.splitlines() if line.startswith("error:")]

    assert found.returncode == 2, found.stderr
    assert what in errors[0]
    assert "Traceback" not in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_columns_that_nobody_understands_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Ship Date,Chip,Qty,Ship-To Country,Plant\n2025-06-01,nvidia-h100-sxm,8,MY,0815\n")
    refused = ran("check", path, cwd=tmp_path)
    ignored = ran("check", path, "--ignore", "Plant", cwd=tmp_path)
    all_ignored = ran("check", path, "--ignore", "*", cwd=tmp_path)

    assert refused.returncode == 2
    assert "column Plant" in refused.stderr
    assert "lockgate book map" in refused.stderr
    assert ignored.returncode == all_ignored.returncode == 40, ignored.stderr


def test_one_day_for_all_lines(tmp_path: Path) -> None:
    found = ran("check", EXAMPLE, "--as-of", "2024-01-15", "--json", cwd=tmp_path)

    assert json.loads(found.stdout)["days"] == {"first": "2024-01-15", "last": "2024-01-15"}
