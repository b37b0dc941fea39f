"""Ways of counting are readings: they can be chosen, and an answer that turns on one says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import lockgate
from lockgate.door.build import build

if TYPE_CHECKING:
    from pathlib import Path

CHINA: dict[str, Any] = {
    "as_of": "2026-06-01",
    "activity": "export",
    "origin": "US",
    "destination": "CN",
    "parties": {"consignee": {"location": "CN", "headquarters": "CN", "ultimate_parent": "CN"}},
    "evidence": {"dd_package": True, "commercially_available_us": True},
    "base": "ordinary-course",
}


def ask(chip: str, **readings: str) -> lockgate.Determination:
    return lockgate.determine({**CHINA, "item": {"chip": chip, "quantity": 10}}, readings=readings)


def test_tf32_decides_the_review_of_trainium_3() -> None:
    """classification.md 7.1: 20,136 with 19 bits, 21,472 with 32, and the ceiling is 21,000."""
    usual, wide = ask("aws-trainium-3"), ask("aws-trainium-3", tf32_bits="32")
    assert (usual.review_policy, wide.review_policy) == ("case_by_case", "presumption_of_denial")
    effect = next(effect for effect in usual.readings if effect.id == "tf32_bits")
    assert effect.used == "19"
    assert effect.otherwise == (("32", "licence_required; review policy presumption_of_denial"),)
    assert next(effect for effect in wide.readings if effect.id == "tf32_bits").used == "32"


def test_tf32_decides_the_class_of_trainium_1() -> None:
    """classification.md 7.1: 3,610 or 6,080."""
    usual = ask("aws-trainium-1")
    effect = next(effect for effect in usual.readings if effect.id == "tf32_bits")
    assert usual.outcome == "cannot_decide"
    assert effect.otherwise[0][1].startswith("3A090.a; licence_required")


@pytest.mark.parametrize("readings", [{}, {"tf32_bits": "32"}])
def test_typed_facts_are_counted_as_raw_ones(readings: dict[str, str]) -> None:
    raw = {**CHINA, "item": {"chip": "aws-trainium-3", "quantity": 10}}
    typed = lockgate.determine(build(raw), readings=readings)
    assert typed.to_dict() == lockgate.determine(raw, readings=readings).to_dict()
    assert typed.assumed


def test_a_baseline_beside_the_order_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "usual.yaml").write_text("destination: CN\n", encoding="utf-8")
    raw = {"as_of": "2026-06-01", "base": "usual.yaml", "item": {"chip": "aws-trainium-3"}}
    found = lockgate.determine(build(raw, folder=tmp_path), readings={"tf32_bits": "32"})
    assert {"fact": "destination", "value": "CN", "why": "baseline usual.yaml"} in found.assumed


def test_a_chip_that_counts_one_way_only_says_nothing() -> None:
    assert not [effect for effect in ask("nvidia-h100-sxm").readings if effect.id in ("tf32_bits", "fp6_counts")]


def test_circuits_of_a_server_are_counted_too() -> None:
    order = {**CHINA, "item": {"kind": "server", "circuits": [{"chip": "aws-trainium-3", "count": 4}], "quantity": 1}}
    assert "tf32_bits" in {effect.id for effect in lockgate.determine(order).readings}


def test_lines_are_counted_one_by_one() -> None:
    order = {**CHINA, "items": [{"chip": "nvidia-h100-sxm", "quantity": 1}, {"chip": "aws-trainium-3", "quantity": 1}]}
    first, second = lockgate.determine(order).lines
    assert "tf32_bits" not in {effect.id for effect in first.readings}
    assert "tf32_bits" in {effect.id for effect in second.readings}


def test_the_reticle_bound_can_be_left_out() -> None:
    bounded, open_area = ask("google-tpu-v5e"), ask("google-tpu-v5e", reticle_bound="off")
    assert "none" not in bounded.classification.possible
    assert "none" in open_area.classification.possible
    assert (
        next(effect for effect in bounded.readings if effect.id == "reticle_bound")
        .otherwise[0][1]
        .endswith("the same outcome")
    )


def test_a_question_without_items_has_no_other_ways() -> None:
    holder = {"subject": "holder", "as_of": "2025-12-31", "holder": {"veu": "uveu", "headquarters": "US"}}
    assert lockgate.determine(holder).outcome is None


@pytest.mark.parametrize("word", ["unknown", "?", "~"])
def test_a_chip_that_nobody_knows_counts_no_way(word: str) -> None:
    found = lockgate.determine({**CHINA, "item": {"chip": word, "stated_eccn": "3A090.a"}})
    assert found.classification.eccn == "3A090.a"
    assert not found.readings
