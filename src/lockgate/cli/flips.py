"""`lockgate flips`: at which values of its numbers the answer to a transaction, or the class of the item, changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With  # noqa: TC001 - typer reads the annotations
from lockgate.cli.single import AsOf, KnownAt, Line, Posture, Readings, Source, look_of, read_single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from lockgate.inquiry.course.flips import FactFlips, Flip, Flips


def command(  # noqa: PLR0913, PLR0917 - a command line has many options
    source: Source,
    fact: Annotated[
        str | None, typer.Option(metavar="PATH", help="Only this number, known or not, with all its values.")
    ] = None,
    line: Line = None,
    as_of: AsOf = None,
    posture: Posture = "enforced",
    known_at: KnownAt = None,
    reading: Readings = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """At which values of its numbers the answer, or the class of the item, changes."""
    import json

    from lockgate.cli.paper import paper, put
    from lockgate.inquiry.course.flips import flips

    look = look_of(
        as_of=as_of, posture=posture, known_at=known_at, readings=reading, overlays=overlays, rulebook=rulebook
    )
    found = flips(read_single(source, look, line).transaction, look, fact)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
    else:
        put(paper(), *_whole(found, full=fact is not None))


def _whole(found: Flips, *, full: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import STRONG, section
    from lockgate.cli.words import STYLES

    style = f"{STRONG} {STYLES.get(found.now.outcome or '', '')}".strip()
    entry = f"{found.now.entry[0]}, " if found.now.entry[0] else ""
    yield Text.assemble(
        (found.label, STRONG), f" on {found.as_of}, {found.posture}: ", (f"{entry}{found.now.words}", style)
    )
    for one in found.facts:
        if full:
            yield from _all(one)
        if one.turns:
            yield from _fact(one, full=full)
    calm = [] if full else [f"{one.fact} {one.value}".strip() for one in found.facts if not one.turns]
    if calm:
        yield section("No value of these alone changes the answer", Text("; ".join(calm)))


def _fact(one: FactFlips, *, full: bool) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    from lockgate.cli.paper import STRONG

    flips = [flip for flip in (one.below, *one.inside, one.above) if flip is not None]
    if not flips:
        return
    yield Text()
    if not full:
        yield Text.assemble((one.fact, STRONG), f" is {one.value}")
    for flip in flips:
        first, *because = _flip(flip)
        yield Padding(Text(first), (0, 0, 0, 2))
        yield from (Padding(Text(line), (0, 0, 0, 4)) for line in because)


def _flip(flip: Flip) -> Iterator[str]:
    exactly = f" (exactly: {flip.exactly})" if flip.exactly else ""
    yield f"{flip.edge}{exactly}: {flip.words}" + ("" if flip.proven else "; looked at, not proven")
    yield from (f"because of {cause.words}" for cause in flip.because)


def _all(one: FactFlips) -> Iterator[RenderableType]:
    from lockgate.cli.paper import rows, section

    lines = [
        (piece.shown, piece.stand.entry[0] or " or ".join(piece.stand.entry[2]), piece.stand.words)
        for piece in one.pieces
    ]
    value = f", now {one.value}" if one.value else ", which nobody stated"
    moves = f"; {', '.join(one.follows)} {'follows' if len(one.follows) == 1 else 'follow'}" if one.follows else ""
    yield section(f"{one.fact}{value}{moves}", rows(lines, ("value", "class", "answer")))
