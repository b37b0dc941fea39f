"""Every repair is true: the transaction stated otherwise is determined anew, whole and with each change left out."""

from __future__ import annotations

import dataclasses
import random
from typing import TYPE_CHECKING, Any

import pytest
from tests.inquiry.edits import stated, value_of
from tests.inquiry.rawedits import written
from tests.rulebook.cases import all_cases

from lockgate.engine.outcome import LADDER
from lockgate.inquiry.comparison.facts import joined_roles
from lockgate.inquiry.look import Look
from lockgate.inquiry.reasons.why import why

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lockgate.door.model import Transaction
    from lockgate.engine.result import Determination
    from lockgate.inquiry.reasons.records import Repair, RepairChange

CASES = [case for _, case in all_cases() if "transaction" in case]
ASKED = ("AIA", "LPP", "NAC", "ACA", "authorized", "no_requirement_found", "", "licence_required", "prohibited")


def drawn(count: int, seed: int) -> Iterator[tuple[Mapping[str, Any], str]]:
    rng = random.Random(seed)
    for case in rng.sample(CASES, count):
        yield case, rng.choice(ASKED)


def after(transaction: Transaction, look: Look, changes: tuple[RepairChange, ...]) -> Determination:
    """The answer once these changes are made."""
    readings = dict(look.readings)
    for change in (part for one in changes for part in one.parts or (one,)):
        if change.path.startswith("reading."):
            readings[change.path.removeprefix("reading.")] = change.values[0]
        elif change.path == "as_of":
            look = look.over(as_of=change.at_least)
        else:
            slot = look.book.layout.slots.get(fact_of(change.path, look))
            worded = change.values or change.at_least or change.at_most
            transaction = stated(
                transaction, change.path, value_of(change, slot.kind if slot else "") if worded else None
            )
    return look.over(readings=readings).determine(dataclasses.replace(transaction, raw={}))


def fact_of(path: str, look: Look) -> str:
    """The declared fact behind a path such as ``consignee.lists``."""
    facts = look.book.layout.symbols.facts
    field = path.rpartition(".")[2]
    ends = [
        name for name in facts if name == path or (name.startswith("party.") and name.removeprefix("party.") == field)
    ]
    return path if path in facts else ends[0] if ends else path


def holds(found: Determination, wanted: str, repair: Repair) -> bool:
    """Whether what the repair promises is there: the outcome, and by the authorization that was asked for."""
    if wanted and wanted not in LADDER:
        fits = {one.code for one in found.authorizations if one.status in ("eligible", "steps_open")}
        return found.outcome == "authorized" and wanted in fits
    return found.outcome == repair.outcome


def test_every_repair_does_what_it_says_and_no_part_of_it_does() -> None:
    checked = 0
    for case, asked in drawn(150, seed=7):
        look = Look(posture=str(case.get("posture", "enforced")))
        transaction = joined_roles(look.typed(case["transaction"]))
        answer = look.determine(transaction)
        if answer.outcome is None or answer.outcome == asked or len(transaction.items) > 1:
            continue
        for way in why(transaction, look, asked).lines[0].ways:
            wanted = way.code if way.id else asked
            assert not (way.fits and way.repairs), (case["id"], way.code)
            for repair in way.repairs:
                told = [(change.path, change.to) for change in repair.changes]
                found = after(transaction, look, repair.changes)
                assert holds(found, wanted, repair), (case["id"], asked, told, found.outcome, found.because)
                for left_out in repair.changes:
                    less = tuple(change for change in repair.changes if change is not left_out)
                    fewer = after(transaction, look, less)
                    assert not less or not holds(fewer, wanted, repair), (case["id"], asked, told, left_out.path)
                checked += 1
    assert checked > 60


@pytest.mark.parametrize("seed", range(3))
def test_repairs_come_true_when_they_are_written_into_the_file(seed: int) -> None:
    """With chips of the catalogue: a fact that the catalogue gives is never offered as a change of that fact."""
    checked = others = 0
    named = [case for case in CASES if chips_of(case["transaction"])]
    rng = random.Random(seed)
    for case in rng.sample(named, 200):
        look = Look(posture=str(case.get("posture", "enforced")))
        raw, typed = case["transaction"], look.typed(case["transaction"])
        if look.determine(raw).outcome in (None, "authorized") or len(typed.items) > 1:
            continue
        (item,) = typed.items
        for way in why(raw, look, rng.choice(("authorized", "AIA", "NAC"))).lines[0].ways:
            for repair in way.repairs:
                told = [(change.path, change.to) for change in repair.changes]
                if any(change.parts for change in repair.changes):
                    others += 1
                    assert [(one.path, one.kind, one.now) for one in repair.changes if one.parts] == [
                        ("item.chip", "item", item.chip)
                    ]
                    continue
                assert not {change.path for change in repair.changes} & set(item.own), (case["id"], told)
                found = edited(raw, look, repair.changes)
                if found is not None:
                    assert holds(found, way.code, repair), (case["id"], way.code, told, found.outcome, found.because)
                    checked += 1
    assert checked > 30
    assert others > 10


def test_a_fact_that_contradicts_the_catalogue_is_settled_by_the_catalogue_or_another_item() -> None:
    """Stated against the catalogue it stays open; stating it once more would change nothing."""
    raw = {**base_case(), "item": {"chip": "nvidia-h200-sxm", "quantity": 8, "marketed_datacenter": "no"}}
    assert Look().typed(raw).conflicts
    ways = [way for code in ("NAC", "authorized") for way in why(raw, Look(), code).lines[0].ways]
    changes = [change for way in ways for one in way.repairs for change in one.changes]
    assert "item.chip" in {change.path for change in changes}
    assert all(change.values == ("true",) for change in changes if change.path == "item.marketed_datacenter")


def base_case() -> dict[str, Any]:
    """Chips to China, everything else ordinary."""
    china = {"location": "CN", "headquarters": "CN", "ultimate_parent": "CN"}
    return {
        "as_of": "2026-06-15",
        "activity": "export",
        "origin": "US",
        "destination": "CN",
        "base": "ordinary-course",
        "parties": {"consignee": china},
    }


def chips_of(raw: Mapping[str, Any]) -> bool:
    """Whether every item is named by the catalogue."""
    items = raw.get("items") or [raw.get("item") or {}]
    return all("chip" in item for item in items)


def edited(raw: Mapping[str, Any], look: Look, changes: tuple[RepairChange, ...]) -> Determination | None:
    """The answer to the file with these changes written into it; None where one of them is no single key."""
    readings, file = dict(look.readings), dict(raw)
    for change in changes:
        if change.path.startswith("reading."):
            readings[change.path.removeprefix("reading.")] = change.values[0]
            continue
        after_it = written(file, change)
        if after_it is None:
            return None
        file = after_it
    return look.over(readings=readings).determine(file)


@pytest.mark.parametrize("seed", range(3))
def test_what_fits_is_offered_no_repair(seed: int) -> None:
    for case, _ in drawn(40, seed):
        look = Look(posture=str(case.get("posture", "enforced")))
        transaction = look.typed(case["transaction"])
        answer = look.determine(transaction)
        fits = {one.code for one in answer.authorizations if one.status in ("eligible", "steps_open")}
        for code in fits if answer.outcome == "authorized" and not answer.lines else ():
            line = why(transaction, look, code).lines[0]
            assert line.already
            assert all(not way.repairs for way in line.ways if way.fits)
