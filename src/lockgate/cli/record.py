"""Pages of the rulebook on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from lockgate.cli.paper import QUIET, STRONG, rows, section
from lockgate.reading.blocks import Bars, Condition, Grid, Rows, plain
from lockgate.reading.lookup import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from lockgate.reading.blocks import Block, Page, Span
    from lockgate.reading.lookup import Found

FULL = 3
"""Up to this many records of one name are shown in full."""
_MANY = 12
_BAR = 48
_LONG = ("Cases that", "Members all the time")


def several(found: Sequence[Found], name: str) -> RenderableType:
    """Provisions that share a code or tag."""
    lines = [(one.record.id, getattr(one.record, "effect", one.shelf), title_of(one.record)) for one in found]
    return Group(
        Text(f"{len(found)} provisions bear the name '{name}'", STRONG),
        rows(lines, ("id", "effect", "name")),
        Text("lockgate rules show ID shows one of them", QUIET),
    )


def full(pages: Sequence[Page]) -> RenderableType:
    """Everything about some records."""
    parts: list[RenderableType] = []
    for index, page in enumerate(pages):
        parts += [Text()] if index else []
        parts += _page(page)
    return Group(*parts)


def _page(page: Page) -> Iterator[RenderableType]:
    yield Text(page.id if page.title == page.id else f"{page.id}  {page.title}", STRONG)
    if page.shelf != "provisions":
        yield Text(page.kind, QUIET)
    if page.lead:
        yield Text(page.lead)
    for one in page.sections:
        yield section(one.title, *(_block(block, cut=one.title.startswith(_LONG)) for block in one.blocks))


def _block(block: Block, *, cut: bool) -> RenderableType:
    if isinstance(block, Condition):
        return Text("\n".join(plain(one) for one in block.lines))
    if isinstance(block, Bars):
        return rows([*((name, _bar(block, spans)) for name, spans in block.rows), ("", _axis(block))])
    if isinstance(block, Rows):
        return _rows(block, cut=cut)
    return _grid(block, cut=cut)


def _rows(block: Rows, *, cut: bool) -> RenderableType:
    if cut:
        return Text(", ".join(f"{name} {plain(texts[0])}".strip() for name, texts in block.rows))
    if all(not name for name, _ in block.rows):
        return Text("\n".join(plain(one) for _, texts in block.rows for one in texts))
    return rows([(name, "\n".join(plain(one) for one in texts)) for name, texts in block.rows])


def _grid(block: Grid, *, cut: bool) -> RenderableType:
    lines = [tuple(plain(cell) for cell in row) for row in block.rows]
    if cut and len(lines) > _MANY:
        lines = [*lines[:_MANY], ("", f"and {len(lines) - _MANY} more")]
    kept = [
        index for index in range(len(block.head)) if any(line[index : index + 1] not in ((), ("",)) for line in lines)
    ]
    shown = [tuple(line[index] if index < len(line) else "" for index in kept) for line in lines]
    return rows(shown, () if cut else tuple(block.head[index] for index in kept))


def _bar(block: Bars, spans: Sequence[Span]) -> str:
    """Days as a bar: full where something holds, shaded where it holds in part."""
    cells = ["·"] * _BAR
    for span in spans:
        for at in range(_at(block, span.start or block.first), _at(block, span.end or block.last) + 1):
            cells[at] = "▒" if span.part else "█"
    return "".join(cells)


def _axis(block: Bars) -> Text:
    first, last = block.first.isoformat(), block.last.isoformat()
    return Text(f"{first}{' ' * (_BAR - len(first) - len(last))}{last}", QUIET)


def _at(block: Bars, day: date) -> int:
    whole = max(1, (block.last - block.first).days)
    share = (min(max(day, block.first), block.last) - block.first).days
    return min(_BAR - 1, share * _BAR // whole)
