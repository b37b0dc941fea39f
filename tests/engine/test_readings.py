"""Contested readings: shown where the answer turns on one of them, or on two together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.mini import ask, mini, requires, transaction

from lockgate.engine.determine import determine

if TYPE_CHECKING:
    from pathlib import Path

READINGS = """
- {id: first, question: How is it read?, default: strict, values: {strict: narrow, lenient: wide}, cite: {ref: page 1}}
- id: second
  question: And that?
  default: strict
  values: {strict: narrow, lenient: wide, other: third}
  cite: {ref: page 2}
"""


def test_a_reading_that_matters_is_shown_with_its_other_side(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("reading.first = 'strict'"), readings=READINGS)
    found = ask(book)
    assert found.outcome == "licence_required"
    assert [effect.to_dict() for effect in found.readings] == [
        {
            "id": "first",
            "question": "How is it read?",
            "used": "strict",
            "otherwise": [{"value": "lenient", "gives": "no_requirement_found; review policy open"}],
            "cite": "page 1",
        }
    ]
    other = determine(transaction(), readings={"first": "lenient"}, rulebook=book)
    assert other.outcome == "no_requirement_found"
    assert other.readings[0].used == "lenient"


def test_a_reading_that_does_not_matter_is_not_shown(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("reading.first = 'strict'", "TRUE"), readings=READINGS)
    assert ask(book).readings == ()


def test_two_readings_that_matter_only_together(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("reading.first = 'strict' OR reading.second = 'strict'"), readings=READINGS)
    found = ask(book)
    assert found.outcome == "licence_required"
    assert [(effect.id, [value for value, _ in effect.otherwise]) for effect in found.readings] == [
        ("first", ["lenient"]),
        ("first", ["lenient"]),
    ]
    assert "together with second = lenient: no_requirement_found" in found.readings[0].otherwise[0][1]


def test_a_pair_that_changes_nothing_is_not_shown(tmp_path: Path) -> None:
    """Left open together they blur the answer, yet no choice of both changes it."""
    book = mini(tmp_path, requires("reading.first = 'strict'", "reading.first = 'lenient'"), readings=READINGS)
    assert [effect.id for effect in ask(book).readings] == []


def test_a_reading_may_change_policy_fits_and_limits(tmp_path: Path) -> None:
    rules = """
- {id: r1, effect: requires, instrument: law}
- id: v1
  effect: reviews
  reviews: [r1]
  policy: policy_of_denial
  instrument: law
  when: reading.first = 'strict'
  over: [v2]
- {id: v2, effect: reviews, reviews: [r1], policy: case_by_case, instrument: law}
- {id: way, effect: authorizes, code: WAY, overcomes: [r1], instrument: law, when: reading.second = 'lenient'}
- {id: lim, effect: limits, subject: holder, instrument: law, must: reading.first = 'strict' OR a}
"""
    book = mini(
        tmp_path,
        rules,
        readings=READINGS,
    )
    found = ask(book)
    gives = {effect.id: effect.otherwise[0][1] for effect in found.readings}
    assert gives["first"] == "licence_required; review policy case_by_case"
    assert gives["second"] == "authorized; fits: WAY"
    assert [value for value, _ in found.readings[1].otherwise] == ["lenient"]


def test_a_reading_may_shut_an_authorization(tmp_path: Path) -> None:
    rules = """
- {id: r1, effect: requires, instrument: law}
- {id: way, effect: authorizes, code: WAY, overcomes: [r1], instrument: law}
- {id: shut, effect: closes, closes: [WAY], instrument: law, when: reading.first = 'strict'}
"""
    found = ask(mini(tmp_path, rules, readings=READINGS))
    assert (found.outcome, found.readings[0].otherwise[0][1]) == ("licence_required", "authorized; fits: WAY")


def test_limits_turn_on_readings_too(tmp_path: Path) -> None:
    facts = "- {id: subject, type: enum, values: [transaction, holder], question: About what?}"
    rules = "- {id: lim, effect: limits, subject: holder, instrument: law, must: reading.first = 'strict'}"
    book = mini(tmp_path, rules, readings=READINGS)
    (book.folders[0] / "facts" / "subject.yaml").write_text(facts, encoding="utf-8")
    book = type(book).load(book.folders[0])
    found = determine(transaction(subject="holder"), rulebook=book)
    assert found.outcome is None
    assert [(limit.id, limit.status) for limit in found.limits] == [("lim", "met")]
    assert found.readings[0].otherwise == (("lenient", "lim exceeded"),)
