"""Who is screened, whom a matcher found on lists, and what a matcher is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.parties.model import Entry

Band = Literal["certain", "likely", "possible"]
BANDS: tuple[Band, ...] = ("certain", "likely", "possible")
"""How sure a match is, surest first; whoever is in none of them was not found."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A party as it is screened.

    Attributes:
        name: what it is called; empty if nobody said, and then nothing can be matched.
        countries: ISO codes of where it is and where it is seated.
        addresses: each in one line.
        identifiers: numbers of registers, passports, ships, as written.
        id: its number in the user's books; says which party is meant, and is not matched.
        kind: ``person``, ``organisation``, ``vessel``, ``aircraft``, or empty where nobody says.

    >>> Subject("Example Works", ("MY",)).sha256 == Subject("Example Works", ("MY",), id="C-7").sha256
    True
    """

    name: str
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    id: str = ""
    kind: str = ""

    @property
    def sha256(self) -> str:
        """Hash of all that is matched: it changes when the party does."""
        lists = (sorted(set(one)) for one in (self.countries, self.addresses, self.identifiers))
        told = [self.name, *lists, *([self.kind] if self.kind else [])]
        return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to match."""
        return not (self.name.strip() or self.addresses or self.identifiers)

    @property
    def label(self) -> str:
        """How it is called in messages."""
        return self.name or self.id or "; ".join((*self.addresses, *self.identifiers)) or "a party without a name"

    def to_dict(self) -> dict[str, Any]:
        """As JSON, without what is empty."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Hit:
    """A listing that a subject may be.

    Attributes:
        entry: the listing.
        band: how sure that is.
        listed: the listed name, address or number that was met.
        why: what agrees and what does not, in a few words.
    """

    entry: Entry
    band: Band
    listed: str
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "entry": self.entry.id,
            "list": self.entry.list_id,
            "title": self.entry.title,
            "citation": self.entry.citation or None,
            "band": self.band,
            "listed": self.listed,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Met:
    """Whom a subject met among entries.

    Attributes:
        hits: the entries that it may be, surest first, each once.
        noted: what alone is too little to count, such as a weak alias, in words.
        problems: why it could not be screened, or only in part; then nothing found means nothing.
    """

    hits: tuple[Hit, ...] = ()
    noted: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Matcher(Protocol):
    """Finds a subject among entries. A pure function: the same subject gives the same hits.

    Whether a subject meets an entry may not turn on the other entries; otherwise a rescreening that looks at changed
    entries only would differ from one of everything.
    """

    def meet(self, subject: Subject) -> Met:
        """The entries that it may be."""


class MatcherOf(Protocol):
    """Makes a matcher for some entries."""

    def __call__(self, entries: Sequence[Entry], like: Matcher | None = None, snapshots: Sequence[str] = ()) -> Matcher:
        """Index the entries.

        ``like`` weighs words as that matcher of more entries does; ``snapshots`` are what they all come from, so that
        the index may be kept between runs.
        """
