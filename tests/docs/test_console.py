"""Commands in the pages run, and show what the pages say they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.docs.console import CUT, PROJECT, blocks, commands, current, pages, run

from lockgate import Rulebook

if TYPE_CHECKING:
    from pathlib import Path

ANSWERS = {0, 10, 11, 12, 20, 30, 40}
SHOWN = [
    pytest.param(command, shown, id=f"{page.name}: {command}")
    for page in pages()
    for command, shown in commands(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_a_command_runs_and_shows_what_the_page_says(command: str, shown: list[str]) -> None:
    code, real = run(command)
    assert code in ANSWERS, real
    while shown and not shown[-1]:
        shown = shown[:-1]
    assert shown == current(shown, real), "run python -m tests.docs.console --write"


def test_blocks_are_found_between_their_fences() -> None:
    assert list(blocks("a\n```console\n$ lockgate x\ny\n```\n```sh\nz\n```\n")) == [(2, 4)]


def test_first_and_last_lines_are_kept() -> None:
    assert current(["old", CUT, "old"], ["a", "b", "c"]) == ["a", CUT, "c"]
    assert current(["old"], ["a", "b"]) == ["a"]
    assert current([], ["a"]) == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_provisions_named_among_the_claims_exist() -> None:
    known = Rulebook.load(cached=True).source.provisions
    page = (PROJECT / "docs" / "claims.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w.-]*\d[\w.-]*|status-[\w-]+)`", page)
    assert [name for name in named if name not in known and name != "s5a"] == []


def test_the_pages_keep_to_their_width() -> None:
    for page in (PROJECT / "README.md", PROJECT / "CHANGELOG.md", PROJECT / "CONTRIBUTING.md"):
        long = [line for line in page.read_text(encoding="utf-8").splitlines() if len(line) > 160 and "|" not in line]
        assert not long, page.name


def test_the_program_in_the_readme_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    program = text.partition("```python\n")[2].partition("```")[0]
    exec(compile(program, "README.md", "exec"), {})
    assert capsys.readouterr().out.strip() == program.rpartition("# ")[2].strip()
