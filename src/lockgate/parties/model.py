"""What a screening list says about a party, in one form for all lists.

An `Entry` is one listing: a party (or a bare address) on one list. What the list printed stays as it was printed
(`Entry.title`, names without an origin, wordings); what was read out of it is marked (`ListedName.origin`, codes,
list words). A `Snapshot` is what one feed published on one day.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

NameKind = Literal["primary", "strong", "weak", "former", "acronym", "derived"]
"""primary: the name of the entry. strong, weak: an alias, as good as a name or only of use to confirm. former: a name
it no longer has. acronym: stood in brackets behind a name. derived: another body that the entry names as listed with
it (an affiliated or subordinate entity)."""

PartyKind = Literal["person", "organisation", "vessel", "aircraft", "unknown"]
"""What is listed. BIS and State do not say: there it is unknown, not guessed."""


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of an entry.

    ``origin`` is empty for a name that stands in a name field of its own, and otherwise says what it was read out of:
    ``aka``, ``fka``, ``affiliated``, ``subordinate``, ``successor``, ``acronym``, ``see``.

    >>> ListedName("Example Harbour Works", "primary").listed
    True
    >>> ListedName("EHW", "acronym", "acronym").listed
    False
    """

    text: str
    kind: NameKind
    origin: str = ""

    @property
    def listed(self) -> bool:
        """Whether the list prints it as a name of its own."""
        return not self.origin


