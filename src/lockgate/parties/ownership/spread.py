"""Two least fixpoints over a graph of owners, in whole numbers: each stake is looked at once."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction

    from lockgate.parties.ownership.graph import Graph, Stake
    from lockgate.parties.ownership.share import Share


class Spread:
    """Who counts, given who counts at the start; what was found keeps the order in which it was found.

    Shares are taken times a common denominator, so that sums are exact and fast.
    """

    def __init__(self, graph: Graph, line: Fraction) -> None:
        self._graph = graph
        self._scale = graph.scale if not graph.scale.unit % line.denominator else graph.scale.finer(line.denominator)
        self._low, self._high = self._scale.low, self._scale.high
        self._line = self._scale.times(line)

    def outside_reaches(self, owned: str) -> bool:
        """Whether owners outside the graph may reach the line by themselves."""
        party = self._graph.parties.get(owned)
        if party is not None and party.owned_by_these:
            return False
        unheld = self._scale.unit - self._scale.least.get(owned, 0)
        if unheld != self._line:
            return unheld > self._line
        return not any(one.share.above for one in self._graph.owners.get(owned, ()))

    def certain(self, start: Iterable[str]) -> dict[str, int]:
        """Who counts for certain: lower ends of what was found add up to the line."""
        held: dict[str, int] = {}

        line, low = self._line, self._low

        def reached(stake: Stake) -> bool:
            held[stake.owned] = now = held.get(stake.owned, 0) + low[id(stake.share)]
            return now >= line

        return self._run(start, reached)

    def possible(self, start: Iterable[str]) -> dict[str, int]:
        """Who may count: upper ends and what nobody is known to hold, but no more than others leave."""
        counts: dict[str, _Room] = {}

        def reached(stake: Stake) -> bool:
            room = counts.get(stake.owned)
            if room is None:
                room = counts[stake.owned] = self._room(stake.owned)
            room.take(self._low[id(stake.share)], self._high[id(stake.share)], stake.share)
            return room.reaches(self._line)

        return self._run(start, reached)

    def _run(self, start: Iterable[str], reached: Callable[[Stake], bool]) -> dict[str, int]:
        found = {name: rank for rank, name in enumerate(dict.fromkeys(start))}
        waiting, holdings = deque(found), self._graph.holdings
        while waiting:
            for stake in holdings.get(waiting.popleft(), ()):
                if stake.owned not in found and reached(stake):
                    found[stake.owned] = len(found)
                    waiting.append(stake.owned)
        return found

    def _room(self, owned: str) -> _Room:
        least, whole = self._scale.least.get(owned, 0), self._scale.unit
        stakes = self._graph.owners.get(owned, ()) if self._scale.above else ()
        unheld = 0 if self._graph.party(owned).owned_by_these else whole - least
        return _Room(whole, least, sum(stake.share.above for stake in stakes), unheld)


class _Room:
    """What those found so far may hold of one company: the lesser of their upper ends and what others leave."""

    __slots__ = ("_below", "_others", "_others_open", "_outside", "_outside_open", "_theirs", "_whole")

    def __init__(self, whole: int, least: int, open_ends: int, unheld: int) -> None:
        self._whole = whole
        self._others, self._others_open = least, open_ends
        self._outside, self._outside_open = unheld, bool(open_ends) and unheld > 0
        self._theirs, self._below = 0, False

    def take(self, low: int, high: int, share: Share) -> None:
        """One more owner is found."""
        self._others -= low
        self._others_open -= share.above
        self._theirs += high
        self._below = self._below or share.below

    def reaches(self, line: int) -> bool:
        """Whether both bounds may lie on the line or above it; an end that is left out lies below."""
        theirs, rest = self._theirs + self._outside, self._whole - self._others
        return (theirs > line or (theirs == line and not (self._below or self._outside_open))) and (
            rest > line or (rest == line and not self._others_open)
        )
