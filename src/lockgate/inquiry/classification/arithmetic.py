"""The arithmetic behind the figures, written out, with the confidence of what went in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lockgate.door.chips import bounds
from lockgate.door.model import Interval
from lockgate.inquiry.classification.records import Input
from lockgate.items import Bounds, figures
from lockgate.items.bounds import EXACT
from lockgate.items.performance import formats_in_use

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lockgate.door.model import Item
    from lockgate.items import Chip, Figures, Switches
    from lockgate.items.marks import Marked

MARKS = {
    "A": "the maker's own publication",
    "B": "a secondary source",
    "C": "recalled, not looked up again",
    "D": "an estimate",
    "R": "scaled from a related part",
}
"""What the confidence marks of the catalogue mean."""
_FIGURES = (
    ("tpp", "TPP of one circuit", "TPP"),
    ("die_area_mm2", "area of the non-planar logic dies", "mm2"),
    ("performance_density", "performance density", "TPP/mm2"),
    ("transfer_rate_gbs", "transfer rate, memory aside", "GB/s"),
    ("io_bandwidth_gbs", "input-output bandwidth", "GB/s"),
    ("dram_bandwidth_gbs", "DRAM bandwidth of the unit", "GB/s"),
    ("marketed_datacenter", "designed or marketed for data centers", ""),
    ("circuits", "circuits of one unit", ""),
)
_STATED = {"circuit.": "", "item.": ""}
_UNDEFINED = "density: only planar logic dies, so it is undefined and meets no limit"


def number(value: Decimal) -> str:
    """A decimal with thousands separated, cut after two places.

    >>> number(Decimal("15830.40")), number(Decimal("19.449631"))
    ('15,830.4', '19.44')
    """
    text = f"{value.quantize(Decimal('0.01'), rounding='ROUND_FLOOR'):,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def span(value: Bounds) -> str:
    """Bounds in words.

    >>> span(Bounds(Decimal(1331), None)), span(Bounds.exact(814))
    ('at least 1,331', '814')
    """
    if value.low is not None and value.low == value.high:
        return number(value.low)
    if value.low is None:
        return "unknown" if value.high is None else f"at most {number(value.high)}"
    return f"at least {number(value.low)}" if value.high is None else f"{number(value.low)} to {number(value.high)}"


def of_chip(chip: Chip, switches: Switches) -> tuple[str, ...]:
    """How the figures of a catalogue row come about.

    >>> from lockgate.items import Switches, load
    >>> for line in of_chip(load().get("nvidia-h100-sxm"), Switches())[:2]:
    ...     print(line)
    fp16: 989.5 TOPS x 16 bit = 15,832 TPP, the highest product (bf16, fp8, int8 have the same; tf32 gives 9,395.5)
    density: 15,832 TPP / 814 mm2 = 19.44
    """
    own = figures(chip, switches)
    return (*_rates(chip, own, switches), *_several(own), *_density(own), *_transfer(chip, own))


def _rates(chip: Chip, own: Figures, switches: Switches) -> Iterator[str]:
    products = [
        (known, rate, EXACT.multiply(rate, Decimal(known.bits)))
        for known in formats_in_use(switches)
        if (rate := chip.rate(known.column)) is not None
    ]
    if not products:
        return
    best = next(entry for entry in products if entry[0].name in own.formats)
    same = [name for name in own.formats if name != best[0].name]
    others = sorted(((product, known.name) for known, _, product in products if known.name not in own.formats))
    said = [f"{', '.join(same)} {'has' if len(same) == 1 else 'have'} the same"] if same else []
    said += [f"{others[-1][1]} gives {number(others[-1][0])}"] if others else []
    tail = f" ({'; '.join(said)})" if said else ""
    name, bits = best[0].name, best[0].bits
    yield f"{name}: {number(best[1])} TOPS x {bits} bit = {number(best[2])} TPP, the highest product{tail}"


def _several(own: Figures) -> Iterator[str]:
    if own.circuits.value != Bounds.exact(1) and own.unit_tpp.value.known:
        of = f"{span(own.unit_tpp.value)} TPP of the unit / {span(own.circuits.value)} circuits"
        yield f"{of} = {span(own.tpp.value)} TPP of one circuit"


def _density(own: Figures) -> Iterator[str]:
    if own.nonplanar.value is False:
        yield _UNDEFINED
    elif own.tpp.value.known and own.die_area_mm2.value.known:
        how = ", the largest that such dies can be" if own.die_area_mm2.derived else ""
        found = span(own.performance_density.value)
        yield f"density: {span(own.tpp.value)} TPP / {span(own.die_area_mm2.value)} mm2{how} = {found}"
    else:
        yield "density: the area of the non-planar logic dies is unknown"


def _transfer(chip: Chip, own: Figures) -> Iterator[str]:
    parts = [(chip.link_gbs_bidir, chip.link_type or "links"), (chip.host_gbs_bidir, chip.host_type or "host")]
    known = [f"{number(rate)} GB/s {name}" for rate, name in parts if rate is not None]
    if known and own.transfer_rate_gbs.value.known:
        yield f"transfer rate: {' + '.join(known)} = {span(own.transfer_rate_gbs.value)} GB/s both ways"


def of_figures(item: Mapping[str, Any], found: Item) -> tuple[str, ...]:
    """How stated figures give TPP and density."""
    values = circuit_values(found)
    tpp, density = values.get("circuit.tpp"), values.get("circuit.performance_density")
    lines = []
    if item.get("tops") and item.get("bits"):
        lines.append(f"{item['tops']} TOPS x {item['bits']} bit = {_shown(tpp)} TPP")
    if item.get("die_area_mm2") and isinstance(density, Interval) and density.high == 0:
        lines.append(_UNDEFINED)
    elif item.get("die_area_mm2") and tpp is not None and density is not None:
        lines.append(f"density: {_shown(tpp)} TPP / {item['die_area_mm2']} mm2 = {_shown(density)}")
    return tuple(lines)


def _shown(value: Any) -> str:
    return span(bounds(value)) if isinstance(value, Interval) else "unknown"


def circuit_values(found: Item) -> Mapping[str, Any]:
    """Facts of the first kind of circuit of an item."""
    return found.circuits.elements[0].values if found.circuits.elements else {}


def inputs(chip: Chip | None, switches: Switches, found: Item) -> tuple[Input, ...]:
    """What went in, with its confidence."""
    if chip is None:
        return tuple(_stated(found))
    own = figures(chip, switches)
    return tuple(_known(own))


def _known(own: Figures) -> Iterator[Input]:
    for name, words, unit in _FIGURES:
        marked: Marked[Any] = getattr(own, name)
        value = marked.value
        text = span(value) if isinstance(value, Bounds) else {True: "yes", False: "no", None: "unknown"}[value]
        means = MARKS.get(marked.mark or "", "")
        if marked.derived:
            means = f"derived{', from ' + means if means else ''}"
        yield Input(words, text, unit if text != "unknown" else "", marked.mark, means or "no mark")


def _stated(found: Item) -> Iterator[Input]:
    values = {**circuit_values(found), **found.values}
    for name, words, unit in _FIGURES:
        value = next((values[prefix + name] for prefix in _STATED if prefix + name in values), None)
        if isinstance(value, Interval):
            yield Input(words, span(bounds(value)), unit, None, "stated")
        elif value is not None:
            possible = sorted(getattr(value, "possible", ()))
            text = {"true": "yes", "false": "no"}.get(possible[0], possible[0]) if len(possible) == 1 else "unknown"
            yield Input(words, text, unit, None, "stated")
