"""The fixed 67 provisions on which engines are compared, compiled as a rulebook of their own."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks.inputs import rulebook

from lockgate.compiler import build as builder
from lockgate.compiler.ground import Texts
from lockgate.compiler.layout import FAR, Layout
from lockgate.compiler.rulebook import Rulebook
from lockgate.compiler.timeline import View
from lockgate.compiler.write import write

if TYPE_CHECKING:
    from random import Random

    from lockgate.compiler.model import Provision, Source
    from lockgate.compiler.unit import Cells, Unit

FILE = Path(__file__).with_name("subset.json")


@dataclass(frozen=True, slots=True)
class Subset:
    """The rulebook of the subset, its unit on the day of comparison, and the order in which its rules are decided."""

    book: Rulebook
    unit: Unit
    order: tuple[str, ...]


@functools.cache
def subset() -> Subset:
    """The subset as `subset.json` lists it."""
    listed = json.loads(FILE.read_text(encoding="utf-8"))
    return compiled(tuple(listed["provisions"]), date.fromisoformat(listed["day"]), listed["posture"])


def compiled(names: tuple[str, ...], day: date, posture: str) -> Subset:
    """Compile some provisions of the rulebook by themselves."""
    whole = rulebook()
    source: Source = replace(whole.source, provisions={name: whole.source.provisions[name] for name in names})
    source.provisions = {name: inside(provision, source) for name, provision in source.provisions.items()}
    book = Rulebook(source, whole.sha256)
    order: list[str] = []

    def noted(unit: Unit, names: list[str]) -> Unit:
        order.extend(names)
        return write(unit, names)

    with patch.object(builder, "write", noted):
        unit = builder.build_unit(source, Texts(book.symbols), book.layout, day, View(posture)).load()
    return Subset(book, unit, tuple(order))


def inside(provision: Provision, source: Source) -> Provision:
    """The provision pointing only at what the subset holds."""
    borne = {name for other in source.provisions.values() for name in (other.id, other.code, *other.tags)}
    targets, scope = (tuple(name for name in names if name in borne) for names in (provision.targets, provision.scope))
    if provision.effect == "defines":
        targets = provision.targets
    over = tuple(name for name in sorted(below(provision.id)) if name in source.provisions)
    return replace(provision, targets=targets, scope=scope, over=over)


@functools.cache
def below(name: str) -> frozenset[str]:
    """Everything that a provision goes before, directly or through others that the subset may lack."""
    over = rulebook().source.provisions[name].over
    return frozenset(over).union(*(below(other) for other in over))


def completed(cells: Cells, layout: Layout, rng: Random, element: str = "") -> Cells:
    """A copy of prepared slots in which every open fact takes one of its possible values, elements included."""
    found = cells[: layout.sizes[element]]
    for fact in layout.facts.get(element, []):
        slot = layout.slots[fact.id]
        if slot.kind == "one":
            bits = [bit for bit in slot.bits.values() if found[slot.at] & bit]
            found[slot.at] = rng.choice(bits)
        elif slot.kind == "set":
            maybe = found[slot.at + 1] & rng.getrandbits(len(slot.bits))
            found[slot.at] = found[slot.at + 1] = found[slot.at] | maybe
        elif found[slot.at] != found[slot.at + 1]:
            low, high = found[slot.at], found[slot.at + 1]
            low = max(low, -(10**6))
            found[slot.at] = found[slot.at + 1] = rng.randint(low, min(high, max(low, 10**11)) if high == FAR else high)
    for collection in layout.symbols.source.collections.values():
        if collection.of == element:
            at = layout.groups[collection.id]
            elements, _ = found[at]
            found[at] = (tuple(completed(one, layout, rng, collection.element) for one in elements), True)
    return found
