"""Taking facts away from a typed transaction."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.inputs import Line, rulebook

from lockgate.door.model import Element, Group, Value

if TYPE_CHECKING:
    from random import Random

Drop = Callable[[str], bool]
FIXED = ("as_of", "subject")
"""The day and the kind of question are the question itself."""


def without(line: Line, kind: str, share: float, rng: Random) -> Line:
    """The line with this share of its facts of one kind (world, knowledge, evidence) removed at random."""
    return dropping(line, kind, lambda _: rng.random() < share)


def without_each(line: Line) -> Iterator[tuple[str, Line]]:
    """The line without one of its world facts, for each of them in turn, with the fact's name."""
    names: list[str] = []

    def keep(name: str) -> bool:
        names.append(name)
        return False

    dropping(line, "world", keep)
    for wanted, name in enumerate(names):
        turns = itertools.count()
        yield name, dropping(line, "world", lambda _, wanted=wanted, turns=turns: next(turns) == wanted)  # type: ignore[misc]


def dropping(line: Line, kind: str, choose: Drop) -> Line:
    """The line without the facts of one kind that are chosen; every fact that is there is asked about once."""
    facts = rulebook().source.facts

    def drop(name: str) -> bool:
        fits = name in facts and facts[name].kind == kind and name not in FIXED
        return fits and choose(name)

    def drop_group(name: str) -> bool:
        return kind == "world" and name in rulebook().source.collections and choose(name)

    transaction = line.transaction
    roles = {role: _group(group, drop, drop_group) for role, group in transaction.roles.items()}
    item = line.item
    if item is not None:
        circuits = Group((), complete=False) if drop_group("circuits") else _group(item.circuits, drop, drop_group)
        item = replace(item, values=_kept(item.values, drop), circuits=circuits)
    return replace(
        line,
        transaction=replace(
            transaction,
            values=_kept(transaction.values, drop),
            roles=roles,
            items=(item,) if item is not None else (),
            licences=_group(transaction.licences, drop, drop_group),
            sites=_group(transaction.sites, drop, drop_group),
        ),
        item=item,
    )


def without_roles(line: Line, share: float, rng: Random) -> Line:
    """The line with whole parties left out: nobody says that they are there at all."""
    roles = {role: group for role, group in line.transaction.roles.items() if rng.random() >= share}
    return replace(line, transaction=replace(line.transaction, roles=roles))


def _kept(values: Mapping[str, Value], drop: Drop) -> dict[str, Value]:
    return {name: value for name, value in values.items() if not drop(name)}


def _group(group: Group, drop: Drop, drop_group: Drop) -> Group:
    return replace(group, elements=tuple(_element(element, drop, drop_group) for element in group.elements))


def _element(element: Element, drop: Drop, drop_group: Drop) -> Element:
    children = {
        name: _group(child, drop, drop_group) for name, child in element.children.items() if not drop_group(name)
    }
    return replace(element, values=_kept(element.values, drop), children=children)
