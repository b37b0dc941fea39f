"""What the checks find, and what was accepted with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import load_yaml
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lockgate.checks.witness import Witness

CHECKS = ("dead", "shadowed", "overlap", "gap", "redundant", "idle")
ACCEPTED = "checks.yaml"
"""File of a rulebook folder in which accepted findings stand."""
_KEYS = {"provision", "check", "what", "reason"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: ``what`` names the comparison or the other provision, ``shown_by`` a transaction that shows it."""

    check: str
    provision: str
    message: str
    what: str = ""
    place: str = ""
    shown_by: Witness | None = None
    accepted: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What an acceptance names."""
        return self.check, self.provision, self.what

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        found: dict[str, Any] = {"check": self.check, "provision": self.provision, "what": self.what}
        found |= {"message": self.message, "place": self.place, "accepted": self.accepted or None}
        return {**found, "witness": self.shown_by.to_dict() if self.shown_by else None}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that somebody looked at."""

    check: str
    provision: str
    what: str
    reason: str
    place: str

    @property
    def key(self) -> tuple[str, str, str]:
        """See `Finding.key`."""
        return self.check, self.provision, self.what


def read_accepted(folder: Path) -> tuple[Accepted, ...]:
    """The accepted findings of a rulebook folder; none if it has no such file.

    >>> from pathlib import Path
    >>> read_accepted(Path("no-such-folder"))
    ()
    """
    path = folder / ACCEPTED
    if not path.is_file():
        return ()
    rows = load_yaml(path, ACCEPTED)
    if not isinstance(rows, list):
        raise RulebookError("accepted findings are a list", place=ACCEPTED)
    return tuple(_accepted(row) for row in rows)


def _accepted(row: Any) -> Accepted:
    place = getattr(row, "place", ACCEPTED)
    if not isinstance(row, dict) or not {"provision", "check", "reason"} <= set(row) <= _KEYS:
        raise RulebookError("an accepted finding has provision, check, what and reason", place=place)
    if row["check"] not in CHECKS:
        raise RulebookError(f"there is no check '{row['check']}'", place=place, hint=", ".join(CHECKS))
    return Accepted(row["check"], row["provision"], row.get("what", ""), row["reason"], place)


def judged(found: Iterable[Finding], accepted: Iterable[Accepted]) -> list[Finding]:
    """Findings with the reasons why they were accepted."""
    reasons = {one.key: one.reason for one in accepted}
    return [replace(one, accepted=reasons.get(one.key, "")) for one in found]


def gone(found: Iterable[Finding], accepted: Iterable[Accepted], asked: Iterable[str]) -> list[Accepted]:
    """Accepted findings of the checks that were made that no longer occur."""
    keys = {one.key for one in found}
    return [one for one in accepted if one.check in set(asked) and one.key not in keys]
