"""What accounts hold: used for certain and used at most, line after line in order.

A line whose account is not known may draw on any account that agrees with what is known of it, so it counts in the
upper end of each of them, and its own account may be the fullest or an empty one.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from lockgate.compiler.layout import FAR

if TYPE_CHECKING:
    from collections.abc import Iterator

Key = tuple[str | None, ...]
"""Whose account and of which time; None for what is not known."""
Ends = tuple[int, int]
"""A number within bounds, in whole units of its fact; `FAR` is no end."""
NOTHING: Ends = (0, 0)


def total(one: Ends, other: Ends) -> Ends:
    """The sum of two numbers within bounds.

    >>> total((1, 2), (3, FAR)) == (4, FAR)
    True
    """
    return min(one[0] + other[0], FAR), min(one[1] + other[1], FAR)


def fits(used: Ends, amount: Ends, limit: int | None) -> str:
    """Whether an amount still fits: yes, no or open; empty where nothing limits it.

    >>> fits((20, 20), (5, 5), 25), fits((20, 20), (6, 6), 25), fits((0, 20), (6, 6), 25), fits((0, 0), (6, 6), None)
    ('yes', 'no', 'open', '')
    """
    if limit is None:
        return ""
    low, high = total(used, amount)
    return "yes" if high <= limit else "no" if low > limit else "open"


class Ledger:
    """The accounts of one kind.

    >>> book = Ledger()
    >>> for amount in (15, 20, 5, 8):  # against a limit of 26.9
    ...     used = book.used(("P1", "2025"))
    ...     if fits(used, (amount, amount), 26) == "yes":
    ...         book.add(("P1", "2025"), (amount, amount))
    >>> book.used(("P1", "2025"))
    (20, 20)
    >>> book.add((None, "2025"), (4, 4))
    >>> book.used(("P1", "2025")), book.used(("P2", "2025")), book.used((None, "2025")), book.used(("P1", "2026"))
    ((20, 24), (0, 4), (0, 24), (0, 0))
    """

    def __init__(self) -> None:
        self.held: dict[Key, Ends] = {}
        self.stated: dict[Key, Ends] = {}
        self.loose: dict[Key, int] = {}
        self.fullest: dict[Key, int] = {}

    def used(self, key: Key, stated: Ends | None = None, assumed: Ends = NOTHING) -> Ends:
        """What was used before a line: what it states of others (or a baseline assumes), and this book so far.

        A line that states nothing takes what an earlier line of its account stated, if that is more.
        """
        if None in key:
            own = stated or assumed
            return own[0], total(own, (0, self._most(key)))[1]
        before = stated
        if before is None:
            carried = self.stated.get(key, NOTHING)
            before = max(assumed[0], carried[0]), max(assumed[1], carried[1])
        low, high = total(before, self.held.get(key, NOTHING))
        loose = sum(amount for pattern, amount in self.loose.items() if agree(pattern, key))
        return low, min(high + loose, FAR)

    def state(self, key: Key, stated: Ends) -> None:
        """Keep what a line states of its account."""
        if None not in key:
            self.stated[key] = stated
            self._fuller(key)

    def add(self, key: Key, amount: Ends) -> None:
        """A line draws: the lower end for certain, the upper end perhaps."""
        if None in key:
            self.loose[key] = min(self.loose.get(key, 0) + amount[1], FAR)
            return
        self.held[key] = total(self.held.get(key, NOTHING), amount)
        self._fuller(key)

    def _most(self, pattern: Key) -> int:
        """What the fullest account holds that a pattern may mean, with every line that may be of it."""
        loose = sum(amount for other, amount in self.loose.items() if agree(pattern, other))
        return min(self.fullest.get(pattern, 0) + loose, FAR)

    def _fuller(self, key: Key) -> None:
        most = total(self.held.get(key, NOTHING), self.stated.get(key, NOTHING))[1]
        for pattern in patterns(key):
            self.fullest[pattern] = max(self.fullest.get(pattern, 0), most)


def agree(one: Key, other: Key) -> bool:
    """Whether two keys may mean one account.

    >>> agree((None, "2025"), ("P1", "2025")), agree((None, "2025"), ("P1", "2026"))
    (True, False)
    """
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def patterns(key: Key) -> Iterator[Key]:
    """A key with any of its parts not known.

    >>> list(patterns(("P1", "2025")))
    [(None, '2025'), ('P1', None), (None, None)]
    """
    for many in range(1, len(key) + 1):
        for hidden in combinations(range(len(key)), many):
            yield tuple(None if at in hidden else part for at, part in enumerate(key))
