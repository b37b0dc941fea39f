"""Lines for the conformance pack: the worked cases of the rulebook, as they are and with facts taken away."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import load_yaml
from lockgate.compiler.rulebook import BUILT_IN
from lockgate.door.build import build
from lockgate.engine.decide import decide
from lockgate.engine.determine import declarations_of, own_shipment, preparer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from lockgate import Rulebook
    from lockgate.compiler.sql.law import Law
    from lockgate.door.model import Item, Transaction
    from lockgate.engine.prepare import Prepared

SHARES = (0.0, 0.15, 0.30)
"""Shares of the facts of a case that are taken away."""
_QUESTION = "rulebook_question"


@dataclass(frozen=True, slots=True)
class Vector:
    """One line on a day, and what it came from."""

    name: str
    transaction: Transaction
    item: Item | None
    day: date

    def prepared(self, book: Rulebook, readings: Mapping[str, str]) -> Prepared:
        """Its slots."""
        return preparer_of(book).prepare(self.transaction, self.item, self.day, readings)


def vectors(book: Rulebook, law: Law) -> Iterator[Vector]:
    """The lines of the pack: each case on its day, or on the first day of the law if that is no day of it."""
    first, last = law.stretches[0].first, law.stretches[-1].last
    for number, (name, raw) in enumerate(_cases(book)):
        typed = build(raw, declarations_of(book))
        day = typed.as_of or first
        if day < first or (last is not None and day > last):
            day = law.stretches[number % len(law.stretches)].first
        for share in SHARES:
            less = taken_away(typed, share, number)
            for item in less.items or (None,):
                yield Vector(f"{name}, {round(share * 100)} % taken away", own_shipment(less, item), item, day)


def _cases(book: Rulebook) -> Iterator[tuple[str, Any]]:
    folder = (book.folders[0] if book.folders else BUILT_IN) / "cases"
    for path in sorted(folder.rglob("*.yaml")):
        if path.parent != folder:
            for case in load_yaml(path, path.relative_to(folder).as_posix()):
                if case.get("kind") != _QUESTION:
                    yield str(case["id"]), case["transaction"]


def taken_away(transaction: Transaction, share: float, seed: int) -> Transaction:
    """The transaction without a share of its facts, the same ones every time."""
    if not share:
        return transaction
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret

    def less(values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if chance.random() >= share}

    items = tuple(replace(item, values=less(item.values)) for item in transaction.items)
    roles = {
        role: replace(group, elements=tuple(replace(one, values=less(one.values)) for one in group.elements))
        for role, group in transaction.roles.items()
    }
    return replace(transaction, values=less(transaction.values), items=items, roles=roles)


def answer(book: Rulebook, postures: Sequence[str], vector: Vector, readings: Mapping[str, str]) -> dict[str, str]:
    """What the engine says of a line, in the columns of the query: before its bounded search of completions."""
    found: dict[str, str] = {}
    prepared = vector.prepared(book, readings)
    for posture in postures:
        decided = decide(book.unit(vector.day, posture), prepared, settle=False)
        unit, asked = decided.unit, decided.possible & decided.unit.masks["requires"]
        maybe = unit.picked(asked & ~decided.certain)
        ways = [unit.rule(bit).id for bit, _, sure in decided.coverage if asked and not asked & ~sure]
        found |= {
            f"{posture}_outcome": decided.verdict.outcome,
            f"{posture}_at_least": decided.verdict.at_least,
            f"{posture}_at_most": decided.verdict.at_most,
            **{f"{posture}_{stage}": _listed(decided.values(stage)) for stage in unit.chains},
            f"{posture}_requirements": _listed(rule.id for rule in decided.rules("requires", certain=True)),
            f"{posture}_requirements_open": _listed(rule.id for rule in maybe),
            f"{posture}_authorizations": _listed(ways),
        }
    return found


def _listed(words: Any) -> str:
    return " ".join(sorted(words))
