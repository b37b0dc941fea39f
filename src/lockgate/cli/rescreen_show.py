"""A rescreening on a terminal and as an HTML page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from lockgate.cli.paper import QUIET, STRONG, paper, put, rows, section
from lockgate.engine.spoken import SHORT
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.cli.rescreen import Report
    from lockgate.inquiry.touched import Touched
    from lockgate.parties.screened.finding import Judged
    from lockgate.parties.screened.rescreen import Change

TITLES = {
    "appeared": "Met now, and not before",
    "left": "Met before, and not now",
    "band": "More or less sure than before",
    "entry": "Met as before, by an entry that changed",
}
NOT_ADVICE = "What the lists at hand say of these names; not legal advice."
MOST = 40
"""So many rows of each part stand on a terminal; JSON and the HTML page hold all of them."""


def put_report(report: Report) -> None:
    """Print a rescreening."""
    console = paper()
    put(console, Text(headline(report), STRONG))
    for kind, title in TITLES.items():
        lines = [row_of(one) for one in report.found.changes if one.kind == kind]
        if lines:
            put(
                console,
                section(f"{title}: {len(lines)}", rows(lines[:MOST], ("party", "listing", "before", "now"), fixed=())),
            )
            if len(lines) > MOST:
                put(console, Text(f"  and {len(lines) - MOST} more: --json lists all of them", QUIET))
    if report.touched:
        put(
            console,
            section("Open transactions touched", rows([order_of(one) for one in report.touched], _ORDERS, fixed=())),
        )
    notes = notes_of(report)
    if notes:
        put(console, section("Remarks", rows([("-", text) for text in notes])))
    put(console, section("Lists used", rows([("-", text) for text in report.lists])), Text(), Text(NOT_ADVICE, QUIET))


_ORDERS = ("transaction", "because of", "before", "now")


def headline(report: Report) -> str:
    """What was found, in one line."""
    found = report.found
    counts = [f"{sum(one.kind == kind for one in found.changes)} {word}" for kind, word in _WORDS.items()]
    otherwise = sum(one.changed for one in report.touched)
    orders = f"; of {len(report.touched)} transactions touched {otherwise} come out otherwise" if report.touched else ""
    return (
        f"{found.since} to {found.day}: entries changed: {found.entries}, parties changed: {found.parties}; matches: "
        f"{', '.join(counts)}{orders}"
    )


_WORDS = {"appeared": "appeared", "left": "left", "band": "changed band", "entry": "with a changed entry"}


def row_of(one: Change) -> tuple[str, str, str, str]:
    """A change: party, listing, the match before and now."""
    entry = one.entry
    cite = f"\n{entry.citation}" if entry.citation else ""
    return (
        f"{one.subject.label}\n{one.party}",
        f"{entry.title}\n{entry.list_id}, {entry.id}{cite}",
        _side(one.before),
        _side(one.after),
    )


def _side(one: Judged | None) -> str:
    if one is None:
        return "not met"
    parts = [f"{one.hit.band}: {one.hit.listed}", one.hit.why]
    if one.decision is not None:
        parts.append(f"lapsed ({one.lapsed}): {one.decision.words}" if one.lapsed else one.decision.words)
    return "\n".join(part for part in parts if part)


def order_of(one: Touched) -> tuple[str, str, str, str]:
    """A transaction: its number, whose change touches it, the outcome before and now."""
    because = ", ".join(one.parties) or "lists that went stale, or came fresh"
    if one.error:
        return one.id, because, "?", f"cannot be decided: {one.error}"
    now = "the same" if one.before == one.after else SHORT.get(one.after or "", "see the limits")
    asked = [f"ask: {text}" for text in one.questions[:1]]
    told = [f"because {one.because}"] if one.because else []
    return one.id, because, SHORT.get(one.before or "", "see the limits"), "\n".join([now, *told, *asked])


def notes_of(report: Report) -> list[str]:
    """Rows that could not be used, and words that are open for everybody."""
    notes = [f"not screened: {problem}" for problem in report.problems]
    if report.stale:
        notes.append(
            f"open for everybody now, because a list is stale, partial or missing: {', '.join(sorted(report.stale))}"
        )
    return notes


def check(path: Path) -> None:
    """Refuse a report that could not be written."""
    from lockgate.cli.files import check_place

    if path.suffix.casefold() not in {".html", ".htm"}:
        raise InputError(f"'{path.name}' names no kind of report", place="--report", hint="end it in .html")
    check_place(path, "--report")


def write(report: Report, path: Path) -> None:
    """Write the HTML page."""
    from lockgate.cli.files import put as put_file

    put_file(path, page(report).encode(), "--report")


def page(report: Report) -> str:
    """The HTML page: everything that the terminal shows, whole; every text is escaped."""
    from lockgate.memo.blocks import Fields, Memo, bullets, cell, grid
    from lockgate.memo.blocks import section as part
    from lockgate.memo.html import html

    found = report.found
    parts = []
    for kind, title in TITLES.items():
        lines = [tuple(cell(*text.split("\n")) for text in row_of(one)) for one in found.changes if one.kind == kind]
        parts.append(
            part(f"{title}: {len(lines)}", grid(title, ("party", "listing", "before", "now"), (22, 26, 26, 26), lines))
        )
    lines = [tuple(cell(*text.split("\n")) for text in order_of(one)) for one in report.touched]
    parts.append(part("Open transactions touched", grid("Transactions", _ORDERS, (16, 22, 20, 42), lines)))
    parts.append(part("Remarks", bullets(notes_of(report))))
    parts.append(part("Lists used", bullets(report.lists)))
    fields = Fields(
        (
            ("From", cell(str(found.since))),
            ("To", cell(str(found.day))),
            ("Parties looked at", cell(str(found.looked_at))),
        )
    )
    sections = tuple(one for one in parts if one is not None)
    return html(
        Memo(
            "Rescreening",
            f"{found.since} to {found.day}",
            headline(report),
            "",
            str(found.day),
            fields,
            sections,
            NOT_ADVICE,
        )
    )
