"""What one record says, on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.engine.spoken import spoken
from lockgate.engine.words import amount
from lockgate.reading.blocks import Line, line
from lockgate.reading.lookup import title_of

if TYPE_CHECKING:
    from fractions import Fraction

    from lockgate.compiler.model import Span
    from lockgate.compiler.rulebook import Rulebook

_SHOWN = 8


def meaning(book: Rulebook, shelf: str, name: str) -> Line:
    """A record in a few words: a number with its unit, the wording of a list, the question of a fact.

    >>> from lockgate import Rulebook
    >>> from lockgate.reading.blocks import plain
    >>> plain(meaning(Rulebook.load(cached=True), "parameters", "lpp_annual_limit"))
    '26,900,000 TPP from 2025-01-13'
    """
    record = getattr(book.source, shelf)[name]
    if shelf == "parameters":
        return line("; ".join(value_words(record.unit, span, value) for span, value, _ in record.values))
    if shelf == "readings":
        return line(f"{record.question} Default: {record.default}")
    if shelf == "definitions" and record.values:
        return line(f"{record.gist}: {short(record.values)}" if record.gist else short(record.values))
    return line(record.gist if shelf == "definitions" else said(record))


def said(record: Any) -> str:
    """The title of a record, if it has any but its id."""
    title = title_of(record)
    return "" if title == record.id else title


def short(values: tuple[str, ...]) -> str:
    """A list, cut where it gets long."""
    more = f", ... ({len(values)} in all)" if len(values) > _SHOWN else ""
    return ", ".join(values[:_SHOWN]) + more


def value_words(unit: str, span: Span, value: Fraction) -> str:
    """One value of a parameter with its days."""
    return " ".join(part for part in (amount(value, unit), days(span)) if part)


def days(span: Span) -> str:
    """The days of a span in words.

    >>> from datetime import date
    >>> from lockgate.compiler.model import Span
    >>> days(Span(date(2025, 1, 13), None, "diffusion-2025"))
    'from 2025-01-13 (by diffusion-2025)'
    """
    start = f"from {span.start}" if span.start else ""
    end = f"to {span.end}" if span.end else ""
    by = f"(by {span.by})" if span.by else ""
    return " ".join(part for part in (start, end, by) if part)


def confident(mark: str) -> str:
    """A mark of confidence in words."""
    return spoken(mark) if mark else ""
