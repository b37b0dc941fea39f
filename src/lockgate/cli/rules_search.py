"""`lockgate rules search`: find things in the law by what they say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With, open_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text

    from lockgate.reading.search import Hit, Hits


def command(  # noqa: PLR0913, PLR0917 - each option is its own
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Words, a number with its unit, a citation.")],
    as_of: Annotated[str | None, typer.Option(metavar="DAY", help="Only what says something on that day.")] = None,
    effect: Annotated[str | None, typer.Option(help="Only provisions with this effect, such as requires.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.")] = 10,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Find provisions, numbers, groups, readings and facts by what they say, best first."""
    from lockgate.reading.search import search

    book = open_rulebook(overlays, rulebook)
    found = search(book, " ".join(words), as_of=as_of, effect=effect, limit=limit)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False))
        return
    from lockgate.cli.paper import paper, put, rows

    console = paper()
    if not found.hits:
        put(console, _nothing(found, effect))
        return
    lines = [(hit.id, hit.effect or hit.kind, _text(hit, plain=not console.is_terminal)) for hit in found.hits]
    put(console, rows(lines, ("id", "what", "says")), _foot(found))


def _text(hit: Hit, *, plain: bool) -> Text:
    from rich.text import Text

    from lockgate.cli.paper import QUIET

    text = Text() if hit.title == hit.id else _marked(hit.title, hit.title_marks, plain=plain)
    if hit.cite:
        text.append(f"{' ' if text else ''}[{hit.cite}]", QUIET)
    if hit.text:
        text.append("\n")
        text.append_text(_marked(hit.text, hit.text_marks, plain=plain))
    return text


def _marked(text: str, marks: Iterable[tuple[int, int]], *, plain: bool) -> Text:
    """The matching words stand out; where there is no terminal, between asterisks."""
    from rich.text import Text

    found, at = Text(), 0
    for start, end in marks:
        found.append(text[at:start])
        found.append(f"*{text[start:end]}*" if plain else text[start:end], "bold")
        at = end
    found.append(text[at:])
    return found


def _foot(found: Hits) -> Text:
    from rich.text import Text

    from lockgate.cli.paper import QUIET

    more = f" of {found.total}; --limit shows more" if found.total > len(found.hits) else ""
    return Text(f"\n{len(found.hits)} found{more}. lockgate rules show ID shows one in full", QUIET)


def _nothing(found: Hits, effect: str | None) -> str:
    within = f" among what {effect}" if effect else ""
    within += f" on {found.as_of}" if found.as_of else ""
    near = f"words of the rulebook that come near: {', '.join(found.nearest)}" if found.nearest else ""
    wider = "search without --effect and --as-of" if within else "lockgate rules list shows every provision"
    return "\n".join(text for text in (f"nothing was found for '{found.query}'{within}", near, wider) if text)
