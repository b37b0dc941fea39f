"""Every worked case gives a result that fits the published schema, proof included."""

from __future__ import annotations

from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from tests.rulebook.cases import all_cases, answer

from lockgate.engine.schema import result_schema

CASES = [case for _, case in all_cases() if case.get("kind") != "rulebook_question"]


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = result_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_results_of_all_cases_fit_the_schema(validator: Any) -> None:
    wrong = []
    for case in CASES:
        found = answer(case).to_dict(explain=True)
        wrong += [f"{case['id']}: {error.json_path}: {error.message[:200]}" for error in validator.iter_errors(found)]
    assert not wrong, "\n".join(wrong[:20])


def test_unknown_keys_are_refused(validator: Any) -> None:
    found = answer(CASES[0]).to_dict()
    assert not list(validator.iter_errors(found))
    assert list(validator.iter_errors({**found, "surprise": 1}))
    assert list(validator.iter_errors({**found, "outcome": "compliant"}))
