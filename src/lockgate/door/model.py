"""Typed facts: what the door hands to the engine.

A fact that nobody stated is simply not in ``values``. The engine decides what absence means (unknown, not known, not
shown), because that stands in the declaration of the fact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Categorical:
    """A country, word or yes-no fact: the values it may have. One value means that it is known.

    Booleans use the words ``true`` and ``false``.

    >>> Categorical(frozenset({"MY"})).known
    'MY'
    >>> Categorical(frozenset({"CN", "HK"})).known is None
    True
    """

    possible: frozenset[str]

    @property
    def known(self) -> str | None:
        """The value, if there is only one."""
        return next(iter(self.possible)) if len(self.possible) == 1 else None


@dataclass(frozen=True, slots=True)
class Interval:
    """A number or a day within bounds, both ends included; ``None`` is an open end.

    Numbers are in the unit of the fact, days are proleptic day numbers (``date.toordinal()``).

    >>> from fractions import Fraction
    >>> Interval(Fraction(15824), Fraction(15824)).known
    Fraction(15824, 1)
    >>> Interval(Fraction(1), None).known is None
    True
    """

    low: Fraction | None
    high: Fraction | None

    @property
    def known(self) -> Fraction | None:
        """The number, if both ends meet."""
        return self.low if self.low is not None and self.low == self.high else None


@dataclass(frozen=True, slots=True)
class SetValue:
    """A set fact: what is certainly in it and what may be in it. ``possible=None``: everything may be.

    >>> SetValue(frozenset(), frozenset()).known
    frozenset()
    >>> SetValue(frozenset({"sdn"}), None).known is None
    True
    """

    certain: frozenset[str]
    possible: frozenset[str] | None

    @property
    def known(self) -> frozenset[str] | None:
        """The members, if nothing is open."""
        return self.certain if self.certain == self.possible else None


@dataclass(frozen=True, slots=True)
class Text:
    """A name or number that is kept as it was written."""

    text: str


Value: TypeAlias = Categorical | Interval | SetValue | Text


@dataclass(frozen=True, slots=True)
class Element:
    """One circuit, party, owner, licence or site.

    ``values`` are keyed by the full fact id, such as ``party.headquarters``; ``path`` is how users name the element,
    such as ``consignee``, ``consignee.owners[0]`` or ``items[0].circuits[0]``. ``own`` is what the catalogue gives
    of it, whatever the user states.
    """

    values: Mapping[str, Value]
    path: str
    children: Mapping[str, Group]
    own: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """The elements of a collection; ``complete=False`` means that there may be more."""

    elements: tuple[Element, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a transaction: ``values`` are keyed by the full fact id, such as ``item.kind``.

    ``chip`` is the catalogue's id of what was named, with how many of it (empty if nothing was), ``own`` what follows
    from that name alone; a stated fact that contradicts it stays open on both sides.
    """

    values: Mapping[str, Value]
    circuits: Group
    notes: tuple[str, ...]
    label: str
    chip: str = ""
    own: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from that was looked up: its path, its value in words, and the evidence, one line each."""

    fact: str
    value: str
    evidence: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"fact": self.fact, "value": self.value, "evidence": list(self.evidence)}


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What was looked up on lists and among owners before the question was asked; nobody states it by hand.

    Attributes:
        names: whether names were matched against lists.
        sources: the facts that were filled, with their evidence.
        questions: what to ask about a fact that stayed open, by its path, instead of the question of its declaration.
        lists: the snapshots of lists that were used, in words.
        notes: remarks, such as decisions that lapsed.
        conflicts: stated facts that differ from what was found; the stated ones are used.
    """

    names: bool
    sources: tuple[Source, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()
    lists: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "names": self.names,
            "sources": [one.to_dict() for one in self.sources],
            "questions": dict(self.questions),
            "lists": list(self.lists),
            "notes": list(self.notes),
            "conflicts": list(self.conflicts),
        }


@dataclass(frozen=True, slots=True)
class Transaction:
    """What is asked about.

    Attributes:
        subject: transaction, holder, applicant or training_run.
        values: facts that belong to no element, keyed by fact id.
        items: what moves, is rented or is licensed.
        roles: parties by role; a role that nobody mentioned is not there.
        licences: licences held; complete and empty if nobody mentioned any.
        sites: what a holder has installed; incomplete if nobody mentioned any.
        flags: red flags by id: raised, explained or clear.
        as_of: the day of the transaction, if stated.
        assumed: facts that a baseline filled: path, value and why.
        notes: remarks about the input, such as roundings.
        conflicts: stated facts that do not fit together; both sides stay possible.
        id: the user's own number.
        label: a short name for people.
        raw: what was read, baseline included.
        flag_evidence: what the user offers as an answer to a flag.
        looked_up: what was looked up on lists and among owners; None if nothing was.
    """

    subject: str
    values: Mapping[str, Value]
    items: tuple[Item, ...]
    roles: Mapping[str, Group]
    licences: Group
    sites: Group
    flags: Mapping[str, str]
    as_of: date | None
    assumed: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    conflicts: tuple[str, ...]
    id: str
    label: str
    raw: Mapping[str, Any]
    flag_evidence: Mapping[str, str] = field(default_factory=dict)
    looked_up: LookedUp | None = None
