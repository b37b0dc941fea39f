"""`lockgate compare`: two transactions, or one looked at in two ways, and why the answers differ."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With, readings_of
from lockgate.cli.single import AsOf, KnownAt, Line, Readings, look_of, read_single
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from lockgate.cli.single import Single
    from lockgate.inquiry.comparison.law import ProvisionDifference
    from lockgate.inquiry.comparison.records import Change, Comparison, Explanation, LineComparison
    from lockgate.inquiry.look import Look

_MOST = 12
_SECOND = "for the second side"
_Other = Annotated[str | None, typer.Argument(metavar="[FILE|-]", help="The second one; default: the first.")]
_AndWith = Annotated[
    list[Path] | None, typer.Option("--and-with", metavar="DIR", help=f"An overlay {_SECOND} (repeatable).")
]
_AndRulebook = Annotated[Path | None, typer.Option(metavar="DIR", help=f"The rulebook {_SECOND}.")]


def command(  # noqa: PLR0913, PLR0917 - a command line has many options, and this one has two sides
    first: Annotated[str, typer.Argument(metavar="FILE|-", help="The first transaction; - reads standard input.")],
    second: _Other = None,
    as_of: AsOf = None,
    and_as_of: Annotated[str | None, typer.Option(metavar="DAY", help=f"The day {_SECOND}.")] = None,
    posture: Annotated[str, typer.Option(help="enforced, codified or proposed:ID.")] = "enforced",
    and_posture: Annotated[str | None, typer.Option(help=f"The posture {_SECOND}.")] = None,
    known_at: KnownAt = None,
    and_known_at: Annotated[str | None, typer.Option(metavar="DAY", help=f"What could be known {_SECOND}.")] = None,
    reading: Readings = None,
    and_reading: Annotated[
        list[str] | None, typer.Option(metavar="ID=VALUE", help=f"Another side of a reading {_SECOND} (repeatable).")
    ] = None,
    overlays: With = None,
    and_overlays: _AndWith = None,
    rulebook: RulebookDir = None,
    and_rulebook: _AndRulebook = None,
    line: Line = None,
    and_line: Annotated[str | None, typer.Option(metavar="N", help=f"The line of an order file {_SECOND}.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two transactions, or one on two days, in two postures, readings or rulebooks.

    What is not given for the second side is as for the first. The exit code is 0 whether the answers differ or not.
    """
    from lockgate.cli.determine import check_days
    from lockgate.cli.paper import paper, put
    from lockgate.inquiry.comparison.compare import compare

    if second is None and not any(
        (and_as_of, and_posture, and_known_at, and_reading, and_overlays, and_rulebook, and_line)
    ):
        hint = "name a second file, or say what is otherwise: --and-as-of, --and-posture, --and-reading, --and-with"
        raise InputError("there is nothing to compare with", place=first, hint=hint)
    if first == "-" and second in ("-", None):
        raise InputError("standard input can be read only once", place="-", hint="put one side into a file")
    readings = list(reading or ())
    look = look_of(
        as_of=as_of, posture=posture, known_at=known_at, readings=readings, overlays=overlays, rulebook=rulebook
    )
    check_days(and_as_of, and_known_at, "--and-as-of", "--and-known-at")
    with _blaming(posture=bool(and_posture), reading=bool(and_reading)):
        other_look = look_of(
            as_of=and_as_of or as_of,
            posture=and_posture or posture,
            known_at=and_known_at or known_at,
            readings=[f"{name}={value}" for name, value in readings_of([*readings, *(and_reading or ())]).items()],
            overlays=and_overlays if and_overlays is not None else overlays,
            rulebook=and_rulebook or rulebook,
        )
    one, other = _both((first, look, line), (second or first, other_look, and_line or line))
    found = compare(one.transaction, other.transaction, look, other_look)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        put(paper(), *report(found))


@contextmanager
def _blaming(**given: bool) -> Iterator[None]:
    """What is wrong with the second side is blamed on its own options where these were given."""
    try:
        yield
    except InputError as error:
        name = (error.place or "").removeprefix("--")
        if not given.get(name):
            raise
        hint = (error.hint or "").replace(f"--{name}", f"--and-{name}")
        raise InputError(error.message, place=f"--and-{name}", hint=hint or None) from None


