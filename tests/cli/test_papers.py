"""`determine --save` and `--memo`, `lockgate verify`, `lockgate memo`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from lockgate.inquiry.record.saved import read_saved

if TYPE_CHECKING:
    from collections.abc import Callable

LPP = ("determine", "examples/lpp-switzerland.yaml", "--posture", "codified")


def test_saving_changes_neither_output_nor_exit_code(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    plain = lockgate(*LPP)
    saved = lockgate(*LPP, "--save", str(tmp_path / "d.json"), "--memo", str(tmp_path / "d.html"))
    assert (saved.code, saved.out, saved.err) == (plain.code, plain.out, plain.err)
    record = read_saved((tmp_path / "d.json").read_text(encoding="utf-8"))
    answer = dict(record.lines[0].determination)
    assert answer.pop("proof")
    assert answer == json.loads(plain.out)


def test_verify_says_same(lockgate: Callable[..., Any], golden: Callable[[str, str], None], tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    lockgate(*LPP, "--save", str(path))
    ran = lockgate("verify", str(path))
    assert (ran.code, ran.err) == (0, "")
    golden("papers/same.txt", ran.out)
    found = json.loads(lockgate("verify", str(path), "--json").out)
    assert (found["schema"], found["same"], found["because"]) == ("lockgate.verification/1", True, [])


def test_an_order_file_is_saved_whole(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    ran = lockgate("determine", "examples/orders.csv", "--save", str(path), "--memo", str(tmp_path / "all.html"))
    assert ran.code == 30
    record = read_saved(path.read_text(encoding="utf-8"))
    assert (len(record.lines), len(record.rejected)) == (37, 3)
    assert any(one["source"].startswith("orders.csv, row 2, column") for one in record.lines[0].facts)
    checked = lockgate("verify", str(path))
    assert checked.code == 0
    assert "37 determinations" in checked.out
    assert "3 rejected rows" in checked.out


def test_an_edit_is_shown(lockgate: Callable[..., Any], golden: Callable[[str, str], None], tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    lockgate("determine", "examples/h100-malaysia.yaml", "--save", str(path))
    path.write_text(path.read_text(encoding="utf-8").replace('"destination": "MY"', '"destination": "CN"'), "utf-8")
    ran = lockgate("verify", str(path))
    assert ran.code == 40
    golden("papers/altered.txt", ran.out)
    refused = lockgate("memo", str(path), "--out", str(tmp_path / "x.html"))
    assert refused.code == 2
    assert "changed after it was saved" in refused.err
    assert not (tmp_path / "x.html").exists()


def test_a_missing_overlay_is_named(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    company = ("--with", "examples/overlay/company")
    lockgate("determine", "examples/h100-malaysia.yaml", *company, "--save", str(path))
    ran = lockgate("verify", str(path))
    assert ran.code == 40
    assert "the overlay 'company' is missing" in ran.out
    assert lockgate("verify", str(path), *company).code == 0


def test_the_first_words_tell_the_same_answer_from_another(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path, overlay = tmp_path / "d.json", tmp_path / "remarks"
    overlay.mkdir()
    (overlay / "more.yaml").write_text("# nothing\n", encoding="utf-8")
    lockgate("determine", "examples/h100-malaysia.yaml", "--save", str(path))
    ran = lockgate("verify", str(path), "--with", str(overlay))
    assert ran.code == 0
    assert ran.out.startswith("same answer, not under the stamped rulebook\n")
    path.write_text(path.read_text(encoding="utf-8").replace('"question": "May', '"question": "Might'), "utf-8")
    ran = lockgate("verify", str(path))
    assert ran.code == 40
    assert ran.out.startswith("altered\n")


def test_facts_that_can_no_longer_be_read_are_told(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    lockgate("determine", "examples/h100-malaysia.yaml", "--save", str(path))
    path.write_text(path.read_text(encoding="utf-8").replace("nvidia-h100-sxm", "nvidia-h1000-sxm"), "utf-8")
    ran = lockgate("verify", str(path))
    assert ran.code == 40
    assert "cannot be read any more" in ran.out


@pytest.mark.parametrize("kind", ["pdf", "html"])
def test_a_memo_of_the_saved_answer_is_the_same_memo(lockgate: Callable[..., Any], tmp_path: Path, kind: str) -> None:
    record, one, other = (tmp_path / name for name in ("d.json", f"one.{kind}", f"other.{kind}"))
    lockgate(*LPP, "--save", str(record), "--memo", str(one), "--memo-date", "2026-11-22")
    ran = lockgate("memo", str(record), "--out", str(other), "--memo-date", "2026-11-22")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert one.read_bytes() == other.read_bytes()
    if kind == "pdf":
        attached = pypdf.PdfReader(one).attachments["determination.json"][0]
        assert attached == record.read_bytes()


def test_standard_input_is_read(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    lockgate(*LPP, "--save", str(path))
    assert lockgate("verify", "-", stdin=path.read_bytes()).code == 0
    assert lockgate("verify", "-", stdin=b"\xff\xfe\x00").code == 2
    assert lockgate("memo", "-", "--out", str(tmp_path / "x.html"), stdin=path.read_bytes()).code == 0


def test_characters_without_a_glyph_are_named(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    text = "as_of: 2025-06-01\ndestination: MY\nparties: {consignee: {name: 𒀀 Co}}\n"
    ran = lockgate("determine", "-", "--memo", str(tmp_path / "x.pdf"), stdin=text)
    assert "U+12000" in ran.err
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")


BAD = {
    "unknown kind": ((*LPP, "--memo", "{}/x.docx"), "names no kind of memo"),
    "no kind": ((*LPP, "--memo", "{}/memo"), "names no kind of memo"),
    "no folder": ((*LPP, "--memo", "{}/nowhere/x.pdf"), "there is no folder"),
    "no folder to save": ((*LPP, "--save", "{}/nowhere/x.json"), "there is no folder"),
    "a folder": ((*LPP, "--save", "{}"), "is a folder"),
    "no date": ((*LPP, "--memo", "{}/x.pdf", "--memo-date", "tomorrow"), "is no date"),
    "nothing to date": ((*LPP, "--memo-date", "2025-01-01"), "there is no memo to date"),
    "no record": (("verify", "{}/d.json"), "cannot read the file"),
    "a folder as record": (("verify", "{}"), "this is a folder"),
    "other file": (("verify", "examples/orders.csv"), "not JSON"),
    "no memo of nothing": (("memo", "{}/d.json", "--out", "{}/x.pdf"), "cannot read the file"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_writes_nothing(lockgate: Callable[..., Any], tmp_path: Path, name: str) -> None:
    arguments, says = BAD[name]
    ran = lockgate(*(part.format(tmp_path) for part in arguments))
    assert ran.code == 2
    assert ran.err.startswith("error: ")
    assert says in ran.err
    assert "(" in ran.err
    assert ran.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_bare_answer_is_no_record(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(lockgate(*LPP).out, encoding="utf-8")
    ran = lockgate("verify", str(path))
    assert ran.code == 2
    assert "bare answer without its facts" in ran.err


def test_a_truncated_record_is_refused(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    lockgate(*LPP, "--save", str(path))
    path.write_bytes(path.read_bytes()[:5000])
    ran = lockgate("verify", str(path))
    assert ran.code == 2
    assert "cut short" in ran.err


def test_bad_facts_leave_no_file(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    ran = lockgate("determine", "-", "--save", str(tmp_path / "d.json"), stdin="destination: Narnia\n")
    assert ran.code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_memo_of_rejected_rows_alone_is_refused(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    table = "date,chip,qty,ship to\n2025-06-01,nvidia-h100-sxm,1,Narnia\n"
    ran = lockgate("determine", "-", "--memo", str(tmp_path / "x.html"), stdin=table)
    assert ran.code == 2
    assert "no answer to write a memo about" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_without_the_typesetter_nothing_is_decided(
    lockgate: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    ran = lockgate(*LPP, "--memo", str(tmp_path / "x.pdf"))
    assert (ran.code, ran.out) == (2, "")
    assert "lockgate[memo]" in ran.err
    assert lockgate(*LPP, "--memo", str(tmp_path / "x.html")).code == 11


def test_a_write_that_fails_leaves_the_old_file(
    lockgate: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "d.json"
    path.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    ran = lockgate(*LPP, "--save", str(path))
    assert ran.code == 2
    assert "No space left on device" in ran.err
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["d.json"]


def test_a_file_keeps_its_mode_and_devices_are_written_to(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    lockgate(*LPP, "--save", str(path))
    assert path.stat().st_mode & 0o777 == 0o640
    assert lockgate(*LPP, "--save", os.devnull).code == 11
    assert Path(os.devnull).is_char_device()
