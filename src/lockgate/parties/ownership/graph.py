"""Parties and the stakes that they hold in each other, with dates and sources."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import lcm
from typing import TYPE_CHECKING

from lockgate.errors import InputError
from lockgate.parties.ownership.calm import calm
from lockgate.parties.ownership.share import NONE, WHOLE, Amount, Share, percent_of, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from fractions import Fraction

_PERCENTS = 100
"""Units of the whole at least, so that lines in whole percents fall on one."""


@dataclass(frozen=True, slots=True)
class Party:
    """A company or person in the graph.

    Attributes:
        id: how stakes name it.
        name: what it is called.
        headquarters: country code, empty if nobody said.
        lists: words of lists on which it stands for certain (see the fact ``owner.list``).
        maybe: words of lists on which it may stand; None if nobody looked.
        owned_by_these: whether the stakes in the graph are all there are; a person is owned by nobody.
        place: where it was read.
    """

    id: str
    name: str = ""
    headquarters: str = ""
    lists: frozenset[str] = frozenset()
    maybe: frozenset[str] | None = None
    owned_by_these: bool = False
    place: str = ""

    @property
    def label(self) -> str:
        """What it is called."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Stake:
    """A share that one party holds in another, from one day to another (both included; None: open).

    ``file`` is what said so: stakes that one file has add up, what two files say of one holding does not.
    """

    owner: str
    owned: str
    share: Share
    starts: date | None = None
    ends: date | None = None
    source: str = ""
    place: str = ""
    file: str = ""

    def held_on(self, day: date) -> bool:
        """Whether it was held on a day."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Graph:
    """Parties by id, and the stakes among them on one day."""

    parties: Mapping[str, Party]
    stakes: tuple[Stake, ...]
    notes: tuple[str, ...] = field(default=())

    def on(self, day: date) -> Graph:
        """The graph of one day, with one stake for each owner in each company.

        Stakes that one file lists for the same two parties add up; where files differ, all that they say stays
        possible, and a note says so.

        Errors: `InputError` if more than the whole of a company is held on that day.
        """
        with calm():
            return self._on(day)

    def _on(self, day: date) -> Graph:
        held = [
            one
            for one in self.stakes
            if (one.starts is None or one.starts <= day) and (one.ends is None or day <= one.ends)
        ]
        owners, notes = _by_owned(held), list(self.notes)
        doubled = {
            owned
            for owned, stakes in owners.items()
            if len(stakes) > 1 and len({one.owner for one in stakes}) < len(stakes)
        }
        for owned in doubled and [one for one in owners if one in doubled]:
            owners[owned] = self._joined(owners[owned], notes)
        if doubled:
            held = [one for stakes in owners.values() for one in stakes]
        same = len(held) == len(self.stakes) and not doubled
        graph = Graph(self.parties, self.stakes if same else tuple(held), tuple(notes))
        graph.__dict__["owners"] = owners  # known already; making it again takes as long as all the rest
        graph.check()
        return graph

    def _joined(self, stakes: Iterable[Stake], notes: list[str]) -> list[Stake]:
        """Stakes in one company, one for each owner."""
        pairs: dict[str, list[Stake]] = {}
        for one in stakes:
            pairs.setdefault(one.owner, []).append(one)
        return [rows[0] if len(rows) == 1 else self._one(rows, notes) for rows in pairs.values()]

    def _one(self, stakes: list[Stake], notes: list[str]) -> Stake:
        """One stake for what several rows say of the same two parties."""
        files: dict[str, list[Stake]] = {}
        for stake in stakes:
            files.setdefault(stake.file, []).append(stake)
        said = [added(rows) for rows in files.values()]
        found = said[0]
        if any(one.share != found.share for one in said):
            names = f"{self.party(found.owner).label} in {self.party(found.owned).label}"
            shares = ", ".join(f"{one.share} ({one.place})" for one in said)
            notes.append(f"the share of {names} differs: {shares}; what lies between stays possible")
            share = said[0].share
            for one in said[1:]:
                share = share.hull(one.share)
            found = replace(found, share=share)
        places, sources = (joined(getattr(one, key) for one in said) for key in ("place", "source"))
        return replace(found, place=places, source=sources)

    @cached_property
    def owners(self) -> Mapping[str, Sequence[Stake]]:
        """Stakes in each party."""
        return _by_owned(self.stakes)

    @cached_property
    def holdings(self) -> Mapping[str, Sequence[Stake]]:
        """Stakes of each party."""
        found: defaultdict[str, list[Stake]] = defaultdict(list)
        for one in self.stakes:
            found[one.owner].append(one)
        found.default_factory = None
        return found

    @cached_property
    def scale(self) -> Scale:
        """All shares in whole numbers of one unit."""
        return Scale.of(self.stakes, self.owners)

    def party(self, name: str) -> Party:
        """A party; one that only stakes mention is known by its id alone."""
        return self.parties.get(name) or Party(name)

    def names(self) -> list[str]:
        """Ids of all parties, in a stable order."""
        return list(self._names)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(sorted({*self.parties, *self.owners, *self.holdings}))

    def unheld(self, owned: str) -> Amount:
        """The greatest part of a company that owners outside the graph may hold."""
        if self.party(owned).owned_by_these:
            return Amount(NONE)
        held = total(stake.share.least for stake in self.owners.get(owned, ()))
        return Amount(WHOLE - held.value, held.open)

    def check(self) -> None:
        """Refuse a company of which more than the whole is held, with the rows that say so."""
        scale = self.scale
        for owned, least in scale.least.items():
            if least < scale.unit:
                continue
            stakes = self.owners[owned]
            held = total(stake.share.least for stake in stakes)
            if held.value > WHOLE or (held.value == WHOLE and held.open):
                rows = ", ".join(f"{self.party(stake.owner).label} {stake.share}" for stake in stakes)
                raise InputError(
                    f"{percent_of(held.value)} of {self.party(owned).label} is held: {rows}",
                    place=", ".join(dict.fromkeys(stake.place for stake in stakes if stake.place)) or None,
                    hint="mend a share, or give the days from which and to which each was held",
                )


def added(stakes: list[Stake]) -> Stake:
    """Several stakes of one owner in one company as one; the days are those on which all of them are held."""
    if len(stakes) == 1:
        return stakes[0]
    low, high = total(one.share.least for one in stakes), total(one.share.most for one in stakes)
    if low.value > WHOLE:  # kept as it is, for `Graph.check` to refuse it with its rows
        share = Share(low.value, low.value)
    elif high.value > WHOLE:
        share = Share(low.value, WHOLE, low.open)
    else:
        share = Share(low.value, high.value, low.open, high.open)
    starts = max((one.starts for one in stakes if one.starts), default=None)
    ends = min((one.ends for one in stakes if one.ends), default=None)
    places, sources = (joined(getattr(one, key) for one in stakes) for key in ("place", "source"))
    return replace(stakes[0], share=share, starts=starts, ends=ends, place=places, source=sources)


def joined(texts: Iterable[str]) -> str:
    """Texts in a row, each once."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


