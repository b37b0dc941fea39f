"""What changed: applied to the first state it gives the second, whatever they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parties.lists.small import csl_lines, read, record, whole
from tests.parties.real import LISTS, needs_lists

from lockgate.parties.lists import apply, diff, read_file, read_files
from lockgate.parties.model import Entry, ListedName, Wording

if TYPE_CHECKING:
    from collections.abc import Mapping

ENTRIES = st.builds(
    Entry,
    id=st.sampled_from([f"sdn:{number}" for number in range(12)]),
    list_id=st.just("sdn"),
    source=st.just("csl"),
    title=st.sampled_from(["A", "B", "C"]),
    names=st.lists(st.builds(ListedName, st.sampled_from("xyz"), st.just("strong")), max_size=2).map(tuple),
    programmes=st.lists(st.sampled_from(["P", "Q"]), max_size=2).map(tuple),
    policy=st.none() | st.builds(Wording, st.sampled_from(["w", "v"])),
    sha256=st.sampled_from(["0", "1"]),
)
STATES = st.lists(ENTRIES, max_size=12).map(lambda found: {one.id: one for one in found})


@given(STATES, STATES)
def test_what_changed_leads_from_one_state_to_the_other(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> None:
    found = diff(old.values(), new.values())
    assert apply(old.values(), found) == tuple(new[name] for name in sorted(new))
    assert len(found.appeared) + len(found.changed) + found.same == len(new)
    assert len(found.left) + len(found.changed) + found.same == len(old)
    back = diff(new.values(), old.values())
    assert ([one.id for one in back.left], [one.id for one in back.appeared]) == (
        [one.id for one in found.appeared],
        [one.id for one in found.left],
    )


@given(STATES)
def test_a_state_does_not_differ_from_itself(state: Mapping[str, Entry]) -> None:
    assert diff(state.values(), reversed(list(state.values()))).empty


def test_changes_are_told_field_by_field() -> None:
    old = read(csl_lines(whole(record("SDN", "SAMPLE", entity_number="7", programs=["SDGT"])))).entries
    new = read(csl_lines(whole(record("SDN", "SAMPLE LTD", entity_number="7", programs=["SDGT"], remarks="x")))).entries
    (changed,) = diff(old, new).changed
    assert [change.field for change in changed.changes] == ["title", "names", "remarks"]
    assert changed.printed
    table = json.loads(json.dumps(diff(old, new).to_dict()))
    assert table["changed"][0]["changes"][0] == {"field": "title", "before": "SAMPLE", "after": "SAMPLE LTD"}


def test_a_new_reading_of_the_same_print_is_told_apart() -> None:
    old = Entry("a", "sdn", "csl", "A", sha256="same")
    new = Entry("a", "sdn", "csl", "A", words=("sdn",), sha256="same")
    assert not diff([old], [new]).changed[0].printed


@needs_lists
@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [("2024-05-01", "2024-05-02", (7, 0, 0)), ("2024-05-02", "2024-05-03", (0, 8, 0))],
)
def test_real_days(before: str, after: str, counts: tuple[int, int, int]) -> None:
    old, new = (read_files([read_file(LISTS / f"ofac-sdn-{day}.csv.gz")])[0].entries for day in (before, after))
    found = diff(old, new)
    assert (len(found.appeared), len(found.left), len(found.changed)) == counts
    assert apply(old, found) == new


@needs_lists
def test_years_apart() -> None:
    old, new = (
        read_files([read_file(LISTS / f"ofac-sdn-{day}.csv.gz")])[0].entries for day in ("2021-08-18", "2024-05-03")
    )
    assert apply(old, diff(old, new)) == new
