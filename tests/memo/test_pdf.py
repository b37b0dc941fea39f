"""The PDF, read back: names of every script, the record attached, PDF/A, the same bytes for the same input."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from tests.inquiry.records import EXAMPLES, of_example, of_facts
from tests.memo.names import HOSTILE, facts

from lockgate.errors import InputError
from lockgate.inquiry.record.saved import Saved, read_saved
from lockgate.inquiry.record.verify import verify
from lockgate.memo import pdf as face
from lockgate.memo.content import content
from lockgate.memo.pdf import ATTACHED, FONTS, font_folders, pdf

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def printed(record: Saved, day: str | None = None) -> tuple[pypdf.PdfReader, tuple[str, ...]]:
    made = pdf(content(record, day=day), record.text())
    return pypdf.PdfReader(io.BytesIO(made.data)), made.unshown


def words(reader: pypdf.PdfReader) -> str:
    """The text of all pages without blanks and places to break."""
    return "".join("".join(page.extract_text() for page in reader.pages).replace("\u200b", "").split())


def fonts(reader: pypdf.PdfReader) -> set[str]:
    found = set()
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            found.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
    return found


def test_the_record_is_attached_as_it_is_saved() -> None:
    record = of_example("lpp-switzerland", posture="codified")
    reader, unshown = printed(record)
    assert list(reader.attachments) == [ATTACHED]
    attached = reader.attachments[ATTACHED][0].decode()
    assert attached == record.text()
    assert verify(read_saved(attached)).same
    assert unshown == ()


def test_the_file_says_what_it_is() -> None:
    reader, _ = printed(of_example("lpp-switzerland", posture="codified"), "2026-11-22")
    root: Any = reader.trailer["/Root"]
    meta = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in meta
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in meta
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Export control determination: NVIDIA H100 SXM5 80GB"
    assert str(reader.metadata["/CreationDate"]).startswith("D:20261122")
    assert f"page1of{len(reader.pages)}" in words(reader)


def test_names_in_chinese_arabic_and_cyrillic_are_printed() -> None:
    reader, unshown = printed(of_example("memo-names"))
    text = words(reader)
    assert unshown == ()
    for name in ("星河数据", "香港", "有限公司", "Дала", "Интеллект"):
        assert name in text
    found = fonts(reader)
    assert any("NotoSansArabic" in name for name in found)
    assert any("NotoSansCJK" in name for name in found)
    assert set("ليوا") <= set(text)


def test_other_scripts_are_printed_too() -> None:
    names = "한국전자 ไทย हिन्दी ქართული Ελλάς עברית 日本かな বাংলা தமிழ் አማርኛ ဗမာ ខ្មែរ Հայ"
    reader, unshown = printed(of_facts(facts(names)))
    assert unshown == ()
    assert "한국전자" in words(reader)


def test_what_no_font_shows_is_printed_by_number_and_named() -> None:
    name = "Rare 𒀀𒀁 Co"
    record = of_facts(facts(name))
    reader, unshown = printed(record)
    assert unshown == ("𒀀", "𒀁")
    assert "Rare[U+12000][U+12001]Co" in words(reader)
    assert "Printedbynumber" in words(reader)
    assert name in reader.attachments[ATTACHED][0].decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name: str) -> None:
    record = of_facts(facts(HOSTILE[name]))
    reader, _ = printed(record)
    assert reader.attachments[ATTACHED][0].decode() == record.text()
    text = words(reader)
    shown = {"controls": "Bell[U+0007]", "override": "Acme[U+202E]dtL[U+202C]", "half a character": "half[U+D800]"}
    shown |= {"private": "own[U+E000]", "no characters": "none[U+FDD0]", "long": "x" * 10_000}
    wanted = "".join(shown.get(name, HOSTILE[name]).split())
    assert wanted[:200] in text
    assert text.count(wanted[-20:]) >= 2


def test_nothing_runs_over_the_edge() -> None:
    reader, _ = printed(of_facts(facts("x" * 10_000)))
    width = float(reader.pages[0].mediabox.width)
    far: list[float] = []

    def visit(text: str, _: object, matrix: list[float], *rest: object) -> None:
        del rest
        if text.strip():
            far.append(matrix[4])

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    assert max(far) < width


PROGRAM = """
import hashlib, sys
from lockgate.memo.content import content
from lockgate.memo.html import html
from lockgate.memo.pdf import pdf
from tests.inquiry.records import of_example
record = of_example("memo-names")
memo = content(record, day="2026-11-22")
made = pdf(memo, record.text()).data
for data in (record.text().encode(), html(memo).encode(), made):
    print(hashlib.sha256(data).hexdigest())
"""


def test_another_process_makes_the_same_bytes(tmp_path: Path) -> None:
    root = EXAMPLES.parent
    found = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "HOME": str(tmp_path), "SOURCE_DATE_EPOCH": seed}
        path = os.pathsep.join([str(root / "src"), str(root), env.get("PYTHONPATH", "")])
        env["PYTHONPATH"] = path
        ran = subprocess.run([sys.executable, "-c", PROGRAM], env=env, cwd=root, capture_output=True, check=True)
        found.append(ran.stdout.split())
    assert found[0] == found[1]
    assert len(set(found[0])) == 3


def test_fonts_of_the_machine_are_left_out() -> None:
    assert [folder.name for folder in font_folders()] == list(FONTS)
    allowed = [str(folder) for folder in font_folders()]
    for font in face._fonts().fonts():
        assert font.path is None or any(str(font.path).startswith(folder) for folder in allowed)


def test_without_the_font_packages_it_still_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face, "FONTS", ())
    face._fonts.cache_clear()
    try:
        reader, unshown = printed(of_example("memo-names"))
    finally:
        face._fonts.cache_clear()
    assert "星" in unshown
    assert "[U+661F]" in words(reader)
    assert "Дала" in words(reader)


def test_a_missing_typesetter_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(InputError, match="not installed") as caught:
        pdf(content(of_example("h100-malaysia")))
    assert "lockgate[memo]" in (caught.value.hint or "")
