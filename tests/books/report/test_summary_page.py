"""The page about a book: what stands on it adds up, and nothing of the summary is lost."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from tests.books.report.made import CHIPS, COMMON, by_axes
from tests.books.report.made import summary as made
from tests.books.report.reader import drawings, number, read, undrawn
from tests.memo.names import HOSTILE

from lockgate.books.report import summary_page
from lockgate.books.report.tally import cells_of, total
from lockgate.door.declarations import load
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

NEVER = ("compliant", "clean", "approved", "safe to ship", "violation")
MANY = tuple(sorted(load().countries))
CASES: dict[str, dict[str, Any]] = {
    "as usual": {},
    "one line": {"lines": 1, "each": 1, "rejected": 0, "accounts": 0},
    "one posture": {"postures": ("enforced",)},
    "a proposal": {"postures": ("enforced", "proposed:chip-security-act")},
    "every country": {"lines": 3000, "destinations": MANY},
    "forty accounts": {"lines": 50, "accounts": 45},
    "no chips": {"chips": ()},
    "four years": {"first": "2023-03", "span": 50},
    "long names": {"chips": tuple(f"a-very-long-part-number-{'x' * 90}-{at}" for at in range(30))},
    "nothing rejected": {"rejected": 0},
    "millions": {"lines": 500, "each": 10_000},
}


def test_the_page_was_looked_at(golden: Callable[[str, str], None], summary: dict[str, Any]) -> None:
    golden("summary.html", undrawn(summary_page(summary)))


@pytest.mark.parametrize("case", CASES)
def test_counts_of_every_table_add_up(case: str) -> None:
    found = made(**({"lines": 400} | CASES[case]))
    text = summary_page(found)
    page = read(text)
    assert f"{found['lines']:,} {'line' if found['lines'] == 1 else 'lines'} read" in page.shown
    decided = found["decided"]
    for at, posture in enumerate(found["postures"]):
        tally = total(cells_of(found, posture))
        column = [number(cell) for cell in page.column("outcomes", f"lines, {posture}")]
        assert column[-1] == sum(column[:-1]) == decided
        for name in ("destinations", "months", "chips"):
            table = f"{name}-{at}" if at else name
            if name == "chips" and case == "no chips":
                continue
            assert sum(number(cell) for cell in page.column(table, "lines")) == decided
            if tally.of("licence_required"):
                assert sum(number(cell) for cell in page.column(table, "licence required")) == tally.of(
                    "licence_required"
                )
    assert not any(word in page.shown.lower() for word in NEVER)
    assert page.shown.count("not legal advice") == 1
    assert len(drawings(text)) >= 2


def test_the_small_book_says_what_it_holds(summary: dict[str, Any]) -> None:
    page = read(summary_page(summary))
    assert (
        "In the enforced posture, of 12 decided lines 2 need a licence, 1 is prohibited, 2 cannot be decided before "
        "open facts are known, 2 are authorized (2 with steps open), 2 are not subject to the rules "
        "and for 3 no licence requirement was found."
    ) in page.shown
    best = (
        "One answer settles most: In which country is the consignee headquartered? "
        "(fact consignee.headquarters, usually known by: the consignee)."
    )
    assert f"{best} It alone would settle 1 of 2 open lines" in page.shown
    assert page.tables["missing"][1] == ["In which country is the consignee headquartered?", "the consignee", "2", "1"]
    assert page.tables["requirements"][1][:2] == ["Advanced computing items", "4"]
    assert page.tables["ways"][1] == ["NAC", "2", "2", "8"]
    assert page.tables["accounts"][1] == [
        "Low processing performance: Kelana Group, 2025",
        "million TPP",
        "26.9",
        "23",
        "3.9",
        "1",
        "1",
        "1",
    ]
    assert "2025-04-01: line SO-2, 20 million TPP; it would have made 35" in page.shown
    assert "2025-02-03: 3.2 million TPP reached with line SO-1" in page.shown
    assert "only a lower bound" in page.shown
    assert "would settle 1 line." in page.shown
    assert "lockgate book line orders.csv --line SO-2603/1" in page.shown
    assert "lockgate book line 'my orders.csv' --line 6" in page.shown
    assert "'Malasia'" in page.shown
    assert "Does the destination lack the power that the product needs?" in page.shown
    assert "As known on 2026-06-30" in page.shown
    assert page.tables["destinations"][4][0] == "Singapore"
    assert page.tables["destinations"][4][-2] == "at least 0"


def test_a_cube_along_axes_gives_the_same_tables_as_a_whole_one(summary: dict[str, Any]) -> None:
    summary["days"] = {"first": "2025-11-03", "last": "2026-02-27"}
    whole = read(summary_page(summary))
    parted = read(summary_page(by_axes(summary)))
    assert parted.tables == whole.tables
    assert parted.shown == whole.shown
    summary = by_axes(summary)
    summary["cube"] = [cell for cell in summary["cube"] if cell.get("chip") != "nvidia-rtx-4090"]
    shown = read(summary_page(summary)).shown
    assert "the outcomes by chip in the enforced posture count 10 lines, but 12 were decided" in shown


def test_notices_of_shipments_bounds_and_notes_are_told(summary: dict[str, Any]) -> None:
    account = summary["accounts"][0]
    account |= {"used_at_most": "26", "by_this_book": "20", "cite": "15 CFR 740.29", "more_notices": 3}
    account["limits"] = [{"from": "2025-01-01", "limit": "20"}, {"from": "2025-03-01", "limit": "26.9"}]
    account["notices"] = [
        {"at": "3.2", "date": "2025-06-20", "line": "SO-3", "what": "notify BIS", "reached": "5", "certain": True}
        | {"per": per, "step": "lpp-notice"}
        for per in ("shipment", "account")
    ]
    summary["notes"] = ["a column was left out: Unit Price"]
    summary["readings"] = {"lpp_740_2": "lenient"}
    page = read(summary_page(summary))
    head = ["account", "unit", "cap", "used", "of it by this book", "left at most"]
    assert page.tables["accounts"][0][:6] == head
    assert page.tables["accounts"][1][2:6] == ["26.9", "at least 23", "20", "3.9"]
    assert "2025-06-20: notify BIS, because the shipment of line SO-3 has 5 million TPP (due from 3.2)" in page.shown
    assert "2025-06-20: notify BIS, because line SO-3 brings the account to 5 million TPP (due from 3.2)" in page.shown
    assert "and 3 more" in page.shown
    assert "the cap changed: 20 from 2025-01-01, 26.9 from 2025-03-01" in page.shown
    assert "Note a column was left out: Unit Price" in page.shown
    assert "lpp_740_2 = lenient" in page.shown


def test_an_account_without_cap_or_days_has_no_drawing(summary: dict[str, Any]) -> None:
    summary["accounts"][0] |= {"limit": None, "series": [], "notices": [], "refused": [], "refused_lines": 0}
    text = summary_page(summary)
    page = read(text)
    assert page.tables["accounts"][1][2:5] == ["no cap known", "23", "not known"]
    assert "with no cap that is known" in page.shown
    assert "every line fitted" in page.shown
    assert "Use over time" not in page.shown


def test_both_postures_are_shown(summary: dict[str, Any]) -> None:
    page = read(summary_page(summary))
    assert [number(cell) for cell in page.column("outcomes", "lines, codified")] == [2, 0, 5, 2, 2, 1, 12]
    assert page.tables["ways-1"][1:] == [["LPP", "5", "0", "32"], ["NAC", "5", "0", "32"]]


def test_an_empty_book_is_told_to_be_empty() -> None:
    page = read(summary_page(made(lines=0, rejected=0, accounts=0)))
    assert "No line was read: the book is empty." in page.shown
    assert "By destination" not in page.shown
    assert not page.tables


def test_a_book_of_rejects_says_so() -> None:
    page = read(summary_page(made(lines=0, rejected=9, accounts=0)))
    assert "No line was decided: all 9 rows were rejected." in page.shown
    assert sum(number(cell) for cell in page.column("rejects", "problems")) == 9
    assert "the one row was rejected" in read(summary_page(made(lines=0, rejected=1, accounts=0))).shown


def test_a_bare_summary_gives_a_page() -> None:
    bare = {"schema": "lockgate.book-summary/1", "lines": 0, "decided": 0, "rejected": 0}
    assert "the book is empty" in read(summary_page(bare)).shown


def test_counts_that_do_not_add_up_are_told(summary: dict[str, Any]) -> None:
    summary["decided"] = 11
    shown = read(summary_page(summary)).shown
    assert "15 lines were read, but 11 decided and 3 rejected make 14" in shown
    assert "the outcomes in the enforced posture count 12 lines, but 11 were decided" in shown


def test_something_else_is_refused(comparison: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"this is lockgate.book-comparison/1"):
        summary_page(comparison)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_stay_text(name: str, summary: dict[str, Any]) -> None:
    word = HOSTILE[name]
    summary["source"] = [word]
    summary["cube"][0]["chip"] = summary["cube"][0]["destination"] = word
    summary["accounts"][0]["key"]["ultimate_parent"] = word
    summary["rejects"][0]["example"]["value"] = word
    summary["missing"][0]["question"] = word
    summary["examples"]["licence_required"][0]["label"] = word
    text = summary_page(summary)
    text.encode()
    page = read(text)
    assert page.tags.count("script") == 1


def test_the_same_summary_gives_the_same_page_in_any_order(summary: dict[str, Any]) -> None:
    first = summary_page(summary)
    other = json.loads(json.dumps(summary))
    random.Random(4).shuffle(other["cube"])
    assert summary_page(other) == first


def test_places_without_a_shape_are_named_below_the_map() -> None:
    found = made(lines=60, destinations=("MY", "ZZ"), chips=CHIPS[:1])
    shown = read(summary_page(found)).shown
    assert "Not on the map, but in the table: ZZ (ZZ)." in shown
    assert "Not on the map" not in read(summary_page(made(lines=60, destinations=COMMON))).shown


def test_optional_names_win(summary: dict[str, Any]) -> None:
    summary["names"] = {"destinations": {"MY": "Malaya"}, "chips": {"nvidia-h100-sxm": "our H100"}}
    page = read(summary_page(summary))
    assert "Malaya" in page.column("destinations", "destination")
    assert "our H100" in page.column("chips", "chip")


def test_no_single_answer_settles(summary: dict[str, Any]) -> None:
    for one in summary["missing"]:
        one["settles"] = 0
    assert "No single answer settles a line by itself." in read(summary_page(summary)).shown
    summary["missing"] = []
    assert "2 lines cannot be decided, and the summary names no question for them." in read(summary_page(summary)).shown
