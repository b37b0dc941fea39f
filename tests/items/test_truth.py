"""Published figures against computed ones."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.items.truth import (
    ABSENT,
    FIGURE_QUANTITIES,
    PATH,
    Statement,
    about_classification,
    about_figures,
    statements,
)

from lockgate.items import Bounds, figures, load, units_within
from lockgate.items.area import density
from lockgate.items.bounds import floor_quotient

pytestmark = pytest.mark.skipif(not PATH.exists(), reason=ABSENT)

ROUNDING = Decimal("0.012")


def ratio(over: Bounds, under: Bounds) -> Bounds:
    return Bounds(
        None if over.low is None or under.high is None else floor_quotient(over.low, under.high),
        None if over.high is None or under.low is None else floor_quotient(over.high, under.low),
    )


def compute(stated: Statement) -> Bounds:
    catalogue = load()
    own = figures(catalogue.get(stated.chip))
    match stated.quantity:
        case "tpp":
            return own.tpp.value
        case "performance_density":
            return own.performance_density.value
        case "units_in_tpp_budget":
            return units_within(Decimal(stated.argument), own.tpp.value)
        case "tpp_ratio_min" if stated.argument.startswith("threshold-"):
            return ratio(own.tpp.value, Bounds.exact(Decimal(stated.argument.removeprefix("threshold-"))))
        case "tpp_ratio_min":
            return ratio(own.tpp.value, figures(catalogue.get(stated.argument)).tpp.value)
        case _:
            other = figures(catalogue.get(stated.argument))
            return ratio(own.die_area_mm2.value, other.die_area_mm2.value)


def agrees(stated: Statement, computed: Bounds, tolerance: Decimal) -> bool:
    """Whether the published number is possible within the bounds, widened by the tolerance."""
    assert isinstance(stated.value, Decimal)
    slack = stated.value * tolerance
    if stated.quantity == "tpp_ratio_min":  # published as "more than"
        return computed.low is not None and computed.low >= stated.value
    return (computed.low is None or computed.low - slack <= stated.value) and (
        computed.high is None or stated.value <= computed.high + slack
    )


def test_the_file_is_read_whole() -> None:
    assert len(statements()) == PATH.read_text(encoding="utf-8").count("\n- id: ")
    assert {s.agreement for s in statements()} == {"agrees", "rounding", "conflicts", "not_computable"}


@pytest.mark.parametrize("stated", about_figures("agrees"), ids=str)
def test_agreeing_statement(stated: Statement) -> None:
    computed = compute(stated)
    assert computed.known
    assert agrees(stated, computed, stated.tolerance)


@pytest.mark.parametrize("stated", about_figures("rounding"), ids=str)
def test_statement_that_is_a_rounding(stated: Statement) -> None:
    assert agrees(stated, compute(stated), ROUNDING)


@pytest.mark.parametrize("stated", about_figures("conflicts"), ids=str)
def test_conflicting_statement_differs_for_a_reason(stated: Statement) -> None:
    assert stated.note
    assert not agrees(stated, compute(stated), stated.tolerance)


@pytest.mark.parametrize("stated", about_figures("not_computable"), ids=str)
def test_not_computable_is_unknown(stated: Statement) -> None:
    assert compute(stated) == Bounds()


@pytest.mark.parametrize("stated", about_figures("agrees", "rounding", "conflicts"), ids=str)
def test_value_that_the_file_expects_of_the_catalogue(stated: Statement) -> None:
    """The file prints what an independent reading of the row gives, to four decimals."""
    computed = compute(stated)
    assert isinstance(stated.catalogue_value, Decimal)
    if computed.is_exact:
        assert computed.low is not None
        assert abs(computed.low - stated.catalogue_value) <= Decimal("0.00011")
    else:
        assert computed.meet(Bounds.exact(stated.catalogue_value)) is not None


def test_mi300x_density_follows_from_the_printed_area_that_we_do_not_rely_on() -> None:
    """One agreeing statement uses an area of unclear scope; its arithmetic is ours, its input stays out."""
    chip = load().get("amd-mi300x")
    assert chip.die_area_scope == "unclear"
    published = next(s for s in about_figures("agrees") if s.id == "t114")
    assert agrees(published, density(figures(chip).tpp.value, Bounds.exact(chip.die_area_mm2)), published.tolerance)
    assert not figures(chip).performance_density.value.is_exact


def test_statements_for_the_engine_are_handed_on() -> None:
    handed = about_classification()
    assert handed
    assert {s.quantity for s in handed}.isdisjoint(FIGURE_QUANTITIES)
    assert {s.quantity for s in handed} >= {"eccn_2023", "controlled_2022", "cn_case_by_case_2026", "tariff_band_2026"}
    assert all(s.chip in load().ids for s in handed)


def test_ratio_of_die_areas() -> None:
    """MI250 is two dies of the MI210."""
    published = Statement(
        "x", "amd-mi250", "die_area_ratio", "amd-mi210", Decimal(2), Decimal(0), "", "agrees", None, ""
    )
    assert compute(published) == Bounds.exact(2)
