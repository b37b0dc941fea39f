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
        self.most_held: dict[Key, int] = {}
        self.meaning: dict[Key, tuple[Key, ...]] = {}
        self.hiding: dict[Key, tuple[Key, ...]] = {}

    def used(self, key: Key, stated: Ends | None = None, assumed: Ends = NOTHING) -> Ends:
        """What was used before a line: what it states of others (or a baseline assumes), and this book so far.

        A line that states nothing takes what an earlier line of its account stated, if that is more.
        """
        if stated is None and not self.stated and not self.loose and None not in key:
            held = self.held.get(key)
            return assumed if held is None else total(assumed, held)
        before = stated or (self._carried(key, assumed) if self.stated else assumed)
        loose = sum([self.loose[other] for other in self._loose(key)]) if self.loose else 0
        if None in key:
            most = self.most_held if stated else self.fullest
            return before[0], min(before[1] + most.get(key, 0) + loose, FAR)
        low, high = total(before, self.held.get(key, NOTHING))
        return low, min(high + loose, FAR)

    def _loose(self, key: Key) -> tuple[Key, ...]:
        """The keys with unknown parts, of lines before, that may mean an account."""
        found = self.meaning.get(key)
        if found is None:
            found = self.meaning[key] = tuple(other for other in self.loose if agree(other, key))
        return found

    def _carried(self, key: Key, assumed: Ends) -> Ends:
        """What earlier lines stated; those whose account is not known may have meant this one."""
        known = self.stated.get(key, NOTHING) if None not in key else NOTHING
        perhaps = (ends[1] for other, ends in self.stated.items() if None in other and agree(other, key))
        return max(assumed[0], known[0]), max(assumed[1], known[1], *perhaps)

    def state(self, key: Key, stated: Ends) -> None:
        """Keep the most that lines state of their account."""
        before = self.stated.get(key, NOTHING)
        self.stated[key] = max(before[0], stated[0]), max(before[1], stated[1])
        self._fuller(key)

    def add(self, key: Key, amount: Ends) -> None:
        """A line draws: the lower end for certain, the upper end perhaps."""
        if None in key:
            if key not in self.loose:
                self.meaning.clear()
            self.loose[key] = min(self.loose.get(key, 0) + amount[1], FAR)
            return
        self.held[key] = total(self.held.get(key, NOTHING), amount)
        self._fuller(key)

    def _fuller(self, key: Key) -> None:
        """Keep what the fullest account holds that a key with unknown parts may mean."""
        if None in key:
            return
        held = self.held.get(key, NOTHING)
        most = total(held, self.stated.get(key, NOTHING))[1]
        if key not in self.hiding:
            self.hiding[key] = tuple(patterns(key))
        for pattern in self.hiding[key]:
            if most > self.fullest.get(pattern, -1):
                self.fullest[pattern] = most
            if held[1] > self.most_held.get(pattern, -1):
                self.most_held[pattern] = held[1]


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
