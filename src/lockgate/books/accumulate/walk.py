"""The ordered walk: every candidate in turn with what its accounts hold, and what it then leaves in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lockgate.books.accumulate.account import Account
from lockgate.books.accumulate.ledger import NOTHING, Ends, Key, Ledger, fits
from lockgate.books.accumulate.specs import Spec, specs

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from lockgate.books.accumulate.scenes import Scenes
    from lockgate.compiler.unit import Unit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may draw on an account.

    Attributes:
        klass: what tells it from lines that no condition can tell apart, apart from its accounts.
        content: its typed parts as bytes, see `lockgate.books.accumulate.scenes`.
        day: day number.
        shipment: which shipment it is of; lines of one shipment are neighbours.
        keys: its account of each kind.
        label: how a reader finds it.
        total: aggregate of its shipment, where the shipment decides as one; otherwise None.
    """

    klass: Hashable
    content: bytes
    day: int
    shipment: object
    keys: Mapping[str, Key]
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


class Walk:
    """One posture; lines are given in the order of day, shipment and line."""

    def __init__(self, scenes: Scenes, posture: str) -> None:
        self.scenes = scenes
        self.posture = posture
        self.ledgers: dict[str, Ledger] = {}
        self.accounts: dict[tuple[str, Key], Account] = {}
        self.waiting: list[tuple[str, Key, Ends]] = []
        self.shipment: object = None

    def line(self, one: Candidate) -> Told:
        """One line: decided with what is used before it; what it draws is used for those after it."""
        if one.shipment != self.shipment:
            self._settle()
            self.shipment = one.shipment
        day = date.fromordinal(one.day)
        unit = self.scenes.unit(day, self.posture)
        accounts, scene = specs(unit), self.scenes.scene(one.content, unit, one.total)
        used = []
        for at, spec in enumerate(accounts):
            ledger = self.ledgers.get(spec.name) or self.ledgers.setdefault(spec.name, Ledger())
            key, stated = one.keys[spec.name], scene.stated[at]
            used.append(ledger.used(key, stated, scene.assumed[at]))
            if stated is not None:
                ledger.state(key, stated)
        found = self.scenes.result(one.klass, one.content, day, unit, used, one.total)
        drawn = {draw.account: draw.sure for draw in found.draws}
        states = [
            fits(one_used, amount, limit)
            for one_used, amount, limit in zip(used, scene.asked, scene.limits, strict=True)
        ]
        refused = [
            at
            for at, state in enumerate(states)
            if state == "no" and at not in drawn and self._would(one, day, unit, used, at)
        ]
        for at, sure in drawn.items():
            amount = (scene.amounts[at][0] if sure else 0, scene.amounts[at][1])
            self.waiting.append((accounts[at].name, one.keys[accounts[at].name], amount))
            self._of(accounts[at], one).draw(one, used[at], amount, states[at], scene, at)
        for at in refused:
            self._of(accounts[at], one).refuse(one, scene.limits[at], used[at], scene.asked[at])
        if one.total is None:
            self._settle()
        return self._told(one, accounts, used, states, found.answer, drawn, refused)

    def _would(self, one: Candidate, day: date, unit: Unit, used: Sequence[Ends], at: int) -> bool:
        """Whether the line would draw on an account that was empty."""
        empty = [NOTHING if place == at else ends for place, ends in enumerate(used)]
        found = self.scenes.result(one.klass, one.content, day, unit, empty, one.total)
        return any(draw.account == at for draw in found.draws)

    def _of(self, spec: Spec, one: Candidate) -> Account:
        key = one.keys[spec.name]
        if (spec.name, key) not in self.accounts:
            self.accounts[spec.name, key] = Account(spec, key)
        return self.accounts[spec.name, key]

    def _settle(self) -> None:
        """What a shipment drew counts for those after it."""
        for name, key, amount in self.waiting:
            self.ledgers[name].add(key, amount)
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
        about = sorted({*drawn, *refused}, key=lambda at: (accounts[at].review, at in refused, at))
        if not about:
            return Told(answer)
        at = about[0]
        draws = ("surely" if drawn[at] else "perhaps") if at in drawn else "nothing"
        scale = self.scenes.layout.slots[accounts[at].used].scale
        return Told(answer, accounts[at].name, one.keys[accounts[at].name], used[at], states[at], draws, scale)
