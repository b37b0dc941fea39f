"""JSON Schema of the answer, ``lockgate.determination/1``, for other programs."""

from __future__ import annotations

from typing import Any

from lockgate.compiler.model import CONFIDENCE
from lockgate.compiler.provisions import POLICIES
from lockgate.engine.outcome import CANNOT_DECIDE, LADDER
from lockgate.engine.result import SCHEMA

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_YES_NO = {"type": "boolean"}
_DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_TEXTS = {"type": "array", "items": _TEXT}
_TRUTH = {"enum": ["true", "false", "unknown"]}


def result_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a determination.

    >>> schema = result_schema()
    >>> schema["properties"]["outcome"]["enum"][-1] is None
    True
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "A determination by Lockgate",
        **_object(_top(), optional=("lines", "looked_up", "proof")),
        "$defs": {**_parts(), **_proofs()},
    }


def _top() -> dict[str, Any]:
    outcomes: list[str | None] = [*LADDER, CANNOT_DECIDE]
    rulebook = _object(
        {"version": _TEXT, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "current_to": _DAY}
    )
    return {
        "schema": {"const": SCHEMA},
        "id": _MAYBE,
        "label": _MAYBE,
        "as_of": _DAY,
        "known_at": _or_null(_DAY),
        "posture": {"type": "string", "pattern": "^(enforced|codified|proposed:.+)$"},
        "outcome": {"enum": [*outcomes, None]},
        "because": _TEXT,
        "at_least": {"enum": [*LADDER, None]},
        "at_most": {"enum": [*LADDER, None]},
        "release": _YES_NO,
        "ready": _YES_NO,
        "class": _object({"eccn": _MAYBE, "level": _MAYBE, "limb": _MAYBE, "possible": _TEXTS}),
        **{key: _list(one) for key, one in _LISTS.items()},
        "holds": _TEXTS,
        "not_checked": _TEXTS,
        "warnings": _TEXTS,
        "assumed": {"type": "array", "items": _object({"fact": _TEXT, "value": _TEXT, "why": _TEXT})},
        "review_policy": _policy(),
        "confidence": {"enum": list(CONFIDENCE)},
        "rulebook": rulebook,
        "looked_up": {"$ref": "#/$defs/looked_up"},
        "lines": {"type": "array", "items": {"$ref": "#"}},
        "proof": _list("proof"),
    }


_LISTS = {
    "requirements": "requirement",
    "authorizations": "authorization",
    "limits": "limit",
    "quota": "quota",
    "flags": "flag",
    "missing": "missing",
    "readings": "reading",
    "postures": "posture",
}


def _parts() -> dict[str, Any]:
    other = _object({"value": _TEXT, "gives": _TEXT})
    sides = {"type": "array", "items": other}
    accounts = dict.fromkeys(("limit", "used", "left"), _MAYBE)
    flag_states = {"enum": ["raised", "explained", "clear", "to_ask"]}
    return {
        "requirement": _object(_requirement()),
        "authorization": _object(_authorization()),
        **_acts(),
        "quota": _object({"account": _TEXT, "per": _TEXTS, "amount": _TEXT, **accounts}),
        "flag": _object({"id": _TEXT, "ask": _TEXT, "evidence": _TEXT, "status": flag_states}),
        "missing": _object({"fact": _TEXT, "question": _TEXT, "known_by": _TEXT}),
        "reading": _object({"id": _TEXT, "question": _TEXT, "used": _TEXT, "otherwise": sides, "cite": _TEXT}),
        "posture": _object(_posture()),
        "looked_up": _object(_looked_up()),
    }


def _acts() -> dict[str, Any]:
    own = {"id": _TEXT, "do": _TEXT}
    step = {**own, "status": {"enum": ["open", "done", "failed", "waiting"]}, "shown_by": _TEXT, "opens_on": _DAY}
    state = {"status": {"enum": ["met", "broken", "unknown"]}, "word": _TEXT, "earliest": _DAY}
    return {
        "step": _object(step, optional=("shown_by", "opens_on")),
        "duty": _object({**own, "due": _TEXT}, optional=("due",)),
        "limit": _object({"id": _TEXT, "name": _TEXT, "cite": _TEXT, **state}, optional=("earliest",)),
    }


def _posture() -> dict[str, Any]:
    outcome = {"enum": [*LADDER, CANNOT_DECIDE, None]}
    lists = {"requirements": _TEXTS, "authorizations": _TEXTS}
    return {"id": _TEXT, "outcome": outcome, "because": _TEXT, **lists, "review_policy": _policy()}


def _looked_up() -> dict[str, Any]:
    questions = {"type": "object", "additionalProperties": _TEXT}
    sources = {"type": "array", "items": _object({"fact": _TEXT, "value": _TEXT, "evidence": _TEXTS})}
    texts = dict.fromkeys(("lists", "notes", "conflicts"), _TEXTS)
    return {"names": _YES_NO, "sources": sources, "questions": questions, **texts}


def _requirement() -> dict[str, Any]:
    return {
        "id": _TEXT,
        "reason": _TEXT,
        "cite": _TEXT,
        "status": {"enum": ["holds", "may_hold", "exempt"]},
        "review_policy": _policy(),
        "answered_by": _TEXTS,
        "confidence": {"enum": list(CONFIDENCE)},
    }


def _authorization() -> dict[str, Any]:
    states = ["eligible", "steps_open", "possible", "too_early", "insufficient", "failed", "closed"]
    return {
        "id": _TEXT,
        "code": _TEXT,
        "name": _TEXT,
        "cite": _TEXT,
        "status": {"enum": states},
        "why": _TEXT,
        "steps": _list("step"),
        "duties": _list("duty"),
        "opens_on": _or_null(_DAY),
        "aes_code": _MAYBE,
        "records": _MAYBE,
        "covers": _TEXTS,
    }


def _proofs() -> dict[str, Any]:
    fact = _object({"fact": _TEXT, "value": _TEXT})
    reason = {"text": _TEXT, "truth": _TRUTH, "facts": {"type": "array", "items": fact}, "because": _list("reason")}
    names = ("provision", "name", "effect", "cite", "made_by", "gist")
    marks = {"truth": _TRUTH, "confidence": {"enum": list(CONFIDENCE)}, "reason": {"$ref": "#/$defs/reason"}}
    return {
        "reason": _object(reason, optional=("facts", "because")),
        "proof": _object({**dict.fromkeys(names, _TEXT), **marks}),
    }


def _policy() -> dict[str, Any]:
    policies: list[str | None] = [*POLICIES]
    return {"enum": [*policies, None]}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _or_null(one: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [one, {"type": "null"}]}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
