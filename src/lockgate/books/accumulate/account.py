"""What the walk tells of one account: who drew on it, who was refused, and what became due when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.books.accumulate.keys import name_of
from lockgate.books.accumulate.ledger import NOTHING, Ends, Key, total
from lockgate.compiler.layout import FAR
from lockgate.inquiry.course.axis import exact

if TYPE_CHECKING:
    from lockgate.books.accumulate.scenes import Scene
    from lockgate.books.accumulate.specs import Due, Spec
    from lockgate.books.accumulate.walk import Candidate

NOT_KNOWN = "not known"
PARTIES = ("consignee", "holder")
"""Who can certify what an account holds; others can only be asked."""
NOTICES = 20
"""Notices, and lines that did not fit, that an account lists; the rest are counted."""
POINTS = 400
"""Points of a series; longer ones keep the last of each day, then every other day."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that became due at a line."""

    due: Due
    day: int
    label: str
    sure: bool
    quantity: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that found no room, what it asked for, and what the account would have come to."""

    day: int
    label: str
    amount: int
    would_be: int


@dataclass(slots=True)
class Account:
    """One account of one holder and time."""

    spec: Spec
    key: Key
    limits: list[tuple[int, int | None]] = field(default_factory=list)
    series: list[tuple[int, str, int]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    lines: int = 0
    refused: int = 0
    without: list[Refused] = field(default_factory=list)
    open: int = 0
    unstated: int = 0
    more: int = 0
    used: Ends = NOTHING
    drawn: Ends = NOTHING
    told: dict[tuple[str, str], tuple[object, bool]] = field(default_factory=dict)
    shipment: object = None
    moved: Ends = NOTHING

    def draw(  # noqa: PLR0913, PLR0917 - a line, what it met and what it draws
        self, one: Candidate, used: Ends, amount: Ends, fits: str, scene: Scene, at: int
    ) -> None:
        """A line draws on the account."""
        self._limit(one, scene.limits[at])
        self.lines += 1
        self.open += fits == "open" or (amount[0] != amount[1] and fits != "")
        self.unstated += scene.stated[at] is None
        self.moved = total(self.moved if self.shipment == one.shipment else NOTHING, amount)
        self.shipment = one.shipment
        self.drawn = total(self.drawn, amount)
        after = total(used, self.moved if one.total is not None else amount)
        if None not in self.key:
            self.used = after
        else:
            self.used = total(self.used, (0, amount[1]))
        if amount[0]:
            self._point(one, after[0])
        for due in self.spec.dues:
            self._due(due, one, used, amount)

    def refuse(self, one: Candidate, limit: int | None, used: Ends, asked: Ends) -> None:
        """A line finds no room: it uses nothing."""
        self._limit(one, limit)
        self.refused += 1
        if len(self.without) < NOTICES:
            self.without.append(Refused(one.day, one.label, asked[0], total(used, asked)[0]))

    def _limit(self, one: Candidate, limit: int | None) -> None:
        if not self.limits or self.limits[-1][1] != limit:
            self.limits.append((one.day, limit))

    def _point(self, one: Candidate, used: int) -> None:
        self.series.append((one.day, one.label, used))
        if len(self.series) > 2 * POINTS:
            self.series = thinned(self.series)

    def _due(self, due: Due, one: Candidate, used: Ends, amount: Ends) -> None:
        quantity = self.moved if not due.running or one.total is not None else amount
        possibly, surely = due.when.holds(used if due.running else NOTHING, quantity)
        if not possibly or not amount[1]:
            return
        surely = surely and bool(amount[0])
        shipment = None if due.running else one.shipment
        before = self.told.get((due.rule, due.step))
        if before is not None and before[0] == shipment and (before[1] or not surely):
            return
        self.told[due.rule, due.step] = shipment, surely
        reached = total(used if due.running else NOTHING, quantity)[0 if surely else 1]
        if len(self.notices) < NOTICES:
            self.notices.append(Notice(due, one.day, one.label, surely, reached))
        else:
            self.more += 1

    # ---- as JSON

    def to_dict(self, posture: str, scale: int, key: Key) -> dict[str, Any]:
        """As an entry of ``accounts`` in a summary."""
        limit = self.limits[-1][1] if self.limits else None
        others = self.spec.fact.known_by != "exporter"
        return {
            "posture": posture,
            "account": self.spec.name,
            "name": self.spec.title,
            "cite": self.spec.cite,
            "key": {name_of(part): value or NOT_KNOWN for part, value in zip(self.spec.per, key, strict=True)},
            "unit": self.spec.fact.unit,
            "limit": number(limit, scale),
            "limits": [{"from": _day(day), "limit": number(one, scale)} for day, one in self.limits],
            "used": number(self.used[0], scale),
            "used_at_most": number(self.used[1], scale),
            "by_this_book": number(self.drawn[0], scale),
            "lines": self.lines,
            "refused_lines": self.refused,
            "refused": [self._without(one, scale) for one in self.without],
            "open_lines": self.open,
            "lower_bound": others,
            "known_by": self.spec.fact.known_by,
            "ask": self.spec.fact.question,
            "series": [
                {"date": _day(day), "line": label, "used": number(used, scale)}
                for day, label, used in (self.series if len(self.series) <= POINTS else thinned(self.series))
            ],
            "notices": [self._notice(one, scale) for one in self.notices],
            "more_notices": self.more,
            "certificate_would_settle": self.unstated if self.spec.fact.known_by in PARTIES else 0,
        }

    @staticmethod
    def _without(one: Refused, scale: int) -> dict[str, Any]:
        return {
            "date": _day(one.day),
            "line": one.label,
            "amount": number(one.amount, scale),
            "would_be": number(one.would_be, scale),
        }

    @staticmethod
    def _notice(one: Notice, scale: int) -> dict[str, Any]:
        return {
            "at": number(one.due.at, scale),
            "date": _day(one.day),
            "line": one.label,
            "step": one.due.step,
            "what": one.due.do,
            "reached": number(one.quantity, scale),
            "certain": one.sure,
            "per": "account" if one.due.running else "shipment",
        }


def number(value: int | None, scale: int) -> str | None:
    """A number of an account as text; None if it has no end.

    >>> number(26_900_000_000_000, 1_000_000), number(1_500_000, 1_000_000), number(FAR, 1)
    ('26900000', '1.5', None)
    """
    return None if value is None or value >= FAR else exact(Fraction(value, scale)).replace(",", "")


def _day(number: int) -> str:
    return date.fromordinal(number).isoformat()


def thinned(series: list[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """Fewer points with the same ends: the last of each day, then every other one."""
    last = {day: (day, label, used) for day, label, used in series}
    kept = list(last.values())
    while len(kept) > POINTS:
        kept = [*kept[:-1:2], kept[-1]]
    return kept
