"""Pages to HTML: one set of templates for the site and for a single page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lockgate.charts.timeline import Mark, Row, Span, draw
from lockgate.reading.blocks import Bars, Condition, Grid, Rows
from lockgate.site.links import Links, slug

if TYPE_CHECKING:
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.reading.blocks import Block, Page

HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    """The templates, with everything escaped."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.globals |= {"kind_of": kind_of, "drawn": drawn, "slug": slug}
    return found


def text_of(name: str) -> str:
    """A file of this folder: style or script."""
    return (HERE / name).read_text(encoding="utf-8")


def stamp(book: Rulebook) -> dict[str, str]:
    """What stands at the foot of every page."""
    name = book.source.meta.get("name", "rulebook")
    return {"name": name, "version": book.version, "sha256": book.sha256, "current_to": str(book.current_to)}


def render(template: str, book: Rulebook, root: str | None, **more: Any) -> str:
    """One page; ``root`` leads to the top of the site, and is None for a page that stands alone."""
    css = Markup(text_of("style.css")) if root is None else ""  # noqa: S704 - our own file
    found = environment().get_template(template)
    return found.render(book=stamp(book), root=root, links=Links(root), css=css, **more)


def single(page: Page, book: Rulebook) -> str:
    """A page that stands alone: nothing is loaded from anywhere, and it prints.

    >>> from lockgate import Rulebook
    >>> from lockgate.reading.lookup import look_up
    >>> from lockgate.reading.page import Pages
    >>> book = Rulebook.load(cached=True)
    >>> text = single(Pages(book).page(look_up(book, "lpp_annual_limit")[0]), book)
    >>> "<style>" in text, "href=" in text
    (True, False)
    """
    return render("record.html", book, None, page=page, title=f"{page.id}: {page.title}")


def kind_of(block: Block) -> str:
    """Which part of the template shows a block."""
    kinds = {Rows: "rows", Grid: "grid", Condition: "condition", Bars: "bars"}
    return kinds[type(block)]


def drawn(block: Bars, prefix: str) -> Markup:
    """Bars as SVG; days on which nothing holds are shown as such."""
    rows = [Row(name, tuple(_spans(spans))) for name, spans in block.rows]
    marks = [Mark(day, label) for day, label in block.marks]
    words = f"From {block.first} to {block.last}."
    text = draw(
        rows, title=block.title, description=words, first=block.first, last=block.last, marks=marks, prefix=prefix
    )
    return Markup(text)  # noqa: S704 - our own drawing, its texts are escaped


def _spans(spans: Any) -> list[Span]:
    if not spans:
        return [Span(None, None, "never in force", "off")]
    return [Span(span.start, span.end, span.label, "limited" if span.part else "allowed") for span in spans]
