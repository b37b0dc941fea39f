"""What a memo says: nothing of an answer is left out, and every case of the rulebook makes one."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.inquiry.records import of_cases, of_example, of_facts
from tests.memo.texts import lacking, page, texts

from lockgate.errors import InputError
from lockgate.inquiry.look import Look
from lockgate.inquiry.record.saved import save
from lockgate.memo.content import NOT_ADVICE, content
from lockgate.memo.html import html
from lockgate.memo.text import mapped, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from lockgate.memo.blocks import Memo

pytestmark = pytest.mark.slow

NEVER = ("compliant", "approved to ship", "all clear")
EXAMPLES = {
    "lpp-switzerland": "codified",
    "missing-parent": "enforced",
    "holder-uveu": "codified",
    "three-items": "enforced",
    "memo-names": "enforced",
}


def words(memo: Memo) -> str:
    return " ".join(" ".join(text.split()) for text in texts(mapped(memo.to_dict(), visible)))


@pytest.mark.parametrize("name", EXAMPLES)
def test_content_was_looked_at(golden: Callable[[str, str], None], name: str) -> None:
    memo = content(of_example(name, posture=EXAMPLES[name]))
    golden(f"{name}.json", json.dumps(memo.to_dict(), indent=1, ensure_ascii=False) + "\n")


def test_every_case_makes_a_memo_that_leaves_nothing_out() -> None:
    count = 0
    for name, record in of_cases():
        memo = content(record)
        shown = words(memo)
        assert not lacking(record.lines[0].determination, shown), name
        assert not [word for word in NEVER if word in shown.casefold()], name
        if count % 20 == 0:
            assert not lacking(record.lines[0].determination, page(html(memo))[0]), name
        count += 1
    assert count > 1000


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_fact_stands_with_its_source(name: str) -> None:
    record = of_example(name, posture=EXAMPLES[name])
    shown = words(content(record))
    for fact in record.lines[0].facts:
        assert all(fact[key] in shown for key in ("fact", "value", "source")), fact


def test_the_outcome_is_said_in_the_words_of_the_product() -> None:
    shown = words(content(of_example("h100-malaysia", as_of="2025-06-01")))
    assert "No licence requirement was found on these facts, under rulebook 2" in shown
    assert ", as of 2025-06-01." in shown


def test_it_is_said_once_that_this_is_no_legal_advice() -> None:
    for name, posture in EXAMPLES.items():
        memo = content(of_example(name, posture=posture))
        assert list(texts(memo.to_dict())).count(NOT_ADVICE) == 1
        assert words(memo).count("legal advice") == 1


def test_a_duty_that_counts_days_bears_its_day() -> None:
    assert "2025-07-01 if shipped on 2025-06-01" in words(content(of_example("lpp-switzerland", posture="codified")))


def test_knowledge_readings_and_overlays_stand_in_the_memo() -> None:
    look = {"posture": "codified", "known_at": "2025-06-01", "readings": {"lpp_740_2": "lenient"}}
    shown = words(content(of_example("lpp-switzerland", **look)))
    assert "as known on 2025-06-01" in shown
    assert "lpp_740_2 = lenient" in shown


def test_the_date_is_the_one_given_or_none() -> None:
    record = of_example("h100-malaysia")
    assert (content(record).day, content(record).stamp) == ("", "2026-06-15")
    for day in ("2026-07-01", date(2026, 7, 1)):
        memo = content(record, day=day)
        assert (memo.day, memo.stamp) == ("2026-07-01", "2026-07-01")
    with pytest.raises(InputError, match="is no date"):
        content(record, day="yesterday")


def test_a_record_without_answers_makes_no_memo() -> None:
    with pytest.raises(InputError, match="no answer"):
        content(save([], Look()))


def test_each_line_of_an_order_is_a_part() -> None:
    look = Look()
    raws = [
        {"id": f"L{number}", "as_of": "2025-06-01", "activity": "export", "origin": "US", "destination": to}
        for number, to in enumerate(("MY", "CN"))
    ]
    orders = [look.typed(raw) for raw in raws]
    memo = content(save([(order, look.determine(order)) for order in orders], look))
    assert memo.reference == "2 transactions"
    parts = [section for section in memo.sections if section.level == 1]
    assert [section.title.split()[0] for section in parts] == ["L0", "L1"]
    assert [section.title for section in memo.sections].count("Outcome") == 2
    assert "Rows rejected" not in words(memo)


def test_rows_that_were_rejected_are_counted_on_top_and_told_one_by_one() -> None:
    look = Look()
    order = look.typed({"id": "L0", "as_of": "2025-06-01", "activity": "export", "destination": "MY"})
    answered = [(order, look.determine(order))]
    problem = {"place": "o.csv, row 3, column ship to", "message": "'Narnia' is no country", "hint": "write MY"}
    other = {"place": "o.csv, row 4", "message": "two chips", "hint": ""}
    rows: list[dict[str, Any]] = [
        {"row": 3, "id": "L1", "problems": [problem]},
        {"row": 4, "id": None, "problems": [problem, other]},
    ]
    memo = content(save(answered * 2, look, rows))
    assert memo.reference == "2 transactions, 2 rows rejected"
    assert content(save(answered, look, rows[:1])).reference.endswith(", 1 row rejected")
    told = next(section for section in memo.sections if section.title == "Rows rejected")
    assert json.dumps(told.to_dict()).count("Narnia") == 2
    for text in ("row 3", "L1", "row 4", *problem.values(), "o.csv, row 4", "two chips"):
        assert text in list(texts(told.to_dict())), text
    assert "Rows rejected" in html(memo)


def test_steps_that_wait_flags_that_are_answered_and_open_policies_are_shown() -> None:
    facts = {
        "as_of": "2025-06-01",
        "activity": "export",
        "origin": "US",
        "destination": "CN",
        "base": "ordinary-course",
        "item": {"chip": "nvidia-rtx-4090", "quantity": 8},
        "parties": {"end_user": {"location": "CN", "headquarters": "CN", "ultimate_parent": "CN"}},
        "evidence": {"nac_notice_on": "2025-05-25"},
        "flags": {"kyc-03": {"answer": "explained", "evidence": "lease"}, "kyc-04": "clear"},
    }
    shown = words(content(of_facts(facts)))
    assert "Red flags answered" in shown
    assert "answer: explained; evidence: lease" in shown
