"""Where the comparisons of an account turn: what of the number that is used before a line can matter."""

from __future__ import annotations

import functools
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.books.accumulate.ledger import Ends
    from lockgate.books.accumulate.specs import Spec


@functools.cache
def _states(order: tuple[int, ...]) -> tuple[tuple[bool, ...], ...]:
    """Which comparisons have turned when so many have; they turn in this order."""
    everyone = range(len(order))
    return tuple([tuple([at in order[:many] for at in everyone]) for many in range(len(order) + 1)])


class Turning:
    """The numbers after which the comparisons of an account turn.

    >>> Turning((5, 3)).state((4, 4)), Turning((5, 3)).state((6, 6))
    ((False, True), (True, True))
    """

    __slots__ = ("order", "places", "states", "turns")

    def __init__(self, turns: tuple[int, ...]) -> None:
        self.turns = turns
        self.order = tuple(sorted(range(len(turns)), key=turns.__getitem__))
        self.places = tuple([turns[at] for at in self.order])
        self.states = _states(self.order)

    def state(self, used: Ends) -> object:
        """What of a number can matter: which comparisons have turned; where it is open, also their order."""
        low, high = used
        if low == high:
            return self.states[bisect_left(self.places, low)]
        return (*((turn < low, turn < high) for turn in self.turns), self.order)


def turning(one: Spec, read: Mapping[str, Ends]) -> Turning | None:
    """The numbers after which the comparisons of an account turn, comparison by comparison."""
    found: list[int] = []
    for comparison in one.comparisons:
        numbers, known = comparison.turns(read)
        if not known:
            return None
        found += numbers
    return Turning(tuple(found))
