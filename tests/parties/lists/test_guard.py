"""A list that looks wrong is refused, with its reasons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.parties.lists.small import SDN, add, csl_json, read, record, whole

from lockgate.parties.lists import ListRefused, RawFile, Store, freshness, read_files

if TYPE_CHECKING:
    from pathlib import Path

ROWS = whole(*(record("EL", f"Example Works {number}") for number in range(100)))


def refused(folder: Path, rows: list[dict[str, Any]], day: str = "2026-10-02", **more: Any) -> list[tuple[str, str]]:
    """Codes and lists of the reasons against a list; empty if it is taken."""
    try:
        add(folder, csl_json(rows, day, **more))
    except ListRefused as error:
        return [(one.code, one.list_id) for one in error.refusals]
    return []


def test_a_list_without_a_source_it_should_have_is_refused_at_once(tmp_path: Path) -> None:
    assert refused(tmp_path, [row for row in ROWS if "(SDN)" not in row["source"]]) == [("vanished", "sdn")]


def test_a_source_that_vanished_since(tmp_path: Path) -> None:
    add(tmp_path, csl_json(ROWS))
    assert refused(tmp_path, [row for row in ROWS if "(EL)" not in row["source"]]) == [("vanished", "entity_list")]


@pytest.mark.parametrize(("left", "reasons"), [(95, []), (94, [("shrank", "entity_list")]), (130, [])])
def test_more_than_one_in_twenty_may_not_go(tmp_path: Path, left: int, reasons: list[tuple[str, str]]) -> None:
    add(tmp_path, csl_json(ROWS))
    rows = whole(*(record("EL", f"Example Works {number}") for number in range(left)))
    assert refused(tmp_path, rows) == reasons


def test_a_list_is_measured_against_what_was_published_before_it(tmp_path: Path) -> None:
    """An old list brought in later is smaller, and that is no loss."""
    add(tmp_path, csl_json(ROWS))
    rows = whole(record("EL", "Example Works 1"))
    assert refused(tmp_path, rows, "2026-09-01") == []
    assert refused(tmp_path, rows, "2026-10-03") == [("shrank", "entity_list")]


def test_a_cut_list_that_was_accepted_is_no_measure(tmp_path: Path) -> None:
    add(tmp_path, csl_json(ROWS))
    few = whole(record("EL", "Example Works 1"))
    add(tmp_path, csl_json(few, "2026-10-02", total=500), accept="half of it must do today")
    assert refused(tmp_path, few, "2026-10-03") == [("shrank", "entity_list")]


def test_unknown_and_lost_columns(tmp_path: Path) -> None:
    add(tmp_path, csl_json([{**row, "alt_names": ["x"], "remarks": "x"} for row in ROWS]))
    strange = [{**row, "alt_names": ["x"], "severity": "9"} for row in ROWS]
    assert refused(tmp_path, strange) == [("columns", "")]
    assert refused(tmp_path, ROWS) == [("columns", "")]
    assert refused(tmp_path, [{**row, "alt_names": ["y"]} for row in ROWS]) == []


def test_an_unknown_source(tmp_path: Path) -> None:
    new = {"source": "Another List (AL) - Some Department", "name": "Example"}
    assert refused(tmp_path, [*ROWS, new]) == [("source", "another_list_al_some_department")]


def test_rows_that_cannot_be_read_are_left_out_only_when_somebody_says_so(tmp_path: Path) -> None:
    rows = [*ROWS, {"name": "no source"}]
    assert refused(tmp_path, rows) == [("rows", "")]
    known = add(tmp_path, csl_json(rows, "2026-10-02"), accept=" one broken row ").known
    assert known.meta.accepted == "one broken row"
    assert known.meta.refusals[0].place.endswith("result 112")
    assert known.meta.partial
    assert sum(known.meta.counts.values()) == 111


def test_one_number_for_two_records(tmp_path: Path) -> None:
    twice = [record("SDN", name, entity_number="7") for name in ("A", "B")]
    assert refused(tmp_path, [*ROWS, *twice]) == [("doubled", "sdn")]


def test_a_reason_without_need_is_not_kept(tmp_path: Path) -> None:
    assert add(tmp_path, csl_json(ROWS), accept="to be sure").known.meta.accepted == ""


def test_who_accepts_a_shrunken_list_vouches_for_it_but_nobody_vouches_for_a_cut_one(tmp_path: Path) -> None:
    add(tmp_path, csl_json(ROWS))
    fewer = whole(*(record("EL", f"Example Works {number}") for number in range(50)))
    known = add(tmp_path, csl_json(fewer, "2026-10-02"), accept="89 FR 1 took them off").known
    assert freshness([known], date(2026, 10, 3)).unknown_words == frozenset()
    cut = add(tmp_path, csl_json(fewer, "2026-10-03", total=900), accept="never mind").known
    assert "sdn" in freshness([cut], date(2026, 10, 3)).unknown_words


def test_the_message_names_the_reasons_and_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ListRefused) as caught:
        add(tmp_path, csl_json([{"name": str(number)} for number in range(20)] + ROWS))
    text = str(caught.value)
    assert "Consolidated Screening List of 2026-10-01 (csl) is refused:" in text
    assert "the source is missing" in text
    assert "and 14 more reasons" in text
    assert "--accept REASON" in text


def test_a_feed_of_one_file_out_of_three(tmp_path: Path) -> None:
    (candidate,) = read_files([RawFile("sdn-2026-10-01.csv", SDN.encode())])
    with pytest.raises(ListRefused, match="aliases are missing"):
        Store(tmp_path).add(candidate, retrieved="2026-11-01")
    assert read(csl_json(ROWS)).reading.problems == []
