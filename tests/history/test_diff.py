"""Differences between two days against the compiled law of both, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from lockgate import Rulebook
from lockgate.compiler.timeline import POSTURES
from lockgate.errors import InputError
from lockgate.history.change import KINDS
from lockgate.history.changes import changes
from lockgate.history.diff import diff, history
from lockgate.history.moment import Moment
from lockgate.history.told import TITLES, told, turns

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.compiler.unit import Unit

BOOK = Rulebook.load(cached=True)
DAY = timedelta(days=1)
TURNS = BOOK.calendar.days[1:]


def law(unit: Unit) -> dict[str, Any]:
    """What a unit asks, whatever the order of its rules."""
    return {
        rule.id: (rule.cond, rule.raised, rule.must, [(step.step, step.cond, step.wait) for step in rule.duties])
        for rule in unit.rules
    }


@pytest.mark.parametrize("posture", POSTURES)
@pytest.mark.parametrize("day", TURNS, ids=str)
def test_a_turn_of_the_calendar_is_a_difference_just_if_the_law_differs(day: date, posture: str) -> None:
    before, after = (law(BOOK.unit(one, posture)) for one in (day - DAY, day))
    found = diff(BOOK, day - DAY, day, posture).changes
    assert bool(found) == (before != after)
    whole = {(one.what, one.id) for one in found if one.kind == "provision"}
    assert whole == {("begins", name) for name in after.keys() - before.keys()} | {
        ("ends", name) for name in before.keys() - after.keys()
    }
    altered = {name for name in before.keys() & after.keys() if before[name] != after[name]}
    told_of = {name for one in found for name in (one.id, *one.felt)}
    assert altered <= told_of


@pytest.mark.parametrize("posture", [*POSTURES, "both"])
def test_within_a_stretch_of_days_nothing_differs(posture: str) -> None:
    for start, following in pairwise(BOOK.calendar.days):
        assert diff(BOOK, start, following - DAY, posture).changes == ()
        assert diff(BOOK, start, start, posture).changes == ()


def test_far_days_differ_by_what_stands_on_each_of_them() -> None:
    first, last = date(2023, 1, 1), date(2026, 1, 1)
    for posture in POSTURES:
        before, after = (law(BOOK.unit(day, posture)) for day in (first, last))
        found = diff(BOOK, first, last, posture).changes
        assert {one.id for one in found if one.what == "begins" and one.kind == "provision"} == set(after) - set(before)
        assert all(first < one.day <= last for one in found)


def test_both_is_the_two_postures_together() -> None:
    days = (date(2025, 5, 12), date(2025, 5, 15))
    both = diff(BOOK, *days).changes
    for posture in POSTURES:
        alone = {(one.kind, one.what, one.id, one.how) for one in diff(BOOK, *days, posture).changes}
        assert alone == {(one.kind, one.what, one.id, one.how) for one in both if posture in one.postures}


def test_what_may_of_2025_changed() -> None:
    found = {(one.what, one.id, one.postures): one for one in diff(BOOK, "2025-05-12", "2025-05-15").changes}
    enforced = found["begins", "742.6-a-6-iii-A", ("enforced",)]
    assert enforced.how.startswith("only when old_scope(destination)")
    assert found["begins", "742.6-a-13", ("codified",)].instrument == "diffusion-2025"
    assert found["ends", "742.6-a-6-iii-2023", POSTURES].how == "replaced by 742.6-a-6-iii-A"


def test_numbers_change_with_their_units() -> None:
    found = [one for one in diff(BOOK, "2025-03-31", "2025-04-01").changes if one.kind == "parameter"]
    assert [(one.id, one.before, one.after, one.postures) for one in found] == [
        ("nveu_ceiling", "633,000,000 TPP", "949,500,000 TPP", ("codified",))
    ]
    assert told(found[0], POSTURES).startswith("nveu ceiling: 633,000,000 TPP -> 949,500,000 TPP")


def test_a_suspension_and_its_end() -> None:
    stay = {(one.what, one.id): one for one in diff(BOOK, "2025-11-09", "2025-11-10").changes}
    back = {(one.what, one.id): one for one in diff(BOOK, "2026-11-09", "2026-11-10").changes}
    for found, what in (
        (stay["ends", "744.11-affiliates"], "suspended"),
        (back["begins", "744.11-affiliates"], "counts again"),
    ):
        assert (found.instrument, found.how) == ("affiliates-stay", what)


def test_countries_come_and_go_with_the_provisions_that_feel_it() -> None:
    changes = diff(BOOK, "2024-03-14", "2024-03-15").changes
    found = next(one for one in changes if (one.kind, one.id) == ("group", "D5"))
    assert (found.what, found.name, found.instrument) == ("joins", "Nicaragua", "nicaragua-2024")
    assert "742.6-a-6-iii-2023" in found.felt


def test_the_whole_history_is_every_turn() -> None:
    every = [one for day in TURNS for one in diff(BOOK, day - DAY, day).changes]
    assert sum(map(len, history(BOOK).values())) == len(every)
    assert {one.kind for one in every} <= set(KINDS) == set(TITLES)
    assert all(told(one, POSTURES, few=2) for one in every)


def test_where_nothing_differs_the_nearest_turns_are_named() -> None:
    words = turns(BOOK, diff(BOOK, "2026-02-04", "2026-02-09"))
    assert "2026-02-03 (lockgate rules diff 2026-02-02 2026-02-03)" in words
    assert "next change that it knows comes on" in words
    assert "nothing changed since the rulebook begins" in turns(BOOK, diff(BOOK, BOOK.first_day, BOOK.first_day))
    assert "knows of no later change" in turns(BOOK, diff(BOOK, TURNS[-1], TURNS[-1]))


def test_a_number_and_a_wording_of_an_overlay(tmp_path: Path) -> None:
    texts = {
        "instruments.yaml": "- {id: house, name: House rule, kind: letter, effective: 2026-01-01, cite: Memo 1}\n",
        "parameters.yaml": "- {id: house_most, unit: TPP, cite: Memo 1, values: [{to: 2026-03-31, value: 100}, "
        "{from: 2026-04-01, value: 200, by: house}]}\n",
        "definitions.yaml": "- {id: house_big, gist: Big, versions: [{to: 2026-05-31, when: "
        "shipment.tpp > house_most}, {from: 2026-06-01, when: shipment.tpp >= house_most}]}\n",
        "policy.yaml": "- {id: house-1, name: Big, effect: requires, instrument: house, cite: Memo 1, gist: Big, "
        "when: house_big, enforcement: [{from: 2026-08-01, only_when: \"destination = 'CN'\", by: house}]}\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    book = Rulebook.load(overlays=[tmp_path])

    def only(day: str, kind: str) -> list[tuple[str, str, str, str]]:
        later = date.fromisoformat(day)
        found = diff(book, later - DAY, later, "enforced").changes
        return [(one.id, one.before, one.after, one.instrument) for one in found if one.kind == kind]

    assert only("2026-04-01", "parameter") == [("house_most", "100 TPP", "200 TPP", "house")]
    assert only("2026-06-01", "definition") == [
        ("house_big", "shipment.tpp > house_most", "shipment.tpp >= house_most", "")
    ]
    assert only("2026-08-01", "enforcement") == [("house-1", "wholly", "destination = 'CN'", "house")]


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (("2022-10-06", "2025-01-01"), "2022-10-06 lies before this rulebook begins"),
        (("2025-01-01", "2024-01-01"), "lies before"),
        (("2025-01-01", "1 May"), "is no date"),
        (("2025-01-01", "2025-01-02", "codifed"), "unknown posture"),
    ],
)
def test_bad_input_is_refused(days: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        diff(BOOK, *days)


def test_a_proposal_may_be_asked_for() -> None:
    assert diff(BOOK, "2025-05-12", "2025-05-15", "proposed:s3374").postures == ("proposed:s3374",)


@pytest.mark.parametrize("day", TURNS[::3], ids=str)
def test_between_postures_and_between_states_of_knowledge_everything_that_differs_is_told(day: date) -> None:
    early = date(2024, 6, 1)
    for first, second in (
        (Moment(day), Moment(day, "codified")),
        (Moment(day, "codified", early), Moment(day, "codified")),
        (Moment(day - DAY, "enforced", early), Moment(day, "enforced", early)),
    ):
        before, after = (law(one.unit(BOOK)) for one in (first, second))
        found = changes(BOOK, first, second)
        assert bool(found) == (before != after)
        whole = {(one.what, one.id) for one in found if one.kind == "provision"}
        assert whole == {("begins", name) for name in after.keys() - before.keys()} | {
            ("ends", name) for name in before.keys() - after.keys()
        }
        altered = {name for name in before.keys() & after.keys() if before[name] != after[name]}
        assert altered <= {name for one in found for name in one.provisions}


def test_what_could_not_be_known_changes_nothing() -> None:
    found = diff(BOOK, "2025-05-12", "2025-05-15", known_at="2025-05-12")
    assert {one.instrument for one in found.changes} <= {
        name for name, one in BOOK.source.instruments.items() if one.known_from <= date(2025, 5, 12)
    } | {""}
    assert found.to_dict()["known_at"] == "2025-05-12"
    assert {event.instrument for event in found.events} == {"diffusion-2025"}


def test_a_country_that_a_reading_makes_a_member_is_told_where_groups_are_made_of_its_group() -> None:
    found = [one for one in diff(BOOK, "2025-11-06", "2025-11-07").changes if one.kind == "group"]
    assert [(one.member, one.what, one.after) for one in found] == [("KH", "changes", "cambodia_d5_date = ear_table")]


def test_a_text_is_ended_by_what_takes_effect_that_day_or_by_itself() -> None:
    for days, name, instrument in (
        (("2025-09-01", "2025-09-02"), "746.9-review", "syria-2025"),
        (("2023-12-31", "2024-01-01"), "saving-2023", "acs-2023"),
        (("2023-11-16", "2023-11-17"), "774-3A090-2022", ""),
    ):
        one = next(one for one in diff(BOOK, *days).changes if one.id == name)
        assert (one.instrument, one.how, one.does) == (instrument, "the end of its text", "ends")
