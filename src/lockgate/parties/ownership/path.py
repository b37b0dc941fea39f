"""The path that decides: from a party up to the listed owners that reach it, or that may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.parties.ownership.capture import CAPTURED, FREE, POSSIBLE, Standing, Standings
from lockgate.parties.ownership.share import NONE, percent_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.parties.ownership.graph import Stake

TIERS = 60
"""So many tiers of a path are shown."""


@dataclass(frozen=True, slots=True)
class Step:
    """One party on the path.

    Attributes:
        standing: what the rule says of it.
        stake: the share that it holds in the party below; None at the bottom.
        above: those who decide about it.
        outside: share of it that owners outside the graph may hold, where that matters.
        again: it stands on the path already, with what is above it.
        cut: so many tiers are shown that what is above it is left out.
    """

    standing: Standing
    stake: Stake | None
    above: tuple[Step, ...] = ()
    outside: str = ""
    again: bool = False
    cut: bool = False

    def walk(self) -> Iterator[Step]:
        """This step and all above it."""
        yield self
        for step in self.above:
            yield from step.walk()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        stake = self.stake
        found: dict[str, Any] = {
            "party": self.standing.party.id,
            "name": self.standing.party.label,
            "status": self.standing.status,
            "lists": sorted(self.standing.lists),
        }
        if stake is not None:
            found["share"] = str(stake.share)
            found["from"] = stake.starts.isoformat() if stake.starts else None
            found["to"] = stake.ends.isoformat() if stake.ends else None
            found["source"] = stake.source or None
            found["place"] = stake.place or None
        if self.outside:
            found["outside_the_graph"] = self.outside
        found |= {key: True for key in ("again", "cut") if getattr(self, key)}
        return {**found, "above": [step.to_dict() for step in self.above]}


def deciding_path(found: Standings, name: str) -> Step:
    """Why a party stands as it does.

    Captured: the owners that count, each with its own reason, found before it, so that no circle stands on itself.
    Possible: whoever may count, owners outside the graph included. Free: listed owners of a minority, if there are any.
    """
    return _Climb(found).step(name, None)


class _Climb:
    def __init__(self, found: Standings) -> None:
        self.found = found
        self.met: set[str] = set()

    def step(self, name: str, stake: Stake | None, tier: int = 0) -> Step:
        standing = self.found[name]
        outside = self._outside(standing)
        if name in self.met:
            return Step(standing, stake, (), outside, again=bool(self._deciding(standing)))
        self.met.add(name)
        if tier == TIERS:
            return Step(standing, stake, (), outside, cut=bool(self._deciding(standing)))
        above = tuple(self.step(one.owner, one, tier + 1) for one in self._deciding(standing))
        return Step(standing, stake, above, outside)

    def _deciding(self, standing: Standing) -> tuple[Stake, ...]:
        if standing.status == CAPTURED:
            return standing.grounds
        if standing.status in (POSSIBLE, FREE):
            stakes = dict.fromkeys((*standing.counted, *standing.open))
            return tuple(one for one in stakes if one.share.high > NONE)
        return ()

    def _outside(self, standing: Standing) -> str:
        if standing.status != POSSIBLE or standing.unheld.value == NONE:
            return ""
        return percent_of(standing.unheld.value)


def listed_above(found: Standings, name: str) -> tuple[str, ...]:
    """Listed owners of any share, through all tiers: what a red flag asks about even where no line is reached."""
    return _above(found, name, found.certain)


def possible_above(found: Standings, name: str) -> tuple[str, ...]:
    """The same for owners that may be listed."""
    return _above(found, name, found.possible)


def _above(found: Standings, name: str, counting: dict[str, int]) -> tuple[str, ...]:
    met, waiting, listed = {name}, [name], []
    while waiting:
        for stake in found.graph.owners.get(waiting.pop(), ()):
            if stake.owner not in met and stake.share.high > NONE:
                met.add(stake.owner)
                waiting.append(stake.owner)
                if stake.owner in counting:
                    listed.append(stake.owner)
    return tuple(sorted(listed))
