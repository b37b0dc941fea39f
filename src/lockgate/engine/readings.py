"""Which contested readings matter: evaluate once with all of them open, then flip those that were touched."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from lockgate.compiler.ir import Member, Node, walk
from lockgate.engine.compose import Composer
from lockgate.engine.decide import Decided, run
from lockgate.engine.outcome import CANNOT_DECIDE
from lockgate.engine.result import ReadingEffect
from lockgate.engine.split import Restriction, assume

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.layout import Slot
    from lockgate.compiler.model import Reading
    from lockgate.compiler.unit import Rule, Unit
    from lockgate.door.model import Transaction

_PREFIX = "reading."
Signature = tuple[str, tuple[str, ...], str | None, tuple[str, ...]]


def signature(decided: Decided, transaction: Transaction) -> Signature:
    """What of an answer a reading may change: outcome, authorizations that fit, policy, limits."""
    composer = Composer(decided, transaction)
    if transaction.subject != "transaction":
        return ("", (), None, tuple(f"{limit.id} {limit.word}" for limit in composer.limits()))
    requirements = [composer.requirement(rule, "holds") for rule in decided.rules("requires", certain=True)]
    return (decided.verdict.outcome, tuple(sorted(set(composer.fitting()))), composer.headline(requirements), ())


def effects(decided: Decided, transaction: Transaction) -> tuple[ReadingEffect, ...]:
    """The readings on which the answer turns, with what their alternatives give.

    First all of them are left open: if the answer stands, none matters. Otherwise those are flipped that the law
    mentions where it then says something else.
    """
    opened = replace(decided, cells=decided.cells.copy())
    for slot in _slots(decided):
        opened.cells[slot.at] = slot.full
    opened = _again(opened)
    rules = touched(decided, opened, transaction)
    if not rules:
        return ()
    mine = signature(decided, transaction)
    if mine[0] != CANNOT_DECIDE and signature(opened, transaction) == mine:
        return ()
    source, unit = decided.unit.layout.symbols.source, decided.unit
    names = {name for rule in rules for name in readings_of(unit, rule)}
    candidates = [source.readings[name] for name in sorted(names)]
    trial = replace(decided, cells=decided.cells.copy())  # what is tried here leaves no trace
    found = [effect for reading in candidates if (effect := _flip(trial, transaction, reading, mine)) is not None]
    return tuple(found or _pairs(trial, transaction, candidates, mine))


def touched(decided: Decided, opened: Decided, transaction: Transaction) -> list[Rule]:
    """Rules that say something else when the readings are open."""
    rules = [*_differing(decided, opened), *_open_reviews(opened)]
    if transaction.subject != "transaction":
        rules += decided.unit.of("limits")
    return rules


def _slots(decided: Decided) -> list[Slot]:
    notes = decided.unit.notes
    if "reading slots" not in notes:
        slots = decided.unit.layout.slots
        notes["reading slots"] = [slot for name, slot in slots.items() if name.startswith(_PREFIX)]
    found: list[Slot] = notes["reading slots"]
    return found


def _differing(decided: Decided, opened: Decided) -> list[Rule]:
    """Rules whose masks changed when the readings were opened, and the classifications behind them."""
    unit = opened.unit
    rules: list[Rule] = []
    mask = (opened.possible ^ decided.possible) | (opened.certain ^ decided.certain)
    if mask:
        rules += unit.picked(mask)
        evaluator = opened.evaluator
        rules += [
            rule for chain in unit.chains.values() for rule in chain if evaluator.value(rule.cond) == (True, False)
        ]
    return rules + [unit.rule(closer) for rule in rules for closer, _ in rule.closed_by]


def _open_reviews(opened: Decided) -> list[Rule]:
    wanted = opened.possible & opened.unit.masks["requires"]
    chains = [opened.unit.reviews.get(rule.bit, ()) for rule in opened.unit.picked(wanted)]
    evaluator = opened.evaluator
    return [rule for chain in chains for rule in chain if evaluator.value(rule.cond) == (True, False)]


def readings_of(unit: Unit, rule: Rule) -> frozenset[str]:
    """Readings that a rule's conditions mention; worked out once for each rule."""
    kept: dict[int, frozenset[str]] = unit.notes.setdefault("readings", {})
    if rule.bit not in kept:
        roots = [rule.cond, rule.must, *(step.cond for step in rule.duties)]
        kept[rule.bit] = frozenset(name for root in roots if root is not None for name in _named(root))
    return kept[rule.bit]


def _named(root: Node) -> Iterator[str]:
    for node in walk(root):
        if isinstance(node, Member) and node.fact.startswith(_PREFIX):
            yield node.fact.removeprefix(_PREFIX)


def _flip(decided: Decided, transaction: Transaction, reading: Reading, mine: Signature) -> ReadingEffect | None:
    slot = decided.unit.layout.slots[_PREFIX + reading.id]
    used = next(value for value, bit in slot.bits.items() if decided.cells[slot.at] & bit)
    otherwise = []
    for value, bit in slot.bits.items():
        if value == used:
            continue
        with assume(Restriction(decided.cells, slot.at, (bit,))):
            other = signature(_again(decided), transaction)
        if other != mine:
            otherwise.append((value, shown(other, mine)))
    if not otherwise:
        return None
    return ReadingEffect(reading.id, reading.question, used, tuple(otherwise), reading.cite.ref)


def _again(decided: Decided) -> Decided:
    """The same facts decided anew with whatever stands in the slots now."""
    possible, certain, coverage, verdict = run(decided.unit, decided.cells)
    return Decided(decided.unit, decided.prepared, decided.cells, possible, certain, coverage, verdict)


def _pairs(
    decided: Decided, transaction: Transaction, candidates: list[Reading], mine: Signature
) -> list[ReadingEffect]:
    """Two readings that change the answer only together."""
    found = []
    for first, second in itertools.combinations(candidates[:8], 2):
        one, two = (decided.unit.layout.slots[_PREFIX + item.id] for item in (first, second))
        for (value, bit), (name, other_bit) in itertools.product(one.bits.items(), two.bits.items()):
            if value == first.default or name == second.default:
                continue
            with (
                assume(Restriction(decided.cells, one.at, (bit,))),
                assume(Restriction(decided.cells, two.at, (other_bit,))),
            ):
                other = signature(_again(decided), transaction)
            if other != mine:
                gives = f"together with {second.id} = {name}: {shown(other, mine)}"
                found.append(ReadingEffect(first.id, first.question, first.default, ((value, gives),), first.cite.ref))
    return found


def shown(other: Signature, mine: Signature) -> str:
    """What differs, in words."""
    outcome, fits, policy, limits = other
    parts = []
    if limits != mine[3]:
        parts.append("; ".join(item for item in limits if item not in mine[3]))
    if outcome != mine[0] or not parts:
        parts.insert(0, outcome or "")
    if fits != mine[1]:
        parts.append(f"fits: {', '.join(fits) or 'none'}")
    if policy != mine[2]:
        parts.append(f"review policy {policy or 'open'}")
    return "; ".join(part for part in parts if part)
