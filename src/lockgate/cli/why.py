"""`lockgate why`: what makes an answer what it is, and what would have to be different for another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With  # noqa: TC001 - typer reads annotations as it runs
from lockgate.cli.single import AsOf, KnownAt, Line, Posture, Readings, Source, look_of, read_single
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType
    from rich.text import Text

    from lockgate.inquiry.reasons.records import Condition, Lacking, LicenceWay, LineWhy, Repair, Way, Why

KINDS = {
    "evidence": "paper that can be obtained",
    "ask": "not known yet, but can be asked",
    "wait": "a time that must pass",
    "figure": "a number in the deal",
    "reading": "contested text, read the other way",
    "refused": "evidence that was refused",
    "deal": "the deal or its parties; no paper changes it",
    "item": "the item itself; another one is another transaction",
    "law": "the law on that day",
}
"""What would have to change, by the mark behind it."""
_MARKS = {"unknown": "ask", "waiting": "wait"}
_MOST = 6


def command(  # noqa: PLR0913, PLR0917 - a command line has many options
    source: Source,
    wanted: Annotated[
        str | None,
        typer.Option(
            "--not",
            metavar="WHAT",
            help="Why not this: an authorization (AIA, 740.29) or an outcome (authorized).",
        ),
    ] = None,
    as_of: AsOf = None,
    posture: Posture = "enforced",
    known_at: KnownAt = None,
    reading: Readings = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    line: Line = None,
    as_json: AsJson = False,
) -> None:
    """Say why the answer is what it is, or why it is not what you hoped for, and what would have to be different.

    The exit code is 0 whatever the outcome.
    """
    from lockgate.cli.paper import paper, put
    from lockgate.inquiry.reasons.why import why

    look = look_of(
        as_of=as_of, posture=posture, known_at=known_at, readings=reading, overlays=overlays, rulebook=rulebook
    )
    if wanted is not None and not wanted.strip():
        hint = "write --not AIA or --not authorized; leave --not out to see why the answer is what it is"
        raise InputError("nothing is named", place="--not", hint=hint)
    found = why(read_single(source, look, line).transaction, look, wanted or "")
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        put(paper(), *report(found))


def report(found: Why) -> Iterator[RenderableType]:
    """Reasons as text."""
    from rich.text import Text

    from lockgate.cli.paper import QUIET
    from lockgate.cli.show import NOT_ADVICE

    for number, line in enumerate(found.lines):
        if number:
            yield Text()
        yield from _line(line)
    marks = dict.fromkeys(mark for line in found.lines for mark in _marks(line))
    if marks:
        from lockgate.cli.paper import rows, section

        yield section("Marks", rows([(f"[{mark}]", words) for mark, words in KINDS.items() if mark in marks]))
    yield Text()
    yield Text(NOT_ADVICE, QUIET)


def _line(line: LineWhy) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import rows, section
    from lockgate.cli.show import headline
    from lockgate.engine.ways import flat

    yield from headline(line.found)
    if line.already and line.asked in ("not_subject", "no_requirement_found", "authorized"):
        yield Text(f"this is {line.asked} already")
    reasons = [(one.id, f"{one.gist or one.name} [{one.cite}]\nbecause {flat(one.reason)}") for one in line.reasons]
    if reasons:
        more = [Text(f"and {len(reasons) - _MOST} more; --json lists them")] if len(reasons) > _MOST else []
        yield section("What decides", rows(reasons[:_MOST]), *more)
    if line.missing:
        asked = [(str(number), one.fact, one.question) for number, one in enumerate(line.missing[:_MOST], 1)]
        yield section("Ask first", rows(asked, fixed=(0, 1)))
    if len(line.ways) > 1 and any(way.repairs for way in line.ways):
        yield section("Ways out, the easiest first", rows([_short(way) for way in line.ways]))
    else:
        for way in line.ways:
            yield from _way(way)
    if line.licence:
        yield section("A licence", rows([(one.requirement, _licence(one)) for one in line.licence]))


def _marks(line: LineWhy) -> Iterator[str]:
    repairs = [one for way in line.ways for one in way.repairs]
    repairs += [one for licence in line.licence for one in licence.better]
    for change in (change for one in repairs for change in one.changes):
        yield _mark(change.kind)
    for way in line.ways:
        for condition in way.conditions:
            yield from _marks_of(condition.lacking)


def _marks_of(lack: Lacking | None) -> Iterator[str]:
    if lack is not None and not lack.parts:
        yield _mark(lack.kind)
    for part in lack.parts if lack is not None else ():
        yield from _marks_of(part)


def _mark(kind: str) -> str:
    return _MARKS.get(kind, kind)


def _short(way: Way) -> tuple[str, Text]:
    """One of several ways: its cheapest repair, or what shuts it first."""
    from rich.text import Text

    parts = [f"{way.name} [{way.cite}]"]
    if way.repairs:
        parts.append(_repair(way.repairs[0]))
    else:
        parts += [f"{one.gist}{f'; {one.why}' if one.why else ''}" for one in way.conditions[:1]]
        parts.append("no change was found that mends it" if way.complete else "none was found before the search ended")
    return way.code or way.id, Text("\n".join(parts))


def _way(way: Way) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import rows, section
    from lockgate.engine.spoken import WAYS, spoken

    name = f"{way.code}, {way.name} [{way.cite}]" if way.id else spoken(way.code)
    state = WAYS.get(way.status, way.status)
    if way.fits:
        yield section(f"{name}: {state}", *_steps(way))
        return
    title = f"{name}: {state}" if state else f"Why it is not {name}"
    fails = rows(
        [(str(number), _condition(one, unanswered=bool(way.id))) for number, one in enumerate(way.conditions, 1)]
    )
    nothing = Text("no requirement holds that it would have to answer")
    if way.id or way.conditions:
        yield section(title, fails if way.conditions else nothing)
    kept = [one for one in way.repairs if all(change.kind != "item" for change in one.changes)] or way.repairs
    if kept:
        shown = [(str(number), _repair(one)) for number, one in enumerate(kept, 1)]
        bring = "mend it" if way.id else f"make it {name}"
        title = f"What would {bring}, the easiest first; each was decided anew"
        yield section(title, rows(shown), *_more(way, len(kept)))
    elif way.conditions and way.conditions[0].what != "force":
        found = "nothing was found" if way.complete else "nothing was found before the search ended at its bound"
        yield section("What would mend it", Text(found))


def _more(way: Way, shown: int) -> list[RenderableType]:
    from rich.text import Text

    left = len(way.repairs) - shown
    texts = [f"and {left} that change the item itself; --json lists them"] if left else []
    texts += [] if way.complete else ["the search ended at its bound; there may be others"]
    return [Text(text) for text in texts]


def _steps(way: Way) -> list[RenderableType]:
    from rich.text import Text

    from lockgate.engine.spoken import STEPS

    return [Text(f"{STEPS.get(step.status, '[ ]')} {step.do}") for step in way.steps]


def _condition(one: Condition, *, unanswered: bool) -> str:
    head = f"{one.gist} [{one.cite}]"
    if one.what == "force":
        return head
    if one.what == "condition":
        return "\n".join([head, *_lacking(one.lacking, one.gist)])
    open_ = one.truth == "unknown"
    intro = {
        "closed": f"{'may be ' if open_ else ''}shut by {one.provision}: ",
        "requirement": f"{one.provision} {'may require' if open_ else 'requires'} a licence too: "
        if unanswered
        else f"{one.provision} {'may require' if open_ else 'requires'} a licence: ",
        "prohibition": f"{one.provision} {'may prohibit' if open_ else 'prohibits'} it: ",
        "step": "",
    }[one.what]
    because = [f"{'open' if open_ else 'that holds'} because {one.why}"] if one.why else []
    return "\n".join([f"{intro}{head}", *because, *_lacking(one.lacking, one.gist, named=True)])


def _lacking(lack: Lacking | None, above: str, depth: int = 0, *, named: bool = False) -> list[str]:
    """What is lacking, alternatives below each other; what was said above is not said again."""
    if lack is None:
        return []
    indent = "  " * depth
    if not lack.parts:
        return [f"{indent}{_single(lack, above)}"]
    said = lack.text == above or (named and not depth)
    cite = f" [{lack.cite}]" if lack.cite and not said else ""
    head = [] if said else [f"{indent}{lack.text}{cite}"]
    if not lack.every:
        kept, rest = lack.parts[:_MOST], len(lack.parts) - _MOST
        word = "" if lack.text == "one of these" else f"{indent}one of these, the easiest first:"
        head += [word] if word else []
    else:
        kept, rest = lack.parts, 0
    lines = [line for part in kept for line in _lacking(part, above, depth + 1)]
    return [*head, *lines, *([f"{indent}  and {rest} more"] if rest > 0 else [])]


def _single(lack: Lacking, above: str) -> str:
    now = f"{lack.fact} is {lack.now}" if lack.fact else ""
    needed = f"needed: {lack.needed}" if lack.needed else ""
    said = lack.text == above or (lack.needed and lack.kind not in ("figure", "waiting", "refused"))
    asked = lack.question if lack.kind == "unknown" else ""
    parts = [part for part in ("" if said else lack.text, now, needed, asked) if part]
    return f"{'; '.join(parts)} [{_mark(lack.kind)}]"


def _repair(one: Repair) -> str:
    from lockgate.engine.spoken import spoken

    lines = [
        f"{change.path}: {change.now} -> {change.to} [{_mark(change.kind)}]{f'; {change.note}' if change.note else ''}"
        for change in one.changes
    ]
    policy = f", review policy: {spoken(one.policy)}" if one.policy else ""
    steps = f"; still to be shown: {', '.join(step.do for step in one.steps)}" if one.steps else ""
    return "\n".join([*lines, f"then {spoken(one.outcome)}{policy}{steps}"])


def _licence(one: LicenceWay) -> str:
    from lockgate.engine.spoken import spoken

    lines = [f"review policy: {spoken(one.policy)}", f"{one.gist} [{one.cite}]" if one.provision else ""]
    lines += [f"milder if {_repair(better)}" for better in one.better]
    return "\n".join(line for line in lines if line)
