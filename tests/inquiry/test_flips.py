"""Flip points: the nearest values that change the answer or the class, in exact words."""

from __future__ import annotations

from typing import Any

import pytest

from lockgate.errors import InputError
from lockgate.inquiry.course.flips import Flips, flips
from lockgate.inquiry.look import Look

ORDER = {
    "as_of": "2025-06-01",
    "activity": "export",
    "origin": "US",
    "destination": "VN",
    "base": "ordinary-course",
    "parties": {"consignee": {"location": "VN", "headquarters": "VN", "ultimate_parent": "VN"}},
}


def found(fact: str | None = None, look: Look | None = None, **item: Any) -> Flips:
    chip = {
        "tpp": 2243,
        "die_area_mm2": 360,
        "kind": "ic",
        "marketed_datacenter": "yes",
        "nonplanar": "yes",
        "quantity": 10,
    }
    return flips({**ORDER, "item": {**chip, **item}}, look or Look(), fact)


def test_the_area_at_which_a_class_changes_is_exact() -> None:
    one = found("die_area_mm2").facts[0]
    assert one.above is not None
    assert (one.above.edge, one.above.at, one.above.exactly) == (
        "at or above 378.885136 mm2",
        "378.885136",
        "above 2,243 / 5.92",
    )
    assert one.above.entries == (("3A090.a", "3A090.b"),)
    assert one.above.because[0].cite == "ECCN 3A090.a"
    assert one.below is None
    assert [piece.shown for piece in one.pieces] == [
        "at or below 378.885135",
        "at or above 378.885136, at or below 700.9375",
        "above 700.9375",
    ]


@pytest.mark.parametrize(
    ("area", "entry"),
    [("378.885135", "3A090.a"), ("378.885136", "3A090.b"), ("700.9375", "3A090.b"), ("700.937501", "3A991.p")],
)
def test_the_door_says_the_same_beside_the_boundary(area: str, entry: str) -> None:
    assert found("die_area_mm2", die_area_mm2=area).now.entry[0] == entry


def test_tpp_takes_its_density_along() -> None:
    one = found("item.circuits.tpp").facts[0]
    assert one.below is not None
    assert one.above is not None
    assert one.below.edge == "below 2,131.2 TPP"
    assert one.above.edge == "at or above 4,800 TPP"
    assert one.above.entries == (("3A090.a.2", "3A090.a.1"),)
    assert "circuit.performance_density" in one.follows


def test_all_numbers_those_first_that_turn_the_answer() -> None:
    every = found()
    turning = [one.turns for one in every.facts]
    assert turning == sorted(turning, reverse=True)
    assert {"item.quantity", "items[0].circuits[0].tpp", "items[0].circuits[0].die_area_mm2", "shipment.tpp"} <= {
        one.fact for one in every.facts
    }
    assert not any(one.fact == "holder.installed_tpp" for one in every.facts), "nobody stated it"


def test_numbers_within_bounds_show_what_lies_inside() -> None:
    one = found("items[0].circuits[0].tpp", tpp="2000..5000").facts[0]
    assert one.value == "2,000 to 5,000 TPP"
    assert len(one.inside) >= 1


def test_an_unknown_number_may_be_asked_for() -> None:
    raw = {**ORDER, "item": {"tpp": 2243, "kind": "ic", "marketed_datacenter": "yes", "quantity": 10}}
    one = flips(raw, Look(), "die_area_mm2").facts[0]
    assert (one.value, one.below, one.above) == ("", None, None)
    assert one.turns


def test_days_flip_too() -> None:
    raw = {**ORDER, "item": {"chip": "nvidia-h20-96gb", "quantity": 1}, "evidence": {"nac_notice_on": "2025-05-20"}}
    one = flips({**raw, "destination": "MO"}, Look(), "nac_notice_on").facts[0]
    assert one.value == "2025-05-20"


def test_names_that_mean_no_number_or_several() -> None:
    with pytest.raises(InputError, match="may mean several"):
        found("tpp")
    with pytest.raises(InputError, match="there is no number 'quantit'"):
        found("quantit")


def test_json_is_exact() -> None:
    data = found("die_area_mm2").to_dict()
    assert data["schema"] == "lockgate.flips/1"
    assert data["facts"][0]["above"]["at"] == "378.885136"
    assert data["facts"][0]["pieces"][-1]["last"] is None
