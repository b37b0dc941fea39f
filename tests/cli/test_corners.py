"""What happens rarely: mixed files, odd input streams, and the entry point."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lockgate.cli import determine, main

if TYPE_CHECKING:
    from collections.abc import Callable

MIXED = """
- {id: a, as_of: 2025-06-01, subject: holder, holder: {veu: nveu, country: AE, installed_tpp: 1}}
- {id: b, as_of: 2025-06-01, destination: {one_of: [CN, MY]}, activity: export, item: {chip: nvidia-h100-sxm}}
- {id: c, as_of: 2025-06-01, activity: export, item: {chip: nvidia-h100-sxm}}
"""
HOLDER = "{as_of: 2024-01-01, subject: holder, holder: {veu: nveu, country: AE, installed_tpp: 1}}"


def test_questions_of_several_kinds_in_one_file(lockgate: Callable[..., Any]) -> None:
    ran = lockgate("determine", "-", "--table", "--posture", "codified", stdin=MIXED)
    assert "questions about limits" in ran.out
    assert "CN/MY" in ran.out
    assert " ? " in ran.out


def test_a_holder_before_there_were_limits(lockgate: Callable[..., Any]) -> None:
    ran = lockgate("determine", "-", "--table", stdin=HOLDER)
    assert "no limit in force concerns this" in ran.out


def test_standard_input_that_is_not_text(lockgate: Callable[..., Any]) -> None:
    ran = lockgate("determine", "-", stdin=b"note: \xff\xfe")
    assert (ran.code, ran.err) == (2, "error: standard input: this is not UTF-8 text (send it as UTF-8)\n")


def test_exempt_requirements_say_what_removed_them(lockgate: Callable[..., Any]) -> None:
    order = """
as_of: 2026-07-20
activity: export
origin: US
destination: AE
base: ordinary-course
item: {chip: nvidia-gb200, kind: server, circuits: 4, quantity: 2}
parties: {consignee: {location: AE, headquarters: AE, ultimate_parent: AE, lists: [supp8_companies]}}
"""
    assert "removed by" in lockgate("determine", "-", "--table", stdin=order).out


def test_the_entry_point_leaves_with_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main.run(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("lockgate ")


def test_a_closed_pipe_ends_quietly(lockgate: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("lockgate.cli.determine.open_rulebook", closed)
    assert lockgate("determine", "examples/h100-malaysia.yaml").code == 0


def test_long_files_get_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    rows: Any = [(1, None), (2, None)]
    assert list(determine._progress(iter(rows), 1000)) == rows


def test_rejected_rows_have_their_own_schema(lockgate: Callable[..., Any]) -> None:
    ran = lockgate("determine", "-", stdin="[{id: x, destination: Narnia}, {id: y, as_of: 2025-06-01}]")
    rejected = json.loads(ran.out.splitlines()[1])
    assert (rejected["schema"], rejected["id"], rejected["problems"][0]["message"]) == (
        "lockgate.rejected/1",
        "x",
        "unknown country 'Narnia'",
    )
