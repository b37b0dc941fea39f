"""From a decision to the records of an answer: requirements with their policy, ways out with steps, flags, limits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

from lockgate.compiler.layout import FAR
from lockgate.compiler.model import CONFIDENCE
from lockgate.compiler.provisions import POLICIES
from lockgate.compiler.unit import Rule, StepRule
from lockgate.door.model import Transaction
from lockgate.engine.decide import Decided
from lockgate.engine.evaluate import Evaluator, step_state
from lockgate.engine.outcome import AUTHORIZED
from lockgate.engine.prove import Prover, Reason
from lockgate.engine.result import Act, Authorization, Classification, Flag, Limit, QuotaUse, Requirement
from lockgate.engine.words import plain

_UNUSED = ("none", "absent")


class Composer:
    """Reads one decision; everything it gives is ready to print."""

    def __init__(self, decided: Decided, transaction: Transaction) -> None:
        self.decided = decided
        self.unit = decided.unit
        self.transaction = transaction
        self.evaluator: Evaluator = decided.evaluator
        self.prover = Prover(decided)
        self.day = date.fromordinal(decided.cells[self.unit.layout.slots["as_of"].at])

    # ---- what it is

    def classification(self) -> Classification:
        """Entry, level and limb where they are certain, and what stays possible."""
        values = {stage: self.decided.values(stage) for stage in self.unit.chains}
        one = {stage: found[0] if len(found) == 1 else None for stage, found in values.items()}
        eccn = one.get("eccn")
        limbs = values.get("limb", ())
        possible = limbs if len(limbs) > 1 else values.get("eccn", ())
        return Classification(None if eccn == "other" else eccn, one.get("level"), one.get("limb"), possible)

    # ---- requirements

    def requirements(self) -> tuple[Requirement, ...]:
        """Requirements that hold or may hold, then those that are exempt."""
        found = [
            self.requirement(rule, "holds" if self.decided.certain & rule.bit else "may_hold")
            for rule in self.decided.rules("requires")
        ]
        return (*found, *(self.requirement(rule, "exempt") for rule in self.exempted()))

    def exempted(self) -> list[Rule]:
        """Requirements whose condition may be met but which an exemption takes away for certain."""
        sure = self.decided.certain & self.unit.masks["exempts"]
        if not sure:
            return []
        hidden = [rule for rule in self.unit.of("requires") if rule.exempt_by & sure]
        return [rule for rule in hidden if self.evaluator.value(rule.cond)[0]]

    def requirement(self, rule: Rule, status: str) -> Requirement:
        """One requirement with its policy and the ways past it."""
        if status == "exempt":
            removing = self.unit.picked(rule.exempt_by & self.decided.certain)
            answered = tuple(item.provision.code or item.id for item in removing)
        else:
            answered = tuple(
                self.unit.rule(bit).provision.code for bit, _, sure in self.decided.coverage if sure & rule.bit
            )
        provision = rule.provision
        return Requirement(
            provision.id,
            provision.gist or provision.name,
            provision.cite.ref,
            status,
            None if status == "exempt" else self.policy(rule),
            answered,
            provision.confidence,
        )

    def policies(self, rule: Rule) -> tuple[str, ...]:
        """Review policies that may govern a requirement, in the order of their priority."""
        found = []
        for review in self.unit.reviews.get(rule.bit, ()):
            possibly, surely = self.evaluator.value(review.cond)
            if possibly:
                found.append(review.provision.policy)
            if surely:
                return tuple(dict.fromkeys(found))
        return tuple(dict.fromkeys([*found, "not_stated"]))

    def policy(self, rule: Rule) -> str | None:
        """The review policy of a requirement, or None while it is open."""
        found = self.policies(rule)
        return found[0] if len(found) == 1 else None

    def headline(self, requirements: Iterable[Requirement]) -> str | None:
        """The strictest policy among the requirements that hold."""
        found = [item.review_policy for item in requirements if item.status == "holds" and item.review_policy]
        return max(found, key=POLICIES.index) if found else None

    # ---- ways out

    def authorizations(self) -> tuple[Authorization, ...]:
        """Every authorization that answers a requirement of this transaction, and how far it is open."""
        wanted = self.decided.possible & self.unit.masks["requires"]
        if not wanted:
            return ()
        return tuple(self.authorization(rule, wanted) for rule in self.unit.of("authorizes") if rule.targets & wanted)

    def authorization(self, rule: Rule, wanted: int) -> Authorization:
        """One way past the requirements."""
        maybe, sure = next(((m, s) for bit, m, s in self.decided.coverage if bit == rule.bit), (0, 0))
        steps = self.steps(rule)
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
                return states[0], "a step before shipment was refused" if states[0] == "failed" else "a waiting time runs"
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
            start = self.day if filed == FAR else date.fromordinal(filed)
            opens = start + timedelta(days=rule.wait)
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

    # ---- flags, limits, quotas

    def flags(self) -> tuple[Flag, ...]:
        """Red flags that apply. The facts or the user raise them; the user answers them."""
        assert self.unit.side_function is not None  # noqa: S101 - units are loaded when they are made
        possible, _ = self.unit.side_function(self.decided.cells, self.decided.possible, self.decided.certain)
        return tuple(
            self.flag(rule)
            for rule in self.unit.of("flags")
            if possible & rule.bit and rule.provision.kind != "action"
        )

    def flag(self, rule: Rule) -> Flag:
        """One flag with its state."""
        provision = rule.provision
        state = self.transaction.flags.get(provision.flag, "")
        if not state:
            raised = rule.raised is not None and self.evaluator.value(rule.raised)[1]
            state = "raised" if raised else "to_ask"
        return Flag(provision.flag, provision.ask, provision.evidence, state, provision.id)

    def remarks(self) -> list[Rule]:
        """Remarks whose condition holds for certain."""
        assert self.unit.side_function is not None  # noqa: S101
        _, certain = self.unit.side_function(self.decided.cells, self.decided.possible, self.decided.certain)
        return [rule for rule in self.unit.of("warns") if certain & rule.bit]

    def limits(self) -> tuple[Limit, ...]:
        """Limits on what is no transaction."""
        found = []
        for rule in self.unit.of("limits"):
            if rule.provision.subject == self.transaction.subject and self.evaluator.value(rule.cond)[0]:
                found.append(self.limit(rule))
        return tuple(found)

    def limit(self, rule: Rule) -> Limit:
        """One limit: met, broken, or unknown."""
        assert rule.must is not None  # noqa: S101 - the loader refuses a limit without one
        applies, surely = self.evaluator.value(rule.cond)
        possibly_met, met = self.evaluator.value(rule.must)
        status = "met" if met else "unknown" if possibly_met or (applies and not surely) else "broken"
        words = dict(rule.provision.words)
        default = {"met": "within", "broken": "exceeded", "unknown": "unknown"}[status]
        provision = rule.provision
        return Limit(provision.id, provision.name, provision.cite.ref, status, words.get(status, default), self.earliest(rule))

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
        return date.fromordinal(total)

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
        """Accounts that the fitting authorizations and the review policies would draw on."""
        holding = self.decided.possible & self.unit.masks["requires"]
        rules = [self.unit.rule(bit) for bit, maybe, _ in self.decided.coverage if not holding & ~maybe]
        for bit in (rule.bit for rule in self.unit.picked(holding)):
            rules += [rule for rule in self.unit.reviews.get(bit, ()) if rule.provision.quota and self.evaluator.value(rule.cond)[0]]
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

    # ---- the rest

    def because(self, requirements: Iterable[Requirement]) -> str:
        """The provisions that decide, in a few words."""
        stops = self.decided.rules("prohibits")
        held = [item for item in requirements if item.status != "exempt"]
        if stops:
            return "; ".join(f"{rule.id} {rule.provision.name}" for rule in stops)
        if held:
            ids = ", ".join(item.id for item in held)
            word = "requirement" if len(held) == 1 else "requirements"
            state = "hold" if any(item.status == "holds" for item in held) else "may hold"
            by = [self.unit.rule(bit).provision.code for bit, _, sure in self.decided.coverage if sure]
            tail = f"; answered by {', '.join(by)}" if by and self.decided.verdict.outcome == AUTHORIZED else ""
            return f"{word} {ids} {state + 's' if len(held) == 1 and state == 'hold' else state}{tail}"
        gone = [item for item in requirements if item.status == "exempt"]
        if gone:
            return f"{gone[0].id} is removed by {', '.join(gone[0].answered_by)}"
        if self.decided.verdict.outcome == "not_subject":
            return "the item or the activity is not subject to the EAR"
        return "no provision in force requires a licence on these facts"

    def confidence(self) -> str:
        """The weakest mark among the provisions that decide."""
        deciding = [*self.decided.rules("prohibits"), *self.decided.rules("requires"), *self.exempted()]
        deciding += [self.unit.rule(bit) for bit, _, sure in self.decided.coverage if sure]
        for chain in self.unit.chains.values():
            deciding += next(([rule] for rule in chain if self.evaluator.value(rule.cond)[1]), [])
        marks = [rule.provision.confidence for rule in deciding]
        return max(marks, key=CONFIDENCE.index, default=CONFIDENCE[0])


def flat(reason: Reason) -> str:
    """A reason on one line: the innermost deciding condition with its values."""
    while reason.because and len(reason.because) == 1 and not reason.facts:
        reason = reason.because[0]
    values = ", ".join(f"{fact} is {value}" for fact, value in reason.facts)
    if reason.because and not values:
        return "; ".join(flat(inner) for inner in reason.because[:2])
    text = reason.text if reason.truth != "false" else f"not met: {reason.text}"
    return f"{text} ({values})" if values else text
