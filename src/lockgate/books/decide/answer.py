"""What a book keeps of an answer: nothing that differs between two lines with one key."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from lockgate.engine.ask import missing
from lockgate.engine.compose import Composer
from lockgate.engine.outcome import NO_REQUIREMENT, NOT_SUBJECT
from lockgate.engine.readings import effects
from lockgate.engine.result import exit_code_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.door.model import Transaction
    from lockgate.engine.decide import Decided
    from lockgate.engine.records import Authorization

FITTING = ("eligible", "steps_open", "possible", "too_early")
"""States of an authorization that may still answer; the others are left out of a book."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one posture, as columns of a result; see docs/result.md for the words.

    Lists that belong together have equal lengths: ``requirements`` and ``policies``, ``authorizations`` and ``states``.
    """

    outcome: str
    at_least: str
    at_most: str
    exit_code: int
    release: bool
    ready: bool
    eccn: str | None
    level: str | None
    limb: str | None
    possible: tuple[str, ...]
    requirements: tuple[str, ...]
    certain: tuple[bool, ...]
    policies: tuple[str | None, ...]
    exempt: tuple[str, ...]
    review_policy: str | None
    authorizations: tuple[str, ...]
    states: tuple[str, ...]
    steps: tuple[str, ...]
    accounts: tuple[str, ...]
    holds: tuple[str, ...]
    missing: tuple[str, ...]
    settles: tuple[bool, ...]
    readings: tuple[str, ...]
    confidence: str
    because: str


COLUMNS = tuple(field.name for field in fields(Answer))


def answer(decided: Decided, transaction: Transaction, *, readings: bool = True) -> Answer:
    """Read one decision; ``readings`` says that the answer may turn on one, so that they are tried."""
    composer = Composer(decided, transaction)
    requirements = composer.requirements()
    held = [item for item in requirements if item.status != "exempt"]
    ways = _ways(composer)
    outcome = decided.verdict.outcome
    holds = _holds(composer)
    ready = outcome in (NOT_SUBJECT, NO_REQUIREMENT) or composer.ready(ways)
    found = composer.classification()
    asked = missing(decided)
    return Answer(
        outcome=outcome,
        at_least=decided.verdict.at_least,
        at_most=decided.verdict.at_most,
        exit_code=exit_code_of(outcome, ready=ready, holds=holds),
        release=ready and not holds,
        ready=ready,
        eccn=found.eccn,
        level=found.level,
        limb=found.limb,
        possible=found.possible,
        requirements=tuple(item.id for item in held),
        certain=tuple(item.status == "holds" for item in held),
        policies=tuple(item.review_policy for item in held),
        exempt=tuple(item.id for item in requirements if item.status == "exempt"),
        review_policy=composer.headline(requirements),
        authorizations=tuple(way.code for way in ways),
        states=tuple(way.status for way in ways),
        steps=tuple(_open_steps(ways)),
        accounts=_accounts(composer),
        holds=holds,
        missing=tuple(one.fact for one in asked),
        settles=tuple(one.settles >= 1 for one in asked),
        readings=tuple(effect.id for effect in effects(decided, transaction)) if readings else (),
        confidence=composer.confidence(),
        because=composer.because(requirements),
    )


def _holds(composer: Composer) -> tuple[str, ...]:
    """Red flags that apply and are raised, by the facts or by the user."""
    applies, answers = composer.side[0], composer.transaction.flags
    found = []
    for rule in composer.unit.of("flags"):
        if applies & rule.bit and rule.provision.kind != "action":
            state = answers.get(rule.provision.flag, "")
            if state == "raised" or (
                not state and rule.raised is not None and composer.evaluator.value(rule.raised)[1]
            ):
                found.append(rule.provision.flag)
    return tuple(found)


def _ways(composer: Composer) -> list[Authorization]:
    """The authorizations that may still answer; why the others are shut is not worked out."""
    wanted = composer.wanted
    if not wanted:
        return []
    may = {bit for bit, maybe, _ in composer.decided.coverage if maybe}
    rules = [rule for rule in composer.unit.of("authorizes") if rule.targets & wanted]
    near = [rule for rule in rules if rule.bit in may or (rule.steps and composer.evaluator.value(rule.cond)[0])]
    found = [composer.authorization(rule, wanted) for rule in near]
    return [way for way in found if way.status in FITTING]


def _open_steps(ways: Iterable[Authorization]) -> Iterable[str]:
    """Steps that the fitting authorizations still need, each once."""
    return dict.fromkeys(f"{way.code}: {step.id}" for way in ways for step in way.steps if step.status != "done")


def _accounts(composer: Composer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(use.account for use in composer.quotas()))
