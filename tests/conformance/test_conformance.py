"""The generated functions and the tree-walking evaluator agree on every rule, whatever is known of the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.conformance.oracle import disagreements
from tests.engine.population import REGIMES, draft, partial
from tests.rulebook.cases import all_cases

from lockgate.compiler.timeline import CODIFIED, ENFORCED
from lockgate.door.build import build
from lockgate.engine.decide import decide
from lockgate.engine.determine import declarations_of, default_rulebook, preparer_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.compiler.unit import Cells, Decision
    from lockgate.door.model import Transaction

CASES = [pytest.param(case, id=name) for name, case in all_cases() if case.get("kind") != "rulebook_question"]
POSTURES = (ENFORCED, CODIFIED)
SEEDS = 60


def both_agree(transaction: Transaction, day: date, readings: Mapping[str, str] | None = None) -> None:
    book = default_rulebook()
    for item in transaction.items or (None,):
        prepared = preparer_of(book).prepare(transaction, item, day, readings or {})
        for posture in POSTURES:
            assert disagreements(book.unit(day, posture), prepared) == []


@pytest.mark.parametrize("case", CASES)
def test_worked_cases(case: Mapping[str, Any]) -> None:
    transaction = build(case["transaction"], declarations_of(default_rulebook()))
    assert transaction.as_of is not None
    both_agree(transaction, transaction.as_of)
    for reading, sides in case["expect"].get("readings", {}).items():
        for side in sides:
            both_agree(transaction, transaction.as_of, {reading: side})


@pytest.mark.parametrize("share", [0.0, 0.05, 0.15, 0.30, 1.0])
@pytest.mark.parametrize("regime", REGIMES, ids=str)
def test_random_transactions(regime: date, share: float) -> None:
    """Every regime sees each random transaction, not only those of its own day."""
    for seed in range(REGIMES.index(regime), SEEDS, len(REGIMES) // 3):
        both_agree(partial(draft(seed), share, seed).transaction(), regime)


@pytest.mark.parametrize("seed", range(0, SEEDS, 6))
def test_readings_that_are_not_the_default(seed: int) -> None:
    book = default_rulebook()
    found = draft(seed)
    for reading in book.source.readings.values():
        other = next(value for value, _ in reading.values if value != reading.default)
        both_agree(partial(found, 0.15, seed).transaction(), found.day, {reading.id: other})


@pytest.mark.parametrize("subject", ["holder", "applicant", "training_run"])
def test_questions_that_are_no_transaction(subject: str) -> None:
    book = default_rulebook()
    for day in REGIMES:
        both_agree(build({"as_of": day.isoformat(), "subject": subject}, declarations_of(book)), day)


def test_the_random_population_reaches_the_law() -> None:
    """A population on which nothing ever holds would prove nothing: most rules must be seen to hold, and not to."""
    book = default_rulebook()
    seen: dict[str, set[tuple[bool, bool]]] = {}
    for seed in range(600):
        found = partial(draft(seed), 0.10, seed)
        transaction = found.transaction()
        prepared = preparer_of(book).prepare(transaction, transaction.items[0], found.day, {})
        unit = book.unit(found.day, CODIFIED)
        decided = decide(unit, prepared, settle=False)
        for effect in ("prohibits", "requires", "exempts", "closes", "authorizes", "defines"):
            for rule in unit.of(effect):
                seen.setdefault(rule.id, set()).add(
                    (bool(decided.possible & rule.bit), bool(decided.certain & rule.bit))
                )
    lively = [name for name, pairs in seen.items() if len(pairs) > 1]
    assert len(lively) > 0.6 * len(seen), sorted(set(seen) - set(lively))


def test_a_difference_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bit of one generated function turned over is found, in every kind of rule."""
    book = default_rulebook()
    found = replace(draft(1), day=date(2025, 6, 15))
    transaction = found.transaction()
    prepared = preparer_of(book).prepare(transaction, transaction.items[0], found.day, {})
    unit = book.unit(found.day, CODIFIED)
    true_function = unit.decide_function
    assert true_function is not None
    for effect in ("defines", "prohibits", "requires", "exempts", "closes"):
        bit = unit.of(effect)[0].bit

        def wrong(cells: Cells, bit: int = bit) -> Decision:
            possible, certain, coverage = true_function(cells)
            return possible ^ bit, certain, coverage

        monkeypatch.setattr(unit, "decide_function", wrong)
        assert disagreements(unit, prepared), effect
