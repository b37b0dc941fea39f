"""A whole decision: stages, prohibitions, requirements, exemptions, ways past them, closures and steps."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from tests.compiler.support import BASE, DAY, FALSE, OPEN, TRUE, Some, base, cells, word

if TYPE_CHECKING:
    from lockgate.compiler.unit import Unit

NOBODY = {"parties": ((), True), "circuits": ((), True)}


@cache
def unit(posture: str = "enforced", day: date = DAY) -> Unit:
    return base().unit(day, posture)


class Decided:
    """What a unit decides on what is known."""

    def __init__(
        self, known: dict[str, Any], groups: dict[str, Any] | None = None, posture: str = "enforced", day: date = DAY
    ) -> None:
        self.unit = unit(posture, day)
        given = {"as_of": day, "reading.move_date": "effect", "reading.strictness": "strict", **known}
        self.cells = cells(base(), Some(given, {**NOBODY, **(groups or {})}))
        self.cells += [0] * (2 * len(self.unit.fold_at))
        assert self.unit.fold_function
        assert self.unit.decide_function
        assert self.unit.side_function
        self.unit.fold_function(self.cells)
        self.possible, self.certain, self.covers = self.unit.decide_function(self.cells)
        self.possible, self.certain = self.unit.side_function(self.cells, self.possible, self.certain)

    def bit(self, name: str) -> int:
        return next((rule.bit for rule in self.unit.rules if rule.id == name), 0)

    def holds(self, name: str) -> str:
        return word(bool(self.possible & self.bit(name)), bool(self.certain & self.bit(name)))

    def stage(self, name: str) -> set[str]:
        slot = base().layout.slots[f"class.{name}"]
        return {value for value, bit in slot.bits.items() if self.cells[slot.at] & bit}

    def covered(self, way: str) -> dict[str, str]:
        """For each requirement whether the way covers it."""
        found = [(maybe, sure) for bit, maybe, sure in self.covers if bit == self.bit(way)]
        maybe, sure = found[0] if found else (0, 0)
        return {
            rule.id: word(bool(maybe & rule.bit), bool(sure & rule.bit))
            for rule in self.unit.of("requires")
            if maybe & rule.bit
        }


A = {"item.tpp": 5000, "item.area": 100, "item.kind": "ic"}
B = {"item.tpp": 1000, "item.area": 100, "item.kind": "ic"}
LOW = {"item.tpp": 10, "item.area": 100, "item.kind": "ic"}


@pytest.mark.parametrize(
    ("known", "level", "eccn"),
    [
        (A, {"a"}, {"3A090.a"}),
        (B, {"b"}, {"3A090.b"}),
        (LOW, {"none"}, {"other", "EAR99", "4E091"}),
        ({**A, "item.kind": "board"}, {"a"}, {"other", "EAR99", "4E091"}),
        ({**A, "item.tpp": (1000, 5000)}, {"a", "b"}, {"3A090.a", "3A090.b", "other", "EAR99", "4E091"}),
        ({**A, "item.tpp": (10, 5000)}, {"a", "b", "none"}, {"3A090.a", "3A090.b", "other", "EAR99", "4E091"}),
        (
            {**A, "item.tpp": (1600, 5000), "item.area": 1},
            {"a", "b"},
            {"3A090.a", "3A090.b", "other", "EAR99", "4E091"},
        ),
        ({**A, "item.kind": {"ic", "board"}}, {"a"}, {"3A090.a", "other", "EAR99", "4E091"}),
    ],
)
def test_one_stages(known: dict[str, Any], level: set[str], eccn: set[str]) -> None:
    found = Decided(known)
    assert (found.stage("level"), found.stage("eccn")) == (level, eccn)


@pytest.mark.parametrize(
    ("known", "stated", "level", "eccn"),
    [
        ({**A, "item.tpp": (10, 5000)}, "3A090.b", {"b"}, {"3A090.b"}),
        ({**A, "item.tpp": (10, 5000)}, "EAR99", {"none"}, {"EAR99"}),
        ({**A, "item.tpp": (10, 5000)}, "3D001", {"a", "b", "none"}, {"3D001"}),
        (A, "3A090.b", {"a"}, {"3A090.a"}),
        (LOW, "4E091", {"none"}, {"4E091"}),
    ],
)
def test_what_the_maker_states_narrows_but_never_contradicts(
    known: dict[str, Any], stated: str, level: set[str], eccn: set[str]
) -> None:
    found = Decided({**known, "item.stated_eccn": stated})
    assert (found.stage("level"), found.stage("eccn")) == (level, eccn)


def test_two_stated_entries_say_nothing() -> None:
    found = Decided({**A, "item.tpp": (10, 5000), "item.stated_eccn": {"3A090.a", "3A090.b"}})
    assert found.stage("level") == {"a", "b", "none"}


@pytest.mark.parametrize(("destination", "expected"), [("CN", TRUE), ("US", FALSE), ({"CN", "US"}, OPEN)])
def test_requirements_read_earlier_stages(destination: Any, expected: str) -> None:
    assert Decided({**A, "destination": destination}).holds("R-scope") == expected
    assert Decided({**B, "destination": destination}).holds("R-scope") == expected
    assert Decided({**LOW, "destination": destination}).holds("R-scope") == FALSE


def test_prohibitions_and_subject() -> None:
    listed = Some({"party.lists": (("denied",), ("denied",)), "party.headquarters": "US", "party.parent": "US"})
    found = Decided({"activity": "export"}, {"parties": ([listed], True)})
    assert (found.holds("P-denied"), found.holds("S")) == (TRUE, TRUE)
    assert Decided({"activity": "transfer", "origin": "DE"}).holds("S") == FALSE
    assert Decided({"activity": "transfer"}).holds("S") == OPEN
    assert found.unit.holds["subject_to_ear"] == found.bit("S")


LED = Some({"party.headquarters": "MO", "party.parent": "US", "party.lists": ((), ())}, {"owners": ((), True)})


@pytest.mark.parametrize(
    ("made", "complete", "expected"),
    [
        ("true", True, FALSE),
        ("false", True, TRUE),
        ({"true", "false"}, True, OPEN),
        ("true", False, OPEN),
        (None, True, TRUE),
    ],
)
def test_exemptions_remove_requirements(made: Any, complete: bool, expected: str) -> None:
    circuit = Some({"circuit.made": made} if made else {})
    found = Decided(A, {"parties": ([LED], True), "circuits": ([circuit], complete)})
    assert found.holds("R-hq") == expected


def test_enforcement_narrows() -> None:
    for destination, enforced in (("CN", TRUE), ("DE", FALSE), ({"CN", "DE"}, OPEN)):
        assert Decided({**A, "destination": destination}).holds("R-new") == enforced
        assert Decided({**A, "destination": destination}, posture="codified").holds("R-new") == TRUE
    assert Decided({**A, "destination": "DE"}, day=date(2025, 5, 14)).bit("R-new") == 0


WAY = {**A, "destination": "AE", "evidence.status": "full", "value": 10, "activity": "export"}


def test_a_way_past_requirements() -> None:
    found = Decided(WAY, posture="codified")
    assert found.holds("X") == TRUE
    assert found.covered("X") == {"R-hq": TRUE, "R-new": TRUE, "R-scope": TRUE}
    assert Decided({**WAY, "evidence.status": "partial"}).covered("X") == {}
    assert Decided({**WAY, "destination": {"AE", "CN"}}).covered("X") == {"R-hq": OPEN, "R-new": OPEN, "R-scope": OPEN}
    assert Decided({**WAY, **LOW}).covered("X") == {}, "nothing to overcome"


def test_unless() -> None:
    assert Decided({**WAY, "knows.military": "true"}).covered("X") == {}
    assert Decided({**WAY, "knows.military": {"true", "false"}}).holds("X") == OPEN


@pytest.mark.parametrize(
    ("activity", "expected"),
    [("transfer", None), ("export", TRUE), ({"export", "transfer"}, OPEN)],
)
def test_closures_for_some_requirements(activity: Any, expected: str | None) -> None:
    covered = Decided({**WAY, "activity": activity}, {"parties": ([LED], True)}).covered("X")
    assert covered.get("R-hq") == expected
    assert covered["R-scope"] == TRUE


@pytest.mark.parametrize(("screened", "expected"), [("true", TRUE), ("false", None), ({"true", "false"}, OPEN)])
def test_closures_for_all_requirements(screened: Any, expected: str | None) -> None:
    known = {**A, "destination": "DE", "screened": screened}
    found = Decided(known, posture="codified")
    assert found.covered("Y").get("R-new") == expected
    assert Decided(known).bit("Y") == 0, "not enforced"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, TRUE),
        ({"evidence.certificate": "true"}, TRUE),
        ({"evidence.certificate": "false"}, FALSE),
        ({"value": 1000, "evidence.filed_on": DAY - timedelta(days=9)}, FALSE),
        ({"value": 1000, "evidence.filed_on": DAY - timedelta(days=10)}, TRUE),
        ({"value": 1000}, TRUE),
        ({"value": 999, "evidence.filed_on": DAY}, TRUE),
        ({"value": (999, 1000), "evidence.filed_on": DAY}, OPEN),
        ({"value": 1000, "evidence.filed_on": (DAY - timedelta(days=20), DAY)}, OPEN),
    ],
)
def test_steps(changes: dict[str, Any], expected: str) -> None:
    assert Decided({**WAY, **changes}).holds("X") == expected


def test_flags_and_remarks_are_decided_apart() -> None:
    found = Decided({"knows.transit": (("CN",), ("CN",)), "origin": "DE"})
    assert (found.holds("F"), found.holds("W")) == (TRUE, TRUE)
    assert Decided({"origin": "US"}).holds("W") == FALSE
    assert Decided({}).holds("F") == FALSE
    assert (Decided({}, posture="codified").holds("W-codified"), Decided({}).bit("W-codified")) == (TRUE, 0)


def test_a_draft_adds_to_what_is_enforced() -> None:
    found = Decided({"activity": "transfer"}, posture="proposed:draft")
    assert found.holds("D-more") == TRUE
    assert Decided({"activity": "transfer"}).bit("D-more") == 0


def test_order_of_the_chains() -> None:
    found = unit()
    assert [rule.id for rule in found.chains["level"]] == ["L-a", "L-b"]
    assert [rule.id for rule in found.reviews[Decided({}).bit("R-scope")]] == ["V-deny", "V-case"]
    assert BASE.name == "base"


def test_rules_by_effect_and_bit() -> None:
    found = unit()
    assert [rule.id for rule in found.of("closes")] == ["Z-all", "Z-shut"]
    assert all(found.rule(rule.bit) is rule for rule in found.rules)
    assert found.picked(0) == []


def test_conditions_beside_the_decision() -> None:
    rules = {rule.id: rule for rule in unit().rules}
    assert rules["F"].raised is not None
    assert rules["M"].must is not None
    assert [step.step.id for step in rules["X"].steps] == ["x-certificate", "x-notice"]
    assert [step.step.id for step in rules["X"].duties] == ["x-certificate", "x-notice", "x-report"]
    assert [step.wait for step in rules["X"].steps] == [0, 10]
