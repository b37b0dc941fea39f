"""The changes between two moments, each with the instrument behind it."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import TYPE_CHECKING

from lockgate.history.moment import Moment
from lockgate.history.uses import Uses

if TYPE_CHECKING:
    from datetime import date

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.history.change import Change

_DAY = timedelta(days=1)


@functools.lru_cache(maxsize=256)
def changes(book: Rulebook, first: Moment, second: Moment) -> tuple[Change, ...]:
    """Every change from one moment to another that is no earlier; their postures and knowledge may differ too.

    >>> from datetime import date
    >>> from lockgate.engine.determine import default_rulebook
    >>> found = changes(default_rulebook(), Moment(date(2026, 2, 2)), Moment(date(2026, 2, 3)))
    >>> [f"{one.subject} {one.does}" for one in found if one.kind == "group"]
    ['Cambodia leaves Country Group D:5, US arms embargo (where it was a member under cambodia_d5_date = ear_table)']
    """
    sides = Uses(book, first, second)
    if sides.same_stretch:
        return ()
    used = (*sides.enforcements(), *sides.parameters(), *sides.groups(), *sides.definitions(), *sides.readings())
    told = {name for one in used for name in one.provisions}
    return (*used, *sides.provisions(), *sides.conditions(told))


def changes_of(book: Rulebook, day: date, posture: str, known_at: date | None = None) -> tuple[Change, ...]:
    """Every change on one day."""
    return changes(book, Moment(day - _DAY, posture, known_at), Moment(day, posture, known_at))


def document(book: Rulebook, name: str) -> str:
    """An instrument as a reader knows it, by its name and citation; empty if none is named."""
    found = book.source.instruments.get(name)
    return "" if found is None else f"{found.name} ({found.cite})" if found.cite else found.name
