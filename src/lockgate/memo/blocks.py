"""What a memo consists of, whatever face prints it: sections of texts, fields, tables, lists and proofs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NORMAL, QUIET, STRONG, CODE = "normal", "quiet", "strong", "code"


@dataclass(frozen=True, slots=True)
class Span:
    """A line of text with its tone: normal, quiet, strong or code."""

    text: str
    tone: str = NORMAL

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"text": self.text, "tone": self.tone}


Cell: TypeAlias = tuple[Span, ...]
"""The lines of one cell of a table."""


def cell(*lines: str | Span) -> Cell:
    """A cell of these lines; empty ones are left out.

    >>> cell("742.6", "", Span("15 CFR 742.6", QUIET))
    (Span(text='742.6', tone='normal'), Span(text='15 CFR 742.6', tone='quiet'))
    """
    spans = (Span(line) if isinstance(line, str) else line for line in lines)
    return tuple(span for span in spans if span.text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``tone`` may also be ``lead``."""

    text: str
    tone: str = NORMAL

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"kind": "paragraph", "text": self.text, "tone": self.tone}


@dataclass(frozen=True, slots=True)
class Fields:
    """Names with their values."""

    rows: tuple[tuple[str, Cell], ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        rows = [{"name": name, "cell": [one.to_dict() for one in value]} for name, value in self.rows]
        return {"kind": "fields", "rows": rows}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; ``widths`` are shares of the line, ``name`` says what it lists."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        rows = [[[one.to_dict() for one in entry] for entry in row] for row in self.rows]
        return {
            "kind": "grid",
            "name": self.name,
            "head": list(self.head),
            "rows": rows,
            "widths": list(self.widths),
        }


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of texts."""

    items: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"kind": "bullets", "items": list(self.items)}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proof with what it rests on; ``depth`` starts at 0."""

    depth: int
    truth: str
    text: str
    facts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"depth": self.depth, "truth": self.truth, "text": self.text, "facts": list(self.facts)}


@dataclass(frozen=True, slots=True)
class ProofOf:
    """Why one provision holds or does not, in steps."""

    provision: str
    name: str
    truth: str
    notes: tuple[str, ...]
    steps: tuple[Step, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": "proof",
            "provision": self.provision,
            "name": self.name,
            "truth": self.truth,
            "notes": list(self.notes),
            "steps": [step.to_dict() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Signatures:
    """Blank lines to sign on."""

    lines: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"kind": "signatures", "lines": list(self.lines)}


Block: TypeAlias = Paragraph | Fields | Grid | Bullets | ProofOf | Signatures


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it; level 1 is a line of an order or an item, 2 a section.

    ``fresh``: it starts a page of its own.
    """

    title: str
    level: int
    blocks: tuple[Block, ...]
    fresh: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        blocks = [block.to_dict() for block in self.blocks]
        return {"title": self.title, "level": self.level, "fresh": self.fresh, "blocks": blocks}


@dataclass(frozen=True, slots=True)
class Memo:
    """A document.

    Attributes:
        title: of the document.
        reference: the transaction's own number and name; stands in the head of each page.
        outcome: in a few words; stands in the head of each page.
        day: the day that the memo bears, as text, or empty.
        stamp: the day that the file bears: the memo's, or that of the transaction.
        fields: what stands on top of the first page.
        sections: in order.
        foot: one quiet line on each page.
    """

    title: str
    reference: str
    outcome: str
    day: str
    stamp: str
    fields: Fields
    sections: tuple[Section, ...]
    foot: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "title": self.title,
            "reference": self.reference,
            "outcome": self.outcome,
            "day": self.day,
            "stamp": self.stamp,
            "fields": self.fields.to_dict(),
            "sections": [section.to_dict() for section in self.sections],
            "foot": self.foot,
        }


def section(title: str, *blocks: Block | None, level: int = 2) -> Section | None:
    """A section of the blocks that are there; None if there are none."""
    kept = tuple(block for block in blocks if block is not None)
    return Section(title, level, kept) if kept else None


def grid(name: str, head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell | str]]) -> Grid | None:
    """A table, or None without rows."""
    made = tuple(tuple(cell(entry) if isinstance(entry, str) else entry for entry in row) for row in rows)
    return Grid(name, tuple(head), made, tuple(widths)) if made else None


def bullets(items: Iterable[str]) -> Bullets | None:
    """A list, or None without entries."""
    kept = tuple(items)
    return Bullets(kept) if kept else None
