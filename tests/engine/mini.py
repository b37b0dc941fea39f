"""A rulebook of a few lines for the tests of single mechanisms, and questions to it."""

from __future__ import annotations

import itertools
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from lockgate.compiler.rulebook import Rulebook
from lockgate.door.model import Categorical, Element, Group, Interval, Item, SetValue, Transaction, Value
from lockgate.engine.determine import determine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lockgate.engine.result import Determination

DAY = date(2025, 6, 1)
FILES = {
    "rulebook.yaml": "- {id: mini, name: mini, version: 1, first_day: 2024-01-01, current_to: 2026-01-01}",
    "instruments.yaml": """
- {id: law, name: the law, kind: rule, cite: here, published: 2022-10-07, effective: 2022-10-07}
- {id: bill, name: a bill, kind: proposal, cite: there, published: 2025-01-01, effective: 2025-01-01}
""",
    "facts/all.yaml": """
- {id: as_of, type: date, question: Which day?}
- {id: a, type: boolean, question: Is it a?, known_by: exporter, cost: 1}
- {id: b, type: boolean, question: Is it b?, cost: 1}
- {id: c, type: boolean, question: Is it c?, cost: 3}
- {id: mass, type: number, unit: kg, question: How heavy is it?}
- {id: capacity, type: number, unit: kg, max: 100, question: How much may it be?}
- {id: used, type: number, unit: kg, question: How much was used?}
- {id: packed_on, type: date, question: When was it packed?}
- {id: colour, type: enum, values: [red, green, blue], question: Which colour?}
- {id: paint, type: enum, values: [red, green, blue], question: Which paint?}
- {id: plan, type: set, values: [x, y, z], question: What is planned?}
- {id: knowledge.bad, kind: knowledge, type: boolean, question: Is anything known?}
- {id: knowledge.words, kind: knowledge, type: set, values: [low, loud], question: What was said?}
- {id: evidence.form, kind: evidence, type: boolean, question: Is there a form?}
- {id: evidence.notice_on, kind: evidence, type: date, question: When was notice given?}
- {id: item.quantity, type: integer, unit: units, min: 1, question: How many?}
- {id: party.listed, type: boolean, question: Is the party listed?}
- {id: owner.share, type: number, unit: share, max: 1, question: How much is owned?}
- {id: circuit.tpp, type: number, unit: TPP, question: How fast is it?}
""",
    "stages.yaml": """
- {id: level, name: level, kind: one, effect: classifies, values: [high, low], default: low}
""",
    "collections.yaml": """
- {id: circuits, element: circuit, from: item.circuits, question: Which circuits?}
- {id: owners, element: owner, of: party, question: Who owns it?}
- {id: consignee, element: party, roles: [consignee], absent: unknown, stands_in: [end_user], question: Who gets it?}
- {id: helper, element: party, roles: [helper], absent: none}
- {id: parties, element: party, roles: [consignee, end_user, helper], absent: unknown}
""",
    "parameters/all.yaml": """
- {id: wait_days, unit: days, values: [{from: 2022-10-07, value: 30, confidence: confirmed}]}
- {id: yearly, unit: kg, values: [{from: 2022-10-07, value: 50, confidence: confirmed}]}
""",
}
_COUNT = itertools.count()


def mini(folder: Path, provisions: str, **more: str) -> Rulebook:
    """A rulebook of the usual facts and these provisions; ``more`` adds files such as ``readings``."""
    root = folder / f"rulebook{next(_COUNT)}"
    extra = {f"{name}/all.yaml": text for name, text in more.items()}
    for name, text in {**FILES, "part_1/all.yaml": provisions, **extra}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Rulebook.load(root)


def requires(*conditions: str) -> str:
    """One requirement for each condition: r1, r2, ..."""
    return "\n".join(
        f"- {{id: r{number}, effect: requires, instrument: law, when: {text!r}}}"
        for number, text in enumerate(conditions, 1)
    )


def typed(raw: object) -> Value:
    """A value as the door would type it."""
    if isinstance(raw, bool):
        return Categorical(frozenset({str(raw).lower()}))
    if isinstance(raw, str):
        return Categorical(frozenset({raw}))
    if isinstance(raw, date):
        return typed(raw.toordinal())
    if isinstance(raw, int):
        return Interval(Fraction(raw), Fraction(raw))
    if isinstance(raw, tuple):
        return SetValue(frozenset(raw), frozenset(raw))
    assert isinstance(raw, (Categorical, Interval, SetValue))
    return raw


def party(role: str, owners: tuple[object, ...] | None = None, **facts: object) -> tuple[str, Group]:
    """A role with one party; ``owners=None``: nobody knows the owners."""
    held = [Element({"owner.share": typed(share)}, f"{role}.owners[0]", {}) for share in owners or ()]
    children = {"owners": Group(tuple(held), complete=owners is not None)}
    element = Element({f"party.{name}": typed(raw) for name, raw in facts.items()}, role, children)
    return role, Group((element,), complete=True)


def line(label: str = "", tpp: object = None, **facts: object) -> Item:
    """One item with one circuit."""
    circuit = Element({} if tpp is None else {"circuit.tpp": typed(tpp)}, "items[0].circuits[0]", {})
    return Item(
        {f"item.{name}": typed(raw) for name, raw in facts.items()}, Group((circuit,), complete=True), (), label
    )


def transaction(
    facts: Mapping[str, object] | None = None,
    *,
    subject: str = "transaction",
    items: tuple[Item, ...] = (),
    parties: tuple[tuple[str, Group], ...] = (),
    flags: Mapping[str, str] | None = None,
    day: date | None = DAY,
) -> Transaction:
    return Transaction(
        subject=subject,
        values={name: typed(raw) for name, raw in (facts or {}).items()},
        items=items,
        roles=dict(parties),
        licences=Group((), complete=True),
        sites=Group((), complete=True),
        flags=flags or {},
        as_of=day,
        assumed=(),
        notes=(),
        conflicts=(),
        id="",
        label="",
        raw={},
    )


def ask(book: Rulebook, facts: Mapping[str, object] | None = None, posture: str = "enforced") -> Determination:
    """Ask about a transaction of these facts."""
    return determine(transaction(facts), posture=posture, rulebook=book)
