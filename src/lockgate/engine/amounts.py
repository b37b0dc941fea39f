"""Numbers of an answer: limits on what is no transaction, and what a transaction draws from an account."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from lockgate.compiler.layout import FAR
from lockgate.engine.outcome import AUTHORIZED
from lockgate.engine.reader import Reader
from lockgate.engine.records import Limit, QuotaUse
from lockgate.engine.words import plain

if TYPE_CHECKING:
    from lockgate.compiler.unit import Rule

_LAST = date.max.toordinal()


class Amounts(Reader):
    """Limits and quotas of one decision."""

    def limits(self) -> tuple[Limit, ...]:
        """Limits on what is no transaction."""
        subject = self.transaction.subject
        rules = [rule for rule in self.unit.of("limits") if rule.provision.subject == subject]
        return tuple(self.limit(rule) for rule in rules if self.evaluator.value(rule.cond)[0])

    def limit(self, rule: Rule) -> Limit:
        """One limit: met, broken, or unknown."""
        assert rule.must is not None  # noqa: S101 - the loader refuses a limit without one
        applies, surely = self.evaluator.value(rule.cond)
        possibly_met, met = self.evaluator.value(rule.must)
        status = "met" if met else "unknown" if possibly_met or (applies and not surely) else "broken"
        words = dict(rule.provision.words)
        default = {"met": "within", "broken": "exceeded", "unknown": "unknown"}[status]
        provision = rule.provision
        return Limit(
            provision.id, provision.name, provision.cite.ref, status, words.get(status, default), self.earliest(rule)
        )

    def earliest(self, rule: Rule) -> date | None:
        """The day from which a limit would be kept: ``fact + parameter``."""
        text = rule.provision.earliest
        if not text:
            return None
        total = 0
        for part in (piece.strip() for piece in text.split("+")):
            number = self.amount(part)
            if number is None:
                return None
            total += int(number)
        return date.fromordinal(total) if total <= _LAST else None  # beyond the calendar there is no such day

    def amount(self, name: str) -> Fraction | None:
        """A known number: a fact, a parameter of the day, or a literal."""
        if not name:
            return None
        slot = self.unit.layout.slots.get(name)
        if slot is not None:
            low, high = self.decided.cells[slot.at], self.decided.cells[slot.at + 1]
            return Fraction(low, slot.scale) if low == high and abs(low) < FAR else None
        parameter = self.unit.layout.symbols.source.parameters.get(name)
        if parameter is not None:
            return next((value for span, value, _ in parameter.values if span.holds(self.unit.day)), None)
        return Fraction(name) if name.replace(".", "").isdigit() else None

    def quotas(self) -> tuple[QuotaUse, ...]:
        """Accounts that the fitting authorizations draw on; where a licence is needed, those of its review."""
        holding = self.decided.possible & self.unit.masks["requires"]
        rules = [self.unit.rule(bit) for bit, maybe, _ in self.decided.coverage if not holding & ~maybe]
        licensed = holding if self.decided.verdict.outcome != AUTHORIZED else 0
        for requirement in self.unit.picked(licensed):
            rules += self.governing(requirement)[0]
        return tuple(dict.fromkeys(use for rule in rules if (use := self.quota(rule)) is not None))

    def quota(self, rule: Rule) -> QuotaUse | None:
        """What one authorization draws."""
        quota = rule.provision.quota
        if quota is None:
            return None
        amount, limit, used = (self.amount(name) for name in (quota.amount, quota.limit, quota.used))
        left = limit - used - amount if None not in (amount, limit, used) else None  # type: ignore[operator]
        shown = ["" if number is None else plain(number) for number in (amount, limit, used, left)]
        return QuotaUse(quota.account, quota.per, shown[0] or "unknown", shown[1], shown[2], shown[3])
