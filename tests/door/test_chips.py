from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.door import chips
from lockgate.door.model import Categorical, Interval
from lockgate.door.problems import WordError
from lockgate.items import Bounds, load

if TYPE_CHECKING:
    from lockgate.door.model import Value

H100 = load().get("nvidia-h100-sxm")
YES, NO = Categorical(frozenset({"true"})), Categorical(frozenset({"false"}))


def exactly(number: float | str) -> Interval:
    return Interval(Fraction(number), Fraction(number))


def test_a_chip_by_id_name_or_number() -> None:
    assert chips.named("nvidia-h100-sxm")[1] is H100
    assert chips.named(" NVIDIA H100 SXM x8 ") == (8, H100)
    for text in ("nvidia-h100-smx", "zzzzzz", "H100", "0x H100 SXM"):
        with pytest.raises(WordError) as caught:
            chips.named(text)
        assert caught.value.hint


def test_figures_come_from_the_catalogue() -> None:
    filled = chips.fill(H100, {}, {}, None)
    assert filled.circuit["circuit.tpp"] == exactly(15832)
    assert filled.circuit["circuit.performance_density"] == exactly("19.449631")
    assert filled.item["item.designer_headquarters"] == Categorical(frozenset({"US"}))
    assert filled.item["item.kind"] == Categorical(frozenset({"ic"}))
    assert filled.item["item.node_nm"] == exactly(4)
    assert not filled.conflicts
    assert any("taken from the catalogue" in note for note in filled.notes)


def test_a_rounding_is_a_note_and_the_catalogue_stays() -> None:
    filled = chips.fill(H100, {"circuit.tpp": exactly(15824)}, {}, exactly(814))
    assert filled.circuit["circuit.tpp"] == exactly(15832)
    assert any("a rounding" in note for note in filled.notes)
    assert not filled.conflicts


def test_a_conflict_keeps_both_sides() -> None:
    stated: dict[str, Value] = {
        "item.marketed_datacenter": NO,
        "item.has_hbm": YES,
        "item.dram_bandwidth_gbs": exactly(9000),
    }
    filled = chips.fill(H100, {"circuit.tpp": exactly(31664)}, stated, None)
    assert filled.circuit["circuit.tpp"] == Interval(Fraction(15832), Fraction(31664))
    assert filled.item["item.marketed_datacenter"] == Categorical(frozenset({"true", "false"}))
    assert filled.item["item.has_hbm"] == YES
    assert filled.item["item.dram_bandwidth_gbs"] == Interval(Fraction(3350), Fraction(9000))
    assert len(filled.conflicts) == 3


def test_a_stated_answer_that_is_open_is_settled() -> None:
    filled = chips.fill(H100, {}, {"item.has_hbm": Categorical(frozenset({"true", "false"}))}, None)
    assert filled.item["item.has_hbm"] == YES


@pytest.mark.parametrize(
    ("chip", "many", "kind"),
    [
        ("nvidia-h100-sxm", 8, {"board", "server"}),
        ("nvidia-a16", 1, {"board"}),
        ("nvidia-a16", 2, {"board", "server"}),
    ],
)
def test_what_kind_a_chip_is_taken_as(chip: str, many: int, kind: set[str]) -> None:
    filled = chips.fill(load().get(chip), {}, {}, None, many)
    assert filled.item["item.kind"] == Categorical(frozenset(kind))


def test_the_kind_of_a_module_stays_open() -> None:
    module = next(chip for chip in load() if chip.unit_level == "module")
    assert "item.kind" not in chips.fill(module, {}, {}, None).item
    assert chips.fill(module, {}, {"item.kind": Categorical(frozenset({"server"}))}, None).item["item.kind"]


@pytest.mark.parametrize(
    ("tpp", "area", "stated", "density", "remarks"),
    [
        (15824, 814, None, ("19.439803", "19.439803"), (0, 0)),
        (15824, None, None, None, (0, 0)),
        (None, 814, None, None, (0, 0)),
        (15824, 814, "19.439803", ("19.439803", "19.439803"), (0, 0)),
        (15824, 814, "19.4", ("19.439803", "19.439803"), (0, 1)),
        (15824, 814, "5", ("5", "19.439803"), (1, 0)),
        (15824, 0, None, ("0", "0"), (0, 0)),
    ],
)
def test_density_from_tpp_and_area(tpp: Any, area: Any, stated: Any, density: Any, remarks: Any) -> None:
    circuit: dict[str, Value] = {} if tpp is None else {"circuit.tpp": exactly(tpp)}
    if stated is not None:
        circuit["circuit.performance_density"] = exactly(stated)
    filled = chips.computed(circuit, None if area is None else exactly(area))
    found = filled.circuit.get("circuit.performance_density")
    assert found == (None if density is None else Interval(Fraction(density[0]), Fraction(density[1])))
    assert (len(filled.conflicts), len(filled.notes)) == remarks


def test_bounds_of_the_area_bound_the_density() -> None:
    circuit: dict[str, Value] = {"circuit.tpp": exactly(1000)}
    found = chips.computed(circuit, Interval(Fraction(100), Fraction(200))).circuit["circuit.performance_density"]
    assert found == Interval(Fraction(5), Fraction(10))
    unbounded = chips.computed(circuit, Interval(Fraction(0), None))
    assert "circuit.performance_density" not in unbounded.circuit
    half = chips.computed({**circuit, "circuit.performance_density": exactly(50)}, Interval(Fraction(100), None))
    assert half.conflicts


def test_what_holds_for_several_circuits_together() -> None:
    assert chips.together([]) == {}
    one: dict[str, Value] = {"item.has_hbm": YES, "item.node_nm": exactly(4), "item.nonplanar": YES}
    two: dict[str, Value] = {"item.has_hbm": NO, "item.node_nm": Interval(Fraction(5), None)}
    assert chips.together([one, two]) == {
        "item.has_hbm": Categorical(frozenset({"true", "false"})),
        "item.node_nm": Interval(Fraction(4), None),
    }


@given(st.decimals(0, 10**15, places=6), st.one_of(st.none(), st.decimals(10**15, 10**16, places=6)))
def test_bounds_and_intervals_are_the_same_numbers(low: Any, high: Any) -> None:
    assert chips.bounds(chips.interval(Bounds(low, high))) == Bounds(low, high)


@given(st.integers(1, 10**6), st.integers(1, 10**4))
def test_density_is_the_quotient_cut_down(tpp: int, area: int) -> None:
    found: Any = chips.computed({"circuit.tpp": exactly(tpp)}, exactly(area)).circuit["circuit.performance_density"]
    assert found.low == found.high == Fraction(tpp * 10**6 // area, 10**6)


@pytest.mark.parametrize("chip", load().ids)
def test_every_chip_of_the_catalogue_can_be_filled(chip: str) -> None:
    filled = chips.fill(load().get(chip), {}, {}, None)
    assert filled.label
    assert not filled.conflicts
