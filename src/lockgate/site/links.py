"""Where pages stand in the site, and how one page points to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lockgate.reading.blocks import Piece

FOLDERS = {
    "provisions": "provision",
    "readings": "reading",
    "definitions": "definition",
    "parameters": "parameter",
    "sets": "group",
    "instruments": "instrument",
    "facts": "fact",
    "collections": "collection",
    "eccns": "entry",
    "stages": "stage",
}
PLURALS = {
    "provisions": "Provisions",
    "instruments": "Instruments",
    "parameters": "Numbers",
    "sets": "Country groups",
    "readings": "Contested text",
    "definitions": "Definitions",
    "facts": "Facts",
    "collections": "Collections",
    "eccns": "Entries of the Commerce Control List",
    "stages": "Stages",
}


def slug(name: str) -> str:
    """A name as part of an address.

    >>> slug("part_740/740.29_lpp.yaml"), slug("3A090.a")
    ('part_740-740.29_lpp', '3A090.a')
    """
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name.removesuffix(".yaml")).strip("-")


def address(shelf: str, name: str) -> str:
    """Where the page of a record stands, from the top of the site.

    >>> address("parameters", "lpp_annual_limit"), address("cases", "part_740/x.yaml#LPP-1")
    ('parameter/lpp_annual_limit.html', 'case/part_740-x.html#LPP-1')
    """
    if shelf == "cases":
        file, _, case = name.partition("#")
        return f"case/{slug(file)}.html" + (f"#{slug(case)}" if case else "")
    return f"{FOLDERS[shelf]}/{slug(name)}.html"


@dataclass(frozen=True, slots=True)
class Links:
    """Links from one page: ``root`` leads to the top of the site; None where there is no site."""

    root: str | None

    def to(self, piece: Piece) -> str:
        """Address of what a piece mentions, or empty."""
        return f"{self.root}{address(piece.shelf, piece.id)}" if self.root is not None and piece.shelf else ""


def above(path: str) -> str:
    """From a page back to the top of the site.

    >>> above("index.html"), above("provision/740.29.html")
    ('', '../')
    """
    return "../" * path.count("/")
