"""What was looked up stands with the answer, and rewords the questions about what stayed open."""

from __future__ import annotations

from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types

from lockgate import determine
from lockgate.door.build import attempt
from lockgate.door.model import LookedUp, Source, Transaction
from lockgate.engine.schema import result_schema

RAW: dict[str, Any] = {
    "as_of": "2025-06-01",
    "activity": "export",
    "origin": "US",
    "destination": "MY",
    "item": {"chip": "nvidia-a10", "quantity": "8"},
    "parties": {"consignee": {"location": "MY", "lists": {"certain": [], "possible": ["entity_list"]}}},
    "base": "ordinary-course",
}


def order(found: LookedUp | None) -> Transaction:
    transaction, problems = attempt(RAW, looked_up=found)
    assert transaction is not None, problems
    return transaction


def question(found: LookedUp | None) -> str:
    return next(one.question for one in determine(order(found)).missing if one.fact == "consignee.lists")


def test_a_question_is_reworded_where_something_was_met() -> None:
    plain = question(None)
    assert question(LookedUp(names=True)) == plain
    asked = LookedUp(names=True, questions=(("consignee.lists", "Resolve this match"),))
    assert question(asked) == "Resolve this match"


def test_sources_stand_in_the_answer() -> None:
    found = LookedUp(
        names=False,
        sources=(Source("consignee.lists", "none", ("row 1",)),),
        lists=("csl",),
        notes=("a note",),
        conflicts=("a conflict",),
    )
    answer = determine(order(found))
    told = answer.to_dict()
    assert told["looked_up"] == found.to_dict()
    jsonschema.validate(told, result_schema())
    assert "a conflict" in answer.warnings
    assert "note: a note" in answer.warnings
    assert any("no name was matched" in text for text in answer.not_checked)
