"""The public question: may this go to these parties, there, for that use, on that date, and under which authorization?"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.compiler.rulebook import Rulebook
from lockgate.compiler.timeline import CODIFIED, ENFORCED, View
from lockgate.door.build import build
from lockgate.door.declarations import Declarations
from lockgate.door.declarations import load as load_declarations
from lockgate.door.model import Interval, Item, Transaction
from lockgate.engine.ask import missing
from lockgate.engine.compose import Composer
from lockgate.engine.decide import decide
from lockgate.engine.outcome import AUTHORIZED, CANNOT_DECIDE, LADDER, NO_REQUIREMENT, NOT_SUBJECT
from lockgate.engine.prepare import SHIPMENT_TPP, Preparer, shipment_tpp, unit_tpp
from lockgate.engine.proofs import Proofs
from lockgate.engine.readings import effects
from lockgate.engine.result import Determination, PostureAnswer
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from lockgate.compiler.unit import Unit


@dataclass(frozen=True, slots=True)
class Question:
    """How an answer is wanted: day, posture, knowledge and readings."""

    as_of: date
    posture: str
    known_at: date | None
    readings: Mapping[str, str]


@functools.lru_cache(maxsize=8)
def default_rulebook(overlays: tuple[str, ...] = ()) -> Rulebook:
    """The built-in rulebook, with overlays laid over it; loaded once."""
    return Rulebook.load(overlays=overlays, cached=True)


@functools.lru_cache(maxsize=8)
def _declarations(rulebook: Rulebook) -> Declarations:
    return rulebook.keep("declarations", lambda: load_declarations(*rulebook.folders))


@functools.lru_cache(maxsize=8)
def preparer_of(rulebook: Rulebook) -> Preparer:
    """The preparer of a rulebook; made once."""
    return Preparer(rulebook.layout)


def determine(
    transaction: Mapping[str, Any] | Transaction,
    *,
    as_of: date | str | None = None,
    posture: str = ENFORCED,
    known_at: date | str | None = None,
    readings: Mapping[str, str] | None = None,
    overlays: Iterable[Path | str] = (),
    rulebook: Rulebook | None = None,
) -> Determination:
    """Decide one transaction.

    Args:
        transaction: the facts, as read from a transaction file (``schema: lockgate.transaction/1``) or already typed.
        as_of: day of the transaction; the transaction's own ``as_of`` if None.
        posture: ``enforced`` (default), ``codified`` or ``proposed:ID``. The others are shown beside it.
        known_at: decide with what could be known on that day; None means everything.
        readings: other sides of contested readings, by id.
        overlays: folders of further provisions (letters, licences held, stricter policy).
        rulebook: a loaded rulebook; the built-in one if None.

    Returns:
        A `Determination`; ``to_dict()`` gives the JSON result, ``explain()`` the proof.

    Errors:
        `lockgate.errors.InputError` for facts that cannot be read, `lockgate.errors.RulebookError` for overlays.

    >>> answer = determine(
    ...     {
    ...         "as_of": "2025-06-01",
    ...         "activity": "export",
    ...         "origin": "US",
    ...         "destination": "MY",
    ...         "item": {"chip": "nvidia-h100-sxm", "quantity": 8},
    ...         "parties": {"consignee": {"location": "MY", "headquarters": "MY", "ultimate_parent": "MY"}},
    ...         "base": "ordinary-course",
    ...     }
    ... )
    >>> answer.outcome, answer.classification.eccn
    ('no_requirement_found', '3A090.a')
    >>> [(other.id, other.outcome) for other in answer.postures]
    [('enforced', 'no_requirement_found'), ('codified', 'authorized')]
    """
    book = rulebook or default_rulebook(tuple(str(folder) for folder in overlays))
    typed = transaction if isinstance(transaction, Transaction) else build(transaction, declarations_of(book))
    question = Question(_day(as_of, typed), posture, _date(known_at, "known_at"), _readings(book, readings or {}))
    book.check_posture(View(posture))
    if len(typed.items) <= 1:
        return _line(book, question, typed, typed.items[0] if typed.items else None)
    return _lines(book, question, _with_shipment(book, question, typed))


def declarations_of(rulebook: Rulebook) -> Declarations:
    """What may be stated under a rulebook."""
    return _declarations(rulebook)


def _date(value: date | str | None, name: str) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InputError(f"'{value}' is no date", place=name, hint="write 2025-05-15") from None


def _day(as_of: date | str | None, transaction: Transaction) -> date:
    day = _date(as_of, "as_of") or transaction.as_of
    if day is None:
        raise InputError(
            "the day of the transaction is missing", place="as_of", hint="write as_of: 2025-06-01, or use --as-of"
        )
    return day


def _readings(book: Rulebook, readings: Mapping[str, str]) -> Mapping[str, str]:
    from lockgate.compiler.fields import nearest

    for name, value in readings.items():
        reading = book.source.readings.get(name)
        if reading is None:
            raise InputError(f"unknown reading '{name}'", place="--reading", hint=nearest(name, book.source.readings))
        if value not in dict(reading.values):
            known = ", ".join(side for side, _ in reading.values)
            raise InputError(f"reading '{name}' has no side '{value}'", place="--reading", hint=f"one of {known}")
    return readings


# ---- several items


def _with_shipment(book: Rulebook, question: Question, transaction: Transaction) -> Transaction:
    """Add the aggregate TPP of the shipment; only lines that may be at the a level count."""
    if SHIPMENT_TPP in transaction.values:
        return transaction
    unit = book.unit(question.as_of, question.posture, question.known_at)
    counted = []
    for item in transaction.items:
        prepared = preparer_of(book).prepare(transaction, item, question.as_of, question.readings)
        levels = decide(unit, prepared, settle=False).values("level")
        counted.append((item, "a" in levels, levels == ("a",)))
    return replace(transaction, values={**transaction.values, SHIPMENT_TPP: shipment_tpp(counted)})


def _lines(book: Rulebook, question: Question, transaction: Transaction) -> Determination:
    """Decide each item; the transaction takes its worst line."""
    lines = tuple(_line(book, question, transaction, item) for item in transaction.items)
    order = [*LADDER[:3], CANNOT_DECIDE, *LADDER[3:]]
    worst = max(lines, key=lambda line: order.index(line.outcome or NOT_SUBJECT))
    return replace(
        worst,
        lines=lines,
        release=all(line.release for line in lines),
        ready=all(line.ready for line in lines),
        because=f"{worst.label}: {worst.because}" if worst.label else worst.because,
    )


# ---- one item


def _line(book: Rulebook, question: Question, transaction: Transaction, item: Item | None) -> Determination:
    if item is not None and SHIPMENT_TPP not in transaction.values:
        transaction = replace(transaction, values={**transaction.values, SHIPMENT_TPP: _own_tpp(item)})
    prepared = preparer_of(book).prepare(transaction, item, question.as_of, question.readings)
    unit = book.unit(question.as_of, question.posture, question.known_at)
    decided = decide(unit, prepared)
    composer = Composer(decided, transaction)
    others = [name for name in (ENFORCED, CODIFIED) if name != question.posture]
    answers = {question.posture: _posture(composer, question.posture)}
    for name in others:
        other = decide(book.unit(question.as_of, name, question.known_at), prepared)
        answers[name] = _posture(Composer(other, transaction), name)
    ordered = sorted(answers.values(), key=lambda answer: (answer.id != question.posture, answer.id != ENFORCED))
    return _compose(book, question, transaction, item, composer, tuple(ordered))


def _own_tpp(item: Item) -> Interval:
    low, high = unit_tpp(item)
    quantity = item.values.get("item.quantity")
    if not isinstance(quantity, Interval):
        return Interval(Fraction(0), None)
    return Interval(low * (quantity.low or 0), None if high is None or quantity.high is None else high * quantity.high)


def _posture(composer: Composer, name: str) -> PostureAnswer:
    requirements = composer.requirements()
    wanted = composer.decided.possible & composer.unit.masks["requires"]
    fits = tuple(
        composer.unit.rule(bit).provision.code for bit, maybe, _ in composer.decided.coverage if not wanted & ~maybe
    )
    outcome = composer.decided.verdict.outcome if composer.transaction.subject == "transaction" else None
    return PostureAnswer(
        name,
        outcome,
        composer.because(requirements),
        fits,
        composer.headline(requirements),
        tuple(item.id for item in requirements if item.status != "exempt"),
    )


def _compose(
    book: Rulebook,
    question: Question,
    transaction: Transaction,
    item: Item | None,
    composer: Composer,
    postures: tuple[PostureAnswer, ...],
) -> Determination:
    decided = composer.decided
    is_transaction = transaction.subject == "transaction"
    requirements = composer.requirements() if is_transaction else ()
    authorizations = composer.authorizations() if is_transaction else ()
    flags = composer.flags() if is_transaction else ()
    holds = tuple(flag.id for flag in flags if flag.status == "raised")
    ready = composer.ready(authorizations)
    verdict = decided.verdict
    go = verdict.outcome in (NOT_SUBJECT, NO_REQUIREMENT) or (verdict.outcome == AUTHORIZED and ready)
    warnings, not_checked = _remarks(book, question, transaction, item, composer, postures)
    return Determination(
        as_of=question.as_of,
        known_at=question.known_at,
        posture=question.posture,
        outcome=verdict.outcome if is_transaction else None,
        at_least=verdict.at_least if is_transaction else None,
        at_most=verdict.at_most if is_transaction else None,
        release=is_transaction and go and not holds,
        ready=ready or (is_transaction and verdict.outcome in (NOT_SUBJECT, NO_REQUIREMENT)),
        classification=composer.classification(),
        requirements=requirements,
        authorizations=authorizations,
        review_policy=composer.headline(requirements),
        limits=composer.limits(),
        quota=composer.quotas() if is_transaction else (),
        flags=flags,
        holds=holds,
        assumed=_assumed(transaction, composer),
        missing=missing(decided) if is_transaction else (),
        not_checked=not_checked,
        readings=effects(decided, transaction),
        postures=postures,
        confidence=composer.confidence(),
        warnings=warnings,
        rulebook={"version": book.version, "sha256": book.sha256, "current_to": book.current_to.isoformat()},
        id=transaction.id,
        label=item.label if item is not None else transaction.label,
        because=postures[0].because,
        proof=Proofs(composer),
    )


def _assumed(transaction: Transaction, composer: Composer) -> tuple[dict[str, str], ...]:
    """What a baseline filled in, and what is taken as not known because nobody said it."""
    found = [{"fact": path, "value": value, "why": why} for path, value, why in transaction.assumed]
    unit = composer.unit
    wanted = unit.masks["requires"] | unit.masks["prohibits"]
    for name in knowledge_facts(unit, wanted):
        if name not in transaction.values:
            found.append({"fact": name, "value": "not known", "why": "nobody stated it"})
    return tuple(found)


@functools.lru_cache(maxsize=256)
def _knowledge(unit_key: tuple[date, str, date | None, int], rules: tuple[Any, ...]) -> tuple[str, ...]:
    from lockgate.compiler.ir import Member, walk

    names: dict[str, None] = {}
    for rule in rules:
        for node in walk(rule.cond):
            if isinstance(node, Member) and node.fact.startswith("knowledge."):
                names[node.fact] = None
    return tuple(names)


def knowledge_facts(unit: Unit, mask: int) -> tuple[str, ...]:
    """Knowledge facts on which requirements and prohibitions in force turn."""
    if "knowledge" not in unit.notes:
        unit.notes["knowledge"] = _knowledge((unit.day, unit.posture, unit.known_at, mask), tuple(unit.picked(mask)))
    found: tuple[str, ...] = unit.notes["knowledge"]
    return found


def _remarks(
    book: Rulebook,
    question: Question,
    transaction: Transaction,
    item: Item | None,
    composer: Composer,
    postures: tuple[PostureAnswer, ...],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Warnings and the list of what was not checked."""
    warnings = [*transaction.conflicts]
    notes = [*transaction.notes, *(item.notes if item is not None else ())]
    if question.as_of > book.current_to:
        warnings.append(f"the law was last reviewed on {book.current_to}; {question.as_of} lies after it")
    if question.as_of < book.first_day:
        warnings.append(f"the rulebook begins on {book.first_day}; {question.as_of} lies before it")
    outcomes = {answer.outcome for answer in postures}
    if len(outcomes) > 1:
        other = postures[1]
        warnings.append(f"in the {other.id} posture the outcome is {other.outcome}: {other.because}")
    not_checked = []
    for rule in composer.remarks():
        (not_checked if rule.provision.kind == "not_checked" else warnings).append(rule.provision.say)
    warnings += [f"note: {note}" for note in notes]
    return tuple(dict.fromkeys(warnings)), tuple(dict.fromkeys(not_checked))


__all__ = ["Determination", "default_rulebook", "determine"]
