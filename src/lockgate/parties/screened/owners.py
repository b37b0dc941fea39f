"""A graph of owners whose parties are screened: who owns is looked up on lists before shares are added up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lockgate.door.declarations import fold
from lockgate.parties.ownership.graph import Graph
from lockgate.parties.screened.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.door.declarations import Declarations
    from lockgate.parties.ownership.outlook import Outlook
    from lockgate.parties.screened.desk import Desk


def screened(graph: Graph, desk: Desk, declared: Declarations) -> Graph:
    """The graph with the lists of everybody whose lists no file states.

    Lists that a file states are kept; where it leaves something open, screening fills that.
    """
    own = frozenset(declared.facts["owner.list"].values)
    found = dict(graph.parties)
    for name in graph.names():
        party = graph.party(name)
        if party.maybe is not None:
            continue
        told = desk.finding(subject_in(graph, name))
        certain = party.lists | (told.certain & own)
        found[name] = replace(party, lists=certain, maybe=(told.possible & own) - certain)
    return Graph(found, graph.stakes, graph.notes)


def subject_in(graph: Graph, name: str) -> Subject:
    """A party of a graph as it is screened."""
    party = graph.party(name)
    return Subject(party.label, (party.headquarters,) if party.headquarters else ())


def relevant(raw: Mapping[str, Any], owners: Outlook) -> list[tuple[str, tuple[str, ...]]]:
    """For each direct owner of a party in the graph, in order, that owner and everybody above it."""
    name = _name_in(owners.graph, raw)
    held = owners.graph.owners.get(name, ()) if name is not None else ()
    return [(stake.owner, _above(owners.graph, stake.owner)) for stake in held]


def those_above(graph: Graph, raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Everybody above a party, through stakes of any day; nobody if it is not in the graph."""
    name = _name_in(graph, raw)
    return () if name is None else _above(graph, name)


def states_lists(graph: Graph, raw: Mapping[str, Any]) -> bool:
    """Whether a file of the graph says on which lists a party of a transaction stands."""
    name = _name_in(graph, raw)
    party = graph.party(name) if name is not None else None
    return party is not None and (party.maybe is not None or bool(party.lists))


def _name_in(graph: Graph, raw: Mapping[str, Any]) -> str | None:
    """The id of a party of a transaction in a graph: by its id, otherwise by its name; None if that is unclear."""
    own, label = str(raw.get("id") or ""), fold(str(raw.get("name") or ""))
    names = graph.names()
    if own in names:
        return own
    found = [name for name in names if label and label in (fold(name), fold(graph.party(name).label))]
    return found[0] if len(found) == 1 else None


def _above(graph: Graph, name: str) -> tuple[str, ...]:
    met, waiting = {name: None}, [name]
    while waiting:
        for stake in graph.owners.get(waiting.pop(), ()):
            if stake.owner not in met:
                met[stake.owner] = None
                waiting.append(stake.owner)
    return tuple(met)
