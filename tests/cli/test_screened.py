"""The newcomer's path, and the options and commands on it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("numpy", reason="names are indexed with numpy")
pytest.importorskip("anyascii", reason="names are put into Latin letters with anyascii")

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NEW = "examples/parties/newcomer"
ORDER, OWNERS, BOOK = f"{NEW}/order.yaml", f"{NEW}/owners.csv", f"{NEW}/counterparties.csv"
THEN, NOW = "2025-10-13", "2025-10-20"


@pytest.fixture
def data(tmp_path: Path, lockgate: Callable[..., Any]) -> str:
    """A folder with both states of the lists."""
    for day in (THEN, NOW):
        assert lockgate("lists", "import", f"{NEW}/consolidated-{day}.json", "--data", str(tmp_path)).code == 0
    return str(tmp_path)


def determined(lockgate: Callable[..., Any], data: str, *more: str) -> dict[str, Any]:
    ran = lockgate("determine", ORDER, "--screen", "--owners", OWNERS, "--data", data, *more)
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_an_owner_three_tiers_up_changes_the_outcome_and_last_weeks_answer_is_replayed(
    lockgate: Callable[..., Any], data: str
) -> None:
    now = determined(lockgate, data)
    assert now["outcome"] == "licence_required"
    assert "744.11-affiliates" in now["because"]
    (owners,) = [one for one in now["looked_up"]["sources"] if one["fact"] == "consignee.owners"]
    assert any("Fabled Orbit Group: certain" in line for line in owners["evidence"])
    then = determined(lockgate, data, "--known-at", "2025-10-15")
    assert then["outcome"] == "no_requirement_found"
    assert then == determined(lockgate, data, "--known-at", "2025-10-15")
    assert "csl of 2025-10-13" in then["looked_up"]["lists"][0]


@pytest.mark.parametrize(
    ("order", "owners", "outcomes"),
    [
        ("h100-malaysia", "owners", ("no_requirement_found", "no_requirement_found", "licence_required")),
        ("missing-parent", "merlion", ("cannot_decide", "licence_required", "licence_required")),
    ],
)
def test_orders_of_the_examples_turn_on_an_owner_three_tiers_up(
    lockgate: Callable[..., Any], data: str, order: str, owners: str, outcomes: tuple[str, ...]
) -> None:
    day = ("--as-of", "2025-10-24") if order == "h100-malaysia" else ()
    told = ("determine", f"examples/{order}.yaml", *day)
    graph = ("--owners", f"{NEW}/{owners}.csv")
    screened = ("--screen", "--data", data, "--max-age", "400")
    ways = ((), (*graph, *(("--known-at", "2025-10-15", *screened) if day else ())), (*graph, *screened))
    assert tuple(json.loads(lockgate(*told, *way).out)["outcome"] for way in ways) == outcomes


def test_a_replay_gives_the_bytes_of_the_day(lockgate: Callable[..., Any], tmp_path: Path, data: str) -> None:
    alone = str(tmp_path / "alone")
    assert lockgate("lists", "import", f"{NEW}/consolidated-{THEN}.json", "--data", alone).code == 0
    told = determined(lockgate, alone, "--known-at", "2025-10-15")
    assert told == determined(lockgate, data, "--known-at", "2025-10-15")


def test_without_screening_nothing_is_looked_up(lockgate: Callable[..., Any]) -> None:
    found = json.loads(lockgate("determine", "examples/h100-malaysia.yaml").out)
    assert "looked_up" not in found
    assert any("no name was matched" in text for text in found["not_checked"])


def test_what_was_looked_up_is_saved_verified_and_printed_in_the_memo(
    lockgate: Callable[..., Any], data: str, tmp_path: Path
) -> None:
    saved, memo = str(tmp_path / "d.json"), tmp_path / "d.html"
    determined(lockgate, data, "--save", saved, "--memo", str(memo))
    assert lockgate("verify", saved).code == 0
    assert "no entry of the lists on 2025-10-24 is like Kelana Cloud Sdn Bhd" in memo.read_text(encoding="utf-8")


def test_rescreening_tells_who_appeared_and_which_order_that_touches(
    lockgate: Callable[..., Any], data: str, tmp_path: Path
) -> None:
    page = tmp_path / "r.html"
    common = ("rescreen", "--since", THEN, "--day", "2025-10-24", "--parties", BOOK, "--data", data)
    ran = lockgate(*common, "--orders", ORDER, "--owners", OWNERS, "--json", "--report", str(page))
    assert ran.code == 12
    found = json.loads(ran.out)
    assert [(one["kind"], one["name"]) for one in found["changes"]] == [
        ("appeared", "Fabled Orbit Grp Co Ltd"),
        ("appeared", "Fabled Orbit Group"),
    ]
    (order,) = found["orders"]
    assert (order["id"], order["before"], order["after"]) == ("KC-1", "no_requirement_found", "licence_required")
    assert "Fabled Orbit Grp Co Ltd" in page.read_text(encoding="utf-8")
    shown = lockgate(*common).out
    assert "Met now, and not before: 1" in shown
    quiet = lockgate("rescreen", "--since", NOW, "--day", "2025-10-24", "--parties", BOOK, "--data", data)
    assert quiet.code == 0


def test_a_snapshot_may_say_since_when(lockgate: Callable[..., Any], data: str) -> None:
    ran = lockgate(
        "rescreen", "--since", f"csl@{THEN}", "--day", "2025-10-24", "--parties", BOOK, "--data", data, "--json"
    )
    assert json.loads(ran.out)["since"] == THEN


def test_stale_lists_make_a_rescreening_that_cannot_be_relied_on(lockgate: Callable[..., Any], data: str) -> None:
    ran = lockgate("rescreen", "--since", THEN, "--day", "2026-01-01", "--parties", BOOK, "--data", data)
    assert ran.code == 40
    assert "open for everybody now" in ran.out


def entry(lockgate: Callable[..., Any], data: str) -> str:
    ran = lockgate("rescreen", "--since", THEN, "--day", "2025-10-24", "--parties", BOOK, "--data", data, "--json")
    return str(json.loads(ran.out)["changes"][0]["entry"])


def resolve(lockgate: Callable[..., Any], data: str, *more: str) -> Any:
    return lockgate("resolve", *more, "--data", data, "--day", "2025-10-24")


def test_a_decision_settles_a_match_and_can_be_listed(lockgate: Callable[..., Any], data: str) -> None:
    listed = entry(lockgate, data)
    stated = ("--because", "another register number", "--by", "R. Reviewer", "--in", BOOK)
    ran = resolve(lockgate, data, "Fabled Orbit Grp Co Ltd", listed, "--not-the-same", *stated)
    assert ran.code == 0, ran.err
    again = lockgate("rescreen", "--since", THEN, "--day", "2025-10-24", "--parties", BOOK, "--data", data)
    assert again.code == 0
    second = resolve(lockgate, data, "fabled orbit grp co ltd", listed, "--same", *stated)
    assert "an earlier one is superseded" in second.out
    shown = json.loads(resolve(lockgate, data, "--list", "--json").out)
    assert [(one["same"], one["state"].partition(":")[0]) for one in shown] == [
        (False, "superseded"),
        (True, "counts while the party stays as it was"),
    ]
    assert "Reviewer" in resolve(lockgate, data, "--list").out


def test_a_decision_about_an_owner_reaches_the_order(lockgate: Callable[..., Any], data: str) -> None:
    listed = entry(lockgate, data)
    stated = ("--because", "a namesake", "--by", "R. Reviewer", "--owners", OWNERS)
    assert resolve(lockgate, data, "Fabled Orbit Group", listed, "--not-the-same", *stated).code == 0
    assert determined(lockgate, data)["outcome"] == "no_requirement_found"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("A",), "name the party and the listing"),
        (("A", "sdn:1"), "say what was decided"),
        (("A", "sdn:nobody", "--same"), "no listing 'sdn:nobody'"),
        (("Kelana Clod", "sdn:900001", "--same", "--in", ORDER), "no party 'Kelana Clod'"),
        (("A", "sdn:900001", "--same"), "a decision needs its reason"),
        (("A", "sdn:900001", "--same", "--because", "x", "--by", "y", "--until", "2020-01-01"), "is past already"),
    ],
)
def test_what_is_wrong_with_a_decision(
    lockgate: Callable[..., Any], data: str, arguments: tuple[str, ...], told: str
) -> None:
    ran = resolve(lockgate, data, *arguments)
    assert ran.code == 2
    assert told in ran.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("determine", ORDER, "--data", "x"), "without --screen no name is matched"),
        (("determine", ORDER, "--screen", "--decisions", "nowhere.jsonl"), "there is no such file of decisions"),
        (("determine", ORDER, "--screen", "--known-at", "soon"), "'soon' is no date"),
        (("rescreen", "--since", "2025-10-24", "--day", "2025-10-13", "--parties", BOOK), "comes after"),
        (("rescreen", "--since", THEN, "--parties", ORDER), "error"),
        (("rescreen", "--since", THEN, "--parties", BOOK, "--report", "x.pdf"), "names no kind of report"),
        (("rescreen", "--since", "nothing", "--parties", BOOK), "no snapshot is called so"),
    ],
)
def test_wrong_options_are_told(
    lockgate: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    ran = lockgate(*arguments, LOCKGATE_DATA=str(tmp_path))
    assert ran.code == 2, ran.out
    assert told in ran.err


def test_an_order_without_a_day_cannot_be_screened(lockgate: Callable[..., Any], data: str, tmp_path: Path) -> None:
    path = tmp_path / "o.yaml"
    path.write_text("activity: export\norigin: US\ndestination: MY\nitem: {chip: nvidia-a10}\n", encoding="utf-8")
    ran = lockgate("determine", str(path), "--screen", "--data", data)
    assert ran.code == 2
    assert "looked up on a day" in ran.err
    assert lockgate("determine", str(path), "--screen", "--data", data, "--as-of", "2025-10-24").code == 40


def test_the_files_of_the_folder_are_those_that_its_program_makes(tmp_path: Path) -> None:
    import importlib.util
    import shutil
    from pathlib import Path as File

    root = File(__file__).parents[2] / "examples" / "parties"
    shutil.copytree(root / "lists", tmp_path / "lists")
    (tmp_path / "newcomer").mkdir()
    shutil.copy(root / "newcomer" / "make.py", tmp_path / "newcomer")
    spec = importlib.util.spec_from_file_location("make", tmp_path / "newcomer" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.lists()
    module.counterparties()
    for name in (f"consolidated-{THEN}.json", f"consolidated-{NOW}.json", "counterparties.csv"):
        assert (tmp_path / "newcomer" / name).read_bytes() == (root / "newcomer" / name).read_bytes()
    assert date.fromisoformat(THEN) < date.fromisoformat(NOW)
