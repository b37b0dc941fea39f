"""Shares as people write them; any other text is refused in words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.errors import InputError
from lockgate.parties.ownership.share import Share, percent_of

PIECES = st.sampled_from(
    ["50", "0.5", "0,5", "%", " ", "-", "..", "to", ">", "<", ">=", "at least ", "over ", "and", "x", "1e5", "٣", "½"]
)


@given(st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=6).map("".join)), st.booleans())
def test_any_text_is_a_share_or_a_clear_error(text: str, percent: bool) -> None:
    try:
        share = Share.of(text, percent=percent)
    except InputError as error:
        assert error.hint
        return
    assert 0 <= share.low <= share.high <= 1
    assert not (share.known and (share.above or share.below))


@pytest.mark.parametrize(
    ("text", "low", "high", "shown"),
    [
        ("50%", "1/2", "1/2", "50 %"),
        ("12,5 %", "1/8", "1/8", "12.5 %"),
        ("25-50%", "1/4", "1/2", "25 % to 50 %"),
        ("between 25 and 50 percent", "1/4", "1/2", "25 % to 50 %"),
        ("> 50%", "1/2", "1", "over 50 %"),
        ("at least 10%", "1/10", "1", "at least 10 %"),
        ("under 5 %", "0", "1/20", "under 5 %"),
        ("unknown", "0", "1", "unknown"),
        ("1", "1", "1", "100 %"),
    ],
)
def test_what_people_write(text: str, low: str, high: str, shown: str) -> None:
    share = Share.of(text)
    assert (share.low, share.high, str(share)) == (Fraction(low), Fraction(high), shown)


@pytest.mark.parametrize("text", ["130%", "50-130%", "> 100%", "< 0%", "60-40%", "half", "--", "5%%", "-5%"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(InputError):
        Share.of(text)


@given(st.fractions(0, 1))
def test_rounding_never_shows_a_line_that_is_not_reached(part: Fraction) -> None:
    shown = Fraction(percent_of(part).removesuffix(" %"))
    assert (shown == 50) == (part == Fraction(1, 2)) or abs(shown - part * 100) < Fraction(1, 10**6)


SHARES = st.tuples(st.fractions(0, 1), st.fractions(0, 1)).map(lambda two: Share(min(two), max(two)))


@given(SHARES, SHARES)
def test_a_hull_leaves_out_nothing(one: Share, other: Share) -> None:
    both = one.hull(other)
    assert (both.low, both.high) == (min(one.low, other.low), max(one.high, other.high))
