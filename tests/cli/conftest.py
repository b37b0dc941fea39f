"""One way to run the command, and answers that were looked at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from lockgate.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
WIDTH = "100"


@dataclass(frozen=True)
class Ran:
    """What a run of the command gave."""

    code: int
    out: str
    err: str


Lockgate = "Callable[..., Ran]"


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compiled parts, kept over the tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def lockgate(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs the command in this process, from the folder of the project, with a fixed width."""
    monkeypatch.chdir(ROOT)
    env = {"COLUMNS": WIDTH, "NO_COLOR": "1", "LOCKGATE_CACHE": str(cache), "LOCKGATE_DEBUG": ""}

    def run(*arguments: str, stdin: str | bytes | None = None, **more: str) -> Ran:
        result = CliRunner(env={**env, **more}).invoke(app, list(arguments), input=stdin, prog_name="lockgate")
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


_MOVING = (
    (re.compile(r"sha256 [0-9a-f]{12,}"), "sha256 ..."),
    (re.compile(r'"sha256": "[0-9a-f]{64}"'), '"sha256": "..."'),
    (re.compile(r"\([0-9a-f]{12}\)"), "(...)"),
    (re.compile(r"\b2\d{3}\.\d{1,2}\.\d{1,2}\b"), "VERSION"),
    (re.compile(r"^\d+( provisions, )\d+( stretches)", re.M), r"N\1N\2"),
)


def steady(text: str) -> str:
    """Text without what changes at every edit of the rulebook."""
    for pattern, word in _MOVING:
        text = pattern.sub(word, text)
    return text


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares with a recorded answer; `make golden` records anew."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        shown = steady(text)
        if request.config.getoption("--record", default=False):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(shown, encoding="utf-8")
        assert path.is_file(), f"{name} was never recorded: make golden"
        assert shown == path.read_text(encoding="utf-8"), f"{name} differs: look at it, then make golden"

    return check
