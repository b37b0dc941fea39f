"""Country groups, value lists, parameters and wordings on a day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.compiler.support import DAY, FALSE, OPEN, TRUE, Compiled, Some, base, condition, grounded

from lockgate.compiler.ground import Ground, Texts
from lockgate.compiler.ir import FALSE as NEVER
from lockgate.compiler.ir import Named
from lockgate.errors import TypeProblem


def ground(day: str = "2025-06-01", known_at: str | None = None) -> Ground:
    book = base()
    known = date.fromisoformat(known_at) if known_at else None
    return Ground(Texts(book.symbols), date.fromisoformat(day), known)


def codes(name: str, day: str = "2025-06-01", known_at: str | None = None, **readings: str) -> str:
    return " ".join(sorted(ground(day, known_at).codes(name, tuple(readings.items()), "test")))


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("A5", "2025-06-01", "DE NO"),
        ("D1", "2025-06-01", "CN HK KH"),
        ("D4", "2026-07-09", "AE"),
        ("D4", "2026-07-10", ""),
        ("D5", "2025-11-30", "CN HK KH"),
        ("D5", "2025-12-01", "CN HK"),
        ("macau_or_d5", "2025-12-01", "CN HK MO"),
        ("old_scope", "2025-06-01", "AE CN HK KH"),
        ("old_scope", "2026-07-10", "CN HK KH"),
        ("both", "2025-06-01", "CN HK KH"),
        ("nowhere", "2025-06-01", ""),
    ],
)
def test_members_on_a_day(name: str, day: str, expected: str) -> None:
    assert codes(name, day) == expected


def test_hong_kong_goes_with_china() -> None:
    assert condition("D1(destination)").answer(Some({"destination": "HK"})) == TRUE
    assert condition("NOT macau_or_d5(destination)").answer(Some({"destination": "HK"})) == FALSE
    assert condition("A5(destination)").answer(Some({"destination": "HK"})) == FALSE
    assert condition("destination = 'CN'").answer(Some({"destination": "HK"})) == FALSE, "the input itself is kept"


def test_norway_is_a_country() -> None:
    assert condition("destination IN A5").answer(Some({"destination": "NO"})) == TRUE
    assert condition("A5(destination)").answer(Some({"destination": frozenset({"NO", "DE"})})) == TRUE
    assert condition("A5(destination)").answer(Some({"destination": frozenset({"NO", "US"})})) == OPEN


def test_members_under_a_reading() -> None:
    assert codes("D5", "2026-01-01", move_date="print") == "CN HK KH"
    assert codes("D5", "2026-01-01", move_date="effect") == "CN HK"
    assert codes("D5", "2026-01-20", move_date="print") == "CN HK"


@pytest.mark.parametrize("text", ["D5(destination)", "destination IN macau_or_d5", "macau_or_d5(destination)"])
def test_readings_become_part_of_the_condition(text: str) -> None:
    compiled = condition(text, date(2026, 1, 1))
    for reading, expected in (("print", TRUE), ("effect", FALSE), (frozenset({"print", "effect"}), OPEN)):
        assert compiled.answer(Some({"destination": "KH", "reading.move_date": reading})) == expected
        assert compiled.answer(Some({"destination": "CN", "reading.move_date": reading})) == TRUE
        assert compiled.answer(Some({"destination": "US", "reading.move_date": reading})) == FALSE


def test_readings_in_overlaps() -> None:
    compiled = condition("overlap(knows.transit, macau_or_d5)", date(2026, 1, 1))
    for reading, expected in (("print", TRUE), ("effect", FALSE)):
        some = Some({"knows.transit": (("KH",), ("KH",)), "reading.move_date": reading})
        assert compiled.answer(some) == expected
    assert compiled.answer(Some({"knows.transit": (("MO",), ("MO",))})) == TRUE
    assert compiled.answer(Some()) == FALSE


def test_a_move_that_was_not_known_yet() -> None:
    assert codes("D5", "2025-12-15", known_at="2025-12-15") == "CN HK KH"
    assert codes("D5", "2025-12-15", known_at="2026-01-20") == "CN HK"


@pytest.mark.parametrize(
    ("day", "known_at", "expected"),
    [
        ("2025-11-30", None, 100),
        ("2025-12-01", None, 200),
        ("2025-12-15", "2025-12-15", 100),
        ("2025-12-15", "2026-01-20", 200),
    ],
)
def test_parameters_by_date(day: str, known_at: str | None, expected: int) -> None:
    assert ground(day, known_at).parameter("fine", "test") == expected


def test_parameters_keep_their_digits() -> None:
    assert ground("2025-01-12").parameter("limit", "test") == 4800
    assert ground("2025-01-13").parameter("limit", "test") == Fraction("1600.5")
    with pytest.raises(TypeProblem, match="parameter 'limit' has no value on 2022-10-06"):
        ground("2022-10-06").parameter("limit", "test")


@pytest.mark.parametrize(
    ("day", "activity", "expected"),
    [("2023-06-01", "export", TRUE), ("2024-01-01", "export", FALSE), ("2024-01-01", "reexport", TRUE)],
)
def test_dated_wording(day: str, activity: str, expected: str) -> None:
    assert condition("wording", date.fromisoformat(day)).answer(Some({"activity": activity})) == expected


def test_before_the_first_wording_a_definition_is_false() -> None:
    assert grounded(base(), "wording", date(2022, 12, 31)) == Named("wording", NEVER)


def test_a_definition_is_grounded_once() -> None:
    node = grounded(base(), "moved AND NOT moved")
    assert Compiled(base(), node).answer(Some({"activity": "export"})) == FALSE


def test_algebra_goes_from_left_to_right() -> None:
    book = base()
    found = Ground(Texts(book.symbols), DAY).codes("both", (), "test")
    assert found == frozenset({"CN", "HK", "KH"})
