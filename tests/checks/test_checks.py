"""Every fault that was put into a law is found, shown by a transaction, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("z3", reason="the extra check is not installed")

from tests.checks.support import DAY, faulty

import lockgate
from lockgate.checks.findings import Accepted, Finding, gone, judged, read_accepted
from lockgate.checks.run import Scope, check
from lockgate.checks.witness import Judge
from lockgate.compiler.rulebook import BUILT_IN
from lockgate.engine.determine import default_rulebook
from lockgate.errors import InputError, RulebookError

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.checks.run import Report
    from lockgate.compiler.rulebook import Rulebook

EXPECTED = {
    ("dead", "T-dead", ""),
    ("dead", "T-flag", "raised_when"),
    ("shadowed", "T-never", ""),
    ("overlap", "T-first", "T-side"),
    ("gap", "T-need", ""),
    ("idle", "T-way", ""),
    ("idle", "T-exempt", ""),
    ("idle", "T-shut", ""),
    ("redundant", "T-twice", "destination is one of MY, SG"),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return faulty(tmp_path_factory.mktemp("law"))


@pytest.fixture(scope="module")
def report(book: Rulebook) -> Report:
    return check(book, Scope(on=DAY, postures=("codified",)))


def mine(report: Report) -> dict[tuple[str, str, str], Finding]:
    return {one.key: one for one in report.findings if one.provision.startswith("T-")}


def test_every_fault_is_found(report: Report) -> None:
    assert set(mine(report)) == EXPECTED
    assert report.tally.unconfirmed == []
    assert report.tally.undecided == []
    assert not report.clean


def test_what_is_not_faulty_is_not_found(report: Report) -> None:
    assert not {one for one in mine(report) if one[1] in {"T-owned", "T-side"}}


@pytest.mark.parametrize("key", [("shadowed", "T-never", ""), ("overlap", "T-first", "T-side"), ("gap", "T-need", "")])
def test_a_witness_can_be_run(report: Report, book: Rulebook, key: tuple[str, str, str]) -> None:
    witness = mine(report)[key].shown_by
    assert witness is not None
    found = lockgate.determine(witness.transaction, posture=witness.posture, rulebook=book)
    assert found.outcome in {"licence_required", "cannot_decide", "prohibited", "authorized", "no_requirement_found"}
    assert Judge(book).decided(witness) is not None


def test_a_dead_condition_says_which_legs_clash(report: Report) -> None:
    assert mine(report)["dead", "T-dead", ""].message == (
        "its condition can never hold: destination = MY and destination = CN"
    )


def test_a_report_as_json(report: Report) -> None:
    found = report.to_dict()
    assert found["open"] == len(report.open)
    assert found["stretches"] == 1
    assert all(
        one["witness"]
        for one in found["findings"]
        if one["check"] in ("overlap", "gap", "shadowed") and one["provision"] == "T-need"
    )


def test_one_provision_alone(book: Rulebook) -> None:
    alone = check(book, Scope(on=DAY, postures=("codified",), provision="T-twice"))
    assert [one.key for one in alone.findings] == [("redundant", "T-twice", "destination is one of MY, SG")]
    assert alone.provisions == 1
    assert check(book, Scope(on=DAY, postures=("codified",), provision="T-need", checks=("gap",))).open
    assert check(book, Scope(on=DAY, postures=("codified",), provision="T-side", checks=("overlap", "shadowed"))).open
    assert check(book, Scope(on=DAY, postures=("codified",), provision="T-way", checks=("idle",))).open
    assert not check(book, Scope(on=DAY, postures=("codified",), provision="T-owned")).findings


@pytest.mark.parametrize(
    ("scope", "word"),
    [
        (Scope(provision="no-such"), "no provision"),
        (Scope(checks=("no-such",)), "no check"),
        (Scope(postures=("no-such",)), "unknown posture"),
    ],
)
def test_what_cannot_be_asked(scope: Scope, word: str) -> None:
    with pytest.raises(InputError, match=word):
        check(default_rulebook(), scope)


def test_acceptances() -> None:
    finding = Finding("dead", "x", "never holds")
    accepted = Accepted("dead", "x", "", "because", "checks.yaml:1")
    assert judged([finding], [accepted])[0].accepted == "because"
    assert judged([finding], [])[0].accepted == ""
    assert gone([], [accepted], ["dead"]) == [accepted]
    assert gone([], [accepted], ["gap"]) == []
    assert gone([finding], [accepted], ["dead"]) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: b\n", "are a list"),
        ("- {provision: x, check: dead}\n", "has provision"),
        ("- {provision: x, check: nothing, reason: y}\n", "there is no check"),
    ],
)
def test_acceptances_that_cannot_be_read(text: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "checks.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=word):
        read_accepted(tmp_path)


def test_each_acceptance_names_a_provision() -> None:
    accepted = read_accepted(BUILT_IN)
    assert accepted
    assert {one.provision for one in accepted} <= set(default_rulebook().source.provisions)


@pytest.mark.slow
def test_the_rulebook_has_no_open_finding() -> None:
    report = check(default_rulebook())
    assert report.open == []
    assert report.gone == []
    assert report.clean
    assert report.cpu_seconds < 60
