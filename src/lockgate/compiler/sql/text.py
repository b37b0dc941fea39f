"""Small pieces of SQL text. Everything is fully bracketed, so that no dialect's precedence matters.

Only comparisons, AND, OR, NOT, IS NULL, COALESCE, CASE with ELSE, ``+ - *`` and CAST are written: constructs whose
treatment of NULL is the same everywhere. Names are in small letters, keywords in capitals.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TRUE, FALSE = "TRUE", "FALSE"
EPOCH = 719163
"""Days before 1970-01-01, from which SQL counts days."""
_LONGEST = 55
"""Longest name, with room for an ending: PostgreSQL cuts names after 63 letters."""


def both(parts: Iterable[str]) -> str:
    """AND of texts that are TRUE or FALSE, constants folded away.

    >>> both(["a", "TRUE", "b"]), both([]), both(["a", "FALSE"])
    ('(a AND b)', 'TRUE', 'FALSE')
    """
    return _joined(parts, TRUE, FALSE, " AND ")


def either(parts: Iterable[str]) -> str:
    """OR of texts that are TRUE or FALSE, constants folded away.

    >>> either(["a", "FALSE", "b"]), either([]), either(["a", "TRUE"])
    ('(a OR b)', 'FALSE', 'TRUE')
    """
    return _joined(parts, FALSE, TRUE, " OR ")


def _joined(parts: Iterable[str], empty: str, final: str, sign: str) -> str:
    kept = [part for part in dict.fromkeys(parts) if part != empty]
    if final in kept:
        return final
    if not kept:
        return empty
    return kept[0] if len(kept) == 1 else f"({sign.join(kept)})"


def negated(part: str) -> str:
    """NOT of a text that is TRUE or FALSE, never NULL.

    >>> negated("a"), negated("(NOT a)"), negated("TRUE")
    ('(NOT a)', 'a', 'FALSE')
    """
    if part in (TRUE, FALSE):
        return FALSE if part == TRUE else TRUE
    return part[5:-1] if re.fullmatch(r"\(NOT \w+\)", part) else f"(NOT {part})"


def chosen(cases: Iterable[tuple[str, str]], otherwise: str) -> str:
    """CASE with its branches.

    >>> chosen([("a", "1")], "0"), chosen([], "0")
    ('CASE WHEN a THEN 1 ELSE 0 END', '0')
    """
    arms = "".join(f" WHEN {test} THEN {value}" for test, value in cases)
    return f"CASE{arms} ELSE {otherwise} END" if arms else otherwise


def quoted(word: str) -> str:
    """A text in single quotes.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + word.replace("'", "''") + "'"


def name_of(*parts: str) -> str:
    """A plain name in small letters from anything.

    >>> name_of("party.ultimate_parent.headquarters"), name_of("3A090.a", "p"), name_of("Ä-b")
    ('party_ultimate_parent_headquarters', 'n3a090_a_p', '__b')
    """
    found = re.sub(r"[^a-z0-9_]", "_", "_".join(parts).lower())
    return ("n" if found[0].isdigit() else "") + found[:_LONGEST]


class Names:
    """Hands out names, each only once.

    >>> names = Names()
    >>> names.fresh("a.b"), names.fresh("a_b")
    ('a_b', 'a_b_2')
    """

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}

    def fresh(self, *parts: str) -> str:
        """A name that nobody has yet."""
        found = name_of(*parts)
        number = self.taken.get(found, 0) + 1
        self.taken[found] = number
        return found if number == 1 else self.fresh(f"{found}_{number}")
