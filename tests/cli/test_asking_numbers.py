"""The commands headroom, flips and when: text, JSON, drawings, and bad input."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]
    Golden = Callable[[str, str], None]

H100 = ("headroom", "--chip", "nvidia-h100-sxm", "--to", "CH", "--as-of", "2025-06-01", "--posture", "codified")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("headroom.txt", (*H100, "--buyer", "CH")),
        (
            "headroom-unknown-use.txt",
            (*H100, "--buyer", "CH", "--kind", "server", "--circuits", "8", "--used", "lpp=unknown"),
        ),
        ("headroom-open-buyer.txt", (*H100, "--kind", "server")),
        ("headroom-nveu.txt", ("headroom", "examples/veu-india.yaml", "--posture", "codified")),
        ("flips.txt", ("flips", "examples/lpp-switzerland.yaml", "--posture", "codified")),
        (
            "flips-one.txt",
            ("flips", "examples/lpp-switzerland.yaml", "--fact", "circuits.tpp", "--posture", "codified"),
        ),
        ("when.txt", ("when", "examples/h200-china.yaml")),
        ("when-nothing.txt", ("when", "examples/h200-china.yaml", "--from", "2026-02-01", "--to", "2026-10-01")),
        ("when-holder.txt", ("when", "examples/holder-uveu.yaml", "--posture", "codified")),
    ],
)
def test_what_is_printed(lockgate: Run, golden: Golden, name: str, arguments: tuple[str, ...]) -> None:
    ran = lockgate(*arguments)
    assert (ran.code, ran.err) == (0, "")
    golden(f"asking/{name}", ran.out)


def test_the_drawing(lockgate: Run, golden: Golden, tmp_path: Path) -> None:
    path = tmp_path / "when.svg"
    ran = lockgate("when", "examples/lpp-switzerland.yaml", "--svg", str(path))
    assert ran.code == 0
    text = path.read_text(encoding="utf-8")
    assert ET.fromstring(text).attrib["role"] == "img"  # noqa: S314 - our own drawing
    lockgate("when", "examples/lpp-switzerland.yaml", "--svg", str(path))
    assert path.read_text(encoding="utf-8") == text
    golden("asking/when.svg", text)


@pytest.mark.parametrize("command", ["headroom", "flips", "when"])
def test_json(lockgate: Run, command: str) -> None:
    ran = lockgate(command, "examples/lpp-switzerland.yaml", "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["schema"] == f"lockgate.{command}/1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("headroom",), "--chip: which chip, and to where?"),
        (("headroom", "--chip", "nvidia-h100-sxm"), "--to: which chip, and to where?"),
        (("headroom", "--chip", "nvidia-h10-sxm", "--to", "CH"), "did you mean nvidia-h100-sxm"),
        (("headroom", "--chip", "nvidia-h100-sxm", "--to", "Switzerlnd"), "did you mean"),
        (("headroom", "examples/veu-india.yaml", "--chip", "x"), "a file and options both describe the transaction"),
        (("headroom", "examples/three-items.yaml"), "choose one with --item"),
        (("headroom", "examples/holder-uveu.yaml"), "no quantity"),
        ((*H100, "--used", "lpp"), "'lpp' is no pair"),
        ((*H100, "--used", "llp=1"), "did you mean 'lpp'?"),
        ((*H100, "--set", "destinaton=CH"), "did you mean destination?"),
        ((*H100, "--quantity", "many"), "many"),
        (("flips", "examples/h100-malaysia.yaml", "--fact", "quantit"), "there is no number 'quantit'"),
        (("flips", "examples/orders.csv"), "choose one with --line"),
        (
            ("when", "examples/h100-malaysia.yaml", "--from", "2026-01-02", "--to", "2026-01-01"),
            "lies before 2026-01-02",
        ),
        (("when", "examples/h100-malaysia.yaml", "--from", "2020-01-01"), "before this rulebook begins"),
        (("when", "examples/h100-malaysia.yaml", "--svg", "/no/such/folder/x.svg"), "cannot write"),
        (("when", "examples/h100-malaysia.yaml", "--svg", "/no/such/folder/x.png"), "name a file .svg"),
        (("headroom", "examples/h100-malaysia.yaml", "--as-of", "2020-01-01"), "before this rulebook begins"),
    ],
)
def test_bad_input_is_one_clear_message(lockgate: Run, arguments: tuple[str, ...], message: str) -> None:
    ran = lockgate(*arguments)
    assert ran.code == 2
    assert message in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_one_line_of_an_order_file(lockgate: Run) -> None:
    ran = lockgate("headroom", "examples/orders.csv", "--line", "2")
    assert ran.code in {0, 2}
    assert "Traceback" not in ran.err
