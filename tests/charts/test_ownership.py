"""The drawing of owners: well formed, the same each time, readable without colour, from one box to many."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.charts.layers import layered
from lockgate.charts.ownership import HIGH, TONES, WIDE, Line, Node, draw

if TYPE_CHECKING:
    from collections.abc import Sequence

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [f"n{number}" for number in range(9)]
ARROWS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


def drawn(nodes: Sequence[Node], lines: Sequence[Line]) -> ET.Element:
    text = draw(nodes, lines, title="Owners", description="Who owns whom", foot="a rule")
    assert text == draw(nodes, lines, title="Owners", description="Who owns whom", foot="a rule")
    return ET.fromstring(text)  # noqa: S314 - our own drawing


def boxes(root: ET.Element) -> list[tuple[float, float]]:
    """Upper left corners of the boxes: they are the groups."""
    found = []
    for group in root.iter(f"{SVG}g"):
        shape = group[1]
        if shape.tag == f"{SVG}rect":
            found.append((float(shape.attrib["x"]), float(shape.attrib["y"])))
        else:
            numbers = [float(one) for one in shape.attrib["d"].strip("Mz").replace("L", " ").split()]
            found.append((min(numbers[::2]), min(numbers[1::2])))
    return found


@settings(max_examples=150, deadline=None)
@given(
    ARROWS, st.lists(TEXTS, min_size=9, max_size=9), st.lists(st.sampled_from(sorted(TONES)), min_size=9, max_size=9)
)
def test_any_graph_gives_boxes_that_do_not_overlap(
    arrows: list[tuple[str, str]], names: list[str], tones: list[str]
) -> None:
    nodes = [Node(name, text, "note", tone) for name, text, tone in zip(NAMES, names, tones, strict=True)]
    root = drawn(nodes, [Line(owner, owned, "50 %") for owner, owned in dict.fromkeys(arrows)])
    wide, high = float(root.attrib["width"]), float(root.attrib["height"])
    places = boxes(root)
    assert len(places) == len(NAMES)
    for index, (x, y) in enumerate(places):
        assert 0 <= x <= wide - WIDE + 0.2
        assert 0 <= y <= high - HIGH
        assert all(
            abs(y - other_y) >= HIGH or abs(x - other_x) >= WIDE - 0.2 for other_x, other_y in places[index + 1 :]
        )


@settings(max_examples=150, deadline=None)
@given(ARROWS)
def test_owners_stand_above_but_in_circles(arrows: list[tuple[str, str]]) -> None:
    rows, ways = layered(NAMES, arrows)
    row_of = {name: index for index, row in enumerate(rows) for name in row}
    assert sorted(name for row in rows for name in row if name in NAMES) == NAMES
    up = [(tail, head) for (tail, head) in ways if row_of[tail] > row_of[head]]
    for tail, head in up:
        assert reaches(arrows, head, tail), "only what closes a circle runs upwards"
    assert all(row_of[tail] != row_of[head] for tail, head in ways)
    for way in ways.values():
        steps = {row_of[second] - row_of[first] for first, second in pairwise(way)}
        assert steps in ({1}, {-1})


def reaches(arrows: list[tuple[str, str]], start: str, end: str) -> bool:
    met, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for tail, head in arrows:
            if tail == here and head not in met:
                met.add(head)
                waiting.append(head)
    return end in met


def test_status_is_told_by_words_shape_and_line() -> None:
    nodes = [Node(tone, f"Company {tone}", f"is {tone}", tone, told=f"told {tone}") for tone in TONES]
    root = drawn(nodes, [Line("listed", "captured", "60 %", decides=True), Line("free", "captured", "40 %", open=True)])
    looks = set()
    for group in root.iter(f"{SVG}g"):
        shapes = [one for one in group if one.tag in {f"{SVG}rect", f"{SVG}path"}]
        looks.add((shapes[0].tag, shapes[0].attrib.get("stroke-dasharray"), len(shapes)))
    assert len(looks) == len(TONES)
    words = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert {"60 %", "40 %", "is listed", "decides"} <= set(words)
    assert "Company listed: told listed" in [one.text for one in root.iter(f"{SVG}title")]
    assert [one.text for one in root[:2]] == ["Owners", "Who owns whom"]
    assert root.attrib["role"] == "img"


@pytest.mark.parametrize("count", [1, 3, 60])
def test_from_one_box_to_sixty(count: int) -> None:
    nodes = [
        Node(str(number), f"Company number {number} with quite a long name", "free", "free") for number in range(count)
    ]
    lines = [Line(str(number), str((number - 1) // 3), "33 %") for number in range(1, count)]
    assert len(boxes(drawn(nodes, lines))) == count
