"""What a graph fills into a transaction, what stands in its way, and the order that an owner three tiers up changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lockgate import Rulebook, determine
from lockgate.door import read
from lockgate.door.build import build
from lockgate.door.declarations import load
from lockgate.parties.ownership.fill import Filling, fill
from lockgate.parties.ownership.graph import Graph, Party, Stake
from lockgate.parties.ownership.outlook import outlook
from lockgate.parties.ownership.read import read_graph
from lockgate.parties.ownership.share import Share

EXAMPLES = Path(__file__).parents[3] / "examples" / "parties"
BOOK, DECLARED = Rulebook.load(cached=True), load()
DAY = date(2025, 10, 15)
GRAPH = Graph(
    {
        "t-1": Party("t-1", "Alder Pte Ltd", "SG", maybe=frozenset(), owned_by_these=True, place="own.csv, row 2"),
        "top": Party("top", "Birch Group", "CN", frozenset({"entity_list"}), frozenset(), owned_by_these=True),
        "x": Party("x", "Same Name", "SG"),
        "y": Party("y", "same name", "MY"),
    },
    (Stake("top", "t-1", Share.of("60%"), source="register", place="own.csv, row 2"),),
)


def filled(party: Any, day: date = DAY, graph: Graph = GRAPH) -> Filling:
    return fill({"parties": {"consignee": party}}, outlook(graph, BOOK, day), DECLARED)


def consignee(found: Filling) -> dict[str, Any]:
    party: dict[str, Any] = found.raw["parties"]["consignee"]
    return party


@pytest.mark.parametrize("party", [{"name": "ALDER pte. ltd"}, {"id": "t-1"}, {"name": "t-1"}])
def test_what_nobody_stated_is_filled_with_its_evidence(party: dict[str, Any]) -> None:
    found = filled(party)
    here = consignee(found)
    assert here["owners"] == [{"name": "Birch Group", "share": "0.6", "list": ["entity_list"]}]
    assert (here["headquarters"], here["lists"]) == ("SG", [])
    assert here["ultimate_parent"] == {"headquarters": "CN", "name": "Birch Group", "id": "top"}
    assert (
        "consignee.owners",
        "Birch Group 0.6 on entity_list",
        "graph of owners as of 2025-10-15: own.csv, row 2",
    ) in found.filled
    assert (found.conflicts, found.notes) == ((), ())


def test_the_input_is_left_as_it_was() -> None:
    raw = {"parties": {"consignee": {"name": "Alder Pte Ltd"}}}
    fill(raw, outlook(GRAPH, BOOK, DAY), DECLARED)
    assert raw == {"parties": {"consignee": {"name": "Alder Pte Ltd"}}}


@pytest.mark.parametrize(
    ("stated", "conflict"),
    [
        ({"headquarters": "MY"}, "consignee.headquarters: stated as MY, but SG by the graph of owners"),
        ({"ultimate_parent": "SG"}, "consignee.ultimate_parent.headquarters: stated as SG, but CN by the graph"),
        ({"ultimate_parent": {"name": "Cedar"}}, "consignee.ultimate_parent.name: stated as Cedar, but Birch Group by"),
        ({"owners": []}, "consignee.owners: stated otherwise, but Birch Group 0.6 on entity_list by the graph"),
        ({"owners": "none"}, "consignee.owners: stated otherwise"),
        ({"owners": [{"name": "Birch Group", "share": "50%"}]}, "consignee.owners: stated otherwise"),
        ({"lists": ["sdn"], "name": "Birch Group"}, "consignee.lists: stated as sdn, but entity_list by the graph"),
    ],
)
def test_what_is_stated_wins_and_a_contradiction_is_told(stated: dict[str, Any], conflict: str) -> None:
    found = filled({"name": "Alder Pte Ltd", **stated})
    assert [one for one in found.conflicts if one.startswith(conflict)], found.conflicts
    for key, value in stated.items():
        told = consignee(found)[key]
        assert told == value or told["headquarters"] == value or value.items() <= told.items()
    typed = found.told(build(found.raw, DECLARED))
    assert [one for one in determine(typed, as_of=DAY, rulebook=BOOK).warnings if one.startswith(conflict)]


@pytest.mark.parametrize(
    "stated",
    [
        {"headquarters": "Singapore"},
        {"headquarters": "unknown"},
        {"headquarters": "nowhere"},
        {"ultimate_parent": "China"},
        {"owners": [{"name": "birch group", "share": "0.6"}]},
        {"owners": {"known": [{"name": "Birch Group", "share": "60%"}], "complete": "yes"}},
        {"owners": "unknown"},
        {"lists": []},
        {"lists": "unknown"},
        {"lists": ["imagined"]},
    ],
)
def test_what_is_stated_alike_or_left_open_is_no_contradiction(stated: dict[str, Any]) -> None:
    found = filled({"name": "Alder Pte Ltd", **stated})
    assert found.conflicts == ()
    key, value = next(iter(stated.items()))
    assert consignee(found)[key] == value or consignee(found)[key]["headquarters"] == value


def test_a_name_of_two_parties_is_not_guessed() -> None:
    found = filled({"name": "Same Name"})
    assert found.filled == ()
    assert found.notes == ("consignee: several parties of the graph are called that (x, y): state its id",)
    assert consignee(filled({"name": "Same Name", "id": "y"}))["headquarters"] == "MY"


@pytest.mark.parametrize("party", [{"name": "Nobody"}, {}, "unknown", {"location": "SG"}])
def test_parties_that_are_not_in_the_graph_are_left_alone(party: Any) -> None:
    assert filled(party).filled == ()


def test_several_parties_of_a_role_are_filled_each() -> None:
    found = filled({"known": [{"name": "Alder Pte Ltd"}, {"name": "Birch Group"}], "complete": "no"})
    paths = {path for path, _, _ in found.filled}
    assert {"consignee[0].headquarters", "consignee[1].lists"} <= paths


def test_an_open_graph_leaves_facts_open() -> None:
    graph = Graph({**GRAPH.parties, "t-1": Party("t-1", "Alder Pte Ltd")}, (Stake("top", "t-1", Share.of("20-60%")),))
    here = consignee(filled({"name": "Alder Pte Ltd"}, graph=graph))
    assert here["owners"] == [
        {"name": "Birch Group", "share": {"low": "0.2", "high": "0.6"}, "list": ["entity_list"]},
        {"name": "owners outside the graph", "share": {"low": "0", "high": "0.8"}, "list": "unknown"},
    ]
    assert "ultimate_parent" not in here
    assert "lists" not in here


# ---- the example


@pytest.mark.parametrize("posture", ["enforced", "codified"])
@pytest.mark.parametrize(
    ("day", "without", "with_owners"),
    [
        ("2025-09-28", "no_requirement_found", "no_requirement_found"),
        ("2025-10-15", "no_requirement_found", "licence_required"),
        ("2026-01-15", "no_requirement_found", "no_requirement_found"),
        ("2026-11-10", "no_requirement_found", "licence_required"),
    ],
)
def test_an_owner_three_tiers_up_changes_the_outcome(posture: str, day: str, without: str, with_owners: str) -> None:
    (raw,) = read.load(EXAMPLES / "order-singapore.yaml")
    reading = read_graph([EXAMPLES / "owners.csv"], DECLARED)
    assert reading.problems == []
    found = fill(raw, outlook(reading.graph(), BOOK, date.fromisoformat(day), posture), DECLARED)
    answers = [
        determine(one, as_of=day, posture=posture, rulebook=BOOK)
        for one in (raw, found.told(build(found.raw, DECLARED)))
    ]
    assert [answer.outcome for answer in answers] == [without, with_owners]
    assert any("owners.csv" in one["why"] and one["fact"] == "consignee.owners" for one in answers[1].assumed)
