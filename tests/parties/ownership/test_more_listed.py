"""Knowing more of a danger never lessens it: a listed owner more, a wider bound, a party that nobody looked up."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parties.ownership.test_capture import DAY, NAMES, REGIME, graphs

from lockgate.errors import InputError
from lockgate.parties.ownership.capture import CAPTURED, FREE, LISTED, POSSIBLE, Regime, standings
from lockgate.parties.ownership.graph import Graph, Party, Stake
from lockgate.parties.ownership.share import Share

ORDER = {FREE: 0, POSSIBLE: 1, CAPTURED: 2, LISTED: 3}


def statuses(graph: Graph) -> dict[str, str]:
    return {name: one.status for name, one in standings(graph.on(DAY), REGIME).items()}


@settings(max_examples=200, deadline=None)
@given(graphs(), st.sampled_from(NAMES))
def test_listing_an_owner_never_frees_anybody(graph: Graph, name: str) -> None:
    before = statuses(graph)
    listed = replace(graph.parties[name], lists=frozenset({"el"}))
    after = statuses(replace(graph, parties={**graph.parties, name: listed}))
    assert all(ORDER[after[one]] >= ORDER[before[one]] for one in before)


@settings(max_examples=200, deadline=None)
@given(graphs(), st.sampled_from(NAMES), st.integers(1, 20))
def test_a_listed_owner_more_never_frees_anybody(graph: Graph, owned: str, part: int) -> None:
    held = graph.owners.get(owned, ())
    share = min(Fraction(part, 20), 1 - sum((one.share.low for one in held), Fraction(0)))
    if share <= 0 or any(one.share.above for one in held):
        return
    before = statuses(graph)
    parties = {**graph.parties, "New": Party("New", lists=frozenset({"el"}), maybe=frozenset(), owned_by_these=True)}
    after = statuses(Graph(parties, (*graph.stakes, Stake("New", owned, Share(share, share)))))
    assert all(ORDER[after[one]] >= ORDER[before[one]] for one in before)


@settings(max_examples=200, deadline=None)
@given(graphs(), st.sampled_from(NAMES))
def test_not_to_know_is_never_better_than_to_know(graph: Graph, name: str) -> None:
    known = statuses(graph)
    open_party = replace(graph.parties[name], maybe=None, owned_by_these=False)
    unknown = statuses(replace(graph, parties={**graph.parties, name: open_party}))
    assert not {one for one in known if known[one] == POSSIBLE and unknown[one] == FREE}
    assert all((known[one] in (CAPTURED, LISTED)) == (unknown[one] in (CAPTURED, LISTED)) for one in known)


@settings(max_examples=100, deadline=None)
@given(graphs(), st.integers(1, 99))
def test_a_line_between_the_steps_of_the_shares_is_met_exactly(graph: Graph, line: int) -> None:
    """Lines that no share falls on, such as a seventh: the whole numbers are made finer, not rounded."""
    odd = Regime("odd", "odd", REGIME.lists, Fraction(line, 7 * 17))
    for name, one in standings(graph.on(DAY), odd).items():
        if one.status == CAPTURED:
            assert one.least.value >= odd.at_least, name
        if one.status == FREE:
            assert not one.most.reaches(odd.at_least), name


def test_circles_of_the_whole_end() -> None:
    """Each owns all of the next, and nobody else owns anything: nobody is captured, and with one listed everybody is."""
    names = [f"C{number}" for number in range(500)]
    stakes = tuple(Stake(name, names[at - 1], Share.of("100%")) for at, name in enumerate(names))
    parties = {name: Party(name, maybe=frozenset(), owned_by_these=True) for name in names}
    assert set(statuses(Graph(parties, stakes)).values()) == {FREE}
    parties["C7"] = replace(parties["C7"], lists=frozenset({"el"}))
    found = statuses(Graph(parties, stakes))
    assert (found.pop("C7"), set(found.values())) == (LISTED, {CAPTURED})


def test_more_than_the_whole_by_a_hair_is_refused() -> None:
    shares = (Share.of("60%"), Share.of("40.0000001%"))
    stakes = tuple(Stake(owner, "T", share) for owner, share in zip("AB", shares, strict=True))
    with pytest.raises(InputError, match="of T is held"):
        Graph({}, stakes).on(DAY)
