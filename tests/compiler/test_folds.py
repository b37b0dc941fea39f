"""Generated functions, evaluator and oracle agree on folds, over whole domains of partial knowledge."""

from __future__ import annotations

import itertools

import pytest
from tests.compiler.agree import agree, facts
from tests.compiler.support import FALSE, OPEN, TRUE, Some

# ---- folds

CIRCUITS = [
    Some({"circuit.tpp": 3}),
    Some({"circuit.tpp": (1, 4)}),
    Some(),
    Some({"circuit.tpp": 7, "circuit.made": "true"}),
]


@pytest.mark.parametrize(
    "text",
    [
        "has(circuits, circuit.tpp >= 4)",
        "NOT has(circuits, circuit.tpp >= 4)",
        "every(circuits, circuit.tpp >= 3)",
        "every(circuits, circuit.made)",
        "total(circuits, circuit.tpp) >= 7",
        "total(circuits, circuit.tpp) < 7",
        "total(item.circuits, circuit.tpp, circuit.tpp >= 4) >= 7",
        "highest(circuits, circuit.tpp) >= 4",
        "highest(circuits, circuit.tpp) <= 4",
        "highest(circuits, circuit.tpp, circuit.made) > 6",
        "count(circuits) = 2",
        "count(circuits) > 1",
        "count(circuits, circuit.tpp > 2) >= 2",
        "count(circuits, circuit.tpp > 2) - item.quantity < 2",
        "2 * total(circuits, circuit.tpp) <= highest(circuits, circuit.tpp) + 4",
        "has(circuits, TRUE)",
        "every(circuits, FALSE)",
    ],
)
def test_folds(text: str) -> None:
    seen = set()
    for size in range(4):
        for elements in itertools.product(CIRCUITS, repeat=size):
            for complete in (True, False):
                seen.add(agree(text, Some(groups={"circuits": (elements, complete)})))
    assert len(seen) > 1


def test_empty_collections() -> None:
    nobody = Some(groups={"circuits": ((), True)})
    assert agree("has(circuits, TRUE)", nobody) == FALSE
    assert agree("every(circuits, FALSE)", nobody) == TRUE
    assert agree("total(circuits, circuit.tpp) <= 0", nobody) == TRUE
    assert agree("count(circuits) = 0", nobody) == TRUE
    assert agree("has(circuits, TRUE)", Some()) == OPEN


OWNERS = [
    Some({"owner.share": 30, "owner.lists": (("entity",), ("entity",))}),
    Some({"owner.share": (10, 25), "owner.lists": ((), ("military",))}),
    Some({"owner.share": 50, "owner.lists": ((), ())}),
    Some({"owner.share": 20}),
]


@pytest.mark.parametrize(
    "text",
    [
        "has(parties, half_owned)",
        "half_owned(parties)",
        "every(parties, NOT half_owned)",
        "has(parties, has(party.owners, owner.share >= 25))",
        "has(parties, every(owners, owner.share >= 25) AND party.headquarters = destination)",
        "count(parties, count(owners) > 1) >= 1",
        "has(parties, has(circuits, circuit.tpp > 3) AND party.headquarters = 'CN')",
        "has(parties, has(parties, party.headquarters = 'CN'))",
        "has(parties, half_owned(party))",
    ],
)
def test_nested_folds(text: str) -> None:
    parties = [
        Some({"party.headquarters": place}, {"owners": (owners, complete)})
        for place in ("CN", frozenset({"CN", "US"}))
        for owners in [(), *itertools.combinations(OWNERS, 1), *itertools.combinations(OWNERS, 2)]
        for complete in (True, False)
    ]
    seen = set()
    for destination, complete in itertools.product(("CN", None), (True, False)):
        for group in [(), *itertools.product(parties[::3], repeat=1), *itertools.product(parties[::7], repeat=2)]:
            known = facts(destination=destination)
            seen.add(agree(text, Some(known, {"parties": (group, complete), "circuits": ([CIRCUITS[1]], True)})))
    assert OPEN in seen


def test_named_role_is_a_fold() -> None:
    there = Some(groups={"consignee": ([Some({"party.headquarters": "MO"})], True)})
    assert agree("led_from_there(consignee)", there) == TRUE
    assert agree("has(consignee, led_from_there)", there) == TRUE
    assert agree("has(consignee, D1(party.headquarters))", there) == FALSE
