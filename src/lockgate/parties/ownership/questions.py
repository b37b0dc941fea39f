"""What is not known and would settle it: the fewest open points that, answered favourably, set a party free."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from lockgate.parties.ownership.capture import FREE, POSSIBLE, Standings
from lockgate.parties.ownership.graph import Graph
from lockgate.parties.ownership.share import NONE, WHOLE, Share, percent_of, total

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.parties.ownership.capture import Regime
    from lockgate.parties.ownership.graph import Party, Stake

SMALL = 10
"""Up to so many open points, all choices are tried; beyond that, points are left out one by one."""
_HAIR = Fraction(1, 10**9)
"""How far from an end that is left out a share is taken to lie."""


@dataclass(frozen=True, slots=True)
class Question:
    """One open point.

    Attributes:
        kind: ``listed`` (does a party stand on a list), ``others`` (who else owns it), ``share`` (how much).
        party: whom it is about; ``owner`` holds the share that is asked about.
        text: the question.
        clears: the answer that helps to set the party free.
    """

    kind: str
    party: str
    text: str
    clears: str
    owner: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        found = {"kind": self.kind, "party": self.party, "owner": self.owner, "ask": self.text, "clears": self.clears}
        return {key: value for key, value in found.items() if value}


def questions(found: Standings, name: str) -> tuple[Question, ...]:
    """What to ask about a party whose standing is possible; nothing otherwise.

    If every answer is the one that clears, the party is free; with any one of them left out it is not.
    """
    if found.status(name) != POSSIBLE:
        return ()
    part = upstream(found.graph, name)
    points = _points(Standings(part, found.regime), part)
    return _fewest(part, found.regime, name, points)


def answered(graph: Graph, regime: Regime, points: Iterable[Question]) -> Graph:
    """The graph in which every point is answered the way that clears."""
    found = Standings(graph, regime)
    parties = {name: graph.party(name) for name in graph.names()}
    stakes = {(stake.owner, stake.owned): stake for stake in graph.stakes}
    for point in points:
        party = parties[point.party]
        if point.kind == "listed":
            parties[point.party] = replace(party, maybe=party.lists)
        elif point.kind == "others":
            parties[point.party] = replace(party, owned_by_these=True)
        else:
            key = (point.owner, point.party)
            others = (one.share.least for pair, one in stakes.items() if pair[1] == point.party and pair != key)
            stakes[key] = _settled(stakes[key], point.owner in found.possible, total(others).value)
    return Graph(parties, tuple(stakes.values()))


def _settled(stake: Stake, counts: bool, others: Fraction) -> Stake:
    """The least share for an owner that may count, and the greatest for one that takes room from others."""
    share = stake.share
    if counts:
        settled = min(share.low + _HAIR, share.high) if share.above else share.low
    else:
        most = min(share.high, WHOLE - others)
        settled = max(most - _HAIR, share.low) if share.below and most == share.high else most
    return replace(stake, share=Share(settled, settled))


def upstream(graph: Graph, name: str) -> Graph:
    """The part of a graph that can matter to a party: its owners through all tiers."""
    met, waiting = {name}, [name]
    stakes: list[Stake] = []
    while waiting:
        for stake in graph.owners.get(waiting.pop(), ()):
            stakes.append(stake)
            if stake.owner not in met:
                met.add(stake.owner)
                waiting.append(stake.owner)
    return Graph({one: graph.party(one) for one in sorted(met)}, tuple(stakes))


def _points(found: Standings, graph: Graph) -> list[Question]:
    """Every open point; those that are easiest to find out come last, so that they are kept."""
    points = []
    for name in graph.names():
        party = graph.party(name)
        label = party.label
        if found.regime.possible(party) - found.regime.certain(party) and not found.regime.certain(party):
            points.append(_listed(party, found.regime))
        unheld = graph.unheld(name)
        if unheld.value > NONE:
            most = f"{'under ' if unheld.open else 'up to '}{percent_of(unheld.value)}"
            who = "who else owns" if graph.owners.get(name) else "who owns"
            points.append(Question("others", name, f"{who} {label} ({most})?", "nobody on a list"))
        unsure = (stake for stake in graph.owners.get(name, ()) if not stake.share.known)
        points += [_share(graph, stake, stake.owner in found.possible) for stake in unsure]
    order = {"share": 0, "others": 1, "listed": 2}
    return sorted(points, key=lambda point: (order[point.kind], point.party, point.owner))


def _listed(party: Party, regime: Regime) -> Question:
    if party.maybe is None:
        lists = "a list of this rule"
        return Question("listed", party.id, f"does {party.label} stand on {lists} (nobody looked)?", "on none of them")
    words = ", ".join(sorted(party.maybe & regime.lists))
    return Question("listed", party.id, f"is {party.label} the party listed as {words}?", "it is another one")


def _share(graph: Graph, stake: Stake, counts: bool) -> Question:
    owner, owned = graph.party(stake.owner).label, graph.party(stake.owned).label
    text = f"how much of {owned} does {owner} hold ({stake.share})?"
    clears = "the least of it" if counts else "the most of it"
    return Question("share", stake.owned, text, clears, stake.owner)


def _fewest(graph: Graph, regime: Regime, name: str, points: list[Question]) -> tuple[Question, ...]:
    def clears(chosen: Iterable[Question]) -> bool:
        return Standings(answered(graph, regime, chosen), regime).status(name) == FREE

    if len(points) <= SMALL:
        for count in range(1, len(points) + 1):
            for chosen in combinations(reversed(points), count):
                if clears(chosen):
                    return tuple(chosen)
        return tuple(reversed(points))
    kept = list(points)
    for point in points:
        fewer = [one for one in kept if one is not point]
        if clears(fewer):
            kept = fewer
    return tuple(reversed(kept))
