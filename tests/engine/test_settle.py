"""Answers that Kleene's logic alone leaves open although every completion agrees; and the limits of that search."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from tests.engine.mini import DAY, ask, mini, party, requires, transaction

from lockgate.door.model import Categorical, Interval
from lockgate.engine import decide as decide_module
from lockgate.engine.decide import decide
from lockgate.engine.determine import determine, preparer_of

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.compiler.rulebook import Rulebook


def kleene(book: Rulebook, facts: dict[str, object]) -> str:
    """The outcome without the search of completions."""
    prepared = preparer_of(book).prepare(transaction(facts), None, DAY, {})
    return decide(book.unit(DAY), prepared, settle=False).verdict.outcome


TWO_SIDES: list[tuple[tuple[str, ...], dict[str, object]]] = [
    (("a", "NOT a"), {}),
    (("a AND b", "NOT a", "NOT b"), {}),
    (("mass >= 10", "mass < 10"), {}),
    (("mass > 10", "mass <= 10"), {"mass": Interval(Fraction(5), Fraction(50))}),
    (("2 * mass - used >= 3", "2 * mass - used < 3"), {"used": 7}),
    (("used - 2 * mass > 3", "used - 2 * mass <= 3"), {"used": 7}),
    (("overlap(plan, ('x', 'y'))", "NOT overlap(plan, ('x', 'y'))"), {}),
    (("colour = paint", "colour <> paint"), {"paint": "red"}),
    (("colour = paint", "colour <> paint"), {"colour": "red"}),
    (("colour IN ('red', 'green')", "colour = 'blue'"), {"colour": Categorical(frozenset({"red", "blue"}))}),
    (("packed_on >= '2025-01-01'", "packed_on < '2025-01-01'"), {}),
]


@pytest.mark.parametrize(("conditions", "facts"), TWO_SIDES, ids=range(len(TWO_SIDES)))
def test_both_sides_agree(tmp_path: Path, conditions: tuple[str, ...], facts: dict[str, object]) -> None:
    book = mini(tmp_path, requires(*conditions))
    assert kleene(book, facts) == "cannot_decide"
    found = ask(book, facts)
    assert (found.outcome, found.at_least, found.at_most) == ("licence_required",) * 3
    assert found.missing == ()


def test_an_element_s_fact_is_split_as_well(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("has(consignee, party.listed)", "NOT has(consignee, party.listed)"))
    found = determine(transaction(parties=(party("consignee"),)), rulebook=book)
    assert found.outcome == "licence_required"


def test_a_settled_stop_still_says_that_it_may_be_worse(tmp_path: Path) -> None:
    """The search looks at one fact; what another open fact may make of it stays in the bounds."""
    book = mini(
        tmp_path,
        requires("a", "NOT a") + "\n- {id: stop, effect: prohibits, instrument: law, when: b AND mass >= used}",
    )
    found = ask(book)
    assert (found.outcome, found.at_least, found.at_most) == ("licence_required", "licence_required", "prohibited")


def test_sides_that_differ_stay_open(tmp_path: Path) -> None:
    found = ask(mini(tmp_path, requires("a AND b", "a AND NOT b")))
    assert (found.outcome, found.at_least, found.at_most) == (
        "cannot_decide",
        "no_requirement_found",
        "licence_required",
    )


def test_a_slanted_line_between_two_open_numbers_is_not_split(tmp_path: Path) -> None:
    """Known limit: two open numbers in one comparison leave the answer open; both are asked for."""
    found = ask(mini(tmp_path, requires("mass >= used", "mass < used")))
    assert found.outcome == "cannot_decide"
    assert {item.fact for item in found.missing} == {"mass", "used"}


def test_two_open_words_are_not_split(tmp_path: Path) -> None:
    found = ask(mini(tmp_path, requires("colour = paint", "colour <> paint")))
    assert found.outcome == "cannot_decide"
    assert {item.fact for item in found.missing} == {"colour", "paint"}


def test_a_total_is_not_split(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("total(circuits, circuit.tpp) >= 5", "total(circuits, circuit.tpp) < 5"))
    found = ask(book)
    assert found.outcome == "cannot_decide"
    assert [item.fact for item in found.missing] == ["circuits"]


def test_the_search_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = mini(tmp_path, requires("a AND b", "NOT a", "NOT b"))
    monkeypatch.setattr(decide_module, "_BUDGET", 2)
    assert ask(book).outcome == "cannot_decide"


def test_the_slots_come_back_as_they_were(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("a AND b", "NOT a", "NOT b"))
    prepared = preparer_of(book).prepare(transaction(), None, DAY, {})
    before = list(prepared.cells)
    decided = decide(book.unit(DAY), prepared)
    assert decided.settled
    assert prepared.cells == before
    for name in ("a", "b"):
        slot = book.layout.slots[name]
        assert decided.cells[slot.at] == slot.full
