"""Figures by the name of a chip, and stated figures against them. Unknown stays unknown."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.door.model import Categorical, Interval
from lockgate.door.problems import WordError
from lockgate.errors import ItemsError
from lockgate.items import Bounds, Switches, figures, load, parse_count, reconcile
from lockgate.items.area import density
from lockgate.items.facts import item_facts
from lockgate.items.reconcile import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.door.model import Value
    from lockgate.items import Chip, Figures

_USUAL = Switches()
_WIDE = Context(prec=120)
_ROUNDING = Fraction(12, 1000)
"""A stated density so near to the computed one is the same figure, rounded."""
_CIRCUIT = ("tpp", "performance_density", "tops", "bit_tops", "transfer_rate_gbs")
_KINDS = {"package": "ic", "wafer": "ic", "die": "die", "board": "board"}
_ASSEMBLIES = frozenset({"board", "server"})
_AREA = "die_area_mm2"


@dataclass(slots=True)
class Filled:
    """What is known of one kind of circuit: facts of the circuit, facts of the unit, remarks; ``own`` by its name."""

    circuit: dict[str, Value] = field(default_factory=dict)
    item: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    label: str = ""
    own: dict[str, Value] = field(default_factory=dict)


def named(text: str) -> tuple[int, Chip]:
    """How many of which chip, by id or by the name that can only mean it.

    >>> count, chip = named("8x NVIDIA H100 SXM")
    >>> count, chip.id
    (8, 'nvidia-h100-sxm')
    """
    try:
        return _named(text.strip())
    except ItemsError as error:
        raise WordError(error.message, hint=error.hint or "use a catalogue id, or state the figures") from None


@functools.lru_cache(maxsize=4096)
def _named(text: str) -> tuple[int, Chip]:
    count, name = parse_count(text)
    return count, load().resolve(name)


@functools.lru_cache(maxsize=4096)
def _figures(chip: Chip, switches: Switches) -> Figures:
    return figures(chip, switches)


def fill(  # noqa: PLR0913 - what is known of one circuit, and how it is counted
    chip: Chip,
    circuit: Mapping[str, Value],
    item: Mapping[str, Value],
    area: Interval | None,
    many: int = 1,
    *,
    switches: Switches = _USUAL,
) -> Filled:
    """The figures of a chip, with those that the user states reconciled."""
    own = _figures(chip, switches)
    stated = {name: circuit[f"circuit.{name}"] for name in _CIRCUIT if f"circuit.{name}" in circuit}
    stated |= {name: item[f"item.{name}"] for name in NAMES if f"item.{name}" in item}
    stated |= {} if area is None else {_AREA: area}
    answer = reconcile(own, {name: bounds(value) for name, value in stated.items()})
    filled = Filled(label=own.name, remarks=[*answer.notes, *own.notes], notes=list(answer.notes))
    filled.notes.append(f"figures of {own.id} are taken from the catalogue")
    filled.conflicts.extend(answer.conflicts)
    filled.circuit = dict(circuit)
    filled.circuit |= {
        f"circuit.{name}": interval(answer.merged[name]) for name in _CIRCUIT if answer.merged[name].known
    }
    numbers = [fact for fact, value in item_facts(own).items() if isinstance(value, Bounds)]
    names = {fact.removeprefix("item.") for fact in [*item, *numbers]} & set(NAMES)
    filled.item = dict(item)
    filled.item |= {
        f"item.{name}": interval(answer.merged[name]) for name in sorted(names) if answer.merged[name].known
    }
    _answers(own, filled)
    filled.own = {f"circuit.{name}": interval(answer.own[name]) for name in _CIRCUIT if answer.own[name].known}
    for fact, value in item_facts(own).items():
        by_name = answer.own[fact.removeprefix("item.")] if isinstance(value, Bounds) else value
        filled.own[fact] = interval(by_name) if isinstance(by_name, Bounds) else _word(by_name)
    _kind(chip, filled, many)
    return filled


def per_unit(chip: Chip, switches: Switches = _USUAL) -> Interval:
    """How many circuits one sold unit of the chip counts as.

    >>> per_unit(load().get("nvidia-a16")).known
    Fraction(4, 1)
    """
    return interval(_figures(chip, switches).circuits.value)


def _answers(own: Figures, filled: Filled) -> None:
    """Yes-no facts and countries: a stated one that differs leaves both possible."""
    for fact, value in item_facts(own).items():
        if isinstance(value, Bounds):
            continue
        (word,) = _word(value).possible
        stated = filled.item.get(fact)
        if not isinstance(stated, Categorical):
            filled.item[fact] = Categorical(frozenset({word}))
        elif word not in stated.possible:
            shown = " or ".join(sorted(stated.possible))
            name = fact.removeprefix("item.")
            filled.conflicts.append(f"{name}: stated as {shown}, the catalogue has {word}: both are kept as possible")
            filled.item[fact] = Categorical(stated.possible | {word})
        else:
            filled.item[fact] = Categorical(frozenset({word}))


def _word(value: bool | str) -> Categorical:
    return Categorical(frozenset({str(value).lower() if isinstance(value, bool) else value}))


def _kind(chip: Chip, filled: Filled, many: int) -> None:
    kind = _KINDS.get(chip.unit_level or "")
    if "item.kind" in filled.item or (many == 1 and kind is None):
        return
    kinds = _ASSEMBLIES if many > 1 or kind is None else frozenset({kind})
    filled.item["item.kind"] = filled.own["item.kind"] = Categorical(kinds)
    shown = " or ".join(sorted(kinds))
    filled.notes.append(f"{chip.id} is taken as kind {shown}; state kind if it is sold otherwise")


def computed(circuit: Mapping[str, Value], area: Interval | None) -> Filled:
    """Stated figures without a chip: the density follows from TPP and area, cut after six decimals.

    >>> tpp, area = Interval(Fraction(15824), Fraction(15824)), Interval(Fraction(814), Fraction(814))
    >>> str(bounds(computed({"circuit.tpp": tpp}, area).circuit["circuit.performance_density"]))
    '19.439803'
    """
    filled = Filled(circuit=dict(circuit))
    tpp, stated = circuit.get("circuit.tpp"), circuit.get("circuit.performance_density")
    if area is None or tpp is None:
        return filled
    own = density(bounds(tpp), bounds(area))
    known = own if stated is None else _agree(own, bounds(stated), filled)
    if known.known:
        filled.circuit["circuit.performance_density"] = interval(known)
    return filled


def _agree(own: Bounds, stated: Bounds, filled: Filled) -> Bounds:
    """The density that both allow; the computed one if the stated one is its rounding; otherwise both."""
    common = own.meet(stated)
    if common is not None:
        return common
    ends = [end for end in (own.low, own.high) if end is not None]
    said = f"performance_density: stated as {stated}, TPP over die area gives {own}"
    if Fraction(own.gap(stated)) <= _ROUNDING * Fraction(max(ends)):
        filled.notes.append(f"{said}: a rounding")
        return own
    filled.conflicts.append(f"{said}: both are kept as possible")
    return own.hull(stated)


def together(parts: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """What holds for a unit of several circuits: facts that each part has, joined so that every part fits.

    >>> yes, no = Categorical(frozenset({"true"})), Categorical(frozenset({"false"}))
    >>> sorted(together([{"item.has_hbm": yes}, {"item.has_hbm": no}])["item.has_hbm"].possible)
    ['false', 'true']
    """
    every = list(parts)
    shared = set.intersection(*(set(part) for part in every)) if every else set()
    return {fact: _join([part[fact] for part in every]) for fact in sorted(shared)}


def _join(values: list[Any]) -> Value:
    first, *rest = values
    if isinstance(first, Categorical):
        return Categorical(first.possible.union(*(value.possible for value in rest)))
    joined = bounds(first)
    for value in rest:
        joined = joined.hull(bounds(value))
    return interval(joined)


def bounds(value: Any) -> Bounds:
    """An interval as decimals.

    >>> str(bounds(Interval(Fraction(3, 2), None)))
    'at least 1.5'
    """
    ends = (value.low, value.high)
    low, high = (
        None if end is None else _WIDE.divide(Decimal(end.numerator), Decimal(end.denominator)) for end in ends
    )
    return Bounds(low, high)


def interval(found: Bounds) -> Interval:
    """Decimal bounds as exact fractions.

    >>> interval(Bounds(Decimal("1.5"), None))
    Interval(low=Fraction(3, 2), high=None)
    """
    low, high = (None if end is None else Fraction(end) for end in (found.low, found.high))
    return Interval(low, high)
