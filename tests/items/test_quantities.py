from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.errors import ItemsError
from lockgate.items import QuantityError, plain, quantity
from lockgate.items.quantities import UNITS


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("3.35 TB/s", "GB/s", "3350"),
        ("3350 GB/s", "GB/s", "3350"),
        ("3350GB/S", "GB/s", "3350"),
        ("3,350", "GB/s", "3350"),
        ("1.6 Tbit/s", "GB/s", "200"),
        ("512 Gbit/s", "GB/s", "64"),
        ("900000 MB/s", "GB/s", "900"),
        ("4.8 TBps", "GB/s", "4800"),
        ("80 GB", "GB", "80"),
        ("1.5 TB", "GB", "1500"),
        ("814 mm2", "mm2", "814"),
        ("814 mm\u00b2", "mm2", "814"),
        ("814mm^2", "mm2", "814"),
        ("8.14 cm2", "mm2", "814"),
        ("15,824", "TPP", "15824"),
        ("15 824", "TPP", "15824"),
        ("15\u00a0824 TPP", "TPP", "15824"),
        ("15\u202f824", "TPP", "15824"),
        ("15_824 tpp", "TPP", "15824"),
        ("15'824", "TPP", "15824"),
        ("26.9 million TPP", "TPP", "26900000"),
        ("790M", "TPP", "790000000"),
        ("1,234,567.25", "TPP", "1234567.25"),
        ("1979 TFLOPS", "TOPS", "1979"),
        ("1.979 PFLOPS", "TOPS", "1979"),
        ("500 gops", "TOPS", "0.5"),
        ("4800 bit TOPS", "bit TOPS", "4800"),
        ("5.92 TPP/mm2", "TPP/mm2", "5.92"),
        ("2.01 GB/s per mm2", "GB/s/mm2", "2.01"),
        ("5 nm", "nm", "5"),
        ("5nm", "nm", "5"),
        ("50%", "share", "0.5"),
        ("50 %", "share", "0.5"),
        ("50 percent", "share", "0.5"),
        ("0.5", "share", "0.5"),
        ("1", "share", "1"),
        ("100%", "share", "1"),
        ("$1,000,000", "USD", "1000000"),
        ("US$ 1.5 million", "USD", "1500000"),
        ("1.5m USD", "USD", "1500000"),
        ("usd 20", "USD", "20"),
        ("20 $", "USD", "20"),
        ("80 billion", "transistors", "80000000000"),
        ("80e9", "transistors", "80000000000"),
        ("80E+9 transistors", "transistors", "80000000000"),
        ("30bn", "transistors", "30000000000"),
        ("30B transistors", "transistors", "30000000000"),
        ("2.6 trillion", "transistors", "2600000000000"),
        ("1,000 units", "units", "1000"),
        ("12k", "units", "12000"),
        ("8 GPUs", "circuits", "8"),
        ("1.5e26 FLOP", "1e21 operations", "150000"),
        ("1.5e26 FLOPs", "1e21 operations", "150000"),
        ("1e26 operations", "1e21 operations", "100000"),
        ("1e21 operations", "1e21 operations", "1"),
        ("150000 1e21 operations", "1e21 operations", "150000"),
        ("150000", "1e21 operations", "150000"),
        ("5e20 flop", "1e21 operations", "0.5"),
        ("+5", "nm", "5"),
        ("  814  mm2 ", "mm2", "814"),
    ],
)
def test_read(text: str, unit: str, value: str) -> None:
    assert quantity(text, unit) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "message"),
    [
        ("3.35 TB", "GB/s", "TB is an amount, not a rate a second"),
        ("3.35 GB/s", "GB", "GB/s is a rate, not an amount"),
        ("400 Gb/s", "GB/s", "bits or bytes"),
        ("400 gb/s", "GB/s", "bits or bytes"),
        ("400Gbps", "GB/s", "bits or bytes"),
        ("400 gbps", "GB/s", "bits or bytes"),
        ("28 mm", "mm2", "mm is a length"),
        ("814 nm", "mm2", "'nm' is no unit for mm2"),
        ("1,5", "GB/s", "more than one way"),
        ("1.500.000", "USD", "more than one way"),
        ("0,824", "TPP", "more than one way"),
        ("1,000e3", "TPP", "more than one way"),
        ("12,34,567", "USD", "more than one way"),
        ("1,000 000", "TPP", "more than one way"),
        ("NaN", "TPP", "is no number"),
        ("nan", "TPP", "is no number"),
        ("inf", "TPP", "is no number"),
        ("-Infinity", "TPP", "is no number"),
        ("", "TPP", "is no number"),
        ("many", "units", "is no number"),
        ("-5", "nm", "is negative"),
        ("5 EUR", "USD", "'EUR' is no unit for USD"),
        ("$5", "TPP", "is no number"),
        ("50", "share", "as share it would be too large"),
        ("150%", "share", "more than the whole"),
        ("1.5e26", "1e21 operations", "has no unit"),
        ("1.5e26 FLOPS", "1e21 operations", "a rate a second"),
        ("1e26 FLOP/s", "1e21 operations", "a rate a second"),
        ("15832 TPP", "TOPS", "TPP is TOPS times the bit length"),
        ("3k", "GB/s", "'k' is no unit"),
        ("1e999", "TPP", "more than one way"),
        ("9" * 41, "TPP", "more than one way"),
        ("12 345 6", "TPP", "'6' is no unit"),
        ("5", "parsec", "unknown unit 'parsec'"),
    ],
)
def test_refused_with_what_is_wrong(text: str, unit: str, message: str) -> None:
    with pytest.raises(QuantityError) as caught:
        quantity(text, unit)
    assert message in str(caught.value)
    assert caught.value.hint


def test_numbers_pass_and_special_values_do_not() -> None:
    assert quantity(5, "nm") == 5
    assert quantity(Decimal("1E+5"), "TPP") == 100_000
    for wrong in (Decimal("NaN"), Decimal("Infinity"), True):
        with pytest.raises(QuantityError):
            quantity(wrong, "TPP")


def test_the_error_is_a_value_error_and_one_of_ours() -> None:
    assert issubclass(QuantityError, ValueError)
    assert issubclass(QuantityError, ItemsError)


@pytest.mark.parametrize("unit", UNITS)
def test_every_example_and_every_name_of_a_unit_can_be_read(unit: str) -> None:
    first = UNITS[unit].example.split(" or ")[0]
    assert quantity(first, unit) > 0
    for name in UNITS[unit].factors:
        assert quantity(f"1 {name}", unit) == Decimal(UNITS[unit].factors[name])


@given(st.decimals(min_value=0, max_value=10**12, places=6), st.sampled_from(["TPP", "GB/s", "mm2", "USD"]))
def test_what_is_written_is_read_back(number: Decimal, unit: str) -> None:
    assert quantity(plain(number), unit) == number
    assert quantity(f"{plain(number)} {unit}", unit) == number
    assert quantity(f"{int(number):,}", unit) == int(number)


@given(st.text(max_size=20), st.sampled_from(sorted(UNITS)))
def test_any_text_is_read_or_refused_never_a_fault(text: str, unit: str) -> None:
    try:
        value = quantity(text, unit)
    except QuantityError:
        return
    assert value.is_finite()
    assert value >= 0
