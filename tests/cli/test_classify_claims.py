"""`lockgate classify` and `lockgate claims` as a user sees them."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("classify_h100.txt", ["classify", "H100 SXM"], 0),
        ("classify_open.txt", ["classify", "aws-trainium-1"], 40),
        ("classify_figures.txt", ["classify", "--tpp", "3000", "--die-area", "700", "--marketed-datacenter", "yes"], 0),
        ("claims_320k.txt", ["claims", "tier two may purchase 320k GPUs"], 0),
        ("claims_none.txt", ["claims", "football", "season", "starts", "in", "august"], 0),
        ("claims.txt", ["claims"], 0),
    ],
)
def test_what_is_printed(
    name: str, arguments: list[str], code: int, lockgate: Callable[..., Ran], golden: Callable[[str, str], None]
) -> None:
    ran = lockgate(*arguments)
    assert ran.code == code, ran.err
    golden(name, ran.out)


def test_json_csv_and_table(lockgate: Callable[..., Ran]) -> None:
    found = json.loads(lockgate("classify", "nvidia-h100-sxm", "--kind", "server", "--circuits", "8", "--json").out)
    assert found["versions"][-1]["eccn"] == "4A090.a"
    rows = list(csv.DictReader(io.StringIO(lockgate("classify", "--all", "--csv").out)))
    by_id = {row["id"]: row for row in rows}
    assert by_id["nvidia-h100-sxm"]["class_from_2023-11-17"] == "3A090.a"
    assert by_id["amd-mi308x"]["tpp_low"] == ""
    listed = lockgate("classify", "--all", "--sort", "class").out
    assert "nvidia-h100-sxm" in listed
    table = json.loads(lockgate("classify", "--all", "--json").out)
    assert table["schema"] == "lockgate.classified-catalogue/1"
    claims = json.loads(lockgate("claims", "D11-1", "--json").out)
    assert claims["claims"][0]["verdict"] == "wrong"


def test_the_day_sets_the_exit_code(lockgate: Callable[..., Ran]) -> None:
    assert lockgate("classify", "aws-trainium-1", "--as-of", "2023-01-01").code == 0
    assert lockgate("classify", "aws-trainium-1", "--reading", "tf32_bits=32").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["classify"], "nothing to classify"),
        (["classify", "H1000 sxm"], "did you mean nvidia-h100-sxm"),
        (["classify", "H100"], "one of nvidia-h100-sxm"),
        (["classify", "--tpp", "abc"], "--tpp"),
        (["classify", "--die-area", "-1", "--tpp", "4000"], "--die-area"),
        (["classify", "--bits", "16"], "needs a rate"),
        (["classify", "nvidia-h100-sxm", "--kind", "serverr"], "did you mean server"),
        (["classify", "nvidia-h100-sxm", "--marketed-datacenter", "maybe"], "yes, no or unknown"),
        (["classify", "nvidia-h100-sxm", "--all"], "without the catalogue"),
        (["classify", "--all", "--sort", "tp"], "did you mean tpp"),
        (["classify", "--chart", "x.gif"], ".svg or .png"),
        (["classify", "--chart", "no/such/folder/x.svg"], "cannot write"),
        (["classify", "nvidia-h100-sxm", "--as-of", "2025-13-01"], "no date"),
        (["classify", "nvidia-h100-sxm", "--as-of", "2021-01-01"], "before this rulebook begins"),
        (["classify", "--chart", "no/such/folder/x.svg", "--as-of", "2021-01-01"], "before this rulebook begins"),
    ],
)
def test_bad_input(arguments: list[str], said: str, lockgate: Callable[..., Ran]) -> None:
    ran = lockgate(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_chart_is_written(lockgate: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "chips.svg"
    assert lockgate("classify", "--chart", str(path), "--as-of", "2024-06-01").code == 0
    assert "2024-06-01" in path.read_text(encoding="utf-8")


def test_a_judgement_that_lapsed_gives_40(lockgate: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "claims.yaml").write_text(
        '- {id: ours, claim: x, says: "It is {n}.", sources: [T-2], values: {n: {parameter: tpp_a1, on: 2025-06-01}},'
        " checks: [{shows: contradicts, says: y, parameter: {id: tpp_a1, on: 2025-06-01, is: 5000}}]}\n",
        encoding="utf-8",
    )
    ran = lockgate("claims", "ours", "--with", str(tmp_path))
    assert ran.code == 40
    assert "no longer follows" in ran.out
    assert "4,800" in ran.out
