"""Rules of ownership come from the rulebook: lists, line, days, postures; nothing of them stands in code."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from lockgate import Rulebook
from lockgate.compiler.rulebook import BUILT_IN
from lockgate.errors import InputError, RulebookError
from lockgate.parties.ownership.regimes import control, rules

if TYPE_CHECKING:
    from pathlib import Path

BOOK = Rulebook.load(cached=True)
TABLE = (BUILT_IN / "ownership.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("day", "posture", "words"),
    [
        (date(2025, 9, 28), "enforced", "not in force on 2025-09-28 (not yet in force); comes into force 2025-09-29"),
        (
            date(2025, 9, 29),
            "enforced",
            "in force on 2025-09-29; in force 2025-09-29 to 2025-11-09; returns 2026-11-10",
        ),
        (
            date(2025, 11, 9),
            "codified",
            "in force on 2025-11-09; in force 2025-09-29 to 2025-11-09; returns 2026-11-10",
        ),
        (date(2025, 11, 10), "enforced", "not in force on 2025-11-10 (suspended); in force 2025-09-29 to 2025-11-09; "),
        (date(2026, 11, 9), "codified", "not in force on 2026-11-09 (suspended)"),
        (date(2026, 11, 10), "enforced", "in force on 2026-11-10; in force 2025-09-29 to 2025-11-09; in force since "),
    ],
)
def test_the_calendar_is_that_of_the_instrument(day: date, posture: str, words: str) -> None:
    rule = rules(BOOK, day, posture)[0]
    assert rule.calendar().startswith(words)
    assert rule.in_force == (BOOK.source.provisions["744.11-affiliates"].id in active(day, posture))


def active(day: date, posture: str) -> set[str]:
    return {rule.id for rule in BOOK.unit(day, posture).rules}


def test_the_return_is_marked_and_flags_come_and_go_with_the_rule() -> None:
    marks = {day: rules(BOOK, day)[0] for day in (date(2025, 10, 1), date(2026, 1, 15), date(2026, 11, 22))}
    assert [rule.confidence for rule in marks.values()] == ["confirmed", "confirmed", "unverified"]
    assert [[flag.id for flag in rule.flags] for rule in marks.values()] == [["kyc-29"], [], ["kyc-29-return"]]


def test_what_was_not_known_then_does_not_count() -> None:
    assert rules(BOOK, date(2026, 1, 15), known_at=date(2025, 10, 1))[0].in_force
    assert rules(BOOK, date(2026, 1, 15), known_at=date(2025, 9, 1))[0].state == "not known then"


def test_the_rule_of_the_treasury_is_kept_apart_and_marked() -> None:
    _, other = rules(BOOK, date(2025, 10, 1))
    assert sorted(other.regime.lists) == ["sdn", "sdn_744_8"]
    assert (other.confidence, other.periods) == ("recalled", None)
    assert "recalled" in other.calendar()


def test_an_unknown_posture_is_refused() -> None:
    with pytest.raises(InputError, match="posture"):
        rules(BOOK, date(2025, 10, 1), "imagined")


def changed(folder: Path, text: str) -> Rulebook:
    shutil.copytree(BUILT_IN, folder / "book", ignore=shutil.ignore_patterns("cases"))
    (folder / "book" / "ownership.yaml").write_text(text, encoding="utf-8")
    return Rulebook.load(folder / "book")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("affiliate_lists", "affiliate_list", "'lists' of affiliates names 'affiliate_list'.*affiliate_lists"),
        ("line: affiliates_min", "line: affiliates", "'line' of affiliates names 'affiliates'"),
        ("provision: 744.11-affiliates", "provision: 744.99", "'provision' of affiliates names '744.99'"),
        ("words: sdn,", "words: sdnn,", "'words' of ofac names an unknown list 'sdnn'.*sdn"),
        ("share: 0.50\n  cite", "share: half\n  cite", "'share' of ofac is no number"),
        ("share: 0.50                 #", "share: 0.25  #", "one half or more"),
        ("kind: parent", "kind: parents", "says nothing about ultimate parents"),
        (TABLE, "[]", "says nothing about ownership"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TABLE
    book = changed(tmp_path, TABLE.replace(old, new))
    with pytest.raises(RulebookError, match=message):
        rules(book, date(2025, 10, 1)), control(book)


def test_the_line_and_the_lists_are_read_and_the_table_counts_in_the_hash(tmp_path: Path) -> None:
    shutil.copytree(BUILT_IN, tmp_path / "book", ignore=shutil.ignore_patterns("cases"))
    for path, old, new in (
        ("parameters/parties.yaml", "to: 2026-11-09, value: 0.50", "to: 2026-11-09, value: 0.25"),
        ("ownership.yaml", "name: 50 percent rule of OFAC", "name: another name"),
    ):
        file = tmp_path / "book" / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
    book = Rulebook.load(tmp_path / "book")
    first, second = rules(book, date(2025, 10, 1))
    assert (float(first.regime.at_least), second.regime.name) == (0.25, "another name")
    assert book.sha256 != BOOK.sha256
