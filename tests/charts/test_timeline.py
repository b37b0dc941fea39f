"""Bars over a time axis: what stands in the drawing, and that it is always well formed."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.charts.svg import FILLS, width
from lockgate.charts.timeline import Mark, Row, Span, draw

SVG = "{http://www.w3.org/2000/svg}"
FIRST, LAST = date(2022, 10, 7), date(2030, 1, 1)
DAYS = st.dates(FIRST - timedelta(days=400), LAST + timedelta(days=400))
SPANS = st.builds(
    lambda one, two, label, tone: Span(min(one, two), max(one, two), label, tone),
    DAYS,
    DAYS,
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.sampled_from(sorted(FILLS)),
)
ROWS = st.lists(st.builds(Row, st.text("abc <&\"'", max_size=20), st.lists(SPANS, max_size=30).map(tuple)), max_size=4)


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own drawing


def drawn(*rows: Row, marks: tuple[Mark, ...] = ()) -> ET.Element:
    text = draw(rows, title="A title", description="What it says", first=FIRST, last=LAST, marks=marks)
    return parsed(text)


def texts(root: ET.Element) -> list[str]:
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


@given(ROWS, st.lists(st.builds(Mark, DAYS, st.text("ab <&", max_size=20)), max_size=5))
def test_any_rows_give_a_well_formed_drawing_that_says_what_it_is(rows: list[Row], marks: list[Mark]) -> None:
    root = drawn(*rows, marks=tuple(marks))
    assert root.attrib["role"] == "img"
    named = root.attrib["aria-labelledby"].split()
    assert [node.attrib["id"] for node in root[:2]] == named
    assert [node.text for node in root[:2]] == ["A title", "What it says"]
    wide, high = (float(root.attrib[name]) for name in ("width", "height"))
    for node in root.iter(f"{SVG}rect"):
        assert float(node.attrib["width"]) >= 0
    for node in [*root.iter(f"{SVG}text")]:
        assert -1 <= float(node.attrib["x"]) <= wide
        assert 0 <= float(node.attrib["y"]) <= high


def test_every_span_has_its_words_and_the_key_explains_each_letter() -> None:
    narrow = Span(date(2025, 5, 15), date(2025, 5, 16), "for two days", "open")
    root = drawn(Row("enforced", (Span(None, date(2025, 5, 14), "before", "free"), narrow), "a note"))
    said = [node.text for node in root.iter(f"{SVG}title")][1:]
    assert said == ["before, to 2025-05-14", "for two days, from 2025-05-15 to 2025-05-16"]
    assert {"enforced", "a note", "A", "before", "B", "for two days", "2025-05-15", "2026"} <= set(texts(root))


def test_spans_outside_the_days_are_left_out_and_long_ones_are_cut() -> None:
    root = drawn(Row("x", (Span(None, FIRST - timedelta(days=1), "gone"), Span(FIRST, date(2099, 1, 1), "long"))))
    assert "gone" not in texts(root)
    bar = next(node for node in root.iter(f"{SVG}g") if any("long" in (t.text or "") for t in node.iter(f"{SVG}title")))
    rect = next(bar.iter(f"{SVG}rect"))
    assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= float(root.attrib["width"])


def test_a_mark_says_its_day() -> None:
    assert "2026-11-22 reviewed" in texts(drawn(Row("x", ()), marks=(Mark(date(2026, 11, 22), "reviewed"),)))


def test_tones_differ_without_colour() -> None:
    hatches = [fill.hatch for tone, fill in FILLS.items() if tone not in ("free", "outside")]
    assert len(set(hatches)) == len(hatches)


def test_equal_input_gives_equal_bytes_and_a_prefix_keeps_drawings_apart() -> None:
    rows = (Row("x", (Span(FIRST, LAST, "all"),)),)
    one, two = (draw(rows, title="t", description="d", first=FIRST, last=LAST) for _ in range(2))
    assert one == two
    other = draw(rows, title="t", description="d", first=FIRST, last=LAST, prefix="p7")
    ids = {node.attrib["id"] for node in parsed(other).iter() if "id" in node.attrib}
    assert all(name.startswith("p7-") for name in ids)


def test_an_axis_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="lies before"):
        draw((), title="t", description="d", first=LAST, last=FIRST)


def test_letters_go_on_after_the_alphabet() -> None:
    spans = tuple(Span(FIRST + timedelta(days=30 * n), FIRST + timedelta(days=30 * n + 29), f"l{n}") for n in range(28))
    assert "BB" in texts(drawn(Row("x", spans)))


def test_wide_letters_are_wider() -> None:
    assert width("漢字", 10) > width("ab", 10) > width("il", 10)
