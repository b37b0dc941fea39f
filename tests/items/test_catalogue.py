from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files

import pytest

from lockgate.errors import ItemsError
from lockgate.items import Die, load, read
from lockgate.items.chip import parse_chip, parse_dies
from lockgate.items.conventions import conventions


def test_whole_catalogue_is_typed_and_nothing_is_lost() -> None:
    text = files("lockgate.items").joinpath("data/accelerators.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["id"] for row in rows] == list(load().ids)
    assert len(rows) == 114
    for row, chip in zip(rows, load(), strict=True):
        for column, cell in row.items():
            assert (getattr(chip, column) in (None, ())) is (cell in {"", "ambiguous"}), (chip.id, column)
    assert len({chip.vendor for chip in load()}) == 29


def test_ambiguous_market_is_unknown() -> None:
    assert Counter(chip.marketed_datacenter for chip in load()) == {True: 92, False: 13, None: 9}


def test_zero_is_zero_and_empty_is_unknown() -> None:
    assert load().get("groq-lpu-v1").dram_bw_gbs == 0
    assert load().get("sambanova-sn40l").dram_bw_gbs is None


def test_tables_speak_of_rows_that_exist() -> None:
    boards = {chip.id for chip in load() if chip.unit_level == "board"}
    assert set(conventions().boards) == boards
    assert set(conventions().partial) <= set(load().ids)
    assert all(hasattr(load().get("nvidia-h100-sxm"), known.column) for known in conventions().formats)


def test_dies() -> None:
    mixed = parse_dies("8*?*TSMC-N5*xcd; 4*?*?*iod")
    assert mixed == (Die(8, None, "TSMC-N5", "xcd"), Die(4, None, None, "iod"))
    assert load().get("huawei-ascend-910b").dies[0].node == "SMIC-N+1"


@pytest.mark.parametrize(
    ("text", "chip_id"),
    [
        ("nvidia-h100-sxm", "nvidia-h100-sxm"),
        (" NVIDIA  H100   sxm ", "nvidia-h100-sxm"),
        ("H100 SXM5 80GB", "nvidia-h100-sxm"),
        ("h100 pcie", "nvidia-h100-pcie"),
        ("AMD Instinct MI300X", "amd-mi300x"),
        ("mi300x", "amd-mi300x"),
        ("RTX-4090", "nvidia-rtx-4090"),
        ("wse3", "cerebras-wse-3"),
        ("huawei-ascend-910b", "huawei-ascend-910b"),
    ],
)
def test_resolve_what_can_only_mean_one(text: str, chip_id: str) -> None:
    assert load().resolve(text).id == chip_id


@pytest.mark.parametrize("text", ["H100", "a100", "Ascend 910B", "Intel Gaudi 3", "Tesla V100"])
def test_resolve_refuses_to_choose(text: str) -> None:
    with pytest.raises(ItemsError, match="several chips"):
        load().resolve(text)


@pytest.mark.parametrize("text", ["RTX 4090 D", "Trainium 2", "A10G", "banana", ""])
def test_resolve_never_guesses(text: str) -> None:
    with pytest.raises(ItemsError, match="no chip"):
        load().resolve(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("NVIDIA H100 SXM", "nvidia-h100-sxm"),
        ("h100sxm", "nvidia-h100-sxm"),
        ("A10", "nvidia-a10"),
        ("H20", "nvidia-h20-96gb"),
        ("RTX4090", "nvidia-rtx-4090"),
        ("ascend910c", "huawei-ascend-910c"),
        ("nvidia h-100 sxm", "nvidia-h100-sxm"),
        ("Grace Hopper", "nvidia-gh200-144gb"),
        ("nvdia h200 sxm", "nvidia-h200-sxm"),
        ("L40s", "nvidia-l40s"),
    ],
)
def test_find_puts_the_nearest_first(text: str, first: str) -> None:
    assert load().find(text)[0] == first


def test_find_nothing_near() -> None:
    assert load().find("banana") == ()
    assert load().find("---") == ()
    assert len(load().find("A100", limit=2)) == 2


def test_unknown_id_is_an_error_with_a_hint() -> None:
    with pytest.raises(ItemsError) as caught:
        load().get("nvidia-h100-smx")
    assert "did you mean nvidia-h100-sxm" in str(caught.value)
    with pytest.raises(ItemsError, match="no chip 'banana'") as other:
        load().get("banana")
    assert other.value.hint == "state its figures instead"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,colour\nx,red\n", "c.csv:2: unknown column 'colour'"),
        ("id\nx\nx\n", "c.csv:3: the id 'x' stands twice"),
        ("id,vendor\nx\n", "c.csv:2: the row has more or fewer cells"),
        ("id,vendor\nx,y,z\n", "c.csv:2: the row has more or fewer cells"),
        ("vendor,id\ny,\n", "c.csv:2: a row without id"),
        ("id,fp8_tflops\nx,fast\n", "c.csv:2: cannot read 'fast' in column fp8_tflops"),
        ("id,fp8_tflops\nx,NaN\n", "cannot read 'NaN'"),
        ("id,fp8_tflops\nx,-1\n", "cannot read '-1'"),
        ("id,dies\nx,1*2\n", "cannot read '1*2' in column dies"),
        ("id,conf_ops\nx,E\n", "cannot read 'E' in column conf_ops"),
        ("id,marketed_datacenter\nx,maybe\n", "cannot read 'maybe'"),
    ],
)
def test_bad_rows_are_named(text: str, message: str) -> None:
    with pytest.raises(ItemsError) as caught:
        read(text, place="c.csv")
    assert message in str(caught.value)


def test_own_rows_can_be_read() -> None:
    own = read("id,vendor,model,int8_tops,marketed_datacenter\nmine-1,Mine,One,500,no\n")
    assert own.get("mine-1").name == "Mine One"
    assert own.resolve("mine one").marketed_datacenter is False
    assert parse_chip({"id": "bare"}).name == ""
    assert own.resolve("ONE").id == "mine-1"
