"""The public question: may this go to these parties, there, for that use, on that date, under which authorization?"""

from __future__ import annotations

import functools
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lockgate.compiler.rulebook import Rulebook
from lockgate.compiler.timeline import CODIFIED, ENFORCED, View
from lockgate.door.build import build, recount
from lockgate.door.declarations import Declarations
from lockgate.door.declarations import load as load_declarations
from lockgate.door.model import Interval, Item, Transaction
from lockgate.engine.ask import missing, missing_limits, reworded
from lockgate.engine.compose import Composer
from lockgate.engine.counting import counting_effects, other_ways
from lockgate.engine.decide import decide
from lockgate.engine.outcome import NO_REQUIREMENT, NOT_SUBJECT
from lockgate.engine.prepare import SHIPMENT_TPP, Preparer, shipment_tpp, unit_tpp
from lockgate.engine.proofs import Proofs
from lockgate.engine.question import Question, check_day, check_readings, date_of, day_of
from lockgate.engine.readings import effects
from lockgate.engine.remarks import assumed, remarks
from lockgate.engine.result import WORST, Determination, PostureAnswer, exit_code
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from lockgate.engine.prepare import Prepared
    from lockgate.engine.result import ReadingEffect


@functools.lru_cache(maxsize=8)
def default_rulebook(overlays: tuple[str, ...] = ()) -> Rulebook:
    """The built-in rulebook, with overlays laid over it; loaded once."""
    return Rulebook.load(overlays=overlays, cached=True)


@functools.lru_cache(maxsize=8)
def _declarations(rulebook: Rulebook) -> Declarations:
    found = rulebook.keep("declarations", lambda: load_declarations(*rulebook.folders))
    # the same rulebook in another place may have kept them, and that place may be gone
    return found if found.folders == rulebook.folders else replace(found, folders=rulebook.folders)


@functools.lru_cache(maxsize=8)
def preparer_of(rulebook: Rulebook) -> Preparer:
    """The preparer of a rulebook; made once."""
    return Preparer(rulebook.layout)


