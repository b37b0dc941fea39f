"""What a screening says: hits with their reasons."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from lockgate.parties.match.band import Band

SCHEMA = "lockgate.screening/1"
State = Literal["agree", "differ", "absent"]


@dataclass(frozen=True, slots=True)
class Party:
    """Who is screened.

    Attributes:
        name: Its name, in any script; may be empty if there is something else to go by.
        kind: `person`, `organisation`, `vessel`, `aircraft`, or empty where nobody says.
        countries: Countries it is known to be in or of, as ISO codes.
        addresses: Its addresses, each in one line.
        identifiers: Numbers of registers, passports, ships.
        id: What the caller calls it, such as a row.
    """

    name: str
    kind: str = ""
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the table of tokens: a token of ours, one of theirs, or one that has no partner.

    Attributes:
        ours: Our token as it was written, in Latin letters; empty if theirs has no partner.
        theirs: Their token; empty if ours has no partner.
        state: `agree`, `differ` (two that stand against each other) or `absent`.
        how: In which way they agree, such as `same`, `sound`, `cut`; or what sort of word is absent.
        weight: How much that says, from 0 to 1 for the rarest word; negative where it speaks against.
    """

    ours: str
    theirs: str
    state: State
    how: str
    weight: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something beside the name: what it is, ours, theirs, whether they agree, and what that adds in log odds."""

    what: str
    ours: str
    theirs: str
    state: State
    adds: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One listed party that may be ours.

    Attributes:
        entry: Id of the entry.
        list_id: The list that it stands on.
        title: The name as the list prints it.
        name: The listed name that matched; empty where only an address or a number did.
        name_kind: What sort of name that is, such as `primary` or `weak`.
        band: How sure it is.
        score: The score behind the band, from 0 to 1.
        tokens: Both names, token by token.
        evidence: What else agrees or differs.
        needs: What would raise the band, or why it is no higher.
        words: Words of `party.lists` that the entry stands for.
        citation: Where the list says that it was published.
        countries: Countries that the list connects with it.
        url: Where the list stands.
        sha256: Content hash of the entry: a decision about this hit holds for this content.
    """

    entry: str
    list_id: str
    title: str
    name: str
    name_kind: str
    band: Band
    score: float
    tokens: tuple[Pair, ...]
    evidence: tuple[Evidence, ...]
    needs: str
    words: tuple[str, ...]
    citation: str
    countries: tuple[str, ...]
    url: str
    sha256: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        found = asdict(self)
        for name in ("tokens", "evidence"):
            found[name] = [dict(row) for row in found[name]]
        return {**found, "words": list(self.words), "countries": list(self.countries)}


@dataclass(frozen=True, slots=True)
class Screening:
    """What was found for one party.

    Attributes:
        party: Who was screened.
        band: The band of the best hit; `none` if there is none; empty if it could not be screened.
        hits: What somebody has to judge, the best first.
        noted: What alone is too little to count: weak aliases, short names, shared buildings.
        problems: Why it could not be screened, or only in part.
        snapshots: The lists it was screened against.
        matcher: Version of the matcher.
        noted_more: How many more there are to note than stand in `noted`.
    """

    party: Party
    band: Band | Literal[""]
    hits: tuple[Hit, ...]
    noted: tuple[Hit, ...] = ()
    problems: tuple[str, ...] = ()
    snapshots: tuple[str, ...] = ()
    matcher: str = ""
    noted_more: int = 0

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        party = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self.party).items()}
        return {
            "schema": SCHEMA,
            "party": party,
            "band": self.band or None,
            "hits": [hit.to_dict() for hit in self.hits],
            "noted": [hit.to_dict() for hit in self.noted],
            "noted_more": self.noted_more,
            "problems": list(self.problems),
            "snapshots": list(self.snapshots),
            "matcher": self.matcher,
        }
