from __future__ import annotations

from decimal import Decimal

import pytest

from lockgate.errors import ItemsError
from lockgate.items import Bounds, Figures, Server, figures, load, parse_count, server_facts, units_within


def of(chip_id: str) -> Figures:
    return figures(load().get(chip_id))


def test_eight_chips_add_up_for_quotas_but_not_for_the_circuit() -> None:
    server = Server(circuits=((of("nvidia-h20-96gb"), 8),))
    assert server.tpp == Bounds.exact(8 * 2368)
    assert server.highest("tpp") == Bounds.exact(2368)
    assert server.count == Bounds.exact(8)


def test_boards_count_with_their_circuits() -> None:
    server = Server(circuits=((of("nvidia-a16"), 2), (of("nvidia-h100-pcie"), 1)))
    assert server.count == Bounds.exact(9)
    assert server.tpp == Bounds.exact(Decimal("1110.88") * 2 + 12104)
    assert server.highest("tpp") == Bounds.exact(12104)
    assert server.dram_bandwidth_gbs == Bounds.exact(3600)


def test_facts_count_the_circuits_of_boards() -> None:
    entries = server_facts(Server(circuits=((of("nvidia-a16"), 2), (of("nvidia-h100-pcie"), 1))))
    assert [entry["circuit.count"] for entry in entries] == [Bounds.exact(8), Bounds.exact(1)]
    assert entries[0]["circuit.tpp"] == Bounds.exact(Decimal("277.72"))


def test_unknown_circuits_leave_the_sum_open() -> None:
    server = Server(circuits=((of("nvidia-h20-96gb"), 4), (of("amd-mi308x"), 4)))
    assert server.tpp == Bounds()
    assert server.highest("tpp") == Bounds(Decimal(2368), None)
    assert Server(circuits=()).highest("tpp") == Bounds()


def test_refused_servers() -> None:
    with pytest.raises(ItemsError, match="cannot hold 0 of NVIDIA H100"):
        Server(circuits=((of("nvidia-h100-sxm"), 0),))
    one = Server(circuits=((of("nvidia-h100-sxm"), 1),))
    for wrong in ("price", "formats", "has_hbm"):
        with pytest.raises(ItemsError, match="no number called"):
            one.highest(wrong)


@pytest.mark.parametrize(
    ("text", "count", "name"),
    [
        ("8x NVIDIA H100 SXM", 8, "NVIDIA H100 SXM"),
        ("8 x H100 PCIe", 8, "H100 PCIe"),
        ("8X H100", 8, "H100"),
        ("8 \u00d7 H100", 8, "H100"),
        ("8*H100", 8, "H100"),
        ("1,024x H100", 1024, "H100"),
        ("H100 x8", 8, "H100"),
        ("H100 x 8", 8, "H100"),
        ("H100\u00d78", 8, "H100"),
        ("H100 (8x)", 8, "H100"),
        ("H100 (x8)", 8, "H100"),
        ("GeForce RTX 4090", 1, "GeForce RTX 4090"),
        ("Cloud AI 100 PCIe4 x16", 1, "Cloud AI 100 PCIe4 x16"),
        ("MI300X", 1, "MI300X"),
        ("Data Center GPU Max 1100", 1, "Data Center GPU Max 1100"),
        ("", 1, ""),
    ],
)
def test_parse_count(text: str, count: int, name: str) -> None:
    assert parse_count(text) == (count, name)


@pytest.mark.parametrize("text", ["0x H100", "H100 x0", "1,2x H100"])
def test_counts_that_make_no_sense(text: str) -> None:
    with pytest.raises(ItemsError, match="number of circuits"):
        parse_count(text)


def test_no_name_of_the_catalogue_is_taken_for_a_count() -> None:
    for chip in load():
        assert parse_count(chip.name) == (1, chip.name)
        assert parse_count(f"3x {chip.name}") == (3, chip.name)


def test_units_within_a_budget() -> None:
    """classification.md, section 8: 1,699 H100 fit 26.9 million, with either published TPP."""
    assert units_within(26_900_000, of("nvidia-h100-sxm").tpp.value) == Bounds.exact(1699)
    assert units_within(26_900_000, Bounds.exact(15824)) == Bounds.exact(1699)
    assert units_within(100, Bounds(Decimal(10), Decimal(20))) == Bounds(Decimal(5), Decimal(10))
    assert units_within(100, Bounds()) == units_within(100, Bounds.exact(0)) == Bounds(Decimal(0), None)
