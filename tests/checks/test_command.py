"""`lockgate rules check` at the terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import typer
import yaml
from typer.testing import CliRunner

pytest.importorskip("z3", reason="the extra check is not installed")

from tests.checks.support import law

import lockgate
from lockgate.checks import extra
from lockgate.cli import rules_check
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer(rich_markup_mode=None)
app.command()(rules_check.command)
ONE = ["--on", "2025-06-01", "--posture", "codified"]


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, list(words))
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found.exit_code, found.output


def test_nothing_found() -> None:
    code, text = run(*ONE, "--provision", "742.6-a-6-iii-A")
    assert code == 0
    assert "nothing found: 1 provisions, 1 conditions, 1 stretches of days" in text


def test_accepted_findings_do_not_count() -> None:
    code, text = run(*ONE, "--provision", "758.1-always", "--check", "redundant")
    assert code == 0
    assert "accepted: 758.1(b) names E:1 and E:2" in " ".join(text.split())
    assert "nothing found, 1 accepted" in text


def test_findings_and_their_witnesses(tmp_path: Path) -> None:
    folder = tmp_path / "law"
    folder.mkdir()
    code, text = run(
        *ONE,
        "--with",
        str(law(folder)),
        "--provision",
        "T-need",
        "--check",
        "gap",
        "--witness-dir",
        str(tmp_path / "out"),
    )
    assert code == 2
    assert "gap T-need" in text
    (path,) = (tmp_path / "out").iterdir()
    assert "lockgate determine" in path.read_text(encoding="utf-8")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert lockgate.determine({**raw, "as_of": str(raw["as_of"])}).as_of.isoformat() == str(raw["as_of"])


def test_json_and_vectors(tmp_path: Path) -> None:
    target = tmp_path / "vectors.jsonl"
    code, text = run(*ONE, "--provision", "736.2-b-10", "--check", "dead", "--json", "--vectors", str(target))
    assert code == 0
    found = json.loads(text)
    assert found["schema"] == "lockgate.checks/1"
    assert len(target.read_text(encoding="utf-8").splitlines()) == 2 * found["mcdc"]["covered"]
    assert list(tmp_path.iterdir()) == [target]


def test_what_cannot_be_written(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, [*ONE, "--provision", "736.2-b-10", "--vectors", str(tmp_path / "no" / "v.jsonl")])
    assert isinstance(found.exception, InputError)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    found = CliRunner().invoke(app, [*ONE, "--provision", "736.2-b-10", "--witness-dir", str(tmp_path / "file")])
    assert isinstance(found.exception, InputError)


def test_without_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda _: None)
    with pytest.raises(InputError, match="needs the extra check") as found:
        extra.need_solver()
    assert found.value.hint == "pip install 'lockgate[check]'"
