"""Claims as they are written down, and as they are judged (``lockgate.claims/1``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "lockgate.claims/1"
VERDICTS = {
    frozenset({"contradicts"}): "wrong",
    frozenset({"contradicts", "supports"}): "half wrong",
    frozenset({"contradicts", "formerly"}): "out of date",
    frozenset({"narrows", "supports"}): "overstated",
    frozenset({"refines", "supports"}): "loose",
    frozenset({"supports"}): "holds",
}
"""The verdict that follows from what the checks of a claim show."""
SHOWS = tuple(dict.fromkeys(word for words in VERDICTS for word in sorted(words)))
LAPSED = "no longer follows"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the rulebook must say: what it shows of the claim, in words, and the test by its kind."""

    shows: str
    says: str
    kind: str
    test: Mapping[str, Any]
    place: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement in circulation as it is written down."""

    id: str
    claim: str
    says: str
    checks: tuple[Check, ...]
    sources: tuple[str, ...]
    wordings: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that was run: whether it passed, what was found, and the provisions and citations that it rests on."""

    shows: str
    says: str
    kind: str
    passed: bool
    found: str
    expected: str
    provisions: tuple[str, ...]
    cites: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "shows": self.shows,
            "says": self.says,
            "kind": self.kind,
            "passed": self.passed,
            "found": self.found,
            "expected": self.expected,
            "provisions": list(self.provisions),
            "cites": list(self.cites),
        }


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim with the verdict that its checks give.

    ``follows`` is False where a check failed: the law is not any more what the judgement rests on, and the verdict is
    withheld. ``score`` (0 to 1) and ``band`` (close, likely, weak) say how near a text came; None and empty without.
    """

    id: str
    claim: str
    verdict: str
    follows: bool
    says: str
    checks: tuple[Checked, ...]
    sources: tuple[str, ...]
    score: float | None = None
    band: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "claim": self.claim,
            "verdict": self.verdict,
            "follows": self.follows,
            "says": self.says,
            "checks": [one.to_dict() for one in self.checks],
            "sources": list(self.sources),
            "score": self.score,
            "band": self.band or None,
        }
