"""The answer: immutable records that print as the JSON of ``lockgate.determination/1``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from lockgate.door.model import LookedUp
    from lockgate.engine.ask import Missing
    from lockgate.engine.prove import Proof
    from lockgate.engine.records import Authorization, Classification, Flag, Limit, QuotaUse, Requirement

SCHEMA = "lockgate.determination/1"


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
    assumed: tuple[Mapping[str, str], ...]
    missing: tuple[Missing, ...]
    not_checked: tuple[str, ...]
    readings: tuple[ReadingEffect, ...]
    postures: tuple[PostureAnswer, ...]
    confidence: str
    warnings: tuple[str, ...]
    rulebook: Mapping[str, str]
    id: str = ""
    label: str = ""
    because: str = ""
    looked_up: LookedUp | None = None
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
        if self.looked_up is not None:
            found["looked_up"] = self.looked_up.to_dict()
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
        from lockgate.engine.explain import explain  # noqa: PLC0415 - explain reads these records

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
    return exit_code_of(determination.outcome, ready=determination.ready, holds=determination.holds)


def exit_code_of(outcome: str, *, ready: bool, holds: Sequence[str]) -> int:
    """The exit code of one outcome.

    >>> exit_code_of("authorized", ready=False, holds=())
    11
    """
    go = outcome in ("not_subject", "no_requirement_found", "authorized")
    if go and holds:
        return 12
    if outcome == "authorized":
        return 10 if ready else 11
    return _CODES[outcome]


WORST = (30, 20, 40, 12, 11, 10, 0)
"""Exit codes, worst first."""


def worst_code(codes: Iterable[int]) -> int:
    """The code of a file: its worst line, in the order 30, 20, 40, 12, 11, 10, 0.

    >>> worst_code([0, 40, 20])
    20
    """
    seen = set(codes)
    return next((code for code in WORST if code in seen), 0)
