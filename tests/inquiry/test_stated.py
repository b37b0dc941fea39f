"""The table of facts and the question in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.rulebook.cases import all_cases

from lockgate.door.build import build
from lockgate.door.declarations import load
from lockgate.door.figures import is_blank
from lockgate.inquiry.record.asked import asked
from lockgate.inquiry.record.stated import leaves, question_of, stated_facts
from lockgate.items import Switches

DAY = date(2025, 6, 1)


def table(**raw: Any) -> dict[str, tuple[str, str, str]]:
    found = stated_facts(build(raw), load(), Switches())
    return {one.fact: (one.value, one.kind, one.source) for one in found}


def test_every_stated_leaf_of_every_case_is_a_row() -> None:
    for name, case in all_cases():
        order = build(case["transaction"])
        shown = {one.fact for one in stated_facts(order, load(), Switches())}
        for path, value in leaves(order.raw):
            assert path in shown, (name, path)
            assert not is_blank(value) or value == [], (name, path)
        lacking = [path for path, _, _ in order.assumed if path not in shown]
        assert not lacking, (name, lacking)


def test_nothing_stands_twice() -> None:
    for name, case in all_cases():
        rows = [one.fact for one in stated_facts(build(case["transaction"]), load(), Switches())]
        assert len(rows) == len(set(rows)), name


def test_bounds_lists_and_unknown_owners_are_rows_as_written() -> None:
    found = table(
        item={"kind": "ic", "tpp": {"low": "4000", "high": "4800"}, "die_area_mm2": "800"},
        end_use=["data_center", "resale"],
        parties={"consignee": {"owners": {"known": [{"share": "60%", "name": "Haihe"}], "complete": "no"}}},
        flags={"kyc-03": {"answer": "explained", "evidence": "lease"}},
    )
    assert found["items[0].tpp"][0] == "low: 4000; high: 4800"
    assert found["end_use"][0] == "data_center, resale"
    assert found["consignee.owners[0].share"][0] == "60%"
    assert found["consignee.owners.complete"][0] == "no"
    assert found["flags.kyc-03"][0] == "answer: explained; evidence: lease"
    assert found["items[0].performance_density"] == ("5 to 6 TPP/mm2", "computed", "follows from the others")


def test_several_circuits_are_told_apart() -> None:
    found = table(
        item={"kind": "server", "circuits": [{"chip": "nvidia-h100-sxm", "count": 4}, {"chip": "nvidia-l40"}]}
    )
    assert found["items[0].circuits[0].tpp"][2] == "nvidia-h100-sxm, mark A"
    assert found["items[0].circuits[1].tpp"][2].startswith("nvidia-l40")


QUESTIONS = {
    "destination": "To which country",
    "items[0].tpp": "total processing performance",
    "items[0].circuits": "How many such circuits",
    "items[0].circuits[1].tpp": "total processing performance",
    "items[0].die_area_mm2": "area of the non-planar",
    "consignee.headquarters": "Where is the party headquartered",
    "consignee.owners[0].share": "Which share does the owner hold",
    "licences[0].destination": "",
    "flags.kyc-03": "power, cooling",
    "nothing.at_all": "",
}


@pytest.mark.parametrize("path", QUESTIONS)
def test_questions_are_the_rulebooks(path: str) -> None:
    found = question_of(path, load())
    assert QUESTIONS[path] in found
    assert found or path == "nothing.at_all" or not QUESTIONS[path]


ASKED: dict[str, dict[str, Any]] = {
    "May item not stated be dealt with (activity not stated) to a destination not stated, on 2025-06-01 "
    "(end use: not stated)?": {"note": "nothing known"},
    "Does the training run keep the limits that apply to it on 2025-06-01?": {"subject": "training_run"},
    "May 2 x NVIDIA L40 PCIe be exported from Taiwan to China or Hong Kong, on 2025-06-01 (end use: repair)?": {
        "activity": "export",
        "origin": "US",
        "shipped_from": "TW",
        "destination": {"one_of": ["CN", "HK"]},
        "end_use": "repair",
        "item": {"chip": "nvidia-l40", "quantity": 2},
    },
    "May item stated as 4A994 and model weights be reexported to the United Kingdom, with Acme (headquartered in "
    "the United States) as consignee, also end user, on 2025-06-01 (end use: not stated)?": {
        "activity": "reexport",
        "destination": "GB",
        "items": [{"stated_eccn": "4A994", "kind": "server"}, {"kind": "weights"}],
        "parties": {"consignee": {"name": "Acme", "headquarters": "US"}, "end_user": "consignee"},
    },
}


@pytest.mark.parametrize("words", ASKED)
def test_the_question_in_words(words: str) -> None:
    found = asked(build(ASKED[words]), DAY, load())
    assert found.replace(" (server)", "") == words
