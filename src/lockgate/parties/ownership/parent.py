"""Headquarters and ultimate parents as of a day: up the chain of majority owners, as far as it is certain.

``more_than`` is one half or more: then one owner at most holds more than that, and a chain of such owners never forks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.parties.ownership.share import WHOLE, percent_of, total

if TYPE_CHECKING:
    from fractions import Fraction

    from lockgate.parties.ownership.graph import Graph, Stake


@dataclass(frozen=True, slots=True)
class Parent:
    """The ultimate parent of a party, or what it may be.

    Attributes:
        certain: id of the ultimate parent; the party itself where nobody holds more than that; empty if open.
        candidates: ids that it may be.
        outside: whether somebody outside the graph may be it.
        chain: stakes from the party upwards, as far as they are certain.
        why: what keeps it open, in words.
    """

    certain: str
    candidates: tuple[str, ...]
    outside: bool
    chain: tuple[Stake, ...]
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "certain": self.certain or None,
            "candidates": list(self.candidates),
            "outside_the_graph": self.outside,
            "chain": [{"owner": one.owner, "owned": one.owned, "share": str(one.share)} for one in self.chain],
            "why": self.why or None,
        }


def parent(graph: Graph, name: str, more_than: Fraction) -> Parent:
    """The ultimate parent of a party in a graph of one day."""
    chain: list[Stake] = []
    seen = {name}
    here = name
    while True:
        above = majority(graph, here, more_than)
        if above is not None:
            chain.append(above)
            if above.owner in seen:
                circle = " -> ".join(graph.party(stake.owner).label for stake in chain)
                return Parent("", tuple(sorted(seen)), False, tuple(chain), f"owners go round in a circle: {circle}")
            seen.add(above.owner)
            here = above.owner
            continue
        possible, outside = candidates(graph, here, more_than)
        if not possible and not outside:
            return Parent(here, (here,), False, tuple(chain))
        return _open(graph, here, chain, more_than)


def majority(graph: Graph, name: str, more_than: Fraction) -> Stake | None:
    """The stake of an owner that holds more than that for certain."""
    for stake in graph.owners.get(name, ()):
        least = stake.share.least
        if stake.owner != name and (least.value > more_than or (least.value == more_than and least.open)):
            return stake
    return None


def candidates(graph: Graph, name: str, more_than: Fraction) -> tuple[tuple[str, ...], bool]:
    """Owners that may hold more than that, and whether somebody outside the graph may."""
    stakes = graph.owners.get(name, ())
    held = total(stake.share.least for stake in stakes)
    found = []
    for stake in stakes:
        room = WHOLE - (held.value - stake.share.least.value)
        if stake.owner != name and min(stake.share.high, room) > more_than:
            found.append(stake.owner)
    return tuple(found), graph.unheld(name).value > more_than


def _open(graph: Graph, here: str, chain: list[Stake], more_than: Fraction) -> Parent:
    """Everybody who may stand above, through all tiers."""
    seen = {here, *(stake.owned for stake in chain)}
    found: set[str] = set()
    outside = False
    waiting, met = [here], {here}
    while waiting:
        name = waiting.pop()
        above, somebody = candidates(graph, name, more_than)
        sure = majority(graph, name, more_than)
        outside = outside or (somebody and sure is None)
        if sure is None:
            found.add(name)
        for owner in above:
            if owner not in met and owner not in seen:
                met.add(owner)
                waiting.append(owner)
    label = graph.party(here).label
    why = f"it is not known who holds more than {percent_of(more_than)} of {label}"
    return Parent("", tuple(sorted(found)), outside, tuple(chain), why)
