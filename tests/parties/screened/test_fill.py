from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.parties.lists.small import record
from tests.parties.screened.desks import ALPHA, BETA, DAY, EL, desk, listed

from lockgate import determine
from lockgate.door.build import attempt
from lockgate.door.declarations import load
from lockgate.door.model import SetValue
from lockgate.inquiry.look import Look
from lockgate.inquiry.record.saved import read_saved, save
from lockgate.inquiry.record.verify import verify
from lockgate.parties.screened.decisions import Decisions, decide
from lockgate.parties.screened.fill import fill, subject_of
from lockgate.parties.screened.subject import Subject

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.door.model import Transaction
    from lockgate.parties.screened.desk import Desk


def order(**consignee: Any) -> dict[str, Any]:
    return {
        "as_of": DAY.isoformat(),
        "activity": "export",
        "origin": "US",
        "destination": "MY",
        "item": {"chip": "nvidia-a10", "quantity": "8"},
        "base": "ordinary-course",
        "parties": {"consignee": {"location": "MY", "headquarters": "MY", "ultimate_parent": "MY", **consignee}},
    }


def typed(raw: dict[str, Any], at: Desk) -> Transaction:
    filled = fill(raw, load(), desk=at)
    found, problems = attempt(filled.raw, load(), looked_up=filled.looked_up)
    assert found is not None, problems
    return found


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    listed(tmp_path, ALPHA, BETA)
    return desk(tmp_path)


def test_somebody_on_no_list_stands_under_no_word_of_a_list(at: Desk) -> None:
    found = typed(order(name="Nobody Known Sdn Bhd"), at)
    lists = found.roles["consignee"].elements[0].values["party.lists"]
    assert lists == SetValue(frozenset(), frozenset())
    assert found.looked_up is not None
    assert found.looked_up.sources[0].value == "none"
    assert not found.looked_up.questions
    answer = determine(found)
    assert answer.outcome == "no_requirement_found"
    assert any("were matched against the lists at hand" in text for text in answer.not_checked)
    assert not any("taken as stated here" in text for text in answer.not_checked)


def test_a_certain_match_is_a_fact_with_its_evidence(at: Desk) -> None:
    found = typed(order(name="ALPHA TECHNOLOGIES LIMITED"), at)
    answer = determine(found)
    assert answer.outcome == "licence_required"
    (source,) = [one for one in answer.to_dict()["looked_up"]["sources"] if one["fact"] == "consignee.lists"]
    assert source["value"] == "entity_list"
    assert "Alpha Technologies Limited" in source["evidence"][0]
    assert "snapshot" in source["evidence"][0]


def test_a_possible_match_leaves_the_answer_open_and_asks_to_resolve_it(at: Desk) -> None:
    answer = determine(typed(order(name="Alpha Technologies"), at))
    assert (answer.outcome, answer.at_least) == ("cannot_decide", "no_requirement_found")
    (asked,) = [one for one in answer.missing if one.fact == "consignee.lists"]
    assert asked.question.startswith(
        "Resolve this match: is Alpha Technologies (consignee) the listed Alpha Technologies Limited"
    )
    assert asked.known_by == "screening"


@pytest.mark.parametrize(("same", "outcome"), [(True, "licence_required"), (False, "no_requirement_found")])
def test_a_decision_settles_a_match(at: Desk, tmp_path: Path, same: bool, outcome: str) -> None:
    raw = order(name="Alpha Technologies")
    subject = subject_of(raw["parties"]["consignee"], load())
    entry = next(one for one in at.entries.values() if one.title.startswith("Alpha"))
    made = decide(subject, entry, same=same, because="another street", by="R. Reviewer", made=DAY)
    answer = determine(typed(raw, desk(tmp_path, decisions=Decisions([made]))))
    assert answer.outcome == outcome
    assert answer.looked_up is not None
    assert "R. Reviewer" in answer.looked_up.sources[0].evidence[0]


def test_stated_lists_win_and_the_contradiction_is_told(at: Desk) -> None:
    answer = determine(typed(order(name="Alpha Technologies Limited", lists="none"), at))
    assert answer.outcome == "no_requirement_found"
    (told,) = [text for text in answer.warnings if text.startswith("consignee.lists: stated as none")]
    assert "entity_list" in told


@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2026, 11, 20)], ids=["none there yet", "stale"])
def test_without_fresh_lists_everybody_stays_open(tmp_path: Path, day: date) -> None:
    listed(tmp_path, ALPHA)
    raw = {**order(name="Nobody Known Sdn Bhd"), "as_of": day.isoformat()}
    answer = determine(typed(raw, desk(tmp_path, day)))
    assert answer.outcome == "cannot_decide"
    (asked,) = [one for one in answer.missing if one.fact == "consignee.lists"]
    assert asked.question.startswith("Bring in fresh lists")


def test_a_listing_of_a_stale_list_is_only_possible(tmp_path: Path) -> None:
    listed(tmp_path, ALPHA)
    found = desk(tmp_path, date(2026, 11, 20)).finding(Subject("Alpha Technologies Limited"))
    assert not found.certain
    assert "entity_list" in found.possible


def test_a_party_without_a_name_is_not_screened_and_stays_open(at: Desk) -> None:
    answer = determine(typed(order(), at))
    assert answer.outcome == "cannot_decide"
    assert "What is the party called?" in next(one.question for one in answer.missing if one.fact == "consignee.lists")


def test_owners_by_name_are_screened(at: Desk) -> None:
    raw = order(name="Nobody Known Sdn Bhd", owners=[{"name": "Alpha Technologies Limited", "share": "60%"}])
    raw["as_of"] = "2026-10-05"
    found = typed(raw, at)
    owner = found.roles["consignee"].elements[0].children["owners"].elements[0]
    assert owner.values["owner.list"] == SetValue(frozenset({"entity_list"}), frozenset({"entity_list"}))


def test_a_second_role_of_the_same_party_gets_the_same_question(at: Desk) -> None:
    raw = order(name="Alpha Technologies")
    raw["parties"]["end_user"] = "consignee"
    filled = fill(raw, load(), desk=at)
    questions = dict(filled.looked_up.questions)
    assert questions["end_user.lists"] == questions["consignee.lists"]


def test_what_was_filled_is_saved_and_verified_without_the_lists(at: Desk) -> None:
    look = Look()
    found = typed(order(name="Alpha Technologies"), at)
    record_ = save([(found, look.determine(found))], look)
    again = read_saved(record_.text())
    assert again == record_
    checked = verify(again)
    assert checked.same, checked.to_dict()
    assert any(one["kind"] == "looked up" and one["fact"] == "consignee.lists" for one in again.lines[0].facts)


def test_nobody_states_how_facts_were_found() -> None:
    transaction, problems = attempt({**order(), "looked_up": {"names": True}}, load())
    assert transaction is None
    assert problems[0].message == "unknown key 'looked_up'"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    listed(tmp_path, ALPHA, BETA)
    listed(tmp_path, ALPHA, BETA, record("EL", "NOBODY KNOWN", license_requirement=EL), day="2026-10-04")
    raw = order(name="Nobody Known")
    texts = set()
    for _ in range(2):
        then = desk(tmp_path, known_at=date(2026, 10, 2))
        texts.add(str(determine(typed(raw, then)).to_dict(explain=True)))
    assert len(texts) == 1
    assert determine(typed(raw, then)).outcome == "no_requirement_found"
    assert determine(typed(raw, desk(tmp_path))).outcome != "no_requirement_found"
