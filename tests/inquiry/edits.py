"""Typed transactions with single facts stated otherwise, for checks by brute force."""

from __future__ import annotations

import dataclasses
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from lockgate.door.model import Categorical, Element, Group, Interval, Item, SetValue, Transaction, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lockgate.inquiry.reasons.records import RepairChange


def value_of(change: RepairChange, kind: str) -> Value:
    """The value that a change asks for: any of its words, or the number at its bound."""
    if kind == "set":
        certain = frozenset(change.values) - {"none"}
        return SetValue(certain, certain)
    if change.values:
        return Categorical(frozenset(change.values))
    ends = [bound(text) for text in (change.at_least, change.at_most)]
    low, high = ends
    return Interval(low if low is not None else high, low if low is not None else high)


def bound(text: str) -> Fraction | None:
    """A bound as text: a day or a number."""
    if not text:
        return None
    return Fraction(date.fromisoformat(text).toordinal()) if text.count("-") == 2 else Fraction(text)


def stated(transaction: Transaction, path: str, value: Value | None) -> Transaction:
    """The transaction with one fact stated otherwise; without a value a collection is said to be complete."""
    if value is None:
        return _groups(
            transaction, lambda name, group: dataclasses.replace(group, complete=True) if name == path else group
        )
    if path.startswith("item."):
        items = tuple(_item(item, path, value) for item in transaction.items)
        return dataclasses.replace(transaction, items=items)
    found = _elements(transaction, path, value)
    return found or dataclasses.replace(transaction, values={**transaction.values, path: value})


def _item(item: Item, path: str, value: Value) -> Item:
    return dataclasses.replace(item, values={**item.values, path: value})


def _elements(transaction: Transaction, path: str, value: Value) -> Transaction | None:
    hits: list[str] = []

    def edit(element: Element, kind: str) -> Element:
        children = {
            name: dataclasses.replace(group, elements=tuple(edit(one, "owner") for one in group.elements))
            for name, group in element.children.items()
        }
        if path.startswith(f"{element.path}."):
            rest = path.removeprefix(f"{element.path}.")
            if "[" not in rest:
                hits.append(rest)
                return dataclasses.replace(
                    element, values={**element.values, f"{kind}.{rest}": value}, children=children
                )
        return dataclasses.replace(element, children=children)

    def each(group: Group, kind: str) -> Group:
        return dataclasses.replace(group, elements=tuple(edit(one, kind) for one in group.elements))

    changed = dataclasses.replace(
        transaction,
        roles={role: each(group, "party") for role, group in transaction.roles.items()},
        licences=each(transaction.licences, "licence"),
        items=tuple(dataclasses.replace(item, circuits=each(item.circuits, "circuit")) for item in transaction.items),
    )
    return changed if hits else None


def _groups(transaction: Transaction, edit: Callable[[str, Group], Group]) -> Transaction:
    def roles(found: Mapping[str, Group]) -> dict[str, Group]:
        return {
            role: edit(role, dataclasses.replace(group, elements=tuple(inner(one) for one in group.elements)))
            for role, group in found.items()
        }

    def inner(element: Element) -> Element:
        children = {name: edit(f"{element.path}.{name}", group) for name, group in element.children.items()}
        return dataclasses.replace(element, children=children)

    items = tuple(dataclasses.replace(item, circuits=edit("circuits", item.circuits)) for item in transaction.items)
    return dataclasses.replace(
        transaction, roles=roles(transaction.roles), items=items, sites=edit("sites", transaction.sites)
    )
