"""`lockgate rules show`: one thing of the rulebook in full, on the terminal or as a page."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - read when the command runs
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With, open_rulebook
from lockgate.errors import InputError

if TYPE_CHECKING:
    from lockgate import Rulebook
    from lockgate.reading.lookup import Found


def command(  # noqa: PLR0913, PLR0917 - each option is its own
    name: Annotated[str, typer.Argument(metavar="ID", help="Id, code, tag, flag, definition, parameter, reading, ...")],
    html: Annotated[bool, typer.Option("--html", help="A page that stands alone and prints.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the page into this file; - or nothing: standard output.")
    ] = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Show one thing in full: what it says, when it holds, what it acts on, which cases exercise it."""
    from lockgate.reading.lookup import look_up
    from lockgate.reading.page import Pages

    if out is not None and not html:
        raise InputError("--out writes a page", place="--out", hint="add --html")
    if html and as_json:
        raise InputError("a page and JSON are two forms", place="--html", hint="choose one")
    book = open_rulebook(overlays, rulebook)
    found = look_up(book, name)
    if html:
        _page(book, _only(found, name), out)
        return
    if as_json:
        import json

        pages = Pages(book)
        for one in found:
            typer.echo(json.dumps(pages.page(one).to_dict(), ensure_ascii=False))
        return
    from lockgate.cli import record
    from lockgate.cli.paper import paper, put

    if len(found) > record.FULL:
        put(paper(), record.several(found, name))
    else:
        pages = Pages(book)
        put(paper(), record.full([pages.page(one) for one in found]))


def _only(found: list[Found], name: str) -> Found:
    """The one record of a name; a page shows one."""
    if len(found) > 1:
        ids = ", ".join(str(one.record.id) for one in found[:8])
        raise InputError(f"{len(found)} records bear the name '{name}'", place="rules show", hint=f"one of {ids}")
    return found[0]


def _page(book: Rulebook, found: Found, out: Path | None) -> None:
    from lockgate.cli.files import put
    from lockgate.reading.page import Pages
    from lockgate.site.cases import exercise
    from lockgate.site.render import single

    tried = exercise(book) if found.shelf in ("provisions", "readings") else None
    text = single(Pages(book, tried).page(found), book)
    if out is None or str(out) == "-":
        typer.echo(text, nl=False)
        return
    put(out, text, "--out")
