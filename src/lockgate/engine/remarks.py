"""What stands beside an answer: what was assumed, warnings, and what was not checked."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from lockgate.compiler.ir import Member, Overlap, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Unit
    from lockgate.engine.compose import Composer
    from lockgate.engine.result import PostureAnswer

Words = tuple[str, ...]


def assumed(composer: Composer) -> tuple[Mapping[str, str], ...]:
    """What a baseline filled in, and what is taken as not known because nobody said it."""
    transaction = composer.transaction
    found = [{"fact": path, "value": value, "why": why} for path, value, why in transaction.assumed]
    found += [{"fact": role, "value": value, "why": "nobody named one"} for role, value in absent_roles(composer)]
    kept = [entry for entry in not_known(composer.unit) if entry["fact"] not in transaction.values]
    return (*(MappingProxyType(entry) for entry in found), *kept)


def not_known(unit: Unit) -> tuple[Mapping[str, str], ...]:
    """What is printed for each knowledge fact on which stops in force turn, if nobody states it.

    The same for every transaction, so worked out once.
    """
    if "not known" not in unit.notes:
        unit.notes["not known"] = tuple(
            MappingProxyType({"fact": name, "value": "not known", "why": "nobody stated it"})
            for name in dict.fromkeys(_knowledge(unit))
        )
    found: tuple[Mapping[str, str], ...] = unit.notes["not known"]
    return found


def absent_roles(composer: Composer) -> Iterator[tuple[str, str]]:
    """Roles of the transaction that nobody filled: who stands in, or that there is none."""
    roles = composer.transaction.roles
    if not composer.moves or not roles:
        return
    for collection in composer.unit.layout.symbols.source.collections.values():
        if len(collection.roles) != 1 or collection.roles[0] in roles:
            continue
        stand_in = next((role for role in collection.stands_in if role in roles), None)
        if stand_in is not None:
            yield collection.roles[0], f"the {stand_in}"
        elif collection.absent == "none":
            yield collection.roles[0], "none"


def _knowledge(unit: Unit) -> Iterator[str]:
    facts = unit.layout.symbols.facts
    for rule in unit.picked(unit.masks["requires"] | unit.masks["prohibits"]):
        for node in walk(rule.cond):
            if isinstance(node, (Member, Overlap)):
                fact = facts[node.fact]
                if fact.kind == "knowledge" and not fact.element:
                    yield node.fact


def remarks(book: Rulebook, day: date, composer: Composer, postures: tuple[PostureAnswer, ...]) -> tuple[Words, Words]:
    """Warnings, and the list of what was not checked."""
    transaction, item = composer.transaction, composer.decided.prepared.item
    warnings = [*transaction.conflicts]
    if day > book.current_to:
        warnings.append(f"the law was last reviewed on {book.current_to}; {day} lies after it")
    warnings += [
        f"in the {other.id} posture the outcome is {other.outcome}: {other.because}"
        for other in postures[1:]
        if other.outcome != postures[0].outcome
    ]
    not_checked: list[str] = []
    for rule in composer.remarks():
        (not_checked if rule.provision.kind == "not_checked" else warnings).append(rule.provision.say)
    warnings += [f"note: {note}" for note in (*transaction.notes, *(item.notes if item is not None else ()))]
    return tuple(dict.fromkeys(warnings)), tuple(dict.fromkeys(not_checked))
