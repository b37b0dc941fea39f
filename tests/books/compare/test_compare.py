"""One book under two looks."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.csv as text
import pyarrow.parquet as pq
import pytest
import typer
from tests.books.accumulate.made import MAPPING, PATHS, Row, order, raw, table
from typer.testing import CliRunner

from lockgate import determine
from lockgate.books.compare.causes import BEGAN, ENDED, drill
from lockgate.books.compare.run import compare
from lockgate.books.compare.sides import Side
from lockgate.books.read import open_source
from lockgate.books.report.comparison import comparison_page, doubts
from lockgate.cli import book_compare
from lockgate.cli.main import Guarded
from lockgate.errors import InputError
from lockgate.inquiry.look import Look

if TYPE_CHECKING:
    from typer.testing import Result

APP = typer.Typer(cls=Guarded, rich_markup_mode=None, pretty_exceptions_enable=False)
APP.command("compare")(book_compare.command)
APP.command("other")(lambda: None)
ROWS = [
    order("A", 8),
    order("B", 1700),
    order("C", 8, To="JP"),
    order("D", 8, To="CN"),
    order("E", 8, Chip="nvidia-a10"),
    order("F", 1700, To="IN"),
]
PROJECT = Path(__file__).parents[3]
DAYS = ["--before", "2025-05-12", "--after", "2025-05-15"]
SETS = [f"--set={name}={path.removeprefix('parties.')}" for name, path in PATHS.items()]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "orders.parquet"
    pq.write_table(table(ROWS), path)
    return path


def looked(posture: str = "codified", day: str | None = None, **more: Any) -> Side:
    return Side(Look(as_of=day, posture=posture, **more))


def compared(path: Path, before: Side, after: Side, **more: Any) -> dict[str, Any]:
    return compare(open_source([path]), MAPPING, before, after, **more).to_dict()


def slowly(rows: list[Row], before: Side, after: Side) -> dict[tuple[str | None, str | None], int]:
    found: dict[tuple[str | None, str | None], int] = {}
    for row in rows:
        sides = [side.look.determine(raw(row)) for side in (before, after)]
        place = sides[0].outcome, sides[1].outcome
        found[place] = found.get(place, 0) + 1
    return found


def run(*arguments: object) -> Result:
    return CliRunner().invoke(APP, ["compare", *(str(one) for one in arguments)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (looked(day="2025-05-12"), looked(day="2025-05-15")),
        (looked("enforced", "2023-11-16"), looked("enforced", "2023-11-17")),
        (looked("enforced"), looked("codified")),
        (looked(), looked(readings={"lpp_740_2": "strict"})),
        (looked(day="2025-06-01"), looked(day="2025-06-01", known_at=date(2024, 12, 31))),
    ],
    ids=["days", "2023", "postures", "readings", "knowledge"],
)
@pytest.mark.parametrize("chunk", [2, 100])
def test_every_line_is_counted_as_it_is_decided_alone(book: Path, before: Side, after: Side, chunk: int) -> None:
    found = compared(book, before, after, chunk=chunk)
    flows = {(one["before"], one["after"]): one["lines"] for one in found["flows"]}
    assert flows == slowly(ROWS, before, after)
    assert found["lines"] == found["decided"] == len(ROWS)
    assert not doubts(found)
    assert sum(one["lines"] for one in found["groups"]) == found["changed"]


def test_the_day_of_the_diffusion_rule(book: Path) -> None:
    found = compared(book, looked(day="2025-05-12"), looked(day="2025-05-15"))
    told = {(one["before"], one["after"]): one for one in found["groups"]}
    authorized = told["no_requirement_found", "authorized"]
    assert [(one["id"], one["change"]) for one in authorized["provisions"]] == [("742.6-a-6-iii-A", BEGAN)]
    assert authorized["provisions"][0]["made_by"].endswith("(90 FR 4544)")
    assert authorized["lines"] == 2
    assert authorized["units"] == "16"
    assert authorized["tpp"] == str(16 * 15832)
    assert sorted(authorized["destinations"]) == [["BR", 1], ["JP", 1]]
    assert authorized["chips"] == [["nvidia-h100-sxm", 2]]
    refused = told["no_requirement_found", "licence_required"]
    assert sorted(refused["destinations"]) == [["BR", 1], ["IN", 1]]


def test_a_group_shows_one_line_with_both_its_proofs(book: Path) -> None:
    found = compared(book, looked(day="2025-05-12"), looked(day="2025-05-15"))
    example = found["groups"][0]["example"]
    assert (example["id"], example["row"], example["label"]) == ("A", 1, "nvidia-h100-sxm")
    for side, day in (("before", "2025-05-12"), ("after", "2025-05-15")):
        alone = determine(example["facts"], as_of=day, posture="codified")
        assert example[side] == alone.explain()
    page = comparison_page(found)
    assert "742.6(a)(6)(iii)(A)" in page


def test_postures_of_one_day_are_told_apart_by_name(book: Path) -> None:
    found = compared(book, looked("enforced", "2026-06-01"), looked("codified", "2026-06-01"))
    changes = {cause["change"] for one in found["groups"] for cause in one["provisions"]}
    assert changes <= {"counts only in the codified posture", "reaches further in the codified posture"}


def test_what_ended(book: Path) -> None:
    found = drill(raw(order(To="CN")), looked("enforced", "2025-05-14"), looked("enforced", "2025-05-15"), proofs=False)
    assert ENDED in {one.change for one in found.causes}
    assert book.exists()


def test_the_same_look_twice_changes_nothing(book: Path) -> None:
    found = compared(book, looked(), looked())
    assert (found["changed"], found["groups"], found["same_outcome_otherwise"]["lines"]) == (0, [], 0)
    assert "None of the" in comparison_page(found)


def test_answers_may_differ_where_outcomes_do_not(book: Path) -> None:
    found = compared(book, looked(day="2025-05-14"), looked(day="2025-05-16"))
    assert found["same_outcome_otherwise"]["lines"] >= 1
    assert "requirements" in found["same_outcome_otherwise"]["aspects"]


@pytest.mark.parametrize("name", ["changes.parquet", "changes.csv"])
def test_the_changed_lines_are_listed(book: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    found = compared(book, looked(day="2025-05-12"), looked(day="2025-05-15"), out=out, chunk=2)
    rows = (pq.read_table(out) if name.endswith("parquet") else text.read_csv(out)).to_pylist()
    assert len(rows) == found["changed"]
    assert [row["id"] for row in rows] == ["A", "B", "C", "F"]
    assert rows[0]["provisions"] == "742.6-a-6-iii-A began"
    assert {path.name for path in tmp_path.iterdir()} == {"orders.parquet", name}


def test_a_list_that_cannot_be_written_leaves_nothing(book: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="says no form"):
        compared(book, looked(day="2025-05-12"), looked(day="2025-05-15"), out=tmp_path / "changes.xlsx")
    assert {path.name for path in tmp_path.iterdir()} == {"orders.parquet"}


def test_lines_that_cannot_be_read_are_rejected_on_both_sides(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pq.write_table(table([*ROWS, order("G", To="Atlantis")]), path)
    found = compared(path, looked(day="2025-05-12"), looked(readings={"lpp_740_2": "strict"}, day="2025-05-15"))
    assert (found["lines"], found["decided"], found["rejected"]) == (7, 6, 1)


def test_a_bad_day_does_not_matter_where_both_sides_have_one(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pq.write_table(table([order("A", Day="soon")]), path)
    found = compared(path, looked(day="2025-05-12"), looked(day="2025-05-15"))
    assert found["changed"] == 1
    assert compared(path, looked(), looked(day="2025-05-15"))["rejected"] == 1


# ---- the command


def test_the_command_tells_what_changes(book: Path, tmp_path: Path) -> None:
    report, out = tmp_path / "page.html", tmp_path / "changes.csv"
    options = [*DAYS, "--posture", "codified", "--base", "ordinary-course"]
    found = run(book, *options, *SETS, "--report", report, "--out", out)
    assert found.exit_code == 0, found.output
    assert "4 of 6 decided lines" in found.stdout
    assert "A-level items to every destination" in found.stdout
    assert "both proofs of a line: --line A" in found.stdout
    assert "A-level items to every destination" in report.read_text(encoding="utf-8")
    data = json.loads(run(book, *options, *SETS, "--json").stdout)
    assert data["schema"] == "lockgate.book-comparison/1"
    assert data["changed"] == 4


def test_the_command_shows_both_proofs_of_a_line(book: Path) -> None:
    options = [*DAYS, "--posture", "codified", "--base", "ordinary-course"]
    found = run(book, *options, *SETS, "--line", "A")
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith("orders.parquet, row 1")
    assert "authorized by LPP" in found.stdout
    lines = json.loads(run(book, *options, *SETS, "--line", "2", "--json").stdout)["lines"]
    assert [line["row"] for line in lines] == [2]
    missing = run(book, *options, *SETS, "--line", "Z")
    assert missing.exit_code == 2
    assert "there is no line 'Z'" in missing.output


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "there is nothing to compare"),
        (["--before", "2025-02-30"], "--before"),
        (["--before", "1999-01-01"], "--before"),
        (["--before-posture", "wished"], "wished"),
        (["--before-reading", "x"], "is no reading"),
        (["--before", "2025-05-12", "--out", "no/such/folder.csv"], "there is no folder"),
        (["--before-with", "no-such-overlay"], "no folder"),
    ],
)
def test_what_is_wrong_is_said(book: Path, options: list[str], message: str) -> None:
    found = run(book, *options, *SETS)
    assert found.exit_code == 2
    assert message in found.output


def test_the_rulebook_of_a_side_may_be_another(book: Path) -> None:
    overlay = PROJECT / "examples" / "overlay" / "company"
    options = ["--after-with", overlay, "--before", "2026-06-01", "--after", "2026-06-01", "--base", "ordinary-course"]
    found = run(book, *options, *SETS, "--json")
    assert found.exit_code == 0, found.output
    data = json.loads(found.stdout)
    assert data["after"]["overlays"] == [str(overlay)]
    assert data["after"]["rulebook"]["sha256"] != data["before"]["rulebook"]["sha256"]
    changes = {cause["change"] for one in data["groups"] for cause in one["provisions"]}
    assert changes == {"stands only in the rulebook of after"}
