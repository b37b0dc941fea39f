"""Small lists, decisions and a plain matcher; nobody in them exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tests.parties.lists.small import add, csl_json, record, whole

from lockgate.door.declarations import fold
from lockgate.parties.lists import Store
from lockgate.parties.screened.decisions import Decisions
from lockgate.parties.screened.desk import Desk, Desks
from lockgate.parties.screened.subject import BANDS, Hit, Met, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from lockgate.parties.model import Entry
    from lockgate.parties.screened.subject import Matcher

DAY = date(2026, 10, 5)
EL = "For all items subject to the EAR. (See § 744.11 of the EAR)"


@dataclass(frozen=True)
class Plain:
    """Equal names are certain; one name within another is possible; one word in common is nothing."""

    entries: Sequence[Entry]
    like: Matcher | None = None
    snapshots: Sequence[str] = ()

    def meet(self, subject: Subject) -> Met:
        found = [hit for entry in self.entries if (hit := judge(subject, entry))]
        return Met(tuple(sorted(found, key=lambda hit: (BANDS.index(hit.band), hit.entry.id))))


def judge(subject: Subject, entry: Entry) -> Hit | None:
    own = fold(subject.name).split()
    for name in entry.names:
        theirs = fold(name.text).split()
        if own and own == theirs:
            return Hit(entry, "certain", name.text, "letter by letter")
        if own and (set(own) < set(theirs) or set(theirs) < set(own)):
            return Hit(entry, "possible", name.text, "one name within the other")
    return None


def listed(folder: Path, *records: dict[str, Any], day: str = "2026-10-01") -> None:
    """A complete list of a day in the store of a folder."""
    add(folder, csl_json(whole(*records), day), f"list-{day}.json")


def desk(folder: Path, day: date = DAY, decisions: Decisions | None = None, **more: Any) -> Desk:
    """Screening on a day."""
    return Desks(Store(folder), decisions or Decisions(), Plain, **more).on(day)


ALPHA = record("EL", "Alpha Technologies Limited", license_requirement=EL, addresses=[{"country": "CN"}])
BETA = record("SDN", "BETA SHIPPING", entity_number=77)
