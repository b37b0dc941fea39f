"""From a decision to the records of an answer: what the item is, the requirements with their policy, the flags."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lockgate.compiler.model import CONFIDENCE
from lockgate.compiler.provisions import POLICIES
from lockgate.engine.amounts import Amounts
from lockgate.engine.outcome import AUTHORIZED, CANNOT_DECIDE, NOT_SUBJECT, PROHIBITED
from lockgate.engine.records import Classification, Flag, Requirement
from lockgate.engine.ways import Ways
from lockgate.engine.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.compiler.unit import Rule


class Composer(Ways, Amounts):
    """Reads one decision; everything it gives is ready to print."""

    _requirements: tuple[Requirement, ...] | None = None

    @cached_property
    def side(self) -> tuple[int, int]:
        """Masks of the flags and remarks that apply, possibly and for certain."""
        assert self.unit.side_function is not None  # noqa: S101 - units are loaded when they are made
        return self.unit.side_function(self.decided.cells, self.decided.possible, self.decided.certain)

    # ---- what it is

    def classification(self) -> Classification:
        """Entry, level and limb where they are certain, and what stays possible."""
        values = {stage: self.decided.values(stage) for stage in self.unit.chains}
        one = {stage: found[0] if len(found) == 1 else None for stage, found in values.items()}
        eccn = one.get("eccn")
        limbs = values.get("limb", ())
        possible = limbs if len(limbs) > 1 else self.found(values.get("eccn", ()))
        return Classification(None if eccn == "other" else eccn, one.get("level"), one.get("limb"), possible)

    def found(self, entries: tuple[str, ...]) -> tuple[str, ...]:
        """Entries that a rule finds; the many that nobody stated stand together as other."""
        if "other" not in entries:
            return entries
        worked_out = {rule.provision.value for rule in self.unit.chains["eccn"]}
        return (*(entry for entry in entries if entry in worked_out), "other")

    # ---- requirements

    def requirements(self) -> tuple[Requirement, ...]:
        """Requirements that hold or may hold, then those that are exempt; none where nothing is subject to the EAR."""
        if not self.moves or self.decided.verdict.outcome == NOT_SUBJECT:
            return ()
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
        reviews, governed = self.governing(rule)
        found = [review.provision.policy for review in reviews]
        return tuple(dict.fromkeys(found if governed else [*found, "not_stated"]))

    def policy(self, rule: Rule) -> str | None:
        """The review policy of a requirement, or None while it is open."""
        found = self.policies(rule)
        return found[0] if len(found) == 1 else None

    def headline(self, requirements: Iterable[Requirement]) -> str | None:
        """The strictest policy among the requirements that hold."""
        found = [item.review_policy for item in requirements if item.status == "holds" and item.review_policy]
        return max(found, key=POLICIES.index) if found else None

    # ---- flags and remarks

    def flags(self) -> tuple[Flag, ...]:
        """Red flags that apply. The facts or the user raise them; the user answers them."""
        possible, _ = self.side
        return tuple(
            self.flag(rule) for rule in self.unit.of("flags") if possible & rule.bit and rule.provision.kind != "action"
        )

    def flag(self, rule: Rule) -> Flag:
        """One flag with its state."""
        state = self.transaction.flags.get(rule.provision.flag, "")
        if not state and rule.raised is not None and self.evaluator.value(rule.raised)[1]:
            state = "raised"
        return _flag(rule, state) if state else self.to_ask(rule)

    def to_ask(self, rule: Rule) -> Flag:
        """A flag that nobody raised or answered; the same for every transaction."""
        kept: dict[int, Flag] = self.unit.notes.setdefault("flags to ask", {})
        if rule.bit not in kept:
            kept[rule.bit] = _flag(rule, "to_ask")
        return kept[rule.bit]

    def remarks(self) -> list[Rule]:
        """Remarks whose condition holds for certain."""
        _, certain = self.side
        return [rule for rule in self.unit.of("warns") if certain & rule.bit]

    # ---- the rest

    def because(self, requirements: Iterable[Requirement]) -> str:
        """The provisions that decide, in a few words."""
        if not self.moves:
            return ""
        if self.decided.verdict.outcome == NOT_SUBJECT:
            return "the item or the activity is not subject to the EAR"
        stops = self.decided.rules("prohibits")
        held = [item for item in requirements if item.status != "exempt"]
        if self.decided.verdict.outcome == CANNOT_DECIDE:
            open_rules = [rule.id for rule in stops] + [item.id for item in held]
            return (
                f"open facts decide whether {listed(tuple(open_rules))} {'holds' if len(open_rules) == 1 else 'hold'}"
            )
        if self.decided.verdict.outcome == PROHIBITED:
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
        return "no provision in force requires a licence on these facts"

    def confidence(self) -> str:
        """The weakest mark among the provisions that decide."""
        deciding = [*self.decided.rules("prohibits"), *self.decided.rules("requires"), *self.exempted()]
        deciding += [self.unit.rule(bit) for bit, _, sure in self.decided.coverage if sure]
        for chain in self.unit.chains.values():
            deciding += next(([rule] for rule in chain if self.evaluator.value(rule.cond)[1]), [])
        marks = [rule.provision.confidence for rule in deciding]
        return max(marks, key=CONFIDENCE.index, default=CONFIDENCE[0])


def _flag(rule: Rule, state: str) -> Flag:
    provision = rule.provision
    return Flag(provision.flag, provision.ask, provision.evidence, state, provision.id)
