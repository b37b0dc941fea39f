"""A transaction with another number in one place, typed anew, and what makes two answers the same: for brute force."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lockgate.door.chips import bounds, interval
from lockgate.door.model import Element, Group, Interval, Transaction
from lockgate.engine.spoken import FITS
from lockgate.inquiry.course.axes import DENSITY, area_of
from lockgate.inquiry.course.scene import with_value
from lockgate.items.area import density

if TYPE_CHECKING:
    from fractions import Fraction

    from lockgate.engine.result import Determination
    from lockgate.inquiry.course.axis import Axis
    from lockgate.inquiry.course.scene import Scene
    from lockgate.items import Bounds


GO = ("not_subject", "no_requirement_found", "authorized")


def moved(scene: Scene, axis: Axis, step: int) -> Transaction:
    """The transaction as it would be typed with the axis at a step; density is that of the door."""
    transaction, number = scene.transaction, axis.value(step)
    parts = axis.path.replace("items[", "").split(".")
    if ".circuits[" in axis.path:
        index, circuit = int(parts[0].rstrip("]")), int(axis.path.partition("circuits[")[2].partition("]")[0])
        return _in_circuit(scene, axis, index, circuit, number)
    if axis.fact.startswith("item."):
        index = int(parts[0].rstrip("]")) if axis.path.startswith("items[") else 0
        return _with_item(transaction, index, with_value(transaction.items[index], axis.fact, number))
    if axis.path == axis.fact:
        return replace(transaction, values={**transaction.values, axis.fact: Interval(number, number)})
    owner = axis.path.rpartition(".")[0]
    roles = {role: _group(group, owner, axis.fact, number) for role, group in transaction.roles.items()}
    licences, sites = (_group(group, owner, axis.fact, number) for group in (transaction.licences, transaction.sites))
    return replace(transaction, roles=roles, licences=licences, sites=sites)


def _in_circuit(scene: Scene, axis: Axis, index: int, circuit: int, number: Fraction) -> Transaction:
    item = scene.transaction.items[index]
    element = item.circuits.elements[circuit]
    area = area_of(scene, index, circuit)
    if axis.fact == "die_area_mm2":
        tpp = bounds(element.values["circuit.tpp"])
        made = density(tpp, bounds(Interval(number, number)))
        item = _with_density(item, circuit, made)
    else:
        item = with_value(item, axis.fact, number, circuit)
        if DENSITY in axis.follows:
            assert area is not None
            item = _with_density(item, circuit, density(bounds(Interval(number, number)), area))
    return _with_item(scene.transaction, index, item)


def _with_density(item: Any, circuit: int, made: Bounds) -> Any:
    elements = list(item.circuits.elements)
    elements[circuit] = replace(elements[circuit], values={**elements[circuit].values, DENSITY: interval(made)})
    return replace(item, circuits=replace(item.circuits, elements=tuple(elements)))


def _with_item(transaction: Transaction, index: int, item: Any) -> Transaction:
    items = list(transaction.items)
    items[index] = item
    return replace(transaction, items=tuple(items))


def _group(group: Group, owner: str, fact: str, number: Fraction) -> Group:
    return replace(group, elements=tuple(_element(one, owner, fact, number) for one in group.elements))


def _element(one: Element, owner: str, fact: str, number: Fraction) -> Element:
    children = {name: _group(group, owner, fact, number) for name, group in one.children.items()}
    values = {**one.values, fact: Interval(number, number)} if one.path == owner else one.values
    return replace(one, values=values, children=children)


def same(found: Determination) -> tuple[Any, ...]:
    """What makes two determinations the same answer, read from the public record alone."""
    return tuple(_line(line) for line in found.lines or (found,))


def _line(found: Determination) -> tuple[Any, ...]:
    policy = None if found.outcome == "authorized" else found.review_policy
    kind = found.classification
    entry = (kind.eccn, kind.limb, kind.possible) if found.outcome else (None, None, ())
    fits = tuple(sorted(set(found.postures[0].authorizations))) if found.outcome else ()
    certain = tuple(sorted({one.code for one in found.authorizations if one.status in FITS}))
    return (
        *(found.outcome, found.at_least, found.at_most, entry, fits, certain, policy),
        tuple((one.id, one.status) for one in found.requirements),
        tuple((limit.id, limit.status, limit.word) for limit in found.limits),
        *(found.ready, found.holds if found.outcome in GO else ()),
    )