@dataclass(frozen=True, slots=True)
class ListedAddress:
    """One address. ``text`` is all of it in one line; the parts are filled where the list keeps them apart.

    ``country`` is an ISO 3166-1 alpha-2 code, or empty where the list gives none or one that is no country.
    """

    text: str
    country: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that identifies: ``kind`` as the list calls it (``IMO``, ``Passport``), ``country`` a code or empty."""

    kind: str
    value: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A date of birth, which lists often know only to the year: as printed, and the first and last day it may be.

    >>> from datetime import date
    >>> BirthDate("1962", date(1962, 1, 1), date(1962, 12, 31)).text
    '1962'
    """

    text: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """What a list says about licences: the text, the codes read out of it, and the parts that no pattern knows.

    ``unread`` is never empty where something could not be read, and then the codes are not the whole story.
    """

    text: str
    codes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One listing.

    Attributes:
        id: stable across publications: the list and the publisher's number, or the list and a hash of the name.
        list_id: which list, such as ``sdn``, ``entity_list``, ``denied_persons`` (the table of lists names them all).
        source: id of the feed that it was read from, such as ``csl``: one list may come through several feeds.
        title: the name exactly as printed, structure and all.
        kind: what is listed.
        names: all names to match, the primary one first; empty for an entry that lists a bare address.
        addresses: all addresses.
        countries: ISO codes that the list connects with it, in addresses or a field of their own.
        identifiers: numbers of passports, registers, ships.
        births: dates of birth.
        nationalities: ISO codes of nationalities and citizenships.
        programmes: sanction programmes, as printed.
        words: words of the fact ``party.lists`` that the entry puts its party under, such as ``entity_list_fn4``; on
            which days a word counts is for `lockgate.parties.lists.words_on`.
        possible_words: further words that stay open, because the list's wording is missing or could not be read.
        successors: successors, units or subsidiaries are listed along with the party, without their names.
        requirement: wording of the licence requirement.
        policy: wording of the licence review policy.
        starts: first day that the listing counts, where the list says so.
        ends: last day that the listing counts, that day included.
        undated: the list is one on which dates decide, and this entry came without them.
        citation: Federal Register notices, as printed.
        remarks: what else the list remarks.
        details: further fields of the list by name (call sign, tonnage, title), as printed.
        url: where the list says that it stands.
        sha256: hash of what was printed, in hex; what was read out of it (codes, derived names) does not count.
    """

    id: str
    list_id: str
    source: str
    title: str
    kind: PartyKind = "unknown"
    names: tuple[ListedName, ...] = ()
    addresses: tuple[ListedAddress, ...] = ()
    countries: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    births: tuple[BirthDate, ...] = ()
    nationalities: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    possible_words: tuple[str, ...] = ()
    successors: bool = False
    requirement: Wording | None = None
    policy: Wording | None = None
    starts: date | None = None
    ends: date | None = None
    undated: bool = False
    citation: str = ""
    remarks: str = ""
    details: tuple[tuple[str, str], ...] = ()
    url: str = ""
    sha256: str = ""

    @property
    def address_only(self) -> bool:
        """Whether an address is listed and no name."""
        return not self.names

    @property
    def requirement_codes(self) -> tuple[str, ...]:
        """Codes of the licence requirement."""
        return self.requirement.codes if self.requirement else ()

    @property
    def policy_codes(self) -> tuple[str, ...]:
        """Codes of the licence review policy."""
        return self.policy.codes if self.policy else ()

    def live_on(self, day: date) -> bool | None:
        """Whether the listing counts on a day; None where dates decide and the list gave none.

        >>> from datetime import date
        >>> order = Entry(
        ...     "dpl:1", "denied_persons", "bis_dpl", "A. Example", starts=date(2019, 7, 1), ends=date(2029, 7, 1)
        ... )
        >>> order.live_on(date(2026, 1, 1)), order.live_on(date(2029, 7, 2))
        (True, False)
        >>> Entry("dpl:2", "denied_persons", "csl", "B. Example", undated=True).live_on(date(2026, 1, 1)) is None
        True
        """
        if (self.starts is not None and day < self.starts) or (self.ends is not None and day > self.ends):
            return False
        return None if self.undated else True

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; empty fields are left out, days are ISO texts."""
        return {key: value for key, value in _plain(asdict(self)).items() if value not in ("", None, [], False)}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason not to take a list as it is.

    ``code`` is one of `INCOMPLETE` (then the lists named are not whole, whoever accepts them) or of `STRANGE` (then
    somebody who looked may say that all is well). ``list_id`` is the list concerned, or empty for all of the feed.
    """

    code: str
    reason: str
    list_id: str = ""
    place: str = ""


INCOMPLETE = frozenset({"cut", "rows", "part", "count", "vanished"})
"""Cut short; rows that could not be read; a file of the set missing; fewer rows than announced; a list gone."""
STRANGE = frozenset({"shrank", "columns", "source", "doubled"})
"""Lost many entries; columns or lists that nobody knows here; one record twice."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a snapshot: its name and the SHA-256 of its bytes as they came."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class SnapshotMeta:
    """How a snapshot came to be.

    Attributes:
        source: id of the feed.
        format: id of the reader, such as ``csl-json``.
        files: the files that it was read from.
        url: where they came from; empty for files from disk.
        retrieved: when they were fetched or imported, ISO 8601 in UTC; the caller's clock.
        published: the day that the publisher's state is of.
        published_from: how that day is known: ``stated``, ``content``, ``name`` or ``header``.
        parser: version of the readers.
        counts: entries by list id.
        names: number of names, derived ones included.
        split: how many names were read out of others, by origin.
        columns: columns or keys found in the files.
        wordings: distinct wordings of requirements and policies, and those with something unread.
        remarks: odd things in rows that were kept.
        refusals: reasons for which it would have been refused, had nobody accepted it; one for each row left out.
        accepted: the reason that somebody gave for accepting it; empty if there was nothing to accept.
    """

    source: str
    format: str
    files: tuple[SourceFile, ...]
    published: date
    published_from: str
    retrieved: str
    parser: str
    url: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    names: int = 0
    split: Mapping[str, int] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    wordings: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    accepted: str = ""

    def whole(self, list_id: str) -> bool:
        """Whether a list came whole: nothing is known to be missing from it."""
        return not any(one.code in INCOMPLETE and one.list_id in ("", list_id) for one in self.refusals)

    @property
    def partial(self) -> bool:
        """Whether something is known to be missing."""
        return any(one.code in INCOMPLETE for one in self.refusals)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        found: dict[str, Any] = _plain(asdict(self))
        return found


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one feed published, as of one day. ``id`` is a hash of the files' bytes, the day and the readers."""

    id: str
    entries: Sequence[Entry]
    meta: SnapshotMeta


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
