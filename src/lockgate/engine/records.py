"""The parts of an answer: immutable records, each of which prints as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date


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
        found: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "cite": self.cite,
            "status": self.status,
            "word": self.word,
        }
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
