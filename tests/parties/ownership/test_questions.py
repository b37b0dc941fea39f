"""The questions settle what they say they settle, and none of them is there for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from tests.parties.ownership.test_capture import DAY, REGIME, found, graphs, party

from lockgate.parties.ownership.capture import FREE, POSSIBLE, Standings
from lockgate.parties.ownership.graph import Graph, Stake
from lockgate.parties.ownership.questions import SMALL, answered, questions, upstream
from lockgate.parties.ownership.share import Share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.parties.ownership.capture import Standing


def asked(standings: Mapping[str, Standing], name: str) -> list[str]:
    assert isinstance(standings, Standings)
    return [one.text for one in questions(standings, name)]


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_favourable_answers_set_free_and_each_of_them_is_needed(graph: Graph) -> None:
    standings = Standings(graph.on(DAY), REGIME)
    for name in standings:
        points = questions(standings, name)
        if standings.status(name) != POSSIBLE:
            assert points == ()
            continue
        part = upstream(standings.graph, name)
        assert Standings(answered(part, REGIME, points), REGIME).status(name) == FREE
        for left_out in points:
            rest = [one for one in points if one is not left_out]
            assert Standings(answered(part, REGIME, rest), REGIME).status(name) == POSSIBLE


def test_who_else_owns_it_is_asked_with_how_much_is_open() -> None:
    standings = found([party("T", complete=False), party("A")], {"A>T": "40%"})
    assert asked(standings, "T") == ["who else owns T (up to 60 %)?"]


def test_an_open_match_is_asked_about() -> None:
    standings = found([party("L", maybe=frozenset({"el"})), party("A")], {"L>A": "60%"})
    assert asked(standings, "A") == ["is L the party listed as el?"]


def test_an_unknown_share_of_a_listed_owner_is_asked_about() -> None:
    standings = found([party("L", "el"), party("A")], {"L>A": "25-60%"})
    assert asked(standings, "A") == ["how much of A does L hold (25 % to 60 %)?"]


def test_of_many_open_points_no_more_are_asked_about_than_are_needed() -> None:
    """Fourteen owners of 7 % each: when seven of them are cleared, the others hold 49 %."""
    names = [f"P{number}" for number in range(14)]
    assert len(names) > SMALL
    parties = {name: party(name, maybe=None) for name in names} | {"A": party("A")}
    graph = Graph(parties, tuple(Stake(name, "A", Share.of("7%")) for name in names))
    assert len(questions(Standings(graph, REGIME), "A")) == 7
