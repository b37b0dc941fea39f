"""Which companies listed parties own to a line in the aggregate, directly and through tiers; bounds, never a guess.

The count starts anew at each tier: a company of which captured owners together hold the line or more is captured, and
then counts with its whole stake in others; shares are never multiplied down. Both answers are least fixpoints, so that
companies that own each other in a circle capture nobody by themselves: *certain* starts from what is listed for certain
and adds lower ends, *possible* starts from what may be listed and adds upper ends, with whatever owners outside the
graph may hold.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.parties.ownership.calm import calm
from lockgate.parties.ownership.share import NONE, WHOLE, Amount, percent_of, total
from lockgate.parties.ownership.spread import Spread

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator
    from fractions import Fraction

    from lockgate.parties.ownership.graph import Graph, Party, Stake

LISTED, CAPTURED, POSSIBLE, FREE = "listed", "captured", "possible", "free"
STATUSES = (LISTED, CAPTURED, POSSIBLE, FREE)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a regime says of one party.

    Attributes:
        status: listed, captured, possible (open facts decide) or free.
        least, most: bounds of what captured owners hold together.
        lists: words of lists whose restrictions it carries for certain.
        maybe: words that it may carry as well; None if it may be any.
        counted: stakes that count for certain; ``open`` those that may.
        unheld: the greatest part that owners outside the graph may hold.
        grounds: of the stakes that count, those whose owners were found before it: no circle stands on itself.
    """

    party: Party
    status: str
    least: Amount
    most: Amount
    lists: frozenset[str]
    maybe: frozenset[str] | None
    counted: tuple[Stake, ...]
    open: tuple[Stake, ...]
    unheld: Amount
    grounds: tuple[Stake, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether it counts for certain."""
        return self.status in (LISTED, CAPTURED)

    def held(self) -> str:
        """What captured owners hold together, in words."""
        low, high = percent_of(self.least.value), percent_of(self.most.value)
        if low == high:
            return low
        least = f"over {low}" if self.least.open else low
        return f"{least} to {'under ' if self.most.open else ''}{high}"

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "party": self.party.id,
            "name": self.party.label,
            "status": self.status,
            "held_at_least": percent_of(self.least.value),
            "held_at_most": percent_of(self.most.value),
            "lists": sorted(self.lists),
            "maybe": None if self.maybe is None else sorted(self.maybe),
            "counted": [_stake(stake) for stake in self.counted],
            "open": [_stake(stake) for stake in self.open],
            "outside_the_graph": percent_of(self.unheld.value),
        }


@dataclass(frozen=True, slots=True)
class Regime:
    """A rule that passes restrictions on to owned companies: the lists it names and the line."""

    id: str
    name: str
    lists: frozenset[str]
    at_least: Fraction
    cite: str = ""

    def certain(self, party: Party) -> frozenset[str]:
        """Words of its lists on which a party stands for certain."""
        return party.lists & self.lists

    def possible(self, party: Party) -> frozenset[str]:
        """Words of its lists on which a party may stand."""
        return self.lists if party.maybe is None else (party.lists | party.maybe) & self.lists


class Standings(Mapping[str, Standing]):
    """What a regime says of every party of a graph; each is put together when it is asked for.

    Attributes:
        graph, regime: what it was worked out for.
        certain, possible: ids that count, or may count, with the order in which they were found.
    """

    def __init__(self, graph: Graph, regime: Regime) -> None:
        self.graph = graph
        self.regime = regime
        with calm():
            self._count()

    def _count(self) -> None:
        """Both fixpoints, and the words that they pass on."""
        graph, regime = self.graph, self.regime
        self._spread = Spread(graph, regime.at_least)
        parties, lists = graph.parties, regime.lists
        listed = [name for name, one in parties.items() if not lists.isdisjoint(one.lists)]
        self.certain = self._spread.certain(sorted(listed))
        started = [name for name, one in parties.items() if self._may_start(one, name)]
        if lists:  # nobody looked up those whom only stakes mention
            started += [name for ends in (graph.owners, graph.holdings) for name in ends if name not in parties]
        self.possible = self._spread.possible([*self.certain, *started])
        self._words = _words(graph, self.certain, regime.certain, _surely_held)
        self._open_words = _words(graph, self.possible, self._may_carry, _may_be_held)

    def __getitem__(self, name: str) -> Standing:
        """The standing of a party, by its id."""
        party, stakes = self.graph.party(name), self.graph.owners.get(name, ())
        carried = self._words.get(name, frozenset())
        may_carry = self._open_words.get(name, frozenset()) - carried
        ranks = self.certain if name in self.certain else self.possible
        return Standing(
            party=party,
            status=self.status(name),
            least=least_held(self.graph, name, self.certain),
            most=most_held(self.graph, name, self.possible),
            lists=carried,
            maybe=None if may_carry and may_carry | carried == self.regime.lists else may_carry,
            counted=tuple(stake for stake in stakes if stake.owner in self.certain),
            open=tuple(stake for stake in stakes if stake.owner in self.possible and not self._settled(stake)),
            unheld=self.graph.unheld(name),
            grounds=tuple(
                stake for stake in stakes if ranks.get(stake.owner, len(ranks)) < ranks.get(name, len(ranks))
            ),
        )

    def __iter__(self) -> Iterator[str]:
        """Ids of all parties."""
        return iter(self.graph.names())

    def __len__(self) -> int:
        """How many parties there are."""
        return len(self.graph.names())

    def status(self, name: str) -> str:
        """The status alone."""
        if self.regime.certain(self.graph.party(name)):
            return LISTED
        return CAPTURED if name in self.certain else POSSIBLE if name in self.possible else FREE

    def _settled(self, stake: Stake) -> bool:
        return stake.owner in self.certain and stake.share.known

    def _may_start(self, party: Party, name: str) -> bool:
        """Whether it may count by itself: it may be listed, or owners outside the graph may reach the line."""
        lists = self.regime.lists
        if party.maybe is None:
            return bool(lists)
        if not (lists.isdisjoint(party.lists) and lists.isdisjoint(party.maybe)):
            return True
        return not party.owned_by_these and self._spread.outside_reaches(name)

    def _may_carry(self, party: Party) -> frozenset[str]:
        """Words that a party may carry on its own: where unknown owners could reach the line, any."""
        if self._spread.outside_reaches(party.id):
            return self.regime.lists
        return self.regime.possible(party)


def standings(graph: Graph, regime: Regime) -> Standings:
    """What a regime says of every party of a graph of one day. Linear in parties and stakes, but for list words."""
    return Standings(graph, regime)


def least_held(graph: Graph, name: str, owners: Container[str]) -> Amount:
    """What these owners hold of a company at least."""
    return total(stake.share.least for stake in graph.owners.get(name, ()) if stake.owner in owners)


def most_held(graph: Graph, name: str, owners: Container[str]) -> Amount:
    """What these owners, and owners outside the graph, can hold of a company at most."""
    stakes = graph.owners.get(name, ())
    others = total(stake.share.least for stake in stakes if stake.owner not in owners)
    theirs = total(stake.share.most for stake in stakes if stake.owner in owners)
    together = theirs + graph.unheld(name)
    rest = Amount(WHOLE - others.value, others.open)
    if together.value == rest.value:
        return Amount(rest.value, together.open or rest.open)
    return min(together, rest, key=lambda amount: amount.value)


def _words(
    graph: Graph, found: Mapping[str, int], own: Callable[[Party], frozenset[str]], held: Callable[[Stake], bool]
) -> dict[str, frozenset[str]]:
    """List words of every party found: its own and those of its owners that count, through all tiers.

    An owner below the line counts too, once the line is reached together: the strictest owner's terms pass on.
    """
    words = {name: own(graph.party(name)) for name in found}
    waiting = deque(found)
    while waiting:
        owner = waiting.popleft()
        for stake in graph.holdings.get(owner, ()):
            if stake.owned in found and held(stake) and not words[owner] <= words[stake.owned]:
                words[stake.owned] |= words[owner]
                waiting.append(stake.owned)
    return words


def _surely_held(stake: Stake) -> bool:
    return stake.share.low > NONE or stake.share.above


def _may_be_held(stake: Stake) -> bool:
    return stake.share.high > NONE


def _stake(stake: Stake) -> dict[str, Any]:
    found = {
        "owner": stake.owner,
        "share": str(stake.share),
        "from": stake.starts.isoformat() if stake.starts else "",
        "to": stake.ends.isoformat() if stake.ends else "",
        "source": stake.source,
        "place": stake.place,
    }
    return {key: value for key, value in found.items() if value}
