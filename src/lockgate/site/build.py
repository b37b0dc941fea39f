"""The static site: every page as text by its path. The same rulebook gives the same bytes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from lockgate.compiler.rulebook import BUILT_IN
from lockgate.history.diff import history
from lockgate.reading.blocks import Grid, Piece, Section, line
from lockgate.reading.lookup import everything
from lockgate.reading.page import Pages
from lockgate.site import chips, overview
from lockgate.site.cases import case_pages, exercise
from lockgate.site.docs import html_of, picture_path, read_docs, read_pictures
from lockgate.site.links import PLURALS, above, address, slug
from lockgate.site.render import render, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lockgate.compiler.rulebook import Rulebook

PROJECT = BUILT_IN.parents[2]
"""Root of the project: its Markdown pages become part of the site."""
_LATEST = 8


def build(book: Rulebook, project: Path = PROJECT) -> dict[str, str]:
    """Every file of the site by its path; `RulebookError` or `InputError` for a rulebook that does not hold together.

    Two records whose pages would share an address are told apart by a number.
    """
    files: dict[str, str] = {"style.css": text_of("style.css")}
    for path, text in _pages(book, project):
        if path in files:
            raise ValueError(f"two pages want to stand at {path}")
        files[path] = text
    return files


def write(files: dict[str, str], folder: Path) -> None:
    """Write the site into a folder; pages of an earlier build that are no more are taken away."""
    for old in folder.rglob("*.html"):
        if old.relative_to(folder).as_posix() not in files:
            old.unlink()
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _pages(book: Rulebook, project: Path) -> Iterator[tuple[str, str]]:
    tried, changed = exercise(book), history(book)
    pages = Pages(book, tried, changed)

    def page(path: str, template: str, title: str, **more: Any) -> tuple[str, str]:
        return path, render(template, book, above(path), title=title, **more)

    def table(
        path: str, title: str, sections: list[Section], lead: str = "", drawing: str | Markup = ""
    ) -> tuple[str, str]:
        return page(path, "table.html", title, sections=sections, lead=lead, drawing=drawing)

    for found in everything(book):
        record = pages.page(found)
        path = address(found.shelf, found.record.id)
        yield page(path, "record.html", f"{record.id}: {record.title}", page=record)
    for shelf, title in PLURALS.items():
        if shelf != "provisions":
            yield table(f"{shelf}.html", title, overview.shelf_list(book, shelf), _LEADS.get(shelf, ""))
    yield table("provisions.html", "Provisions", overview.provisions(book), "In the order of the CFR.")
    drawing = overview.timeline_drawing(book)
    yield table("timeline.html", "Timeline of instruments", overview.timeline_sections(book), drawing=drawing)
    yield table("chips.html", "Catalogue of chips", chips.sections(book), _LEADS["chips"])
    yield table("coverage.html", "What is modelled", overview.coverage(book), _LEADS["coverage"])
    files = case_pages(book, tried)
    for one in files:
        yield page(address("cases", one.file), "cases.html", f"cases/{one.file}", cases=one.cases)
    yield table("cases.html", "Worked cases", _case_list(files), _LEADS["cases"])
    docs, pictures = read_docs(project), read_pictures(project)
    for source, text in pictures.items():
        yield picture_path(source), text
    for doc in docs:
        yield page(doc.path, "doc.html", doc.title, content=html_of(doc, docs, pictures))
    yield page("docs.html", "doc.html", "Documentation", content=_doc_list(docs))
    script = Markup(text_of("search.js"))  # noqa: S704 - our own file
    yield page("search.html", "search.html", "Search", items=overview.search_items(book), script=script)
    yield page(
        "index.html", "front.html", book.source.meta.get("name", "Rulebook"), **_front(book, changed, len(files))
    )


_LEADS = {
    "sets": "Countries in groups, with the days on which members came and went.",
    "parameters": "Every number that a condition compares with, with its unit and its days.",
    "readings": "Text that can be read in two ways: what each side says, which is used, and the cases that turn on it.",
    "facts": "What may be asked about a transaction, and who usually knows it.",
    "chips": "Total processing performance and density of one circuit, and the entry that it falls under from each day "
    "on which some chip moved. Where figures are not published, several entries stay open.",
    "coverage": "Every point of the sources, and the records that encode it.",
    "cases": "Worked determinations. All of them are decided whenever the tests run.",
}


def _case_list(files: Any) -> list[Section]:
    rooms: dict[str, list[tuple[Any, ...]]] = {}
    for one in files:
        row = (line(Piece(one.file, "cases", one.file)), line(str(len(one.cases))))
        rooms.setdefault(one.file.split("/", maxsplit=1)[0], []).append(row)
    return [Section(room, (Grid(("file", "cases"), tuple(rows)),)) for room, rows in rooms.items()]


def _doc_list(docs: Any) -> Markup:
    items = Markup("").join(
        Markup('<li><a href="{}">{}</a> <span class="quiet">{}</span></li>\n').format(doc.path, doc.title, doc.source)
        for doc in docs
    )
    return Markup('<h1>Documentation</h1>\n<ul class="plain">\n{}</ul>').format(items)


def _front(book: Rulebook, changed: dict[str, Any], case_files: int) -> dict[str, Any]:
    counts = Counter(found.shelf for found in everything(book))
    cards = [
        ("Provisions", counts["provisions"], "provisions.html", "Part by part, in the order of the CFR."),
        (
            "Instruments",
            counts["instruments"],
            "instruments.html",
            "Rules, letters and guidance, and what each changed.",
        ),
        ("Numbers", counts["parameters"], "parameters.html", "Thresholds, caps and waiting times."),
        ("Country groups", counts["sets"], "sets.html", "Members, and the days on which they came or went."),
        ("Contested text", counts["readings"], "readings.html", "Both sides, and the cases that turn on them."),
        ("Definitions", counts["definitions"], "definitions.html", "Named conditions and lists."),
        ("Facts", counts["facts"], "facts.html", "What is asked, and who knows it."),
        ("Entries", counts["eccns"], "eccns.html", "Of the Commerce Control List."),
        ("Stages", counts["stages"], "stages.html", "The order of decision."),
        ("Collections", counts["collections"], "collections.html", "Parties, circuits, owners, licences."),
        ("Chips", 0, "chips.html", "TPP, density, and the entry under every version."),
        ("Worked cases", case_files, "cases.html", "Files of facts with what is expected."),
        ("Coverage", 0, "coverage.html", "Every point of the sources."),
        ("Documentation", 0, "docs.html", "Input, output, architecture, decisions."),
    ]
    sources = overview.sources_of(book)
    titles = sources.rooms if sources else {}
    rooms = []
    for room, members in overview.by_part(book).items():
        what = titles.get(room, "")
        name = overview.room_name(room)
        rooms.append(
            {"name": name, "what": what, "count": len(members), "title": f"{name}{f': {what}' if what else ''}"}
        )
    return {"cards": cards, "rooms": rooms, "latest": _latest(book, changed)}


def _latest(book: Rulebook, changed: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The last instruments that changed something up to the day of the review."""
    last = {
        name: max((one.day for one in ones if one.day <= book.current_to), default=None)
        for name, ones in changed.items()
    }
    found = sorted(((day, name) for name, day in last.items() if day and name), reverse=True)[:_LATEST]
    known = book.source.instruments
    return [(str(day), known[name].name, address("instruments", name)) for day, name in found]


__all__ = ["build", "slug", "write"]
