"""What a rulebook consists of, before any condition is read: plain frozen records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from lockgate.compiler.packed import Packed

EFFECTS = (
    "defines",
    "classifies",
    "prohibits",
    "requires",
    "exempts",
    "authorizes",
    "closes",
    "reviews",
    "flags",
    "limits",
    "warns",
)
CONFIDENCE = ("confirmed", "derived", "single_source", "recalled", "unverified")
"""From the firmest to the weakest; an answer carries the weakest of what decided it."""


@dataclass(frozen=True, slots=True)
class Cite(Packed):
    """Where a statement comes from."""

    ref: str = ""
    made_by: str = ""
    facts: tuple[str, ...] = ()
    params: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact(Packed):
    """A typed input. ``element`` is the collection element it belongs to, or empty for the transaction itself.

    ``shows`` marks evidence that describes the deal or the item itself and is no paper that somebody could obtain.
    """

    id: str
    kind: str
    type: str
    element: str
    question: str
    place: str
    unit: str = ""
    decimals: int = 6
    minimum: Fraction | None = Fraction(0)
    maximum: Fraction | None = None
    values: tuple[str, ...] = ()
    cost: int = 1
    known_by: str = ""
    rounding: str = ""
    derived: str = ""
    absent: str = ""
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Collection(Packed):
    """Elements of one kind: circuits of a unit, parties in a role, owners of a party."""

    id: str
    element: str
    place: str
    roles: tuple[str, ...] = ()
    of: str = ""
    absent: str = "unknown"
    stands_in: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True)
class Span(Packed):
    """Days from ``start`` to ``end``, both inclusive; None is open."""

    start: date | None
    end: date | None
    by: str = ""

    def holds(self, day: date) -> bool:
        """Whether the day lies in the span.

        >>> Span(date(2025, 1, 1), None).holds(date(2025, 1, 1))
        True
        """
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Instrument(Packed):
    """A document that made, changed, suspended or stopped enforcing provisions."""

    id: str
    name: str
    kind: str
    cite: str
    place: str
    published: date
    known_from: date
    effective: date
    compliance: date
    ended: date | None = None
    suspended: tuple[Span, ...] = ()
    not_enforced: tuple[Span, ...] = ()
    expected: tuple[tuple[date, str, str], ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member(Packed):
    """One member of a country group."""

    code: str
    span: Span
    readings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CountrySet(Packed):
    """A country group: dated members, or algebra over other groups."""

    id: str
    name: str
    place: str
    members: tuple[Member, ...] = ()
    algebra: str = ""
    cite: Cite = Cite()


@dataclass(frozen=True, slots=True)
class Parameter(Packed):
    """A dated number with a unit."""

    id: str
    unit: str
    place: str
    values: tuple[tuple[Span, Fraction, str], ...]
    cite: Cite = Cite()


@dataclass(frozen=True, slots=True)
class Definition(Packed):
    """A value list, a named condition, or a predicate over an element (``on``)."""

    id: str
    place: str
    on: str = ""
    gist: str = ""
    values: tuple[str, ...] = ()
    versions: tuple[tuple[Span, str], ...] = ()
    cite: Cite = Cite()


@dataclass(frozen=True, slots=True)
class Reading(Packed):
    """Contested text: a default and its alternatives, each with its gist."""

    id: str
    question: str
    default: str
    values: tuple[tuple[str, str], ...]
    place: str
    switch: str = ""
    cite: Cite = Cite()


@dataclass(frozen=True, slots=True)
class Stage(Packed):
    """One column of the decision."""

    id: str
    name: str
    kind: str
    effect: str
    place: str
    values: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Eccn(Packed):
    """An entry of the Commerce Control List as far as this rulebook speaks of it."""

    id: str
    name: str
    level: str
    place: str
    kinds: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ccl: bool = True


@dataclass(frozen=True, slots=True)
class Step(Packed):
    """An act before shipment (with evidence) or a duty after it (with a due time)."""

    id: str
    do: str
    when: str = ""
    shown_by: str = ""
    wait: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Enforcement(Packed):
    """From when, and how far, a printed provision is enforced."""

    span: Span
    only_when: str


@dataclass(frozen=True, slots=True)
class Quota(Packed):
    """An account that an authorization draws on."""

    account: str
    per: tuple[str, ...]
    amount: str
    limit: str = ""
    used: str = ""


@dataclass(frozen=True, slots=True)
class Provision(Packed):
    """One legal rule as data, its conditions still text."""

    id: str
    name: str
    effect: str
    instrument: str
    place: str
    gist: str
    cite: Cite
    confidence: str
    file: str = ""
    code: str = ""
    when: str = "TRUE"
    unless: str = ""
    start: date | None = None
    end: date | None = None
    binding: str = ""
    tags: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    stage: str = ""
    value: str = ""
    over: tuple[str, ...] = ()
    disjoint_with: tuple[str, ...] = ()
    policy: str = ""
    posture: str = ""
    enforcement: tuple[Enforcement, ...] = ()
    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()
    aes_code: str = ""
    records: str = ""
    quota: Quota | None = None
    ask: str = ""
    evidence: str = ""
    flag: str = ""
    kind: str = ""
    raised_when: str = ""
    must: str = ""
    subject: str = "transaction"
    earliest: str = ""
    words: tuple[tuple[str, str], ...] = ()
    say: str = ""
    proposed: bool = False


@dataclass(slots=True)
class Source:
    """Everything that the rulebook's files say, by id."""

    facts: dict[str, Fact] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    sets: dict[str, CountrySet] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    eccns: dict[str, Eccn] = field(default_factory=dict)
    provisions: dict[str, Provision] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    counts_as: dict[str, str] = field(default_factory=dict)
    tables: dict[str, tuple[dict[str, str], ...]] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def first_day(self) -> date:
        """The first day that the rulebook speaks about; without a statement, it speaks about all days."""
        return date.fromisoformat(self.meta.get("first_day", date.min.isoformat()))

    @property
    def current_to(self) -> date:
        """The day on which the law was last reviewed; without a statement, it never was."""
        return date.fromisoformat(self.meta.get("current_to", date.min.isoformat()))
