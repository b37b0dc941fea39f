"""Reasons: what fails and of what kind, exact figures, days, law that is not in force, names."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from tests.engine.mini import DAY, mini
from tests.engine.mini import transaction as facts
from tests.inquiry.test_compare_search import CASES, ORDER

import lockgate
from lockgate.errors import InputError
from lockgate.inquiry.look import Look
from lockgate.inquiry.reasons.why import resolved, why

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lockgate.inquiry.reasons.records import Lacking, Way

CODIFIED = Look(posture="codified")


def order(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(ORDER), **changes}


def lacks(way: Way) -> Iterator[Lacking]:
    """Every single comparison among the conditions."""
    pending = [one.lacking for one in way.conditions if one.lacking]
    while pending:
        lack = pending.pop()
        pending += lack.parts
        if not lack.parts:
            yield lack


def test_every_failing_condition_is_named() -> None:
    order_ = order(channel="distributor", items=[{"chip": "nvidia-h100-sxm", "quantity": 5000}])
    (way,) = why(order_, CODIFIED, "LPP").lines[0].ways
    assert {lack.fact for lack in lacks(way)} == {"channel", "item.quantity"}
    assert {lack.kind for lack in lacks(way)} == {"deal", "figure"}
    assert all(condition.cite == "15 CFR 740.29" for condition in way.conditions)
    (repair,) = way.repairs
    assert {change.path for change in repair.changes} == {"channel", "item.quantity"}


def test_evidence_that_describes_the_deal_weighs_as_the_deal() -> None:
    """Which limb of an exception a deal falls under is no paper; a reading of the text or a figure goes before it."""
    ways = {way.code: way for way in why(order(destination="VN"), CODIFIED, "authorized").lines[0].ways}
    for code in ("RPL", "GOV", "TMP"):
        (change,) = ways[code].repairs[0].changes
        assert (change.path, change.kind, ways[code].repairs[0].weight) == (f"evidence.{code.lower()}_limb", "deal", 16)
    assert list(ways).index("LPP") < list(ways).index("RPL")
    (refused,) = why(order(destination="VN", evidence={"rpl_limb": "no"}), CODIFIED, "RPL").lines[0].ways
    assert [change.kind for change in refused.repairs[0].changes] == ["deal"]


def test_the_largest_quantity_is_exact() -> None:
    (way,) = why(order(items=[{"chip": "nvidia-h100-sxm", "quantity": 5000}]), CODIFIED, "LPP").lines[0].ways
    (change,) = way.repairs[0].changes
    assert (change.path, change.at_most) == ("item.quantity", "1699")
    for quantity, fits in ((1699, True), (1700, False)):
        found = CODIFIED.determine(order(items=[{"chip": "nvidia-h100-sxm", "quantity": quantity}]))
        assert ("LPP" in {one.code for one in found.authorizations if one.status == "steps_open"}) is fits


def test_what_closes_a_way_is_named_and_a_reading_would_open_it() -> None:
    vietnam = order(destination="VN")
    (way,) = why(vietnam, CODIFIED, "LPP").lines[0].ways
    closed = next(one for one in way.conditions if one.what == "closed")
    assert closed.provision == "740.2-a-9-ii-lpp"
    assert "destination" in closed.why or "reading" in closed.why
    assert ["reading.lpp_740_2"] in [[change.path for change in one.changes] for one in way.repairs]


def test_a_waiting_time_ends_on_a_day() -> None:
    """NAC wants twenty-five days after the notification."""
    waiting = order(
        as_of="2026-03-10",
        destination="CN",
        items=[{"chip": "nvidia-rtx-4090", "kind": "ic", "quantity": 10}],
        evidence={"nac_notice_on": "2026-03-01", "purchase_order": "yes", "nac_cleared": "yes"},
    )
    (way,) = why(waiting, Look(), "NAC").lines[0].ways
    assert way.status == "too_early"
    change = next(change for one in way.repairs for change in one.changes if change.kind == "waiting")
    found = Look(as_of=change.at_least).determine(waiting)
    assert found.outcome == "authorized"
    assert Look(as_of="2026-03-25").determine(waiting).outcome == "licence_required"
    assert change.at_least == "2026-03-26"


def test_a_refused_step_is_named_as_refused() -> None:
    refused = order(evidence={"lpp_certificate": "no"})
    (way,) = why(refused, CODIFIED, "LPP").lines[0].ways
    assert [one.what for one in way.conditions] == ["step"]
    assert [[change.kind for change in one.changes] for one in way.repairs] == [["refused"]]


def test_law_that_is_not_in_force_is_told_with_its_day() -> None:
    ways = why(order(), Look(), "AIA").lines[0].ways
    assert {way.status for way in ways} == {"not in force"}
    assert all("diffusion-2025 is not enforced" in way.conditions[0].gist for way in ways)
    assert all("the codified posture counts it" in way.conditions[0].gist for way in ways)


def test_unknown_facts_are_questions() -> None:
    open_parent = order(destination="SG")
    open_parent["parties"]["consignee"] = {"location": "SG", "headquarters": "SG"}
    line = why(open_parent, Look(as_of="2026-06-16")).lines[0]
    assert line.missing[0].fact == "consignee.ultimate_parent.headquarters"
    (change,) = line.ways[0].repairs[0].changes
    assert change.kind == "unknown"
    assert change.question


def test_all_ways_out_are_ranked_and_a_licence_stands_beside_them() -> None:
    china = order(destination="CN", as_of="2026-06-15")
    line = why(china, Look(), "authorized").lines[0]
    weights = [way.repairs[0].weight for way in line.ways if way.repairs]
    assert weights == sorted(weights)
    assert len(line.ways) > 4
    assert line.licence[0].requirement == "742.6-a-6-iii-A"
    assert line.licence[0].policy == line.found.review_policy


def test_without_a_question_the_next_better_outcome_is_shown() -> None:
    denied = order()
    denied["parties"]["consignee"]["lists"] = ["denied_persons"]
    line = why(denied, Look()).lines[0]
    assert line.found.outcome == "prohibited"
    assert line.reasons[0].effect == "prohibits"
    assert [change.path for change in line.ways[0].repairs[0].changes] == ["consignee.lists"]
    fine = why(order(destination="DE"), Look()).lines[0]
    assert (fine.found.outcome, fine.ways) == ("no_requirement_found", ())


def test_evidence_alone_is_found_wherever_it_is_enough() -> None:
    """By brute force: every yes-no evidence is shown by itself; what then authorizes is among the repairs."""
    facts_of = lockgate.Rulebook.load(cached=True).source.facts.values()
    names = [
        one.id
        for one in facts_of
        if one.kind == "evidence" and one.id.startswith("evidence.") and one.type == "boolean"
    ]
    tried = 0
    for case in CASES[::40]:
        raw = case["transaction"]
        look = Look(posture=str(case.get("posture", "enforced")))
        if look.determine(raw).outcome != "licence_required" or look.determine(raw).lines:
            continue
        enough, codes = set(), {"authorized"}
        for name in names:
            room = {**raw.get("evidence", {}), name.removeprefix("evidence."): "yes"}
            found = look.determine({**raw, "evidence": room})
            if found.outcome == "authorized":
                enough.add(name)
                codes |= {one.code for one in found.authorizations if one.status in ("eligible", "steps_open")}
        ways = [way for code in sorted(codes) for way in why(raw, look, code).lines[0].ways]
        single = {one.changes[0].path for way in ways for one in way.repairs if len(one.changes) == 1}
        assert enough <= single, case["id"]
        tried += len(enough)
    assert tried > 5


# ---- names


def test_an_outcome_that_is_there_is_refused() -> None:
    with pytest.raises(InputError, match="already"):
        why(order(destination="DE"), Look(), "no_requirement_found")


def test_a_question_about_limits_is_refused() -> None:
    with pytest.raises(InputError, match="limits"):
        why({"as_of": "2025-06-01", "subject": "holder", "holder": {"veu": "uveu"}})


def test_wrong_names_have_the_nearest() -> None:
    book = Look().book
    with pytest.raises(InputError) as caught:
        resolved("authorised", book)
    assert "authorized" in str(caught.value)
    with pytest.raises(InputError, match="no outcome and no authorization"):
        resolved("zzzz", book)
    assert resolved("740.29", book) == "740.29"


def test_nothing_is_required_so_nothing_is_lacking() -> None:
    (way,) = why(order(destination="DE", as_of="2026-06-01"), Look(), "NAC").lines[0].ways
    assert (way.status, way.conditions, way.repairs) == ("nothing to answer", (), ())


# ---- single mechanisms, on rulebooks of a few lines

WAY = """
- {id: need, effect: requires, instrument: law, when: a}
- {id: way, effect: authorizes, overcomes: [need], code: WAY, instrument: law, when: COND}
"""


def repaired(folder: Path, condition: str, **stated: Any) -> list[dict[str, str]]:
    """What each repair of the way changes."""
    book = mini(folder, WAY.replace("COND", f'"{condition}"'))
    (way,) = why(facts({"a": True, **stated}), Look(book=book), "WAY").lines[0].ways
    return [{change.path: change.to for change in one.changes} for one in way.repairs]


def test_alternatives_come_cheapest_first(tmp_path: Path) -> None:
    found = repaired(tmp_path, "evidence.form OR (mass <= 5 AND colour = 'red')", mass=9, colour="blue")
    assert found == [{"evidence.form": "yes"}, {"mass": "at most 5 kg", "colour": "red"}]


def test_all_of_an_and_are_needed(tmp_path: Path) -> None:
    assert repaired(tmp_path, "evidence.form AND mass < 5 AND NOT b", mass=9, b=True) == [
        {"evidence.form": "yes", "mass": "at most 4.999999 kg", "b": "no"}
    ]


def test_sums_are_mended_by_either_number(tmp_path: Path) -> None:
    found = repaired(tmp_path, "mass + used <= yearly", mass=30, used=30)
    assert found == [{"mass": "at most 20 kg"}, {"used": "at most 20 kg"}]


def test_two_ends_of_one_number_are_one_change(tmp_path: Path) -> None:
    from lockgate.door.model import Interval

    found = repaired(tmp_path, "mass >= 5 AND mass <= 9", mass=Interval(None, None))
    assert found == [{"mass": "at least 5 kg, at most 9 kg"}]


def test_dates_sets_and_equal_words(tmp_path: Path) -> None:
    assert repaired(tmp_path, "evidence.notice_on <= as_of") == [{"evidence.notice_on": f"{DAY} or earlier"}]
    assert repaired(tmp_path, "overlap(plan, ('x', 'y'))", plan=("z",)) == [{"plan": "includes x"}]
    assert repaired(tmp_path, "NOT overlap(plan, ('x', 'y'))", plan=("x", "z")) == [{"plan": "without x"}]
    assert repaired(tmp_path, "colour = paint", colour="red", paint="blue") == [{"colour": "blue"}, {"paint": "red"}]


def test_what_no_fact_can_change_has_no_repair(tmp_path: Path) -> None:
    assert repaired(tmp_path, "as_of >= '2030-01-01'") == []
    assert repaired(tmp_path, "capacity >= 200", capacity=50) == []
    assert repaired(tmp_path, "colour = 'red' AND NOT colour = 'red'", colour="blue") == []


def test_nobody_is_made_up_and_nobody_left_out(tmp_path: Path) -> None:
    """Where nobody says who receives it, no repair says that nobody does."""
    assert repaired(tmp_path, "NOT has(consignee, party.listed)") == []
    assert repaired(tmp_path, "has(consignee, party.listed)") == []
