"""Several items, exit codes, postures and knowledge; an answer is immutable and prints as JSON."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.engine.mini import ask, line, mini, party, requires, transaction

import lockgate
from lockgate.door.model import Categorical
from lockgate.engine.determine import determine
from lockgate.engine.result import exit_code, worst_code
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

# ---- several items


def test_the_worst_line_speaks_for_all(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("has(circuits, circuit.tpp >= 5)"))
    items = (line("small", 1, quantity=1), line("big", 9, quantity=1), line("open", quantity=1))
    found = determine(transaction(items=items), rulebook=book)
    assert [one.outcome for one in found.lines] == ["no_requirement_found", "licence_required", "cannot_decide"]
    assert (found.outcome, found.label, found.exit_code, found.release) == ("licence_required", "big", 20, False)
    assert found.because.startswith("big: ")
    assert len(found.to_dict()["lines"]) == 3


def test_a_held_line_is_worse_than_a_free_one(tmp_path: Path) -> None:
    rules = "- {id: f1, effect: flags, flag: k-01, ask: odd?, instrument: law, raised_when: item.quantity >= 5}"
    items = (line("", 1, quantity=1), line("", 1, quantity=7))
    found = determine(transaction(items=items), rulebook=mini(tmp_path, rules))
    assert (found.exit_code, found.holds, found.release, found.ready) == (12, ("k-01",), False, True)
    assert not found.because.startswith(":")


@pytest.mark.parametrize(
    ("codes", "worst"),
    [([], 0), ([0, 10], 10), ([10, 11], 11), ([11, 12], 12), ([12, 40], 40), ([40, 20], 20), ([20, 30], 30)],
)
def test_worst_code(codes: list[int], worst: int) -> None:
    assert worst_code(codes) == worst


def test_codes_of_the_outcomes(tmp_path: Path) -> None:
    book = mini(tmp_path, "- {id: stop, effect: prohibits, instrument: law, when: a}")
    assert [exit_code(ask(book, facts)) for facts in ({"a": True}, {"a": False}, {})] == [30, 0, 40]


@pytest.mark.parametrize("question", [{"as_of": "2023-12-31"}, {"known_at": "2023-12-31"}])
def test_no_answer_for_a_day_before_the_rulebook_begins(tmp_path: Path, question: dict[str, Any]) -> None:
    book = mini(tmp_path, requires("a"))
    with pytest.raises(InputError, match="2023-12-31 lies before this rulebook begins") as found:
        determine(transaction({"a": True}), rulebook=book, **question)
    assert found.value.place == next(iter(question))
    assert "2024-01-01 or later" in (found.value.hint or "")
    later: dict[str, Any] = dict.fromkeys(question, "2024-01-01")
    first = determine(transaction({"a": True}), rulebook=book, **later)
    assert first.outcome == "licence_required"


# ---- shipment.tpp on the real rulebook


def shipment(*rows: dict[str, Any], **facts: Any) -> lockgate.Determination:
    consignee = {"location": "CH", "headquarters": "CH", "ultimate_parent": "CH"}
    return lockgate.determine(
        {
            "as_of": "2025-06-01",
            "activity": "export",
            "origin": "US",
            "destination": "CH",
            "items": list(rows),
            "parties": {"consignee": consignee},
            "base": "ordinary-course",
            **facts,
        },
        posture="codified",
    )


@pytest.mark.parametrize(
    ("rows", "fits"),
    [
        ([("nvidia-h100-sxm", 1000), ("nvidia-h100-sxm", 699)], True),
        ([("nvidia-h100-sxm", 1000), ("nvidia-h100-sxm", 700)], False),
        ([("nvidia-h100-sxm", 1600), ("nvidia-l40", 90000)], True),
        ([("nvidia-h100-sxm", 1699)], True),
        ([("nvidia-h100-sxm", 1700)], False),
    ],
)
def test_the_lines_of_a_shipment_share_one_amount(rows: list[tuple[str, int]], fits: bool) -> None:
    """26.9 million TPP a year; only lines at the upper level count."""
    found = shipment(*({"chip": chip, "quantity": quantity} for chip, quantity in rows))
    first = (found.lines or (found,))[0]
    lpp = next(way for way in first.authorizations if way.code == "LPP")
    assert (lpp.status in {"eligible", "steps_open"}) == fits


def test_an_open_quantity_leaves_the_amount_open() -> None:
    found = shipment({"chip": "nvidia-h100-sxm", "quantity": 10}, {"chip": "nvidia-h100-sxm"})
    assert next(way for way in found.lines[0].authorizations if way.code == "LPP").status == "possible"
    alone = shipment({"chip": "nvidia-h100-sxm"})
    assert next(way for way in alone.authorizations if way.code == "LPP").status == "possible"


def test_an_open_figure_leaves_the_amount_open() -> None:
    found = shipment({"chip": "nvidia-h100-sxm", "quantity": 10}, {"kind": "ic", "quantity": 10})
    assert next(way for way in found.lines[0].authorizations if way.code == "LPP").status == "possible"


@pytest.mark.parametrize(("stated", "fits"), [(26_000_000, True), (27_000_000, False)])
def test_a_stated_amount_is_taken(stated: int, fits: bool) -> None:
    rows = ({"chip": "nvidia-h100-sxm", "quantity": 1}, {"chip": "nvidia-h100-sxm", "quantity": 1})
    found = shipment(*rows, shipment={"tpp": stated}).lines[0]
    lpp = next(way for way in found.authorizations if way.code == "LPP")
    assert (lpp.status in {"eligible", "steps_open"}) == fits


# ---- postures and knowledge


def h100_to_malaysia(**how: Any) -> lockgate.Determination:
    consignee = {"location": "MY", "headquarters": "MY", "ultimate_parent": "MY"}
    facts = {
        "as_of": "2025-06-01",
        "activity": "export",
        "origin": "US",
        "destination": "MY",
        "item": {"chip": "nvidia-h100-sxm", "quantity": 8},
        "parties": {"consignee": consignee},
        "base": "ordinary-course",
    }
    return lockgate.determine(facts, **how)


def test_what_was_announced_later_was_not_known_earlier() -> None:
    """Non-enforcement was announced on 2025-05-13: known on June 1, not on May 10."""
    assert h100_to_malaysia(known_at="2025-06-01").outcome == "no_requirement_found"
    before = h100_to_malaysia(known_at=date(2025, 5, 10))
    assert before.outcome == h100_to_malaysia(posture="codified").outcome == "authorized"
    assert before.to_dict()["known_at"] == "2025-05-10"
    assert h100_to_malaysia().to_dict()["known_at"] is None


def test_both_postures_are_shown_and_the_difference_is_said() -> None:
    found = h100_to_malaysia(posture="codified")
    assert [answer.id for answer in found.postures] == ["codified", "enforced"]
    assert any(
        text.startswith("in the enforced posture the outcome is no_requirement_found") for text in found.warnings
    )


def test_a_proposal_is_asked_for_by_name(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("FALSE"), proposed="- {id: p1, effect: requires, instrument: bill}")
    found = ask(book, posture="proposed:bill")
    assert [(answer.id, answer.outcome) for answer in found.postures] == [
        ("proposed:bill", "licence_required"),
        ("enforced", "no_requirement_found"),
        ("codified", "no_requirement_found"),
    ]
    assert sum("posture the outcome is" in text for text in found.warnings) == 2
    with pytest.raises(InputError, match="unknown posture"):
        ask(book, posture="proposed:nothing")


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"as_of": "yesterday"}, "is no date"),
        ({"known_at": "2025-02-30"}, "is no date"),
        ({"readings": {"lpp_740": "strict"}}, "unknown reading"),
        ({"readings": {"lpp_740_2": "loose"}}, "has no side"),
        ({"posture": "feared"}, "unknown posture"),
    ],
)
def test_wrong_questions(how: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        h100_to_malaysia(**how)


def test_a_day_is_needed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the day of the transaction is missing"):
        determine(transaction(day=None), rulebook=mini(tmp_path, requires("a")))


# ---- immutable, and JSON


def test_an_answer_cannot_be_changed() -> None:
    found = h100_to_malaysia()
    with pytest.raises(FrozenInstanceError):
        found.outcome = "prohibited"  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.rulebook["version"] = "0"  # type: ignore[index]
    with pytest.raises(TypeError):
        found.assumed[0]["value"] = "known"  # type: ignore[index]
    for name in found.__dataclass_fields__:
        assert not isinstance(getattr(found, name), (list, set, dict)), name


def test_requirements_of_what_is_not_subject_are_not_listed(tmp_path: Path) -> None:
    rules = "- {id: d1, effect: defines, as: subject_to_ear, instrument: law, when: a}\n" + requires("TRUE")
    found = ask(mini(tmp_path, rules), {"a": False})
    assert (found.outcome, found.requirements) == ("not_subject", ())
    assert found.because == "the item or the activity is not subject to the EAR"
    assert found.proof[0].id == "d1"


def test_one_of_two_words_is_shown_as_such(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("colour = 'red'"))
    found = ask(book, {"colour": Categorical(frozenset({"red", "blue"}))})
    assert "colour is one of red, blue" in found.explain()


def test_stand_ins_are_the_same_party(tmp_path: Path) -> None:
    """The end user stands in for the consignee whom nobody named: what is open about it is one question."""
    book = mini(tmp_path, requires("has(consignee, party.listed)", "NOT has(consignee, party.listed)"))
    assert determine(transaction(parties=(party("end_user", ()),)), rulebook=book).outcome == "licence_required"
