from __future__ import annotations

from decimal import Decimal

import pytest

from lockgate.errors import ItemsError
from lockgate.items import (
    Bounds,
    Chip,
    Marked,
    Switches,
    alternatives,
    circuit_facts,
    figures,
    item_facts,
    load,
    lowest,
)
from lockgate.items.chip import parse_chip
from lockgate.items.performance import formats_in_use


def chip(**cells: str) -> Chip:
    return parse_chip({"id": "test-1", "unit_level": "package", "non_planar": "true", **cells})


def known(low: str | None, high: str | None) -> Bounds:
    return Bounds(None if low is None else Decimal(low), None if high is None else Decimal(high))


# ---- processing performance: classification.md, sections 2.1 and 8


@pytest.mark.parametrize(
    ("chip_id", "tpp"),
    [
        ("nvidia-a100-sxm-80gb", "4992"),
        ("nvidia-h100-sxm", "15832"),
        ("nvidia-h20-96gb", "2368"),
        ("nvidia-b200-hgx", "36000"),
        ("nvidia-l40s", "5864"),
        ("nvidia-l20", "1912"),
        ("nvidia-rtx-5080", "3602"),
        ("amd-mi210", "2899.2"),
        ("amd-mi325x", "20919.2"),
        ("intel-gaudi-3", "29360"),
        ("graphcore-gc200", "4000"),
        ("biren-br100", "16384"),
    ],
)
def test_worked_examples_tpp(chip_id: str, tpp: str) -> None:
    assert figures(load().get(chip_id)).tpp.value == Bounds.exact(Decimal(tpp))


@pytest.mark.parametrize(
    ("chip_id", "density"),
    [
        ("nvidia-a100-sxm-80gb", "6.04"),
        ("nvidia-h100-sxm", "19.45"),
        ("nvidia-h20-96gb", "2.91"),
        ("nvidia-l20", "3.14"),
        ("amd-mi210", "4.00"),
        ("amd-mi250", "4.00"),
        ("graphcore-gc200", "4.86"),
        ("nvidia-a10", "3.18"),
    ],
)
def test_worked_examples_density(chip_id: str, density: str) -> None:
    computed = figures(load().get(chip_id)).performance_density.value
    assert computed.is_exact
    assert computed.low is not None
    assert round(computed.low, 2) == Decimal(density)


def test_threshold_example_of_the_note() -> None:
    """4,800 is reached by 600 TOPS at 8 bits or by 300 TFLOPS at 16 bits."""
    assert figures(chip(int8_tops="600")).tpp.value == figures(chip(fp16_tflops="300")).tpp.value == Bounds.exact(4800)


def test_switches_change_what_the_sources_say_they_change() -> None:
    """classification.md, section 7: points 1 and 2."""
    trainium = load().get("aws-trainium-3")
    assert figures(trainium).tpp.value == Bounds.exact(20136)
    assert figures(trainium, Switches(tf32_bits=32)).tpp.value == Bounds.exact(21472)
    mi355x = load().get("amd-mi355x")
    assert figures(mi355x).formats == ("fp6",)
    assert figures(mi355x, Switches(fp6_counts=False)).tpp.value == Bounds.exact(Decimal("40265.6"))
    assert list(alternatives(mi355x)) == ["fp6_counts=False", "reticle_bound=False"]
    assert alternatives(load().get("nvidia-h100-sxm")) == {}


def test_alternatives_from_the_other_side() -> None:
    n300 = load().get("tenstorrent-n300")
    assert list(alternatives(n300, Switches(unit_of_counting="board"))) == ["unit_of_counting=package"]
    assert "tf32_bits=19" in alternatives(load().get("aws-trainium-1"), Switches(tf32_bits=32))


def test_switches_stand_for_readings() -> None:
    assert Switches.read({}) == Switches()
    other = {
        "tf32_bits": "32",
        "fp6_counts": "no",
        "unit_of_counting": "board",
        "unit_sum": "sum",
        "reticle_bound": "off",
    }
    assert Switches.read(other) == Switches(32, False, "board", True, False)


def test_bit_lengths_may_come_from_outside() -> None:
    assert figures(chip(tf32_tflops="100"), bits={"tf32": 32}).tpp.value == Bounds.exact(3200)
    with pytest.raises(ItemsError, match="unknown number format 'fp5'"):
        figures(chip(), bits={"fp5": 5})
    with pytest.raises(ItemsError, match="TF32 has no 20 bits"):
        formats_in_use(Switches(tf32_bits=20))
    with pytest.raises(ItemsError, match="package or board"):
        Switches(unit_of_counting="rack")


