"""Every worked case of the rulebook, in its own posture, in the other one where it says so, and under both readings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.rulebook.cases import all_cases, answer, differences

import lockgate

if TYPE_CHECKING:
    from collections.abc import Mapping

FOUND = list(all_cases())
PLAIN = [pytest.param(case, id=name) for name, case in FOUND if case.get("kind") != "rulebook_question"]
QUESTIONS = [pytest.param(case, id=name) for name, case in FOUND if case.get("kind") == "rulebook_question"]


@pytest.mark.parametrize("case", PLAIN)
def test_case(case: Mapping[str, Any]) -> None:
    expect = case["expect"]
    wrong = differences(case, answer(case), expect)
    for reading, sides in expect.get("readings", {}).items():
        for value, other in sides.items():
            found = answer(case, readings={reading: value})
            wrong += [f"{reading} = {value}: {text}" for text in differences(case, found, other)]
    if "expect_codified" in case:
        wrong += [f"codified: {text}" for text in differences(case, answer(case, "codified"), case["expect_codified"])]
    assert not wrong, "\n".join([f"{case['id']}: {case.get('title', '')}", *wrong])


@pytest.mark.parametrize("case", QUESTIONS)
def test_question_to_the_rulebook(case: Mapping[str, Any]) -> None:
    expect = case["expect"]
    status = lockgate.Rulebook.load().status(expect["instrument"], str(case["transaction"]["as_of"]))
    for key in ("codified", "enforced", "rescinded"):
        assert str(status[key]).lower() == expect[key], key


def test_ids_are_unique() -> None:
    names = [name for name, _ in FOUND]
    assert len(names) == len(set(names))
