"""Ids that last, and hashes that depend on what was printed and on nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parties.lists.small import csl_json, csl_lines, read, record, whole
from tests.parties.real import LISTS, needs_lists

from lockgate.parties.lists import read_file, read_files

if TYPE_CHECKING:
    import random

ROWS = [
    record("EL", "Example Works", alt_names=["A", "B"], address_countries=["CN", "HK"], federal_register_notice="1"),
    record("EL", "Example Works", address_countries=["IR"], federal_register_notice="91 FR 2"),
    record("DPL", "ANN EXAMPLE", start_date="2001-01-01", end_date="2031-01-01"),
    record("DPL", "ANN EXAMPLE", start_date="2011-01-01", end_date="2021-01-01"),
    record("SDN", "SAMPLE", entity_number="7", programs=["SDGT", "IFSR"]),
]


def facts(rows: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Ids and hashes of all entries."""
    return {(entry.id, entry.sha256) for entry in read(csl_lines(whole(*rows))).entries}


@given(st.permutations(ROWS), st.randoms())
def test_neither_the_order_of_rows_nor_of_columns_nor_of_values_matters(rows: Any, chance: random.Random) -> None:
    mixed = []
    for row in rows:
        keys = list(row)
        chance.shuffle(keys)
        values = {key: list(row[key]) if isinstance(row[key], list) else row[key] for key in keys}
        for value in values.values():
            if isinstance(value, list):
                chance.shuffle(value)
        mixed.append(values)
    assert facts(mixed) == facts(ROWS)


@pytest.mark.parametrize("key", ["alt_names", "federal_register_notice", "license_policy", "address_countries"])
def test_any_change_of_what_is_printed_changes_the_hash_and_not_the_id(key: str) -> None:
    changed = [{**ROWS[4], key: ["IR"] if key in {"alt_names", "address_countries"} else "changed"}]
    before, after = (read(csl_lines(whole(*rows))).entries for rows in (ROWS[4:], changed))
    old, new = ({entry.id: entry.sha256 for entry in entries} for entries in (before, after))
    assert old.keys() == new.keys()
    assert old["sdn:7"] != new["sdn:7"]


def test_a_later_order_against_the_same_name_leaves_the_first_its_id() -> None:
    first = {entry.id for entry in read(csl_lines(whole(ROWS[2]))).entries if entry.list_id == "denied_persons"}
    both = {entry.id for entry in read(csl_lines(whole(*ROWS[2:4]))).entries if entry.list_id == "denied_persons"}
    assert first < both
    assert len(both) == 2


def test_the_same_record_twice_is_two_entries() -> None:
    found = read(csl_lines(whole(ROWS[0], ROWS[0]))).entries
    twins = [entry for entry in found if entry.title == "Example Works"]
    assert len({entry.id for entry in twins}) == 2
    assert len({entry.sha256 for entry in twins}) == 1


def test_a_name_without_a_letter_is_still_a_name() -> None:
    found = read(csl_lines(whole(record("EL", "(((")))).entries
    entry = next(one for one in found if one.title == "(((")
    assert [name.text for name in entry.names] == ["((("]
    assert not entry.address_only


def test_forms_of_the_same_list_give_the_same_ids_and_hashes() -> None:
    assert {(e.id, e.sha256) for e in read(csl_json(whole(*ROWS))).entries} == facts(ROWS)


@needs_lists
def test_one_list_through_two_feeds_gives_one_party_one_id() -> None:
    """OFAC's numbers are the same in its own files and in the consolidated list; names give the same id, too."""
    csl, rows, cons = (
        {entry.id for entry in read_files([read_file(LISTS / name) for name in names])[0].entries}
        for names in (
            ["csl-2026-07-31.jsonl.gz"],
            ["bis_entity_list-2026-07.jsonl.gz"],
            [f"ofac-cons_{part}-2025-12-19.csv.gz" for part in ("prim", "alt", "add")],
        )
    )
    assert len(rows & csl) > 0.85 * len(rows)
    assert len(cons & csl) > 0.97 * len(cons)
