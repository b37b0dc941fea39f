"""Bad input of every kind: one clear message with place and remedy, exit 2, never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INPUTS: dict[str, tuple[str, bytes | str]] = {
    "unknown-key": ("a.yaml", "as_of: 2025-06-01\ndestinaton: MY\n"),
    "wrong-unit": ("a.yaml", "as_of: 2025-06-01\nitem: {kind: ic, tpp: 4800 kg}\n"),
    "impossible-date": ("a.yaml", "as_of: 2025-02-30\n"),
    "unknown-country": ("a.yaml", "as_of: 2025-06-01\ndestination: Malasia\n"),
    "unknown-chip": ("a.yaml", "as_of: 2025-06-01\nitem: {chip: nvidia-h1000-sxm}\n"),
    "contradiction": ("a.yaml", "as_of: 2025-06-01\nend_use: [military]\nknowledge: {military_end_use: no}\n"),
    "not-finite": ("a.yaml", "as_of: 2025-06-01\nitem: {kind: ic, tpp: .inf}\n"),
    "not-a-number": ("a.yaml", "as_of: 2025-06-01\nitem: {kind: ic, quantity: nan}\n"),
    "empty": ("a.yaml", ""),
    "empty-table": ("a.csv", ""),
    "headers-only": ("a.csv", "chip,quantity,destination\n"),
    "encoding": ("a.yaml", "as_of: 2025-06-01\nnote: Malmö\n".encode("latin-1")),
    "encoding-table": ("a.csv", "chip,remarks\nnvidia-h100-sxm,Malmö\n".encode("latin-1")),
    "200-columns": ("a.csv", ",".join(f"column {n}" for n in range(200)) + "\n" + ",".join("x" * 200) + "\n"),
    "no-day": ("a.yaml", "destination: MY\n"),
    "not-yaml": ("a.yaml", "as_of: [2025-06-01\n"),
    "not-a-workbook": ("a.xlsx", "PK nothing"),
    "a-list-of-words": ("a.yaml", "- one\n- two\n"),
    "several-things": ("a.yaml", "as_of: 2025-13-01\ndestination: Narnia\nactivity: exprt\n"),
}


@pytest.mark.parametrize("name", INPUTS)
def test_bad_files(lockgate: Callable[..., Any], golden: Callable[[str, str], None], tmp_path: Path, name: str) -> None:
    file, content = INPUTS[name]
    path = tmp_path / file
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    ran = lockgate("determine", str(path))
    golden(f"bad/{name}.txt", f"{ran.out}{ran.err.replace(str(tmp_path), 'FOLDER')}exit {ran.code}\n")
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("error: ")
    assert "Traceback" not in ran.err


OPTIONS: dict[str, tuple[str, ...]] = {
    "no-such-file": ("determine", "nowhere.yaml"),
    "a-folder": ("determine", "examples"),
    "posture": ("determine", "examples/orders.csv", "--posture", "codifed"),
    "reading": ("determine", "examples/orders.csv", "--reading", "lpp_740_3=lenient"),
    "reading-side": ("determine", "examples/orders.csv", "--reading", "lpp_740_2=mild"),
    "reading-form": ("determine", "examples/orders.csv", "--reading", "lpp_740_2"),
    "as-of": ("determine", "examples/orders.csv", "--as-of", "2025-02-30"),
    "as-of-before-the-rulebook": ("determine", "examples/h100-malaysia.yaml", "--as-of", "2020-01-01"),
    "known-at-before-the-rulebook": ("determine", "examples/h100-malaysia.yaml", "--known-at", "2020-01-01"),
    "known-at": ("determine", "examples/orders.csv", "--known-at", "yesterday"),
    "line": ("determine", "examples/orders.csv", "--line", "SO-2602/2"),
    "line-number": ("determine", "examples/orders.csv", "--line", "400"),
    "bad-line": ("determine", "examples/orders.csv", "--line", "19"),
    "overlay": ("determine", "examples/h100-malaysia.yaml", "--with", "examples/orders.csv"),
    "rulebook": ("determine", "examples/h100-malaysia.yaml", "--rulebook", "nowhere"),
    "rulebook-that-is-none": ("determine", "examples/h100-malaysia.yaml", "--rulebook", "examples"),
    "rules-show": ("rules", "show", "740.92"),
    "rules-effect": ("rules", "list", "--effect", "require"),
    "timeline": ("rules", "timeline", "--from", "2025"),
    "command": ("determin",),
    "gate": ("determine", "examples/h100-malaysia.yaml", "--gate", "loosest"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_bad_options(lockgate: Callable[..., Any], golden: Callable[[str, str], None], name: str) -> None:
    ran = lockgate(*OPTIONS[name])
    golden(f"bad/option-{name}.txt", f"{ran.out}{ran.err}exit {ran.code}\n")
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err


RULE = """
- id: {id}
  name: {id}
  effect: requires
  instrument: ear-base
  cite: {{ref: house rule}}
  gist: a house rule
  when: {when}
