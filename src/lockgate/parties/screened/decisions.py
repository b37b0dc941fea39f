"""Decisions about matches: the same or not the same, because of what, by whom, until when.

A decision is bound to what was compared: the hash of the party and the hash of the entry. When either side changes, or
its last day is past, it lapses and the match is open again. Nothing is ever taken out: a later decision on the same
pair supersedes an earlier one, and both stay in the file.
"""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from lockgate.door.declarations import fold
from lockgate.errors import InputError
from lockgate.parties.screened.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from lockgate.parties.model import Entry

SCHEMA = "lockgate.decision/1"
FILE = "decisions.jsonl"
_KEYS = frozenset({"schema", "party", "party_sha256", "entry", "entry_sha256", "title", "snapshots", "same", "because"})


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a party and an entry.

    Attributes:
        party: the party as it was screened, and
        party_sha256: its hash.
        entry: id of the entry,
        entry_sha256: its hash, and
        title: its name as printed.
        same: whether the party is the listed one.
        because: why.
        by: who decided.
        made: the day on which it was decided.
        until: its last day; None if it ends only with a change.
        snapshots: snapshots of the lists on which it was decided.
    """

    party: Subject
    party_sha256: str
    entry: str
    entry_sha256: str
    title: str
    same: bool
    because: str
    by: str
    made: date
    until: date | None = None
    snapshots: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """In one line."""
        what = "the same" if self.same else "not the same"
        until = f", until {self.until}" if self.until else ""
        return f"decided: {what}, because {self.because} ({self.by}, {self.made}{until})"

    def concerns(self, subject: Subject) -> bool:
        """Whether it was meant for this party, changed or not: the same facts, the same number, or the same name."""
        if self.party_sha256 == subject.sha256:
            return True
        if self.party.id or subject.id:
            return self.party.id == subject.id
        return bool(subject.name) and fold(self.party.name) == fold(subject.name)

    def lapsed(self, subject: Subject, entry: Entry, day: date) -> str:
        """Why it does not count (any more) for a party and an entry on a day; empty if it counts."""
        if self.party_sha256 != subject.sha256:
            return "the party is described otherwise than when it was decided"
        if self.entry_sha256 != entry.sha256:
            return "the list changed the entry"
        if self.until is not None and self.until < day:
            return f"it ran out on {self.until}"
        return ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON: one line of the file."""
        return {
            "schema": SCHEMA,
            "party": self.party.to_dict(),
            "party_sha256": self.party_sha256,
            "entry": self.entry,
            "entry_sha256": self.entry_sha256,
            "title": self.title,
            "same": self.same,
            "because": self.because,
            "by": self.by,
            "made": self.made.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "snapshots": list(self.snapshots),
        }


def decide(  # noqa: PLR0913 - what makes up a decision
    subject: Subject,
    entry: Entry,
    *,
    same: bool,
    because: str,
    by: str,
    made: date,
    until: date | None = None,
    snapshots: Iterable[str] = (),
) -> Decision:
    """A decision about a party and an entry as they are now.

    Errors: `InputError` without a reason or a name, or with a last day that is past already.
    """
    for text, option in ((because, "--because"), (by, "--by")):
        if not text.strip():
            raise InputError("a decision needs its reason and who made it", place=option, hint="write it out")
    if until is not None and until < made:
        raise InputError(f"{until} is past already on {made}", place="--until", hint="give a day to come, or none")
    if not entry.sha256:
        raise InputError(f"the entry {entry.id} has no hash", hint="import the list again")
    texts = " ".join(because.split()), " ".join(by.split())
    used = tuple(sorted(snapshots))
    return Decision(subject, subject.sha256, entry.id, entry.sha256, entry.title, same, *texts, made, until, used)


class Decisions:
    """Decisions in the order in which they were made.

    Args:
        made: all of them.
        known_at: leave out what was decided later than that day.
    """

    def __init__(self, made: Iterable[Decision] = (), known_at: date | None = None) -> None:
        self.all = tuple(one for one in made if known_at is None or one.made <= known_at)
        self._by_entry: dict[str, list[Decision]] = defaultdict(list)
        for one in self.all:
            self._by_entry[one.entry].append(one)

    def about(self, subject: Subject, entry: Entry) -> Decision | None:
        """The last decision that was meant for this pair, in force or lapsed."""
        meant = [one for one in self._by_entry.get(entry.id, ()) if one.concerns(subject)]
        exact = [one for one in meant if one.party_sha256 == subject.sha256]
        last = exact or meant
        return last[-1] if last else None

    def superseded(self, one: Decision) -> bool:
        """Whether a later decision on the same pair takes its place."""
        same_pair = [other for other in self._by_entry[one.entry] if other.party_sha256 == one.party_sha256]
        return same_pair[-1] is not one

    def until(self, known_at: date | None) -> Decisions:
        """Those that were made by a day."""
        return self if known_at is None else Decisions(self.all, known_at)


def read(path: Path) -> Decisions:
    """The decisions of a file; none if there is no such file.

    Errors: `InputError` with the line for what is no decision: a file that is half read could clear somebody.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Decisions()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the decisions: {error}", place=str(path)) from None
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(_decision(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError):
            hint = "mend or take out the line; it was written by lockgate resolve"
            raise InputError("this line is no decision", place=f"{path}:{number}", hint=hint) from None
    return Decisions(found)


def append(path: Path, one: Decision) -> None:
    """Add a decision to a file; what stands there is never touched."""
    line = json.dumps(one.to_dict(), ensure_ascii=False, separators=(",", ":")) + "\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("a+b") as file:
            with suppress(ImportError):
                import fcntl  # noqa: PLC0415 - not on every system

                fcntl.flock(file, fcntl.LOCK_EX)
            if file.tell():
                file.seek(-1, 2)
                line = line if file.read(1) == b"\n" else f"\n{line}"
            file.write(line.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise InputError(f"cannot write the decision: {error.strerror}", place=str(path)) from None


def _decision(raw: Mapping[str, Any]) -> Decision:
    if raw["schema"] != SCHEMA or not set(raw) >= _KEYS or not isinstance(raw["same"], bool):
        raise ValueError
    party = raw["party"]
    countries, addresses, identifiers = (
        tuple(map(str, party.get(key, ()))) for key in ("countries", "addresses", "identifiers")
    )
    return Decision(
        party=Subject(
            str(party.get("name", "")),
            countries,
            addresses,
            identifiers,
            str(party.get("id", "")),
            str(party.get("kind", "")),
        ),
        party_sha256=str(raw["party_sha256"]),
        entry=str(raw["entry"]),
        entry_sha256=str(raw["entry_sha256"]),
        title=str(raw["title"]),
        same=raw["same"],
        because=str(raw["because"]),
        by=str(raw["by"]),
        made=date.fromisoformat(raw["made"]),
        until=date.fromisoformat(raw["until"]) if raw["until"] else None,
        snapshots=tuple(map(str, raw["snapshots"])),
    )
