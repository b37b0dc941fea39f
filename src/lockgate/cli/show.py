"""One determination on a terminal: the outcome first, then what it rests on, what to do and what to ask."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from lockgate.cli.paper import QUIET, STRONG, rows, section
from lockgate.cli.words import STYLES
from lockgate.engine.spoken import (
    LIMITS,
    REQUIREMENTS,
    SHORT,
    STEPS,
    WAYS,
    outcome_words,
    posture_words,
    spoken,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.engine.records import Authorization
    from lockgate.engine.result import Determination

NOT_ADVICE = "What was found, on these facts; not legal advice."
_NOBODY = "nobody stated it"
_NOTE = "note: "


def whole(
    found: Determination, *, flags: bool = False, explain: bool = False, lister: str = "--flags"
) -> RenderableType:
    """A determination, or each line of one with several items."""
    if not found.lines:
        return Group(*_one(found, flags=flags, lister=lister), *(_proof(found) if explain else ()), *_foot(found))
    head = Text(f"{len(found.lines)} items; the strictest outcome is that of {found.because}", STRONG)
    table = rows(
        [(line.label, _outcome(line), line.classification.eccn or "") for line in found.lines],
        ("item", "outcome", "class"),
    )
    each = [
        part
        for line in found.lines
        for part in (Text(), *_one(line, flags=flags, lister=lister), *(_proof(line) if explain else ()))
    ]
    return Group(head, table, *each, *_foot(found))


def _one(found: Determination, *, flags: bool, lister: str) -> Iterator[RenderableType]:
    yield from headline(found)
    yield from _class(found)
    yield from _limits(found)
    yield from _requirements(found)
    yield from _ways_out(found)
    yield from _quota(found)
    yield from _flags(found, full=flags, lister=lister)
    yield from _missing(found)
    yield from _readings(found)
    yield from _looked_up(found)
    yield from _assumed(found)
    yield from _remarks(found)


def _outcome(found: Determination) -> Text:
    return Text(SHORT.get(found.outcome or "", "see the limits"), STYLES.get(found.outcome or "", ""))


def headline(found: Determination) -> Iterator[RenderableType]:
    """What was found; the other posture on the second line."""
    name = " ".join(part for part in (found.id, found.label) if part)
    style = f"{STRONG} {STYLES.get(found.outcome or '', '')}".strip()
    core, more = outcome_words(found)
    words = f"{core} on these facts, under rulebook {found.rulebook['version']}, as of {found.as_of}"
    known = f", as known on {found.known_at}" if found.known_at else ""
    yield Text.assemble(
        (f"{name}: " if name else "", STRONG), (words, style), (f" ({found.posture}){known}", QUIET), more
    )
    mine = found.postures[0] if found.postures else None
    for other in found.postures[1:]:
        same = mine is not None and (other.outcome, other.review_policy) == (mine.outcome, mine.review_policy)
        yield Text(f"the same in the {other.id} posture", QUIET) if same else Text(posture_words(other), "bold yellow")
    if found.holds:
        many = "a red flag is" if len(found.holds) == 1 else f"{len(found.holds)} red flags are"
        yield Text(f"hold: {many} raised and not answered ({', '.join(found.holds)})", "bold red")
    if found.because:
        yield Text(f"because {found.because}")


def _class(found: Determination) -> Iterator[RenderableType]:
    own = found.classification
    if found.outcome is None or (own.eccn is None and own.level is None and not own.possible):
        return
    parts = [own.eccn or f"open: {', '.join(own.possible[:6])}"]
    parts += [f"level {own.level}"] if own.level and own.level != "none" else []
    parts += [f"paragraph {own.limb}"] if own.limb and own.limb not in (own.eccn, "none") else []
    yield section("Classification", Text(" · ".join(parts)))


def _limits(found: Determination) -> Iterator[RenderableType]:
    if found.limits:
        lines = [
            (limit.id, f"{LIMITS[limit.status]} ({limit.word})", _from(limit.earliest), limit.name, limit.cite)
            for limit in found.limits
        ]
        yield section("Limits", rows(lines, ("limit", "state", "kept from", "what", "citation")))


def _from(day: object) -> str:
    return "" if day is None else str(day)


def _requirements(found: Determination) -> Iterator[RenderableType]:
    if not found.requirements:
        return
    lines = []
    for one in found.requirements:
        answered = ("removed by " if one.status == "exempt" else "answered by ") + ", ".join(one.answered_by)
        policy = f"review policy: {spoken(one.review_policy)}" if one.status != "exempt" else ""
        mark = f"confidence: {spoken(one.confidence)}" if one.confidence != "confirmed" else ""
        notes = [text for text in (policy, answered if one.answered_by else "", mark) if text]
        what = Text("\n").join([Text(f"{one.reason} [{one.cite}]"), *(Text(text, QUIET) for text in notes)])
        lines.append((one.id, REQUIREMENTS[one.status], what))
    yield section("Requirements", rows(lines, ("requirement", "state", "what")))


def _ways_out(found: Determination) -> Iterator[RenderableType]:
    ranked = sorted(found.authorizations, key=lambda one: list(WAYS).index(one.status))
    if not ranked:
        return
    lines: list[tuple[str, str, Text | str]] = [
        (one.code, WAYS[one.status], Text(one.why, QUIET) if one.status == "closed" else _way(one)) for one in ranked
    ]
    yield section("Ways out, best first", rows(lines, ("way", "state", "what")))


def _way(one: Authorization) -> Text:
    parts = [Text(f"{one.name} [{one.cite}]")]
    if one.status not in ("eligible", "steps_open"):
        parts.append(Text(one.why, QUIET))
    for step in one.steps:
        shown = f" (state {step.shown_by})" if step.shown_by and step.status == "open" else ""
        day = f" (opens on {step.opens_on})" if step.opens_on else ""
        parts.append(Text(f"{STEPS.get(step.status, '[ ]')} {step.do}{shown}{day}"))
    if one.status in ("eligible", "steps_open"):
        parts += [Text(f"afterwards: {duty.do}; {duty.due}", QUIET) for duty in one.duties]
        parts += [Text(f"AES code {one.aes_code}", QUIET)] if one.aes_code else []
        parts += [Text(f"records: {one.records}", QUIET)] if one.records else []
    return Text("\n").join(parts)


def _quota(found: Determination) -> Iterator[RenderableType]:
    if found.quota:
        lines = [
            (
                use.account,
                use.amount,
                use.used or "unknown",
                use.limit or "unknown",
                use.left or "unknown",
                " and ".join(use.per),
            )
            for use in found.quota
        ]
        yield section(
            "Quotas it would draw on", rows(lines, ("account", "draws", "used", "limit", "left after", "for each"))
        )


def _flags(found: Determination, *, full: bool, lister: str) -> Iterator[RenderableType]:
    raised = [flag for flag in found.flags if flag.status == "raised"]
    open_ones = [flag for flag in found.flags if flag.status == "to_ask"]
    if raised:
        lines = [(flag.id, f"{flag.ask}\nanswered by: {flag.evidence}") for flag in raised]
        yield section("Red flags raised: hold until answered", rows(lines))
    if open_ones and not full:
        yield section(
            "Red flags to ask about", Text(f"{len(open_ones)} questions are not answered; {lister} lists them")
        )
    elif full and found.flags:
        others = [flag for flag in found.flags if flag.status != "raised"]
        yield section(
            "Red flags to ask about",
            rows((flag.id, spoken(flag.status), f"{flag.ask}\nanswered by: {flag.evidence}") for flag in others),
        )


def _missing(found: Determination) -> Iterator[RenderableType]:
    if found.missing:
        lines = [(str(number), one.fact, one.question, one.known_by) for number, one in enumerate(found.missing, 1)]
        yield section("Ask next, best first", rows(lines, ("", "fact", "question", "who knows"), fixed=(0, 1, 3)))


def _readings(found: Determination) -> Iterator[RenderableType]:
    if not found.readings:
        return
    lines = []
    for one in found.readings:
        others = [f"read as '{value}': {gives}" for value, gives in one.otherwise]
        lines.append((one.id, "\n".join([f"{one.question} [{one.cite}]", f"used here: '{one.used}'", *others])))
    yield section("Contested text on which this turns", rows(lines))


def _looked_up(found: Determination) -> Iterator[RenderableType]:
    looked = found.looked_up
    if looked is None:
        return
    lines = [(one.fact, one.value, "\n".join(one.evidence)) for one in looked.sources]
    if lines:
        yield section("Looked up", rows(lines, ("fact", "found", "evidence")))
    if looked.lists:
        yield section("Lists used", rows([("-", text) for text in looked.lists]))


def _assumed(found: Determination) -> Iterator[RenderableType]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for one in found.assumed:
        grouped[one["why"]].append(one["fact"] if one["why"] == _NOBODY else f"{one['fact']} = {one['value']}")
    if grouped:
        named = {_NOBODY: "taken as not known, because nobody stated it"}
        yield section(
            "Assumed", *(Text(f"{named.get(why, why)}: {', '.join(facts)}") for why, facts in grouped.items())
        )


def _remarks(found: Determination) -> Iterator[RenderableType]:
    shown = tuple(f"in the {other.id} posture " for other in found.postures)
    warnings = [text for text in found.warnings if not text.startswith((*shown, _NOTE))]
    notes = [text.removeprefix(_NOTE) for text in found.warnings if text.startswith(_NOTE)]
    for title, texts in (("Not checked", found.not_checked), ("Remarks", warnings), ("About the input", notes)):
        if texts:
            yield section(title, rows([("-", text) for text in texts]))


def _proof(found: Determination) -> Iterator[RenderableType]:
    _, _, steps = found.explain().partition("\n\n")
    lines = steps.rstrip().split("\n")
    yield section("Proof", *(Padding(Text(line.strip()), (0, 0, 0, len(line) - len(line.lstrip()))) for line in lines))


def _foot(found: Determination) -> Iterator[RenderableType]:
    book = found.rulebook
    yield Text()
    weakest = f"confidence: {spoken(found.confidence)}"
    sha = f"rulebook {book['version']} (sha256 {book['sha256'][:12]}), law reviewed to {book['current_to']}"
    yield Text(f"{weakest} · {sha}", QUIET)
    yield Text(NOT_ADVICE, QUIET)