"""
REVIEW = """
- id: {id}
  name: {id}
  reviews: [744.23-a-1]
  policy: {policy}
  instrument: ear-base
  cite: {{ref: house rule}}
  gist: a house rule
  when: physical_move
"""
OVERLAYS = {
    "cycle": RULE.format(id="house-1", when="holds('house-2')") + RULE.format(id="house-2", when="holds('house-1')"),
    "duplicate-id": RULE.format(id="744.23-a-1", when="physical_move"),
    "undeclared-overlap": REVIEW.format(id="house-1", policy="case_by_case")
    + REVIEW.format(id="house-2", policy="presumption_of_denial"),
    "dangling-reading": RULE.format(id="house-1", when="reading.lpp_740_3 = 'strict'"),
    "tightening-evidence": RULE.format(id="house-1", when="evidence.lpp_notice"),
    "loosening-knowledge": RULE.format(id="house-1", when="NOT knowledge.wmd"),
    "unknown-fact": RULE.format(id="house-1", when="destnation = 'MY'"),
    "unknown-instrument": RULE.format(id="house-1", when="physical_move").replace("ear-base", "ear-bass"),
    "unknown-key": RULE.format(id="house-1", when="physical_move").replace("gist", "jist"),
    "not-a-list": "id: house-1\n",
    "not-yaml": "- id: [house\n",
}


@pytest.mark.parametrize("name", OVERLAYS)
def test_bad_overlays(
    lockgate: Callable[..., Any], golden: Callable[[str, str], None], tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "rules.yaml").write_text(OVERLAYS[name], encoding="utf-8")
    ran = lockgate("determine", "examples/h100-malaysia.yaml", "--with", str(folder))
    golden(f"bad/overlay-{name}.txt", f"{ran.out}{ran.err}exit {ran.code}\n")
    assert (ran.code, ran.out) == (2, "")
    assert "house" in ran.err
    assert "Traceback" not in ran.err


def test_good_rows_of_a_bad_file_are_decided(
    lockgate: Callable[..., Any], golden: Callable[[str, str], None], tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "date,chip,qty,ship to\n"
        "2025-06-01,nvidia-h100-sxm,1,Malasia\n"
        "2025-06-01,nvidia-rtx-2080-ti,1,US\n"
        "2025-06-01,nvidia-h1000,many,CN\n"
        "2025-06-01,nvidia-h100-sxm,1,CN,2,3\n"
        ",nvidia-h100-sxm,1,CN\n"
        "1999-06-01,nvidia-h100-sxm,1,CN\n",
        encoding="utf-8",
    )
    ran = lockgate("determine", str(path), "--table")
    golden("bad/rows.txt", f"{ran.out}{ran.err}exit {ran.code}\n")
    assert ran.code == 40
    late = lockgate("determine", str(path), "--line", "5")
    assert late.code == 2
    assert "6 cells" in late.err


def test_a_fault_is_one_line(lockgate: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("no\nmore")

    monkeypatch.setattr("lockgate.cli.options.open_rulebook", broken)
    monkeypatch.setattr("lockgate.cli.determine.open_rulebook", broken)
    ran = lockgate("determine", "examples/h100-malaysia.yaml")
    assert ran.code == 1
    assert ran.err.startswith("this is a fault in Lockgate, not in your input: ZeroDivisionError: no more (")
    assert ran.err.count("\n") == 1


def test_a_fault_keeps_its_traceback_where_it_is_wanted(
    lockgate: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("lockgate.cli.determine.open_rulebook", broken)
    assert lockgate("determine", "examples/h100-malaysia.yaml", LOCKGATE_DEBUG="1").code == 1


def test_an_interrupt_is_130(lockgate: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lockgate.cli.determine.open_rulebook", stopped)
    assert lockgate("determine", "examples/h100-malaysia.yaml").code == 130
