"""One change of the law: what happened to which record, since when, and who is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

KINDS = ("provision", "enforcement", "parameter", "group", "definition", "reading", "condition")
"""What may change, in the order in which it is told."""
WHATS = ("begins", "changes", "joins", "leaves", "ends")
WEIGHTS = (
    "requires",
    "prohibits",
    "classifies",
    "exempts",
    "authorizes",
    "closes",
    "defines",
    "reviews",
    "limits",
    "flags",
    "warns",
)
"""Effects in the order in which people ask about them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what happened to which record, from ``day`` on, in which postures, and which provisions feel it."""

    kind: str
    what: str
    id: str
    name: str
    cite: str
    day: date
    before: str
    after: str
    instrument: str
    effect: str = ""
    words: str = ""
    postures: tuple[str, ...] = ()
    felt: tuple[str, ...] = ()

    def order(self) -> tuple[int, int, int, str]:
        """The order in which changes are told."""
        return KINDS.index(self.kind), WHATS.index(self.what), self.weight, self.id

    @property
    def weight(self) -> int:
        """What stops or frees a shipment comes first, remarks last, what is no provision behind them."""
        return WEIGHTS.index(self.effect) if self.effect else len(WEIGHTS)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind,
            "what": self.what,
            "id": self.id,
            "name": self.name,
            "effect": self.effect or None,
            "cite": self.cite or None,
            "day": self.day.isoformat(),
            "before": self.before or None,
            "after": self.after or None,
            "words": self.words or None,
            "postures": list(self.postures),
            "felt_by": list(self.felt),
        }
