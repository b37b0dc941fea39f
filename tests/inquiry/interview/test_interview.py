"""One question after the other: what is asked first, what an answer changes, going back, not knowing, going on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import lockgate
from lockgate.door import read
from lockgate.errors import InputError
from lockgate.inquiry.interview import Interview, begin, written
from lockgate.inquiry.look import Look

if TYPE_CHECKING:
    from pathlib import Path

LOOK = Look(as_of="2026-06-16")
SALE: dict[str, Any] = {
    "base": "ordinary-course",
    "activity": "export",
    "origin": "US",
    "destination": "SG",
    "items": [{"chip": "nvidia-h100-sxm", "quantity": "8"}],
    "parties": {"consignee": {"location": "SG"}},
}
LPP: dict[str, Any] = {
    "as_of": "2025-06-01",
    "base": "ordinary-course",
    "activity": "export",
    "origin": "US",
    "destination": "CH",
    "items": [{"chip": "nvidia-h100-sxm", "kind": "server", "circuits": "8", "quantity": "100"}],
    "parties": {
        "exporter": {"location": "US", "headquarters": "US", "ultimate_parent": "US"},
        "consignee": {"location": "CH", "headquarters": "CH", "ultimate_parent": "CH"},
    },
}


def talk(raw: Any = None, look: Look = LOOK) -> Interview:
    return begin(look, SALE if raw is None else raw)


def done(one: Interview) -> Interview:
    """Every step was taken long ago."""
    while one.question is not None:
        one = one.answer("yes" if one.question.kind == "step" else "2025-01-01")
    return one


def asked(one: Interview) -> str:
    return one.question.fact if one.question else ""


def through(one: Interview, *answers: str) -> Interview:
    for answer in answers:
        one = one.answer(answer)
    return one


def test_an_interview_from_nothing_begins_with_the_day_and_the_baseline() -> None:
    one = begin(Look(), {})
    assert asked(one) == "as_of"
    assert one.determination is None
    assert one.bounds == (None, None)
    one = one.answer("16 June 2026")
    assert asked(one) == "base"
    assert one.question is not None
    assert "end_use = data_center" in one.question.why()[0]
    assert one.transaction() == {"schema": "lockgate.transaction/1", "as_of": "2026-06-16"}


def test_an_ordinary_sale_takes_few_questions() -> None:
    one = through(begin(Look(), {}), "2026-06-16", "yes", "export", "nvidia-h100-sxm", "Singapore", "Merlion")
    one = through(one, "Singapore", "Singapore")
    assert one.decided
    assert one.question is None
    assert one.determination is not None
    assert one.determination.outcome == "no_requirement_found"
    assert len(one.turns) == 8
    assert one.determination == lockgate.determine(one.transaction())


def test_the_baseline_is_offered_once_and_may_be_refused() -> None:
    for word in ("no", "unknown"):
        one = begin(LOOK, {}).answer(word)
        assert one.transaction()["base"] == []
        assert asked(one) != "base"
    assert begin(LOOK, {}).answer("ordinary-course").transaction()["base"] == "ordinary-course"
    with pytest.raises(InputError, match="there is no baseline 'perhaps'"):
        begin(LOOK, {}).answer("perhaps")


def test_yes_takes_the_baseline_that_leaves_open_what_is_done() -> None:
    one = begin(LOOK, {})
    assert one.question is not None
    assert one.question.choices == ("ordinary-course",)
    assert one.answer("yes").transaction()["base"] == "ordinary-course"
    both = ["ordinary-course", "ordinary-export"]
    assert one.answer(", ".join(both)).transaction()["base"] == both


def test_what_it_is_is_asked_before_single_figures() -> None:
    one = begin(LOOK, {"base": "ordinary-course", "activity": "export"})
    assert one.question is not None
    assert (one.question.fact, one.question.kind) == ("items[0].chip", "chip")
    assert one.answer("8x nvidia h100 sxm").transaction()["items"] == [{"chip": "8x nvidia-h100-sxm"}]
    assert one.answer("3a090.a").transaction()["items"] == [{"stated_eccn": "3A090.a"}]
    assert one.answer("model weights").transaction()["items"] == [{"kind": "weights"}]
    with pytest.raises(InputError) as caught:
        one.answer("H100")
    assert caught.value.hint == "one of nvidia-h100-sxm, nvidia-h100-pcie"
    later = one.dont_know()
    assert asked(later) == "items[0].kind"
    assert later.answer("ic").question is not None


def test_a_chip_that_is_not_in_the_catalogue_is_asked_figure_by_figure() -> None:
    one = through(begin(LOOK, {"base": "ordinary-course", "activity": "export"}), "unknown", "ic")
    facts = []
    for _ in range(12):
        if one.question is None:
            break
        facts.append(one.question.fact)
        answers = {
            "items[0].circuits[0].tpp": "1979 TOPS at 8 bits",
            "items[0].circuits[0].performance_density": "814 mm2",
        }
        one = one.answer(answers.get(one.question.fact, "unknown"))
    assert "items[0].circuits[0].tpp" in facts
    item = one.transaction()["items"][0]
    assert item["tpp"] == "15832"
    assert one.determination is not None
    assert "3A090.a" in (one.determination.classification.eccn, *one.determination.classification.possible)


def test_an_area_answers_the_density() -> None:
    raw = {**SALE, "destination": "CN", "items": [{"kind": "ic", "tpp": "4000"}], "parties": {"consignee": "unknown"}}
    one = begin(LOOK, raw)
    one = one.state("items[0].performance_density", "600..858 mm2")
    assert one.transaction()["items"][0]["die_area_mm2"] == "600..858 mm2"


def test_a_question_says_why_it_is_asked() -> None:
    one = through(talk(), "SG")
    assert one.question is not None
    assert one.question.fact == "consignee.ultimate_parent.headquarters"
    assert one.question.hangs == ("742.6-a-6-iii-A",)
    lines = one.question.why()
    assert lines[0] == "keeps open: 742.6-a-6-iii-A"
    assert any(line.startswith("if ") and line.endswith("no licence requirement was found") for line in lines)
    assert any("a licence is required" in line for line in lines)
    sides = {answer: side.outcome for side in one.question.sides for answer in side.answers}
    for country in ("MY", "CN", "US", "KP", "IN", "RU"):
        found = one.answer(country).determination
        assert found is not None
        assert found.outcome == sides[country]


def test_an_answer_says_how_the_bounds_moved() -> None:
    one = through(talk(), "SG", "CN")
    assert one.turns[-1].before == ("no_requirement_found", "licence_required")
    assert one.turns[-1].after == ("licence_required", "licence_required")
    assert one.to_dict()["asked"][-1] == {
        "fact": "consignee.ultimate_parent.headquarters",
        "question": "Where is the ultimate parent of the party headquartered?",
        "answer": "CN",
        "understood": "China",
        "at_least": "licence_required",
        "at_most": "licence_required",
    }


def test_several_possible_countries_narrow() -> None:
    one = through(talk(), "SG", "CN or HK")
    assert one.determination is not None
    assert one.determination.outcome == "licence_required"


def test_back_takes_the_last_answer_back() -> None:
    first = talk()
    later = through(first, "SG")
    assert later.back() == first
    assert later.back().turns == ()
    with pytest.raises(InputError, match="first question"):
        first.back()


def test_a_bad_answer_leaves_everything_as_it_was() -> None:
    one = talk()
    with pytest.raises(InputError, match="unknown country 'Singapur'"):
        one.answer("Singapur")
    with pytest.raises(InputError, match="nothing was said"):
        one.answer(" ")
    assert asked(one) == "consignee.headquarters"


def test_what_the_transaction_does_not_bear_is_refused() -> None:
    with pytest.raises(InputError, match="before this rulebook begins"):
        begin(Look(), {}).answer("1999-01-01")
    with pytest.raises(InputError, match="as_of must be one day"):
        begin(Look(), {}).answer("2025-01-01..2025-02-01")
    with pytest.raises(InputError, match="depends on the day"):
        begin(Look(), {}).dont_know()


def test_not_knowing_sets_aside_and_is_remembered() -> None:
    one = talk().answer("I don't know").answer("?")
    assert one.question is None
    assert not one.decided
    assert [question.fact for question in one.set_aside] == [
        "consignee.headquarters",
        "consignee.ultimate_parent.headquarters",
    ]
    with pytest.raises(InputError, match="nothing is asked"):
        one.answer("SG")
    again = begin(LOOK, one.transaction())
    assert again.question is None
    assert again.determination is not None
    assert again.determination.outcome == "cannot_decide"
    assert again.state("consignee.headquarters", "SG").transaction()["parties"]["consignee"]["headquarters"] == "SG"


def test_bounds_are_kept_by_somebody_who_knows_no_more() -> None:
    items = [{"chip": "nvidia-h100-sxm", "quantity": "600..858"}]
    one = begin(Look(), {**LPP, "as_of": "2025-06-01", "items": items}).state("items[0].quantity", "at least 600")
    assert one.transaction()["items"][0]["quantity"] == "at least 600"


def test_any_fact_may_be_stated() -> None:
    one = talk().state("item.quantity", "9").state("destination", "Malaysia")
    assert one.transaction()["items"][0]["quantity"] == "9"
    assert one.transaction()["destination"] == "MY"
    with pytest.raises(InputError) as caught:
        one.state("destinaton", "MY")
    assert caught.value.hint == "did you mean destination?"


def test_a_file_that_was_saved_goes_on_where_it_stopped(tmp_path: Path) -> None:
    one = through(begin(Look(), {}), "2026-06-16", "yes", "export", "unknown", "ic", "not CN")
    path = tmp_path / "x.yaml"
    path.write_text(written(one.transaction()), encoding="utf-8")
    again = begin(Look(), read.load(path)[0])
    assert again.transaction() == one.transaction()
    assert asked(again) == asked(one)
    assert again.determination == one.determination


def test_open_steps_can_be_gone_through() -> None:
    one = begin(Look(posture="codified"), LPP)
    assert one.decided
    assert one.question is None
    one = one.with_steps()
    assert one.question is not None
    assert one.question.kind == "step"
    assert "needs it before shipment" in one.question.why()[0]
    first = one.question.fact
    assert asked(one.answer("not yet")) != first
    assert one.answer("not yet").determination == one.determination
    ready = done(one).determination
    assert ready is not None
    assert ready.outcome == "authorized"
    assert ready.ready


def test_a_step_that_was_refused_closes_its_way() -> None:
    one = begin(Look(posture="codified"), LPP).with_steps()
    assert one.determination is not None
    assert one.question is not None
    code = one.question.about.partition(" ")[0]
    refused = one.answer("refused").determination
    assert refused is not None
    way = next((found for found in refused.authorizations if found.code == code), None)
    assert way is None or way.status != "steps_open"


def test_lines_are_asked_one_after_the_other() -> None:
    raw = {**SALE, "items": [{"chip": "nvidia-h100-sxm"}, {"quantity": "5"}]}
    raw |= {"destination": "CN"}
    raw["parties"] = {"consignee": {"location": "CN", "headquarters": "CN", "ultimate_parent": "CN"}}
    one = begin(LOOK, raw)
    assert asked(one).startswith("items[1].")
    one = one.answer("nvidia-h20-96gb")
    assert one.transaction()["items"][1] == {"quantity": "5", "chip": "nvidia-h20-96gb"}
    assert one.decided


def test_wrong_facts_are_told_at_the_start() -> None:
    with pytest.raises(InputError, match="unknown country"):
        begin(LOOK, {"destination": "Atlantis"})


def test_owners_and_parties_are_asked_for() -> None:
    raw = {key: value for key, value in SALE.items() if key not in {"base", "parties"}}
    one = begin(LOOK.over(as_of="2025-10-15"), {**raw, "base": []})
    kinds: dict[str, str] = {}
    for _ in range(25):
        if one.question is None:
            break
        kinds[one.question.fact] = one.question.kind
        answers = {"consignee": "Merlion", "consignee.owners": "60% entity_list", "consignee.lists": "none"}
        one = one.answer(answers.get(one.question.fact, "SG" if one.question.kind == "country" else "unknown"))
    assert kinds["consignee"] == "party"
    assert kinds["consignee.owners"] == "owners"
    assert one.transaction()["parties"]["consignee"]["owners"] == [{"share": "60%", "list": ["entity_list"]}]


def test_limits_on_a_holder_are_asked_for() -> None:
    raw = {"as_of": "2025-06-01", "subject": "holder", "holder": {"veu": "uveu", "headquarters": "US"}}
    one = begin(Look(posture="codified"), raw)
    facts = []
    for _ in range(40):
        if one.question is None:
            break
        facts.append(one.question.fact)
        one = one.answer("US 60 million; MY 6 million" if one.question.kind == "sites" else "unknown")
    assert "holder.installed" in facts
    assert "base" not in facts
    assert one.question is None
    assert one.determination is not None
    before = lockgate.determine(raw, posture="codified")
    still_open = {limit.id for limit in one.determination.limits if limit.status == "unknown"}
    assert still_open < {limit.id for limit in before.limits if limit.status == "unknown"}
