"""One change of the law: what happened to which record, since when, and who is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

KINDS = ("provision", "enforcement", "parameter", "group", "definition", "reading", "condition")
"""What may change, in the order in which it is told."""
OF_PROVISIONS = frozenset({"provision", "enforcement", "condition"})
"""Kinds of changes whose record is a provision; all others are felt through the provisions that use the record."""
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
AGAIN, SUSPENDED, NOT_ENFORCED = "counts again", "suspended", "not enforced"
"""How a provision may begin or end while its text stays as it is."""
_VERBS = {AGAIN: AGAIN, SUSPENDED: "is suspended", NOT_ENFORCED: "is no longer enforced"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what happened to which record, from ``day`` on, in which postures, and which provisions feel it.

    ``how`` says more of it: what narrows or replaced a provision, why it ended, which group a country joins or leaves
    and under which reading. ``member`` is the code of that country.
    """

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
    how: str = ""
    member: str = ""
    postures: tuple[str, ...] = ()
    felt: tuple[str, ...] = ()

    def order(self) -> tuple[int, int, int, str]:
        """The order in which changes are told."""
        return KINDS.index(self.kind), WHATS.index(self.what), self.weight, self.id

    @property
    def weight(self) -> int:
        """What stops or frees a shipment comes first, remarks last, what is no provision behind them."""
        return WEIGHTS.index(self.effect) if self.effect else len(WEIGHTS)

    @property
    def provisions(self) -> tuple[str, ...]:
        """The provisions that the change is about: the provision itself, or those that feel it."""
        return (self.id,) if self.kind in OF_PROVISIONS else self.felt

    @property
    def subject(self) -> str:
        """What changes, as the subject of a sentence."""
        if self.kind in OF_PROVISIONS:
            return f"{self.id} {self.name}".strip()
        if self.kind == "definition":
            return f"what counts as {self.id}" + (f": {self.name}" if self.name != self.id else "")
        return self.id if self.kind == "parameter" else self.name

    @property
    def does(self) -> str:
        """What happens to it, as the rest of the sentence."""
        if self.kind == "provision":
            replaced = f", {self.how}" if self.what == "ends" and self.how.startswith("replaced") else ""
            return _VERBS.get(self.how, f"{self.what}{replaced}")
        if self.kind == "enforcement":
            return f"is enforced {self.after if self.after == 'wholly' else f'only when {self.after}'}"
        if self.kind == "group":
            return self.how
        if self.kind == "parameter":
            return {
                "changes": f"is {self.after}, it was {self.before}",
                "begins": f"begins to count, {self.after}",
                "ends": f"counts no more, {self.before}",
            }[self.what]
        return {"condition": "asks something else", "reading": f"{self.what} to matter"}.get(self.kind, self.what)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind,
            "what": self.what,
            "id": self.id,
            "name": self.name,
            "effect": self.effect or None,
            "member": self.member or None,
            "cite": self.cite or None,
            "day": self.day.isoformat(),
            "before": self.before or None,
            "after": self.after or None,
            "words": f"{self.subject} {self.does}",
            "how": self.how or None,
            "postures": list(self.postures),
            "felt_by": list(self.felt),
        }
