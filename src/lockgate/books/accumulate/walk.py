"""The ordered walk: every candidate in turn with what its accounts hold, and what it then leaves in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lockgate.books.accumulate.account import Account
from lockgate.books.accumulate.ledger import NOTHING, Ends, Key, Ledger, fits
from lockgate.books.accumulate.scenes import Met
from lockgate.books.accumulate.specs import Spec, specs

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from lockgate.books.accumulate.scenes import Scene, Scenes
    from lockgate.compiler.unit import Unit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may draw on an account.

    Attributes:
        klass: what tells it from lines that no condition can tell apart, apart from its accounts.
        content: its typed parts as bytes, see `lockgate.books.accumulate.scenes`.
        day: day number.
        shipment: which shipment it is of; lines of one shipment are neighbours.
        keys: its account of each kind, in the order of `specs`.
        label: how a reader finds it.
        total: aggregate of its shipment, where the shipment decides as one; otherwise None.
    """

    klass: Hashable
    content: bytes
    day: int
    shipment: object
    keys: tuple[Key, ...]
    label: str
    total: Ends | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the result says of a line: its answer, the account, what was used before it, and whether it fits."""

    answer: int
    account: str = ""
    key: Key = ()
    used: Ends = NOTHING
    fits: str = ""
    draws: str = ""
    scale: int = 1


@dataclass(frozen=True, slots=True)
class _Day:
    """A day with its law and accounts."""

    date: date
    unit: Unit
    accounts: tuple[Spec, ...]
    ledgers: list[Ledger]


class Walk:
    """One posture; lines are given in the order of day, shipment and line."""

    def __init__(self, scenes: Scenes, posture: str) -> None:
        self.scenes = scenes
        self.posture = posture
        self.ledgers: dict[str, Ledger] = defaultdict(Ledger)
        self.accounts: dict[tuple[str, Key], Account] = {}
        self.waiting: list[tuple[Ledger, Key, Ends]] = []
        self.shipment: object = None
        self.days: dict[int, _Day] = {}

    def line(self, one: Candidate) -> Told:
        """One line: decided with what is used before it; what it draws is used for those after it."""
        if one.shipment != self.shipment:
            self._settle()
            self.shipment = one.shipment
        day = self.days.get(one.day) or self._day(one.day)
        scene = self.scenes.scene(one.content, day.unit, one.total)
        used = []
        for ledger, key, stated, assumed in zip(day.ledgers, one.keys, scene.stated, scene.assumed, strict=True):
            used.append(ledger.used(key, stated, assumed))
            if stated is not None:
                ledger.state(key, stated)
        fit = [
            "" if limit is None else fits(ends, asked, limit)
            for ends, asked, limit in zip(used, scene.asked, scene.limits, strict=True)
        ]
        met = Met(one.klass, one.content, day.date, day.unit, one.total)
        found = self.scenes.result(met, scene, used, fit)
        drawn = {draw.account: draw.sure for draw in found.draws}
        refused = []
        if "no" in fit:
            shut = [at for at, state in enumerate(fit) if state == "no" and at not in drawn]
            refused = [at for at in shut if self._would(met, scene, used, fit, at)]
        for at, sure in drawn.items():
            amount = (scene.amounts[at][0] if sure else 0, scene.amounts[at][1])
            self.waiting.append((day.ledgers[at], one.keys[at], amount))
            self._of(day.accounts[at], one.keys[at]).draw(one, used[at], amount, fit[at], scene, at)
        for at in refused:
            self._of(day.accounts[at], one.keys[at]).refuse(one, scene.limits[at], used[at], scene.asked[at])
        if one.total is None:
            self._settle()
        if not drawn and not refused:
            return Told(found.answer)
        return self._told(one, day.accounts, used, fit, found.answer, drawn, refused)

    def _day(self, number: int) -> _Day:
        """The law of a day, with its accounts."""
        day = date.fromordinal(number)
        unit = self.scenes.unit(day, self.posture)
        accounts = specs(unit)
        found = self.days[number] = _Day(day, unit, accounts, [self.ledgers[one.name] for one in accounts])
        return found

    def _would(self, met: Met, scene: Scene, used: Sequence[Ends], fit: Sequence[str], at: int) -> bool:
        """Whether the line would draw on an account that was empty."""
        empty = [NOTHING if place == at else ends for place, ends in enumerate(used)]
        again = [*fit]
        again[at] = fits(NOTHING, scene.asked[at], scene.limits[at])
        return any(draw.account == at for draw in self.scenes.result(met, scene, empty, again).draws)

    def _of(self, spec: Spec, key: Key) -> Account:
        if (spec.name, key) not in self.accounts:
            self.accounts[spec.name, key] = Account(spec, key)
        return self.accounts[spec.name, key]

    def _settle(self) -> None:
        """What a shipment drew counts for those after it."""
        for ledger, key, amount in self.waiting:
            ledger.add(key, amount)
        self.waiting.clear()

    def _told(  # noqa: PLR0913, PLR0917 - a line and all that happened to it
        self,
        one: Candidate,
        accounts: Sequence[Spec],
        used: Sequence[Ends],
        states: Sequence[str],
        answer: int,
        drawn: Mapping[int, bool],
        refused: Sequence[int],
    ) -> Told:
        """The account that a line is about: what carries it, else what refused it, else that of its review."""
        at = min({*drawn, *refused}, key=lambda at: (accounts[at].review, at in refused, at))
        draws = ("surely" if drawn[at] else "perhaps") if at in drawn else "nothing"
        scale = self.scenes.layout.slots[accounts[at].used].scale
        return Told(answer, accounts[at].name, one.keys[at], used[at], states[at], draws, scale)
