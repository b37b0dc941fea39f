"""Questions name what a user can state, and an entry that is stated says what kind of item it is."""

from __future__ import annotations

from typing import Any

import pytest

import lockgate

SWISS: dict[str, Any] = {
    "as_of": "2025-06-01",
    "activity": "export",
    "origin": "US",
    "destination": "CH",
    "parties": {"consignee": {"location": "CH", "headquarters": "CH", "ultimate_parent": "CH"}},
    "base": "ordinary-course",
}


def asked(**item: Any) -> list[str]:
    answer = lockgate.determine({**SWISS, "item": item}, posture="codified")
    assert answer.outcome == "cannot_decide"
    return [missing.fact for missing in answer.missing]


def test_the_aggregate_of_a_shipment_is_asked_for_by_its_parts() -> None:
    """Whether LPP fits turns on quantity x circuits x TPP."""
    assert asked(chip="nvidia-h100-sxm") == ["item.quantity"]
    assert asked(chip="nvidia-h100-sxm", kind="server", quantity=10) == ["items[0].circuits[0].count"]
    assert "circuits" in asked(stated_eccn="3A090.a", quantity=10)


@pytest.mark.parametrize(
    ("stated", "kind", "level", "limb"),
    [("4E091", None, "weights", "4E091"), ("4A090.a", "server", "a", None), ("3A090.a", None, "a", None)],
)
def test_a_stated_entry_says_the_kind(stated: str, kind: str | None, level: str, limb: str | None) -> None:
    item = {"stated_eccn": stated, **({"kind": kind} if kind else {})}
    found = lockgate.determine({**SWISS, "item": item}, posture="codified").classification
    assert (found.eccn, found.level, found.limb) == (stated, level, limb)
    assert ("4E091" in found.possible) == (stated == "4E091")


def test_a_stated_kind_goes_before() -> None:
    """A server for which the entry of its circuits is stated stays a server."""
    item = {"stated_eccn": "3A090.a", "kind": "server", "chip": "nvidia-h100-sxm", "circuits": 8, "quantity": 1}
    assert lockgate.determine({**SWISS, "item": item}).classification.level == "a"


def test_several_possible_entries_say_nothing_about_the_kind() -> None:
    item = {"stated_eccn": {"one_of": ["3A090.a", "4E091"]}, "quantity": 1}
    possible = lockgate.determine({**SWISS, "item": item}, posture="codified").classification.possible
    assert {"4E091", "3A090.a.1"} <= set(possible)
