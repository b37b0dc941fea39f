"""What is in force on a day: by instrument, effect, posture and what was known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.compiler.support import base

from lockgate.compiler.model import EFFECTS, Enforcement, Provision, Source, Span
from lockgate.compiler.timeline import Calendar, View, binding_from, calendar, in_force, known, printed

CODIFIED, ENFORCED = View("codified"), View("enforced")
SOURCE = base().source
RULE = SOURCE.provisions["R-scope"]
DRAFT = SOURCE.provisions["D-more"]


def of(instrument: str, effect: str = "requires", **changes: object) -> Provision:
    """A provision made by an instrument."""
    return replace(RULE, instrument=instrument, effect=effect, **changes)  # type: ignore[arg-type]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("effect", EFFECTS)
def test_first_binding_day_by_effect(effect: str) -> None:
    early = effect in ("classifies", "defines", "authorizes", "exempts", "closes", "warns")
    new = SOURCE.instruments["new"]
    first = day("2025-01-13") if early else day("2025-05-15")
    assert binding_from(of("new", effect), new) == first
    assert binding_from(of("new", effect, binding="effective"), new) == day("2025-01-13")
    assert binding_from(of("new", effect, binding="compliance"), new) == day("2025-05-15")
    assert in_force(SOURCE, of("new", effect), first - timedelta(days=1), CODIFIED) is None
    assert in_force(SOURCE, of("new", effect), first, CODIFIED) == ()


def test_own_dates_narrow_the_instrument() -> None:
    rule = of("short", start=day("2023-06-01"), end=day("2024-06-30"))
    days = {"2023-05-31": None, "2023-06-01": (), "2023-12-31": (), "2024-01-01": None}
    assert {one: in_force(SOURCE, rule, day(one), CODIFIED) for one in days} == days
    earlier = of("short", start=day("2022-11-01"), end=day("2023-06-30"))
    days = {"2022-12-31": None, "2023-01-01": (), "2023-06-30": (), "2023-07-01": None}
    assert {one: in_force(SOURCE, earlier, day(one), ENFORCED) for one in days} == days


@pytest.mark.parametrize("effect", EFFECTS)
def test_not_enforced(effect: str) -> None:
    last, first = day("2025-05-14"), day("2025-05-15")
    always = effect in ("classifies", "defines", "warns")
    assert in_force(SOURCE, of("new", effect), first, ENFORCED) == (() if always else None)
    assert in_force(SOURCE, of("new", effect), first, CODIFIED) == ()
    assert in_force(SOURCE, of("new", effect, binding="effective"), last, ENFORCED) == ()


def test_narrowed_by_enforcement() -> None:
    entry = Enforcement(Span(day("2025-05-15"), None, "notice"), "only_when_text")
    rule = of("new", enforcement=(entry,))
    assert in_force(SOURCE, rule, day("2025-05-15"), ENFORCED) == ("only_when_text",)
    assert in_force(SOURCE, rule, day("2025-05-15"), CODIFIED) == ()
    assert in_force(SOURCE, rule, day("2025-05-15"), View("enforced", day("2025-05-14"))) == ()
    assert in_force(SOURCE, rule, day("2025-05-15"), View("proposed:draft")) == ("only_when_text",)


def test_suspended_in_both_postures() -> None:
    rule = of("owners-rule")
    days = {
        "2025-09-28": None,
        "2025-09-29": (),
        "2025-11-09": (),
        "2025-11-10": None,
        "2025-12-31": None,
        "2026-01-01": (),
    }
    for view in (CODIFIED, ENFORCED):
        assert {one: in_force(SOURCE, rule, day(one), view) for one in days} == days
    assert in_force(SOURCE, rule, day("2025-11-10"), View("enforced", day("2025-11-09"))) == ()


def test_reviews_of_one_posture() -> None:
    for posture, view, other in (("enforced", ENFORCED, CODIFIED), ("codified", CODIFIED, ENFORCED)):
        rule = of("new", "reviews", posture=posture)
        assert in_force(SOURCE, rule, day("2025-06-01"), view) == ()
        assert in_force(SOURCE, rule, day("2025-06-01"), other) is None


def test_known_at() -> None:
    rule = of("new", "authorizes")
    assert in_force(SOURCE, rule, day("2025-02-01"), View("codified", day("2025-01-12"))) is None
    assert in_force(SOURCE, rule, day("2025-02-01"), View("codified", day("2025-01-13"))) == ()
    assert known(SOURCE, "", day("1999-01-01"))
    assert known(SOURCE, "new", None)
    assert known(Source(), "nobody", day("1999-01-01"))


@pytest.mark.parametrize(
    ("span", "known_at", "expected"),
    [
        (Span(None, None), None, True),
        (Span(day("2025-01-02"), None), None, False),
        (Span(None, day("2024-12-31"), "move"), None, False),
        (Span(None, day("2024-12-31"), "move"), day("2025-06-01"), True),
        (Span(day("2024-01-01"), None, "move"), day("2025-06-01"), False),
        (Span(day("2025-01-02"), day("2025-02-01"), "move"), day("2025-06-01"), False),
    ],
)
def test_dated_entries_as_they_were_known(span: Span, known_at: date | None, expected: bool) -> None:
    assert printed(SOURCE, span, day("2025-01-01"), known_at) is expected


def test_drafts_only_where_they_are_asked_for() -> None:
    for view in (CODIFIED, ENFORCED, View("proposed:other"), View("enforced:draft")):
        assert in_force(SOURCE, DRAFT, day("2026-01-31"), view) is None
    assert in_force(SOURCE, DRAFT, day("2023-01-01"), View("proposed:draft")) == ()
    assert View("proposed:draft").enforced
    assert not CODIFIED.enforced


def test_calendar_of_the_base() -> None:
    days = [one.isoformat() for one in calendar(SOURCE).days]
    assert days == sorted(set(days))
    wanted = {
        "2022-10-07": "first day",
        "2023-01-01": "a rule begins, a wording begins",
        "2024-01-01": "a rule and a wording ended",
        "2025-01-13": "effective, parameter",
        "2025-05-15": "compliance, not enforced, only_when",
        "2025-09-29": "another rule",
        "2025-11-10": "suspended",
        "2026-01-01": "no longer suspended, draft",
        "2025-12-01": "a member moves",
        "2026-01-20": "its other reading ends",
        "2026-07-10": "a member leaves",
    }
    assert set(wanted) <= set(days)
    assert "2025-01-15" not in days, "the day of publication changes nothing"


def test_segments() -> None:
    first = day("2022-10-07")
    year = Calendar([day("2025-01-13"), day("2020-01-01")], first=first)
    assert year.days == [first, day("2025-01-13")]
    found = [year.segment(day(one)) for one in ("1999-01-01", "2025-01-12", "2025-01-13", "2030-01-01")]
    assert found == [first, first, day("2025-01-13"), day("2025-01-13")]
