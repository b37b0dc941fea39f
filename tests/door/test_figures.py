from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.door.declarations import Fact, load
from lockgate.door.figures import interval, is_blank, number, scalar, text_of
from lockgate.door.model import Interval
from lockgate.door.problems import WordError

TPP = load().facts["circuit.tpp"]
DENSITY = load().facts["circuit.performance_density"]
SHARE = load().facts["owner.share"]
QUANTITY = load().facts["item.quantity"]
OPERATIONS = load().facts["item.training_operations"]
DAY = load().facts["as_of"]


def test_scalars_of_every_kind_become_text() -> None:
    assert text_of("x") == "x"
    assert text_of(False) == "false"
    assert text_of(Decimal("1.50")) == "1.50"
    assert text_of(datetime(2025, 6, 1)) == "2025-06-01 00:00:00"
    assert text_of({}) is None


def test_blank_is_not_empty() -> None:
    assert is_blank(None)
    assert is_blank("")
    assert not is_blank([])
    assert not is_blank(0)


@pytest.mark.parametrize(
    ("fact", "text", "expected"),
    [
        (TPP, "15824", Fraction(15824)),
        (TPP, "15,824", Fraction(15824)),
        (TPP, " 15 824 TPP ", Fraction(15824)),
        (TPP, "1.5e4", Fraction(15000)),
        (TPP, "+.5", Fraction(1, 2)),
        (SHARE, "50%", Fraction(1, 2)),
        (SHARE, "1", Fraction(1)),
        (QUANTITY, "500", Fraction(500)),
        (QUANTITY, "5e2", Fraction(500)),
        (OPERATIONS, "1.5e26 FLOP", Fraction(150000)),
        (OPERATIONS, "100000", Fraction(100000)),
        (DENSITY, "19.44963199", Fraction(19449631, 10**6)),
    ],
)
def test_numbers_in_the_unit_of_the_fact(fact: Fact, text: str, expected: Fraction) -> None:
    assert number(text, fact) == expected


@pytest.mark.parametrize(
    ("fact", "text", "message"),
    [
        (TPP, "NaN", "'NaN' is not a finite number"),
        (TPP, "inf", "'inf' is not a finite number"),
        (TPP, "-Infinity", "'-Infinity' is not a finite number"),
        (TPP, "-5", "-5 is too small"),
        (TPP, "1e400", "1e400 is out of range"),
        (TPP, "1e-200", "1e-200 is out of range"),
        (TPP, "1.1234567", "1.1234567 has more than 6 decimals"),
        (TPP, "lots", "'lots' is no number"),
        (QUANTITY, "0", "0 is too small"),
        (QUANTITY, "-1", "-1 is too small"),
        (QUANTITY, "2.5", "2.5 must be a whole number"),
        (SHARE, "50", "50 is more than 1"),
        (OPERATIONS, "1e26", "'1e26' has no unit, and as 1e21 operations it would be too large"),
        (TPP, f"{'9' * 40}.{'9' * 40} thousand", f"'{'9' * 40}.{'9' * 40} thousand' has more than 6 decimals"),
    ],
)
def test_numbers_that_are_refused(fact: Fact, text: str, message: str) -> None:
    with pytest.raises(WordError) as caught:
        number(text, fact)
    assert caught.value.message.replace("'", "") == message.replace("'", "")
    assert caught.value.hint


def test_a_maximum_other_than_a_share_speaks_of_the_unit() -> None:
    capped = Fact("x", "world", "number", "?", "", unit="TPP", minimum=Fraction(1, 2), maximum=Fraction(5, 2))
    with pytest.raises(WordError, match=r"9 is more than 2\.5") as caught:
        number("9", capped)
    assert caught.value.hint == "check the unit"
    with pytest.raises(WordError) as caught:
        number("0.1", capped)
    assert caught.value.hint == "the least is 0.5 TPP"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("4800", (4800, 4800)),
        (4800, (4800, 4800)),
        ({"low": 4000, "high": 4800}, (4000, 4800)),
        ({"low": 4000}, (4000, None)),
        ({"at_most": 4800, "at_least": "unknown"}, (None, 4800)),
        (">= 4000", (4000, None)),
        ("at most 4,800", (None, 4800)),
        ("4000..4800", (4000, 4800)),
        ("4000 .. 4000", (4000, 4000)),
    ],
)
def test_bounds(raw: Any, expected: tuple[int | None, int | None]) -> None:
    found = interval(raw, TPP)
    assert found is not None
    assert (found.low, found.high) == expected


@pytest.mark.parametrize("raw", ["unknown", "?", {}, {"low": None}, {"low": "unknown", "high": ""}])
def test_an_unknown_number_is_not_stated(raw: Any) -> None:
    assert interval(raw, TPP) is None


def test_days_are_day_numbers() -> None:
    number_of_day = Fraction(date(2025, 6, 1).toordinal())
    assert interval("2025-06-01", DAY) == Interval(number_of_day, number_of_day)
    assert interval({"low": "2025-06-01"}, DAY) == Interval(number_of_day, None)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"low": 5, "high": 3}, "the lower bound 5 is above the upper bound 3"),
        ({"min": 5}, "unknown key 'min' in bounds"),
        ([1, 2], "one value is expected here, not a list or mapping"),
        ({"low": [1]}, "one value is expected here, not a list or mapping"),
    ],
)
def test_bounds_that_are_refused(raw: Any, message: str) -> None:
    with pytest.raises(WordError) as caught:
        interval(raw, TPP)
    assert caught.value.message == message


def test_scalar_hints_at_the_right_shape() -> None:
    with pytest.raises(WordError) as caught:
        scalar([], load().facts["destination"])
    assert caught.value.hint == "write one value, or {one_of: [...]}"


@given(st.decimals(min_value=0, max_value=10**12, places=6, allow_nan=False, allow_infinity=False))
def test_numbers_are_exact(value: Decimal) -> None:
    assert number(format(value, "f"), TPP) == Fraction(value)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_bounds_keep_their_order_or_are_refused(low: int, high: int) -> None:
    if low <= high:
        assert interval({"low": low, "high": high}, TPP) == Interval(Fraction(low), Fraction(high))
    else:
        with pytest.raises(WordError):
            interval({"low": low, "high": high}, TPP)


@given(st.integers(1, 10**9), st.integers(1, 10**6))
def test_a_cut_density_meets_a_threshold_exactly_when_the_quotient_does(tpp: int, area: int) -> None:
    quotient = Fraction(tpp, area)
    text = f"{quotient.numerator * 10**12 // quotient.denominator}e-12"
    cut = number(text, DENSITY)
    for threshold in (Fraction("5.92"), Fraction("1.6"), Fraction("3.2")):
        assert (cut >= threshold) == (quotient >= threshold)


@given(st.text(max_size=40))
def test_no_text_makes_a_traceback(text: str) -> None:
    for fact in (TPP, SHARE, QUANTITY, OPERATIONS, DAY):
        try:
            interval(text, fact)
        except WordError as error:
            assert error.hint
