"""The answer: immutable records that print as the JSON of ``lockgate.determination/1``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lockgate.engine.ask import Missing
from lockgate.engine.prove import Proof

SCHEMA = "lockgate.determination/1"


@dataclass(frozen=True, slots=True)
class Classification:
    """Entry, level and what stays possible."""

    eccn: str | None
    level: str | None
    limb: str | None
    possible: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"eccn": self.eccn, "level": self.level, "limb": self.limb, "possible": list(self.possible)}


@dataclass(frozen=True, slots=True)
class Requirement:
    """A licence requirement that holds, may hold, or is exempt."""

    id: str
    reason: str
    cite: str
    status: str
    review_policy: str | None
    answered_by: tuple[str, ...]
    confidence: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "reason": self.reason,
            "cite": self.cite,
            "status": self.status,
            "review_policy": self.review_policy,
            "answered_by": list(self.answered_by),
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Act:
    """A step before shipment (with its state) or a duty after it (with its due time)."""

    id: str
    do: str
    status: str = ""
    shown_by: str = ""
    due: str = ""
    opens_on: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        found: dict[str, Any] = {"id": self.id, "do": self.do}
        for key in ("status", "shown_by", "due"):
            if getattr(self, key):
                found[key] = getattr(self, key)
        if self.opens_on:
            found["opens_on"] = self.opens_on.isoformat()
        return found


@dataclass(frozen=True, slots=True)
class Authorization:
    """A way past the requirements, and how far it is open."""

    id: str
    code: str
    name: str
    cite: str
    status: str
    why: str
    steps: tuple[Act, ...]
    duties: tuple[Act, ...]
    opens_on: date | None
    aes_code: str
    records: str
    covers: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "cite": self.cite,
            "status": self.status,
            "why": self.why,
            "steps": [step.to_dict() for step in self.steps],
            "duties": [duty.to_dict() for duty in self.duties],
            "opens_on": self.opens_on.isoformat() if self.opens_on else None,
            "aes_code": self.aes_code or None,
            "records": self.records or None,
            "covers": list(self.covers),
        }


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag that applies: raised, answered, or still to be asked."""

    id: str
    ask: str
    evidence: str
    status: str
    provision: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"id": self.id, "ask": self.ask, "evidence": self.evidence, "status": self.status}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit on what is no transaction, and whether it is kept."""

    id: str
    name: str
    cite: str
    status: str
    word: str
    earliest: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        found: dict[str, Any] = {"id": self.id, "name": self.name, "cite": self.cite, "status": self.status, "word": self.word}
        if self.earliest:
            found["earliest"] = self.earliest.isoformat()
        return found


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """What the transaction would draw from an account."""

    account: str
    per: tuple[str, ...]
    amount: str
    limit: str
    used: str
    left: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "account": self.account,
            "per": list(self.per),
            "amount": self.amount,
            "limit": self.limit or None,
            "used": self.used or None,
            "left": self.left or None,
        }


@dataclass(frozen=True, slots=True)
class ReadingEffect:
    """A contested reading that matters: the one used, and what the others would give."""

    id: str
    question: str
    used: str
    otherwise: tuple[tuple[str, str], ...]
    cite: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "question": self.question,
            "used": self.used,
            "otherwise": [{"value": value, "gives": gives} for value, gives in self.otherwise],
            "cite": self.cite,
        }


@dataclass(frozen=True, slots=True)
class PostureAnswer:
    """The outcome in one posture, with what decided it."""

    id: str
    outcome: str | None
    because: str
    authorizations: tuple[str, ...] = ()
    review_policy: str | None = None
    requirements: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "outcome": self.outcome,
            "because": self.because,
            "requirements": list(self.requirements),
            "authorizations": list(self.authorizations),
            "review_policy": self.review_policy,
        }


@dataclass(frozen=True, slots=True)
class Determination:
    """What was found, on these facts, under this rulebook, as of that date.

    ``outcome`` is one of not_subject, no_requirement_found, authorized, licence_required, prohibited, cannot_decide;
    it is None for a question about a holder, an applicant or a training run, which is answered by ``limits``.
    """

    as_of: date
    known_at: date | None
    posture: str
    outcome: str | None
    at_least: str | None
    at_most: str | None
    release: bool
    ready: bool
    classification: Classification
    requirements: tuple[Requirement, ...]
    authorizations: tuple[Authorization, ...]
    review_policy: str | None
    limits: tuple[Limit, ...]
    quota: tuple[QuotaUse, ...]
    flags: tuple[Flag, ...]
    holds: tuple[str, ...]
    assumed: tuple[dict[str, str], ...]
    missing: tuple[Missing, ...]
    not_checked: tuple[str, ...]
    readings: tuple[ReadingEffect, ...]
    postures: tuple[PostureAnswer, ...]
    confidence: str
    warnings: tuple[str, ...]
    rulebook: dict[str, str]
    id: str = ""
    label: str = ""
    because: str = ""
    lines: tuple[Determination, ...] = ()
    proof: Sequence[Proof] = field(default=(), repr=False, compare=False)

    def to_dict(self, *, explain: bool = False) -> dict[str, Any]:
        """The result as JSON-ready data; the proof with ``explain``."""
        found: dict[str, Any] = {
            "schema": SCHEMA,
            "id": self.id or None,
            "label": self.label or None,
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "posture": self.posture,
            "outcome": self.outcome,
            "because": self.because,
            "at_least": self.at_least,
            "at_most": self.at_most,
            "release": self.release,
            "ready": self.ready,
            "class": self.classification.to_dict(),
            **self._lists(),
            "review_policy": self.review_policy,
            "confidence": self.confidence,
            "rulebook": dict(self.rulebook),
        }
        if self.lines:
            found["lines"] = [line.to_dict(explain=explain) for line in self.lines]
        if explain:
            found["proof"] = [proof.to_dict() for proof in self.proof]
        return found

    def _lists(self) -> dict[str, Any]:
        keys = ("requirements", "authorizations", "limits", "quota", "flags", "missing", "readings", "postures")
        found: dict[str, Any] = {key: [item.to_dict() for item in getattr(self, key)] for key in keys}
        for key in ("holds", "not_checked", "warnings"):
            found[key] = list(getattr(self, key))
        found["assumed"] = [dict(item) for item in self.assumed]
        return found

    @property
    def exit_code(self) -> int:
        """Exit code of the outcome in its own posture."""
        return exit_code(self)

    def explain(self) -> str:
        """The proof as text, each step with fact, value and citation."""
        from lockgate.engine.explain import explain

        return explain(self)


_CODES = {"not_subject": 0, "no_requirement_found": 0, "licence_required": 20, "prohibited": 30, "cannot_decide": 40}


def exit_code(determination: Determination) -> int:
    """0 go · 10 authorized and ready · 11 steps open · 12 held by a flag · 20 licence · 30 prohibited · 40 open.

    Questions about limits give 0 when all are kept, 20 when one is not, 40 when one cannot be decided.
    """
    if determination.lines:
        return worst_code(exit_code(line) for line in determination.lines)
    if determination.outcome is None:
        states = {limit.status for limit in determination.limits}
        return 20 if "broken" in states else 40 if "unknown" in states or not states else 0
    go = determination.outcome in ("not_subject", "no_requirement_found", "authorized")
    if go and determination.holds:
        return 12
    if determination.outcome == "authorized":
        return 10 if determination.ready else 11
    return _CODES[determination.outcome]


_WORST = (30, 20, 40, 12, 11, 10, 0)


def worst_code(codes: Any) -> int:
    """The code of a file: its worst line, in the order 30, 20, 40, 12, 11, 10, 0.

    >>> worst_code([0, 40, 20])
    20
    """
    seen = set(codes)
    return next((code for code in _WORST if code in seen), 0)
