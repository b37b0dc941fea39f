"""Pages from templates: one file, nothing from elsewhere, every text escaped."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from lockgate.memo.text import mapped, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment


def shown(result: Mapping[str, Any]) -> dict[str, Any]:
    r"""The result with every character that cannot be seen written by its number; proofs keep their lines.

    >>> shown({"source": ["a\u202eb"], "before": "one\ntwo"})
    {'source': ['a[U+202E]b'], 'before': 'one\ntwo'}
    """
    found: dict[str, Any] = mapped(dict(result), _lines)
    return found


@lru_cache(maxsize=1 << 16)
def _lines(text: str) -> str:
    """One text; a book repeats the same few words in every cell of its cube."""
    return "\n".join(visible(line) for line in text.split("\n"))


def render(template: str, **content: Any) -> str:
    """A page."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja

    folder = files("lockgate.books.report").joinpath("templates")
    style = folder.joinpath("report.css").read_text("utf-8")
    script = folder.joinpath("report.js").read_text("utf-8")
    page = _environment().get_template(template)
    return page.render(style=Markup(style), script=Markup(script), **content)  # noqa: S704 - our own files


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only reports need it

    loader = PackageLoader("lockgate.books.report")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["picture"] = picture
    return made


def picture(drawing: str) -> Any:
    """A drawing to stand in a page as it is; it was built element by element, so its texts are escaped."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja

    return Markup(re.sub(r'^<svg xmlns="[^"]*"', "<svg", drawing))  # noqa: S704 - our own drawing