def _both(*sides: tuple[str, Look, str | None]) -> list[Single]:
    """The two transactions; what is wrong with either is told together."""
    from lockgate.door.problems import BadInputError, Problem

    found: list[Single] = []
    problems: dict[Problem, None] = {}
    for source, look, line in sides:
        try:
            found.append(read_single(source, look, line))
        except BadInputError as error:
            problems |= dict.fromkeys(error.problems)
        except InputError as error:
            problems[Problem(error.place or source, error.message, error.hint or "")] = None
    if problems:
        raise BadInputError(problems)
    return found


def report(found: Comparison) -> Iterator[RenderableType]:
    """A comparison as text: the explanations first, then the answers, provisions and facts side by side."""
    from rich.text import Text

    from lockgate.cli.paper import QUIET, rows, section
    from lockgate.cli.show import NOT_ADVICE

    for number, line in enumerate(found.lines):
        if number:
            yield Text()
        yield from _line(line, several=len(found.lines) > 1)
    for title, names in (("Only in A", found.only_first), ("Only in B", found.only_second)):
        if names:
            yield section(title, rows([(name,) for name in names]))
    if found.texts:
        shown = [(one.what, one.id, one.how) for one in found.texts[:_MOST]]
        yield section("Rulebook of B against that of A", rows(shown), *_rest(len(found.texts) - _MOST))
    yield Text()
    yield Text(NOT_ADVICE, QUIET)


def _line(line: LineComparison, *, several: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import STRONG, rows, section

    if several:
        yield Text(line.label, STRONG)
    yield Text(f"A: {_headline(line, first=True)}")
    yield Text(f"B: {_headline(line, first=False)}")
    if line.same:
        yield Text("the answers are the same", STRONG)
    else:
        yield section(f"What turns A's answer into B's ({line.aspect}), shortest first", *_explanations(line))
    differing = [(row.aspect, row.first or "-", row.second or "-") for row in line.rows if not row.same]
    if differing:
        alike = [row.aspect for row in line.rows if row.same]
        below = [Text(f"the same: {', '.join(alike)}")] if alike else []
        yield section("The answers", rows(differing, ("", "A", "B")), *below)
    if line.provisions:
        kept = line.provisions[:_MOST]
        shown = [(one.id, one.first, one.second, _provision(one)) for one in kept]
        title = "Provisions that decide on one side only"
        yield section(title, rows(shown, ("provision", "A", "B", "what")), *_rest(len(line.provisions) - _MOST))
    yield from _changes(line)


def _headline(line: LineComparison, *, first: bool) -> str:
    from lockgate.engine.spoken import outcome_words

    found = line.first if first else line.second
    core, more = outcome_words(found)
    known = f", as known on {found.known_at}" if found.known_at else ""
    name = " ".join(part for part in (found.id, found.label) if part)
    return f"{name}{', ' if name else ''}as of {found.as_of} ({found.posture}){known}: {core}{more}"


def _explanations(line: LineComparison) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import rows

    shown = [(str(number), _explanation(one)) for number, one in enumerate(line.explanations, 1)]
    if shown:
        yield rows(shown)
    if line.more:
        yield Text(f"and {line.more} more of the same size or one larger")
    if not line.explanations:
        yield Text("the differences together do not do it")
    elif not line.smallest:
        yield Text(f"sets of up to {line.searched} were all tried; a smaller one than this may exist")


def _explanation(one: Explanation) -> str:
    from lockgate.engine.spoken import spoken

    changes = "\n".join(f"{change.path}: {change.first} -> {change.second}" for change in one.changes)
    rest = "" if one.whole else "\nother parts of the answer then still differ from B's"
    return f"{changes}{rest}" if one.outcome is None else f"{changes}\ngives: {spoken(one.outcome)}{rest}"


def _provision(one: ProvisionDifference) -> str:
    side = "A" if one.weaker == "first" else "B"
    parts = [f"{one.gist or one.name} [{one.cite}]", f"{side}: {one.why}" if one.why else ""]
    parts += [f"law: {text}" for text in one.law if one.why not in text]
    return "\n".join(part for part in parts if part)


def _changes(line: LineComparison) -> Iterator[RenderableType]:
    from lockgate.cli.paper import rows, section

    if line.changes:
        ordered = sorted(line.changes, key=lambda one: (one.kind == "fact", not one.decides))
        shown = [(one.path, _side(one, "first"), _side(one, "second")) for one in ordered]
        yield section("What differs", rows(shown, ("", "A", "B")))


def _side(one: Change, side: str) -> str:
    return f"{one.first if side == 'first' else one.second}{' (baseline)' if side in one.base else ''}"


def _rest(count: int) -> list[RenderableType]:
    from rich.text import Text

    return [Text(f"and {count} more; --json lists them")] if count > 0 else []
