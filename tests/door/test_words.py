from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.door import words
from lockgate.door.declarations import load
from lockgate.door.problems import WordError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("MY", "MY"),
        ("my", "MY"),
        ("Malaysia", "MY"),
        ("MYS", "MY"),
        ("NO", "NO"),
        ("Türkiye", "TR"),
        ("turkey", "TR"),
        ("Viet Nam", "VN"),
        ("Korea, Rep.", "KR"),
        ("Hong Kong", "HK"),
        ("Macao", "MO"),
        ("UAE", "AE"),
        ("UK", "GB"),
        ("USA", "US"),
        ("Côte d'Ivoire", "CI"),
    ],
)
def test_countries_as_people_write_them(text: str, code: str) -> None:
    assert words.country(text, load()) == code


def test_unknown_and_ambiguous_countries() -> None:
    with pytest.raises(WordError) as caught:
        words.country("Malasia", load())
    assert "MY, Malaysia" in str(caught.value.hint)
    with pytest.raises(WordError) as caught:
        words.country("Qqqqqq", load())
    assert caught.value.hint == "write the two-letter code, such as MY, or the English name"


def test_a_word_for_two_countries_is_not_guessed() -> None:
    from dataclasses import replace

    declared = replace(load(), country_words={"land": ("MY", "IN")})
    with pytest.raises(WordError) as caught:
        words.country("Land", declared)
    assert caught.value.hint == "write one of MY (Malaysia), IN (India)"


def test_choices() -> None:
    assert words.choice("ic", ["ic"], {}) == "ic"
    assert words.choice("IC", ["ic"], {}) == "ic"
    assert words.choice("Cloud-Provider", ["cloud_provider"], {}) == "cloud_provider"
    assert words.choice("iaas provider", ["cloud_provider"], {"iaas provider": "cloud_provider"}) == "cloud_provider"
    with pytest.raises(WordError) as caught:
        words.choice("exprot", ["export", "transfer"], {})
    assert caught.value.hint == "did you mean export? Known: export, transfer"
    with pytest.raises(WordError) as caught:
        words.choice("qqq", [f"w{n}" for n in range(30)], {})
    assert str(caught.value.hint).endswith("w19, ...")


def test_yes_and_no() -> None:
    assert {words.yes_no(text) for text in ("yes", "TRUE", "1", "on")} == {"true"}
    assert {words.yes_no(text) for text in ("no", "False", "0", "off")} == {"false"}
    with pytest.raises(WordError):
        words.yes_no("maybe")


@pytest.mark.parametrize(
    "text",
    [
        "2025-06-01",
        "2025-6-1",
        "2025-06-01 00:00:00",
        "2025-06-01T00:00:00Z",
        "20250601",
        "2025/06/01",
        "2025.06.01",
        "1 June 2025",
        "01-Jun-2025",
        "June 1, 2025",
        "Jun 01 2025",
    ],
)
def test_days_that_can_be_read_in_one_way(text: str) -> None:
    assert words.day(text) == date(2025, 6, 1)


@pytest.mark.parametrize("text", ["2025-02-30", "2025-13-01", "2025-00-10", "0000-01-01", "31 April 2025"])
def test_days_that_do_not_exist(text: str) -> None:
    with pytest.raises(WordError, match="there is no day"):
        words.day(text)


@pytest.mark.parametrize(
    "text", ["06/01/2025", "1.6.2025", "June 2025", "today", "2025-06-01T10:00:00", "1 Xyz 2025", "45809"]
)
def test_days_that_are_not_guessed(text: str) -> None:
    with pytest.raises(WordError, match="one way only") as caught:
        words.day(text)
    assert caught.value.hint == "write the day as 2025-06-01"


@given(st.dates())
def test_every_day_comes_back(day: date) -> None:
    assert words.day(day.isoformat()) == day


@given(st.text(max_size=30))
def test_no_text_makes_a_traceback(text: str) -> None:
    declared = load()
    for read in (
        words.day,
        words.yes_no,
        lambda one: words.country(one, declared),
        lambda one: words.choice(one, ["a"], {}),
    ):
        try:
            read(text)
        except WordError as error:
            assert error.hint
