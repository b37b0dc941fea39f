"""Limits on what is no transaction; red flags, remarks and what is printed beside an answer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.engine.mini import DAY, ask, line, mini, requires, transaction

import lockgate
from lockgate.engine.determine import determine

if TYPE_CHECKING:
    from pathlib import Path

# ---- limits

LIMIT_FACTS = "- {id: subject, type: enum, values: [transaction, holder], question: About what?}"
LIMITS = """
- id: share
  effect: limits
  subject: holder
  instrument: law
  when: a
  must: mass <= yearly
  word: {broken: too heavy}
- id: notice
  effect: limits
  subject: holder
  instrument: law
  must: packed_on + wait_days <= as_of
  earliest: packed_on + wait_days
- {id: literal, effect: limits, subject: holder, instrument: law, when: b, must: a, earliest: as_of + 5}
"""


def holder(tmp_path: Path, **facts: object) -> lockgate.Determination:
    book = mini(tmp_path, LIMITS)
    (book.folders[0] / "facts" / "subject.yaml").write_text(LIMIT_FACTS, encoding="utf-8")
    return determine(transaction(facts, subject="holder"), rulebook=lockgate.Rulebook.load(book.folders[0]))


@pytest.mark.parametrize(
    ("facts", "states", "code"),
    [
        ({"a": True, "b": False, "mass": 50, "packed_on": DAY - timedelta(days=30)}, "met met", 0),
        ({"a": True, "b": False, "mass": 51, "packed_on": DAY}, "broken broken", 20),
        ({"b": False, "mass": 51, "packed_on": DAY - timedelta(days=30)}, "unknown met", 40),
        ({"a": True, "b": False, "packed_on": DAY - timedelta(days=30)}, "unknown met", 40),
    ],
)
def test_limits(tmp_path: Path, facts: dict[str, object], states: str, code: int) -> None:
    found = holder(tmp_path, **facts)
    mine = {limit.id: limit for limit in found.limits}
    assert [mine["share"].status, mine["notice"].status] == states.split()
    assert (found.outcome, found.release, found.exit_code) == (None, False, code)
    assert mine["share"].word == {"met": "within", "broken": "too heavy", "unknown": "unknown"}[mine["share"].status]
    assert found.requirements == ()
    assert re.match(r"2 limits: .* on these facts, under rulebook 1$", found.explain(), re.M)


def test_a_limit_says_from_when_it_would_be_kept(tmp_path: Path) -> None:
    found = {limit.id: limit for limit in holder(tmp_path, packed_on=DAY).limits}
    assert found["notice"].earliest == DAY + timedelta(days=30)
    assert found["literal"].earliest == DAY + timedelta(days=5)
    assert found["literal"].to_dict()["earliest"] == "2025-06-06"
    assert {limit.id: limit for limit in holder(tmp_path).limits}["notice"].earliest is None
    assert {limit.id: limit for limit in holder(tmp_path, packed_on=date.max).limits}["notice"].earliest is None


def test_no_limit_that_applies_decides_nothing(tmp_path: Path) -> None:
    book = mini(tmp_path, "- {id: lim, effect: limits, subject: holder, instrument: law, when: a, must: b}")
    found = determine(transaction({"a": False}, subject="holder"), rulebook=book)
    assert (found.limits, found.exit_code) == ((), 40)


# ---- flags and remarks

FLAGS = """
- {id: f1, effect: flags, flag: k-01, ask: Is it odd?, evidence: a letter, instrument: law, raised_when: knowledge.bad}
- {id: f2, effect: flags, flag: k-02, ask: Do it, evidence: '', instrument: law, kind: action}
- {id: f3, effect: flags, flag: k-03, ask: Never?, evidence: '', instrument: law, when: a}
- {id: w1, effect: warns, say: mind the gap, instrument: law}
- {id: w2, effect: warns, say: the weather, kind: not_checked, instrument: law}
- {id: w3, effect: warns, say: not this, instrument: law, when: a}
"""


def test_a_raised_flag_holds_but_changes_no_outcome(tmp_path: Path) -> None:
    book = mini(tmp_path, FLAGS)
    found = determine(transaction({"a": False, "knowledge.bad": True}), rulebook=book)
    assert (found.outcome, found.release, found.ready, found.holds) == ("no_requirement_found", False, True, ("k-01",))
    assert found.exit_code == 12
    assert [(flag.id, flag.status) for flag in found.flags] == [("k-01", "raised")]


@pytest.mark.parametrize(("answer", "holds"), [("raised", ("k-01",)), ("explained", ()), ("clear", ()), ("", ())])
def test_the_user_answers_a_flag(tmp_path: Path, answer: str, holds: tuple[str, ...]) -> None:
    flags = {"k-01": answer} if answer else {}
    found = determine(transaction({"a": False}, flags=flags), rulebook=mini(tmp_path, FLAGS))
    assert (found.holds, found.flags[0].status) == (holds, answer or "to_ask")
    assert found.release == (not holds)


def test_remarks_and_what_was_not_checked(tmp_path: Path) -> None:
    found = ask(mini(tmp_path, FLAGS), {"a": False})
    assert (found.warnings, found.not_checked) == (("mind the gap",), ("the weather",))


def test_a_day_after_the_last_review_is_warned_of(tmp_path: Path) -> None:
    found = determine(transaction(day=date(2027, 1, 1)), rulebook=mini(tmp_path, FLAGS))
    assert any("2027-01-01 lies after it" in text for text in found.warnings)


def test_what_nobody_said_is_printed(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("knowledge.bad", "overlap(knowledge.words, ('loud'))"))
    found = ask(book, {"knowledge.bad": False})
    assert [dict(item) for item in found.assumed] == [
        {"fact": "knowledge.words", "value": "not known", "why": "nobody stated it"}
    ]


def test_notes_of_an_item_are_passed_on(tmp_path: Path) -> None:
    item = replace(line(tpp=5, quantity=1), notes=("rounded",))
    found = determine(transaction(items=(item,)), rulebook=mini(tmp_path, requires("FALSE")))
    assert "note: rounded" in found.warnings


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"b": False, "packed_on": DAY - timedelta(days=30)}, {"a", "mass"}),
        ({"a": True, "packed_on": DAY - timedelta(days=30)}, {"mass"}),
        ({"a": True, "b": False, "mass": 51, "packed_on": DAY}, set()),
        ({"a": False, "b": False, "packed_on": DAY - timedelta(days=30)}, set()),
    ],
)
def test_open_limits_say_what_to_ask(tmp_path: Path, facts: dict[str, object], asked: set[str]) -> None:
    assert {one.fact for one in holder(tmp_path, **facts).missing} == asked
