"""Both fixpoints in whole numbers against the same thing said plainly, and circles without ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from tests.parties.ownership.test_capture import DAY, REGIME, graphs

from lockgate.parties.ownership.capture import CAPTURED, Standings, least_held, most_held

if TYPE_CHECKING:
    from lockgate.parties.ownership.graph import Graph


def plainly(graph: Graph) -> tuple[set[str], set[str]]:
    """Who counts for certain and who may, by plain repetition over sums of fractions."""
    certain = {name for name in graph.names() if REGIME.certain(graph.party(name))}
    while more := {
        name
        for name in graph.names()
        if name not in certain and least_held(graph, name, certain).value >= REGIME.at_least
    }:
        certain |= more
    possible = certain | {name for name in graph.names() if REGIME.possible(graph.party(name))}
    possible |= {name for name in graph.names() if graph.unheld(name).reaches(REGIME.at_least)}
    while more := {
        name
        for name in graph.names()
        if name not in possible
        and any(stake.owner in possible for stake in graph.owners.get(name, ()))
        and most_held(graph, name, possible).reaches(REGIME.at_least)
    }:
        possible |= more
    return certain, possible


@settings(max_examples=400, deadline=None)
@given(graphs())
def test_whole_numbers_give_what_fractions_give(graph: Graph) -> None:
    here = graph.on(DAY)
    found = Standings(here, REGIME)
    assert (set(found.certain), set(found.possible)) == plainly(here)


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_grounds_alone_reach_the_line_and_stand_on_no_circle(graph: Graph) -> None:
    found = Standings(graph.on(DAY), REGIME)
    for name, standing in found.items():
        if standing.status == CAPTURED:
            owners = {stake.owner for stake in standing.grounds}
            assert least_held(found.graph, name, owners).value >= REGIME.at_least
            assert all(found.certain[owner] < found.certain[name] for owner in owners)
