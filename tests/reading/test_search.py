"""Searches find what people look for first, whatever the spelling."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lockgate import Rulebook
from lockgate.compiler.timeline import POSTURES
from lockgate.errors import InputError
from lockgate.reading.search import Index, marks, search

pytestmark = pytest.mark.slow

BOOK = Rulebook.load(cached=True)
INDEX = Index(BOOK)
SETS = yaml.safe_load((Path(__file__).parent / "relevance.yaml").read_text(encoding="utf-8"))
NEEDED = {"first": 1.0, "second": 0.9}
"""The share of each half whose expected record is among the first three."""


def found(query: str, **more: Any) -> list[str]:
    return [hit.id for hit in search(BOOK, query, index=INDEX, **more).hits]


@pytest.mark.parametrize("half", SETS)
def test_what_is_looked_for_is_among_the_first_three(half: str) -> None:
    missed = [
        case["query"]
        for case in SETS[half]
        if not {str(name) for name in case["expect"]} & set(found(str(case["query"]), limit=3))
    ]
    assert len(missed) <= len(SETS[half]) * (1 - NEEDED[half]), missed


def test_the_queries_are_many_and_each_expects_something_that_exists() -> None:
    known = {entry.id for entry in INDEX.entries}
    cases = [case for half in SETS.values() for case in half]
    assert len(cases) >= 40
    assert {str(name) for case in cases for name in case["expect"]} <= known


def test_every_record_is_found_by_its_own_id() -> None:
    missed = [entry.id for entry in INDEX.entries if entry.id not in found(entry.id, limit=3)]
    assert missed == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("license exception", "licence exception"),
        ("yearly limit", "annual limit"),
        ("data centre user", "data center users"),
        ("supercomputer china", "supercomputers CN"),
        ("26.9 million", "26,900,000"),
    ],
)
def test_spellings_of_one_thing_find_one_thing(one: str, other: str) -> None:
    assert found(one, limit=1) == found(other, limit=1)


def test_a_word_that_is_spelled_wrongly_is_still_found() -> None:
    assert "740.25" in found("hihg bandwidht memory exeption")
    assert found("cambodja", limit=1)


def test_words_that_were_found_are_marked() -> None:
    hit = search(BOOK, "LPP yearly", index=INDEX, limit=3).hits
    for one in hit:
        words = {one.title[start:end].lower() for start, end in one.title_marks}
        words |= {one.text[start:end].lower() for start, end in one.text_marks}
        assert words <= {"lpp", "yearly", "year", "calendar", "annual", "lpp_annual_limit"}
        assert words
    assert marks("nothing here", {"lpp"}) == ()


def test_only_what_says_something_on_a_day() -> None:
    assert "740.29" in found("740.29", as_of="2025-06-01")
    assert "740.29" not in found("740.29", as_of="2024-06-01")
    assert "lpp_annual_limit" not in found("LPP yearly limit", as_of=date(2024, 6, 1))
    for name in found("licence china", as_of="2023-06-01", limit=50):
        if name in BOOK.source.provisions:
            assert any(name in {rule.id for rule in BOOK.unit(date(2023, 6, 1), one).rules} for one in POSTURES)


def test_only_one_effect() -> None:
    hits = search(BOOK, "china", effect="requires", index=INDEX, limit=50).hits
    assert hits
    assert {hit.effect for hit in hits} == {"requires"}


def test_no_hit_names_words_that_come_near() -> None:
    empty = search(BOOK, "zzyzzx foundrz0", index=INDEX)
    assert (empty.hits, empty.total) == ((), 0)
    assert "foundry" in empty.nearest
    assert empty.to_dict()["schema"] == "lockgate.search/1"


@pytest.mark.parametrize(
    ("query", "more", "message"),
    [
        (" , ", {}, "nothing to search for"),
        ("lpp", {"effect": "require"}, "unknown effect"),
        ("lpp", {"limit": 0}, "at least 1"),
        ("lpp", {"as_of": "yesterday"}, "is no date"),
        ("lpp", {"as_of": "2019-01-01"}, "2019-01-01 lies before"),
    ],
)
def test_bad_input_is_refused(query: str, more: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        search(BOOK, query, index=INDEX, **more)


@given(st.text(max_size=30), st.integers(1, 5))
def test_no_text_breaks_a_search(query: str, limit: int) -> None:
    try:
        hits = search(BOOK, query, index=INDEX, limit=limit)
    except InputError:
        return
    assert len(hits.hits) <= limit
    scores = [hit.score for hit in hits.hits]
    assert scores == sorted(scores, reverse=True)
    assert bool(hits.hits) == bool(hits.total)
