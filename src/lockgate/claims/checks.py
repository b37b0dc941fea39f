"""The kinds of checks: small assertions about a rulebook that the engine evaluates."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.claims.looking import BASE, DAYS, Looking, day_of
from lockgate.claims.records import Check, Checked
from lockgate.claims.values import measure, shipment
from lockgate.engine.spoken import spoken
from lockgate.errors import LockgateError, RulebookError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lockgate.engine.result import Determination

_ENFORCED = "enforced"
_REASONS = 3
_CLOSED = ("closed", "failed", "possible")


@dataclass(frozen=True, slots=True)
class Found:
    """What a test gave: whether it holds, what was expected and found, and what that rests on."""

    passed: bool
    expected: str
    found: str
    provisions: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


def run(check: Check, looking: Looking) -> Checked:
    """Run one check on a rulebook."""
    try:
        found = KINDS[check.kind](check.test, looking)
    except LockgateError as error:
        # what a claim rests on may be gone, or called otherwise, in a rulebook of another day
        found = Found(passed=False, expected=check.kind, found=error.message)
    provisions, cites = (
        tuple(dict.fromkeys(name for name in names if name)) for names in (found.provisions, found.cites)
    )
    return Checked(check.shows, check.says, check.kind, found.passed, found.found, found.expected, provisions, cites)


# ---- what stands in the rulebook


def _parameter(test: Mapping[str, Any], looking: Looking) -> Found:
    parameter, day = looking.parameter(test["id"]), day_of(test["on"], looking.place)
    number, wanted = looking.number(test["id"], day), Fraction(Decimal(test["is"]))
    shown = "no value" if number is None else measure(number, parameter.unit)
    expected = f"{parameter.id} is {measure(wanted, parameter.unit)} {_unit(parameter.unit)} on {day}".replace(
        "  ", " "
    )
    return Found(number == wanted, expected, shown, (parameter.id,), (parameter.cite.ref,))


def _unit(unit: str) -> str:
    return "" if unit == "share" else "operations" if unit.endswith("operations") else unit


def _members(test: Mapping[str, Any], looking: Looking) -> Found:
    day = day_of(test["on"], looking.place)
    members = looking.members(test["group"], day)
    inside, outside = test.get("include", []), test.get("exclude", [])
    wrong = [code for code in inside if code not in members] + [code for code in outside if code in members]
    said = [f"{', '.join(inside)} in {test['group']}"] if inside else []
    said += [f"{', '.join(outside)} not in {test['group']}"] if outside else []
    group = looking.source.sets[test["group"]]
    found = f"otherwise: {', '.join(wrong)}" if wrong else "so it is"
    return Found(not wrong, f"{'; '.join(said)} on {day}", found, (group.id,), (group.cite.ref,))


def _instrument(test: Mapping[str, Any], looking: Looking) -> Found:
    instrument = looking.instrument(test["id"])
    wanted = {name: day_of(test[name], looking.place) for name in DAYS if name in test}
    real = {name: getattr(instrument, name) for name in wanted}
    expected, found = (", ".join(f"{_spoken(name)} {day}" for name, day in days.items()) for days in (wanted, real))
    return Found(wanted == real, expected, found, (instrument.id,), (instrument.cite,))


def _spoken(name: str) -> str:
    return {"known_from": "known from", "effective": "effective from", "compliance": "to be followed from"}.get(
        name, name
    )


def _status(test: Mapping[str, Any], looking: Looking) -> Found:
    instrument = looking.instrument(test["id"])
    status = looking.book.status(instrument.id, day_of(test["on"], looking.place))
    wanted = {name: test[name] == "yes" for name in status if name in test}
    real = {name: status[name] for name in wanted}
    expected, found = (", ".join(name if on else f"not {name}" for name, on in one.items()) for one in (wanted, real))
    return Found(wanted == real, f"{expected} on {test['on']}", found, (instrument.id,), (instrument.cite,))


def _provision(test: Mapping[str, Any], looking: Looking) -> Found:
    provision, wanted = looking.provision(test["id"]), test["proposed"] == "yes"
    words = {True: "a proposal, no law", False: "law"}
    return Found(
        provision.proposed is wanted, words[wanted], words[provision.proposed], (provision.id,), (provision.cite.ref,)
    )


# ---- what an answer says


def _answered(test: Mapping[str, Any], looking: Looking, facts: Mapping[str, Any]) -> Found:
    """Compare an answer with every part that the test expects."""
    day, posture = day_of(test["on"], looking.place), test.get("posture", _ENFORCED)
    answer = looking.answer(facts, day, posture)
    held = [one for one in answer.requirements if one.status == "holds"]
    eccn = answer.classification.eccn
    ways = tuple(one for one in answer.authorizations if one.status not in _CLOSED)
    parts = {
        "outcome": (answer.outcome or "", answer.outcome == test.get("outcome")),
        "outcome_not": (answer.outcome or "", answer.outcome != test.get("outcome_not")),
        "review_policy": (answer.review_policy or "", answer.review_policy == test.get("review_policy")),
        "requirement": (", ".join(one.id for one in held), test.get("requirement") in {one.id for one in held}),
        "way": (", ".join(one.code for one in ways), test.get("way") in {one.code for one in ways}),
        "eccn": (eccn or "open", eccn == test.get("eccn")),
    }
    asked = [name for name in parts if name in test]
    if not asked:
        raise RulebookError(
            "a check expects nothing of the answer", place=looking.place, hint=f"one of {', '.join(parts)}"
        )
    expected = "; ".join(_expected(name, test[name]) for name in asked)
    found = "; ".join(spoken(parts[name][0]) if parts[name][0] else "nothing" for name in asked)
    provisions, cites = _behind(answer, "eccn" in asked, ways if "way" in asked else ())
    return Found(all(parts[name][1] for name in asked), f"{expected} ({posture}, {day})", found, provisions, cites)


def _expected(name: str, value: str) -> str:
    if name == "outcome_not":
        return f"not {spoken(value)}"
    return value if name in ("requirement", "eccn") else spoken(value) if name != "way" else f"by {value}"


def _behind(answer: Determination, classes: bool, ways: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The provisions that an answer rests on: what holds, prohibits or removes, what names the class; or why not."""
    held = [(one.id, one.cite) for one in answer.requirements if one.status in ("holds", "exempt")]
    held += [(one.id, one.cite) for one in ways]
    wanted: tuple[str, ...] = ("prohibits",) if answer.outcome == "prohibited" else ()
    if classes or not held:
        wanted += ("classifies",) if answer.outcome != "not_subject" else ("defines",)
    if wanted:
        held += [(proof.id, proof.cite) for proof in answer.proof if proof.effect in wanted and proof.truth == "true"]
    held = held or [(proof.id, proof.cite) for proof in answer.proof][:_REASONS]
    return tuple(name for name, _ in held), tuple(cite for _, cite in held)


