"""`lockgate claims`: statements in circulation, found by their wording and judged from the rulebook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.options import AsJson, RulebookDir, With, open_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.claims.records import Checked, JudgedClaim

LAPSED = 40
"""Exit code where a judgement does not follow from the rulebook any more."""
_WEAK = "weak"


def command(
    text: Annotated[list[str] | None, typer.Argument(metavar="[TEXT]", help="A statement, or the id of one.")] = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Judge a statement about the rules; without one, list those in circulation."""
    from lockgate.claims import claims

    said = " ".join(text) if text else None
    book = open_rulebook(overlays, rulebook)
    found = claims(said, book)
    if as_json:
        from lockgate.claims.records import SCHEMA
        from lockgate.engine.determine import stamp

        shown = {
            "schema": SCHEMA,
            "text": said,
            "claims": [one.to_dict() for one in found],
            "rulebook": dict(stamp(book)),
        }
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        from lockgate.cli.paper import paper, put

        put(paper(), *(_table(found) if said is None else _answer(found)))
    near = [one for one in found if one.band != _WEAK]
    raise typer.Exit(0 if all(one.follows for one in near) else LAPSED)


def _table(found: tuple[JudgedClaim, ...]) -> Iterator[Any]:
    from rich.text import Text

    from lockgate.cli.paper import QUIET, rows

    yield rows(
        ((one.id, Text(one.verdict, _style(one)), one.claim) for one in found), ("id", "verdict", "one hears that")
    )
    yield Text()
    yield Text("lockgate claims ID shows what holds and why. Not legal advice.", QUIET)


def _answer(found: tuple[JudgedClaim, ...]) -> Iterator[Any]:
    from rich.text import Text

    from lockgate.cli.paper import QUIET, rows

    near = [one for one in found if one.band != _WEAK]
    if not near:
        yield Text("Nothing close is known. That says nothing about whether the statement is right.")
        if found:
            yield Text("The nearest, none of them near:")
            yield rows((f"  {one.id}", f"{one.score:.2f}", one.claim) for one in found)
        return
    yield from _full(near[0])
    if near[1:]:
        yield Text()
        yield Text("Near it, too:")
        yield rows(((f"  {one.id}", f"{one.score:.2f}", one.verdict, one.claim) for one in near[1:]), fixed=(0, 1, 2))
    yield Text()
    yield Text("Judged from this rulebook alone. Not legal advice.", QUIET)


def _full(one: JudgedClaim) -> Iterator[Any]:
    from rich.text import Text

    from lockgate.cli.paper import STRONG, rows, section

    near = {"close": "close", "likely": "perhaps what is meant"}.get(one.band, "")
    yield Text(one.claim, STRONG)
    yield Text(f"{one.id}; {near}, score {one.score:.2f}" if near else one.id)
    yield Text()
    yield Text.assemble((one.verdict.capitalize(), _style(one)), ". ", one.says)
    if not one.follows:
        yield Text("This judgement no longer follows from the rulebook: a check below fails.", "red")
    for check in one.checks:
        yield section(f"{'pass' if check.passed else 'FAIL'}  {check.says}", rows(_shown(check), fixed=(0,)))
    yield section("Sources", Text(", ".join(one.sources)))


def _shown(check: Checked) -> Iterator[tuple[str, str]]:
    yield "shows", _SHOWS[check.shows]
    yield "expects", check.expected
    if not check.passed:
        yield "found", check.found
    pairs = [f"{name} ({cite})" for name, cite in zip(check.provisions, check.cites, strict=False)]
    yield "by", "; ".join(pairs or check.provisions)


_SHOWS = {
    "contradicts": "the claim is wrong here",
    "supports": "the claim is right here",
    "narrows": "the claim goes too far here",
    "refines": "the claim is inexact here",
    "formerly": "the claim was right once",
}


def _style(one: JudgedClaim) -> str:
    return "red" if not one.follows else "green" if one.verdict == "holds" else "yellow"
