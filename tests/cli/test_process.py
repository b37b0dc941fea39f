"""The command as its users run it: a process, a terminal, a pipe, and every command of the documents."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = (sys.executable, "-m", "lockgate.cli.main")
ORDER = str(ROOT / "examples" / "h100-malaysia.yaml")


def environment(cache: Path, **more: str) -> dict[str, str]:
    """The surroundings of a run."""
    kept = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "COLUMNS", "FORCE_COLOR"}}
    return {**kept, "LOCKGATE_CACHE": str(cache), "TERM": "xterm-256color", **more}


def run(cache: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a pipe."""
    return subprocess.run(
        [*RUN, *arguments], capture_output=True, text=True, env=environment(cache, **more), check=False
    )


def on_terminal(cache: Path, *arguments: str, **more: str) -> str:
    """Run the command on a terminal of its own, and give what it shows."""
    pty = pytest.importorskip("pty", reason="only POSIX has terminals of its own to open")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*RUN, *arguments], stdout=theirs, stderr=theirs, env=environment(cache, COLUMNS="100", **more)
    ):
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
    os.close(ours)
    return shown.decode()


def test_a_pipe_gives_one_line_of_json(cache: Path) -> None:
    ran = run(cache, "determine", ORDER)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["schema"] == "lockgate.determination/1"
    assert ran.stdout.count("\n") == 1


def test_a_terminal_gives_words_in_colour(cache: Path) -> None:
    shown = on_terminal(cache, "determine", ORDER)
    assert "no licence requirement was found" in shown
    assert "\x1b[" in shown


def test_no_color_is_respected(cache: Path) -> None:
    assert "\x1b[" not in on_terminal(cache, "determine", ORDER, NO_COLOR="1").replace("\x1b[1m", "").replace(
        "\x1b[0m", ""
    ).replace("\x1b[2m", "").replace("\x1b[1;2m", "")


def test_json_on_a_terminal_is_laid_out(cache: Path) -> None:
    shown = on_terminal(cache, "determine", ORDER, "--json").replace("\r\n", "\n")
    assert json.loads(shown)["outcome"] == "no_requirement_found"
    assert shown.startswith('{\n  "schema"')


def test_long_files_show_how_far_they_are(cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(
        "date,activity,chip,ship to\n" + "2025-06-01,storage,nvidia-rtx-2080-ti,US\n" * 500, encoding="utf-8"
    )
    assert "deciding" in on_terminal(cache, "determine", str(path), "--json")


def test_output_that_cannot_be_encoded_is_replaced(cache: Path) -> None:
    ran = run(cache, "determine", ORDER, "--table", PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_closed_pipe_is_no_fault(cache: Path) -> None:
    command = f'"{sys.executable}" -m lockgate.cli.main determine "{ROOT}/examples/orders.csv" 2>/dev/null | head -1'
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environment(cache), check=False)
    assert ran.stdout.count("\n") == 1
    assert "Traceback" not in ran.stderr


def test_plain_options_load_no_validation_library(cache: Path) -> None:
    run(cache, "determine", ORDER)
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", *RUN[1:], "determine", ORDER],
        capture_output=True,
        text=True,
        env=environment(cache),
        check=False,
    )
    loaded = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert not {"pydantic", "sqlglot", "openpyxl", "rich.console"} & loaded


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_completes(cache: Path, shell: str) -> None:
    words = {"COMP_WORDS": "lockgate det", "COMP_CWORD": "1", "_TYPER_COMPLETE_ARGS": "lockgate det"}
    more = {"_LOCKGATE_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_FISH_ACTION": "get-args", **words}
    ran = run(cache, **more)
    assert "determine" in ran.stdout


def test_completion_can_be_shown(cache: Path) -> None:
    ran = run(cache, "--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert "complete -o default -F" in ran.stdout


def test_the_demo_runs(cache: Path) -> None:
    names = environment(cache, COLUMNS="110")
    names["PATH"] = f"{_shim(cache)}{os.pathsep}{names['PATH']}"
    ran = subprocess.run(["sh", "examples/demo.sh"], cwd=ROOT, capture_output=True, text=True, env=names, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    for part in ("Summary", "Rejected rows", "Proof", "What to try next"):
        assert part in ran.stdout


def _shim(folder: Path) -> Path:
    """A folder with the command `lockgate` of this interpreter."""
    where = folder / "bin"
    where.mkdir(exist_ok=True)
    script = where / "lockgate"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lockgate.cli.main "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return where


DOCUMENTS = [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if path.is_file()]
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_of_the_documents_run(path: Path, cache: Path, tmp_path: Path) -> None:
    for name in ("examples", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    names = environment(cache, COLUMNS="110")
    names["PATH"] = f"{_shim(cache)}{os.pathsep}{names['PATH']}"
    blocks = _BLOCK.findall(path.read_text(encoding="utf-8"))
    commands = [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ lockgate")]
    for command in commands:
        ran = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, env=names, check=False
        )
        assert ran.returncode not in {1, 2, 127}, f"{command}\n{ran.stderr}"
        assert "Traceback" not in ran.stderr
