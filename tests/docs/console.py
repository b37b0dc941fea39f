"""The ``console`` blocks of the pages: commands with the output that they show.

Below a command stand the first lines of its output, as many as the page wants to show; after a line ``...`` may stand
its last lines. `python -m tests.docs.console --write` brings all of them up to date.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from lockgate.compiler.rulebook import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROJECT = BUILT_IN.parents[2]
FENCE, PROMPT, CUT = "```console", "$ lockgate ", "..."
WIDTH = "100"


def pages() -> list[Path]:
    """Every page of the documentation."""
    return [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").rglob("*.md"))]


def run(command: str) -> tuple[int, list[str]]:
    """Exit code and lines of one command, given without the prompt."""
    program = "from lockgate.cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", program, *shlex.split(command)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
    )
    return done.returncode, [line.rstrip() for line in (done.stdout or done.stderr).splitlines()]


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """First and last line (exclusive) of what stands inside each console block."""
    start = None
    for number, line in enumerate(text.splitlines()):
        if line.startswith("```"):
            if start is not None:
                yield start, number
            start = number + 1 if start is None and line == FENCE else None if start is not None else start


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a page, with the output that stands below it."""
    lines = text.splitlines()
    for start, end in blocks(text):
        at = [number for number in range(start, end) if lines[number].startswith(PROMPT)]
        for number, following in zip(at, [*at[1:], end], strict=True):
            yield lines[number].removeprefix(PROMPT), lines[number + 1 : following]


def current(shown: list[str], real: list[str]) -> list[str]:
    """The output as it should be shown: as many first and last lines as now."""
    while shown and not shown[-1]:
        shown = shown[:-1]
    if not shown:
        return []
    if CUT not in shown:
        return real[: len(shown)]
    cut = shown.index(CUT)
    last = len(shown) - cut - 1
    return [*real[:cut], CUT, *(real[-last:] if last else [])]


def refreshed(text: str) -> str:
    """The page with the output of its commands made anew."""
    lines = text.splitlines()
    found = lines[:0]
    done = 0
    for start, end in blocks(text):
        found += lines[done:start]
        at = [number for number in range(start, end) if lines[number].startswith(PROMPT)]
        for number, following in zip(at, [*at[1:], end], strict=True):
            _, real = run(lines[number].removeprefix(PROMPT))
            shown = current(lines[number + 1 : following], real)
            found += [lines[number], *shown, *([""] if shown and following != end else [])]
        done = end
    return "\n".join([*found, *lines[done:]]) + "\n"


def main(arguments: list[str]) -> int:
    """Refresh every page with ``--write``."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        fresh = refreshed(text) if FENCE in text else text
        if arguments == ["--write"] and fresh != text:
            page.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
