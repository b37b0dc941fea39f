"""Counts of rejected lines and of their reasons, in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.books.model import Reject

_MOST = 2_000
"""So many different reasons are told apart; the others are counted together."""
OTHERS = ("", "other reasons")


@dataclass(slots=True)
class Group:
    """Problems of one column with one reason, and the first of them."""

    column: str
    reason: str
    count: int
    example: Reject

    def to_dict(self) -> dict[str, Any]:
        """As in the summary of a book."""
        one = self.example
        example = {"file": one.file, "row": one.row, "value": one.value}
        return {"column": self.column, "reason": self.reason, "count": self.count, "example": example}


@dataclass(slots=True)
class Tally:
    """Rejected lines, each counted once however many problems it has, and problems by reason.

    >>> from lockgate.books.model import Reject
    >>> tally = Tally()
    >>> tally.add([Reject("a.csv", 2, "Qty", "x", "no number"), Reject("a.csv", 2, "Chip", "y", "unknown chip")])
    >>> tally.lines, tally.problems, [group.count for group in tally.most()]
    (1, 2, [1, 1])
    """

    lines: int = 0
    problems: int = 0
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)

    def add(self, rejects: Iterable[Reject]) -> None:
        """Count all problems of some lines; the problems of one line come together."""
        seen: set[tuple[str, int]] = set()
        for one in rejects:
            self.problems += 1
            seen.add((one.file, one.row))
            key = (one.column, one.reason)
            if key not in self.groups and len(self.groups) >= _MOST:
                key = OTHERS
            group = self.groups.get(key)
            if group is None:
                self.groups[key] = Group(*key, 1, one)
            else:
                group.count += 1
        self.lines += len(seen)

    def most(self, count: int = 50) -> list[Group]:
        """The most frequent reasons; what comes to the same count is in the order in which it came."""
        return sorted(self.groups.values(), key=lambda group: -group.count)[:count]
