"""Countries as lists write them, to ISO codes."""

from __future__ import annotations

import re
from functools import lru_cache

from lockgate.parties.lists.tables import country_table

_LAST = re.compile(r"([^,;]+?)[\s.]*$")


@lru_cache(maxsize=4096)
def country(text: str) -> str:
    """The code of a country; empty if it is none, or not known.

    >>> country("Korea, North"), country("Region: Crimea"), country("undetermined")
    ('KP', 'UA', '')
    """
    from lockgate.door.declarations import fold  # noqa: PLC0415 - only imports of lists need it, loads stay fast

    return country_table().get(fold(text), "")


def known(text: str) -> bool:
    """Whether a text is a country, or something that lists write in its place."""
    from lockgate.door.declarations import fold  # noqa: PLC0415 - as above

    return fold(text) in country_table()


def of_address(text: str, otherwise: str = "") -> str:
    """The country that an address ends with, or ``otherwise``.

    >>> of_address("Unit 5, 7 Example Road, Kowloon, Hong Kong.", "CN")
    'HK'
    """
    last = _LAST.search(text)
    return (country(last[1].strip()) if last else "") or otherwise
