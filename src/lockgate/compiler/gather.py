"""One fault at a time, or all of them: a rulebook is refused at its first fault unless somebody gathers them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def gathered(faults: list[RulebookError] | None) -> Iterator[None]:
    """Keep a fault and go on, if there is a list for it; otherwise let it through.

    >>> found = []
    >>> with gathered(found):
    ...     raise RulebookError("first")
    >>> len(found)
    1
    """
    try:
        yield
    except RulebookError as fault:
        if faults is None:
            raise
        if str(fault) not in map(str, faults):
            faults.append(fault)
