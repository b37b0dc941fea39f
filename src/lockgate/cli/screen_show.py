"""How screenings look on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from lockgate.cli.paper import QUIET, STRONG, paper, put, rows, section

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import RenderableType

    from lockgate.cli.screen import Screened
    from lockgate.parties.match import Hit, Screening

_MOST_OPEN = 4
_MOST_ROWS = 40
_LONGEST_NAME = 60
SPOKEN = {
    "certain": "certain match",
    "likely": "likely match",
    "possible": "possible match",
    "settled": "only matches that were decided not to be the same",
    "none": "no match was found",
    "": "could not be screened",
}
NOTE = "What was found in these lists, by these names, addresses and numbers; not legal advice."


def put_single(screened: Screened) -> None:
    """Say what was found for one party, with every token of every hit."""
    found, rulings = screened.judged[0]
    console = paper()
    band = next(band for band, count in screened.counts.items() if count)
    said = SPOKEN["" if band == "open" else band]
    put(console, Text(f"{_name(found)}: {said}", STRONG), *(Text(one) for one in found.problems))
    for hit in found.hits:
        put(console, _hit(hit), *([Text(rulings[hit.entry].words)] if hit.entry in rulings else []))
    if found.noted:
        lines = [
            line
            for hit in found.noted
            for line in (Text(f"{_of(hit)}, {list_name(hit.list_id)}"), Text(f"  {hit.needs}", QUIET))
        ]
        put(console, section("Noted, too little on its own", *lines))
        if found.noted_more:
            put(console, Text(f"  and {found.noted_more} more", QUIET))
    put(console, *_footer(screened))


def put_table(screened: Screened, report: Path | None) -> None:
    """Say what was found for a table of parties: counts, and one line for each that has a hit."""
    console = paper()
    counts = screened.counts
    put(console, Text(f"{len(screened.found)} parties were screened", STRONG))
    lines = [(str(counts[band]), SPOKEN[band if band != "open" else ""]) for band in counts if counts[band]]
    put(console, rows(lines))
    hit_rows = [
        (
            one.party.id,
            _cut(one.party.name),
            hit.band,
            f"{hit.score:.2f}",
            _cut(_called(hit)),
            f"{list_name(hit.list_id)}\n{hit.entry}",
        )
        for one, rulings in screened.judged
        for hit in screened.hits(one, rulings)[:1]
    ]
    if hit_rows:
        head = ("id", "ours", "band", "score", "listed", "list")
        put(console, section("Best hit of each party", rows(hit_rows[:_MOST_ROWS], head, fixed=(0, 2, 3))))
        if len(hit_rows) > _MOST_ROWS:
            put(console, Text(f"  and {len(hit_rows) - _MOST_ROWS} more; --report FILE.html or --json show all", QUIET))
    ruled = [
        (one.party.id, _cut(one.party.name), _cut(_called(hit)), rulings[hit.entry].words)
        for one, rulings in screened.judged
        for hit in one.hits
        if hit.entry in rulings
    ]
    if ruled:
        put(console, section("Decided", rows(ruled[:_MOST_ROWS], ("id", "ours", "listed", "decision"), fixed=(0,))))
    unread = [
        (one.party.id, _cut(one.party.name) or "(empty)", "; ".join(one.problems))
        for one in screened.found
        if one.problems
    ]
    if unread:
        put(console, section("Not screened, or only in part", rows(unread[:_MOST_ROWS], ("id", "name", "why"))))
    for remark in screened.remarks[:_MOST_OPEN]:
        put(console, Text(remark))
    if screened.ignored:
        put(console, Text(f"columns that were not used: {', '.join(screened.ignored)}", QUIET))
    if report is not None:
        put(console, Text(f"report: {report}"))
    put(console, *_footer(screened))


def list_name(list_id: str) -> str:
    """The name of a list."""
    from lockgate.parties.lists import lists

    found = lists().get(list_id)
    return found.name if found else list_id


def _hit(hit: Hit) -> RenderableType:
    title = f"{hit.band} {hit.score:.2f}  {hit.title}"
    where = ", ".join(part for part in (list_name(hit.list_id), hit.citation, " ".join(hit.countries)) if part)
    tokens = [
        (pair.ours or "-", pair.theirs or "-", pair.state, pair.how, f"{pair.weight:+.2f}") for pair in hit.tokens
    ]
    parts: list[RenderableType] = [Text(where, QUIET)]
    if hit.name and hit.name != hit.title:
        parts.append(Text(f"by its {_KINDS.get(hit.name_kind, hit.name_kind)}: {hit.name}"))
    if tokens:
        parts.append(rows(tokens, ("ours", "theirs", "state", "how", "says")))
    parts.extend(
        Text(f"{one.what}: {_evidence(one.state, one.ours, one.theirs)} ({one.adds:+.1f})") for one in hit.evidence
    )
    if hit.needs:
        parts.append(Text(hit.needs, QUIET))
    return section(title, *parts)


_KINDS = {
    "primary": "name",
    "strong": "alias",
    "weak": "weak alias",
    "former": "former name",
    "acronym": "acronym",
    "derived": "name of a body listed with it",
}


def _evidence(state: str, ours: str, theirs: str) -> str:
    if ours and theirs and state != "absent":
        return f"{ours} and {theirs} {state}"
    return "; ".join(part for part in (ours, theirs) if part)


def _called(hit: Hit) -> str:
    return hit.name or hit.title


def _of(hit: Hit) -> str:
    """The name, and whose it is where the list prints another."""
    return f"{hit.name} of {_cut(hit.title)}" if hit.name and hit.name != hit.title else _called(hit)


def _name(found: Screening) -> str:
    return _cut(found.party.name) or next(iter((*found.party.addresses, *found.party.identifiers)), "(no name)")


def _cut(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}..."


def _footer(screened: Screened) -> Iterator[RenderableType]:
    yield Text()
    for label in screened.against.labels:
        yield Text(f"against {label}", QUIET)
    why = screened.against.open
    for reason in why[:_MOST_OPEN]:
        yield Text(f"open: {reason}")
    if len(why) > _MOST_OPEN:
        yield Text(f"open: and {len(why) - _MOST_OPEN} more; lockgate lists status shows all")
    yield Text(NOTE, QUIET)
