"""What a list says about licences, as codes. What no pattern knows is handed on as it stands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lockgate.parties.lists.tables import lists, patterns
from lockgate.parties.model import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.parties.lists.tables import ListInfo, Pattern

_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'})
_READ = "\0"
_NOTHING = re.compile(r"(?:[\s.,;:()\u2013\u2014-]|\band\b|\bor\b)*")


@lru_cache(maxsize=4096)
def wording(text: str, what: str) -> Wording | None:
    """The codes of a licence requirement or policy (``what``: ``requirement`` or ``policy``); None for no text.

    >>> wording("For all items subject to the EAR. (See §§ 734.9(e)(2) and 744.11 of the EAR)4", "requirement").codes
    ('all_items', 'foreign_direct_product_2', 'see_744.11', 'footnote_4')
    >>> wording("Presumption of denial, but ask first", "policy").unread
    ('but ask first',)
    """
    printed = _SPACE.sub(" ", text).strip()
    if not printed:
        return None
    rest = printed.casefold().translate(_QUOTES)
    codes: list[str] = []
    for pattern in patterns()[what]:
        rest = _take(rest, pattern, codes)
    unread = tuple(part.strip(" .,;()") for part in rest.split(_READ) if not _NOTHING.fullmatch(part))
    return Wording(printed, tuple(dict.fromkeys(codes)), unread)


def _take(rest: str, pattern: Pattern, codes: list[str]) -> str:
    def note(match: re.Match[str]) -> str:
        values = {name: value.replace(" ", "") for name, value in match.groupdict().items()}
        codes.extend(code.format(**values) for code in pattern.codes)
        return _READ

    return pattern.regex.sub(note, rest)


def words_of(
    one: ListInfo, requirement: Wording | None, programmes: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words of ``party.lists`` for an entry: those that it certainly has, and those that it may have besides.

    Dates of programmes are not looked at here: `words_on` does.
    """
    if not one.word:
        return (), ()
    codes = requirement.codes if requirement else ("missing",)
    certain = [one.word, *(one.codes[code] for code in codes if code in one.codes)]
    certain += [word.word for word in one.programmes if word.any.intersection(programmes)]
    possible: list[str] = []
    if len(certain) == 1 and one.open:
        open_codes = [*codes, "missing"] if requirement and requirement.unread else codes
        possible = [word for code in open_codes for word in one.open.get(code, ())]
    return tuple(dict.fromkeys(certain)), tuple(dict.fromkeys(possible))


def table(list_id: str) -> ListInfo | None:
    """What is known of a list."""
    return lists().get(list_id)
