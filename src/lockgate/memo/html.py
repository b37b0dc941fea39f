"""A memo as one HTML page: no scripts, nothing from elsewhere, fit for printing and for a phone."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from lockgate.memo.text import mapped, visible

if TYPE_CHECKING:
    from jinja2 import Template

    from lockgate.memo.blocks import Memo


def html(memo: Memo) -> str:
    """The page; every text is escaped.

    >>> from lockgate.memo.blocks import Fields, Memo
    >>> page = html(Memo("<b>", "", "", "", "2025-06-01", Fields(()), (), ""))
    >>> "<b>" in page, "&lt;b&gt;" in page
    (False, True)
    """
    return _template().render(memo=mapped(memo.to_dict(), visible))


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only memos need it

    loader = PackageLoader("lockgate.memo")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("memo.html.j2")
