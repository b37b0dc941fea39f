"""Where facts stand in the shapes that a file may have."""

from __future__ import annotations

from typing import Any

import pytest

from lockgate.door.declarations import load
from lockgate.inquiry.interview.place import Places, stated, without_unknown

PLACES = Places(load())


@pytest.mark.parametrize(
    ("raw", "path", "written"),
    [
        ({}, "destination", {"destination": "X"}),
        ({}, "history.h200_share", {"history": {"h200_share": "X"}}),
        ({"history": ""}, "history.h200_share", {"history": {"h200_share": "X"}}),
        ({}, "items[0].kind", {"items": [{"kind": "X"}]}),
        ({"item": {"chip": "c"}}, "items[0].kind", {"item": {"chip": "c", "kind": "X"}}),
        ({"items": {"chip": "c"}}, "items[0].kind", {"items": {"chip": "c", "kind": "X"}}),
        ({"items": [{}, {"chip": "c"}]}, "items[1].kind", {"items": [{}, {"chip": "c", "kind": "X"}]}),
        ({"item": {"tpp": "1"}}, "items[0].circuits[0].tops", {"item": {"tpp": "1", "tops": "X"}}),
        ({"item": {"tpp": "1"}}, "items[0].circuits[0].count", {"item": {"tpp": "1", "circuits": "X"}}),
        (
            {"item": {"circuits": [{"chip": "c"}, {}]}},
            "items[0].circuits[1].count",
            {"item": {"circuits": [{"chip": "c"}, {"count": "X"}]}},
        ),
        ({}, "consignee", {"parties": {"consignee": "X"}}),
        ({}, "consignee.location", {"parties": {"consignee": {"location": "X"}}}),
        (
            {"parties": {"consignee": {"ultimate_parent": "MY"}}},
            "consignee.ultimate_parent.id",
            {"parties": {"consignee": {"ultimate_parent": {"headquarters": "MY", "id": "X"}}}},
        ),
        (
            {"parties": {"end_user": "consignee", "consignee": {"name": "A"}}},
            "end_user.location",
            {"parties": {"end_user": "consignee", "consignee": {"name": "A", "location": "X"}}},
        ),
        (
            {"parties": {"owner_of_items": {"name": "A"}}},
            "owner.location",
            {"parties": {"owner_of_items": {"name": "A", "location": "X"}}},
        ),
        (
            {"parties": {"consignee": [{"name": "A"}, {"name": "B"}]}},
            "consignee[1].location",
            {"parties": {"consignee": [{"name": "A"}, {"name": "B", "location": "X"}]}},
        ),
        (
            {"parties": {"consignee": {"known": {"name": "A"}, "complete": "no"}}},
            "consignee.location",
            {"parties": {"consignee": {"known": {"name": "A", "location": "X"}, "complete": "no"}}},
        ),
        (
            {"parties": {"consignee": {"owners": ["sdn"]}}},
            "consignee.owners[0].share",
            {"parties": {"consignee": {"owners": [{"list": "sdn", "share": "X"}]}}},
        ),
        ({"licences": ["D1"]}, "licences[0].valid_to", {"licences": [{"number": "D1", "valid_to": "X"}]}),
    ],
)
def test_a_fact_is_written_where_the_file_has_it(raw: Any, path: str, written: Any) -> None:
    found = PLACES.written(raw, path, "X")
    assert found == written
    assert PLACES.read(found, path) == "X"
    assert raw != found, "the transaction before stays as it was"


@pytest.mark.parametrize(
    ("raw", "path", "found"),
    [
        ({"parties": {"consignee": {"ultimate_parent": "MY"}}}, "consignee.ultimate_parent.headquarters", "MY"),
        ({"parties": {"consignee": {"ultimate_parent": "MY"}}}, "consignee.ultimate_parent.id", None),
        ({"parties": {"consignee": {"owners": ["sdn"]}}}, "consignee.owners[0].list", "sdn"),
        ({"parties": "none"}, "consignee", None),
        ({"items": []}, "items[0].kind", None),
        ({"items": [{"chip": "c"}]}, "items[0]", {"chip": "c"}),
    ],
)
def test_a_fact_is_read_where_the_file_has_it(raw: Any, path: str, found: Any) -> None:
    assert PLACES.read(raw, path) == found


@pytest.mark.parametrize(
    ("path", "fact"),
    [
        ("destination", "destination"),
        ("items[2].quantity", "item.quantity"),
        ("items[0].circuits[1].tpp", "circuit.tpp"),
        ("consignee[1].ultimate_parent.id", "party.ultimate_parent.id"),
        ("licences[0].valid_to", "licence.valid_to"),
        ("holder.installed[0].tpp", "site.tpp"),
        ("holder.veu", "holder.veu"),
        ("evidence.lpp_notice", "evidence.lpp_notice"),
    ],
)
def test_a_path_leads_to_its_declaration(path: str, fact: str) -> None:
    found = PLACES.fact(path)
    assert found is not None
    assert found.id == fact


@pytest.mark.parametrize("path", ["consignee", "consignee.owners", "nonsense", "items[0].nonsense"])
def test_other_paths_have_none(path: str) -> None:
    assert PLACES.fact(path) is None


def test_what_is_stated_can_be_listed_and_what_is_unknown_be_dropped() -> None:
    raw = {"as_of": "", "destination": "?", "items": [{"chip": "c", "circuits": ["unknown"]}], "base": []}
    assert list(stated(raw)) == [
        ("destination", "?"),
        ("items[0].chip", "c"),
        ("items[0].circuits", "unknown"),
        ("base", "none"),
    ]
    assert without_unknown(raw) == {"as_of": "", "items": [{"chip": "c"}], "base": []}
