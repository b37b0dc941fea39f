"""Two least fixpoints over a graph of owners, in whole numbers: each stake is looked at once."""

from __future__ import annotations

from collections import deque
from math import lcm
from typing import TYPE_CHECKING

from lockgate.parties.ownership.share import WHOLE

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
        shares = {id(stake.share): stake.share for stake in graph.stakes}  # kept alive by the graph
        ends = {end.denominator for share in shares.values() for end in (share.low, share.high)}
        self._graph = graph
        self._unit = lcm(line.denominator, *ends)
        self._line = self._times(line)
        self._low = {key: self._times(share.low) for key, share in shares.items()}
        self._high = {key: self._times(share.high) for key, share in shares.items()}

    def _times(self, part: Fraction) -> int:
        return part.numerator * (self._unit // part.denominator)

    def certain(self, start: Iterable[str]) -> dict[str, int]:
        """Who counts for certain: lower ends of what was found add up to the line."""
        held: dict[str, int] = {}

        def reached(stake: Stake) -> bool:
            held[stake.owned] = held.get(stake.owned, 0) + self._low[id(stake.share)]
            return held[stake.owned] >= self._line

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
        waiting = deque(found)
        while waiting:
            for stake in self._graph.holdings.get(waiting.popleft(), ()):
                if stake.owned not in found and reached(stake):
                    found[stake.owned] = len(found)
                    waiting.append(stake.owned)
        return found

    def _room(self, owned: str) -> _Room:
        stakes = self._graph.owners.get(owned, ())
        least = sum(self._low[id(stake.share)] for stake in stakes)
        whole = self._times(WHOLE)
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
