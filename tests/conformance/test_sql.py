"""The lowered SQL on DuckDB gives what the generated functions give, on every kind of line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.conformance.answers import differences, expected, loaded
from tests.conformance.engines import duckdb_answers
from tests.conformance.vectors import (
    Vector,
    at_random,
    boundaries,
    cases,
    driven,
    from_files,
    ordinary,
    several,
    solved,
)

from lockgate.books.export.tables import arrow_tables
from lockgate.compiler.sql import lower
from lockgate.compiler.timeline import CODIFIED
from lockgate.engine.determine import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def wrong(vectors: Sequence[Vector], *, masks: bool = False) -> list[str]:
    query = lower(default_rulebook(), masks=masks)
    return differences(vectors, duckdb_answers(query, arrow_tables(query, loaded(query, vectors))), masks=masks)


def test_every_kind_of_line() -> None:
    """Outcomes, bounds, values and the pair of truths of every provision, all days in one query."""
    assert wrong(ordinary(), masks=True) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "vectors",
    [
        pytest.param(lambda: [*cases()], id="cases"),
        pytest.param(lambda: [*at_random(range(200))], id="random"),
        pytest.param(lambda: [*several(range(300))], id="several"),
        pytest.param(lambda: [*driven(6)], id="driven"),
        pytest.param(lambda: [*boundaries()], id="limits"),
        pytest.param(lambda: [*from_files(), *at_random(range(2))], id="files"),
        pytest.param(lambda: [*solved()], id="solved"),
    ],
)
def test_all_vectors(vectors: Callable[[], list[Any]]) -> None:
    made = vectors()
    assert wrong(made, masks=True) == []


def test_a_span_of_days_speaks_of_no_other_day() -> None:
    vectors = list(at_random(range(10), [date(2025, 5, 14)]))
    query = lower(default_rulebook(), postures=(CODIFIED,), first=date(2025, 5, 14), last=date(2025, 5, 20))
    tables = arrow_tables(query, loaded(query, vectors))
    assert differences(vectors, duckdb_answers(query, tables), postures=(CODIFIED,)) == []
    late = [Vector(one.name, one.transaction, one.item, date(2025, 5, 21)) for one in vectors]
    found = duckdb_answers(query, arrow_tables(query, loaded(query, late)))
    assert {answer["codified_outcome"] for answer in found} == {"outside_the_rulebook"}


@pytest.mark.parametrize("style", ["tables", "materialized", "inline"])
def test_stages_may_be_kept_or_not(style: str) -> None:
    query = lower(default_rulebook(), first=date(2025, 5, 1), last=date(2025, 6, 30))
    vectors = list(at_random(range(5), [date(2025, 5, 14)]))
    found = duckdb_answers(query, arrow_tables(query, loaded(query, vectors)), style)
    assert differences(vectors, found) == []


def test_the_vectors_tell_provisions_apart() -> None:
    """Vectors on which nothing ever holds would prove nothing."""
    seen: dict[str, set[object]] = {}
    for vector in ordinary():
        for name, value in expected(vector, masks=True).items():
            seen.setdefault(name, set()).add(value)
    assert len(seen["enforced_outcome"]) == 6
    lively = [name for name, values in seen.items() if len(values) > 1]
    assert len(lively) > 0.7 * len(seen), sorted(set(seen) - set(lively))


def test_a_difference_would_be_seen() -> None:
    vectors = ordinary()[:1]
    answer = {"line": 1, **expected(vectors[0], masks=False), "enforced_outcome": "perhaps"}
    answer = {name: " ".join(value) if isinstance(value, frozenset) else value for name, value in answer.items()}
    assert "enforced_outcome is 'perhaps'" in differences(vectors, [answer])[0]
    assert differences(vectors, [])[0] == "0 answers to 1 lines"
