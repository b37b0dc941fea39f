"""What an authorization, an outcome or a milder review lacks, read from one decision; and whether it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.provisions import POLICIES
from lockgate.compiler.unit import SUBJECT
from lockgate.engine.compose import Composer
from lockgate.engine.outcome import LADDER, LICENCE
from lockgate.inquiry.reasons.needs import NEVER, Needs, joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from lockgate.compiler.unit import Rule
    from lockgate.door.model import Transaction
    from lockgate.engine.decide import Decided
    from lockgate.inquiry.reasons.needs import Need


def bit_of(decided: Decided, rule: Rule) -> int:
    """The bit of a provision in the masks of a decision; another day has other masks."""
    if rule in decided.unit.rules[rule.bit.bit_length() - 1 : rule.bit.bit_length()]:
        return rule.bit
    return next((one.bit for one in decided.unit.of("authorizes") if one.id == rule.id), 0)


def authorization(needs: Needs, rule: Rule) -> Need | None:
    """What an authorization lacks; nothing can be done where nothing is required, or it is not in force."""
    mine = next((one for one in needs.unit.of("authorizes") if one.id == rule.id), None)
    wanted = needs.decided.possible & needs.unit.masks["requires"]
    if mine is None or not mine.targets & wanted:
        return NEVER
    return joined((need for _, need in needs.authorization(mine)), every=True)


def milder(outcome: str) -> Callable[[Decided], bool]:
    """Whether a decision is milder than this outcome."""
    better = LADDER[: LADDER.index(outcome)]
    return lambda decided: decided.verdict.outcome in better


def not_subject(needs: Needs) -> Need | None:
    """Nothing makes the item or the activity subject to the EAR."""
    rules = needs.unit.picked(needs.unit.holds.get(SUBJECT, 0) & needs.decided.possible)
    return joined((needs.condition(rule.cond, want=False) for rule in rules), every=True)


def licence_needed(needs: Needs) -> Need | None:
    """No prohibition, some requirement for certain, and no authorization that covers all of them."""
    certain = needs.decided.certain & needs.unit.masks["requires"]
    parts: list[Need | None] = [needs.unstopped()]
    if not certain:
        parts.append(joined((needs.rule(rule) for rule in needs.unit.of("requires")), every=False))
    else:
        covering = [needs.unit.rule(bit) for bit, maybe, _ in needs.decided.coverage if not certain & ~maybe]
        parts += [needs.condition(rule.cond, want=False) for rule in covering]
    return joined(parts, every=True)


def rank_of(decided: Decided, rule: Rule, transaction: Transaction) -> int:
    """How strict the review of a requirement is; stricter than any where a licence is not what is needed."""
    if decided.verdict.outcome != LICENCE:
        return len(POLICIES)
    mine = next((one for one in decided.rules("requires", certain=True) if one.id == rule.id), None)
    policy = Composer(decided, transaction).policy(mine) if mine is not None else None
    return len(POLICIES) if policy is None else POLICIES.index(policy)


def milder_review(needs: Needs, rule: Rule, rank: int) -> Need | None:
    """Some milder review applies, and no other that goes before it."""
    mine = next((one for one in needs.unit.of("requires") if one.id == rule.id), None)
    chain = needs.unit.reviews.get(mine.bit, ()) if mine is not None else ()
    options = []
    for number, review in enumerate(chain):
        if POLICIES.index(review.provision.policy) < rank:
            before = [one for one in chain[:number] if POLICIES.index(one.provision.policy) >= rank]
            parts = [needs.condition(review.cond), *(needs.condition(one.cond, want=False) for one in before)]
            options.append(joined(parts, every=True))
    return joined(options, every=False) if options else NEVER