@dataclass(frozen=True, slots=True)
class Scale:
    """Shares as whole numbers of one unit, so that sums are exact and fast.

    Attributes:
        unit: the whole.
        low, high: both ends of every share, by the id of the object, which the stakes keep alive.
        least: for each company the lower ends of all stakes in it, added up.
        above: whether any share leaves its lower end out.
    """

    unit: int
    low: Mapping[int, int]
    high: Mapping[int, int]
    least: Mapping[str, int]
    above: bool

    @classmethod
    def of(cls, stakes: Iterable[Stake], owners: Mapping[str, Sequence[Stake]]) -> Scale:
        """The scale in which all of these shares are whole numbers."""
        shares = {id(one.share): one.share for one in stakes}
        unit = lcm(_PERCENTS, *{end.denominator for one in shares.values() for end in (one.low, one.high)})
        low, high = (
            {key: part.numerator * (unit // part.denominator) for key, part in ends}
            for ends in (
                [(key, one.low) for key, one in shares.items()],
                [(key, one.high) for key, one in shares.items()],
            )
        )
        least = {owned: sum([low[id(one.share)] for one in held]) for owned, held in owners.items()}
        return cls(unit, low, high, least, any(one.above for one in shares.values()))

    def finer(self, times: int) -> Scale:
        """The same in a unit so many times as fine."""
        low, high = ({key: part * times for key, part in table.items()} for table in (self.low, self.high))
        least = {owned: part * times for owned, part in self.least.items()}
        return Scale(self.unit * times, low, high, least, self.above)

    def times(self, part: Fraction) -> int:
        """A part of the whole in units; its denominator must divide the unit."""
        return part.numerator * (self.unit // part.denominator)


def _by_owned(stakes: Iterable[Stake]) -> dict[str, list[Stake]]:
    found: defaultdict[str, list[Stake]] = defaultdict(list)
    for one in stakes:
        found[one.owned].append(one)
    found.default_factory = None
    return found
