"""The numbers of a transaction as axes: what is stated or derived, what follows from it, and how a user names it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.compiler.layout import FAR
from lockgate.door import values
from lockgate.door.chips import bounds as bounds_of
from lockgate.door.chips import named
from lockgate.door.elements import AREA
from lockgate.door.figures import is_blank
from lockgate.door.problems import WordError
from lockgate.engine.determine import declarations_of, preparer_of
from lockgate.engine.prepare import COUNT, QUANTITY, SHIPMENT_TPP, TPP
from lockgate.inquiry.course.axis import Axis, Feed
from lockgate.inquiry.course.scene import line_tpp, with_value
from lockgate.items import Bounds, Switches, figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lockgate.compiler.layout import Slot
    from lockgate.compiler.unit import Cells
    from lockgate.inquiry.course.axis import Ends
    from lockgate.inquiry.course.scene import Scene

DENSITY = "circuit.performance_density"
DAY = "as_of"
MOST = 10**18
"""No number that anyone states is larger; in units of the fact."""
_MANY = 10**15
LAST_DAY = 3_286_000
"""In the year 8997: waiting times after it can still be written as dates."""
_MOVING = (QUANTITY, TPP, COUNT)
_CIRCUIT = re.compile(r"items\[(\d+)\]\.circuits\[(\d+)\]")


def axes(scene: Scene) -> dict[str, Axis]:
    """Every number and day of a transaction that may be moved, by its path, whether it is known or not."""
    found: dict[str, Axis] = {}
    for path, fact, places in _spots(scene):
        slot = scene.layout.slots[fact]
        if fact == DAY or slot.kind != "number":
            continue
        feeds = tuple(Feed(cells, slot, _same, itself=True) for cells in places)
        axis = _axis(scene, path, fact, feeds)
        found[path] = _with_following(scene, axis) if fact in _MOVING else axis
        if fact == DENSITY:
            area = _area_axis(scene, axis)
            if area is not None:
                found[area.path] = area
    return found


def known(axis: Axis, scene: Scene) -> bool:
    """Whether something is stated about the number, or follows from what is."""
    return axis.at is not None and not _is_blank(scene, axis)


def _is_blank(scene: Scene, axis: Axis) -> bool:
    if axis.fact not in scene.layout.slots:
        return False
    slot, cells = axis.feeds[0].slot, axis.feeds[0].cells
    element = scene.layout.symbols.facts[axis.fact].element
    blank = preparer_of(scene.book).blanks[element]
    return cells[slot.at : slot.at + 2] == blank[slot.at : slot.at + 2]


def day_axis(scene: Scene, first: int, last: int) -> Axis:
    """The day of the transaction, under one law."""
    slot = scene.layout.slots[DAY]
    feeds = tuple(Feed(line.cells, slot, _same, itself=True) for line in scene.lines)
    return Axis(DAY, DAY, "", "date", 1, first, last, (scene.day.toordinal(),) * 2, feeds)


def _same(step: int) -> Ends:
    return step, step


# ---- where numbers stand


def _spots(scene: Scene) -> Iterator[tuple[str, str, tuple[Cells, ...]]]:
    """Path and fact of every number, and the slots in which it lies: one line's, or every line's."""
    several = len(scene.lines) > 1
    whole: dict[tuple[str, str], list[Cells]] = {}
    for index, line in enumerate(scene.lines):
        for element, path, cells in _elements(scene, line.cells, line.paths):
            for fact in scene.layout.facts.get(element, ()):
                name = fact.id.partition(".")[2]
                if fact.id.startswith("item.") and scene.items[index] is None:
                    continue
                if element:
                    spot = f"{path}.{name}"
                elif fact.id.startswith("item.") and several:
                    spot = f"items[{index}].{name}"
                else:
                    spot = fact.id
                held = whole.setdefault((spot, fact.id), [])
                if not any(cells is other for other in held):
                    held.append(cells)
    for (spot, fact_id), places in whole.items():
        yield spot, fact_id, tuple(places)


def _elements(scene: Scene, cells: Cells, paths: Mapping[int, str]) -> Iterator[tuple[str, str, Cells]]:
    """The slots of the transaction and of every element in it, each once."""
    seen: set[int] = set()

    def below(kind: str, owner: Cells) -> Iterator[tuple[str, str, Cells]]:
        for collection in scene.layout.symbols.source.collections.values():
            if collection.of != kind:
                continue
            for element in owner[scene.layout.groups[collection.id]][0]:
                if id(element) not in seen:
                    seen.add(id(element))
                    yield collection.element, paths.get(id(element), collection.id), element
                    yield from below(collection.element, element)

    yield "", "", cells
    yield from below("", cells)


def _axis(scene: Scene, path: str, fact: str, feeds: tuple[Feed, ...]) -> Axis:
    declared = scene.layout.symbols.facts[fact]
    slot = feeds[0].slot
    content = tuple(feeds[0].cells[slot.at : slot.at + 2])
    low, high = 0, (_MANY if declared.type == "integer" else MOST * slot.scale)
    if declared.type == "date":
        low, high = 1, LAST_DAY
    elif declared.minimum is not None:
        low = int(declared.minimum * slot.scale)
    if declared.maximum is not None:
        high = int(declared.maximum * slot.scale)
    at = None if content[0] >= FAR or content[0] <= -FAR else (max(content[0], low), min(content[1], high))
    return Axis(path, fact, declared.unit, declared.type, slot.scale, low, high, at, feeds)


# ---- what follows from a number


def _with_following(scene: Scene, axis: Axis) -> Axis:
    """A quantity, count or TPP moves the aggregate of the shipment, a TPP also its density."""
    index, circuit = _place(scene, axis.path)
    if index < 0:
        return axis
    if scene.sums:
        axis.item, axis.own = index, _line_total(scene, axis, index, circuit)
        axis.follows += (SHIPMENT_TPP,)
    if axis.fact == TPP:
        area = area_of(scene, index, circuit)
        slot, cells = scene.layout.slots.get(DENSITY), axis.feeds[0].cells
        if area is not None and slot is not None and _agrees(axis, cells, slot, area):
            axis = axis.joined(Feed(cells, slot, _density_by_tpp(axis.scale, slot.scale, area)))
            axis.follows += (DENSITY,)
    return axis


def _place(scene: Scene, path: str) -> tuple[int, int]:
    """Which item and which circuit a path means; -1 is none."""
    found = _CIRCUIT.match(path)
    if found:
        return int(found[1]), int(found[2])
    if path.startswith("items["):
        return int(path[6 : path.index("]")]), -1
    return (0 if scene.transaction.items else -1), -1


def _line_total(
    scene: Scene, axis: Axis, index: int, circuit: int
) -> Callable[[int], tuple[Fraction, Fraction | None]]:
    """The TPP of a line is linear in each of its numbers: two points give it."""
    item = scene.transaction.items[index]
    none, one = (line_tpp(with_value(item, axis.fact, Fraction(step), circuit)) for step in (0, 1))
    assert none.low is not None  # noqa: S101 - a sum of numbers that are never negative
    assert one.low is not None  # noqa: S101 - as above
    base, slope, scale = none.low, one.low - none.low, axis.scale
    ends = None if none.high is None or one.high is None else (none.high, one.high - none.high)

    def total(step: int) -> tuple[Fraction, Fraction | None]:
        number = Fraction(step, scale)
        return base + slope * number, None if ends is None else ends[0] + ends[1] * number

    return total


def _density_by_tpp(tpp_scale: int, scale: int, area: Bounds) -> Callable[[int], Ends]:
    least, most = (None if end is None else Fraction(end) for end in (area.low, area.high))

    def ends(step: int) -> Ends:
        tpp = Fraction(step * scale, tpp_scale)
        return (0 if most is None else tpp // most), (FAR if least is None else tpp // least)

    return ends


def _agrees(axis: Axis, cells: Cells, slot: Slot, area: Bounds) -> bool:
    """Whether the density is what TPP over area gives; a stated one that differs stands for itself."""
    if axis.at is None or area.low == 0:
        return False
    ends = _density_by_tpp(axis.scale, slot.scale, area)
    return (ends(axis.at[0])[0], ends(axis.at[1])[1]) == tuple(cells[slot.at : slot.at + 2])


def _area_axis(scene: Scene, density: Axis) -> Axis | None:
    """The die area behind a density, in steps of its last decimal."""
    index, circuit = _place(scene, density.path)
    tpp = scene.layout.slots.get(TPP)
    cells, slot = density.feeds[0].cells, density.feeds[0].slot
    if (
        index < 0
        or tpp is None
        or cells[tpp.at : tpp.at + 2] == preparer_of(scene.book).blanks["circuit"][tpp.at :][:2]
    ):
        return None
    area = area_of(scene, index, circuit)
    settled = area is not None and area.low != 0
    if not settled and not _is_blank(scene, density):
        return None  # the density is stated by itself
    low, high = cells[tpp.at : tpp.at + 2]
    scale = 10**AREA.decimals

    def ends(step: int) -> Ends:
        least = low * scale * slot.scale // (tpp.scale * step)
        return least, (FAR if high >= FAR else high * scale * slot.scale // (tpp.scale * step))

    feed = Feed(cells, slot, ends, rising=False)
    at = _ends_of(area, scale) if settled and area is not None else None
    if at is not None and at[0] > 1 and feed.over(*at) != tuple(cells[slot.at : slot.at + 2]):
        return None  # a density is stated as well, and is not what TPP over area gives
    path = f"{density.path.rpartition('.')[0]}.{AREA.id}"
    return Axis(path, AREA.id, AREA.unit, AREA.type, scale, 1, MOST * scale, at, (feed,), follows=(DENSITY,))


def _ends_of(area: Bounds, scale: int) -> Ends:
    """Bounds in steps, rounded outwards; an end that nobody knows is the end of the axis."""
    low = 1 if area.low is None else max(1, Fraction(area.low) * scale // 1)
    return low, MOST * scale if area.high is None else -(-Fraction(area.high) * scale // 1)


def area_of(scene: Scene, index: int, circuit: int) -> Bounds | None:
    """The area of the dies of a circuit, as stated or from the catalogue; None where nobody says."""
    row = _row(scene.transaction.raw, index, circuit)
    if row is None:
        return None
    chip, stated = row.get("chip"), row.get("die_area_mm2")
    try:
        own = (
            Bounds()
            if is_blank(chip)
            else figures(named(str(chip))[1], Switches.read(scene.readings)).die_area_mm2.value
        )
        said = values.value(AREA, stated, declarations_of(scene.book))
    except WordError:
        return None
    if said is not None:
        common = own.meet(bounds_of(said))
        own = own.hull(bounds_of(said)) if common is None else common
    return own if own.known else None


def _row(raw: Mapping[str, Any], index: int, circuit: int) -> Mapping[str, Any] | None:
    one = raw.get("item") or raw.get("items")
    rows = one if isinstance(one, list) else [one]
    row = rows[index] if index < len(rows) else None
    if not isinstance(row, dict):
        return None
    listed = row.get("circuits")
    if isinstance(listed, dict) and "known" in listed:
        listed = listed["known"]
    if isinstance(listed, list):
        inner = listed[circuit] if circuit < len(listed) else None
        return inner if isinstance(inner, dict) else None
    return row
