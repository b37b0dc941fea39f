"""A graph of owners on a terminal: the rules and their days, a table of parties, or the path that decides about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from rich.tree import Tree

from lockgate.cli.paper import QUIET, STRONG, paper, put, rows, section
from lockgate.parties.ownership.capture import CAPTURED, FREE, LISTED, POSSIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from lockgate.parties.ownership.outlook import Outlook, PartyOutlook, Verdict
    from lockgate.parties.ownership.parent import Parent
    from lockgate.parties.ownership.path import Step
    from lockgate.parties.ownership.regimes import Rule
    from lockgate.parties.ownership.share import Share
    from lockgate.parties.ownership.table import Reading

STYLES = {LISTED: "bold red", CAPTURED: "yellow", POSSIBLE: "magenta", FREE: "green"}
WORDS = {
    LISTED: "is itself listed",
    CAPTURED: "is owned to the line",
    POSSIBLE: "open: what is not known decides",
    FREE: "no listed owner reaches the line",
}
NOT_ADVICE = "What the stated stakes say; not legal advice."
MOST = 40
"""So many parties stand in an overview; JSON holds all of them."""

TIERS = 12
"""So many tiers of a path stand on a terminal."""
CHAIN = 8
"""So many parties of a chain are named."""


def write(found: Outlook, reading: Reading, name: str | None, *, screened: bool, lists: tuple[str, ...] = ()) -> None:
    """Print the overview of a graph, or one party in full."""
    console = paper()
    parts = list(_overview(found) if name is None else _party(found, found.party(name)))
    if screened:
        parts.append(
            section("Assumed", Text("parties without stated lists were looked up and stand on none (--screened)"))
        )
    if lists:
        parts.append(section("Screened against", rows([("-", text) for text in lists])))
    if found.graph.notes:
        parts.append(section("Remarks", rows([("-", note) for note in found.graph.notes])))
    if reading.problems:
        lines = [("-", str(problem)) for problem in reading.problems]
        parts.append(section(f"Rows that could not be used: {len(lines)}", rows(lines)))
    put(console, *parts, Text(), Text(NOT_ADVICE, QUIET))


# ---- overview


def _overview(found: Outlook) -> Iterator[RenderableType]:
    graph = found.graph
    names = graph.names()
    yield Text(f"{len(names)} parties, {len(graph.stakes)} stakes on {found.day} ({found.posture})", STRONG)
    yield from (_rule(rule) for rule in found.rules)
    ranked = sorted(names, key=lambda name: (-_weight(found, name), graph.party(name).label.casefold()))
    lines = [_line(found, name) for name in ranked[:MOST]]
    head = ("party", *(rule.regime.id for rule in found.rules), "held between", "lists", "ultimate parent", "seat")
    yield section("Parties", rows(lines, head, fixed=()))
    if len(ranked) > MOST:
        yield Text(f"  and {len(ranked) - MOST} more: --json lists all of them", QUIET)
    flagged = [name for name in ranked if any(hold.raised for hold in found.holds(name))]
    if flagged:
        flags = ", ".join(flag.id for flag in found.main.flags)
        labels = ", ".join(graph.party(name).label for name in flagged[:MOST])
        yield section(f"Red flag {flags} is raised by the owners of", Text(labels))


def _weight(found: Outlook, name: str) -> int:
    order = {LISTED: 3, CAPTURED: 2, POSSIBLE: 1, FREE: 0}
    return max(order[found.found[rule.regime.id].status(name)] for rule in found.rules)


def _line(found: Outlook, name: str) -> list[Text | str]:
    main = found.found[found.main.regime.id][name]
    states: list[Text | str] = []
    words: dict[str, None] = {}
    for rule in found.rules:
        standing = found.found[rule.regime.id][name]
        states.append(Text(standing.status, STYLES[standing.status]))
        words |= dict.fromkeys(sorted(standing.lists))
        words |= dict.fromkeys(
            ["perhaps any"] if standing.maybe is None else [f"{one}?" for one in sorted(standing.maybe)]
        )
    party = found.graph.party(name)
    held = "" if main.status == LISTED or not found.graph.owners.get(name) else main.held()
    lists = ", ".join(words) or ("none" if main.status == FREE else "")
    return [party.label, *states, held, lists, _parent(found, found.maker.parent(name)), party.headquarters or "?"]


def _parent(found: Outlook, above: Parent) -> str:
    if above.certain:
        return found.graph.party(above.certain).label
    names = [found.graph.party(one).label for one in above.candidates[:3]]
    return "open: " + " or ".join([*names, *(["somebody else"] if above.outside else [])])


def _rule(rule: Rule) -> Text:
    cite = f" [{rule.regime.cite}]" if rule.regime.cite else ""
    return Text.assemble((f"{rule.regime.name}{cite}: ", ""), (rule.calendar(), QUIET if rule.in_force else STRONG))


# ---- one party


def _party(found: Outlook, one: PartyOutlook) -> Iterator[RenderableType]:
    main, *others = one.verdicts
    yield _headline(one.name, main)
    yield _rule(main.rule)
    yield from _verdict(found, main)
    for hold in one.holds:
        state = "is raised: hold until answered" if hold.raised else "to ask about"
        yield section(f"Red flag {hold.flag.id} {state}", Text(f"{hold.why}. {hold.flag.ask}"))
    for other in others:
        yield section(f"Kept apart: {other.rule.regime.name}", *_beside(found, one.name, other))
    above = one.parent
    seat = found.graph.party(above.certain).headquarters or "not known" if above.certain else ""
    lines = [("headquarters", one.headquarters or "not known"), ("ultimate parent", _parent(found, above))]
    lines += [("its seat", seat)] if seat else [("why", above.why)]
    chain = [found.graph.party(one.id).label, *(found.graph.party(stake.owner).label for stake in above.chain)]
    if len(chain) > CHAIN:
        chain = [*chain[: CHAIN - 1], "...", chain[-1]]
    lines += [("chain", " <- ".join(chain))] if len(chain) > 1 else []
    yield section("Headquarters and ultimate parent", rows(lines))


def _headline(name: str, verdict: Verdict) -> Text:
    standing = verdict.standing
    found = Text(f"{name}: ", STRONG)
    found.append(f"{standing.status}, {WORDS[standing.status]}", f"{STRONG} {STYLES[standing.status]}")
    if standing.status != LISTED:
        found.append(f"; listed or captured owners hold {standing.held()} (line: {_line_of(verdict.rule)})")
    if not verdict.rule.in_force:
        found.append(f"; the rule passes nothing on: {verdict.rule.state} on {verdict.rule.day}", STRONG)
    return found


def _line_of(rule: Rule) -> str:
    from lockgate.parties.ownership.share import percent_of

    return f"{percent_of(rule.regime.at_least)} or more"


def _verdict(found: Outlook, verdict: Verdict) -> Iterator[RenderableType]:
    standing = verdict.standing
    if standing.lists:
        yield section("Carries the restrictions of", Text(", ".join(sorted(standing.lists))))
    if standing.maybe is None or standing.maybe:
        maybe = "any list of the rule" if standing.maybe is None else ", ".join(sorted(standing.maybe))
        yield section("May carry as well", Text(maybe))
    if verdict.path.above or verdict.path.outside:
        yield section("The path that decides", _tree(found, verdict.path))
    if verdict.questions:
        lines = [(str(number), one.text, f"clears: {one.clears}") for number, one in enumerate(verdict.questions, 1)]
        yield section("Would settle it: if all of these clear, it is free", rows(lines))


def _beside(found: Outlook, name: str, verdict: Verdict) -> Iterator[RenderableType]:
    yield _headline(name, verdict)
    yield Text(verdict.rule.calendar(), QUIET)
    if verdict.standing.status == CAPTURED:
        yield _tree(found, verdict.path)
    for one in verdict.questions:
        yield Text(f"- {one.text} (clears: {one.clears})")


def _tree(found: Outlook, path: Step) -> Tree:
    tree = Tree(_name(path), guide_style=QUIET)
    _grow(found, tree, path)
    return tree


def _grow(found: Outlook, tree: Tree, step: Step, tier: int = 1) -> None:
    if tier > TIERS and step.above:
        tree.add(Text("more tiers above: --json holds them, --party starts further up", QUIET))
        return
    for above in step.above:
        _grow(found, tree.add(_node(above)), above, tier + 1)
    if step.outside:
        tree.add(Text(f"? up to {step.outside}: owners outside the graph"))


def _name(step: Step) -> Text:
    standing = step.standing
    words = ", ".join(sorted(standing.lists & standing.party.lists)) if standing.status == LISTED else ""
    status = f"[{standing.status}{': ' + words if words else ''}]"
    return Text.assemble((standing.party.label, STRONG), " ", (status, STYLES[standing.status]))


def _node(step: Step) -> Text:
    stake = step.stake
    assert stake is not None  # noqa: S101 - only the bottom of a path holds no stake
    found = Text.assemble((_told(stake.share), STRONG), " ", _name(step))
    days = [f"from {stake.starts}"] if stake.starts else []
    days += [f"to {stake.ends}"] if stake.ends else []
    source = [stake.source] if stake.source and stake.source != stake.place else []
    more = ", ".join([*days, *source, *([stake.place] if stake.place else [])])
    found.append(f"  {more}" if more else "", QUIET)
    found.append(" (see above)" if step.again else "", QUIET)
    return found


def _told(share: Share) -> str:
    return "unknown share" if str(share) == "unknown" else str(share)
