"""Days, spans and countries as lists write them."""

from __future__ import annotations

from datetime import date

import pytest

from lockgate.parties.lists.countries import country, known, of_address
from lockgate.parties.lists.dates import birth, day, span


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-07-31", date(2026, 7, 31)),
        ("2026-07-31T13:15:00Z", date(2026, 7, 31)),
        ("6/9/2003", date(2003, 6, 9)),
        ("12/23/05", date(2005, 12, 23)),
        ("9/17/81", date(1981, 9, 17)),
        ("03 Mar 1963", date(1963, 3, 3)),
        ("June 21, 2022", date(2022, 6, 21)),
        ("31/12/2022", None),
        ("2026-02-30", None),
        ("soon", None),
        ("", None),
        ("12 Brumaire 1801", None),
    ],
)
def test_days(text: str, found: date | None) -> None:
    assert day(text) == found


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1962", date(1962, 1, 1), date(1962, 12, 31)),
        ("circa 1962", date(1962, 1, 1), date(1962, 12, 31)),
        ("Feb 1964", date(1964, 2, 1), date(1964, 2, 29)),
        ("October, 1976", date(1976, 10, 1), date(1976, 10, 31)),
        ("1971 to 1973", date(1971, 1, 1), date(1973, 12, 31)),
        ("01 Jan 1960 to 31 Mar 1960", date(1960, 1, 1), date(1960, 3, 31)),
    ],
)
def test_spans(text: str, first: date, last: date) -> None:
    assert span(text) == (first, last)


def test_a_date_of_birth_that_cannot_be_read_is_kept_as_printed() -> None:
    assert birth("before the flood").text == "before the flood"
    assert birth("before the flood").first is None


def test_countries() -> None:
    assert [country(text) for text in ("Iran", "TR", "Korea, North", "Turkiye", "PRC")] == [
        "IR",
        "TR",
        "KP",
        "TR",
        "CN",
    ]
    assert country("Ruritania") == ""
    assert known("Region: Kashmir")
    assert not known("Ruritania")


def test_the_country_an_address_ends_with() -> None:
    assert of_address("7 Sample Road, Kowloon, Hong Kong.", "CN") == "HK"
    assert of_address("7 Sample Road", "CN") == "CN"
    assert of_address("", "CN") == "CN"
