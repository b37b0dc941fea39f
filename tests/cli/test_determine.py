"""Answers of `lockgate determine`: outcomes and their exit codes, tables and JSON, gates, lines, proofs."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]

ORDINARY = """
as_of: {day}
activity: export
origin: US
destination: {to}
base: ordinary-course
item: {{chip: {chip}, quantity: {many}}}
parties:
  consignee: {{location: {to}, headquarters: {to}, ultimate_parent: {to}}}
"""


def order(
    to: str = "CH", chip: str = "nvidia-h100-sxm", day: str = "2025-06-01", many: int = 100, more: str = ""
) -> str:
    """An ordinary transaction."""
    return ORDINARY.format(to=to, chip=chip, day=day, many=many) + more


SHOWN = "evidence: {lpp_certificate: true}\n"
OUTCOMES = {
    "nothing found": (0, "no_requirement_found", order(), ()),
    "not subject": (0, "not_subject", order("US").replace("export", "remote_access", 1), ()),
    "authorized and ready": (10, "authorized", order(more=SHOWN), ("--posture", "codified")),
    "steps open": (11, "authorized", order(), ("--posture", "codified")),
    "held": (12, "no_requirement_found", order(more="flags: {kyc-03: raised}\n"), ()),
    "licence": (20, "licence_required", order("CN"), ()),
    "prohibited": (
        30,
        "prohibited",
        order().replace("headquarters: CH", "headquarters: CH, lists: [denied_persons]"),
        (),
    ),
    "open": (40, "cannot_decide", order().replace(", ultimate_parent: CH", ""), ()),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_exit_codes(lockgate: Callable[..., Any], name: str) -> None:
    code, outcome, text, options = OUTCOMES[name]
    ran = lockgate("determine", "-", *options, stdin=text)
    assert (ran.code, ran.err) == (code, "")
    assert json.loads(ran.out)["outcome"] == outcome


def test_gate_picks_the_posture_that_sets_the_code(lockgate: Callable[..., Any]) -> None:
    codes = {
        gate: lockgate("determine", "-", "--gate", gate, stdin=order()).code
        for gate in ("enforced", "codified", "strictest")
    }
    assert codes == {"enforced": 0, "codified": 11, "strictest": 11}
    assert lockgate("determine", "-", "--gate", "enforced", "--posture", "codified", stdin=order()).code == 0


def test_a_pipe_gives_json_lines(lockgate: Callable[..., Any]) -> None:
    ran = lockgate("determine", "examples/orders.csv")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 30
    assert len(rows) == 40
    assert [row["schema"] for row in rows].count("lockgate.rejected/1") == 3
    assert [row["row"] for row in rows if "row" in row] == [19, 27, 28]
    assert ran.err.count("rejected: ") == 3


def test_json_is_one_object_with_the_proof_on_request(lockgate: Callable[..., Any]) -> None:
    ran = lockgate("determine", "examples/h200-china.yaml", "--json", "--explain")
    found = json.loads(ran.out)
    assert found["proof"][0]["reason"]["truth"] == "true"
    assert "\n" not in ran.out.strip()


EXAMPLES = {
    "h100-malaysia": ("examples/h100-malaysia.yaml",),
    "h200-china": ("examples/h200-china.yaml",),
    "hq-rule-singapore": ("examples/hq-rule-singapore.yaml",),
    "holder-uveu": ("examples/holder-uveu.yaml", "--posture", "codified"),
    "lpp-switzerland": ("examples/lpp-switzerland.yaml", "--posture", "codified"),
    "missing-parent": ("examples/missing-parent.yaml", "--flags"),
    "three-items": ("examples/three-items.yaml",),
    "veu-india": ("examples/veu-india.yaml", "--posture", "codified"),
    "weights-uae": ("examples/weights-uae.yaml", "--posture", "codified"),
    "overlay": ("examples/h100-malaysia.yaml", "--with", "examples/overlay/company"),
    "orders": ("examples/orders.csv",),
    "one-line": ("examples/orders.csv", "--line", "SO-2602/1", "--explain"),
}


NEVER = ("compliant", "approved to ship", "all clear")


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_on_a_terminal(lockgate: Callable[..., Any], golden: Callable[[str, str], None], name: str) -> None:
    ran = lockgate("determine", *EXAMPLES[name], "--table")
    golden(f"determine/{name}.txt", f"{ran.out}{ran.err}exit {ran.code}\n")
    assert all(len(line) <= 100 for line in ran.out.splitlines())
    assert not [word for word in NEVER if word in ran.out.casefold()]


def test_the_other_posture_is_the_second_line(lockgate: Callable[..., Any]) -> None:
    differs = lockgate("determine", "-", "--table", stdin=order(), COLUMNS="200").out.splitlines()
    same = lockgate("determine", "-", "--table", stdin=order("CN"), COLUMNS="200").out.splitlines()
    assert differs[1].startswith("in the codified posture: authorized")
    assert same[1] == "the same in the codified posture"


def test_readings_change_the_answer_and_are_told(lockgate: Callable[..., Any]) -> None:
    text = order("VN", many=600, more=SHOWN)
    strict = lockgate("determine", "-", "--posture", "codified", stdin=text)
    lenient = lockgate("determine", "-", "--posture", "codified", "--reading", "lpp_740_2=lenient", stdin=text)
    assert json.loads(strict.out)["outcome"] == "licence_required"
    assert json.loads(strict.out)["readings"][0]["id"] == "lpp_740_2"
    assert json.loads(lenient.out)["outcome"] == "authorized"
    shown = lockgate("determine", "-", "--posture", "codified", "--table", stdin=text).out
    assert "Contested text on which this turns" in shown


def test_day_and_knowledge_can_be_set(lockgate: Callable[..., Any]) -> None:
    found = lockgate("determine", "-", "--as-of", "2023-02-01", "--known-at", "2023-02-01", stdin=order("CN"))
    answer = json.loads(found.out)
    assert (answer["as_of"], answer["known_at"]) == ("2023-02-01", "2023-02-01")
    shown = lockgate("determine", "-", "--known-at", "2025-06-01", "--table", stdin=order("CN")).out
    assert "as known on 2025-06-01" in shown.replace("\n", " ")


def test_a_line_is_found_by_row_too(lockgate: Callable[..., Any]) -> None:
    by_row = lockgate("determine", "examples/orders.csv", "--line", "4")
    assert json.loads(by_row.out)["id"] == "SO-2602/1"


def test_explain_shows_each_line_of_a_file(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("date,chip,qty,ship to\n" + "2025-06-01,nvidia-h100-sxm,1,CN\n" * 2, encoding="utf-8")
    shown = lockgate("determine", str(path), "--table", "--explain").out
    assert shown.count("Proof") == 2
    assert "Summary" in shown
    rows = [json.loads(line)["id"] for line in lockgate("determine", str(path)).out.splitlines()]
    assert rows == ["row 2", "row 3"]


def workbook(folder: Path, rows: list[list[str]]) -> Path:
    """Rows as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    for row in rows:
        sheet.append(row)
    path = folder / "orders.xlsx"
    book.save(path)
    return path


