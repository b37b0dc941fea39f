"""`lockgate when`: the days on which an answer changes, with a timeline in text and as SVG."""

from __future__ import annotations

import itertools
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With  # noqa: TC001 - typer reads the annotations
from lockgate.cli.single import KnownAt, Line, Posture, Readings, Source, look_of, read_single
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rich.console import RenderableType

    from lockgate.charts.timeline import Mark, Row, Span
    from lockgate.inquiry.course.stand import Stand
    from lockgate.inquiry.course.when import PostureTimes, Turn, When, Why

TONES = {
    "not_subject": "outside",
    "no_requirement_found": "free",
    "authorized": "allowed",
    "licence_required": "limited",
    "prohibited": "closed",
    "cannot_decide": "open",
}
_LIMITS = {0: "free", 20: "closed", 40: "open"}
_FEW = 2
"""Reasons of one document beyond so many are counted, not shown."""
NOTES = {"enforced": "what BIS enforces", "codified": "what the CFR prints"}


def command(  # noqa: PLR0913, PLR0917 - a command line has many options
    source: Source,
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help="From this day on.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="To this day.")] = None,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the timeline as a drawing.")] = None,
    line: Line = None,
    posture: Posture = "enforced",
    known_at: KnownAt = None,
    reading: Readings = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """The days on which the answer changes, past and scheduled, and why."""
    import json

    from lockgate.cli.files import put as put_file
    from lockgate.cli.paper import paper, put
    from lockgate.inquiry.course.when import when

    if svg is not None and svg.suffix.casefold() not in {"", ".svg"}:
        raise InputError(f"a drawing cannot be written as '{svg.name}'", place="--svg", hint="name a file .svg")
    look = look_of(posture=posture, known_at=known_at, readings=reading, overlays=overlays, rulebook=rulebook)
    found = when(read_single(source, look, line).transaction, look, first, last)
    if svg is not None:
        put_file(svg, drawing(found), "--svg")
    if as_json:
        typer.echo(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
        return
    console = paper()
    put(console, *_whole(found, console.width))


def drawing(found: When) -> str:
    """The timeline as SVG."""
    from lockgate.charts.timeline import draw

    count = sum(len(one.turns) for one in found.postures)
    return draw(
        rows_of(found),
        title=f"{found.label or 'The answer'}, day by day",
        description=(
            f"What the answer is from {found.first} to {found.last} under rulebook {found.rulebook['version']}: "
            f"{count} changes. Beyond {found.current_to} as the law stands. Not legal advice."
        ),
        first=found.first,
        last=found.last,
        marks=marks_of(found),
    )


def rows_of(found: When) -> list[Row]:
    """A bar for each posture; neighbours that say the same are one span."""
    from lockgate.charts.timeline import Row

    return [Row(one.posture, tuple(_spans(one)), NOTES.get(one.posture, "proposed")) for one in found.postures]


def _spans(one: PostureTimes) -> Iterator[Span]:
    from lockgate.charts.timeline import Span

    for (label, tone), alike in itertools.groupby(one.spans, lambda span: (label_of(span.stand), tone_of(span.stand))):
        together = list(alike)
        yield Span(together[0].first, together[-1].last, label, tone)


def label_of(stand: Stand) -> str:
    """The answer with the entry, as a bar says it."""
    return f"{stand.entry[0]}: {stand.words}" if stand.entry[0] and stand.outcome else stand.words


def tone_of(stand: Stand) -> str:
    """How a bar is filled."""
    return TONES[stand.outcome] if stand.outcome else _LIMITS.get(stand.code, "free") if stand.limits else "outside"


def marks_of(found: When) -> list[Mark]:
    """The day of the transaction, and that to which the law was reviewed."""
    from lockgate.charts.timeline import Mark

    marks = [Mark(found.current_to, "law reviewed to here")]
    if found.as_of is not None:
        marks.append(Mark(found.as_of, "day of the transaction"))
    return [mark for mark in marks if found.first <= mark.day <= found.last]


def _whole(found: When, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.charts.text import draw
    from lockgate.cli.paper import STRONG, rows, section

    yield Text.assemble(
        (found.label or "this transaction", STRONG),
        f" from {found.first} to {found.last}, rulebook {found.rulebook['version']}",
    )
    lines, key = draw(rows_of(found), first=found.first, last=found.last, width=width, marks=marks_of(found))
    yield Text()
    yield from (Text(line, no_wrap=True) for line in lines)
    yield Text()
    yield rows(key)
    turns = _together(found)
    if turns:
        changes = [(day, " and ".join(postures), "\n".join(said)) for (day, said), postures in turns.items()]
        title = _count({turn.day: turn for one in found.postures for turn in one.turns})
        yield section(title, rows(changes, ("day", "posture", "what changes"), fixed=(0, 1)))
    else:
        yield section("No change between these days", Text(label_of(found.postures[0].spans[0].stand)))


def _together(found: When) -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """What is said of each change, in order of time, with the postures; what is the same in several stands once."""
    turns = sorted(((turn, one.posture) for one in found.postures for turn in one.turns), key=lambda pair: pair[0].day)
    said: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for turn, posture in turns:
        said.setdefault((turn.day.isoformat(), tuple(_turn(turn))), []).append(posture)
    return said


def _count(turns: dict[date, Turn]) -> str:
    ahead = sum(turn.scheduled for turn in turns.values())
    many = "One day on which it changes" if len(turns) == 1 else f"{len(turns)} days on which it changes"
    return f"{many}, {ahead} of them scheduled" if ahead else many


def _turn(turn: Turn) -> Iterator[str]:
    from lockgate.inquiry.course.stand import difference

    yield difference(turn.before, turn.after) + ("; scheduled, as the law stands" if turn.scheduled else "")
    groups: dict[str, list[Why]] = {}
    for why in turn.because:
        groups.setdefault(why.by, []).append(why)
    for by, reasons in groups.items():
        shown = [f"{why.text} {why.does}{_cited(why)}" for why in reasons[:_FEW]]
        more = f"; and {len(reasons) - _FEW} more (--json)" if len(reasons) > _FEW else ""
        yield f"because of {by}: {'; '.join(shown)}{more}" if by else f"because {'; '.join(shown)}{more}"


def _cited(why: Why) -> str:
    return f" [{why.cite}]" if why.cite else ""
