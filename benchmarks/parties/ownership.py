"""A large graph of owners with circles, bounds and open facts: both fixpoints, beside a plain walk over it."""

from __future__ import annotations

import gc
from collections import deque
from datetime import date
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

from benchmarks.clock import Report, once, quantile

from lockgate.parties.ownership.capture import Regime, Standings
from lockgate.parties.ownership.graph import Graph, Party, Stake
from lockgate.parties.ownership.share import Share

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2025, 10, 15)
REGIME = Regime("half", "one half", frozenset({"entity_list", "meu_list"}), Fraction(1, 2))
_OWNERS = 3
_SECOND = 1e6


def made(edges: int, chance: Random) -> Graph:
    """Companies with three owners each: one stake in ten goes anywhere, which makes circles; one in five is a span."""
    names = [f"company {number}" for number in range(edges // _OWNERS)]
    size = len(names)
    parties = {
        name: Party(
            name,
            lists=frozenset({"entity_list"}) if chance.random() < 0.01 else frozenset(),
            maybe=frozenset() if chance.random() < 0.97 else None,
            owned_by_these=chance.random() < 0.9,
        )
        for name in names
    }
    stakes = []
    for at, owned in enumerate(names):
        room = 100
        for owner in _owners(at, size, chance):
            high = min(room, chance.randint(1, 60))
            low = max(high - 10, 0) if chance.random() < 0.2 else high
            stakes.append(Stake(names[owner], owned, Share.of(f"{low}-{high}%" if low < high else f"{high}%")))
            room -= high
    return Graph(parties, tuple(stakes))


def _owners(at: int, size: int, chance: Random) -> list[int]:
    found: dict[int, None] = {}
    while len(found) < _OWNERS:
        near = chance.randrange(at // 2, at + 1)
        owner = near if chance.random() > 0.1 and at > 2 * _OWNERS else chance.randrange(size)
        if owner != at:
            found[owner] = None
    return list(found)


def walk(graph: Graph) -> int:
    """The floor: put the stakes in order by owner and visit all that listed parties own any part of, without shares."""
    holdings: dict[str, list[str]] = {}
    for stake in graph.stakes:
        holdings.setdefault(stake.owner, []).append(stake.owned)
    met = {name for name, party in graph.parties.items() if party.lists}
    waiting = deque(met)
    while waiting:
        for owned in holdings.get(waiting.popleft(), ()):
            if owned not in met:
                met.add(owned)
                waiting.append(owned)
    return len(met)


def run(*, edges: int, rounds: int, seed: int) -> Report:
    """Seconds for a graph of one day with both fixpoints, and how many times a plain walk that is."""
    graph = made(edges, Random(seed))
    gc.collect()
    found: list[Standings] = []

    def count() -> None:
        found[:] = [Standings(graph.on(DAY), REGIME)]

    took = _rounds(count, rounds)
    floor = _rounds(lambda: walk(graph), rounds)
    statuses = [found[0].status(name) for name in graph.parties]
    report = Report()
    seconds = quantile(took, 0.5)
    report.figures = {
        "ownership_s": round(seconds / _SECOND, 2),
        "times_a_plain_walk": round(seconds / quantile(floor, 0.5), 1),
        "captured": statuses.count("captured"),
        "possible": statuses.count("possible"),
    }
    report.lines = [
        f"{len(graph.stakes):,} stakes in {len(graph.parties):,} parties, {statuses.count('listed'):,} of them listed",
        f"spread of {rounds} rounds {min(took) / _SECOND:.2f} to {max(took) / _SECOND:.2f} s",
        f"plain walk {quantile(floor, 0.5) / _SECOND:.2f} s",
    ]
    return report


def _rounds(function: Callable[[], object], rounds: int) -> list[float]:
    found = []
    for _ in range(rounds):
        gc.collect()
        found.append(once(function))
    return found
