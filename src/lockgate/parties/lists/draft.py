"""What readers hand over: one record of a list in common fields, before anything is read out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from lockgate.parties.model import BirthDate, Identifier, ListedAddress, NameKind, PartyKind, Refusal


class RowError(Exception):
    """A row that cannot be read, and why."""


@dataclass(slots=True)
class Draft:
    """One record as printed. ``key`` is the publisher's number, or empty; ``place`` is where it stands in the file."""

    list_id: str
    title: str
    place: str = ""
    key: str = ""
    kind: PartyKind = "unknown"
    aliases: list[tuple[str, NameKind]] = field(default_factory=list)
    derived: list[str] = field(default_factory=list)
    addresses: list[ListedAddress] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    births: list[BirthDate] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    requirement: str = ""
    policy: str = ""
    starts: date | None = None
    ends: date | None = None
    citation: str = ""
    remarks: str = ""
    details: dict[str, str] = field(default_factory=dict)
    url: str = ""


@dataclass(slots=True)
class Reading:
    """What a reader found in the files of a feed.

    ``problems`` are reasons to refuse it (rows that could not be read, a file cut short), ``remarks`` oddities in rows
    that were kept, ``published`` the day that the content itself says it is of.
    """

    drafts: list[Draft] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    problems: list[Refusal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    published: date | None = None
