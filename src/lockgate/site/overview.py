"""The pages that lead to others: parts in the order of the CFR, instruments in order of time, coverage, lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from lockgate.charts.timeline import Mark, Row, Span, draw
from lockgate.compiler.timeline import POSTURES, View, in_force
from lockgate.coverage.citations import citations
from lockgate.coverage.sources import read_sources
from lockgate.history.timeline import events
from lockgate.reading.blocks import Grid, Line, Piece, Section, line, listed
from lockgate.reading.lookup import Found, everything, title_of
from lockgate.reading.meaning import meaning
from lockgate.site.links import PLURALS, address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.model import Instrument, Provision
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.coverage.sources import Sources


def sources_of(book: Rulebook) -> Sources | None:
    """The list of what the sources say, if the rulebook has one."""
    folder = book.folders[0]
    return read_sources(folder) if (folder / "sources.yaml").is_file() else None


def by_part(book: Rulebook) -> dict[str, list[Provision]]:
    """Provisions by their room, in the order of the CFR; rooms that are no part come last."""
    found: dict[str, list[Provision]] = {}
    for one in sorted(book.source.provisions.values(), key=lambda one: natural(f"{one.file} {one.place}")):
        found.setdefault(str(one.file).split("/", maxsplit=1)[0], []).append(one)
    return dict(sorted(found.items(), key=lambda pair: (not pair[0].startswith("part_"), pair[0])))


def natural(text: str) -> list[tuple[int, str]]:
    """A key that sorts 740.8 before 740.27.

    >>> sorted(["740.27", "740.8", "740.2-uvl"], key=natural)
    ['740.2-uvl', '740.8', '740.27']
    """
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text) if part]


def room_name(room: str) -> str:
    """What a room of the rulebook is called."""
    return f"Part {room.removeprefix('part_')}" if room.startswith("part_") else room.removesuffix(".yaml").capitalize()


def provisions(book: Rulebook) -> list[Section]:
    """Every provision, part by part."""
    sources = sources_of(book)
    rooms = sources.rooms if sources else {}
    head = ("provision", "effect", "name", "citation", f"on {book.current_to}")
    found = []
    for room, members in by_part(book).items():
        what = rooms.get(room, "")
        rows = tuple(_provision(book, one) for one in members)
        found.append(Section(f"{room_name(room)}{f': {what}' if what else ''}", (Grid(head, rows),)))
    return found


def _provision(book: Rulebook, one: Provision) -> tuple[Line, ...]:
    standing = [
        posture for posture in POSTURES if in_force(book.source, one, book.current_to, View(posture)) is not None
    ]
    words = "both" if len(standing) == len(POSTURES) else f"{standing[0]} only" if standing else "not in force"
    words = "proposed" if one.proposed else words
    return (
        line(Piece(one.id, "provisions", one.id)),
        line(one.effect),
        line(one.name),
        line(one.cite.ref),
        line(words),
    )


def shelf_list(book: Rulebook, shelf: str) -> list[Section]:
    """Every record of one shelf."""
    rows = tuple(
        (line(Piece(str(one.record.id), shelf, str(one.record.id))), meaning(book, shelf, one.record.id))
        for one in everything(book)
        if one.shelf == shelf
    )
    return [Section("", (Grid(("id", "what it is"), rows),))] if rows else []


def timeline_sections(book: Rulebook) -> list[Section]:
    """What happened to the instruments, year by year."""
    years: dict[str, list[tuple[Line, ...]]] = {}
    for event in events(book):
        name = Piece(event.name, "instruments", event.instrument)
        row = (line(str(event.day)), line(event.what), line(name), line(event.cite), line(event.note))
        years.setdefault(str(event.day.year), []).append(row)
    head = ("day", "what", "instrument", "citation", "note")
    return [Section(year, (Grid(head, tuple(rows)),)) for year, rows in years.items()]


def timeline_drawing(book: Rulebook) -> Markup:
    """The instruments as bars, each name a link to its page."""
    known = sorted(book.source.instruments.values(), key=lambda one: (one.effective, one.id))
    rows = [Row(str(one.id), tuple(_spans(one))) for one in known]
    last = max(book.calendar.days[-1], book.current_to)
    text = draw(
        rows,
        title="Instruments over time",
        description="From when each instrument takes effect, and when it is suspended or not enforced.",
        first=book.first_day,
        last=last,
        marks=[Mark(book.current_to, "law reviewed")],
        prefix="instruments",
    )
    for one in known:
        name = str(escape(str(one.id)))
        to = address("instruments", one.id)
        text = re.sub(rf"(<text[^>]*>){re.escape(name)}(</text>)", rf'<a href="{to}">\1{name}\2</a>', text, count=1)
    return Markup(text)  # noqa: S704 - our own drawing, its texts are escaped


def _spans(one: Instrument) -> Iterator[Span]:
    """The days of an instrument: what nobody enforces or what is suspended stands apart."""
    if one.kind == "proposal":
        yield Span(one.effective, one.ended, "proposal", "outside")
        return
    dormant = [(span, "suspended") for span in one.suspended] + [(span, "not enforced") for span in one.not_enforced]
    dormant.sort(key=lambda pair: pair[0].start or one.effective)
    at = one.effective
    for span, word in dormant:
        start = max(span.start or one.effective, at)
        if at < start:
            yield Span(at, _before(start), "in effect", "allowed")
        yield Span(start, span.end or one.ended, word, "limited")
        if span.end is None:
            return
        at = _after(span.end)
    if one.ended is None or at <= one.ended:
        yield Span(at, one.ended, "in effect", "allowed")


def _before(day: Any) -> Any:
    return day.fromordinal(day.toordinal() - 1)


def _after(day: Any) -> Any:
    return day.fromordinal(day.toordinal() + 1)


def coverage(book: Rulebook) -> list[Section]:
    """Every point of the sources with what encodes it, or the reason why nothing does."""
    sources = sources_of(book)
    if sources is None:
        return []
    cited = citations(book.source)
    files: dict[str, list[tuple[Line, ...]]] = {}
    for point in sources.points.values():
        by = listed([_citing(name) for name in cited.get(point.id, [])])
        gap = sources.gaps.get(point.id)
        row = (line(point.id), line(point.title), by or line(f"not encoded: {gap.reason}" if gap else "open"))
        files.setdefault(f"{point.file}, {point.part}", []).append(row)
    return [Section(name, (Grid(("point", "what", "encoded by"), tuple(rows)),)) for name, rows in files.items()]


_KINDS = {
    "definition": "definitions",
    "parameter": "parameters",
    "reading": "readings",
    "group": "sets",
    "instrument": "instruments",
}


def _citing(name: str) -> Piece:
    kind, _, rest = name.partition(" ")
    return Piece(name, _KINDS[kind], rest) if rest else Piece(name, "provisions", name)


def search_items(book: Rulebook) -> list[dict[str, str]]:
    """What the search page lists: everything, with further words to find it by."""
    return [_item(book, one) for one in everything(book)]


def _item(book: Rulebook, found: Found) -> dict[str, str]:
    one = found.record
    said = "".join(piece.text for piece in meaning(book, found.shelf, one.id))
    cite = getattr(getattr(one, "cite", None), "ref", "")
    gist = getattr(one, "gist", "") or getattr(one, "ask", "")
    words = " ".join(str(word) for word in (cite, gist, said, *getattr(one, "tags", ()), getattr(one, "code", "")))
    title = title_of(one)
    return {
        "id": str(one.id),
        "to": address(found.shelf, one.id),
        "kind": str(getattr(one, "effect", "")) if found.shelf == "provisions" else PLURALS[found.shelf].lower(),
        "title": "" if title == one.id else title,
        "words": " ".join(words.lower().replace(",", "").split()),
    }
