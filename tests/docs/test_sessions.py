"""The ``shell-session`` blocks of the pages: commands that leave files behind, run in order in their own folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.docs.console import PROJECT, PROMPT, WIDTH, current

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = re.compile(r"(?<=```shell-session\n).*?(?=```)", re.DOTALL)
PAGES = [page for page in sorted((PROJECT / "docs").rglob("*.md")) if BLOCK.search(page.read_text(encoding="utf-8"))]
ANSWERS = {0, 10, 11, 12, 20, 30, 40}


def run(command: str, folder: Path) -> list[str]:
    env = {**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    path = [str(PROJECT / "src"), os.environ.get("PYTHONPATH", "")]
    env["PYTHONPATH"] = os.pathsep.join(part for part in path if part)
    program = [sys.executable, "-m", "lockgate", *shlex.split(command)]
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False, env=env)
    assert done.returncode in ANSWERS, done.stderr
    return [line.rstrip() for line in done.stdout.splitlines()]


def again(block: str, folder: Path) -> str:
    """The block with the output of its commands made anew."""
    found: list[str] = []
    for part in block.split(PROMPT)[1:]:
        command, *shown = part.rstrip("\n").split("\n")
        found += [PROMPT + command, *current(shown, run(command, folder))]
    return "\n".join(found) + "\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_sessions_show_what_they_do(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    (tmp_path / "examples").symlink_to(PROJECT / "examples")
    text = page.read_text(encoding="utf-8")
    fresh = BLOCK.sub(lambda match: again(match[0], tmp_path), text)
    if request.config.getoption("--record", default=False):
        page.write_text(fresh, encoding="utf-8")
    assert fresh == page.read_text(encoding="utf-8"), "run pytest tests/docs/test_sessions.py --record"


def test_programs_of_the_pages_print_what_they_say(capsys: pytest.CaptureFixture[str]) -> None:
    text = (PROJECT / "docs" / "asking" / "memo.md").read_text(encoding="utf-8")
    program = text.partition("```python\n")[2].partition("```")[0]
    exec(compile(program, "memo.md", "exec"), {})
    assert capsys.readouterr().out.strip() == program.rpartition("# ")[2].strip()
