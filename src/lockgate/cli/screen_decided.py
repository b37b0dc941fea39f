"""What was decided about the hits of a screening: a decision settles a hit while neither side changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lockgate.parties.match import Hit, Party
    from lockgate.parties.screened.decisions import Decision, Decisions


@dataclass(frozen=True, slots=True)
class Ruling:
    """The last decision about a hit; ``lapsed`` says why it does not count any more."""

    decision: Decision
    lapsed: str

    @property
    def out(self) -> bool:
        """Whether it counts and says that the party is somebody else."""
        return not self.lapsed and not self.decision.same

    @property
    def words(self) -> str:
        """In one line."""
        return f"lapsed ({self.lapsed}): {self.decision.words}" if self.lapsed else self.decision.words

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"decision": self.decision.to_dict(), "lapsed": self.lapsed or None}


@dataclass(frozen=True, slots=True)
class Rulings:
    """Decisions as of a day; None where a file is screened against a list file and nothing was ever decided."""

    made: Decisions | None
    day: date

    def about(self, party: Party, hit: Hit) -> Ruling | None:
        """What was decided about a hit, if anything was."""
        if self.made is None or not self.made.all:
            return None
        from lockgate.parties.model import Entry
        from lockgate.parties.screened.subject import Subject

        who = Subject(party.name, party.countries, party.addresses, party.identifiers, party.id, party.kind)
        listed = Entry(hit.entry, hit.list_id, "", hit.title, sha256=hit.sha256)
        found = self.made.about(who, listed)
        return Ruling(found, found.lapsed(who, listed, self.day)) if found is not None else None

    def told(self, party: Party, hits: tuple[Hit, ...]) -> Mapping[str, Ruling]:
        """Rulings by the id of the entry."""
        found = {hit.entry: self.about(party, hit) for hit in hits}
        return {entry: one for entry, one in found.items() if one is not None}


def command_for(party: Party, hit: Hit, table: str) -> str:
    """The command that settles a hit, for somebody to complete."""
    import shlex

    who = party.id if table and party.id else party.name
    named = ["--in", table] if table else []
    parts = ["lockgate", "resolve", who, hit.entry, *named, "--not-the-same", "--because", "...", "--by", "..."]
    return shlex.join(parts)
