"""Bars, columns, quotas and flows: whatever is drawn is well formed, in the frame, and says its numbers."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.charts import columns, flow, quota, stacked
from lockgate.charts.svg import width
from lockgate.charts.tones import TONES, Hatch, segments

SVG = "{http://www.w3.org/2000/svg}"
TEXTS = st.text(st.characters(codec="utf-8"), max_size=80)
TONE = st.sampled_from(sorted(TONES))
COUNTS = st.integers(0, 10**9)
PARTS = st.lists(st.builds(stacked.Part, TONE, st.sampled_from("abc"), COUNTS), max_size=6).map(tuple)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
DAYS = st.dates(FIRST - timedelta(days=40), LAST + timedelta(days=40))
SIZES = st.floats(0, 3e8)
EVENTS = st.lists(st.builds(quota.Event, DAYS, SIZES, TEXTS), max_size=8).map(tuple)
STEPS = st.lists(st.tuples(DAYS, SIZES), max_size=12).map(lambda steps: tuple(sorted(steps)))
USES = st.builds(quota.Use, STEPS, st.none() | SIZES, st.sampled_from(["", "TPP"]), EVENTS, EVENTS)
STATES = tuple(flow.State(name, f"state {name}", tone) for name, tone in zip("abcdef", sorted(TONES), strict=False))
FLOWS = st.dictionaries(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), COUNTS, max_size=36).map(
    lambda found: [flow.Flow(one, other, value) for (one, other), value in found.items()]
)


def framed(text: str) -> ET.Element:
    """A drawing that names itself, is no wider than said, and keeps its texts and boxes inside."""
    root = ET.fromstring(text)  # noqa: S314 - our own drawing
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"].split() == [node.attrib["id"] for node in root[:2]]
    wide, high = (float(root.attrib[name]) for name in ("width", "height"))
    for node in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(node.attrib.get(name, 0)) for name in ("x", "y", "width", "height"))
        assert w >= 0
        assert h >= 0
        assert -1 <= y <= y + h <= high + 1
        if "rx" not in node.attrib:
            assert -1 <= x <= x + w <= wide + 1
    for node in root.iter(f"{SVG}text"):
        assert -1 <= float(node.attrib["x"]) <= wide
        assert 0 <= float(node.attrib["y"]) <= high
    return root


def texts(root: ET.Element) -> list[str]:
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


@given(st.lists(st.builds(stacked.Bar, TEXTS, PARTS, TEXTS), max_size=5), st.booleans(), st.sampled_from([20.0, 54.0]))
def test_bars(bars: list[stacked.Bar], whole: bool, high: float) -> None:
    root = framed(stacked.draw(bars, title="T", description="D", prefix="p", whole=whole, high=high))
    said = [node.text or "" for node in root.iter(f"{SVG}title")][1:]
    assert len(said) == sum(1 for bar in bars for part in bar.parts if part.value)


def test_a_small_part_can_be_seen_and_long_names_are_cut() -> None:
    parts = (stacked.Part("free", "go", 10**6), stacked.Part("closed", "stop", 1))
    root = framed(stacked.draw([stacked.Bar("n" * 300, parts)], title="T", description="D", prefix="p"))
    drawn = [
        float(node.attrib["width"])
        for node in root.iter(f"{SVG}rect")
        if node.attrib.get("fill") == TONES["closed"].ground
    ]
    assert min(drawn) >= 2
    name = next(text for text in texts(root) if text.startswith("nnn"))
    assert name.endswith("…")
    assert width(name, 13) <= 210


@given(
    st.lists(
        st.builds(columns.Column, st.sampled_from(["Jan", "Feb"]), st.sampled_from(["2025", ""]), PARTS), max_size=60
    )
)
def test_columns(made: list[columns.Column]) -> None:
    framed(columns.draw(made, title="T", description="D", prefix="p"))


@given(USES)
def test_quotas(use: quota.Use) -> None:
    framed(quota.draw(use, first=FIRST, last=LAST, title="T", description="D", prefix="p"))


def test_a_quota_says_cap_use_notices_and_what_did_not_fit() -> None:
    use = quota.Use(
        ((date(2025, 2, 1), 15.0), (date(2025, 6, 1), 20.0)),
        26.9,
        "M TPP",
        (quota.Event(date(2025, 4, 1), 35.0, "line SO-2"),),
        (quota.Event(date(2025, 2, 1), 3.2, "notice line 3.2"),),
    )
    root = framed(quota.draw(use, first=FIRST, last=LAST, title="T", description="D", prefix="p"))
    shown = texts(root)
    assert {"line SO-2", "notice line 3.2", "used 20", "M TPP (74 %)"} <= set(shown)
    assert "2025-04-01: line SO-2 did not fit" in [node.text for node in root.iter(f"{SVG}title")]


def test_many_steps_are_thinned_but_the_last_stays() -> None:
    steps = [(FIRST + timedelta(days=at), float(at)) for at in range(5000)]
    kept = quota.thinned(steps, 600)
    assert len(kept) <= 601
    assert kept[-1] == steps[-1]


@given(FLOWS)
def test_flows(flows: list[flow.Flow]) -> None:
    root = framed(flow.draw(STATES, flows, heads=("before", "after"), title="T", description="D", prefix="p"))
    said = [node.text or "" for node in root.iter(f"{SVG}title")][1:]
    assert len(said) == sum(1 for one in flows if one.value)


def test_each_moving_band_carries_its_number() -> None:
    flows = [flow.Flow("a", "b", 1480), flow.Flow("c", "b", 1210), flow.Flow("b", "c", 42), flow.Flow("b", "b", 5000)]
    shown = texts(framed(flow.draw(STATES, flows, heads=("1", "2"), title="T", description="D", prefix="p")))
    assert {"1,480", "1,210", "42"} <= set(shown)
    assert shown.count("state b") == 2
    assert "5,042 lines" in shown
    assert "7,690 lines" in shown


@pytest.mark.parametrize("angle", [0, 45, 90, -45])
def test_hatching_stays_inside_and_leaves_holes_free(angle: int) -> None:
    outer = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]
    hole = [(40.0, 40.0), (60.0, 40.0), (60.0, 60.0), (40.0, 60.0)]
    found = list(segments([outer, hole], Hatch(angle, 5)))
    assert found
    for (x1, y1), (x2, y2) in found:
        assert min(x1, x2, y1, y2) >= -0.01
        assert max(x1, x2, y1, y2) <= 100.01
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        assert not (40.1 < x < 59.9 and 40.1 < y < 59.9)


def test_tones_of_outcomes_differ_in_grey() -> None:
    """No two neighbours in a bar have both the same hatch and nearly the same ground."""

    def grey(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    looks = [
        (grey(tone.ground), tone.hatch)
        for tone in (TONES[name] for name in ("outside", "free", "allowed", "open", "limited", "closed"))
    ]
    for at, (ground, hatch) in enumerate(looks):
        for other, strokes in looks[at + 1 :]:
            assert hatch != strokes or abs(ground - other) > 60