def test_engines_that_add_up_leave_the_top_open() -> None:
    summed = figures(load().get("nvidia-h100-sxm"), Switches(unit_sum=True))
    assert summed.tpp.value == known("15832.0", None)
    assert any("least value" in note for note in summed.notes)
    assert figures(chip(), Switches(unit_sum=True)).tpp == Marked(Bounds())


def test_no_rates_are_unknown_not_zero() -> None:
    computed = figures(load().get("nvidia-rubin-cpx"))
    assert computed.tpp == computed.tops == computed.performance_density == Marked(Bounds())
    assert computed.formats == ()
    assert "circuit.tpp" not in circuit_facts(computed)


def test_rows_that_record_a_part_are_at_least() -> None:
    assert figures(load().get("apple-m4-max")).tpp.value == known("304", None)
    assert figures(load().get("nvidia-gh200-144gb")).dram_bandwidth_gbs.value == known("4900", None)
    assert figures(load().get("sambanova-sn40l")).memory_gb.value == known("64", None)


def test_plain_and_bit_tops() -> None:
    computed = figures(load().get("nvidia-a100-sxm-80gb"))
    assert computed.tops.value == Bounds.exact(1248)  # INT4, whatever the bit length
    assert computed.bit_tops.value == Bounds.exact(4992)


# ---- boards


def test_board_by_package_and_by_board() -> None:
    n300 = load().get("tenstorrent-n300")
    single, whole = figures(n300), figures(n300, Switches(unit_of_counting="board"))
    assert (single.circuits.value, single.tpp.value) == (Bounds.exact(2), Bounds.exact(1864))
    assert (whole.circuits.value, whole.tpp.value) == (Bounds.exact(1), Bounds.exact(3728))
    assert single.unit_tpp.value == whole.unit_tpp.value == Bounds.exact(3728)
    assert single.performance_density.value == whole.performance_density.value
    assert single.tpp.derived
    assert not whole.tpp.derived


def test_board_of_four_counts_memory_for_the_unit() -> None:
    a16 = figures(load().get("nvidia-a16"))
    assert a16.die_area_mm2.value == Bounds.exact(200)
    assert a16.memory_gb.value == Bounds.exact(16)
    assert item_facts(a16)["item.dram_bandwidth_gbs"] == Bounds.exact(800)
    assert not a16.transfer_rate_gbs.value.known


def test_board_of_which_nobody_knows_the_number_of_packages() -> None:
    corsair = figures(load().get("dmatrix-corsair"))
    assert corsair.tpp.value == known("2400", "19200")
    unlisted = figures(chip(unit_level="board", int8_tops="500"))
    assert unlisted.circuits.value == known("1", None)
    assert unlisted.tpp.value == known(None, "4000")


# ---- die area


@pytest.mark.parametrize(
    ("cells", "area"),
    [
        ({"die_area_mm2": "814", "die_area_scope": "all_logic"}, known("814", "814")),
        ({"die_area_mm2": "814", "die_area_scope": "compute_only"}, known("814", None)),
        ({"die_area_mm2": "814", "die_area_scope": "upper_bound"}, known(None, "814")),
        ({"die_area_mm2": "814", "die_area_scope": "estimate"}, Bounds()),
        ({"die_area_mm2": "814", "die_area_scope": "unclear", "dies": "2*?*N5*compute"}, known(None, "1716")),
        ({"dies": "1*?*N5*compute"}, known(None, "858")),
        ({"dies": "?*?*N5*compute"}, Bounds()),
        ({"dies": "8*?*N5*xcd;?*?*N6*iod"}, Bounds()),
        ({"dies": "1*46225*N5*wafer"}, Bounds()),
        ({"dies": "1*46225*N5*wafer;1*?*N6*io"}, Bounds()),
        ({"non_planar": "false", "die_area_mm2": "814", "die_area_scope": "all_logic"}, known("0", "0")),
        ({"non_planar": "", "die_area_mm2": "814", "die_area_scope": "all_logic"}, known("0", "814")),
        ({"non_planar": "", "dies": "1*?*N5*compute"}, known("0", "858")),
    ],
)
def test_area_says_only_what_the_scope_proves(cells: dict[str, str], area: Bounds) -> None:
    assert figures(chip(**cells)).die_area_mm2.value == area