def determine(  # noqa: PLR0913 - the public question: one transaction and how to look at it
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
    sides = check_readings(book, readings or {})
    book.check_posture(View(posture))
    typed = _typed(transaction, book, sides)
    others = other_ways(typed, declarations_of(book), sides) if typed.raw else ()
    question = Question(day_of(as_of, typed), posture, date_of(known_at, "known_at"), sides, others)
    check_day(book, question.as_of, "as_of")
    check_day(book, question.known_at, "known_at")
    if len(typed.items) <= 1:
        return _line(book, question, typed, typed.items[0] if typed.items else None)
    return _lines(book, question, with_shipment(book, question, typed))


def declarations_of(rulebook: Rulebook) -> Declarations:
    """What may be stated under a rulebook."""
    return _declarations(rulebook)


def _typed(transaction: Mapping[str, Any] | Transaction, book: Rulebook, sides: Mapping[str, str]) -> Transaction:
    """Typed facts, with figures counted the way the readings say."""
    switches = Switches.read(sides)
    if not isinstance(transaction, Transaction):
        return build(transaction, declarations_of(book), switches=switches)
    otherwise = bool(transaction.raw) and switches != Switches()
    return recount(transaction, declarations_of(book), switches) if otherwise else transaction


# ---- several items


def with_shipment(book: Rulebook, question: Question, transaction: Transaction) -> Transaction:
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
    worst = min(lines, key=lambda line: WORST.index(exit_code(line)))
    return replace(
        worst,
        lines=lines,
        release=all(line.release for line in lines),
        ready=all(line.ready for line in lines),
        because=f"{worst.label}: {worst.because}" if worst.label else worst.because,
    )


# ---- one item


def _line(book: Rulebook, question: Question, transaction: Transaction, item: Item | None) -> Determination:
    index = transaction.items.index(item) if item is not None else None
    transaction = own_shipment(transaction, item)
    prepared = preparer_of(book).prepare(transaction, item, question.as_of, question.readings)
    composers = [
        Composer(decide(book.unit(question.as_of, name, question.known_at), prepared), transaction)
        for name in dict.fromkeys((question.posture, ENFORCED, CODIFIED))
    ]
    postures = tuple(posture_answer(composer) for composer in composers)

    def prepare(other: Transaction) -> Prepared:
        mine = other.items[index] if index is not None else None
        return preparer_of(book).prepare(own_shipment(other, mine), mine, question.as_of, question.readings)

    counted = counting_effects(composers[0], question.others, prepare, question.readings) if question.others else ()
    return _compose(book, question, composers[0], postures, counted)


def own_shipment(transaction: Transaction, item: Item | None) -> Transaction:
    """A transaction of one line is its own shipment, unless the aggregate is stated."""
    if item is None or SHIPMENT_TPP in transaction.values:
        return transaction
    return replace(transaction, values={**transaction.values, SHIPMENT_TPP: _own_tpp(item)})


def _own_tpp(item: Item) -> Interval:
    low, high = unit_tpp(item)
    quantity = item.values.get("item.quantity")
    if not isinstance(quantity, Interval):
        return Interval(Fraction(0), None)
    return Interval(low * (quantity.low or 0), None if high is None or quantity.high is None else high * quantity.high)


@functools.lru_cache(maxsize=8)
def stamp(book: Rulebook) -> Mapping[str, str]:
    """Which rulebook an answer rests on."""
    current_to = book.current_to.isoformat()
    return MappingProxyType({"version": book.version, "sha256": book.sha256, "current_to": current_to})


def posture_answer(composer: Composer) -> PostureAnswer:
    """The outcome of one posture, with what decided it."""
    requirements = composer.requirements()
    return PostureAnswer(
        composer.unit.posture,
        composer.decided.verdict.outcome if composer.moves else None,
        composer.because(requirements),
        composer.fitting(),
        composer.headline(requirements),
        tuple(item.id for item in requirements if item.status != "exempt"),
    )


def _compose(
    book: Rulebook,
    question: Question,
    composer: Composer,
    postures: tuple[PostureAnswer, ...],
    counted: tuple[ReadingEffect, ...],
) -> Determination:
    decided, transaction, moves = composer.decided, composer.transaction, composer.moves
    item, verdict = decided.prepared.item, decided.verdict
    requirements = composer.requirements()
    authorizations = composer.authorizations() if moves else ()
    flags = composer.flags() if moves else ()
    holds = tuple(flag.id for flag in flags if flag.status == "raised")
    ready = moves and (verdict.outcome in (NOT_SUBJECT, NO_REQUIREMENT) or composer.ready(authorizations))
    warnings, not_checked = remarks(book, question.as_of, composer, postures)
    return Determination(
        as_of=question.as_of,
        known_at=question.known_at,
        posture=question.posture,
        outcome=verdict.outcome if moves else None,
        at_least=verdict.at_least if moves else None,
        at_most=verdict.at_most if moves else None,
        release=ready and not holds,
        ready=ready,
        classification=composer.classification(),
        requirements=requirements,
        authorizations=authorizations,
        review_policy=composer.headline(requirements),
        limits=composer.limits(),
        quota=composer.quotas() if moves else (),
        flags=flags,
        holds=holds,
        assumed=assumed(composer),
        missing=reworded(missing(decided), transaction) if moves else missing_limits(decided, transaction.subject),
        not_checked=not_checked,
        readings=(*effects(decided, transaction), *counted),
        postures=postures,
        confidence=composer.confidence(),
        warnings=warnings,
        rulebook=stamp(book),
        id=transaction.id,
        label=item.label if item is not None else transaction.label,
        looked_up=transaction.looked_up,
        because=postures[0].because,
        proof=Proofs(composer),
    )


__all__ = ["Determination", "default_rulebook", "determine"]
