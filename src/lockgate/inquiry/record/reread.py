"""A determination from its JSON: the records that `Determination.to_dict` printed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from lockgate.door.model import LookedUp, Source
from lockgate.engine.ask import Missing
from lockgate.engine.prove import Proof, Reason
from lockgate.engine.records import Act, Authorization, Classification, Flag, Limit, QuotaUse, Requirement
from lockgate.engine.result import Determination, PostureAnswer, ReadingEffect

if TYPE_CHECKING:
    from collections.abc import Mapping


def reread(found: Mapping[str, Any]) -> Determination:
    """The determination that ``to_dict(explain=True)`` printed; what JSON leaves out stays empty.

    Errors: KeyError, TypeError or ValueError where the form is another one.
    """
    known = found["known_at"]
    return Determination(
        as_of=date.fromisoformat(found["as_of"]),
        known_at=date.fromisoformat(known) if known else None,
        posture=found["posture"],
        outcome=found["outcome"],
        at_least=found["at_least"],
        at_most=found["at_most"],
        release=found["release"],
        ready=found["ready"],
        classification=_classification(found["class"]),
        requirements=tuple(_requirement(one) for one in found["requirements"]),
        authorizations=tuple(_authorization(one) for one in found["authorizations"]),
        review_policy=found["review_policy"],
        limits=tuple(_limit(one) for one in found["limits"]),
        quota=tuple(_quota(one) for one in found["quota"]),
        flags=tuple(Flag(one["id"], one["ask"], one["evidence"], one["status"], "") for one in found["flags"]),
        holds=tuple(found["holds"]),
        assumed=tuple(dict(one) for one in found["assumed"]),
        missing=tuple(Missing(one["fact"], one["question"], one["known_by"], 0.0) for one in found["missing"]),
        not_checked=tuple(found["not_checked"]),
        readings=tuple(_reading(one) for one in found["readings"]),
        postures=tuple(_posture(one) for one in found["postures"]),
        confidence=found["confidence"],
        warnings=tuple(found["warnings"]),
        rulebook=dict(found["rulebook"]),
        id=found["id"] or "",
        label=found["label"] or "",
        because=found["because"],
        looked_up=looked_up(found.get("looked_up")),
        lines=tuple(reread(one) for one in found.get("lines", ())),
        proof=tuple(_proof(one) for one in found.get("proof", ())),
    )


def looked_up(found: Mapping[str, Any] | None) -> LookedUp | None:
    """What was looked up, out of its JSON."""
    if found is None:
        return None
    return LookedUp(
        found["names"] is True,
        tuple(
            Source(str(one["fact"]), str(one["value"]), tuple(map(str, one["evidence"]))) for one in found["sources"]
        ),
        tuple((str(fact), str(text)) for fact, text in found["questions"].items()),
        *(tuple(map(str, found[key])) for key in ("lists", "notes", "conflicts")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _classification(one: Mapping[str, Any]) -> Classification:
    return Classification(one["eccn"], one["level"], one["limb"], tuple(one["possible"]))


def _requirement(one: Mapping[str, Any]) -> Requirement:
    answered = tuple(one["answered_by"])
    return Requirement(
        one["id"], one["reason"], one["cite"], one["status"], one["review_policy"], answered, one["confidence"]
    )


def _act(one: Mapping[str, Any]) -> Act:
    status, shown_by, due = (one.get(key, "") for key in ("status", "shown_by", "due"))
    return Act(one["id"], one["do"], status, shown_by, due, _day(one.get("opens_on")))


def _authorization(one: Mapping[str, Any]) -> Authorization:
    return Authorization(
        id=one["id"],
        code=one["code"],
        name=one["name"],
        cite=one["cite"],
        status=one["status"],
        why=one["why"],
        steps=tuple(_act(step) for step in one["steps"]),
        duties=tuple(_act(duty) for duty in one["duties"]),
        opens_on=_day(one["opens_on"]),
        aes_code=one["aes_code"] or "",
        records=one["records"] or "",
        covers=tuple(one["covers"]),
    )


def _limit(one: Mapping[str, Any]) -> Limit:
    return Limit(one["id"], one["name"], one["cite"], one["status"], one["word"], _day(one.get("earliest")))


def _quota(one: Mapping[str, Any]) -> QuotaUse:
    limit, used, left = (one[key] or "" for key in ("limit", "used", "left"))
    return QuotaUse(one["account"], tuple(one["per"]), one["amount"], limit, used, left)


def _reading(one: Mapping[str, Any]) -> ReadingEffect:
    otherwise = tuple((other["value"], other["gives"]) for other in one["otherwise"])
    return ReadingEffect(one["id"], one["question"], one["used"], otherwise, one["cite"])


def _posture(one: Mapping[str, Any]) -> PostureAnswer:
    lists = tuple(one["authorizations"]), one["review_policy"], tuple(one["requirements"])
    return PostureAnswer(one["id"], one["outcome"], one["because"], *lists)


def _proof(one: Mapping[str, Any]) -> Proof:
    return Proof(
        id=one["provision"],
        name=one["name"],
        effect=one["effect"],
        truth=one["truth"],
        cite=one["cite"],
        made_by=one["made_by"],
        gist=one["gist"],
        confidence=one["confidence"],
        reason=_reason(one["reason"]),
    )


def _reason(one: Mapping[str, Any]) -> Reason:
    facts = tuple((fact["fact"], fact["value"]) for fact in one.get("facts", ()))
    return Reason(one["text"], one["truth"], facts, tuple(_reason(inner) for inner in one.get("because", ())))
