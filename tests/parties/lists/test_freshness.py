"""A word is known only if a list that gives it is there, whole and fresh."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.parties.lists.small import DPL, add, csl_json, record, whole

from lockgate.engine.determine import default_rulebook
from lockgate.parties.lists import Known, Store, freshness, lists, lists_on, words_on
from lockgate.parties.lists.tables import feeds, limits, short_names
from lockgate.parties.model import Entry, Refusal, SnapshotMeta

if TYPE_CHECKING:
    from pathlib import Path

ALL = frozenset(word for one in lists().values() for word in one.words)
DAY = date(2026, 10, 1)


def known(published: date = DAY, **more: Any) -> Known:
    """A snapshot of the consolidated list with ten entries on each of its lists."""
    counts = dict.fromkeys(feeds()["csl"].lists, 10)
    fields = {"source": "csl", "counts": counts, **more}
    meta = SnapshotMeta(
        format="csl-json", files=(), published=published, published_from="content", retrieved="", parser="1", **fields
    )
    return Known("a" * 64, meta)


def test_fresh_and_whole() -> None:
    found = freshness([known()], date(2026, 10, 15), 14)
    assert (found.known_words, found.unknown_words, found.reasons) == (ALL, frozenset(), ())


def test_stale_the_day_after() -> None:
    found = freshness([known()], date(2026, 10, 16), 14)
    assert found.unknown_words == ALL
    assert "15 days old, 14 are allowed" in found.reasons[0]
    assert freshness([known()], date(2026, 10, 16), 15).unknown_words == frozenset()
    assert freshness([known()], date(2026, 10, 16)).max_age_days == limits().max_age_days


def test_a_fetch_that_found_the_same_makes_it_fresh_from_that_day_on() -> None:
    one = replace(known(), checked=("2026-12-01T08:00:00+00:00",))
    assert freshness([one], date(2026, 12, 5), 14).unknown_words == frozenset()
    assert freshness([one], date(2026, 11, 30), 14).unknown_words == ALL


def test_nothing_there() -> None:
    found = freshness([], DAY)
    assert found.unknown_words == ALL
    assert {one.state for one in found.lists} == {"missing"}
    assert freshness([known(date(2026, 10, 2))], DAY).unknown_words == ALL


@pytest.mark.parametrize("code", ["cut", "rows", "part", "count"])
def test_partial(code: str) -> None:
    one_list = known(refusals=(Refusal(code, "x", "meu"),), accepted="y")
    assert freshness([one_list], DAY).unknown_words == {"meu_list"}
    all_lists = known(refusals=(Refusal(code, "x"),), accepted="y")
    assert freshness([all_lists], DAY).unknown_words == ALL


def test_a_list_that_vanished() -> None:
    counts = dict.fromkeys(feeds()["csl"].lists, 10) | {"sdn": 0}
    found = freshness([known(counts=counts, refusals=(Refusal("vanished", "x", "sdn"),))], DAY)
    assert found.unknown_words == {"sdn", "sdn_744_8"}


def test_what_was_accepted_as_right_counts() -> None:
    assert freshness([known(refusals=(Refusal("shrank", "x", "meu"),), accepted="y")], DAY).known_words == ALL


def test_another_feed_can_stand_in() -> None:
    csl = known(refusals=(Refusal("count", "x", "denied_persons"),))
    own = known(source="bis_dpl", counts={"denied_persons": 10})
    assert freshness([csl], DAY).unknown_words == {"denied_persons"}
    assert freshness([csl, own], DAY).unknown_words == frozenset()


def test_to_dict_is_plain_json() -> None:
    table = json.loads(json.dumps(freshness([known()], DAY).to_dict()))
    assert table["lists"][0]["list_id"] == "sdn"


def test_words_and_lists_are_those_of_the_rulebook() -> None:
    declared = set(default_rulebook().source.facts["party.lists"].values)
    assert declared >= ALL
    assert {one for one in declared - ALL if not one.startswith(("supp8_", "announced_"))} == set()
    assert all(list_id in lists() for one in feeds().values() for list_id in one.lists)
    assert set(short_names().values()) >= set(feeds()["csl"].lists)


def test_words_of_an_entry_on_a_day() -> None:
    order = Entry("d", "denied_persons", "x", "A", words=("denied_persons",), ends=date(2026, 1, 1))
    assert words_on(order, date(2026, 1, 1)).certain == {"denied_persons"}
    assert words_on(order, date(2026, 1, 2)).possible == frozenset()
    undated = replace(order, ends=None, undated=True)
    assert words_on(undated, DAY).certain == frozenset()
    assert words_on(undated, DAY).possible == {"denied_persons"}
    weapons = Entry("s", "sdn", "x", "A", programmes=("NPWMD",), words=("sdn", "sdn_744_8"))
    assert words_on(weapons, date(2020, 1, 1)).certain == {"sdn", "sdn_744_8"}
    open_one = Entry("e", "entity_list", "x", "A", words=("entity_list",), possible_words=("entity_list_fn4",))
    assert words_on(open_one, DAY).possible == {"entity_list", "entity_list_fn4"}


def test_the_lists_of_a_day_all_at_once(tmp_path: Path) -> None:
    add(tmp_path, csl_json(whole(record("DPL", "ANN EXAMPLE", federal_register_notice="68 FR 1"))))
    add(tmp_path, DPL.encode(), "dpl-2026-09-20.txt")
    found = lists_on(Store(tmp_path), date(2026, 10, 5))
    assert found.freshness.unknown_words == frozenset()
    titles = [entry.title for entry in found.combined.entries if entry.list_id == "denied_persons"]
    assert titles == ["ANN EXAMPLE"]
    early = lists_on(Store(tmp_path), date(2026, 10, 5), known_at=date(2026, 9, 25))
    assert len(early.combined.entries) == 2
    assert "sdn" in early.freshness.unknown_words
