"""What a classification consists of: immutable records, each of which prints as JSON (``lockgate.classified/1``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SCHEMA = "lockgate.classified/1"
NONE = "none"
"""What stands where no entry that the rulebook works out is met."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison that decided: a fact with its value against a threshold, with the provision that asks it.

    ``truth`` is true, false or unknown; ``near`` says that a known value lies within two percent of the threshold.
    """

    fact: str
    value: str
    sign: str
    threshold: str
    unit: str
    truth: str
    paragraph: str
    provision: str
    cite: str
    made_by: str
    parameters: tuple[str, ...] = ()
    near: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "fact": self.fact,
            "value": self.value,
            "sign": self.sign,
            "threshold": self.threshold,
            "unit": self.unit,
            "truth": self.truth,
            "near": self.near,
            "paragraph": self.paragraph,
            "provision": self.provision,
            "cite": self.cite,
            "made_by": self.made_by,
            "parameters": list(self.parameters),
        }


@dataclass(frozen=True, slots=True)
class Limb:
    """A paragraph that is met (true) or may be met (unknown); the governing one names the item."""

    paragraph: str
    truth: str
    governs: bool
    gist: str
    cite: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "paragraph": self.paragraph,
            "truth": self.truth,
            "governs": self.governs,
            "gist": self.gist,
            "cite": self.cite,
        }


@dataclass(frozen=True, slots=True)
class Flip:
    """A value of an open figure at which the class changes: ``fact`` in ``unit``, and what happens there."""

    fact: str
    at: str
    unit: str
    says: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"fact": self.fact, "at": self.at, "unit": self.unit, "says": self.says}


@dataclass(frozen=True, slots=True)
class Asked:
    """What to find out: a fact, its question, who usually knows."""

    fact: str
    question: str
    known_by: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"fact": self.fact, "question": self.question, "known_by": self.known_by}


@dataclass(frozen=True, slots=True)
class Version:
    """The class on a stretch of days; ``end`` is None where no later change is known.

    ``eccn`` is None where the entry is open or none; then ``possible`` holds what may be, ``none`` included.
    """

    start: date
    end: date | None
    made_by: tuple[str, ...]
    eccn: str | None
    level: str | None
    limb: str | None
    possible: tuple[str, ...]
    limbs: tuple[Limb, ...]
    comparisons: tuple[Comparison, ...]
    flips: tuple[Flip, ...]
    missing: tuple[Asked, ...]
    confidence: str

    @property
    def headline(self) -> str:
        """The entry, or what is possible.

        >>> from lockgate.inquiry.classification.classify import classify
        >>> classify("nvidia-h20-96gb").versions[-1].headline
        '3A991.p'
        """
        return self.eccn or " or ".join(self.possible)

    @property
    def decided(self) -> bool:
        """Whether only one entry, or none, is possible."""
        return self.eccn is not None or self.possible == (NONE,)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "from": self.start.isoformat(),
            "to": self.end.isoformat() if self.end else None,
            "made_by": list(self.made_by),
            "class": self.headline,
            "eccn": self.eccn,
            "level": self.level,
            "limb": self.limb,
            "possible": list(self.possible),
            "limbs": [limb.to_dict() for limb in self.limbs],
            "comparisons": [one.to_dict() for one in self.comparisons],
            "flips": [one.to_dict() for one in self.flips],
            "missing": [one.to_dict() for one in self.missing],
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class RegimeSpan:
    """Whether the item meets the test of a regime on a stretch of days: true, false or unknown."""

    start: date
    end: date | None
    truth: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "from": self.start.isoformat(),
            "to": self.end.isoformat() if self.end else None,
            "truth": self.truth,
        }


@dataclass(frozen=True, slots=True)
class Regime:
    """A test on the item that stands beside the class, such as that of an exception or of the ceilings of 2026."""

    id: str
    name: str
    gist: str
    cite: str
    spans: tuple[RegimeSpan, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "name": self.name,
            "gist": self.gist,
            "cite": self.cite,
            "spans": [span.to_dict() for span in self.spans],
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """Days on which the class, or the test of a regime, comes out otherwise under another reading."""

    what: str
    start: date
    end: date | None
    gives: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "what": self.what,
            "from": self.start.isoformat(),
            "to": self.end.isoformat() if self.end else None,
            "gives": self.gives,
        }


@dataclass(frozen=True, slots=True)
class ReadingMatters:
    """A contested reading on which a class turns: the side used, and what another side gives, and when."""

    id: str
    question: str
    used: str
    value: str
    cite: str
    differences: tuple[Difference, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "question": self.question,
            "used": self.used,
            "value": self.value,
            "cite": self.cite,
            "differences": [one.to_dict() for one in self.differences],
        }


@dataclass(frozen=True, slots=True)
class Input:
    """A figure that went in: its value, where it is from, and its confidence mark with what the mark means."""

    name: str
    value: str
    unit: str
    mark: str | None
    means: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"name": self.name, "value": self.value, "unit": self.unit, "mark": self.mark, "means": self.means}


@dataclass(frozen=True, slots=True)
class Classified:
    """What an item is under every version of the rules, on these figures, under this rulebook.

    >>> from lockgate.inquiry.classification.classify import classify
    >>> found = classify("nvidia-h100-sxm")
    >>> [(one.start.isoformat(), one.headline) for one in found.versions][1:3]
    [('2022-10-21', '3A090'), ('2023-11-17', '3A090.a')]
    """

    id: str
    name: str
    posture: str
    inputs: tuple[Input, ...]
    arithmetic: tuple[str, ...]
    versions: tuple[Version, ...]
    regimes: tuple[Regime, ...]
    readings: tuple[ReadingMatters, ...]
    notes: tuple[str, ...]
    assumed: tuple[str, ...]
    conflicts: tuple[str, ...]
    sources: tuple[str, ...]
    rulebook: Mapping[str, str]
    item: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def on(self, day: date) -> Version:
        """The version that holds on a day; the first one for earlier days."""
        return next((one for one in reversed(self.versions) if one.start <= day), self.versions[0])

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": SCHEMA,
            "id": self.id or None,
            "name": self.name,
            "posture": self.posture,
            "item": dict(self.item),
            "inputs": [one.to_dict() for one in self.inputs],
            "arithmetic": list(self.arithmetic),
            "versions": [one.to_dict() for one in self.versions],
            "regimes": [one.to_dict() for one in self.regimes],
            "readings": [one.to_dict() for one in self.readings],
            "notes": list(self.notes),
            "assumed": list(self.assumed),
            "conflicts": list(self.conflicts),
            "sources": list(self.sources),
            "rulebook": dict(self.rulebook),
        }
