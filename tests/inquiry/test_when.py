"""The days on which an answer changes, against plain determinations on and around every one of them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from tests.inquiry.moved import same
from tests.rulebook.cases import all_cases

from lockgate.errors import InputError
from lockgate.history.diff import diff
from lockgate.inquiry.course.stand import answers, difference
from lockgate.inquiry.course.when import Reader, when
from lockgate.inquiry.look import Look

pytestmark = pytest.mark.slow

CASES = dict(all_cases())
SAMPLE = sorted(random.Random(11).sample(sorted(CASES), 16))
ONE = timedelta(days=1)
MALAYSIA = {
    "as_of": "2025-06-01",
    "activity": "export",
    "origin": "US",
    "destination": "MY",
    "base": "ordinary-course",
    "item": {"chip": "nvidia-h100-sxm", "quantity": 8},
    "parties": {"consignee": {"location": "MY", "headquarters": "MY", "ultimate_parent": "MY"}},
}
DATED: dict[str, Any] = {
    "licences": [
        {
            "valid_from": "2024-03-03",
            "valid_to": "2027-08-19",
            "covers_item": "yes",
            "covers_parties": "yes",
            "destination": "CN",
        }
    ],
    "evidence": {"nac_notice_on": "2025-02-20"},
}
CHINA = {
    **MALAYSIA,
    "destination": "CN",
    "parties": {"consignee": {"location": "CN", "headquarters": "CN", "ultimate_parent": "CN"}},
}


def check(look: Look, raw: dict[str, Any], rnd: random.Random) -> None:
    typed = look.typed(raw)
    found = list(Reader(look, typed, look.posture).stretches(look.book.first_day, None))
    days = {day + ONE * shift for day in look.book.calendar.days for shift in (-1, 0, 1)}
    days |= {one.day - ONE * shift for one in found for shift in (0, 1)}
    days |= {look.book.first_day + ONE * rnd.randint(0, 3500) for _ in range(12)}
    for day in sorted(day for day in days if day >= look.book.first_day):
        mine = [one for one in found if one.day <= day][-1]
        assert same(look.over(as_of=day).determine(typed)) == answers(mine.stands), day


@pytest.mark.parametrize("name", SAMPLE)
def test_every_day_is_as_a_plain_determination(name: str) -> None:
    rnd = random.Random(name)
    raw = dict(CASES[name]["transaction"])
    check(Look(posture=rnd.choice(["enforced", "codified"])), raw, rnd)


@pytest.mark.parametrize(
    "raw",
    [{**CHINA, **DATED}, {**MALAYSIA, **DATED}, {**CHINA, "item": {"chip": "nvidia-l20", "quantity": 4}, **DATED}],
)
def test_dates_of_the_transaction_count(raw: dict[str, Any]) -> None:
    check(Look(posture="codified"), raw, random.Random(3))


def test_a_licence_that_lapses_says_so() -> None:
    turns = when({**CHINA, **DATED}, Look()).postures[0].turns
    lapse = next(turn for turn in turns if turn.day == date(2027, 8, 20))
    assert (lapse.before.outcome, lapse.after.outcome, lapse.scheduled) == ("authorized", "licence_required", True)
    assert any(why.kind == "date" and "licence.valid_to" in why.text for why in lapse.because)


def test_the_law_of_a_change_is_named_with_its_document() -> None:
    found = when(MALAYSIA, Look(posture="codified"))
    assert [one.posture for one in found.postures] == ["codified", "enforced"]
    last = found.postures[0].turns[-1]
    assert last.day == date(2025, 5, 15)
    why = last.because[0]
    assert (why.kind, why.id, why.does) == ("provision", "742.6-a-6-iii-A", "begins")
    assert "90 FR 4544" in why.by
    assert "authorized by LPP" in difference(last.before, last.after)


def test_groups_and_members_are_named() -> None:
    raw = {
        **MALAYSIA,
        "destination": "NI",
        "parties": {"consignee": {"location": "NI", "headquarters": "NI", "ultimate_parent": "NI"}},
    }
    turn = next(turn for turn in when(raw, Look()).postures[0].turns if turn.day == date(2024, 3, 15))
    assert {why.kind for why in turn.because} == {"group"}
    assert all(why.text == "Nicaragua" for why in turn.because)


def test_spans_meet_and_cover_everything() -> None:
    found = when(MALAYSIA, Look())
    for one in found.postures:
        assert one.spans[0].first == found.first
        assert one.spans[-1].last is None
        assert [span.first for span in one.spans[1:]] == [turn.day for turn in one.turns]
        assert all(
            span.last is not None and span.last + ONE == after.first
            for span, after in zip(one.spans, one.spans[1:], strict=False)
        )
    assert found.last > max(Look().book.calendar.days)


def test_a_window_is_kept_to() -> None:
    found = when(MALAYSIA, Look(posture="codified"), "2025-05-15", "2025-12-31")
    assert [len(one.turns) for one in found.postures] == [0, 0]
    assert found.postures[0].spans[0].last == date(2025, 12, 31)
    assert found.to_dict()["postures"][0]["changes"] == []


def test_proposals_only_when_asked_for() -> None:
    found = when(CHINA, Look(posture="proposed:draft-2026-02"), "2026-01-01")
    assert [one.posture for one in found.postures] == ["proposed:draft-2026-02", "enforced", "codified"]


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("2026-01-02", "2026-01-01", "lies before"),
        ("2020-01-01", None, "before this rulebook begins"),
        ("soon", None, "no date"),
    ],
)
def test_days_that_cannot_be(first: str, last: str | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        when(MALAYSIA, Look(), first, last)


def test_questions_to_a_holder_have_times_too() -> None:
    raw = {
        "subject": "holder",
        "holder": {"veu": "nveu", "installed_tpp": 600_000_000, "planned_addition_tpp": 100_000_000, "country": "IN"},
    }
    check(Look(posture="codified"), raw, random.Random(5))


@pytest.mark.parametrize("known_at", [None, "2024-06-01"])
@pytest.mark.parametrize("posture", ["enforced", "codified"])
def test_the_reasons_of_a_day_are_what_the_rulebook_changes_on_it(posture: str, known_at: str | None) -> None:
    look = Look(posture=posture, known_at=known_at)
    for raw in (MALAYSIA, CHINA):
        for turn in when(raw, look).postures[0].turns:
            told = {
                (one.kind, one.id, one.does)
                for one in diff(look.book, turn.day - ONE, turn.day, posture, known_at).changes
            }
            law = {(why.kind, why.id, why.does) for why in turn.because if why.kind != "date"}
            assert law
            assert law <= told
