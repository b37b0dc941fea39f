"""`lockgate verify`: recompute a saved determination."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With, open_rulebook
from lockgate.cli.papers import read_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from lockgate.inquiry.record.verify import LineCheck, Verification

_MOST = 12


def command(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="What determine --save wrote.")],
    rulebook: RulebookDir = None,
    overlays: With = None,
    as_json: AsJson = False,
) -> None:
    """Recompute a saved determination: the same answer (exit 0), or different or altered because (exit 40)."""
    from lockgate.inquiry.record.verify import verify

    record = read_record(source)
    found = verify(record, open_rulebook(overlays, rulebook))
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        from lockgate.cli.paper import paper, put

        put(paper(), *_report(found))
    raise typer.Exit(found.exit_code)


def _report(found: Verification) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import QUIET, STRONG, rows, section

    count = "1 determination" if len(found.lines) == 1 else f"{len(found.lines)} determinations"
    differ = [line for line in found.lines if not line.same]
    if found.same:
        yield Text(f"same: {count} recomputed, word for word as saved", f"{STRONG} green")
    else:
        yield Text(_opening(found), f"{STRONG} yellow")
        yield rows([("-", cause.text) for cause in found.causes])
        yield Text(f"recomputed with what is at hand: {_told(len(differ), len(found.lines))}")
    for line in differ:
        yield section(" ".join(part for part in (line.id, line.label) if part) or "The answer", *_line(line))
    if found.rejected:
        yield Text(f"{found.rejected} rejected rows stand in the file; they have no answer to recompute")
    stamp, program = found.at_hand, found.program_at_hand
    yield Text()
    yield Text(f"rulebook {stamp['version']} (sha256 {stamp['sha256'][:12]}) · lockgate {program['version']}", QUIET)
    yield Text("The hash shows changes by accident or by hand; it is no signature.", QUIET)


def _opening(found: Verification) -> str:
    """What it comes to: the answer stands under another law, differs, or the file is no longer what was saved."""
    if found.reproduced:
        answer = "same answer" if len(found.lines) == 1 else "same answers"
        return f"{answer}, not under the stamped rulebook"
    return "altered" if found.answers_same else "different because"


def _told(differ: int, count: int) -> str:
    if differ:
        return "the answer differs" if count == 1 else f"{differ} of {count} answers differ"
    return "the answer is the same" if count == 1 else "the answers are the same"


def _line(line: LineCheck) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import rows

    if line.error:
        yield Text(line.error)
        return
    for words, names in (("held only then", line.only_then), ("holds only now", line.only_now)):
        if names:
            yield Text(f"{words}: {', '.join(names)}")
    shown = [(one.where, _value(one.was), _value(one.now)) for one in line.changes[:_MOST]]
    yield rows(shown, ("what", "was", "is"), fixed=())
    if len(line.changes) > _MOST:
        yield Text(f"and {len(line.changes) - _MOST} more; --json lists them all")


def _value(text: str | None) -> str:
    if text is None:
        return "not there"
    return text if len(text) <= 300 else f"{text[:300]} ..."
