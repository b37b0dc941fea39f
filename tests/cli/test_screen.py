"""`lockgate screen`: names and tables, exit codes, JSON, the report, and messages for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lockgate.cli.main import app

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "parties"
LISTS = ("--data", str(EXAMPLES / "data"), "--day", "2026-10-16")


def run(*arguments: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(app, ["screen", *arguments])
    return found.exit_code, found.stdout, found.stderr


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCKGATE_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("Pretnd Electronics",), 12, "Pretend Electronics"),
        (("Fictitious Chips Co Ltd", "--country", "China"), 12, "certain match"),
        (("Quiet Harbour Bank",), 0, "no match was found"),
        (("IIO",), 0, "an acronym says too little on its own"),
        (("x",), 40, "one letter names nobody"),
        (("x", "--address", "Unit 5, 6/F, Imaginary House, 7 Pretend St, Kowloon"), 12, "same room"),
        (("Somebody", "--id", "N 0000001"), 12, "certain match"),
    ],
)
def test_one_name(arguments: tuple[str, ...], code: int, says: str) -> None:
    exit_code, out, err = run(*arguments, *LISTS)
    assert (exit_code, err) == (code, "")
    assert says in out


def test_a_stale_list_leaves_open() -> None:
    code, out, _ = run("Quiet Harbour Bank", "--data", str(EXAMPLES / "data"), "--day", "2027-10-16")
    assert code == 40
    assert "days old" in out


def test_json_of_one_name() -> None:
    code, out, _ = run("Fictitious Chips", "--json", *LISTS)
    found = json.loads(out)
    assert code == 12
    assert found["schema"] == "lockgate.screening/1"
    assert found["hits"][0]["tokens"][0]["state"] == "agree"


def test_a_table(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    code, out, _ = run(str(EXAMPLES / "counterparties.csv"), "--report", str(report), *LISTS)
    assert code == 40  # one party is a single letter
    assert "9 parties were screened" in out
    assert "C-008" in out
    page = report.read_text("utf-8")
    assert page.count('<td class="judge">') == 5
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org", "")
    code, out, _ = run(str(EXAMPLES / "counterparties.csv"), "--json", *LISTS)
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["band"] for line in lines].count(None) == 1
    assert {line["party"]["id"]: line["band"] for line in lines}["C-005"] == "certain"


def test_the_report_escapes_what_it_shows(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text('name\n"<b>Fictitious Chips</b>"\n', "utf-8")
    report = tmp_path / "r.html"
    run(str(table), "--report", str(report), *LISTS)
    assert "<b>Fictitious" not in report.read_text("utf-8")


def test_a_list_file_on_the_spot() -> None:
    file = str(EXAMPLES / "lists" / "consolidated-2026-10-15.json")
    code, out, _ = run("Pretend Electronics", "--list", file)
    assert code == 12
    assert "2026-10-15" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("",), "no name is given"),
        (("Ada", "--country", "Atlantis"), "'Atlantis' is no country"),
        (("Ada", "--kind", "plant"), "there is no kind 'plant'"),
        (("nowhere.csv",), "cannot read the file"),
        ((str(EXAMPLES / "counterparties.csv"), "--country", "CN"), "are for one name"),
        (("Ada", "--day", "soon"), "is no date"),
        (("Ada", "--snapshot", "nowhere"), "no snapshot is called so"),
        (("Ada", "--snapshot", "csl", "--list", "x.json"), "exclude each other"),
        (("Ada", "--report", "/nowhere/at/all.html"), "cannot write the report"),
    ],
)
def test_bad_input(arguments: tuple[str, ...], message: str) -> None:
    code, out, err = run(*LISTS, *arguments)  # of an option given twice the last one counts
    assert code == 2
    assert message in err
    assert "Traceback" not in out + err


def test_a_decision_settles_a_hit_until_a_side_changes(tmp_path: Path) -> None:
    from shutil import copytree

    copytree(EXAMPLES / "data", tmp_path / "data")
    lists = ("--data", str(tmp_path / "data"), "--day", "2026-10-16")
    table, page = tmp_path / "book.csv", tmp_path / "page.html"
    table.write_text("id,name,country\nC-1,Fictichips,TW\n", encoding="utf-8")
    code, out, _ = run(str(table), "--json", *lists)
    entry = json.loads(out)["hits"][0]["entry"]
    assert code == 12
    stated = ("--in", str(table), "--not-the-same", "--because", "a bakery", "--by", "R. Reviewer")
    made = CliRunner().invoke(app, ["resolve", "C-1", entry, *stated, *lists])
    assert made.exit_code == 0, made.stderr
    code, out, _ = run(str(table), "--report", str(page), *lists)
    assert code == 0
    assert "only matches that were decided not to be the same" in out
    assert "a bakery" in page.read_text(encoding="utf-8")
    assert json.loads(run(str(table), "--json", *lists)[1])["decided"][entry]["lapsed"] is None
    table.write_text("id,name,country\nC-1,Fictichips,CN\n", encoding="utf-8")
    code, out, _ = run(str(table), "--report", str(page), *lists)
    assert code == 12
    assert "the party is described otherwise" in " ".join(out.split())
    assert f"lockgate resolve C-1 {entry} --in" in page.read_text(encoding="utf-8")
    code, _, err = run("Fictichips", *lists, "--decisions", str(tmp_path / "none.jsonl"))
    assert (code, "there is no such file of decisions" in err) == (2, True)


def test_what_counts_as_old_can_be_said() -> None:
    late = ("Quiet Harbour Bank", "--data", str(EXAMPLES / "data"), "--day", "2026-12-01")
    assert run(*late)[0] == 40
    assert run(*late, "--max-age", "60")[0] == 0
