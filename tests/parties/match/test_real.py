"""Quality on the real list and labelled names: floors, so that no change makes it worse unseen. Needs the data beside."""

from __future__ import annotations

import pytest
from tests.parties.real import SHARED, csl_entries, needs_lists

from lockgate.parties.match import Party, same_name, screener, settings

pytestmark = [
    pytest.mark.slow,
    needs_lists,
    pytest.mark.skipif(
        not (SHARED / "data" / "name-matching").is_dir(), reason="labelled names are not beside the project (../shared)"
    ),
]


def test_quality_on_the_half_that_nothing_was_tuned_on() -> None:
    from benchmarks.screening_data import halves, queries
    from benchmarks.screening_quality import at_alarms, best_f1, outcomes, rates

    made = screener(csl_entries())
    tune, rest = (
        outcomes(lambda one: made.scores(one.name, one.hidden), half[::2])  # half of it, for time
        for half in halves(queries())
    )
    assert rates(rest, best_f1(tune)).f1 >= 0.93
    quiet = rates(rest, at_alarms(tune))
    assert quiet.recall >= 0.9
    assert quiet.aliases >= 0.5
    assert rates([*tune, *rest], settings().bands["possible"]).alarms <= 0.035


def test_labelled_pairs_at_the_band_possible() -> None:
    from benchmarks.screening_data import pairs

    made = screener(csl_entries())
    least = settings().bands["possible"]
    found = [(one, same_name(one.first, one.second, made.names) >= least) for one in pairs()]
    assert not [one for one, said in found if one.strong and one.same != said]
    right = sum(one.same and said for one, said in found)
    wrong = sum(one.same != said for one, said in found)
    assert 2 * right / (2 * right + wrong) >= 0.82


def test_names_that_stand_in_names_are_found_by_themselves() -> None:
    from benchmarks.screening import structure

    assert structure(screener(csl_entries()))["names_in_names_found"] == 1


def test_addresses_without_a_name_are_found_however_they_are_written() -> None:
    from benchmarks.screening_places import measure

    figures, _ = measure(seed=11)
    assert figures["rooms_found"] >= 0.95
    assert figures["rooms_in_vain"] <= 0.01


def test_every_listed_name_is_found_as_it_is_written() -> None:
    made = screener(csl_entries())
    missed = []
    for entry in csl_entries()[::25]:
        for name in entry.names:
            if sum(letter.isalnum() for letter in name.text) > 1:
                found = made.screen(Party(name.text))
                if not found.hits and not found.noted:
                    missed.append(name.text)
    assert not missed
