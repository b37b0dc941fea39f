from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from lockgate.door import base
from lockgate.door.build import build
from lockgate.door.declarations import load
from lockgate.door.read import parse
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = load()


def merged(raw: dict[str, Any], text: str, folder: Path) -> tuple[Any, list[tuple[str, str]]]:
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    found, filled = base.merge({**raw, "base": "mine.yaml"}, DECLARED, folder)
    assert all(why == "baseline mine.yaml" for *_, why in filled)
    found.pop("base")
    return found, [(path, value) for path, value, _ in filled]


def test_only_absent_facts_are_filled(tmp_path: Path) -> None:
    raw = {"channel": "distributor", "origin": "", "history": {"h200_share": "0.1"}}
    found, filled = merged(raw, "channel: direct\norigin: US\nhistory: {h200_share: 0, lpp_tpp_this_year: 0}", tmp_path)
    assert found == {
        "channel": "distributor",
        "origin": "US",
        "history": {"h200_share": "0.1", "lpp_tpp_this_year": "0"},
    }
    assert filled == [("origin", "US"), ("history.lpp_tpp_this_year", "0")]


def test_unknown_is_an_answer_and_is_kept(tmp_path: Path) -> None:
    found, filled = merged({"channel": "unknown"}, "channel: direct", tmp_path)
    assert found == {"channel": "unknown"}
    assert filled == []


def test_a_value_that_is_open_is_not_narrowed(tmp_path: Path) -> None:
    found, _ = merged({"origin": {"one_of": ["CN", "HK"]}}, "origin: {low: US}", tmp_path)
    assert found == {"origin": {"one_of": ["CN", "HK"]}}


def test_the_star_stands_for_every_named_party(tmp_path: Path) -> None:
    raw = {"parties": {"consignee": {"lists": ["sdn"]}, "end_user": [{}, {"owners": "unknown"}], "operator": "none"}}
    text = "parties: {'*': {lists: [], owners: []}, exporter: {location: US}, end_user: {location: MY}}"
    found, filled = merged(raw, text, tmp_path)
    assert found["parties"] == {
        "consignee": {"lists": ["sdn"], "owners": []},
        "end_user": [
            {"location": "MY", "lists": [], "owners": []},
            {"location": "MY", "lists": [], "owners": "unknown"},
        ],
        "operator": "none",
        "exporter": {"location": "US", "lists": [], "owners": []},
    }
    assert ("consignee.owners", "none") in filled
    assert ("end_user[1].location", "MY") in filled
    assert ("exporter.location", "US") in filled


def test_parties_that_are_known_in_part(tmp_path: Path) -> None:
    raw = {"parties": {"consignee": {"known": [{"location": "MY"}], "complete": "no"}}}
    found, _ = merged(raw, "parties: {'*': {lists: [sdn, el]}}", tmp_path)
    assert found["parties"]["consignee"]["known"] == [{"location": "MY", "lists": ["sdn", "el"]}]


def test_items_are_filled_one_by_one(tmp_path: Path) -> None:
    text = "items: {'*': {designer_status: approved}}"
    found, filled = merged({"items": [{"kind": "ic"}, {"designer_status": "unlisted"}]}, text, tmp_path)
    assert found["items"] == [{"kind": "ic", "designer_status": "approved"}, {"designer_status": "unlisted"}]
    assert filled == [("items[0].designer_status", "approved")]
    found, filled = merged({"item": {}}, "item: {designer_status: approved}", tmp_path)
    assert found["item"] == {"designer_status": "approved"}
    assert filled == [("items[0].designer_status", "approved")]


def test_a_party_without_mapping_is_left_to_the_checks(tmp_path: Path) -> None:
    found, _ = merged({"parties": "x"}, "parties: {'*': {lists: []}, exporter: US}", tmp_path)
    assert found["parties"] == {"exporter": "US"}


def test_the_input_is_not_changed() -> None:
    raw: dict[str, Any] = {"base": "ordinary-course", "parties": {"consignee": {"location": "MY"}}, "items": [{}]}
    order = build(raw)
    assert raw == {"base": "ordinary-course", "parties": {"consignee": {"location": "MY"}}, "items": [{}]}
    assert ("consignee.lists", "none", "baseline ordinary-course") in order.assumed
    assert order.roles["consignee"].elements[0].children["owners"].elements == ()


def test_several_baselines_in_order(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("origin: US\nchannel: distributor", encoding="utf-8")
    found, _ = base.merge({"base": ["a.yaml", "ordinary-course"]}, DECLARED, tmp_path)
    assert (found["origin"], found["channel"]) == ("US", "distributor")


@pytest.mark.parametrize("name", ["ordinary-corse", "none.yaml", "../none.yaml", ["a", "b"]])
def test_baselines_that_are_not_there(name: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no baseline") as caught:
        base.merge({"base": [name] if isinstance(name, list) else name}, DECLARED, tmp_path)
    assert caught.value.hint
    with pytest.raises(InputError):
        base.merge({"base": "a.yaml"}, replace(DECLARED, folders=()))


def test_a_baseline_is_one_mapping(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a baseline is one mapping"):
        merged({}, "- {}\n- {}", tmp_path)


def test_problems_of_a_baseline_keep_their_place(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("origin: US\nchannel: derict", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        build(parse("base: mine.yaml", "order.yaml")[0], folder=tmp_path)
    assert caught.value.place == "mine.yaml:2, channel"


def test_a_baseline_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("- 1", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        build({"base": "mine.yaml"}, folder=tmp_path)
    assert caught.value.place == "mine.yaml:1"


def test_copies_share_nothing() -> None:
    raw = parse("a: {b: [1]}")[0]
    again = base.copy(raw)
    again["a"]["b"].append("2")
    assert raw == {"a": {"b": ["1"]}}
    assert again.place == raw.place
