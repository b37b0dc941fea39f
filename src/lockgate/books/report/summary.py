"""The page about one book: what was asked, what came out, what to do next, and everything by what one may ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lockgate.books.report import accounts, pictures, sentences, views, words
from lockgate.books.report.html import render, shown
from lockgate.books.report.tally import SUMMARY, cells_of, checked, doubts, every_month, largest, total

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lockgate.books.report.tables import Table
    from lockgate.books.report.tally import Tally

CHARTS: Final = 8
"""Accounts that are drawn at once; the drawings of the next ones open on demand."""
_EMPTY: Final[Mapping[str, Any]] = {"source": [], "postures": [], "rulebook": {}, "cube": [], "accounts": []}
MORE: Final = 32
"""Accounts beyond these have no drawing; the table lists them all."""


@dataclass(frozen=True, slots=True)
class Face:
    """One posture: its tables and drawings."""

    name: str
    word: str
    tally: Tally
    destinations: Table
    map: str
    off_map: tuple[str, ...]
    months: Table
    columns: str
    chips: Table
    bars: str
    requirements: Table
    ways: Table
    missing: Table


def summary_page(summary: Mapping[str, Any]) -> str:
    """The HTML page for a `lockgate.book-summary/1`.

    Errors: `InputError` if it is something else.

    >>> page = summary_page({"schema": "lockgate.book-summary/1", "lines": 0, "decided": 0, "rejected": 0})
    >>> page[:15], "No line was read" in page
    ('<!doctype html>', True)
    """
    checked(summary, SUMMARY)
    seen = {**_EMPTY, **shown(summary)}
    names = words.Names.of(seen)
    postures = [str(one) for one in seen.get("postures") or ()]
    faces = [_face(seen, posture, names, f"-{at}" if at else "") for at, posture in enumerate(postures)]
    tallies = {face.name: face.tally for face in faces}
    strained = accounts.strain(seen)
    return render(
        "summary.html.j2",
        title=f"Order book: {words.join(seen.get('source') or ()) or 'no file'}",
        summary=seen,
        asked=_asked(seen, postures),
        doubts=doubts(seen),
        counts={name: int(seen.get(name) or 0) for name in ("lines", "decided", "rejected")},
        faces=faces,
        outcomes=views.outcomes(tallies),
        outcome_bars=pictures.outcomes(tallies) if any(one.lines for one in tallies.values()) else "",
        flags=views.flags(seen),
        accounts=[accounts.view(one, at) for at, one in enumerate(strained[: CHARTS + MORE])],
        account_table=accounts.overview(strained),
        charts=CHARTS,
        rejects=views.rejects(seen),
        examples=views.examples(seen),
        meanings=[(words.outcome_word(one), words.MEANINGS[one], words.tone(one)) for one in words.ORDER],
        say=sentences,
        words=words,
    )


def _face(summary: Mapping[str, Any], posture: str, names: words.Names, key: str) -> Face:
    cells = cells_of(summary, posture)
    places, months, chips = (views.keyed(summary, posture, name) for name in ("destination", "month", "chip"))
    ranked = [(names.chip(chip), tally) for chip, tally in largest(chips)]
    return Face(
        name=posture,
        word=words.posture_word(posture),
        tally=total(cells),
        destinations=views.destinations(places, names, posture, key),
        map=pictures.map_of(places, names, f"map{key}") if any(places) else "",
        off_map=tuple(
            f"{names.place(code)} ({code})" if code else names.place(code) for code in pictures.off_map(places)
        ),
        months=views.months(months, posture, key),
        columns=pictures.over_time(every_month(list(months)), months, f"months-chart{key}") if months else "",
        chips=views.chips(chips, names, posture, key),
        bars=pictures.ranked(ranked, title="Lines by chip and outcome", prefix=f"chips-chart{key}")
        if any(chips)
        else "",
        requirements=views.requirements(cells, names, posture, key),
        ways=views.ways(cells, names, posture, key),
        missing=views.missing(summary, posture, key),
    )


def _asked(summary: Mapping[str, Any], postures: Sequence[str]) -> list[tuple[str, str]]:
    """What was asked, as names and values."""
    book = summary.get("rulebook") or {}
    months = sorted({str(cell["month"]) for cell in summary.get("cube") or () if cell.get("month")})
    days = summary.get("days") or {}
    span = (
        f"{days['first']} to {days['last']}"
        if days.get("first") and days.get("last")
        else " to ".join(dict.fromkeys(words.month_word(month) for month in (months[0], months[-1])))
        if months
        else ""
    )
    version = f"{book.get('version') or 'not stated'} (sha256 {str(book.get('sha256') or '')[:12] or 'not stated'})"
    found = [
        ("Book", words.join(summary.get("source") or ()) or "no file"),
        ("Days of the lines", f"{span}; each line under the law of its own day" if span else "none"),
        ("Postures", "; ".join(words.posture_word(one) for one in postures) or "none"),
        ("Rulebook", f"{version}, law reviewed to {book.get('current_to') or 'a day that is not stated'}"),
    ]
    if summary.get("known_at"):
        found.append(("As known on", str(summary["known_at"])))
    if summary.get("readings"):
        found.append(("Readings", ", ".join(f"{name} = {value}" for name, value in summary["readings"].items())))
    if summary.get("distinct"):
        found.append(("Different cases among the lines", words.count(int(summary["distinct"]))))
    if summary.get("wall_seconds") is not None:
        found.append(("Time", f"{float(summary['wall_seconds']):,.1f} seconds"))
    return [*found, *(("Note", str(note)) for note in summary.get("notes") or ())]
