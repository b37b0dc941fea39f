"""Rescreening what changed gives what screening everybody gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parties.screened.desks import Plain

from lockgate.parties.model import Entry, ListedName
from lockgate.parties.screened.decisions import Decisions, decide
from lockgate.parties.screened.rescreen import State, rescreen, rescreen_all
from lockgate.parties.screened.subject import Subject

pytest.importorskip("numpy", reason="names are indexed with numpy")
from lockgate.parties.screened.book import Book

if TYPE_CHECKING:
    from lockgate.parties.screened.rescreen import Change

THEN, NOW = date(2026, 10, 1), date(2026, 10, 15)
WORDS = ("alpha", "beta", "gamma", "delta", "works", "trading")
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(" ".join)


def entry(name: str, number: int, *, ends: date | None = None, more: str = "") -> Entry:
    return Entry(
        f"sdn:{number}",
        "sdn",
        "csl",
        name,
        names=(ListedName(name, "primary"),),
        words=("sdn",),
        ends=ends,
        remarks=more,
        sha256=f"{name}{ends}{more}",
    )


entries = st.dictionaries(
    st.integers(0, 9),
    st.tuples(names, st.sampled_from([None, date(2026, 10, 7), date(2027, 1, 1)]), st.sampled_from(["", "remark"])),
    max_size=6,
).map(lambda rows: [entry(name, number, ends=ends, more=more) for number, (name, ends, more) in sorted(rows.items())])
books = st.dictionaries(st.sampled_from("ABCDEFGH"), names.map(Subject), max_size=6)


@st.composite
def cases(draw: st.DrawFn) -> tuple[State, State, dict[str, Subject], dict[str, Subject]]:
    before, new = draw(entries), draw(entries)
    kept = [one for one in before if draw(st.booleans())]
    after = list({one.id: one for one in (*new, *kept)}.values())
    was = draw(books)
    now = {**{key: one for key, one in was.items() if draw(st.booleans())}, **draw(books)}
    made = []
    for one in draw(st.lists(st.sampled_from([*before, *after]), max_size=3)) if before or after else ():
        subject = draw(st.sampled_from([*was.values(), *now.values()])) if was or now else Subject("alpha")
        day = draw(st.sampled_from([THEN, date(2026, 10, 9)]))
        until = draw(st.sampled_from([None, date(2026, 10, 10), date(2027, 1, 1)]))
        made.append(decide(subject, one, same=draw(st.booleans()), because="x", by="y", made=day, until=until))
    then = State(THEN, before, Decisions(made, THEN))
    return then, State(NOW, after, Decisions(made, NOW)), was, now


@given(cases())
@settings(max_examples=300)
def test_only_what_changed_gives_what_everything_gives(
    case: tuple[State, State, dict[str, Subject], dict[str, Subject]],
) -> None:
    before, after, was, now = case
    assert rescreen(before, after, Book(now), Plain).changes == rescreen_all(before, after, now, Plain)
    assert rescreen(before, after, Book(now), Plain, old=was).changes == rescreen_all(
        before, after, now, Plain, old=was
    )


def kinds(found: tuple[Change, ...]) -> list[tuple[str, str]]:
    return [(one.kind, one.party) for one in found]


def run(before: list[Entry], after: list[Entry], **more: Any) -> Any:
    decisions = more.pop("decisions", [])
    states = [State(day, rows, Decisions(decisions, day)) for day, rows in ((THEN, before), (NOW, after))]
    book = more.pop("book", {"C-1": Subject("alpha works"), "C-2": Subject("delta")})
    return rescreen(states[0], states[1], Book(book), Plain, **more)


def test_who_appeared_left_and_changed() -> None:
    one = entry("alpha works", 1)
    assert kinds(run([], [one]).changes) == [("appeared", "C-1")]
    assert kinds(run([one], []).changes) == [("left", "C-1")]
    assert kinds(run([entry("alpha", 1)], [one]).changes) == [("band", "C-1")]
    assert kinds(run([one], [replace(one, remarks="new", sha256="x")]).changes) == [("entry", "C-1")]
    assert not run([one], [one]).changes


def test_an_order_that_ran_out_in_between_is_told() -> None:
    one = entry("alpha works", 1, ends=date(2026, 10, 10))
    assert kinds(run([one], [one]).changes) == [("entry", "C-1")]


def test_a_decision_lapses_with_the_entry_and_the_match_is_back() -> None:
    one = entry("alpha works", 1)
    made = decide(Subject("alpha works"), one, same=False, because="x", by="y", made=THEN)
    found = run([one], [replace(one, remarks="new", sha256="x")], decisions=[made])
    assert kinds(found.changes) == [("appeared", "C-1")]
    assert found.to_dict()["changes"][0]["after"]["lapsed"] == "the list changed the entry"
    assert not run([one], [one], decisions=[made]).changes


def test_nothing_changed_costs_nothing() -> None:
    found = run([entry("alpha works", 1)], [entry("alpha works", 1)])
    assert (found.entries, found.looked_at, found.changes) == (0, 0, ())


def test_a_party_that_is_new_is_screened_against_everything() -> None:
    one = entry("alpha works", 1)
    found = run([one], [one], old={"C-2": Subject("delta")})
    assert kinds(found.changes) == [("appeared", "C-1")]
    assert found.parties == 1
