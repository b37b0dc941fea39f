"""The most important promise: a line of a book gets the answer that it gets alone, whatever lines stand around it."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("pyarrow", reason="books need the extra books")

from tests.books.check.rows import differences, lines


@pytest.mark.parametrize("many", [1, 64], ids=["together", "one by one"])
@pytest.mark.parametrize("seed", [0, 211])
def test_lines_of_a_book_get_the_answers_that_they_get_alone(seed: int, many: int) -> None:
    rng = random.Random(seed)
    table = lines(rng, 200, rng.choice([0, 0.1, 0.3, 0.5]))

    assert differences(table, many=many, every=25) == []


def test_a_line_that_says_unknown_is_not_filled_by_its_baseline() -> None:
    import pyarrow as pa

    table = pa.table(
        {
            "as_of": ["2025-06-01", "2025-06-01"],
            "origin": ["unknown", None],
            "item.quantity": ["unknown", "8"],
            "end_use": ["unknown", None],
            "item.chip": ["nvidia-h100-sxm", "nvidia-h100-sxm"],
            "destination": ["MY", "MY"],
            "base": ["ordinary-export", "ordinary-course"],
        }
    )

    assert differences(table) == []


def test_baselines_that_differ_in_facts_no_column_states() -> None:
    rng = random.Random(103)
    table = lines(rng, 600, rng.choice([0, 0.1, 0.3, 0.5]))

    assert differences(table, many=1, every=100) == []


def test_stated_shipments_are_told_from_those_that_are_added_up() -> None:
    import pyarrow as pa

    table = pa.table(
        {
            "as_of": ["2025-02-01"] * 4,
            "activity": ["export"] * 4,
            "origin": ["US"] * 4,
            "destination": ["MY"] * 4,
            "item.chip": ["nvidia-h100-sxm"] * 4,
            "item.quantity": ["1699", "1700", "8", "8"],
            "shipment.tpp": [None, None, "26900001", "26900000"],
            "parties.consignee.headquarters": ["MY"] * 4,
            "base": ["ordinary-course"] * 4,
        }
    )

    assert differences(table) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(300, 312))
def test_many_lines_in_one_chunk(seed: int) -> None:
    rng = random.Random(seed)
    table = lines(rng, 3000, rng.choice([0, 0.1, 0.3, 0.5]))

    assert differences(table, many=rng.choice([1, 64]), every=40) == []
