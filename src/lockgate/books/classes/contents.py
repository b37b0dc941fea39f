"""What a part writes into the slots of a decision: plain facts, and elements of collections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.door.model import Text
from lockgate.engine.prepare import KIND, STATED, content_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.books.typed.parts import Part
    from lockgate.compiler.layout import Layout
    from lockgate.door.model import Element, Group, Value

Content = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Members:
    """Elements of one collection or role, and whether these are all."""

    name: str
    complete: bool
    elements: tuple[Inside, ...]


@dataclass(frozen=True, slots=True)
class Inside:
    """The contents of one element."""

    kind: str
    facts: Mapping[str, Content]
    children: tuple[Members, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of a part; what it does not state is left to the baseline."""

    facts: Mapping[str, Content]
    members: tuple[Members, ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    base: str = ""


def contents(part: Part, layout: Layout) -> Contents:
    """What a part writes."""
    values: dict[str, Value] = dict(part.values)
    members = [_members(role, group, layout) for role, group in part.roles.items()]
    source = part
    if part.whole is not None:  # a baseline writes everything that it gives
        values = dict(part.whole.values)
        members = [_members(role, group, layout) for role, group in part.whole.roles.items()]
        members += [_members("licences", part.whole.licences, layout), _members("sites", part.whole.sites, layout)]
        flags = part.whole.flags
    else:
        flags = source.flags
    if part.item is not None:
        values.update(part.item.values)
        members.append(_members("circuits", part.item.circuits, layout))
    if part.licences is not None:
        members.append(_members("licences", part.licences, layout))
    if part.sites is not None:
        members.append(_members("sites", part.sites, layout))
    facts = {**_blank(part.drops, layout), **_facts(values, layout)}
    if STATED in facts and KIND not in facts:
        facts[KIND] = ()  # what kind it may be follows from the entry that is stated
    return Contents(facts, tuple(members), tuple(sorted(flags.items())), repr(part.base))


def _facts(values: Mapping[str, Value], layout: Layout) -> dict[str, Content]:
    found: dict[str, Content] = {}
    for fact, value in values.items():
        slot = layout.slots.get(fact)
        if slot is not None and not isinstance(value, Text):
            found[fact] = tuple(content_of(slot, value))
    return found


def _blank(dropped: Iterable[str], layout: Layout) -> dict[str, Content]:
    """What stands in the slots of facts that nobody gives."""
    found: dict[str, Content] = {}
    for fact in dropped:
        slot = layout.slots.get(fact)
        if slot is not None:
            found[fact] = tuple(layout.absent(layout.symbols.facts[fact]))
    return found


def _members(name: str, group: Group, layout: Layout) -> Members:
    return Members(name, group.complete, tuple(_inside(element, layout) for element in group.elements))


def _inside(element: Element, layout: Layout) -> Inside:
    kind = next((fact.partition(".")[0] for fact in element.values), "")
    children = tuple(_members(name, group, layout) for name, group in sorted(element.children.items()))
    return Inside(kind, _facts(element.values, layout), children)
