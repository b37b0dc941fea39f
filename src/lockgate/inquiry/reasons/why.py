"""Why an answer is what it is, and what would have to be different for another."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lockgate.compiler.provisions import POLICIES
from lockgate.compiler.timeline import CODIFIED
from lockgate.compiler.unit import SUBJECT
from lockgate.engine.compose import Composer
from lockgate.engine.outcome import AUTHORIZED, CANNOT_DECIDE, LADDER, LICENCE, NO_REQUIREMENT, NOT_SUBJECT, PROHIBITED
from lockgate.engine.prepare import SHIPMENT_TPP
from lockgate.errors import InputError
from lockgate.history.force import not_in_force
from lockgate.inquiry.comparison.facts import joined_roles
from lockgate.inquiry.lines import decided_line, standpoint
from lockgate.inquiry.look import Look
from lockgate.inquiry.reasons import goals as why_goals
from lockgate.inquiry.reasons.flips import Flips
from lockgate.inquiry.reasons.named import Named
from lockgate.inquiry.reasons.needs import Needs, joined
from lockgate.inquiry.reasons.records import Condition, LicenceWay, LineWhy, Repair, Way, Why
from lockgate.inquiry.reasons.repairs import Goal, State, Trial, search
from lockgate.inquiry.reasons.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.compiler.model import Provision
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Rule
    from lockgate.door.model import Transaction
    from lockgate.engine.prove import Proof
    from lockgate.engine.result import Determination
    from lockgate.inquiry.lines import Standpoint
    from lockgate.inquiry.reasons.repairs import Repairs

_EFFORT, _EACH, _MOST = 6000, 1500, 5
"""What is spent on one search, and on each of several ways; at most so many repairs are given."""
_WHAT = {"requires": "requirement", "prohibits": "prohibition"}
_ASKABLE = (NOT_SUBJECT, NO_REQUIREMENT, AUTHORIZED, LICENCE, PROHIBITED)


def why(transaction: Mapping[str, Any] | Transaction, look: Look | None = None, wanted: str = "") -> Why:
    """Why the answer is not what is wanted, or without that, why it is what it is.

    Args:
        transaction: the facts.
        look: day, posture, knowledge, readings and rulebook; the usual ones if None.
        wanted: an outcome (``authorized``, ``no_requirement_found``, ...), or an authorization by its code or its
            provision; empty for the outcome's own reason and the next better outcome.

    Errors: `lockgate.errors.InputError` for facts that cannot be read, an unknown name, or an outcome that is there.

    >>> order = {
    ...     "as_of": "2025-06-01",
    ...     "activity": "export",
    ...     "origin": "US",
    ...     "destination": "CH",
    ...     "item": {"chip": "nvidia-h100-sxm", "quantity": 2000},
    ...     "base": "ordinary-course",
    ...     "parties": {"consignee": {"location": "CH", "headquarters": "CH", "ultimate_parent": "CH"}},
    ... }
    >>> repair = why(order, Look(posture="codified"), "LPP").lines[0].ways[0].repairs[0]
    >>> [(change.path, change.now, change.to) for change in repair.changes]
    [('item.quantity', '2,000 units', 'at most 1,699 units')]
    """
    eye = look or Look()
    typed = joined_roles(eye.typed(transaction))
    stand = standpoint(eye, typed)
    asked = resolved(wanted, stand.book) if wanted else ""
    found = eye.determine(typed)
    answers = found.lines or (found,)
    if found.outcome is None:
        raise InputError(
            "this is a question about limits, not a transaction",
            place="subject",
            hint="see: lockgate determine --explain",
        )
    if asked in LADDER and all(answer.outcome == asked for answer in answers):
        raise InputError(f"the outcome is {asked} already", place="--not", hint="leave --not out to see why")
    lines = (_Line(stand, typed, index, answer).why(asked) for index, answer in enumerate(answers))
    return Why(found, asked, tuple(lines))


def resolved(wanted: str, book: Rulebook) -> str:
    """The outcome, code or provision that is meant; `InputError` with the nearest name.

    >>> from lockgate.engine.determine import default_rulebook
    >>> resolved("aia", default_rulebook()), resolved("licence required", default_rulebook())
    ('AIA', 'licence_required')
    """
    ways = [one for one in book.source.provisions.values() if one.effect == "authorizes"]
    names = dict.fromkeys((*_ASKABLE, *(one.code for one in ways if one.code), *(one.id for one in ways)))
    folded = {name.casefold(): name for name in names}
    key = wanted.strip().casefold()
    meant = folded.get(key) or folded.get(key.replace(" ", "_").replace("-", "_"))
    if meant is None:
        from lockgate.door.problems import nearest  # noqa: PLC0415 - only wrong names need it

        codes = ", ".join(sorted({one.code for one in ways if one.code}))
        hint = nearest(wanted, names) or f"an outcome such as authorized, or one of {codes}"
        raise InputError(f"'{wanted}' is no outcome and no authorization", place="--not", hint=hint)
    return meant


class _Line:
    """One line and what is asked about it."""

    def __init__(self, stand: Standpoint, transaction: Transaction, index: int, answer: Determination) -> None:
        share = max(1, len(transaction.items))
        self.effort, self.each = _EFFORT // share, _EACH // share
        self.stand = stand
        self.transaction = transaction
        self.answer = answer
        self.decided = decided_line(stand, transaction, index)
        self.composer = Composer(self.decided, transaction)
        derived = len(transaction.items) <= 1 and SHIPMENT_TPP not in transaction.values
        named = Named.of(transaction.items[index] if transaction.items else None)
        self.trial = Trial(stand, self.decided.prepared, named, derived=derived)
        needs = Needs(self.decided)
        self.needs = needs
        self.words = Words(self.composer, Flips(needs, frozenset(), named, derived=derived))

    def why(self, asked: str) -> LineWhy:
        """Reasons, and the way to what is asked for; without a question, to the next better outcome."""
        outcome = self.answer.outcome or ""
        if not asked:
            ways, already = self.better(), False
        elif asked in LADDER:
            already = outcome == asked
            ways = () if already else self.to_outcome(asked)
        else:
            ways = self.named(asked)
            already = any(way.fits for way in ways)
        licence = self.licence() if outcome == LICENCE and asked in ("", AUTHORIZED) else ()
        answer = self.answer
        return LineWhy(answer.label, answer, asked, already, self.reasons(), ways, licence, answer.missing)

    def reasons(self) -> tuple[Proof, ...]:
        """Proofs of the provisions that decide, the weightiest first."""
        decided, unit = self.decided, self.decided.unit
        rules = unit.picked(decided.verdict.by)
        if self.answer.outcome == NOT_SUBJECT:
            rules = unit.picked(unit.holds.get(SUBJECT, 0))[:3]
        elif self.answer.outcome != NO_REQUIREMENT:
            rules += [*decided.rules("prohibits"), *decided.rules("requires")]
        else:
            rules += [*decided.rules("exempts", certain=True)]
        return tuple(self.composer.prover.proof(rule) for rule in rules)

    # ---- outcomes

    def better(self) -> tuple[Way, ...]:
        """The way to the next better outcome, where the answer is bad news."""
        outcome = self.answer.outcome
        if outcome == PROHIBITED:
            goal = Goal(why_goals.milder(PROHIBITED), lambda needs: needs.unstopped())
            return (self.outcome_way("not prohibited", goal),)
        if outcome == LICENCE:
            return self.to_outcome(AUTHORIZED)
        if outcome == CANNOT_DECIDE and self.answer.at_least is not None:
            return self.to_outcome(self.answer.at_least)
        return ()

    def to_outcome(self, wanted: str) -> tuple[Way, ...]:
        """The way, or the ways, to an outcome."""
        if wanted == AUTHORIZED:
            return self.authorizations()
        lacking = {
            NOT_SUBJECT: why_goals.not_subject,
            NO_REQUIREMENT: lambda needs: needs.nothing(),
            LICENCE: why_goals.licence_needed,
            PROHIBITED: lambda needs: joined((needs.rule(one) for one in needs.unit.of("prohibits")), every=False),
        }[wanted]
        return (self.outcome_way(wanted, Goal(lambda decided: decided.verdict.outcome == wanted, lacking)),)

    def outcome_way(self, name: str, goal: Goal) -> Way:
        """What keeps an outcome away, and the cheapest changes that bring it."""
        found = search(self.trial, goal, effort=self.effort, most=_MOST)
        conditions: tuple[Condition, ...] = ()
        if name in (NO_REQUIREMENT, "not prohibited"):
            effects = ("prohibits", "requires") if name == NO_REQUIREMENT else ("prohibits",)
            rules = [rule for effect in effects for rule in self.decided.rules(effect)]
            conditions = tuple(
                self.words.condition(
                    "requirement" if rule.provision.effect == "requires" else "prohibition", need, rule
                )
                for rule in rules
                if (need := self.needs.gone(rule)) is not None
            )
        return Way("", name, "", "", fits=False, status="", conditions=conditions, **self.repairs(found))

    # ---- authorizations

    def named(self, name: str) -> tuple[Way, ...]:
        """The provisions of a code, those in force first; of several those that answer what holds."""
        source = self.stand.book.source
        meant = [one for one in source.provisions.values() if one.effect == "authorizes" and name in (one.code, one.id)]
        rules = {rule.id: rule for rule in self.decided.unit.of("authorizes")}
        active = [rules[one.id] for one in meant if one.id in rules]
        wanted = self.composer.wanted
        useful = [rule for rule in active if rule.targets & wanted] or active
        if useful:
            return tuple(self.way(rule, self.effort // len(useful)) for rule in useful)
        return tuple(self.dormant(one) for one in meant)

    def dormant(self, provision: Provision) -> Way:
        """An authorization that is not in force."""
        source, moment = self.stand.book.source, self.stand.moment
        reason = not_in_force(source, provision, moment)
        printed = not_in_force(source, provision, replace(moment, posture=CODIFIED))
        more = "" if printed or self.stand.posture == CODIFIED else f"; the {CODIFIED} posture counts it"
        condition = Condition("force", "false", provision.id, f"not in force: {reason}{more}", provision.cite.ref)
        return Way(
            provision.id,
            provision.code,
            provision.name,
            provision.cite.ref,
            fits=False,
            status="not in force",
            conditions=(condition,),
        )

    def authorizations(self) -> tuple[Way, ...]:
        """Every authorization that answers something that holds, the cheapest to reach first."""
        wanted = self.composer.wanted
        rules = [rule for rule in self.decided.unit.of("authorizes") if rule.targets & wanted]
        ways = [self.way(rule, self.each, most=1) for rule in rules]
        return tuple(sorted(ways, key=lambda way: (not way.repairs, way.repairs[0].weight if way.repairs else 0)))

    def way(self, rule: Rule, effort: int, most: int = _MOST) -> Way:
        """One authorization: what fails, and the cheapest changes that make it cover everything."""
        provision = rule.provision
        wanted = self.composer.wanted
        shown = self.composer.authorization(rule, wanted) if wanted else None
        status = shown.status if shown else "nothing to answer"
        fits = shown is not None and shown.status in ("eligible", "steps_open") and self.answer.outcome == AUTHORIZED
        if fits or not wanted:
            steps = shown.steps if shown else ()
            return Way(provision.id, provision.code, provision.name, provision.cite.ref, fits, status, steps=steps)
        conditions = tuple(self.words.condition(what, need, rule) for what, need in self.needs.authorization(rule))
        goal = Goal(
            lambda decided: (
                decided.verdict.outcome == AUTHORIZED and bool(decided.verdict.by & why_goals.bit_of(decided, rule))
            ),
            lambda needs: why_goals.authorization(needs, rule),
        )
        found = search(self.trial, goal, effort=effort, most=most)
        repairs = self.repairs(found, rule)
        return Way(
            provision.id, provision.code, provision.name, provision.cite.ref, fits, status, conditions, **repairs
        )

    def repairs(self, found: Repairs, rule: Rule | None = None) -> dict[str, Any]:
        """Repairs as records."""
        return {"repairs": tuple(self.repair(state, rule) for state in found.states), "complete": found.complete}

    def repair(self, state: State, rule: Rule | None = None) -> Repair:
        """One repair, with what is then found."""
        with ExitStack() as stack:
            decided = self.trial.decided(state, stack)
            composer = Composer(decided, self.transaction)
            mine = next((one for one in decided.unit.of("authorizes") if rule and one.id == rule.id), None)
            steps = composer.steps(mine) if mine is not None else ()
            policy = composer.headline(composer.requirements()) if decided.verdict.outcome == LICENCE else None
        changes = self.words.changes(state.changes)
        still = tuple(step for step in steps if step.status != "done")
        return Repair(changes, decided.verdict.outcome, state.cost, still, policy or "")

    # ---- a licence

    def licence(self) -> tuple[LicenceWay, ...]:
        """How an application would be reviewed, requirement by requirement, and what would bring a milder policy."""
        return tuple(self.review(rule) for rule in self.decided.rules("requires", certain=True))

    def review(self, rule: Rule) -> LicenceWay:
        """The review of one requirement."""
        policy = self.composer.policy(rule)
        chain = self.decided.unit.reviews.get(rule.bit, ())
        first = next((one for one in chain if self.composer.evaluator.value(one.cond)[0]), None)
        better: tuple[Repair, ...] = ()
        if policy is not None:
            rank = POLICIES.index(policy)
            goal = Goal(
                lambda decided: (
                    decided.verdict.outcome == LICENCE and why_goals.rank_of(decided, rule, self.transaction) < rank
                ),
                lambda needs: why_goals.milder_review(needs, rule, rank),
            )
            better = self.repairs(search(self.trial, goal, effort=self.each, most=2))["repairs"]
        provision = first.provision if first else None
        return LicenceWay(
            rule.id,
            policy,
            provision.id if provision else "",
            provision.gist if provision else "",
            provision.cite.ref if provision else "",
            better,
        )
