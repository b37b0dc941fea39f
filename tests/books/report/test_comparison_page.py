"""The page about two looks: what changes adds up, groups say why, proofs stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.books.report.made import comparison as made
from tests.books.report.reader import drawings, number, read, undrawn
from tests.memo.names import HOSTILE

from lockgate.books.report import comparison_page
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_page_was_looked_at(golden: Callable[[str, str], None], comparison: dict[str, Any]) -> None:
    golden("comparison.html", undrawn(comparison_page(comparison)))


@pytest.mark.parametrize("lines", [12_000, 5_000_000])
def test_flows_and_groups_add_up(lines: int) -> None:
    found = made(lines=lines)
    page = read(comparison_page(found))
    rows = page.tables["flows"][1:]
    assert sum(number(row[3]) for row in rows) == found["decided"]
    assert sum(number(row[3]) for row in rows if row[2] == "yes") == found["changed"]
    assert sum(number(cell) for cell in page.column("groups", "lines")) == found["changed"]
    for at, group in enumerate(sorted(found["groups"], key=lambda one: -one["lines"]), 1):
        assert sum(number(cell) for cell in page.column(f"group-{at}-destinations", "lines")) == group["lines"]


def test_groups_say_what_made_the_difference(comparison: dict[str, Any]) -> None:
    page = read(comparison_page(comparison))
    assert "5 of 12 decided lines (42 %) change their outcome." in page.shown
    assert "4 lines move to a lighter outcome, 1 to a heavier one" in page.shown
    assert "1. Advanced computing items: narrowed" in [words for _, words in page.headings]
    assert "15 CFR 740.29 · 740.29 · authorizes" in page.shown
    assert "3. No single provision makes the difference" in [words for _, words in page.headings]
    assert "One of these lines with both proofs: SO-2601/1 (orders.csv row 2): 120 servers to Malaysia" in page.shown
    assert "a licence is required on these facts, under rulebook 2026.11.22 as of 2025-05-12" in page.shown
    assert "no proof was kept" in page.shown
    assert page.tables["looks"][1] == ["day", "2025-05-12", "2025-05-15", "differs"]
    assert page.tags.count("pre") == 5


def test_what_else_a_comparison_tells(comparison: dict[str, Any]) -> None:
    comparison["same_outcome_otherwise"] = {"lines": 2, "aspects": {"review policy": 2}}
    comparison["notes"] = ["sides were joined by line"]
    comparison["after"]["known_at"] = "2025-06-01"
    comparison["groups"][0]["provisions"][0] |= {
        "why": "not enforced",
        "law": ["not enforced", "old scope only"],
        "made_by": "a statement (BIS)",
    }
    comparison["groups"][0]["destinations"] = [["AE", 1]]
    page = read(comparison_page(comparison))
    assert "2 more lines keep their outcome, but something else in the answer differs: review policy 2." in page.shown
    assert "Note: sides were joined by line" in page.shown
    assert ["known at", "what is known now", "2025-06-01", "differs"] in page.tables["looks"]
    assert "not enforced old scope only by a statement (BIS)" in page.shown
    assert page.tables["group-1-destinations"][1:] == [["United Arab Emirates", "1"], ["others", "2"]]


def test_the_drawing_says_every_flow(comparison: dict[str, Any]) -> None:
    (drawing,) = drawings(comparison_page(comparison))
    said = [node.text for node in drawing.iter("title")]
    assert "licence required to no requirement found: 3 lines" in said
    assert "no requirement found to licence required: 1 lines" in said


def test_nothing_changes() -> None:
    page = read(comparison_page(made(changed=False)))
    assert "None of the 12,000 decided lines changes its outcome." in page.shown
    assert "Why, by the provision" not in page.shown


def test_nothing_decided() -> None:
    empty = {"schema": "lockgate.book-comparison/1", "before": {}, "after": {}}
    page = read(comparison_page({**empty, "lines": 2, "decided": 0, "rejected": 2, "changed": 0}))
    assert "No line could be decided on both sides." in page.shown
    assert "flows" not in page.tables


def test_looks_that_read_alike_are_told_apart(comparison: dict[str, Any]) -> None:
    comparison["after"] = comparison["before"] | {"overlays": ["ours"]}
    page = read(comparison_page(comparison))
    assert page.headings[0][1].startswith("before: 2025-05-12")
    assert page.tables["looks"][6] == ["overlays", "none", "ours", "differs"]


def test_counts_that_do_not_add_up_are_told(comparison: dict[str, Any]) -> None:
    comparison["changed"] = 6
    shown = read(comparison_page(comparison)).shown
    assert "6 lines are said to change, but the flows between different outcomes count 5" in shown


def test_something_else_is_refused(summary: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"this is lockgate.book-summary/1"):
        comparison_page(summary)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_stay_text(name: str, comparison: dict[str, Any]) -> None:
    word = HOSTILE[name]
    comparison["before"]["label"] = word
    group = comparison["groups"][0]
    group["provisions"][0]["name"] = group["example"]["label"] = group["example"]["before"] = word
    group["destinations"][0][0] = word
    page = read(comparison_page(comparison))
    assert page.tags.count("script") == 1
