"""Generated functions, evaluator and oracle agree on numbers and days, over whole domains of partial knowledge."""

from __future__ import annotations

import itertools
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compiler.agree import ORACLE, agree, facts
from tests.compiler.support import DAY, FALSE, OPEN, TRUE, Some, condition

# ---- numbers

RANGES = [(low, high) for low in range(4) for high in range(low, 4)]


def wide(low: int, high: int, step: Fraction) -> tuple[Fraction, Fraction]:
    """A range of steps around 4800."""
    return 4800 + (low - 1) * step, 4800 + (high - 1) * step


@pytest.mark.parametrize("operator", [">=", ">", "<=", "<", "=", "<>"])
@pytest.mark.parametrize(
    "side", ["item.tpp {} 4800", "4800 {} item.tpp", "-2 * item.tpp {} -9600", "0.5 * item.tpp + 1 {} 2401"]
)
def test_thresholds_to_the_step(operator: str, side: str) -> None:
    compiled = condition(side.format(operator))
    for low, high in RANGES:
        ends = wide(low, high, Fraction(1, 100))
        found = compiled.answer(Some({"item.tpp": ends}))
        steps = [ends[0] + index * Fraction(1, 100) for index in range(high - low + 1)]
        outcomes = {compiled.answer(Some({"item.tpp": (one, one)})) for one in steps}
        if operator not in ("=", "<>"):
            assert found == (OPEN if len(outcomes) == 2 else outcomes.pop())
        else:
            assert {found} >= outcomes or found == OPEN
        assert found == ORACLE.truth(compiled.node, {"": Some({"item.tpp": ends})})


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("item.tpp >= 4800", "4800", TRUE),
        ("item.tpp >= 4800", "4799.99", FALSE),
        ("item.tpp > 4800", "4800", FALSE),
        ("item.tpp > 4800", "4800.01", TRUE),
        ("item.tpp <= 4800", "4800", TRUE),
        ("item.tpp <= 4800", "4800.01", FALSE),
        ("item.tpp < 4800", "4800", FALSE),
        ("item.tpp < 4800", "4799.99", TRUE),
        ("item.tpp >= 4800.005", "4800.00", FALSE),
        ("item.tpp >= 4800.005", "4800.01", TRUE),
        ("item.tpp > 4800.005", "4800.01", TRUE),
        ("item.tpp <= 4800.005", "4800.00", TRUE),
        ("item.tpp <= 4800.005", "4800.01", FALSE),
        ("item.tpp < 4800.005", "4800.00", TRUE),
        ("3 * item.tpp >= 1", "0.33", FALSE),
        ("3 * item.tpp >= 1", "0.34", TRUE),
        ("item.tpp = 4800", "4800", TRUE),
        ("item.tpp <> 4800", "4800", FALSE),
        ("item.tpp >= limit", "1600.5", TRUE),
        ("item.tpp >= limit", "1600.49", FALSE),
        ("nothing * item.tpp >= 0", "5", TRUE),
        ("nothing * item.tpp > 0", "5", FALSE),
        ("nothing * item.tpp >= 1", "5", FALSE),
        ("2 * item.tpp - (item.tpp + item.tpp) >= 0", "5", TRUE),
        ("2 * (3 * item.tpp) >= 30", "5", TRUE),
        ("item.tpp - (2) >= 3", "5", TRUE),
    ],
)
def test_exact_edges(text: str, value: str, expected: str) -> None:
    some = Some({"item.tpp": Fraction(value)})
    assert agree(text, some) == expected


def test_the_same_fact_twice_is_one_number() -> None:
    assert agree("3 * value - 2 * value <= 5", Some({"value": (0, 5)})) == TRUE


@pytest.mark.parametrize(
    "text",
    [
        "value + fee >= 10",
        "value + fee > 10",
        "value - fee <= 3",
        "value < fee",
        "2.5 * value - 0.125 * fee >= 10",
        "value = fee",
        "gain + value > fee",
    ],
)
def test_two_facts(text: str) -> None:
    ends = [None, (3, 3), (3, 7), (5, None), (Fraction("7.25"), Fraction("7.25")), (10, 12)]
    seen = {agree(text, Some(facts(value=one, fee=two, gain=-2))) for one, two in itertools.product(ends, repeat=2)}
    assert OPEN in seen
    assert len(seen) > 1


def test_ratio_without_division() -> None:
    """Doubles miss this: 592 / 100 is 5.92 exactly, and so is 4.44 / 0.75."""
    for area in range(1, 400):
        size = Fraction(area, 100)
        speed = size * Fraction("5.92")
        below = Fraction(speed * 100 // 1, 100)
        exact = below == speed
        some = Some({"item.tpp": below, "item.area": size})
        assert agree("item.tpp >= ratio_min * item.area", some) == (TRUE if exact else FALSE)


def test_days() -> None:
    some = Some({"as_of": DAY, "shipped_on": (date(2025, 5, 22), date(2025, 5, 23))})
    assert agree("shipped_on + notice_days <= as_of", some) == OPEN
    assert agree("shipped_on <= '2025-05-23'", some) == TRUE
    assert agree("shipped_on < '2025-05-22'", some) == FALSE
    assert agree("as_of >= '2025-06-01'", some) == TRUE
    assert agree("as_of >= '2025-06-02'", some) == FALSE


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_numbers(data: st.DataObject) -> None:
    numbers = st.integers(0, 2000).map(lambda whole: Fraction(whole, 100))
    texts = ["value + fee >= 10", "item.tpp >= ratio_min * item.area", "value - fee < 3", "3 * value > 2 * fee + 0.01"]
    text = data.draw(st.sampled_from(texts))
    known = {}
    for name in ("value", "fee", "item.tpp", "item.area"):
        one, two = sorted((data.draw(numbers), data.draw(numbers)))
        known[name] = data.draw(st.sampled_from([(one, two), (one, one), (one, None), (None, two)]))
    agree(text, Some(known))
