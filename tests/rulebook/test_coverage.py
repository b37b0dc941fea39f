"""Everything that the sources say is encoded or listed with a reason, and the generated pages are current."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from lockgate import Rulebook
from lockgate.compiler.load import load_yaml, rulebook_files
from lockgate.compiler.rulebook import BUILT_IN
from lockgate.coverage.__main__ import main, wrong
from lockgate.coverage.pages import PROJECT, pages, placed
from lockgate.coverage.report import Report, report
from lockgate.coverage.sources import read_sources

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = PROJECT.parent / "shared" / "regulation"


@pytest.fixture(scope="module")
def found() -> Report:
    return report(Rulebook.load())


def test_every_point_of_the_sources_is_cited_or_has_a_reason(found: Report) -> None:
    assert not found.open_points, "cite them, or give the reason in not_encoded.yaml"


def test_no_record_cites_what_the_sources_do_not_hold(found: Report) -> None:
    assert not found.unknown


def test_what_is_cited_does_not_stand_among_what_is_not_encoded(found: Report) -> None:
    assert not set(found.cited) & set(found.sources.gaps)


def test_every_gap_is_a_point_with_a_reason_in_full(found: Report) -> None:
    for gap in found.sources.gaps.values():
        assert gap.id in found.sources.points, gap.place
        assert gap.reason.endswith("."), gap.place
        assert len(gap.reason.split()) > 5, gap.place


def test_what_answers_a_gap_is_there(found: Report) -> None:
    for gap in found.sources.gaps.values():
        home = PROJECT if gap.where.startswith("docs/") else PROJECT / "src" / "lockgate"
        assert not gap.where or (home / gap.where).exists(), gap.place


def test_every_room_of_provisions_has_a_title(found: Report) -> None:
    assert {section.file.split("/")[0] for section in found.sections} <= set(found.sources.rooms)


def test_generated_pages_are_current(found: Report) -> None:
    for path, content in pages(found).items():
        assert path.read_text(encoding="utf-8") == content, f"{path.name} is stale: python -m lockgate.coverage --write"


def test_the_check_says_the_same(found: Report) -> None:
    assert wrong(found) == []


def test_a_wrong_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--wrong"]) == 2
    assert "usage" in capsys.readouterr().err


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    once = placed("head\n<!-- coverage -->\nold\n<!-- /coverage -->\ntail\n", "new")
    assert once == placed(once, "new")
    assert once.startswith("head\n")
    assert once.endswith("\ntail\n")


def test_the_lists_are_no_law() -> None:
    assert not {"sources.yaml", "not_encoded.yaml", "coverage.yaml"} & {path.name for path in _law()}


def _law() -> list[Path]:
    return rulebook_files(BUILT_IN)


# ---- against the source files themselves, where they are at hand


def _source(name: str) -> str:
    path = SOURCES / name
    if not path.is_file():
        pytest.skip(f"{name} is not at hand")
    return path.read_text(encoding="utf-8")


def _listed(file: str, part: str = "") -> set[str]:
    return {point.id for point in read_sources().points.values() if point.file == file and part in ("", point.part)}


def test_all_facts_of_the_rule_are_listed() -> None:
    text = _source("diffusion-rule.md")
    assert _listed("diffusion-rule.md", "facts") == set(re.findall(r"^(?:\| )?(D-\d+)\b", text, re.MULTILINE))


def test_all_claims_and_conflicts_of_the_rule_are_listed() -> None:
    text = _source("diffusion-rule.md")
    claims, conflicts = text.partition("## 11.")[2].split("## 12.")
    rows = [line for line in claims.splitlines() if line.startswith('| "')]
    assert _listed("diffusion-rule.md", "claims") == {f"D11-{number}" for number in range(1, len(rows) + 1)}
    numbers = re.findall(r"^(\d+)\. ", conflicts, re.MULTILINE)
    assert _listed("diffusion-rule.md", "conflicts") == {f"D12-{number}" for number in numbers}


def test_all_sections_of_the_timeline_are_listed() -> None:
    numbers = re.findall(r"^## (\d+)\. ", _source("ear-timeline.md"), re.MULTILINE)
    assert _listed("ear-timeline.md") == {f"T-{number}" for number in numbers}


def test_all_sections_and_edge_cases_of_classification_are_listed() -> None:
    text = _source("classification.md")
    numbers = re.findall(r"^##+ (\d+(?:\.\d+)?)\.? ", text, re.MULTILINE)
    assert _listed("classification.md", "sections") == {f"C-{number}" for number in numbers}
    edges = re.findall(r"^(\d+)\. \*\*", text.partition("## 7.")[2].partition("## 8.")[0], re.MULTILINE)
    assert _listed("classification.md", "open-points") == {f"C7-{number}" for number in edges}


def test_all_rows_of_the_reconciliation_are_listed() -> None:
    assert _listed("reconciliation.md") == set(re.findall(r"^\| (R\d+) ", _source("reconciliation.md"), re.MULTILINE))


def test_all_dated_values_are_listed() -> None:
    content = yaml.safe_load(_source("parameters.yaml"))
    assert _listed("parameters.yaml") == {row["id"] for row in content["parameters"]}


def test_all_red_flags_are_listed() -> None:
    assert _listed("red-flags.yaml") == {row["id"] for row in yaml.safe_load(_source("red-flags.yaml"))["flags"]}


def test_all_open_questions_of_the_tables_are_listed() -> None:
    count = len(yaml.safe_load(_source("country-groups.yaml"))["open_questions"])
    assert _listed("country-groups.yaml") == {f"G-{number}" for number in range(1, count + 1)}


@pytest.mark.parametrize("name", ["cases-diffusion.yaml", "cases-timeline.yaml"])
def test_every_worked_case_of_the_sources_is_a_case(name: str) -> None:
    content = yaml.safe_load(_source(name))
    wanted = {row["id"] for row in (content["cases"] if isinstance(content, dict) else content)}
    mine: set[str] = set()
    for path in (BUILT_IN / "cases").glob("*/**/*.yaml"):
        mine |= {str(row["id"]) for row in load_yaml(path)}
    assert not wanted - mine
