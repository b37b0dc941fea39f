"""The interview on a pipe and on a terminal: its commands, what is kept, how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import steady
from tests.cli.test_process import ROOT, RUN, environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

PAGE = ROOT / "docs" / "asking" / "ask.md"
SALE = ("2026-06-16", "yes", "export", "nvidia-h100-sxm", "Singapore", "Merlion Inference", "SG", "SG")
MISSING = "examples/missing-parent.yaml"


def lines(*answers: str) -> str:
    return "".join(f"{answer}\n" for answer in answers)


def test_from_nothing_to_an_answer(lockgate: Callable[..., Ran], golden: Callable[[str, str], None]) -> None:
    ran = lockgate("ask", stdin=lines(*SALE, "no"))
    assert (ran.code, ran.err) == (0, "")
    golden("ask-sale.txt", ran.out)


def test_the_commands(lockgate: Callable[..., Ran], golden: Callable[[str, str], None]) -> None:
    ran = lockgate("ask", MISSING, stdin=lines("?", "Singapur", "SG", "no", "", "show", "-", "help", "why", "quit"))
    assert ran.code == 0
    ran = lockgate("ask", MISSING, stdin=lines("?", "Singapur", "-", "", "show", "", "", "no"))
    assert ran.code == 40
    golden("ask-commands.txt", ran.out)


def test_going_back_and_stating_a_fact(lockgate: Callable[..., Ran]) -> None:
    ran = lockgate("ask", MISSING, stdin=lines("destination = CN", "-", "nonsense = CN", "back", "SG", "no"))
    assert "Now: a licence is required." in ran.out
    ran = lockgate("ask", stdin=lines("2026-06-16", "-", "2026-06-17", "destination = Malaysia", "nonsense = MY"))
    assert "Taken back." in ran.out
    assert "there is no fact 'nonsense'" in ran.out
    assert "as_of: 2026-06-17" in ran.out
    assert "destination: MY" in ran.out


def test_nobody_knows(lockgate: Callable[..., Ran]) -> None:
    ran = lockgate("ask", MISSING, stdin=lines("unknown"))
    assert ran.code == 40
    assert "Still open, and who would know:" in ran.out
    assert "consignee.ultimate_parent.headquarters: Where is the ultimate parent" in ran.out
    assert "headquarters: unknown" in ran.out


def test_json_alone_stands_on_standard_output(lockgate: Callable[..., Ran]) -> None:
    ran = lockgate("ask", MISSING, "--json", stdin=lines("SG", "no"))
    assert json.loads(ran.out)["outcome"] == "no_requirement_found"
    assert "1. Where is the ultimate parent" in ran.err


def test_what_is_decided_is_not_asked_about(lockgate: Callable[..., Ran]) -> None:
    ran = lockgate("ask", "examples/h200-china.yaml", stdin="")
    assert ran.code == lockgate("determine", "examples/h200-china.yaml").code
    assert "1. " not in ran.out
    assert "transaction file" not in ran.out


def test_answers_are_kept_after_each(lockgate: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    ran = lockgate("ask", "--out", str(path), stdin=lines(*SALE[:3]))
    assert ran.code == 40
    assert f"go on with: lockgate ask {path} --save" in ran.out
    assert "activity: export" in path.read_text(encoding="utf-8")
    again = lockgate("ask", str(path), "--save", stdin=lines(*SALE[3:], "no"))
    assert again.code == 0
    assert "Stated already: as_of = 2026-06-16, base = ordinary-course" in again.out
    assert "4. " in again.out
    assert lockgate("determine", str(path)).code == 0
    assert [one.name for one in tmp_path.iterdir()] == ["mine.yaml"]


def test_the_options_that_a_file_does_not_keep_are_named(lockgate: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    look = ("--posture", "codified", "--known-at", "2026-06-20", "--reading", "lpp_740_2=lenient")
    ran = lockgate("ask", "--out", str(path), *look, stdin=lines(*SALE[:3]))
    assert f"lockgate ask {path} --save {' '.join(look)}\n" in ran.out
    assert f"lockgate determine {path} {' '.join(look)}\n" in ran.out
    bare = lockgate("ask", "--posture", "codified", stdin=lines(*SALE[:3]))
    assert "lockgate determine FILE --posture codified\n" in bare.out
    assert "lockgate determine" not in lockgate("ask", stdin=lines(*SALE[:1], "quit")).out


def test_flags_are_listed_by_a_command_that_has_the_option(lockgate: Callable[..., Ran]) -> None:
    ran = lockgate("ask", MISSING, stdin=lines("SG", "no"))
    assert "are not answered; lockgate determine FILE --flags lists them" in " ".join(ran.out.split())


def test_a_question_about_lists_says_that_none_is_an_answer(lockgate: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "sale.yaml"
    party = "{name: A, location: SG, headquarters: SG, ultimate_parent: SG}"
    facts = "as_of: 2025-06-01\nactivity: export\norigin: US\ndestination: SG\nitem: {chip: nvidia-h100-sxm}\n"
    path.write_text(f"{facts}parties: {{consignee: {party}}}\n", encoding="utf-8")
    ran = lockgate("ask", str(path), "--base", "none", "--posture", "codified", stdin=lines(*["unknown"] * 20))
    asked = ran.out.partition("consignee.lists (words;")[2].split("\n\n")[0]
    assert "answer: words with commas between them, or none" in " ".join(asked.split())


def test_a_blank_template_begins_blank(lockgate: Callable[..., Ran], tmp_path: Path) -> None:
    path = str(tmp_path / "x.yaml")
    assert lockgate("new", path).code == 0
    ran = lockgate("ask", path, "--save", stdin=lines(*SALE, "no"))
    assert ran.code == 0
    assert "holds only the examples of `lockgate new`" in ran.out
    assert "destination: SG" in Path(path).read_text(encoding="utf-8")


def test_unknown_facts_are_asked_again_only_if_wanted(lockgate: Callable[..., Ran], tmp_path: Path) -> None:
    path = str(tmp_path / "x.yaml")
    lockgate("ask", MISSING, "--out", path, stdin=lines("unknown"))
    assert "1. " not in lockgate("ask", path, stdin="").out
    assert "1. Where is the ultimate parent" in lockgate("ask", path, "--again", stdin="").out


def test_one_line_of_an_order_file(lockgate: Callable[..., Ran]) -> None:
    assert lockgate("ask", "examples/orders.csv", stdin="").code == 2
    ran = lockgate("ask", "examples/orders.csv", "--line", "2", stdin="")
    assert ran.code in {0, 10, 11, 12, 20, 30, 40}


@pytest.mark.parametrize("base", ["none", "ordinary-course"])
def test_the_baseline_may_be_an_option(lockgate: Callable[..., Ran], base: str) -> None:
    ran = lockgate("ask", "--base", base, "--as-of", "2026-06-16", stdin=lines("quit"))
    assert "1. What is done with the item" in ran.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-",), "standard input holds the answers"),
        (("nowhere.yaml",), "cannot read the file"),
        (("--save",), "there is no FILE"),
        ((MISSING, "--save", "--out", "x.yaml"), "name two places"),
        (("examples/orders.csv", "--line", "2", "--save"), "cannot be written back"),
        (("--out", "examples/h200-china.yaml"), "already there"),
        (("--out", "x.json"), "kept as YAML"),
        (("--out", "nowhere/x.yaml"), "no such folder"),
        (("--base", "nonsense"), "no baseline"),
        (("--posture", "codifed"), "posture"),
        (("--as-of", "1999-01-01"), "before this rulebook begins"),
    ],
)
def test_bad_input(lockgate: Callable[..., Ran], arguments: tuple[str, ...], message: str) -> None:
    ran = lockgate("ask", *arguments, stdin="")
    assert ran.code == 2
    assert message in ran.err


def test_steps_are_offered(lockgate: Callable[..., Ran]) -> None:
    ran = lockgate(
        "ask", "examples/lpp-switzerland.yaml", "--posture", "codified", stdin=lines("yes", "yes", "refused")
    )
    assert "steps before shipment are open" in ran.out
    assert "lpp_certificate" in ran.out


def test_the_other_posture_may_be_asked_for(lockgate: Callable[..., Ran]) -> None:
    ran = lockgate("ask", stdin=lines(*SALE, "yes", "8", "direct", "quit"))
    assert "in the codified posture it is still open" in ran.out


def test_an_interrupt_keeps_the_answers(cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    # a shell starts what runs in its background with interrupts ignored, and a test may run there
    wake = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = f"{wake}; from lockgate.cli.main import run; run()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "ask", "--out", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(cache),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(lines("2026-06-16", "yes"))
        process.stdin.flush()
        assert any("3. " in line for line in iter(process.stdout.readline, ""))
        process.send_signal(signal.SIGINT)
        assert "Your answers are in" in process.stdout.read()
    assert process.returncode == 130
    assert "base: ordinary-course" in path.read_text(encoding="utf-8")


def test_a_terminal_of_its_own(cache: Path) -> None:
    pty = pytest.importorskip("pty", reason="only POSIX has terminals of its own to open")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*RUN, "ask", str(ROOT / MISSING)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(cache, COLUMNS="100"),
    ) as process:
        os.close(theirs)
        shown = ""
        while "> " not in shown:
            shown += os.read(ours, 65536).decode()
        os.write(ours, b"SG\n")
        try:
            while part := os.read(ours, 65536):
                shown += part.decode()
        except OSError:
            pass
    os.close(ours)
    assert process.returncode == 0
    assert "no licence requirement was found" in shown


def test_the_transcript_of_the_page_is_what_happens(lockgate: Callable[..., Ran]) -> None:
    for command, shown in re.findall(
        r"```text\n\$ lockgate (ask.*)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    ):
        answers = [line.removeprefix("> ") for line in shown.splitlines() if line.startswith(">")]
        real = lockgate(*command.split(), stdin=lines(*answers)).out
        head, _, tail = steady(shown).partition("\n...\n")
        assert steady(real).startswith(head), command
        assert tail in steady(real), command
