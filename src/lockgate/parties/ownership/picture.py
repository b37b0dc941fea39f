"""What of a graph is drawn: the part above a party, or all of it, and what each box says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.charts.ownership import Line, Node, draw
from lockgate.parties.ownership.capture import CAPTURED, FREE, LISTED, POSSIBLE, Standings
from lockgate.parties.ownership.path import Step, deciding_path
from lockgate.parties.ownership.questions import upstream
from lockgate.parties.ownership.share import percent_of

if TYPE_CHECKING:
    from lockgate.parties.ownership.graph import Graph
    from lockgate.parties.ownership.outlook import Outlook

MOST = 60
"""Graphs of more parties are cut to what lies on deciding paths."""
WORDS = {LISTED: "listed", CAPTURED: "captured", POSSIBLE: "open", FREE: "free"}


def picture(found: Outlook, name: str | None = None) -> str:
    """A drawing of the owners of a party, or of the whole graph, under the rule of the EAR; SVG text."""
    standings = found.found[found.main.regime.id]
    graph = found.graph if name is None else upstream(found.graph, name)
    ends = [name] if name is not None else [one for one in graph.names() if not graph.holdings.get(one)]
    steps = [step for end in ends for step in deciding_path(standings, end).walk()]
    deciding = _deciding(steps)
    names, shown = graph.names(), {(stake.owner, stake.owned) for stake in graph.stakes}
    total = len(names)
    if total > MOST:
        names = list(dict.fromkeys(step.standing.party.id for step in steps))[:MOST]
        shown = {(step.stake.owner, step.stake.owned) for step in steps if step.stake is not None}
    nodes = [_node(standings, one) for one in names]
    stakes = [one for one in graph.stakes if (one.owner, one.owned) in shown and {one.owner, one.owned} <= {*names}]
    lines = [
        Line(one.owner, one.owned, str(one.share), (one.owner, one.owned) in deciding, not one.share.known)
        for one in sorted(stakes, key=lambda one: (one.owner, one.owned))
    ]
    outside = [step for step in steps if step.outside and step.standing.party.id in names]
    for step in {step.standing.party.id: step for step in outside}.values():
        _others(step, nodes, lines)
    what = "Owners" if name is None else f"Owners of {graph.party(name).label}"
    title = f"{what} on {found.day}"
    foot = f"{found.main.regime.name}: {found.main.calendar()}"
    if len(names) < total:
        foot = f"{total - len(names)} of {total} parties are not drawn: first comes what decides. {foot}"
    return draw(nodes, lines, title=title, description=_told(standings, graph, ends, lines), foot=foot)


def _deciding(steps: list[Step]) -> set[tuple[str, str]]:
    """Stakes on deciding paths: those that capture, or may; minority owners of what stays free decide nothing."""
    found = set()
    for step in steps:
        if step.standing.status != FREE:
            found |= {(above.standing.party.id, step.standing.party.id) for above in step.above}
    return found


def _node(standings: Standings, name: str) -> Node:
    standing = standings[name]
    words = sorted(standing.party.lists & standing.lists) if standing.status == LISTED else []
    seat = f" · {standing.party.headquarters}" if standing.party.headquarters else ""
    held = f" {standing.held()}" if standing.status in (CAPTURED, POSSIBLE) else ""
    note = f"{WORDS[standing.status]}{': ' if words else ''}{', '.join(words)}{held}{seat}"
    return Node(name, standing.party.label, note, standing.status)


def _others(step: Step, nodes: list[Node], lines: list[Line]) -> None:
    """Owners outside the graph, where they may decide."""
    party = step.standing.party
    name = f"outside {party.id}"
    most = percent_of(step.standing.unheld.value)
    nodes.append(Node(name, "Owners not known", f"up to {most}", "outside"))
    lines.append(Line(name, party.id, f"up to {most}", decides=True, open=True))


def _told(standings: Standings, graph: Graph, ends: list[str], lines: list[Line]) -> str:
    """The drawing in words, for those who do not see it."""
    labels = {name: graph.party(name).label for name in graph.names()}
    states = ". ".join(f"{labels[end]} is {WORDS[standings.status(end)]}" for end in ends[:10])
    bold = [line for line in lines if line.decides]
    path = "; ".join(
        f"{labels.get(line.owner, 'owners not known')} holds {line.share} of {labels[line.owned]}" for line in bold[:40]
    )
    return f"{states}. {f'What decides: {path}.' if path else 'No path decides.'}"
