"""What a graph says of a party, as facts of a transaction: owners with their lists, headquarters, ultimate parent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lockgate.parties.ownership.parent import Parent, parent
from lockgate.parties.ownership.share import NONE, WHOLE, total

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from lockgate.parties.ownership.capture import Standing, Standings
    from lockgate.parties.ownership.graph import Stake

OTHERS = "owners outside the graph"


@dataclass(frozen=True, slots=True)
class FactMaker:
    """Facts of the parties of a graph of one day.

    Attributes:
        found: what the rule of the EAR says of every party.
        more_than: the share beyond which an owner is a parent.
        decimals: how exactly a transaction can state a share.
    """

    found: Standings
    more_than: Fraction
    decimals: int

    def facts(self, name: str) -> dict[str, Any]:
        """Facts of one party under the keys of a transaction file; what the graph leaves open stays open.

        An owner carries the lists that it stands on and those that its own owners pass on to it, so that adding up
        direct shares gives the answer for all tiers.
        """
        graph = self.found.graph
        facts: dict[str, Any] = {}
        if graph.owners.get(name) or graph.party(name).owned_by_these:
            facts["owners"] = self.owners(name)
        here = graph.party(name)
        if here.headquarters:
            facts["headquarters"] = here.headquarters
        above = self.parent_facts(name)
        if above:
            facts["ultimate_parent"] = above
        return facts

    def owners(self, name: str) -> list[dict[str, Any]]:
        """Direct owners with bounds of their shares and with the lists that they carry."""
        graph = self.found.graph
        stakes = graph.owners.get(name, ())
        rows = [self._owner(stake, stakes) for stake in stakes]
        outside = graph.unheld(name)
        if outside.value > NONE:
            share = self._bounds(NONE, self._below(outside.value, strict=outside.open))
            rows.append({"name": OTHERS, "share": share, "list": "unknown"})
        return rows

    def parent(self, name: str) -> Parent:
        """The ultimate parent of a party."""
        return parent(self.found.graph, name, self.more_than)

    def parent_facts(self, name: str) -> dict[str, Any]:
        """The ultimate parent and where it sits, as far as that is known."""
        graph, above = self.found.graph, self.parent(name)
        if above.certain:
            top = graph.party(above.certain)
            found = {"name": top.label, "id": top.id}
            return {**found, "headquarters": top.headquarters} if top.headquarters else found
        seats = {graph.party(one).headquarters for one in above.candidates}
        if above.outside or "" in seats or not seats:
            return {}
        return {"headquarters": seats.pop() if len(seats) == 1 else {"one_of": sorted(seats)}}

    def _owner(self, stake: Stake, stakes: Sequence[Stake]) -> dict[str, Any]:
        others = total(one.share.least for one in stakes if one is not stake)
        room = WHOLE - others.value
        strict = stake.share.below if stake.share.high <= room else others.open
        high = self._below(min(stake.share.high, room), strict=strict and not stake.share.known)
        standing = self.found[stake.owner]
        share = self._bounds(stake.share.low, max(high, stake.share.low))
        return {"name": standing.party.label, "share": share, "list": _lists(standing)}

    def _below(self, high: Fraction, *, strict: bool) -> Fraction:
        """The greatest share that can be stated below an end that is left out."""
        steps = 10**self.decimals
        return max(NONE, (-(-high * steps // 1) - 1) / (WHOLE * steps)) if strict else high

    def _bounds(self, low: Fraction, high: Fraction) -> Any:
        """A share as a transaction file has it; what has no decimal end is widened, never narrowed."""
        steps = 10**self.decimals
        least, most = low * steps // 1, -(-high * steps // 1)
        if least == most:
            return self._decimal(least)
        return {"low": self._decimal(least), "high": self._decimal(most)}

    def _decimal(self, steps: int) -> str:
        text = format(Decimal(steps).scaleb(-self.decimals), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text


def _lists(standing: Standing) -> Any:
    """Words that an owner carries, its own of every list included: a list, or what is certain and what is possible."""
    certain = standing.party.lists | (standing.lists if standing.sure else frozenset())
    if standing.party.maybe is None or standing.maybe is None:
        return [*sorted(certain), "unknown"] if certain else "unknown"
    possible = certain | standing.party.maybe | standing.maybe | standing.lists
    if possible == certain:
        return sorted(certain) or "none"
    return {"certain": sorted(certain), "possible": sorted(possible)}
