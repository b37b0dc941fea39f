"""Ways past the requirements: each authorization with its state, its steps before shipment and its duties after it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lockgate.compiler.layout import FAR
from lockgate.engine.outcome import AUTHORIZED
from lockgate.engine.pairs import step_state
from lockgate.engine.reader import Reader
from lockgate.engine.records import Act, Authorization

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.compiler.unit import Rule, StepRule
    from lockgate.engine.prove import Reason


class Ways(Reader):
    """The authorizations of one decision."""

    def authorizations(self) -> tuple[Authorization, ...]:
        """Every authorization that answers a requirement of this transaction, and how far it is open."""
        wanted = self.wanted
        if not wanted:
            return ()
        return tuple(self.authorization(rule, wanted) for rule in self.unit.of("authorizes") if rule.targets & wanted)

    def authorization(self, rule: Rule, wanted: int) -> Authorization:
        """One way past the requirements."""
        maybe, sure = next(((m, s) for bit, m, s in self.decided.coverage if bit == rule.bit), (0, 0))
        steps = self.steps(rule) if maybe or self.evaluator.value(rule.cond)[0] else ()
        status, why = self.status(rule, wanted, maybe, sure, steps)
        waiting = [step.opens_on for step in steps if step.status == "waiting" and step.opens_on]
        provision = rule.provision
        return Authorization(
            id=provision.id,
            code=provision.code,
            name=provision.name,
            cite=provision.cite.ref,
            status=status,
            why=why,
            steps=steps if status != "closed" else (),
            duties=self.duties(rule) if status != "closed" else (),
            opens_on=max(waiting) if waiting else None,
            aes_code=provision.aes_code,
            records=provision.records,
            covers=tuple(item.id for item in self.unit.picked(maybe & wanted)),
        )

    def status(self, rule: Rule, wanted: int, maybe: int, sure: int, steps: tuple[Act, ...]) -> tuple[str, str]:
        """Status of an authorization and the reason for it."""
        if not maybe:
            bad = {"failed": "failed", "waiting": "too_early"}
            states = [bad[step.status] for step in steps if step.status in bad]
            if states and self.evaluator.value(rule.cond)[0]:
                words = {"failed": "a step before shipment was refused", "too_early": "a waiting time runs"}
                return states[0], words[states[0]]
            return "closed", self.why_closed(rule)
        left = self.unit.picked(wanted & ~maybe)
        if left:
            return "insufficient", "does not answer " + ", ".join(item.id for item in left)
        if wanted & ~sure:
            return "possible", "open: " + self.first_open(rule)
        open_steps = [step.id for step in steps if step.status == "open"]
        if open_steps:
            return "steps_open", "fits; still to be shown: " + ", ".join(open_steps)
        return "eligible", "fits"

    def why_closed(self, rule: Rule) -> str:
        """The first thing that shuts an authorization."""
        reason = self.prover.reason(rule.cond, self.evaluator.root)
        if reason.truth == "false":
            return flat(reason)
        closers = [self.unit.rule(bit) for bit, _ in rule.closed_by if bit & self.decided.certain]
        return f"shut by {closers[0].id}: {closers[0].provision.name}" if closers else "does not apply"

    def first_open(self, rule: Rule) -> str:
        """The first condition that keeps an authorization open."""
        reason = self.prover.reason(rule.cond, self.evaluator.root)
        if reason.truth == "unknown":
            return flat(reason)
        closers = [self.unit.rule(bit) for bit, _ in rule.closed_by if bit & self.decided.possible]
        return f"may be shut by {closers[0].id}" if closers else "depends on open requirements"

    def steps(self, rule: Rule) -> tuple[Act, ...]:
        """Steps before shipment that this transaction needs, each with its state."""
        before = len(rule.provision.before)
        return tuple(self.step(step) for step in rule.duties[:before] if self.evaluator.value(step.cond)[0])

    def step(self, rule: StepRule) -> Act:
        """One step with its state and, where a time must pass, the day it opens."""
        step = rule.step
        if not step.shown_by:
            return Act(step.id, step.do, "open")
        state = step_state(self.unit, self.decided.cells, step.shown_by, rule.wait)
        slot = self.unit.layout.slots[step.shown_by]
        opens = None
        if slot.kind == "number" and rule.wait:
            filed = self.decided.cells[slot.at]
            start = self.day.toordinal() if filed == FAR else filed
            opens = date.fromordinal(min(start + rule.wait, date.max.toordinal()))
        return Act(step.id, step.do, state, step.shown_by, "", opens if state != "done" else None)

    def duties(self, rule: Rule) -> tuple[Act, ...]:
        """Duties after shipment."""
        before = len(rule.provision.before)
        return tuple(
            Act(step.step.id, step.step.do, due=step.step.due)
            for step in rule.duties[before:]
            if self.evaluator.value(step.cond)[0]
        )

    def ready(self, authorizations: Iterable[Authorization]) -> bool:
        """Whether some authorization covers everything and has no open step."""
        return self.decided.verdict.outcome == AUTHORIZED and any(item.status == "eligible" for item in authorizations)


def flat(reason: Reason) -> str:
    """A reason on one line: the innermost deciding condition with its values."""
    while reason.because and len(reason.because) == 1 and not reason.facts:
        reason = reason.because[0]
    values = ", ".join(f"{fact} is {value}" for fact, value in reason.facts)
    if reason.because and not values:
        return "; ".join(flat(inner) for inner in reason.because[:2])
    text = reason.text if reason.truth != "false" else f"not met: {reason.text}"
    return f"{text} ({values})" if values else text
