"""Ultimate parents: certain, open, round in a circle, and nobody's guess."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parties.ownership.test_capture import completion, graphs

from lockgate.parties.ownership.graph import Graph, Party, Stake
from lockgate.parties.ownership.parent import Parent, parent
from lockgate.parties.ownership.share import Share

HALF = Fraction(1, 2)
DAY = date(2025, 10, 1)


def above(stakes: dict[str, str], *complete: str, of: str = "T") -> Parent:
    held = tuple(Stake(ends[0], ends[-1], Share.of(share)) for ends, share in stakes.items())
    parties = {name: Party(name, owned_by_these=True) for name in complete}
    return parent(Graph(parties, held).on(DAY), of, HALF)


def test_a_chain_of_majorities_ends_at_its_top() -> None:
    found = above({"A>T": "51%", "B>A": "over 50%"}, "B")
    assert (found.certain, [stake.owner for stake in found.chain]) == ("B", ["A", "B"])


def test_one_half_is_no_majority() -> None:
    assert above({"A>T": "50%", "B>T": "50%"}, "A", "B").certain == "T"


@pytest.mark.parametrize("share", ["40-60%", "unknown"])
def test_a_share_that_may_be_a_majority_leaves_it_open(share: str) -> None:
    found = above({"A>T": share}, "A", "T")
    assert (found.certain, found.candidates, found.outside) == ("", ("A", "T"), False)


def test_somebody_outside_the_graph_may_stand_above() -> None:
    found = above({"A>T": "40%"}, "A")
    assert (found.certain, found.candidates, found.outside) == ("", ("T",), True)
    assert found.why == "it is not known who holds more than 50 % of T"


def test_a_circle_of_majorities_has_no_top() -> None:
    found = above({"A>T": "100%", "B>A": "100%", "T>B": "100%"})
    assert (found.certain, found.candidates) == ("", ("A", "B", "T"))
    assert "circle" in found.why


@settings(max_examples=200, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_every_completion_agrees(graph: Graph, chance: object) -> None:
    here = graph.on(DAY)
    found = {name: parent(here, name, HALF) for name in here.names()}
    for _ in range(6):
        shares, _ = completion(here, chance)
        for name, one in found.items():
            top = exactly(shares, name)
            if one.certain:
                assert top == one.certain
            elif top and not top.startswith("outside"):
                assert top in one.candidates or one.outside
            elif top:
                assert one.outside


def exactly(shares: dict[tuple[str, str], Fraction], name: str) -> str:
    """The top of the chain for exact shares; empty for a circle."""
    seen = {name}
    while True:
        over = next((owner for (owner, owned), share in shares.items() if owned == name and share > HALF), None)
        if over is None:
            return name
        if over in seen:
            return ""
        seen.add(over)
        name = over
