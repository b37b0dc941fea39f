"""The summary on a terminal: the same counts, in eighty columns, with nothing taken for markup."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.books.report.made import comparison as made_comparison
from tests.books.report.made import summary as made
from tests.books.report.test_summary_page import CASES, NEVER
from tests.memo.names import HOSTILE

from lockgate.books.report import show, show_comparison
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable


def shown(result: dict[str, Any], printer: Callable[[Any, Console], None] = show, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width)
    printer(result, console)
    text = console.file
    assert isinstance(text, io.StringIO)
    return text.getvalue()


def test_the_summary_was_looked_at(golden: Callable[[str, str], None], summary: dict[str, Any]) -> None:
    golden("summary.txt", shown(summary))


def test_the_comparison_was_looked_at(golden: Callable[[str, str], None], comparison: dict[str, Any]) -> None:
    golden("comparison.txt", shown(comparison, show_comparison))


@pytest.mark.parametrize("case", CASES)
def test_no_line_is_wider_than_the_terminal(case: str) -> None:
    text = shown(made(**({"lines": 300} | CASES[case])))
    assert max(cell_len(line) for line in text.split("\n")) <= 80
    assert not any(word in text.lower() for word in NEVER)
    assert "not legal advice" in text


def test_long_names_of_accounts_and_reasons_fold() -> None:
    found = made(lines=30)
    found["accounts"][0]["key"]["ultimate_parent"] = "a group with a name " * 12
    found["rejects"][0]["reason"] = "a reason that is told at length " * 6
    found["rejects"][0]["column"] = "a column with a name " * 6
    assert max(cell_len(line) for line in shown(found).split("\n")) <= 80


def test_empty_states_are_told() -> None:
    assert "The book is empty: no line was read." in shown(made(lines=0, rejected=0, accounts=0))
    text = shown(made(lines=0, rejected=5, accounts=0))
    assert "No line was decided: every row was rejected." in text
    assert "Rejected rows" in text


def test_a_comparison_says_what_made_the_difference(comparison: dict[str, Any]) -> None:
    text = shown(comparison, show_comparison)
    assert "5 of 12 decided lines (42 %) change their outcome." in text
    assert "no single provision" in text
    assert "None of the 12,000 decided lines changes its outcome." in shown(
        made_comparison(changed=False), show_comparison
    )


def test_counts_that_do_not_add_up_are_told(summary: dict[str, Any], comparison: dict[str, Any]) -> None:
    summary["lines"] = 16
    comparison["lines"] = 16
    assert "the counts do not add up" in shown(summary)
    assert "the counts do not add up" in shown(comparison, show_comparison)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_stay_text(name: str, summary: dict[str, Any], comparison: dict[str, Any]) -> None:
    word = f"[bold]{HOSTILE[name]}"
    summary["missing"][0]["question"] = summary["accounts"][0]["key"]["ultimate_parent"] = word
    summary["rejects"][0]["reason"] = summary["rejects"][0]["example"]["value"] = word
    comparison["before"]["label"] = comparison["groups"][0]["provisions"][0]["name"] = word
    for text in (shown(summary), shown(comparison, show_comparison)):
        assert "\x1b" not in text
        assert "\x07" not in text


def test_something_else_is_refused(summary: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        shown(summary, show_comparison)
    with pytest.raises(InputError):
        shown({})
