"""Parties and the stakes that they hold in each other, with dates and sources."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from lockgate.errors import InputError
from lockgate.parties.ownership.share import NONE, WHOLE, Amount, Share, percent_of, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

_SURELY_FITS = 0.999


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
        pairs: dict[tuple[str, str], list[Stake]] = {}
        for stake in self.stakes:
            if stake.held_on(day):
                pairs.setdefault((stake.owner, stake.owned), []).append(stake)
        notes = list(self.notes)
        held = tuple(stakes[0] if len(stakes) == 1 else self._one(stakes, notes) for stakes in pairs.values())
        graph = Graph(self.parties, held, tuple(notes))
        graph.check()
        return graph

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
    def owners(self) -> Mapping[str, tuple[Stake, ...]]:
        """Stakes in each party."""
        return _by(self.stakes, "owned")

    @cached_property
    def holdings(self) -> Mapping[str, tuple[Stake, ...]]:
        """Stakes of each party."""
        return _by(self.stakes, "owner")

    def party(self, name: str) -> Party:
        """A party; one that only stakes mention is known by its id alone."""
        return self.parties.get(name) or Party(name)

    def names(self) -> list[str]:
        """Ids of all parties, in a stable order."""
        return sorted({*self.parties, *self.owners, *self.holdings})

    def unheld(self, owned: str) -> Amount:
        """The greatest part of a company that owners outside the graph may hold."""
        if self.party(owned).owned_by_these:
            return Amount(NONE)
        held = total(stake.share.least for stake in self.owners.get(owned, ()))
        return Amount(WHOLE - held.value, held.open)

    def check(self) -> None:
        """Refuse a company of which more than the whole is held, with the rows that say so."""
        about = {id(stake.share): float(stake.share.low) for stake in self.stakes}
        for owned, stakes in self.owners.items():
            if sum(about[id(stake.share)] for stake in stakes) < _SURELY_FITS:
                continue  # most companies are far from it; only the others are added up exactly
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


def _by(stakes: Iterable[Stake], end: str) -> Mapping[str, tuple[Stake, ...]]:
    found: dict[str, list[Stake]] = defaultdict(list)
    for stake in stakes:
        found[getattr(stake, end)].append(stake)
    return {name: tuple(held) for name, held in found.items()}
