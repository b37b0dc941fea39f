"""`lockgate book line`, and the commands that reports give with their examples."""

from __future__ import annotations

import itertools
import json
import shlex
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from lockgate.books.example import write_book
from lockgate.cli import book_check, book_compare, book_line
from lockgate.cli.main import Guarded

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

APP = typer.Typer(cls=Guarded, rich_markup_mode=None, pretty_exceptions_enable=False)
for name, module in (("check", book_check), ("compare", book_compare), ("line", book_line)):
    APP.command(name)(module.command)
HEAD = "Order No,Pos,Ship Date,Ship-To Country,Material,Qty,Dept"
ROWS = (
    "A,1,2025-06-01,Malaysia,nvidia-h100-sxm,8,x",
    "A,2,2025-06-01,China,nvidia-a800-sxm-80gb,8,x",
    "B,1,soon,UK,?,1,x",
)
SETS = ("--set", "Pos=line", "--set", "Dept=note")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join((HEAD, *ROWS, "")), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(APP, [str(one) for one in arguments])


def test_a_line_is_decided_by_itself(book: Path) -> None:
    found = run("line", book, *SETS, "--line", "A/2", "--posture", "both")
    assert found.exit_code in (20, 30, 40), found.output
    assert "A/2" in found.stdout
    told = json.loads(run("line", book, *SETS, "--line", "A/2", "--json").stdout)
    assert told["proof"]
    assert (told["id"], told["as_of"]) == ("A/2", "2025-06-01")


def test_an_order_has_all_its_lines_and_a_row_is_one(book: Path) -> None:
    both = run("line", book, *SETS, "--line", "A")
    assert "A/1" in both.stdout
    assert "A/2" in both.stdout
    row = run("line", book, *SETS, "--line", "2")
    assert "A/1" in row.stdout


def test_what_cannot_be_read_is_said(book: Path) -> None:
    missing = run("line", book, *SETS, "--line", "C")
    assert (missing.exit_code, "there is no line 'C'" in missing.output) == (2, True)
    wrong = run("line", book, *SETS, "--line", "B/1")
    assert wrong.exit_code == 2
    assert "soon" in wrong.output


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["book", "check"], ["--posture", "both", "--no-accounts"]),
        (["book", "compare"], ["--before", "2022-11-01", "--after=2025-06-01"]),
    ],
)
def test_the_command_of_an_example_shows_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], options: list[str]
) -> None:
    book = tmp_path / "made.parquet"
    write_book(book, 60)
    given = [*words, str(book), "--ignore", "*", *options, "--report", str(tmp_path / "r.html"), "--json"]
    monkeypatch.setattr("sys.argv", ["lockgate", *given])
    told = json.loads(run(*given[1:]).stdout)
    groups = told.get("groups")
    found = list(itertools.chain(*told["examples"].values())) if groups is None else [one["example"] for one in groups]
    assert found
    for one in found[:4]:
        lockgate, room, *command = shlex.split(one["command"])
        assert (lockgate, room, "--report" in command, "--json" in command) == ("lockgate", "book", False, False)
        shown = run(*command).stdout
        assert one["id"] in shown or f"row {one['row']}" in shown


@pytest.mark.parametrize("order", [("P", "Q"), ("Q", "P")])
def test_a_column_within_another_is_refused(tmp_path: Path, order: tuple[str, str]) -> None:
    path = tmp_path / "parents.csv"
    told = {"P": "US", "Q": "Acme"}
    head, row = ",".join(order), ",".join(told[name] for name in order)
    path.write_text(f"{HEAD},{head}\n{ROWS[0]},{row}\n", encoding="utf-8")
    found = run("check", path, *SETS, "--set", "P=parties.consignee", "--set", "Q=consignee.name", "--no-accounts")
    assert found.exit_code == 2
    text = " ".join(found.output.split())
    assert "column Q: consignee.name is a part of consignee, which another column gives as a whole" in text
