"""Every folder of tests/good compiles on every day in every posture; what it decides is as it says."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.compiler.support import BASE, DAY, FALSE, OPEN, TRUE, Compiled, Some, cells, grounded, word

from lockgate.compiler.rulebook import Rulebook
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from pathlib import Path

GOOD = BASE.parent
OVERLAYS = ("edges", "signs")


def book(name: str) -> Rulebook:
    return Rulebook.load(BASE, [GOOD / name]) if name in OVERLAYS else Rulebook.load(GOOD / name)


def decided(found: Rulebook, known: dict[str, Any], day: date = DAY) -> dict[str, str]:
    """What holds, by provision."""
    unit = found.unit(day)
    some = Some({"as_of": day, **known}, {"parties": ((), True), "circuits": ((), True)})
    slots = cells(found, some) + [0] * (2 * len(unit.fold_at))
    assert unit.fold_function
    assert unit.decide_function
    unit.fold_function(slots)
    possible, certain, _ = unit.decide_function(slots)
    return {rule.id: word(bool(possible & rule.bit), bool(certain & rule.bit)) for rule in unit.rules}


@pytest.mark.parametrize("folder", sorted(path for path in GOOD.iterdir()), ids=lambda path: path.name)
def test_compiles(folder: Path) -> None:
    found = book(folder.name)
    units = {(day, posture): found.unit(day, posture) for day in found.calendar.days for posture in found.postures}
    assert all(unit.decide_function for unit in units.values())
    assert {unit.day for unit in units.values()} == set(found.calendar.days)


def test_plain() -> None:
    found = book("plain")
    assert found.symbols.countries == ("US",)
    assert found.unit(DAY).levels == {1: 1}
    assert decided(found, {"item.stated_eccn": "A"})["T"] == TRUE


@pytest.mark.parametrize(("large", "level"), [("true", {"a"}), ("false", {"b"}), ({"true", "false"}, {"a", "b"})])
def test_bare(large: Any, level: set[str]) -> None:
    found = book("bare")
    slots = cells(found, Some({"as_of": DAY, "large": large}))
    decide = found.unit(DAY).decide_function
    assert decide
    decide(slots)
    slot = found.layout.slots["class.level"]
    assert {name for name, bit in slot.bits.items() if slots[slot.at] & bit} == level


def test_wording_that_is_not_there_yet() -> None:
    found = book("edges")
    assert "T-never" in {rule.id for rule in found.unit(found.first_day).rules}
    assert decided(found, {"activity": "export"}, found.first_day)["T-never"] == FALSE
    assert decided(found, {"activity": "export"}, date(2023, 6, 1))["T-never"] == TRUE
    assert decided(found, {"activity": "export"}, date(2023, 6, 1))["N-never"] == TRUE


def test_what_can_never_hold() -> None:
    found = decided(book("edges"), {})
    assert {name: found[name] for name in ("B-nowhere", "T-nowhere", "N-nowhere")} == dict.fromkeys(
        ("B-nowhere", "T-nowhere", "N-nowhere"), FALSE
    )


def test_negative_numbers() -> None:
    node = grounded(book("edges"), "-1 * value >= -5")
    compiled = Compiled(book("edges"), node)
    assert [compiled.answer(Some({"value": value})) for value in (5, "5.01", (5, 6))] == [TRUE, FALSE, OPEN]


def test_steps_read_earlier_stages() -> None:
    known = {"knows.military": "true", "value": 1, "activity": "export", "evidence.certificate": "false"}
    assert decided(book("edges"), known)["Q"] == FALSE
    assert decided(book("edges"), {**known, "evidence.certificate": "true"})["Q"] == TRUE


def test_bracketed_algebra() -> None:
    compiled = Compiled(book("edges"), grounded(book("edges"), "around(destination)"))
    places = {"NO": TRUE, "DE": FALSE, "HK": TRUE, "MO": TRUE, "US": FALSE}
    assert {place: compiled.answer(Some({"destination": place})) for place in places} == places


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, {"T1": FALSE, "T2": TRUE, "T5": TRUE, "T6": FALSE, "A1": FALSE, "A2": FALSE}),
        ({"evidence.certificate": "true"}, {"T2": FALSE, "T4": FALSE}),
        ({"knows.informed_on": DAY}, {"T6": TRUE}),
        ({"evidence.filed_on": date(2025, 1, 1), "evidence.status": "full"}, {"T5": FALSE, "A1": TRUE}),
        ({"evidence.met": (("one",), ("one",))}, {"A2": TRUE}),
        ({"evidence.met": (("one", "two"), ("one", "two")), "knows.military": "true"}, {"A2": FALSE, "A3": FALSE}),
        ({"evidence.met": (("two",), ("two",))}, {"A3": TRUE}),
    ],
)
def test_signs(known: dict[str, Any], expected: dict[str, str]) -> None:
    found = decided(book("signs"), known)
    assert {name: found[name] for name in expected} == expected


def test_countries_need_their_table(tmp_path: Path) -> None:
    copy = shutil.copytree(GOOD / "plain", tmp_path / "plain")
    (copy / "country_names.yaml").unlink()
    with pytest.raises(RulebookError, match="'place' holds countries, and there is no table of them") as found:
        Rulebook.load(copy)
    assert (found.value.place, found.value.hint) == ("facts.yaml:3", "add country_names.yaml")
