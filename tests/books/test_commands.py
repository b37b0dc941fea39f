"""`lockgate book map` and `lockgate book example`."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from lockgate.books.mapping import load
from lockgate.cli import book_example, book_map
from lockgate.cli.main import Guarded

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

APP = typer.Typer(cls=Guarded, rich_markup_mode=None, pretty_exceptions_enable=False)
APP.command("map")(book_map.command)
APP.command("example")(book_example.command)
ORDERS = "Order No;Ship Date;Country;Ship-To Name;Material;Plant\n1;05/06/2026;Viet Nam;A Ltd;nvidia-l40s;7\n"


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(APP, [str(one) for one in arguments])


def test_a_mapping_is_shown_with_its_doubts(orders: Path) -> None:
    found = run("map", orders)
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert lines[0].split() == ["column", "means", "sure?", "values", "why"]
    assert any(line.startswith("Country") and "destination" in line and "likely" in line for line in lines)
    assert "question: Ship Date: day or month first? '05/06/2026' can be read both ways" in found.stdout
    assert lines[-1] == "5 columns are read, 1 are left out"


def test_a_mapping_is_saved_when_its_questions_are_answered(orders: Path, tmp_path: Path) -> None:
    out = tmp_path / "mapping.yaml"
    assert run("map", orders, "--out", out).exit_code == 0
    with pytest.raises(Exception, match="waits for its unit"):
        load(out)
    options = ["--set", "Ship Date=as_of:dmy", "--set", "plant=note", "--constant", "origin=US"]
    found = run("map", orders, "--out", out, *options, "--base", "ordinary-course", "--json")
    assert found.exit_code == 0, found.output
    mapping = load(out)
    assert {one.header: one.path for one in mapping.columns}["Plant"] == "note"
    assert (mapping.base, mapping.constants) == ("ordinary-course", {"origin": "US"})
    columns = json.loads(found.stdout)["columns"]
    assert [one["taken"] for one in columns] == ["id", "as_of", "destination", "consignee.name", "item.chip", "note"]
    again = run("map", orders, "--mapping", out, "--ignore", "Plant", "--json")
    assert json.loads(again.stdout)["columns"][-1]["taken"] is None


def test_child_files_are_named(orders: Path, tmp_path: Path) -> None:
    owners = tmp_path / "owners.csv"
    owners.write_text("Order No;Name;Share\n1;P;50%\n", encoding="utf-8")
    found = run("map", orders, "--child", f"consignee.owners={owners}")
    assert "parties.consignee.owners: elements from" in found.stdout.replace("\n", " ")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--set", "Plant=destinatio"], "error: --set: there is no place 'destinatio' (did you mean destination"),
        (["--sheet", "x", "--encoding", "ebcdic"], "error: --encoding: the encoding 'ebcdic' is not known"),
        (["--out", "."], "'.' is a folder"),
    ],
)
def test_options_that_do_not_fit(orders: Path, options: list[str], message: str) -> None:
    found = run("map", orders, *options)
    assert found.exit_code == 2
    assert message in found.stderr


def test_a_book_is_made(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    found = run("example", "--lines", "200", "--out", path, "--kind", "messy", "--seed", "3")
    assert found.stdout.replace(os.linesep, "\n") == f"200 lines of messy orders: {path}\n"
    assert len(path.read_text(encoding="utf-8").splitlines()) == 201
    assert run("example", "--lines", "5", "--out", tmp_path / "book.txt").exit_code == 2


def test_an_example_without_a_file_is_written_beside_and_over_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("example", "--lines", "20").exit_code == 0
    written = (tmp_path / "orders.parquet").read_bytes()
    again = run("example", "--lines", "30")
    assert again.exit_code == 2
    assert "orders.parquet" in again.output
    assert "--out" in again.output
    assert (tmp_path / "orders.parquet").read_bytes() == written