def _shipment(test: Mapping[str, Any], looking: Looking) -> Found:
    return _answered(test, looking, shipment(test))


def _remote(test: Mapping[str, Any], looking: Looking) -> Found:
    """Remote use of chips that stay where they are by a company from elsewhere."""
    user = {"headquarters": test["customer"], "ultimate_parent": test["customer"]}
    facts = {
        "activity": "remote_access",
        "origin": "US",
        "destination": test["at"],
        "item": {"chip": test["chip"], "quantity": "1"},
        "parties": {"end_user": user},
        "end_use": ["internal_use"],
        "base": BASE,
        **test.get("facts", {}),
    }
    return _answered(test, looking, facts)


def _weights(test: Mapping[str, Any], looking: Looking) -> Found:
    """Weights of a model trained from scratch, without synthetic data; operations in units of 1e21."""
    item = {
        "kind": "weights",
        "training_operations": f"{test['operations']}e21 operations",
        "weights_published": test.get("published", "no"),
        "derived_from_published": "no",
        "synthetic_share": "0",
        "quantity": "1",
    }
    buyer = {"location": test["to"], "headquarters": test["to"], "ultimate_parent": test["to"]}
    facts = {
        "activity": "export",
        "origin": "US",
        "destination": test["to"],
        "item": item,
        "parties": {"consignee": buyer, "recipient": buyer},
        "base": BASE,
    }
    return _answered(test, looking, facts)


def _memory(test: Mapping[str, Any], looking: Looking) -> Found:
    """Memory stacks, by their bandwidth density."""
    item = {"kind": "hbm", "memory_bandwidth_density": test["density"], "processing_dominant": "no"}
    return _answered(test, looking, {**shipment({"to": test["to"], "chip": ""}), "item": {**item, "quantity": "100"}})


def _holder(test: Mapping[str, Any], looking: Looking) -> Found:
    """A limit on what a holder has installed or does."""
    day = day_of(test["on"], looking.place)
    answer = looking.answer({"subject": "holder", "holder": test["facts"]}, day, test.get("posture", _ENFORCED))
    limit = next((one for one in answer.limits if one.id == test["limit"]), None)
    found = "no such limit" if limit is None else limit.status
    cites = () if limit is None else (limit.cite,)
    expected = f"{test['limit']} {test['status']} ({test.get('posture', _ENFORCED)}, {day})"
    return Found(found == test["status"], expected, found, (test["limit"],), cites)


def _classed(test: Mapping[str, Any], looking: Looking) -> Found:
    item = {"chip": test["chip"], **{key: test[key] for key in ("kind", "circuits") if key in test}}
    return _answered(test, looking, {"item": item})


KINDS: dict[str, Callable[[Mapping[str, Any], Looking], Found]] = {
    "parameter": _parameter,
    "members": _members,
    "instrument": _instrument,
    "status": _status,
    "provision": _provision,
    "shipment": _shipment,
    "remote": _remote,
    "weights": _weights,
    "memory": _memory,
    "holder": _holder,
    "classed": _classed,
}
"""Kinds of checks by their key in ``claims.yaml``."""

NEEDED = {
    "parameter": ("id", "on", "is"),
    "members": ("group", "on"),
    "instrument": ("id",),
    "status": ("id", "on"),
    "provision": ("id", "proposed"),
    "shipment": ("on", "chip", "to"),
    "remote": ("on", "chip", "at", "customer"),
    "weights": ("on", "to", "operations"),
    "memory": ("on", "to", "density"),
    "holder": ("on", "facts", "limit", "status"),
    "classed": ("on", "chip"),
}
"""Keys without which a check of a kind asks nothing."""
