from __future__ import annotations

from decimal import Decimal

import pytest

from lockgate.errors import ItemsError
from lockgate.items import Bounds, Figures, figures, load, reconcile


def of(chip_id: str) -> Figures:
    return figures(load().get(chip_id))


def exact(number: str) -> Bounds:
    return Bounds.exact(Decimal(number))


def test_nothing_stated_leaves_the_catalogue() -> None:
    h100 = of("nvidia-h100-sxm")
    answer = reconcile(h100, {})
    assert (answer.notes, answer.conflicts) == ((), ())
    assert answer.merged["performance_density"] == h100.performance_density.value


@pytest.mark.parametrize("stated", ["15824", "15832", "15840", "16000"])
def test_roundings_keep_the_catalogue(stated: str) -> None:
    answer = reconcile(of("nvidia-h100-sxm"), {"tpp": exact(stated)})
    assert answer.merged["tpp"] == exact("15832")
    assert answer.conflicts == ()
    assert len(answer.notes) == (0 if stated == "15832" else 1)


def test_the_line_between_rounding_and_conflict() -> None:
    """1.2 percent of 4,992 is 59.904."""
    a100 = of("nvidia-a100-sxm-80gb")
    assert reconcile(a100, {"tpp": exact("4932.096")}).conflicts == ()
    assert reconcile(a100, {"tpp": exact("4932.095")}).conflicts != ()
    assert reconcile(a100, {"tpp": exact("5051.904")}).conflicts == ()
    assert reconcile(a100, {"tpp": exact("5051.905")}).conflicts != ()


def test_a_conflict_keeps_both_as_possible() -> None:
    """Two published figures for one chip lie on different sides of 4,800."""
    answer = reconcile(of("cambricon-siyuan-590"), {"tpp": exact("4493")})
    assert answer.merged["tpp"] == answer.merged["bit_tops"] == Bounds(Decimal(4493), Decimal(5520))
    assert answer.conflicts == ("tpp: stated as 4493, the catalogue has 5520: both are kept as possible",)
    assert answer.notes == ()


def test_density_follows_what_is_possible() -> None:
    """MI250: 1,580 instead of 1,448 mm2."""
    mi250 = of("amd-mi250")
    answer = reconcile(mi250, {"die_area_mm2": exact("1580")})
    density = answer.merged["performance_density"]
    assert density == Bounds(Decimal("3.666835"), Decimal("4.001104"))
    assert len(answer.conflicts) == 1


def test_stated_figures_fill_what_is_unknown() -> None:
    answer = reconcile(of("amd-mi308x"), {"tpp": exact("2368"), "die_area_mm2": exact("1017")})
    assert answer.merged["tpp"] == answer.merged["bit_tops"] == exact("2368")
    assert answer.merged["performance_density"] == exact("2.328416")
    assert (answer.notes, answer.conflicts) == ((), ())


def test_stated_figures_narrow_bounds() -> None:
    gh200 = of("nvidia-gh200-144gb")
    answer = reconcile(gh200, {"dram_bandwidth_gbs": exact("5400"), "transfer_rate_gbs": Bounds(None, Decimal(1100))})
    assert answer.merged["dram_bandwidth_gbs"] == exact("5400")
    assert answer.merged["transfer_rate_gbs"] == Bounds(Decimal(900), Decimal(1100))
    assert answer.conflicts == ()


def test_conflict_with_a_bound_that_has_one_end() -> None:
    answer = reconcile(of("nvidia-gh200-144gb"), {"dram_bandwidth_gbs": exact("4000")})
    assert answer.merged["dram_bandwidth_gbs"] == Bounds(Decimal(4000), None)
    assert len(answer.conflicts) == 1


def test_zero_in_the_catalogue_is_no_rounding_of_anything() -> None:
    answer = reconcile(of("groq-lpu-v1"), {"dram_bandwidth_gbs": exact("1")})
    assert answer.merged["dram_bandwidth_gbs"] == Bounds(Decimal(0), Decimal(1))
    assert len(answer.conflicts) == 1


def test_unknown_name() -> None:
    with pytest.raises(ItemsError, match="no figure is called 'price'"):
        reconcile(of("nvidia-h100-sxm"), {"price": exact("1")})
