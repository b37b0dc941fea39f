"""`lockgate rules diff`: what of the law differs between two days."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With, open_rulebook
from lockgate.cli.single import KnownAt  # noqa: TC001 - typer reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from lockgate import Rulebook
    from lockgate.history.change import Change
    from lockgate.history.diff import Difference, Group

_FEW = 6


def command(  # noqa: PLR0913, PLR0917 - each option is its own
    earlier: Annotated[str, typer.Argument(metavar="DAY", help="The earlier day, such as 2025-05-12.")],
    later: Annotated[str, typer.Argument(metavar="DAY", help="The later day, such as 2025-05-15.")],
    posture: Annotated[str, typer.Option(help="enforced, codified, both or proposed:ID.")] = "both",
    known_at: KnownAt = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Say what of the law differs between two days, and which instrument changed it."""
    from lockgate.history.diff import diff

    book = open_rulebook(overlays, rulebook)
    found = diff(book, earlier, later, posture, known_at)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False))
        return
    from lockgate.cli.paper import paper, put

    put(paper(), *_shown(book, found))


def _shown(book: Rulebook, found: Difference) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import QUIET, STRONG, rows, section
    from lockgate.history.told import turns

    whose = " and ".join(found.postures) + (f"; as known on {found.known_at}" if found.known_at else "")
    if not found.changes:
        yield Text(f"Nothing of the law differs between {found.earlier} and {found.later} ({whose})", STRONG)
        yield Text(turns(book, found), QUIET)
        return
    named = sum(1 for group in found.groups if group.instrument)
    counted = f"{_many(len(found.changes), 'change')} by {_many(named, 'instrument')}"
    yield Text(f"From {found.earlier} to {found.later}: {counted} ({whose})", STRONG)
    if found.events:
        lines = [(event.day.isoformat(), event.what, event.instrument, event.name) for event in found.events]
        yield section("What happened meanwhile", rows(lines, fixed=(0, 1, 2)))
    for group in found.groups:
        yield section(_title(group), *_blocks(found, group))


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _title(group: Group) -> str:
    if not group.instrument:
        return "Changes for which no single instrument is named"
    return f"{group.instrument}: {group.name}" + (f" [{group.cite}]" if group.cite else "")


def _blocks(found: Difference, group: Group) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import QUIET, rows
    from lockgate.history.told import TITLES

    for kind, title in TITLES.items():
        own = [one for one in group.changes if one.kind == kind]
        if own:
            yield Text(title, QUIET)
            yield rows([(one.what, one.id, _words(found, one)) for one in own], fixed=(0, 1))


def _words(found: Difference, one: Change) -> str:
    from lockgate.history.told import told

    return told(one, found.postures, few=_FEW)
