"""The answer to one item in sections: outcome, class, requirements, ways out, acts, flags, what stays open."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from re import fullmatch
from typing import TYPE_CHECKING

from lockgate.engine.spoken import LIMITS, OUTCOMES, REQUIREMENTS, WAYS, outcome_words, spoken
from lockgate.memo.blocks import (
    CODE,
    QUIET,
    STRONG,
    Fields,
    Grid,
    Paragraph,
    Section,
    Span,
    bullets,
    cell,
    grid,
    section,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lockgate.engine.records import Authorization
    from lockgate.engine.result import Determination, PostureAnswer
    from lockgate.inquiry.record.saved import SavedLine
    from lockgate.memo.blocks import Cell

STEPS = {"open": "open", "done": "done", "failed": "refused", "waiting": "waiting"}
_NOTE = "note: "
_NOBODY = "nobody stated it"
_SOURCES = {
    "stated": "stated",
    "looked up": "looked up",
    "assumed": "assumed",
    "catalogue": "catalogue",
    "computed": "computed",
}
MARKS = (
    "Marks of catalogue figures: A read in a document of the maker, B in a secondary source, C generally known, "
    "D estimate, R scaled from a sibling product."
)


def answer(found: Determination) -> Iterator[Section]:
    """The sections of one answer, the outcome first; those with nothing to say are left out."""
    yield _outcome(found)
    made = (
        _class(found),
        _requirements(found),
        _ways(found),
        _before(found),
        _after(found),
        _quota(found),
        _limits(found),
        *_flags(found),
        _missing(found),
        _readings(found),
        section("Remarks", bullets(_remarks(found))),
        section("Not checked", bullets(found.not_checked)),
        section("About the input", bullets(text.removeprefix(_NOTE) for text in _notes(found))),
    )
    yield from (one for one in made if one is not None)


# ---- the outcome


def sentence(found: Determination) -> str:
    """The outcome in one sentence, with what it rests on."""
    core, more = outcome_words(found)
    known = f", as known on {found.known_at}" if found.known_at else ""
    text = f"{core} on these facts, under rulebook {found.rulebook['version']}, as of {found.as_of}{known}{more}."
    return text[:1].upper() + text[1:]


def _outcome(found: Determination) -> Section:
    many = "a red flag is" if len(found.holds) == 1 else f"{len(found.holds)} red flags are"
    hold = f"Hold: {many} raised and not answered ({', '.join(found.holds)})." if found.holds else ""
    reason = f"Because {found.because}." if found.because else ""
    weakest = f"Confidence of the weakest provision that decided: {spoken(found.confidence)}."
    texts = [Paragraph(sentence(found), "lead"), Paragraph(hold, "strong"), Paragraph(reason), Paragraph(weakest)]
    return Section("Outcome", 2, (*(one for one in texts if one.text), *_postures(found)))


def _postures(found: Determination) -> Iterator[Grid]:
    """The postures side by side, a column each."""
    rows: dict[str, list[str | Span]] = {
        "outcome": [Span(OUTCOMES.get(one.outcome or "", "see the limits"), STRONG) for one in found.postures],
        "because": [one.because for one in found.postures],
        "requirements": [", ".join(one.requirements) for one in found.postures],
        "answered by": [", ".join(one.authorizations) for one in found.postures],
        "review policy": [_policy(one) for one in found.postures],
    }
    made = [(cell(Span(name, QUIET)), *(cell(text) for text in texts)) for name, texts in rows.items()]
    kept = [row for row in made if any(row[1:])]
    width = 84 // max(len(found.postures), 1)
    head = ("", *(_titled(one.id, found.posture) for one in found.postures))
    table = grid("Both postures", head, (16, *(width for _ in found.postures)), kept)
    if table is not None:
        yield table


def _titled(name: str, asked: str) -> str:
    return f"{name} (asked for)" if name == asked else name


def _policy(one: PostureAnswer) -> str:
    return spoken(one.review_policy) if one.outcome == "licence_required" or one.review_policy else ""


def _class(found: Determination) -> Section | None:
    own = found.classification
    possible = [one for one in own.possible if one not in {own.eccn, own.limb}]
    rows = [
        ("Entry", own.eccn or ""),
        ("Level", own.level or ""),
        ("Paragraph met", own.limb or ""),
        ("Possible", ", ".join(possible)),
    ]
    kept = tuple((name, cell(text)) for name, text in rows if text)
    return section("Classification", Fields(kept)) if kept and found.outcome is not None else None


# ---- facts


def facts(line: SavedLine, found: Determination) -> Section:
    """Every fact with its source, and what was assumed."""
    rows = [
        (
            cell(Span(one["fact"], CODE), Span(one["question"], QUIET)),
            one["value"],
            cell(_SOURCES.get(one["kind"], one["kind"]), Span(one["source"], QUIET)),
        )
        for one in line.facts
    ]
    table = grid("Facts", ("fact", "value", "source"), (48, 28, 24), rows)
    marks = any(", mark " in one["source"] for one in line.facts)
    blocks = (table, Paragraph(MARKS, "quiet") if marks else None, *_assumed(line, found))
    return section("Facts and their sources", *blocks) or Section("Facts and their sources", 2, ())


def _assumed(line: SavedLine, found: Determination) -> Iterator[Paragraph | Fields]:
    """What was assumed beside what the table shows as assumed."""
    shown = {one["fact"] for one in line.facts if one["kind"] == "assumed"}
    grouped: dict[str, list[str]] = defaultdict(list)
    for one in found.assumed:
        if one["fact"] not in shown:
            text = one["fact"] if one["why"] == _NOBODY else f"{one['fact']} = {one['value']}"
            grouped[one["why"]].append(text)
    named = {_NOBODY: "Taken as not known, because nobody stated it", "nobody named one": "Parties nobody named"}
    rows = tuple((named.get(why, why), cell(", ".join(texts))) for why, texts in grouped.items())
    if rows:
        yield Paragraph("Also assumed", "strong")
        yield Fields(rows)


# ---- requirements and ways out


def _requirements(found: Determination) -> Section | None:
    rows = []
    for one in found.requirements:
        answered = ("removed by " if one.status == "exempt" else "answered by ") + ", ".join(one.answered_by)
        policy = f"review policy: {spoken(one.review_policy)}" if one.status != "exempt" else ""
        mark = f"confidence: {spoken(one.confidence)}"
        notes = [policy, answered if one.answered_by else "nothing answers it for certain", mark]
        what = cell(one.reason, Span(one.cite, QUIET), *(Span(text, QUIET) for text in notes))
        rows.append((cell(Span(one.id, CODE)), REQUIREMENTS[one.status], what))
    return section("Licence requirements", grid("Requirements", ("requirement", "state", "what"), (24, 14, 62), rows))


def _ways(found: Determination) -> Section | None:
    ranked = sorted(found.authorizations, key=lambda one: list(WAYS).index(one.status))
    rows = [
        (
            cell(Span(one.code, STRONG), Span(one.id, CODE)),
            WAYS[one.status],
            cell(one.name, Span(one.cite, QUIET), _why(one)),
        )
        for one in ranked
    ]
    return section("Ways out, best first", grid("Ways out", ("way", "state", "what and why"), (20, 16, 64), rows))


def _why(one: Authorization) -> str:
    covers = f"; covers {', '.join(one.covers)}" if one.covers else ""
    opens = f"; opens on {one.opens_on}" if one.opens_on else ""
    return f"{one.why}{covers}{opens}"


# ---- acts


def _before(found: Determination) -> Section | None:
    rows = [
        (
            one.code,
            cell(step.do, Span(f"shown by {step.shown_by}" if step.shown_by else "", QUIET)),
            cell(STEPS.get(step.status, "open"), Span(f"opens on {step.opens_on}" if step.opens_on else "", QUIET)),
        )
        for one in found.authorizations
        if one.status != "closed"
        for step in one.steps
    ]
    return section("Before shipment", grid("Steps", ("way", "step", "state"), (14, 60, 26), rows))


def _after(found: Determination) -> Section | None:
    open_ways = [one for one in found.authorizations if one.status != "closed"]
    duties = [(one.code, duty.do, cell(*_due(duty.due, found.as_of))) for one in open_ways for duty in one.duties]
    papers = [
        (one.code, "; ".join(text for text in _filing(one) if text), cell("")) for one in open_ways if any(_filing(one))
    ]
    table = grid("Duties", ("way", "duty", "due"), (14, 54, 32), [*duties, *papers])
    return section("After shipment", table)


def _filing(one: Authorization) -> tuple[str, str]:
    return (
        f"export filing: AES code {one.aes_code}" if one.aes_code else "",
        f"records: {one.records}" if one.records else "",
    )


def _due(text: str, day: date) -> tuple[str | Span, ...]:
    """When a duty is due; days after shipment are counted from the day asked about."""
    counted = fullmatch(r"(\d+) days after shipment", text)
    if counted is None:
        return (text,)
    return text, Span(f"{day + timedelta(days=int(counted[1]))} if shipped on {day}", QUIET)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _quota(found: Determination) -> Section | None:
    rows = [
        (
            cell(one.account, Span(f"for each {' and '.join(one.per)}", QUIET)),
            one.amount,
            one.used or "unknown",
            one.limit or "unknown",
            one.left or "unknown",
        )
        for one in found.quota
    ]
    head = ("account", "draws", "used before", "limit", "left after")
    return section("Quota", grid("Quota", head, (36, 16, 16, 16, 16), rows))


def _limits(found: Determination) -> Section | None:
    rows = [
        (
            cell(Span(one.id, CODE)),
            cell(LIMITS[one.status], Span(one.word, QUIET)),
            cell(one.name, Span(one.cite, QUIET)),
            _day(one.earliest),
        )
        for one in found.limits
    ]
    return section("Limits", grid("Limits", ("limit", "state", "what", "kept from"), (24, 16, 42, 18), rows))


# ---- what stays open


def _flags(found: Determination) -> Iterator[Section | None]:
    titles = {"raised": "Red flags raised", "explained": "Red flags answered", "to_ask": "Red flags to be asked"}
    for status, title in titles.items():
        states = (status, "clear") if status == "explained" else (status,)
        rows = [
            (cell(Span(one.id, CODE), Span(one.status if status == "explained" else "", QUIET)), one.ask, one.evidence)
            for one in found.flags
            if one.status in states
        ]
        yield section(title, grid(title, ("flag", "question", "answered by"), (16, 48, 36), rows))


def _missing(found: Determination) -> Section | None:
    rows: list[tuple[str | Cell, ...]] = [
        (str(number), cell(one.question, Span(one.fact, CODE)), one.known_by)
        for number, one in enumerate(found.missing, 1)
    ]
    return section(
        "To be asked, best question first", grid("Questions", ("", "question", "who knows"), (6, 74, 20), rows)
    )


def _readings(found: Determination) -> Section | None:
    rows = [
        (
            cell(one.question, Span(one.id, CODE), Span(one.cite, QUIET)),
            one.used,
            cell(*(f"{value}: {gives}" for value, gives in one.otherwise)),
        )
        for one in found.readings
    ]
    head = ("question", "read here as", "read otherwise")
    return section("Contested text on which this turns", grid("Readings", head, (44, 18, 38), rows))


def _remarks(found: Determination) -> Iterator[str]:
    """Warnings; what they say about the other postures stands in the table of both."""
    shown = tuple(f"in the {other.id} posture " for other in found.postures)
    return (text for text in found.warnings if not text.startswith((*shown, _NOTE)))


def _notes(found: Determination) -> Iterator[str]:
    return (text for text in found.warnings if text.startswith(_NOTE))
