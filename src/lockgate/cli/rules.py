"""`lockgate rules`: look up the law, its history and what is modelled."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli import rules_check, rules_diff, rules_lint, rules_search, rules_show
from lockgate.cli.options import AsJson, RulebookDir, With, open_rulebook
from lockgate.errors import InputError

if TYPE_CHECKING:
    from lockgate import Rulebook

app = typer.Typer(
    help="Look up the law: search, provisions, history, differences, coverage.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


app.command("show")(rules_show.command)
app.command("search")(rules_search.command)
app.command("diff")(rules_diff.command)
app.command("lint")(rules_lint.command)
app.command("check")(rules_check.command)


@app.command("list")
def list_(
    effect: Annotated[str | None, typer.Option(help="Only provisions with this effect, such as requires.")] = None,
    part: Annotated[str | None, typer.Option(help="Only provisions of this part, such as 740 or notices.")] = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """List the provisions."""
    from lockgate.compiler.model import EFFECTS

    if effect is not None and effect not in EFFECTS:
        raise InputError(f"unknown effect '{effect}'", place="--effect", hint=f"one of {', '.join(EFFECTS)}")
    book = open_rulebook(overlays, rulebook)
    found = [
        one
        for one in book.source.provisions.values()
        if effect in (None, one.effect) and (part is None or f"{one.file}".startswith((f"part_{part}/", f"{part}/")))
    ]
    if as_json:
        for one in found:
            told = {"id": one.id, "effect": one.effect, "code": one.code or None, "name": one.name}
            _json({"schema": "lockgate.provision_listed/1", **told, "cite": one.cite.ref})
        return
    from lockgate.cli.paper import paper, put, rows

    lines = [(one.flag or one.id, one.effect, one.code, one.ask or one.name, one.cite.ref) for one in found]
    put(paper(), rows(lines, ("id", "effect", "code", "name", "citation")), f"{len(found)} provisions")


@app.command("timeline")
def timeline(
    start: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day.")] = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Instruments in order of time: published, effective, suspended, not enforced, ended, expected."""
    from lockgate.history.timeline import MARKS, events

    found = events(open_rulebook(overlays, rulebook), _day(start, "--from"), _day(end, "--to"))
    if as_json:
        for one in found:
            _json({"schema": "lockgate.timeline_event/1", **one.to_dict()})
        return
    from rich.text import Text

    from lockgate.cli.paper import QUIET, STRONG, paper, put, rows

    lines: list[tuple[str | Text, ...]] = []
    year = 0
    for one in found:
        if one.day.year != year:
            year = one.day.year
            lines.append((Text(str(year), STRONG), "", "", "", ""))
        what = Text.assemble(one.name, (f" [{one.cite}]", QUIET), (f"\n{one.note}" if one.note else "", QUIET))
        lines.append((one.day.isoformat(), MARKS[one.what], one.what, one.instrument, what))
    put(paper(), rows(lines, fixed=(0, 1, 2, 3)))


@app.command("coverage")
def coverage(overlays: With = None, rulebook: RulebookDir = None, as_json: AsJson = False) -> None:
    """What of the sources is modelled, and what is not and why."""
    from lockgate.cli.coverage import read_coverage, shown

    book = open_rulebook(overlays, rulebook)
    found = read_coverage(book.folders[0])
    if as_json:
        _json({"schema": "lockgate.coverage/1", **found})
        return
    from lockgate.cli.paper import paper, put

    put(paper(), shown(found))


@app.command("compile")
def compile_(overlays: With = None, rulebook: RulebookDir = None) -> None:
    """Compile every stretch of days in both postures: for whoever writes rules or overlays."""
    from lockgate import Rulebook
    from lockgate.compiler.timeline import POSTURES

    book: Rulebook = Rulebook.load(rulebook, tuple(overlays or ()))
    for day in book.calendar.days:
        for posture in POSTURES:
            book.unit(day, posture)
    typer.echo(f"{len(book.source.provisions)} provisions, {len(book.calendar.days)} stretches of days: all compile")


def _json(found: Any) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False))


def _day(text: str | None, option: str) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'{text}' is no date", place=option, hint="write 2025-06-01") from None
