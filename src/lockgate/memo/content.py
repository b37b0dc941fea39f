"""A saved determination as the content of a memo: head, one part a transaction, basis, sign-off and proofs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from lockgate.engine.spoken import SHORT, limit_words, outcome_words
from lockgate.errors import InputError
from lockgate.inquiry.record.reread import reread
from lockgate.memo.answer import answer, facts
from lockgate.memo.blocks import CODE, Fields, Memo, Paragraph, Section, Signatures, Span, cell, grid, section
from lockgate.memo.proofs import proofs
from lockgate.memo.unread import rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.engine.result import Determination
    from lockgate.inquiry.record.saved import Saved, SavedLine
    from lockgate.memo.blocks import Cell

TITLE = "Export control determination"
NOT_ADVICE = "This memo states what was found, on these facts; it is not legal advice."
_SHORT = 16
_SIGNED = ("Prepared by", "Reviewed by")


def content(record: Saved, *, day: str | date | None = None) -> Memo:
    """The memo of a saved determination.

    Args:
        record: one or several answers, see `lockgate.save`.
        day: the date that the memo bears; none is printed if None (no clock is read, so that equal input gives equal
            bytes).

    Errors: `lockgate.errors.InputError` for a record without answers, and for a day that is none.
    """
    if not record.lines:
        raise InputError("there is no answer to write a memo about", hint="every row was rejected: mend the input")
    stated = day_of(day)
    answers = [reread(line.determination) for line in record.lines]
    parts = [part for pair in zip(record.lines, answers, strict=True) for part in _part(*pair, many=len(answers) > 1)]
    closing = (_basis(record), _signatures())
    appendix = [part for found in answers for part in proofs(found, many=len(answers) > 1)]
    appendix[:1] = [replace(part, fresh=True) for part in appendix[:1]]
    first = answers[0]
    return Memo(
        title=TITLE,
        reference=_reference_of_all(answers, len(record.rejected)),
        outcome=_short(first) if len(answers) == 1 else "",
        day=stated,
        stamp=stated or first.as_of.isoformat(),
        fields=Fields(tuple(row for row in _head(record, answers, stated) if row[1])),
        sections=(*_overview(answers), *rejected(record.rejected), *parts, *closing, *appendix),
        foot=f"Rulebook {record.rulebook['version']}, record {record.to_dict()['sha256'][:_SHORT]}",
    )


def day_of(day: str | date | None) -> str:
    """The date that a memo bears, as text; empty if none."""
    if day is None or isinstance(day, date):
        return day.isoformat() if day else ""
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise InputError(f"'{day}' is no date", place="--memo-date", hint="write 2025-06-01") from None


def _reference_of_all(answers: list[Determination], unread: int) -> str:
    """What the memo is about; rows without an answer are counted beside those with one."""
    name = _reference(answers[0]) if len(answers) == 1 else f"{len(answers)} transactions"
    return f"{name}, {_rows(unread)} rejected" if unread else name


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _reference(found: Determination) -> str:
    if found.lines:
        return f"{found.id} {len(found.lines)} items".strip()
    return " ".join(part for part in (found.id, found.label) if part) or "Transaction"


def _short(found: Determination) -> str:
    return SHORT.get(found.outcome or "", "") or limit_words(found)


def _head(record: Saved, answers: list[Determination], day: str) -> Iterator[tuple[str, Cell]]:
    first = answers[0]
    days = sorted({found.as_of.isoformat() for found in answers})
    ids = [found.id for found in answers if found.id]
    book = record.rulebook
    if len(answers) == 1:
        yield "Subject", cell(*(one.label for one in first.lines or (first,)))
    yield "Transaction", cell(", ".join(ids[:6]) + (f", ... ({len(ids)} in all)" if len(ids) > 6 else ""))
    yield "As of", cell(days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}")
    yield "Known by then", cell(f"what could be known on {first.known_at}" if first.known_at else "")
    yield "Posture", cell(f"{first.posture} ({_POSTURES.get(first.posture, 'a proposal laid over the enforced law')})")
    chosen = [f"{name} = {value}" for name, value in record.look["readings"].items()]
    yield "Readings chosen", cell(", ".join(chosen))
    yield "Rulebook", cell(f"{book['version']}, law reviewed to {book['current_to']}")
    yield "Date of this memo", cell(day)


_POSTURES = {"enforced": "the law as BIS enforces it", "codified": "the law as printed in the CFR"}


def _overview(answers: list[Determination]) -> Iterator[Section]:
    if len(answers) > 1:
        rows = [(found.id, found.label, found.as_of.isoformat(), _sentence(found)) for found in answers]
        table = grid("Transactions", ("transaction", "item", "as of", "outcome"), (16, 28, 14, 42), rows)
        made = section("Transactions", table)
        assert made is not None  # noqa: S101 - there are rows
        yield made


def _sentence(found: Determination) -> str:
    core, more = outcome_words(found)
    return f"{core}{more}"


def _part(line: SavedLine, found: Determination, *, many: bool) -> Iterator[Section]:
    """One transaction: the question, the facts, and the answer to each item."""
    if many:
        yield Section(_reference(found), 1, (), fresh=True)
    yield Section("Question", 2, (Paragraph(line.question),))
    if found.lines:
        rows = [(one.label, _sentence(one), one.classification.eccn or "") for one in found.lines]
        table = grid("Items", ("item", "outcome", "class"), (36, 46, 18), rows)
        lead = Paragraph(f"{len(found.lines)} items; the strictest outcome is that of {found.because}", "lead")
        yield Section("Outcome of each item", 2, tuple(block for block in (lead, table) if block))
    if not found.lines:
        opening, *rest = answer(found)
        yield opening
        yield facts(line, found)
        yield from rest
    else:
        yield facts(line, found)
        for one in found.lines:
            yield Section(one.label, 1, ())
            yield from answer(one)


def _basis(record: Saved) -> Section:
    book, program = record.rulebook, record.program
    overlays = [Span(f"{one['name']}, sha256 {one['sha256']}", CODE) for one in book["overlays"]]
    rows: list[tuple[str, Cell]] = [
        ("Rulebook", cell(f"version {book['version']}", Span(f"sha256 {book['sha256']}", CODE))),
        ("Overlays", cell(*overlays)),
        ("Law reviewed to", cell(book["current_to"])),
        ("Program", cell(f"Lockgate {program['version']}", Span(f"sha256 {program['sha256']}", CODE))),
        ("Record", cell(Span(f"sha256 {record.to_dict()['sha256']}", CODE), _RECORD)),
        ("Rows rejected", cell(str(len(record.rejected)) if record.rejected else "")),
    ]
    return Section("Basis", 2, (Fields(tuple(row for row in rows if row[1])),))


_RECORD = "The saved record holds these facts and this answer; lockgate verify recomputes it."


def _signatures() -> Section:
    return Section("Sign-off", 2, (Signatures(_SIGNED), Paragraph(NOT_ADVICE, "quiet")))
