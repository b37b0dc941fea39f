"""What nobody answers: a requirement that no review policy governs, a level whose items fall under no entry."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lockgate.checks.findings import Finding
from lockgate.checks.inquiry import surely
from lockgate.checks.law import ENTRY, LEVEL
from lockgate.checks.logic import both, neither, opposite
from lockgate.compiler.symbols import STAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.checks.inquiry import Inquiry
    from lockgate.checks.law import Law
    from lockgate.compiler.unit import Rule
    from lockgate.engine.decide import Decided

GAP = "gap"


def gaps(inquiry: Inquiry, provision: str = "") -> Iterator[Finding]:
    """Requirements without a policy, and levels without an entry."""
    seen: set[Any] = set()
    told: set[str] = set()
    for law in inquiry.survey.laws:
        for rule in law.unit.of("requires"):
            if rule.id in told or (provision and rule.id != provision):
                continue
            key = law.identity(unreviewed(law, rule))
            if key in seen:
                continue
            seen.add(key)
            witness = inquiry.witness(
                law,
                partial(unreviewed, rule=rule),
                partial(_unreviewed, rule=rule),
                rule.id,
            )
            if witness is not None:
                told.add(rule.id)
                yield Finding(
                    GAP,
                    rule.id,
                    "it requires a licence, and no review policy governs",
                    "",
                    rule.provision.place,
                    witness,
                )
    if not provision:
        yield from unlisted(inquiry)


def unreviewed(law: Law, rule: Rule) -> Any:
    """A requirement holds and none of its reviews does."""
    return both([law.truth(rule), neither(law.formula(review.cond) for review in law.unit.reviews[rule.bit])])


def _unreviewed(decided: Decided, rule: Rule) -> bool:
    reviews = decided.unit.reviews[rule.bit]
    return bool(decided.certain & rule.bit) and all(surely(decided, review.cond, true=False) for review in reviews)


def unlisted(inquiry: Inquiry) -> Iterator[Finding]:
    """Levels whose items no entry describes."""
    seen: set[Any] = set()
    told: set[str] = set()
    stages = inquiry.book.source.stages
    if LEVEL not in stages or ENTRY not in stages:
        return
    for law in inquiry.survey.laws:
        for level in stages[LEVEL].values:
            if level == stages[LEVEL].default or level in told:
                continue
            key = law.identity(_unlisted(law, level, stages[ENTRY].default))
            if key in seen:
                continue
            seen.add(key)
            witness = inquiry.witness(
                law,
                partial(_unlisted, level=level, default=stages[ENTRY].default),
                partial(_shows, level=level, default=stages[ENTRY].default),
                level,
            )
            if witness is not None:
                told.add(level)
                message = f"an item at level '{level}' falls under no entry"
                yield Finding(GAP, f"{STAGE}{LEVEL}", message, level, stages[LEVEL].place, witness)


def _unlisted(law: Law, level: str, default: str) -> Any:
    named = law.stage(STAGE + ENTRY, (default,))
    return both([law.stage(STAGE + LEVEL, (level,)), named, opposite(law.agreed())])


def _shows(decided: Decided, level: str, default: str) -> bool:
    return decided.values(LEVEL) == (level,) and decided.values(ENTRY) == (default,)