def test_tables_from_standard_input_and_workbooks(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    text = "date,chip,qty,ship to\n2025-06-01,nvidia-h100-sxm,1,CN\n"
    piped = lockgate("determine", "-", "--table", stdin=text)
    assert piped.code == 40
    path = workbook(tmp_path, [line.split(",") for line in text.splitlines()])
    assert lockgate("determine", str(path), "--table").out == piped.out


def test_the_example_as_a_workbook_gives_the_same(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    with (ROOT / "examples" / "orders.csv").open(encoding="utf-8", newline="") as file:
        path = workbook(tmp_path, list(csv.reader(file)))
    plain = lockgate("determine", "examples/orders.csv", "--table")
    assert lockgate("determine", str(path), "--table").out == plain.out


def test_a_late_day_is_a_warning(lockgate: Callable[..., Any]) -> None:
    ran = lockgate("determine", "-", stdin=order(day="2031-01-01"))
    assert ran.code == 0
    assert any("the law was last reviewed on" in text for text in json.loads(ran.out)["warnings"])


def test_columns_left_out_are_told(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("date,chip,qty,ship to,colour\n2025-06-01,nvidia-h100-sxm,1,CN,red\n", encoding="utf-8")
    assert "1 columns were left out: colour" in lockgate("determine", str(path), "--ignore", "colour", "--table").out


def test_a_way_of_counting_is_shown_and_can_be_chosen(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "order.yaml"
    path.write_text(ORDINARY.format(day="2026-06-01", to="CN", chip="aws-trainium-1", many=8), encoding="utf-8")
    for given, used in ((), "19"), (("--reading", "tf32_bits=32"), "32"):
        found = json.loads(lockgate("determine", str(path), "--json", *given).out)
        assert [one["used"] for one in found["readings"] if one["id"] == "tf32_bits"] == [used]
    assert found["class"]["eccn"] == "3A090.a"
