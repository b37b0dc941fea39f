"""What a comparison says: facts, provisions, law, items."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.inquiry.test_compare_search import ORDER

import lockgate
from lockgate.inquiry.comparison.compare import compare
from lockgate.inquiry.look import Look


def order(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(ORDER), **changes}


def test_a_role_that_names_another_follows_it() -> None:
    """Who is the end user by reference changes with the consignee, and is no change of its own."""
    first, second = order(), order()
    for one, parent in ((first, "MY"), (second, "CN")):
        one["parties"] = {
            "consignee": {"location": "MY", "headquarters": "MY", "ultimate_parent": parent},
            "end_user": "consignee",
        }
    line = compare(first, second).lines[0]
    assert [change.path for change in line.changes] == ["consignee.ultimate_parent.headquarters"]
    assert [[change.path for change in one.changes] for one in line.explanations] == [
        ["consignee.ultimate_parent.headquarters"]
    ]


def test_absence_and_baselines_are_shown() -> None:
    second = order()
    del second["base"]
    line = compare(order(), second).lines[0]
    end_use = next(change for change in line.changes if change.path == "end_use")
    assert (end_use.first, end_use.second, end_use.base) == ("data_center", "not stated", ("first",))


def test_names_differ_but_explain_nothing() -> None:
    second = order(destination="VN")
    second["parties"]["consignee"]["name"] = "Somebody"
    line = compare(order(), second).lines[0]
    assert {change.path: change.decides for change in line.changes} == {
        "destination": True,
        "consignee.name": False,
    }


def test_a_day_names_the_law_that_changed() -> None:
    look = Look(posture="codified")
    line = compare(order(), order(), look.over(as_of="2025-05-14"), look.over(as_of="2025-05-15")).lines[0]
    assert [[change.kind for change in one.changes] for one in line.explanations] == [["day"]]
    requirement = next(one for one in line.provisions if one.effect == "requires")
    assert (requirement.first, requirement.second) == ("not in force", "holds")
    assert requirement.why == "binds from 2025-05-15 (diffusion-2025)"


def test_a_posture_names_what_is_not_enforced() -> None:
    line = compare(order(), order(), Look(), Look(posture="codified")).lines[0]
    way = next(one for one in line.provisions if one.effect == "authorizes")
    assert "diffusion-2025 is not enforced" in way.why


def test_knowledge_is_a_change_of_its_own() -> None:
    look = Look(posture="codified", as_of="2025-06-01")
    line = compare(order(), order(), look, look.over(known_at="2025-01-10")).lines[0]
    assert [[change.kind for change in one.changes] for one in line.explanations] == [["knowledge"]]
    assert any("not known on 2025-01-10" in one.why for one in line.provisions)


def test_a_country_that_joined_a_group_is_named() -> None:
    cambodia = order(destination="KH")
    cambodia["parties"]["consignee"] = {"location": "KH", "headquarters": "KH", "ultimate_parent": "KH"}
    look = Look()
    line = compare(cambodia, cambodia, look.over(as_of="2025-11-01"), look.over(as_of="2025-11-20")).lines[0]
    law = [text for one in line.provisions for text in one.law]
    assert any(text.startswith("Cambodia is now, under cambodia_d5_date = ear_table only, a member") for text in law), (
        law
    )
    assert all("from 2025-11-07 (state-list-2025)" in text for text in law if text.startswith("Cambodia"))
    backwards = compare(cambodia, cambodia, look.over(as_of="2025-11-20"), look.over(as_of="2025-11-01")).lines[0]
    assert {text for one in backwards.provisions for text in one.law} == set(law)


def test_items_are_matched_by_name_then_in_order() -> None:
    first = order(items=[{"chip": "nvidia-h100-sxm", "quantity": 8}, {"chip": "nvidia-rtx-4090", "quantity": 1}])
    second = order(items=[{"chip": "nvidia-rtx-4090", "quantity": 1}, {"chip": "nvidia-h100-sxm", "quantity": 8}])
    found = compare(first, second)
    assert [line.first.label == line.second.label for line in found.lines] == [True, True]
    third = order(items=[{"chip": "nvidia-h200-sxm", "quantity": 8}])
    found = compare(first, third)
    assert len(found.lines) == 1
    assert len(found.only_first) == 1
    assert not found.same


def test_other_items_count_through_the_total() -> None:
    """Under LPP the rest of the shipment can be what closes it."""
    one = {"chip": "nvidia-h100-sxm", "quantity": 1000, "label": "rack"}
    first = order(items=[one, {"chip": "nvidia-h100-sxm", "quantity": 10, "label": "spares"}])
    second = order(items=[one, {"chip": "nvidia-h100-sxm", "quantity": 1000, "label": "spares"}])
    rack, spares = compare(first, second, Look(posture="codified")).lines
    assert [[change.path for change in one.changes] for one in rack.explanations] == [["other items"]]
    assert [[change.path for change in one.changes] for one in spares.explanations] == [["item.quantity"]]


def test_parties_of_unlike_number_are_one_change() -> None:
    second = order()
    second["parties"]["consignee"] = [second["parties"]["consignee"], {"location": "CN", "headquarters": "CN"}]
    line = compare(order(), second).lines[0]
    change = next(one for one in line.changes if one.path == "consignee")
    assert (change.first, change.second) == ("1 named", "2 named")
    assert [[change.path for change in one.changes] for one in line.explanations] == [["consignee"]]


def test_licences_sites_flags_and_subjects_are_compared() -> None:
    second = order(licences=[{"number": "D1", "valid_from": "2025-01-01"}], flags={"kyc-03": "raised"})
    paths = [change.path for change in compare(order(), second).lines[0].changes]
    assert paths == ["licences", "flags.kyc-03"]
    uveu = {"veu": "uveu", "headquarters": "US", "ultimate_parent": "US"}
    holder = {"as_of": "2025-06-01", "subject": "holder", "holder": {**uveu, "installed": {"US": 10, "IE": 5}}}
    more = {**holder, "holder": {**uveu, "installed": {"US": 10, "IE": 500}}}
    line = compare(holder, more, Look(posture="codified")).lines[0]
    assert line.aspect == "limits"
    assert [[change.path for change in one.changes] for one in line.explanations] == [["holder.installed[1].tpp"]]
    assert any(one.effect == "limits" and "is not kept" in (one.first, one.second) for one in line.provisions)
    assert compare(holder, order()).lines[0].provisions == ()


@pytest.mark.parametrize("key", ["rows", "provisions", "changes", "explanations", "explains", "search"])
def test_json_holds_everything(key: str) -> None:
    found = compare(order(), order(destination="CN")).to_dict()
    assert found["schema"] == "lockgate.comparison/1"
    assert found["lines"][0][key]


# ---- the chip, and what the catalogue gives of it


CHIPS = ("nvidia-h100-sxm", "nvidia-h20-96gb", "nvidia-h200-sxm", "nvidia-rtx-4090", "nvidia-a16", "8x nvidia-h100-sxm")


@pytest.mark.parametrize("mine", CHIPS)
@pytest.mark.parametrize("theirs", CHIPS)
def test_an_explanation_by_the_chip_comes_true_in_the_file(mine: str, theirs: str) -> None:
    first = {**ORDER, "destination": "CN", "items": [{"chip": mine, "quantity": 8, "kind": "board"}]}
    second = {**first, "items": [{"chip": theirs, "quantity": 8, "kind": "board"}]}
    (line,) = compare(first, second).lines
    if mine == theirs:
        assert not line.changes
        return
    assert "items[0].chip" in {one.path for one in line.changes}
    assert line.same or [[one.path for one in found.changes] for found in line.explanations] == [["items[0].chip"]]
    for found in line.explanations:
        assert found.whole
        assert found.outcome == lockgate.determine(second).outcome


def test_a_figure_stated_of_the_same_chip_is_its_own_change() -> None:
    first = {**ORDER, "destination": "CN", "items": [{"chip": "nvidia-h20-96gb", "quantity": 8}]}
    second = {**first, "items": [{"chip": "nvidia-h20-96gb", "quantity": 8, "kind": "server"}]}
    (line,) = compare(first, second).lines
    assert not any(one.path.endswith("chip") for one in line.changes)
    bare = {**first, "items": [{"tpp": 2368, "performance_density": "2.9", "kind": "ic", "quantity": 8}]}
    (line,) = compare(bare, first).lines
    assert not any(one.path.endswith("chip") for one in line.changes)
