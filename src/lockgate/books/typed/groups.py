"""Which columns the door must see together, and which it may see by themselves.

The door types an item as a whole, each party as a whole, and nearly every other key by itself. Columns that it types
independently are *groups* of their own: every distinct content of a group is typed once, however many lines have it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lockgate.books.model import MappedColumn, Mapping
    from lockgate.door.declarations import Declarations

BASE, ITEM, QUANTITY, DAY = "base", "item", "item.quantity", "as_of"
"""Groups that are treated in a way of their own."""
LABELS = frozenset({"id", "line", "label", "note", "schema", "item.label", "item.note"})
"""Paths that go through to the result and decide nothing."""
_NAMES = frozenset({"name", "id", "address", "identifiers", "note"})
"""Keys of a party that say who it is: for a decision only that there is somebody."""


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that are typed together.

    Attributes:
        id: the path that they share.
        columns: what decides, column by column.
        presence: columns of which only counts whether something stands in them.
        constants: paths and values that are the same on all lines.
    """

    id: str
    columns: tuple[MappedColumn, ...]
    presence: tuple[MappedColumn, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()


def groups_of(mapping: Mapping, declared: Declarations) -> tuple[Group, ...]:
    """The groups of a mapping, the baseline first.

    >>> from lockgate.books.model import MappedColumn, Mapping
    >>> from lockgate.door.declarations import load
    >>> columns = [MappedColumn(path, path) for path in ("item.chip", "item.quantity", "destination", "end_use")]
    >>> [group.id for group in groups_of(Mapping(tuple(columns)), load())]
    ['base', 'destination', 'end_use', 'item', 'item.quantity']
    """
    linked = _linked(declared)
    found: dict[str, list[MappedColumn]] = {BASE: []}
    constants: dict[str, list[tuple[str, str]]] = {}
    for column in mapping.used:
        if column.path not in LABELS:
            found.setdefault(_group(column.path, linked), []).append(column)
    for path, value in mapping.constants.items():
        constants.setdefault(_group(path, linked), []).append((path, value))
    if mapping.base and not found[BASE]:
        constants.setdefault(BASE, []).append((BASE, mapping.base))
    names = [BASE, *sorted({*found, *constants} - {BASE})]
    return tuple(_made(name, found.get(name, []), constants.get(name, [])) for name in names)


def _made(name: str, columns: list[MappedColumn], constants: list[tuple[str, str]]) -> Group:
    presence = [column for column in columns if _only_presence(name, column.path)]
    deciding = [column for column in columns if column not in presence]
    return Group(name, tuple(deciding), tuple(presence), tuple(constants))


def texts(mapping: Mapping) -> dict[str, str]:
    """Headers of the columns that go through to the result, by path."""
    return {column.path: column.header for column in mapping.used if column.path in LABELS}


def _linked(declared: Declarations) -> dict[str, str]:
    """Facts that a word of another fact implies, such as knowledge of a military end use, and that fact."""
    return {implied: fact.id for fact in declared.facts.values() for implied in fact.implies.values()}


def _group(path: str, linked: dict[str, str]) -> str:
    parts = path.split(".")
    if path == QUANTITY:
        return QUANTITY
    if parts[0] == "parties":
        return ".".join(parts[:2])
    if parts[0] in {"item", "items", "licences", "shipment"}:
        return parts[0]
    return linked.get(path, path)


def _only_presence(group: str, path: str) -> bool:
    return group.startswith("parties.") and path.removeprefix(f"{group}.").rpartition(".")[2] in _NAMES
