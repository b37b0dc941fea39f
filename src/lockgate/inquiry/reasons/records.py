"""What a reason consists of: frozen records that print as the JSON of ``lockgate.why/1``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lockgate.engine.ask import Missing
    from lockgate.engine.prove import Proof
    from lockgate.engine.records import Act
    from lockgate.engine.result import Determination

SCHEMA = "lockgate.why/1"


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something that is not as it would have to be.

    A single comparison has ``fact``, ``now`` and ``needed``; ``kind`` says what kind of change it would be: evidence,
    unknown, waiting, figure, reading, refused, deal, item or law. Otherwise ``parts`` holds what must all (``every``)
    or alternatively be different, the cheapest first.
    """

    text: str
    kind: str
    fact: str = ""
    now: str = ""
    needed: str = ""
    question: str = ""
    known_by: str = ""
    cite: str = ""
    every: bool = True
    parts: tuple[Lacking, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        found: dict[str, Any] = {"text": self.text, "kind": self.kind}
        for key in ("fact", "now", "needed", "question", "known_by", "cite"):
            if getattr(self, key):
                found[key] = getattr(self, key)
        if self.parts:
            found["all_of" if self.every else "one_of"] = [part.to_dict() for part in self.parts]
        return found


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a way that fails or is open; ``what``: condition, closed, step, requirement, prohibition or force.

    ``provision`` is the one that asks for it or shuts the way; ``why`` what makes that one hold.
    """

    what: str
    truth: str
    provision: str
    gist: str
    cite: str
    why: str = ""
    lacking: Lacking | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "what": self.what,
            "truth": self.truth,
            "provision": self.provision,
            "gist": self.gist,
            "cite": self.cite,
            "why": self.why or None,
            "lacking": self.lacking.to_dict() if self.lacking else None,
        }


@dataclass(frozen=True, slots=True)
class RepairChange:
    """One change of a repair: the fact, what it is now, what it would have to be.

    ``values`` are words of which each would do; ``at_least`` and ``at_most`` are exact bounds, numbers or days as text.
    ``parts`` are the facts in which another item would have to differ: stated of this one they would contradict the
    catalogue.
    """

    path: str
    kind: str
    now: str
    to: str
    question: str = ""
    known_by: str = ""
    note: str = ""
    values: tuple[str, ...] = ()
    at_least: str = ""
    at_most: str = ""
    parts: tuple[RepairChange, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        found: dict[str, Any] = {"fact": self.path, "kind": self.kind, "now": self.now, "to": self.to}
        for key in ("at_least", "at_most", "question", "known_by", "note"):
            if getattr(self, key):
                found[key] = getattr(self, key)
        if self.values:
            found["values"] = list(self.values)
        if self.parts:
            found["differs_in"] = [one.to_dict() for one in self.parts]
        return found


@dataclass(frozen=True, slots=True)
class Repair:
    """Changes that together reach what was asked for: decided anew, and no part of them does it.

    ``outcome`` is what is then found; ``steps`` are acts before shipment that would still have to be shown;
    ``weight`` orders repairs: paper and questions weigh least, another item most.
    """

    changes: tuple[RepairChange, ...]
    outcome: str
    weight: int
    steps: tuple[Act, ...] = ()
    policy: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "changes": [one.to_dict() for one in self.changes],
            "gives": self.outcome,
            "review_policy": self.policy or None,
            "weight": self.weight,
            "steps_open": [step.to_dict() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Way:
    """An authorization, or an outcome, that was asked for: whether it is there, what fails, what would mend it.

    ``complete`` says whether the search for repairs went through everything that it could follow.
    """

    id: str
    code: str
    name: str
    cite: str
    fits: bool
    status: str
    conditions: tuple[Condition, ...] = ()
    repairs: tuple[Repair, ...] = ()
    complete: bool = True
    steps: tuple[Act, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "code": self.code or None,
            "name": self.name,
            "cite": self.cite,
            "fits": self.fits,
            "status": self.status,
            "conditions": [one.to_dict() for one in self.conditions],
            "repairs": [one.to_dict() for one in self.repairs],
            "repairs_complete": self.complete,
            "steps": [step.to_dict() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class LicenceWay:
    """An application for a licence: how it is reviewed, by which provision, and what would bring a milder policy."""

    requirement: str
    policy: str | None
    provision: str
    gist: str
    cite: str
    better: tuple[Repair, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "requirement": self.requirement,
            "review_policy": self.policy,
            "provision": self.provision,
            "gist": self.gist,
            "cite": self.cite,
            "better": [one.to_dict() for one in self.better],
        }


@dataclass(frozen=True, slots=True)
class LineWhy:
    """The reasons for one item.

    Attributes:
        found: the determination.
        asked: what was asked for; empty for the outcome's own reason.
        already: whether what was asked for is there.
        reasons: proofs of the provisions that decide.
        ways: what was asked for; of several the cheapest to reach first.
        licence: the application, where a requirement holds that nothing answers.
        missing: what to ask next, where facts are open.
    """

    label: str
    found: Determination
    asked: str
    already: bool
    reasons: tuple[Proof, ...]
    ways: tuple[Way, ...]
    licence: tuple[LicenceWay, ...]
    missing: tuple[Missing, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "label": self.label or None,
            "as_of": self.found.as_of.isoformat(),
            "posture": self.found.posture,
            "outcome": self.found.outcome,
            "because": self.found.because,
            "review_policy": self.found.review_policy,
            "already": self.already,
            "reasons": [proof.to_dict() for proof in self.reasons],
            "ways": [way.to_dict() for way in self.ways],
            "licence": [one.to_dict() for one in self.licence],
            "missing": [one.to_dict() for one in self.missing],
        }


@dataclass(frozen=True, slots=True)
class Why:
    """Reasons, item by item."""

    found: Determination
    asked: str
    lines: tuple[LineWhy, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": SCHEMA,
            "asked": self.asked or None,
            "outcome": self.found.outcome,
            "rulebook": dict(self.found.rulebook),
            "lines": [line.to_dict() for line in self.lines],
        }
