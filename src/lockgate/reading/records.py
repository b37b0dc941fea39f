"""The pages of everything that is no provision."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lockgate.compiler.model import Cite
from lockgate.compiler.model import Span as Days
from lockgate.compiler.timeline import POSTURES
from lockgate.engine.determine import declarations_of
from lockgate.engine.words import amount
from lockgate.history.told import told
from lockgate.reading.blocks import Block, Condition, Grid, Line, Page, Piece, Rows, Section, Span, line, listed
from lockgate.reading.lookup import KINDS, Found
from lockgate.reading.meaning import confident, days
from lockgate.reading.names import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lockgate.history.change import Change
    from lockgate.reading.page import Pages

_MOST_VALUES = 60
Row = tuple[str, tuple[Line, ...]]


def record_page(pages: Pages, found: Found) -> Page:
    """The page of a reading, definition, parameter, country group, instrument, fact or other declaration."""
    one = found.record
    title = getattr(one, "name", "") or getattr(one, "question", "") or getattr(one, "gist", "")
    return Page(found.shelf, one.id, title or one.id, KINDS[found.shelf], "", tuple(_sections(pages, found)))


def _sections(pages: Pages, found: Found) -> Iterator[Section]:
    one, shelf = found.record, found.shelf
    reader = _READERS.get(shelf)
    rows = [*(reader(pages, one) if reader else ()), *_cite(one), ("file", (line(one.place),))]
    yield Section("What it says", (Rows(tuple((name, texts) for name, texts in rows if any(texts))),))
    if shelf in _MORE:
        yield from _MORE[shelf](pages, one)
    yield from pages.used(shelf, one.id)
    cite = getattr(one, "cite", None)
    points = (*cite.facts, *cite.params) if isinstance(cite, Cite) else getattr(one, "facts", ())
    yield from pages.cited(points)
    yield from pages.remarks(one.place)
    if shelf == "readings":
        yield from pages.cases(f"reading {one.id}", {one.id})


def _cite(one: Any) -> list[Row]:
    cite = getattr(one, "cite", "")
    if isinstance(cite, Cite):
        return [("citation", (line(cite.ref),)), ("made by", (line(cite.made_by),))]
    return [("citation", (line(cite),))]


def _one(name: str, text: str) -> Row:
    return name, (line(text),)


# ---- what it says


def _reading(_pages: Pages, one: Any) -> list[Row]:
    sides = [_one(f"'{value}'", f"{gist} (default)" if value == one.default else gist) for value, gist in one.values]
    return [*sides, _one("switches", "the arithmetic of the figures" if one.switch else "")]


def _definition(_pages: Pages, one: Any) -> list[Row]:
    return [_one("asked of", f"one {one.on}" if one.on else ""), _one("gist", one.gist)]


def _parameter(_pages: Pages, one: Any) -> list[Row]:
    return [_one("unit", one.unit)]


def _set(pages: Pages, one: Any) -> list[Row]:
    return [("made of", (pages.names.linked(one.algebra),))]


def _fact(_pages: Pages, one: Any) -> list[Row]:
    absent = {"world": "unknown", "knowledge": "not known", "evidence": "not shown"}[one.kind]
    few = () if len(one.values) > _MOST_VALUES else one.values
    return [
        _one("kind", f"{one.kind}, {one.type}" + (f", in {one.unit}" if one.unit else "")),
        _one("question", one.question),
        _one("who knows", one.known_by),
        _one("describes", f"the {one.shows}" if one.shows else ""),
        _one("absent means", one.absent or absent),
        _one("belongs to", f"one {one.element}" if one.element else ""),
        _one("values", ", ".join(few) or (f"{len(one.values)} values" if one.values else "")),
    ]


def _instrument(_pages: Pages, one: Any) -> list[Row]:
    named = {
        "published": one.published,
        "known from": one.known_from,
        "effective": one.effective,
        "compliance": one.compliance,
        "ended": one.ended,
    }
    return [
        _one("kind", one.kind),
        *(_one(name, str(day or "")) for name, day in named.items()),
        ("suspended", tuple(line(days(span)) for span in one.suspended)),
        ("not enforced", tuple(line(days(span)) for span in one.not_enforced)),
        ("expected", tuple(line(f"{day}: {what} ({confident(mark)})") for day, what, mark in one.expected)),
    ]


def _collection(_pages: Pages, one: Any) -> list[Row]:
    return [
        _one("element", one.element),
        _one("roles", ", ".join(one.roles)),
        _one("question", one.question),
        _one("absent means", one.absent),
        _one("stands in", ", ".join(one.stands_in)),
    ]


def _eccn(_pages: Pages, one: Any) -> list[Row]:
    listed_as = "yes" if one.ccl else "no"
    return [
        _one("level", one.level),
        _one("kinds", ", ".join(one.kinds)),
        _one("also written", ", ".join(one.aliases)),
        _one("on the Commerce Control List", listed_as),
    ]


def _stage(_pages: Pages, one: Any) -> list[Row]:
    few = () if len(one.values) > _MOST_VALUES else one.values
    return [
        _one("kind", one.kind),
        _one("effect", one.effect),
        _one("values", ", ".join(few)),
        _one("default", one.default),
    ]


# ---- what else belongs to it


def _wordings(pages: Pages, one: Any) -> Iterator[Section]:
    if one.values:
        yield Section("Values", (Rows((("", (listed([_value(pages, value) for value in one.values]),)),)),))
    for span, text in one.versions:
        yield Section(f"Condition {days(span)}".rstrip(), (Condition(pages.names.condition(text)),))
    if one.versions:
        yield from pages.named(wording(one))


def _value(pages: Pages, value: str) -> Piece:
    found = pages.names.meaning(f"'{value}'")
    return Piece(value, *found) if found else Piece(value)


def _values(pages: Pages, one: Any) -> Iterator[Section]:
    rows = tuple(
        (line(amount(value, one.unit)), *_from_to(pages, span), line(confident(mark)))
        for span, value, mark in one.values
    )
    blocks: list[Block] = [Grid(("value", "from", "to", "by", "confidence"), rows)]
    if any(span.start or span.end for span, _, _ in one.values):
        bars = tuple((amount(value, one.unit), (Span(span.start, span.end, "holds"),)) for span, value, _ in one.values)
        blocks.insert(0, pages.bars(f"Values of {one.id}", bars))
    yield Section("Values over time", tuple(blocks))


def _members(pages: Pages, one: Any) -> Iterator[Section]:
    names = declarations_of(pages.book).countries
    for title, changing in (("Members that came or went", True), ("Members all the time", False)):
        found = [item for item in one.members if bool(item.span.start or item.span.end or item.readings) == changing]
        if found and changing:
            rows = tuple(
                (
                    line(item.code),
                    line(names.get(item.code, "")),
                    *_from_to(pages, item.span),
                    line(*(part for pair in item.readings for part in _under(pages, *pair))),
                )
                for item in found
            )
            bars = tuple(
                (
                    names.get(item.code, item.code),
                    (Span(item.span.start, item.span.end, "member", bool(item.readings)),),
                )
                for item in found
            )
            grid = Grid(("code", "country", "from", "to", "by", "under the reading"), rows)
            yield Section(title, (pages.bars(f"Members of {one.id}", bars), grid))
        elif found:
            short = tuple((item.code, (line(names.get(item.code, "")),)) for item in found)
            yield Section(f"{title} ({len(found)})", (Rows(short),))
    if one.algebra:
        yield from _resolved(pages, one, names)


def _under(pages: Pages, reading: str, value: str) -> tuple[Piece, Piece]:
    return pages.mention("readings", reading), Piece(f" = {value} ")


def _resolved(pages: Pages, one: Any, names: Any) -> Iterator[Section]:
    """Members of a derived group, over all stretches of days, under the default readings."""
    from lockgate.compiler.ground import Ground, Texts  # noqa: PLC0415 - brings the parser

    texts = Texts(pages.book.symbols)
    starts = pages.book.calendar.days
    sides = [(day, frozenset(Ground(texts, day).codes(one.id, (), one.place))) for day in starts]
    always = frozenset.intersection(*(codes for _, codes in sides))
    changing = sorted(frozenset.union(*(codes for _, codes in sides)) - always)
    if changing:
        bars = tuple((names.get(code, code), tuple(_runs(code, sides))) for code in changing)
        yield Section("Members that came or went (default readings)", (pages.bars(f"Members of {one.id}", bars),))
    rows = tuple((code, (line(names.get(code, "")),)) for code in sorted(always))
    if rows:
        yield Section(f"Members all the time ({len(rows)})", (Rows(rows),))


def _runs(code: str, sides: list[tuple[Any, frozenset[str]]]) -> Iterator[Span]:
    start = None
    for day, codes in sides:
        if code in codes and start is None:
            start = day
        if code not in codes and start is not None:
            yield Span(start, day - timedelta(days=1), "member")
            start = None
    if start is not None:
        yield Span(start, None, "member")


def _from_to(pages: Pages, span: Days) -> tuple[Line, Line, Line]:
    by = line(pages.mention("instruments", span.by)) if span.by else ()
    return line(str(span.start or "")), line(str(span.end or "")), by


def _made(pages: Pages, one: Any) -> Iterator[Section]:
    rules = [rule for rule in pages.book.source.provisions.values() if rule.instrument == one.id]
    if rules:
        rows = tuple((line(pages.mention("provisions", rule.id)), line(rule.effect), line(rule.name)) for rule in rules)
        yield Section(f"Provisions that it made ({len(rules)})", (Grid(("provision", "effect", "name"), rows),))
    found = (pages.changed or {}).get(one.id, ())
    if found:
        lines = tuple(
            (line(str(change.day)), line(change.what), _changed(pages, change), line(told(change, POSTURES, few=4)))
            for change in found
        )
        yield Section(f"What it changed ({len(lines)})", (Grid(("from", "what", "record", "change"), lines),))


_SHELVES = {"parameter": "parameters", "group": "sets", "definition": "definitions", "reading": "readings"}


def _changed(pages: Pages, change: Change) -> Line:
    return line(pages.mention(_SHELVES.get(change.kind, "provisions"), change.id))


_READERS: dict[str, Callable[[Pages, Any], list[Row]]] = {
    "readings": _reading,
    "definitions": _definition,
    "parameters": _parameter,
    "sets": _set,
    "facts": _fact,
    "instruments": _instrument,
    "collections": _collection,
    "eccns": _eccn,
    "stages": _stage,
}
_MORE: dict[str, Callable[[Pages, Any], Iterator[Section]]] = {
    "definitions": _wordings,
    "parameters": _values,
    "sets": _members,
    "instruments": _made,
}
