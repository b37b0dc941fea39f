"""The compiled rulebook as others use it."""

from __future__ import annotations

import runpy
import shutil
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.compiler.support import BASE, DAY, base

from lockgate.compiler.check import main
from lockgate.compiler.model import Source
from lockgate.compiler.rulebook import Rulebook
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def test_what_the_rulebook_says_of_itself() -> None:
    book = base()
    assert (book.version, book.current_to, book.first_day) == ("1", date(2026, 1, 31), date(2022, 10, 7))
    empty = Rulebook(Source(), "0")
    assert (empty.version, empty.current_to, empty.first_day) == ("0", date.min, date.min)
    assert empty.postures == ("enforced", "codified")
    assert empty.unit(DAY, known_at=DAY).rules == ()


def test_units_are_made_once_a_stretch() -> None:
    book = Rulebook.load(BASE)
    assert book.unit(date(2025, 6, 1)) is book.unit(date(2025, 6, 2))
    assert book.unit(date(2025, 6, 1)) is not book.unit(date(2025, 6, 1), "codified")
    assert book.unit(date(2025, 6, 1)) is book.unit(date(2025, 6, 1), known_at=date(2026, 6, 1))
    assert book.unit(date(2025, 6, 1), known_at=date(2025, 6, 1)) is book.unit(
        date(2025, 6, 1), known_at=date(2025, 6, 2)
    )
    assert book.unit(date(2025, 6, 1), known_at=date(1999, 1, 1)).rules == ()


@pytest.mark.parametrize("posture", ["printed", "proposed:", "proposed:old", "enforced:draft", "draft"])
def test_postures_that_are_none(posture: str) -> None:
    with pytest.raises(InputError, match="unknown posture") as found:
        base().unit(DAY, posture)
    assert found.value.hint == "one of enforced, codified, proposed:draft"


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("new", "2025-05-14", (False, False, False)),
        ("new", "2025-05-15", (True, False, False)),
        ("old", "2025-05-15", (True, True, False)),
        ("short", "2023-12-31", (True, True, False)),
        ("short", "2024-01-01", (False, False, True)),
        ("owners-rule", "2025-11-10", (True, False, False)),
    ],
)
def test_status_of_an_instrument(name: str, day: str, expected: tuple[bool, bool, bool]) -> None:
    found = base().status(name, day)
    assert (found["codified"], found["enforced"], found["rescinded"]) == expected
    assert base().status(name, date.fromisoformat(day)) == found


def test_status_of_nothing() -> None:
    with pytest.raises(InputError, match="unknown instrument 'nwe'") as found:
        base().status("nwe", DAY)
    assert found.value.hint == "did you mean 'new'?"


def test_overlays_add_provisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "stricter"
    overlay.mkdir()
    (overlay / "policy.yaml").write_text(
        "- {id: OURS, effect: prohibits, instrument: old, when: screened = FALSE}\n", encoding="utf-8"
    )
    book = Rulebook.load(BASE, [overlay])
    assert book.source.provisions["OURS"].place == "stricter/policy.yaml:1"
    assert book.sha256 != base().sha256
    monkeypatch.chdir(overlay)
    assert Rulebook.load(BASE, ["."]).source.provisions["OURS"].place == "stricter/policy.yaml:1"


def test_check_tells_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(BASE)]) == 0
    out = capsys.readouterr().out
    assert (
        out
        == f"{len(base().source.provisions)} provisions, {len(base().calendar.days)} stretches of days: all compile\n"
    )


def test_check_tells_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "copy")
    (tmp_path / "copy" / "proposed" / "draft.yaml").write_text(
        "- {id: D, effect: requires, instrument: draft, when: item.tpp > late}\n", encoding="utf-8"
    )
    with (tmp_path / "copy" / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write("- {id: late, unit: TPP, values: [{from: 2030-01-01, value: 1}]}\n")
    assert main([str(tmp_path / "copy")]) == 2
    assert "parameter 'late' has no value on 2022-10-07" in capsys.readouterr().err


def test_check_as_a_program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["check", str(BASE)])
    monkeypatch.delitem(sys.modules, "lockgate.compiler.check")
    with pytest.raises(SystemExit) as found:
        runpy.run_module("lockgate.compiler.check", run_name="__main__")
    assert found.value.code == 0
    assert "all compile" in capsys.readouterr().out


def test_the_built_in_rulebook_compiles(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "all compile" in capsys.readouterr().out
