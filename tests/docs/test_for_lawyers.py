"""The worked example for lawyers: its files, laid over the rulebook, compile, and its cases come out."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.rulebook.cases import differences

import lockgate
from lockgate.compiler.load import load_yaml
from lockgate.compiler.rulebook import BUILT_IN
from lockgate.compiler.timeline import POSTURES

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (BUILT_IN.parents[2] / "docs" / "for-lawyers.md").read_text(encoding="utf-8")
FILES = re.findall(r"```yaml\n# overlay: (\S+)\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "overlay"
    for name, text in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_the_overlay_compiles_around_its_first_day(overlay: Path) -> None:
    book = lockgate.Rulebook.load(overlays=[overlay])
    for day in (date(2026, 8, 31), date(2026, 9, 1)):
        for posture in POSTURES:
            rules = {rule.id for rule in book.unit(day, posture).rules}
            assert ("letter-acme-2026-09" in rules) == (day.month == 9)


def test_its_cases_come_out(overlay: Path) -> None:
    cases = [case for path in sorted((overlay / "cases").rglob("*.yaml")) for case in load_yaml(path)]
    assert len(cases) == 4
    for case in cases:
        found = lockgate.determine(case["transaction"], posture=case["posture"], overlays=[overlay])
        assert differences(case, found, case["expect"]) == [], case["id"]


def test_without_the_overlay_nothing_is_required(overlay: Path) -> None:
    case = load_yaml(overlay / "cases" / "notices" / "letter_acme.yaml")[0]
    assert lockgate.determine(case["transaction"]).outcome == "no_requirement_found"
