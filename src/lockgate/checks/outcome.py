"""The outcome of a transaction as formulas, and what of it a change of facts can loosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3  # type: ignore[import-untyped]  # it ships no types

from lockgate.checks.logic import both, either, opposite
from lockgate.compiler.unit import SUBJECT
from lockgate.engine.outcome import AUTHORIZED, LADDER, LICENCE, NO_REQUIREMENT, NOT_SUBJECT, PROHIBITED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.checks.law import Law


def outcomes(law: Law) -> dict[str, Any]:
    """For each decided outcome: when a complete transaction has it."""
    unit = law.unit
    subject = law.holds(SUBJECT) if SUBJECT in unit.holds else True
    stopped = either(law.truth(rule) for rule in unit.of("prohibits"))
    required = {rule.bit: law.truth(rule) for rule in unit.of("requires")}
    some = either(required.values())
    covered = either(covers_all(law, required, bit) for bit in (way.bit for way in unit.of("authorizes")))
    free = both([subject, opposite(stopped)])
    return {
        NOT_SUBJECT: opposite(subject),
        NO_REQUIREMENT: both([free, opposite(some)]),
        AUTHORIZED: both([free, some, covered]),
        LICENCE: both([free, some, opposite(covered)]),
        PROHIBITED: both([subject, stopped]),
    }


def covers_all(law: Law, required: dict[int, Any], way: int) -> Any:
    """Whether one way covers every requirement that holds."""
    covered = law.covered(law.unit.rule(way))
    return both(either([opposite(truth), covered.get(bit, False)]) for bit, truth in required.items())


def loosened(law: Law, changed: Iterable[tuple[Any, Any]]) -> Any:
    """Some outcome, and a milder one once variables are replaced by others."""
    before = outcomes(law)
    swapped = list(changed)
    after = {name: swap(formula, swapped) for name, formula in before.items()}
    return either(
        both([before[strict], either(after[mild] for mild in LADDER[:index])]) for index, strict in enumerate(LADDER)
    )


def swap(formula: Any, changed: list[tuple[Any, Any]]) -> Any:
    """A formula over other variables."""
    return formula if isinstance(formula, bool) else z3.substitute(formula, *changed)