def test_single_unknown_die_between_2400_and_4800_is_at_least_b() -> None:
    """classification.md, section 3: with the exposure field as limit the density is at least 2.79."""
    computed = figures(chip(int8_tops="300", dies="1*?*N5*compute", conf_ops="A", conf_die="B"))
    density = computed.performance_density
    assert density.value.high is None
    assert density.value.low is not None
    assert density.value.low >= Decimal("2.79")
    assert (density.mark, density.derived) == ("B", True)
    off = figures(chip(int8_tops="300", dies="1*?*N5*compute"), Switches(reticle_bound=False))
    assert not off.performance_density.value.known


def test_planar_logic_has_no_density_and_unknown_process_proves_nothing() -> None:
    area = {"int8_tops": "375", "die_area_mm2": "100", "die_area_scope": "all_logic"}
    planar = figures(chip(**area, non_planar="false"))
    assert planar.performance_density.value == Bounds.exact(0)
    assert any("planar" in note for note in planar.notes)
    assert figures(chip(**area, non_planar="")).performance_density.value == Bounds()


def test_area_that_is_not_used_is_said() -> None:
    notes = figures(chip(die_area_mm2="325", die_area_scope="estimate")).notes
    assert notes == ("the printed area of 325 mm2 is of scope estimate and is not used",)


# ---- transfer rate and input-output: classification.md, sections 2.3 and 9


@pytest.mark.parametrize(
    ("link", "host", "rate", "io"),
    [
        ("600", "64", known("664", "664"), known("600", "664")),
        ("600", "", known("600", None), known("600", None)),
        ("", "128", known("128", None), Bounds()),
        ("", "", Bounds(), Bounds()),
        ("0", "64", known("64", "64"), known("0", "64")),
    ],
)
def test_transfer_rate_bounds(link: str, host: str, rate: Bounds, io: Bounds) -> None:
    computed = figures(chip(link_gbs_bidir=link, host_gbs_bidir=host, conf_link="A", conf_host="C"))
    assert (computed.transfer_rate_gbs.value, computed.io_bandwidth_gbs.value) == (rate, io)


def test_transfer_rate_carries_the_mark_of_the_known_parts() -> None:
    assert figures(chip(link_gbs_bidir="600", conf_link="A")).transfer_rate_gbs.mark == "A"
    assert figures(load().get("nvidia-h100-sxm")).transfer_rate_gbs.mark == "C"


# ---- memory, node, transistors, market


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        ({"memory_type": "HBM3e"}, True),
        ({"hbm_stacks": "4"}, True),
        ({"hbm_stacks": "0", "memory_type": "GDDR6"}, False),
        ({"memory_type": "LPDDR5X"}, False),
        ({"memory_type": "SRAM"}, False),
        ({"memory_type": "HiBL1.0"}, None),
        ({}, None),
    ],
)
def test_has_hbm(cells: dict[str, str], answer: bool | None) -> None:
    assert figures(chip(**cells)).has_hbm.value is answer


@pytest.mark.parametrize(
    ("text", "node"),
    [("5nm", known("5", "5")), ("3nm+6nm", known("3", "6")), ("Intel7+N7+N5", Bounds()), ("", Bounds())],
)
def test_node(text: str, node: Bounds) -> None:
    assert figures(chip(process_node=text)).node_nm.value == node


def test_facts_carry_real_answers_only() -> None:
    facts = item_facts(figures(load().get("nvidia-rtx-a6000")))
    assert "item.marketed_datacenter" not in facts  # ambiguous
    assert facts["item.designer_headquarters"] == "US"
    assert facts["item.transistors"] == Bounds.exact(28_300_000_000)
    assert item_facts(figures(load().get("groq-lpu-v1")))["item.dram_bandwidth_gbs"] == Bounds.exact(0)


def test_marks_take_the_lowest() -> None:
    assert lowest("A", "B", "D", "C") == "D"
    assert lowest() is None
    assert lowest(None, "A") is None
    h20 = figures(load().get("nvidia-h20-96gb"))
    assert (h20.tpp.mark, h20.performance_density.mark, h20.marketed_datacenter.mark) == ("B", "B", "B")
    assert figures(load().get("nvidia-l40s")).performance_density.mark == "B"  # rates A, die B


def test_every_row_gives_figures_whatever_the_switches() -> None:
    switches = (
        Switches(),
        Switches(32, fp6_counts=False, unit_of_counting="board", unit_sum=True, reticle_bound=False),
    )
    for row in load():
        for chosen in switches:
            computed = figures(row, chosen)
            assert computed.switches == chosen
            assert computed.id == row.id


def test_unknown_cells_never_become_zero() -> None:
    bare = figures(chip())
    numbers = [
        getattr(bare, name).value for name in ("tpp", "tops", "die_area_mm2", "transistors", "memory_gb", "unit_tpp")
    ]
    assert numbers == [Bounds()] * len(numbers)
