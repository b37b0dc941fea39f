"""Looking up the law, schemas, templates and the doctor."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest

from lockgate.cli import doctor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHOWN = {
    "740.29": ("740.29",),
    "requirement": ("742.6-a-6-iii-A",),
    "code": ("NAC",),
    "tag": ("hq_rule",),
    "many": ("licence",),
    "flag": ("kyc-28",),
    "truth": ("subject_to_ear",),
    "reading": ("lpp_740_2",),
    "definition": ("macau_d5_owned",),
    "list": ("hardware_kinds",),
    "parameter": ("lpp_annual_limit",),
    "group": ("macau_or_d5",),
    "instrument": ("affiliates-2025",),
    "fact": ("circuit.tpp",),
    "collection": ("recipients",),
    "entry": ("4E091",),
    "stage": ("level",),
    "proposal": ("draft-2026-chips",),
    "limit": ("748.15-nveu-ceiling",),
}


@pytest.mark.parametrize("name", SHOWN)
def test_show(lockgate: Callable[..., Any], name: str) -> None:
    ran = lockgate("rules", "show", *SHOWN[name])
    assert (ran.code, ran.err) == (0, "")
    assert SHOWN[name][0] in ran.out
    assert all(len(line) <= 100 for line in ran.out.splitlines())


def test_show_of_one_provision(lockgate: Callable[..., Any], golden: Callable[[str, str], None]) -> None:
    golden("rules/show-740.29.txt", lockgate("rules", "show", "740.29").out)


def test_timeline(lockgate: Callable[..., Any], golden: Callable[[str, str], None]) -> None:
    golden("rules/timeline-2025.txt", lockgate("rules", "timeline", "--from", "2025-01-01", "--to", "2025-12-31").out)
    rows = [json.loads(line) for line in lockgate("rules", "timeline", "--json").out.splitlines()]
    days = [row["day"] for row in rows]
    assert days == sorted(days)
    assert {"published", "effective", "compliance", "suspended", "not enforced", "ended", "expected"} <= {
        row["what"] for row in rows
    }


def test_list(lockgate: Callable[..., Any]) -> None:
    rows = [json.loads(line) for line in lockgate("rules", "list", "--effect", "authorizes", "--json").out.splitlines()]
    assert {"AIA", "ACM", "LPP", "NAC", "ACA", "HBM", "LICENCE"} <= {row["code"] for row in rows}
    shown = lockgate("rules", "list", "--part", "740")
    assert "740.29" in shown.out
    assert "744.11" not in shown.out
    assert "provisions" in shown.out.splitlines()[-1]


def test_coverage(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    lacking = lockgate("rules", "coverage", "--rulebook", str(_small(tmp_path)))
    assert lacking.code == 2
    assert "says nothing about its coverage" in lacking.err
    text = "modelled:\n- {id: D-1, provisions: [house-1]}\nnot_encoded:\n- {id: D-2, reason: not about items}\n"
    (tmp_path / "small" / "coverage.yaml").write_text(text, encoding="utf-8")
    shown = lockgate("rules", "coverage", "--rulebook", str(tmp_path / "small"))
    assert "D-2  not about items" in shown.out
    assert "1 modelled, 1 not encoded" in shown.out
    assert json.loads(lockgate("rules", "coverage", "--json", "--rulebook", str(tmp_path / "small")).out)["not_encoded"]
    (tmp_path / "small" / "coverage.yaml").write_text("modelled: [D-1, D-3]\nnot_encoded: []\n", encoding="utf-8")
    assert "D-1, D-3" in lockgate("rules", "coverage", "--rulebook", str(tmp_path / "small")).out
    (tmp_path / "small" / "coverage.yaml").write_text("- D-1\n", encoding="utf-8")
    assert lockgate("rules", "coverage", "--rulebook", str(tmp_path / "small")).code == 2


def _small(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    text = "- {id: small, name: small, version: 1, first_day: 2022-10-07, current_to: 2026-01-01}\n"
    (folder / "rulebook.yaml").write_text(text, encoding="utf-8")
    return folder


def test_check_compiles_every_stretch_of_days(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    folder = _small(tmp_path)
    ran = lockgate("rules", "compile", "--rulebook", str(folder))
    assert (ran.code, ran.err, ran.out) == (0, "", "0 provisions, 1 stretches of days: all compile\n")


def test_schemas(lockgate: Callable[..., Any]) -> None:
    transaction = json.loads(lockgate("schema").out)
    result = json.loads(lockgate("schema", "result").out)
    for schema in (transaction, result):
        jsonschema.Draft202012Validator.check_schema(schema)
    found = json.loads(lockgate("determine", "examples/lpp-switzerland.yaml", "--explain").out)
    jsonschema.validate(found, result)


def test_new_writes_a_transaction_that_can_be_decided(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    assert lockgate("new", str(path)).code == 0
    assert lockgate("determine", str(path)).code in {0, 40}
    again = lockgate("new", str(path))
    assert again.code == 2
    assert "already there" in again.err
    assert lockgate("new", str(path), "--force").code == 0
    assert lockgate("new").out == path.read_text(encoding="utf-8")
    assert "cannot write" in lockgate("new", str(tmp_path / "no" / "my.yaml")).err


def test_version_and_help(lockgate: Callable[..., Any]) -> None:
    assert lockgate("--version").out.startswith("lockgate ")
    assert "determine" in lockgate("--help").out
    assert "Exit codes of determine" in " ".join(lockgate().out.split() or lockgate("--help").out.split())


def test_doctor(lockgate: Callable[..., Any]) -> None:
    found = json.loads(lockgate("doctor", "--json").out)
    assert found["a_decision"].startswith("8 x H100 to Malaysia on 2025-06-01: no_requirement_found")
    assert found["terminal"].startswith("none")
    assert found["schema"] == "lockgate.doctor/1"
    assert "law reviewed to" in lockgate("doctor").out


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [
        (("rules", "list"), "lockgate.provision_listed/1"),
        (("rules", "timeline"), "lockgate.timeline_event/1"),
        (("rules", "coverage"), "lockgate.coverage/1"),
    ],
)
def test_json_names_its_form(lockgate: Callable[..., Any], arguments: tuple[str, ...], schema: str) -> None:
    lines = lockgate(*arguments, "--json").out.splitlines()
    assert {json.loads(line)["schema"] for line in lines} == {schema}


def test_doctor_sees_what_is_odd(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "check the clock" in doctor.review(date(2026, 1, 2), date(2026, 1, 1))
    assert "newer rulebook" in doctor.review(date(2026, 1, 1), date(2026, 6, 1))
    assert doctor.installed("no-such-package-here") == "missing"
    monkeypatch.setenv("LOCKGATE_CACHE", str(tmp_path / "none"))
    assert "not there" in doctor.cache_state()
    monkeypatch.setenv("LOCKGATE_CACHE", str(tmp_path))
    monkeypatch.setattr("os.access", lambda *_: False)
    assert "not writable" in doctor.cache_state()


def test_doctor_describes_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("os.get_terminal_size", lambda: os.terminal_size((80, 24)))
    monkeypatch.setenv("NO_COLOR", "1")
    assert doctor.terminal() == "no colour (NO_COLOR), 80 columns"
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "xterm")
    assert doctor.terminal() == "xterm, 80 columns"
