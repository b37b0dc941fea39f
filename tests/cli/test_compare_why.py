"""`lockgate compare` and `lockgate why` as a user runs them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

LPP = "examples/lpp-switzerland.yaml"
COMPARED = {
    "day": (
        "examples/lpp-switzerland.yaml",
        "--posture",
        "codified",
        "--as-of",
        "2025-05-12",
        "--and-as-of",
        "2025-05-15",
    ),
    "posture": ("examples/h100-malaysia.yaml", "--and-posture", "codified"),
    "files": ("examples/h100-malaysia.yaml", "examples/hq-rule-singapore.yaml"),
    "reading": ("examples/three-items.yaml", "--posture", "codified", "--and-reading", "lpp_740_2=lenient"),
    "overlay": ("examples/h100-malaysia.yaml", "--and-with", "examples/overlay/company"),
    "same": ("examples/h100-malaysia.yaml", "--and-as-of", "2026-06-16"),
    "lines": ("examples/three-items.yaml", "examples/h100-malaysia.yaml"),
    "holder": ("examples/holder-uveu.yaml", "--posture", "codified", "--and-posture", "enforced"),
}
ASKED = {
    "aia": ("examples/lpp-switzerland.yaml", "--posture", "codified", "--not", "AIA"),
    "fits": ("examples/lpp-switzerland.yaml", "--posture", "codified", "--not", "lpp"),
    "figures": ("examples/lpp-over-limit.yaml", "--posture", "codified", "--not", "LPP"),
    "nac": ("examples/h200-china.yaml", "--not", "NAC"),
    "authorized": ("examples/h200-china.yaml", "--not", "authorized"),
    "dormant": ("examples/h100-malaysia.yaml", "--not", "AIA"),
    "open": ("examples/missing-parent.yaml",),
    "none-needed": ("examples/h100-malaysia.yaml",),
    "requirement": ("examples/hq-rule-singapore.yaml", "--not", "no_requirement_found"),
    "stricter": ("examples/h100-malaysia.yaml", "--not", "licence_required"),
    "items": ("examples/three-items.yaml", "--posture", "codified", "--not", "LPP"),
}


@pytest.mark.parametrize("name", COMPARED)
def test_comparisons_read_as_they_did(
    name: str, lockgate: Callable[..., Ran], golden: Callable[[str, str], None]
) -> None:
    ran = lockgate("compare", *COMPARED[name])
    assert ran.code == 0, ran.err
    golden(f"compare-{name}.txt", ran.out)


@pytest.mark.parametrize("name", ASKED)
def test_reasons_read_as_they_did(name: str, lockgate: Callable[..., Ran], golden: Callable[[str, str], None]) -> None:
    ran = lockgate("why", *ASKED[name])
    assert ran.code == 0, ran.err
    golden(f"why-{name}.txt", ran.out)


@pytest.mark.parametrize(("command", "arguments"), [("compare", COMPARED), ("why", ASKED)])
def test_json_is_one_object(command: str, arguments: dict[str, tuple[str, ...]], lockgate: Callable[..., Ran]) -> None:
    for given in arguments.values():
        found = json.loads(lockgate(command, *given, "--json").out)
        assert found["schema"] == {"compare": "lockgate.comparison/1", "why": "lockgate.why/1"}[command]
        assert found["lines"]


def test_both_bad_files_are_told_at_once(tmp_path: Path, lockgate: Callable[..., Ran]) -> None:
    for name, text in (("a.yaml", "destination: Malasia\n"), ("b.yaml", "destinaton: MY\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    ran = lockgate("compare", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"))
    assert ran.code == 2
    assert "Malasia" in ran.err
    assert "destinaton" in ran.err
    missing = lockgate("compare", str(tmp_path / "a.yaml"), str(tmp_path / "no.yaml"))
    assert missing.code == 2
    assert "Malasia" in missing.err
    assert "no.yaml" in missing.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compare", "examples/h100-malaysia.yaml"), "there is nothing to compare with"),
        (("compare", "-", "-"), "standard input can be read only once"),
        (("compare", "-", "--and-posture", "codified"), "standard input can be read only once"),
        (("compare", "examples/orders.csv", "--and-posture", "codified"), "--line"),
        (("compare", "examples/h100-malaysia.yaml", "--and-posture", "codifed"), "--and-posture: unknown posture"),
        (("compare", "examples/h100-malaysia.yaml", "--and-reading", "lpp_740_3=x"), "--and-reading: unknown reading"),
        (("compare", "examples/h100-malaysia.yaml", "--and-reading", "lpp_740_2=x"), "--and-reading: reading"),
        (("compare", "examples/h100-malaysia.yaml", "--and-reading", "lpp"), "write --and-reading lpp_740_2=lenient"),
        (("compare", "examples/h100-malaysia.yaml", "--posture", "x", "--and-posture", "codified"), "error: --posture"),
        (("compare", "examples/h100-malaysia.yaml", "--and-as-of", "soon"), "--and-as-of: 'soon' is no date"),
        (("compare", "examples/h100-malaysia.yaml", "--and-known-at", "soon"), "--and-known-at: 'soon' is no date"),
        (("why", "examples/h200-china.yaml", "--not", "NCA"), "NAC"),
        (("why", "examples/h200-china.yaml", "--not", ""), "--not: nothing is named"),
        (("why", "examples/h200-china.yaml", "--not", " "), "--not: nothing is named"),
        (("why", "examples/h200-china.yaml", "--not", "licence_required"), "already"),
        (("why", "examples/holder-uveu.yaml"), "limits"),
        (("why", "examples/no.yaml"), "cannot read the file"),
    ],
)
def test_bad_input_has_one_message(arguments: tuple[str, ...], message: str, lockgate: Callable[..., Ran]) -> None:
    ran = lockgate(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_one_side_may_come_from_standard_input(lockgate: Callable[..., Ran]) -> None:
    text = "as_of: 2026-06-15\nactivity: export\ndestination: MY\nitem: {chip: nvidia-h100-sxm}\n"
    ran = lockgate("compare", "-", "examples/h100-malaysia.yaml", stdin=text)
    assert ran.code == 0
    assert "cannot decide" in ran.out


def test_two_lines_of_one_order_file(lockgate: Callable[..., Ran]) -> None:
    ran = lockgate("compare", "examples/orders.csv", "--line", "1", "--and-line", "2", "--json")
    if ran.code == 2:  # rows are named by their own ids
        ran = lockgate("compare", "examples/orders.csv", "--line", "2", "--and-line", "3", "--json")
    assert json.loads(ran.out)["schema"] == "lockgate.comparison/1"
