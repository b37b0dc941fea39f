from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.errors import ItemsError
from lockgate.items import Bounds, plain
from lockgate.items.area import density
from lockgate.items.bounds import ceil_quotient, floor_quotient, shared_by


def decimals(places: int, least: str, most: str) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=Decimal(least), max_value=Decimal(most), places=places)


AREAS = decimals(2, "0.01", "50000")
RATES = decimals(6, "0", "1000000")
THRESHOLDS = decimals(6, "0.000001", "100")


@given(tpp=RATES, area=AREAS, threshold=THRESHOLDS)
def test_floored_density_meets_a_threshold_exactly_when_the_product_does(
    tpp: Decimal, area: Decimal, threshold: Decimal
) -> None:
    met = Fraction(tpp) >= Fraction(threshold) * Fraction(area)
    assert (floor_quotient(tpp, area) >= threshold) is met


@given(area=AREAS, threshold=THRESHOLDS)
def test_density_on_the_threshold_meets_it(area: Decimal, threshold: Decimal) -> None:
    """The case that binary floating point misses for many areas."""
    exact = Bounds.exact(area).times(threshold)
    assert density(exact, Bounds.exact(area)).low == threshold


@given(tpp=st.tuples(RATES, RATES), area=st.tuples(AREAS, AREAS))
def test_density_bounds_hold_every_possible_density(
    tpp: tuple[Decimal, Decimal], area: tuple[Decimal, Decimal]
) -> None:
    bounds = density(Bounds(min(tpp), max(tpp)), Bounds(min(area), max(area)))
    for one in tpp:
        for other in area:
            assert bounds.meet(Bounds.exact(floor_quotient(one, other))) is not None


@given(whole=RATES, parts=st.integers(1, 64))
def test_shares_are_rounded_outwards(whole: Decimal, parts: int) -> None:
    share = shared_by(Bounds.exact(whole), Bounds.exact(parts))
    assert share.low is not None
    assert share.high is not None
    assert Fraction(share.low) * parts <= Fraction(whole) <= Fraction(share.high) * parts


@given(one=st.tuples(RATES, RATES), other=st.tuples(RATES, RATES))
def test_meet_and_gap_say_the_same(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> None:
    left, right = Bounds(min(one), max(one)), Bounds(min(other), max(other))
    assert (left.meet(right) is None) is (left.gap(right) > 0)
    assert left.gap(right) == right.gap(left)
    assert left.hull(right).meet(left) == left


@pytest.mark.parametrize(
    ("tpp", "area", "expected"),
    [
        (Bounds(), Bounds.exact(814), Bounds()),
        (Bounds.exact(4800), Bounds(), Bounds()),
        (Bounds(Decimal(4800), None), Bounds.exact(800), Bounds(Decimal(6), None)),
        (Bounds.exact(4800), Bounds(Decimal(800), None), Bounds(None, Decimal(6))),
        (Bounds(), Bounds.exact(0), Bounds.exact(0)),
        (Bounds.exact(4800), Bounds(Decimal(0), Decimal(800)), Bounds()),
    ],
)
def test_density_of_what_is_half_known(tpp: Bounds, area: Bounds, expected: Bounds) -> None:
    assert density(tpp, area) == expected


def test_sums_and_products_keep_what_is_unknown() -> None:
    assert Bounds.exact(1) + Bounds(None, Decimal(2)) == Bounds(None, Decimal(3))
    assert Bounds.exact(1) + Bounds(Decimal(2), None) == Bounds(Decimal(3), None)
    assert Bounds().times(3) == Bounds()
    assert Bounds.exact(1).hull(Bounds()) == Bounds()


def test_refused_numbers() -> None:
    for wrong in ("NaN", "Infinity", "-Infinity"):
        with pytest.raises(ItemsError, match="is no number"):
            Bounds.exact(Decimal(wrong))
    with pytest.raises(ItemsError, match="lies above"):
        Bounds(Decimal(2), Decimal(1))
    with pytest.raises(ItemsError, match="cannot multiply"):
        Bounds.exact(1).times(-1)
    with pytest.raises(ItemsError, match="cannot multiply"):
        Bounds.exact(1).times(Decimal("NaN"))
    with pytest.raises(ItemsError, match="cannot divide"):
        floor_quotient(Decimal(1), Decimal(0))


def test_quotients_of_many_digits_stay_exact() -> None:
    huge = Decimal(10) ** 40 + 1
    assert floor_quotient(huge, Decimal(1)) == huge
    assert ceil_quotient(Decimal(2), Decimal(4)) == Decimal("0.5")


def test_written_form() -> None:
    texts = [str(b) for b in (Bounds(), Bounds.exact(36000), Bounds(None, Decimal("858.50")), Bounds(Decimal(0), None))]
    assert texts == ["unknown", "36000", "at most 858.5", "at least 0"]
    assert str(Bounds(Decimal(1), Decimal(8))) == "1 to 8"
    assert plain(Decimal("1E+3")) == "1000"
