"""`lockgate when`: the days on which an answer changes, with a timeline in text and as SVG."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With
from lockgate.cli.single import KnownAt, Line, Posture, Readings, Source
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from lockgate.charts.timeline import Mark, Row, Span
    from lockgate.inquiry.stand import Stand
    from lockgate.inquiry.when import PostureTimes, Turn, When

TONES = {
    "not_subject": "outside",
    "no_requirement_found": "free",
    "authorized": "allowed",
    "licence_required": "limited",
    "prohibited": "closed",
    "cannot_decide": "open",
}
_LIMITS = {0: "free", 20: "closed", 40: "open"}
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

    from lockgate.cli.paper import paper, put
    from lockgate.cli.single import look_of, read_single
    from lockgate.inquiry.when import when

    look = look_of(posture=posture, known_at=known_at, readings=reading, overlays=overlays, rulebook=rulebook)
    found = when(read_single(source, look, line).transaction, look, first, last)
    if svg is not None:
        _write(svg, drawing(found))
    if as_json:
        typer.echo(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
        return
    console = paper()
    put(console, *_whole(found, console.width))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write there: {error.strerror}", place=f"--svg {path}", hint="name a file") from None


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
        (found.label or "this transaction", STRONG), f" from {found.first} to {found.last}, rulebook {found.rulebook['version']}"
    )
    lines, key = draw(rows_of(found), first=found.first, last=found.last, width=width, marks=marks_of(found))
    yield Text()
    yield from (Text(line, no_wrap=True) for line in lines)
    yield Text()
    yield rows(key)
    for one in found.postures:
        if one.turns:
            changes = [(turn.day.isoformat(), "\n".join(_turn(turn))) for turn in one.turns]
            yield section(f"{one.posture}: {_count(one)}", rows(changes))
        else:
            yield section(f"{one.posture}: no change", Text(label_of(one.spans[0].stand)))


def _count(one: PostureTimes) -> str:
    ahead = [turn for turn in one.turns if turn.scheduled]
    many = "1 change" if len(one.turns) == 1 else f"{len(one.turns)} changes"
    return f"{many}, {len(ahead)} of them ahead" if ahead else many


def _turn(turn: Turn) -> Iterator[str]:
    from lockgate.inquiry.stand import difference

    yield difference(turn.before, turn.after) + ("; scheduled, as the law stands" if turn.scheduled else "")
    yield from (f"because {why.text}" + (f" [{why.cite}]" if why.cite else "") for why in turn.because)
    if turn.more:
        yield f"and {turn.more} further provisions; --json lists what they are" if turn.more > 1 else "and 1 more"
