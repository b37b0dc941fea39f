"""The chart: regions with exact corners, points where the figures put them, labels apart, the same bytes again."""

from __future__ import annotations

import itertools
import sys
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lockgate.charts import draw as drawing
from lockgate.charts.draw import draw
from lockgate.charts.grid import NOTHING, regions
from lockgate.charts.labels import Box, Spot, place
from lockgate.charts.performance import gathered, render, spec
from lockgate.errors import InputError
from lockgate.inquiry.classification.classify import classify
from lockgate.inquiry.look import Look
from lockgate.items import load

pytestmark = pytest.mark.slow

DAY = date(2026, 6, 1)


def level_at(tpp: Fraction, density: Fraction) -> str:
    for one in regions(Look(), DAY):
        inside = one.left <= density and (one.right is None or density < one.right)
        if inside and one.low <= tpp and (one.high is None or tpp < one.high):
            return one.level
    return NOTHING


@pytest.mark.parametrize("tpp", ["1599.99", "1600", "2399.99", "2400", "4799.99", "4800", "20000"])
@pytest.mark.parametrize("density", ["1.59", "1.6", "3.19", "3.2", "5.91", "5.92", "40"])
def test_regions_say_what_a_classification_says(tpp: str, density: str) -> None:
    found = classify({"tpp": tpp, "performance_density": density, "marketed_datacenter": "true"}).on(DAY)
    assert level_at(Fraction(tpp), Fraction(density)) == found.level


def test_no_regions_before_the_law_asks_for_density() -> None:
    assert regions(Look(), date(2023, 1, 1)) == ()
    with pytest.raises(InputError, match="2023-11-17"):
        spec(Look(as_of="2023-01-01"))


def test_every_chip_is_drawn_or_named() -> None:
    points, lacking = gathered(Look(), DAY)
    unknown = sum(1 for chip in load() if not classify(chip.id).to_dict()["inputs"][0]["unit"])
    assert len(lacking) == unknown
    assert {point.level for point in points} == {"a", "b", "none", "open"}


def test_equal_bytes_again() -> None:
    look = Look(as_of="2026-06-01")
    first = render(look)
    assert first == render(look)
    assert first.startswith(b"<svg")
    assert b"3A090.a" in first
    assert render(look, "png").startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"\.gif"):
        render(Look(), "gif")
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(InputError, match="not installed") as error:
        draw({}, drawing.FORMS[0])
    assert "lockgate[charts]" in str(error.value)


@given(st.lists(st.tuples(st.integers(10, 390), st.integers(10, 290)), max_size=30))
@example([(10, 209), (10, 242), (10, 277), (16, 231), (10, 263)])  # a short label took more room than was looked for
def test_labels_do_not_collide(spots: list[tuple[int, int]]) -> None:
    size = 10.0
    labels = place([Spot(x, y, "some name", "12") for x, y in spots], Box(0, 0, 400, 300), size)
    boxes = [
        Box(one.x, one.y - size * 0.55, one.x + len(one.text) * size * 0.58, one.y + size * 0.55)
        for one in labels
        if one is not None
    ]
    assert not any(one.meets(other) for one, other in itertools.combinations(boxes, 2))
