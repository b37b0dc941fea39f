"""The figures of a chip, per circuit, each with its bounds and confidence mark."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lockgate.items.area import density, die_area
from lockgate.items.bounds import EXACT, Bounds, shared_by
from lockgate.items.conventions import conventions
from lockgate.items.marks import Marked, lowest
from lockgate.items.performance import Switches, formats_in_use, performance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.items.chip import Chip
    from lockgate.items.performance import Performance

_UNKNOWN: Marked[Bounds] = Marked(Bounds())


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one circuit. What a whole sold unit adds up to stands under `unit_tpp` and `dram_bandwidth_gbs`.

    `formats` are the number formats that set the TPP. Unknown numbers are `Bounds()`, unknown answers None.

    >>> Figures("mine", tpp=Marked(Bounds.exact(4800), "A")).tpp.mark
    'A'
    """

    id: str
    name: str = ""
    circuits: Marked[Bounds] = field(default=Marked(Bounds.exact(1)))
    formats: tuple[str, ...] = ()
    tpp: Marked[Bounds] = _UNKNOWN
    bit_tops: Marked[Bounds] = _UNKNOWN
    tops: Marked[Bounds] = _UNKNOWN
    die_area_mm2: Marked[Bounds] = _UNKNOWN
    performance_density: Marked[Bounds] = _UNKNOWN
    transfer_rate_gbs: Marked[Bounds] = _UNKNOWN
    io_bandwidth_gbs: Marked[Bounds] = _UNKNOWN
    transistors: Marked[Bounds] = _UNKNOWN
    node_nm: Marked[Bounds] = _UNKNOWN
    memory_gb: Marked[Bounds] = _UNKNOWN
    unit_tpp: Marked[Bounds] = _UNKNOWN
    dram_bandwidth_gbs: Marked[Bounds] = _UNKNOWN
    nonplanar: Marked[bool | None] = field(default=Marked(None))
    has_hbm: Marked[bool | None] = field(default=Marked(None))
    marketed_datacenter: Marked[bool | None] = field(default=Marked(None))
    designer_headquarters: Marked[str | None] = field(default=Marked(None))
    switches: Switches = field(default=Switches())
    notes: tuple[str, ...] = ()


def figures(chip: Chip, switches: Switches | None = None, bits: Mapping[str, int] | None = None) -> Figures:
    """Compute the figures of one circuit of a chip; `bits` overrides bit lengths by format name.

    >>> from lockgate.items import load
    >>> h100 = figures(load().get("nvidia-h100-sxm"))
    >>> str(h100.tpp.value), str(h100.performance_density.value), h100.tpp.mark
    ('15832', '19.449631', 'A')
    >>> str(figures(load().get("aws-trainium-1"), Switches(tf32_bits=32)).tpp.value)
    '6080'
    """
    chosen = switches or Switches()
    count, parts = _circuits(chip, chosen)
    best = performance(chip, formats_in_use(chosen, bits))
    lacking = _partial(chip)
    open_top = "rates" in lacking or chosen.unit_sum
    unit_tpp, unit_tops = _at_least(best.tpp, open_top), _at_least(best.tops, open_top)
    area = die_area(chip, reticle_bound=chosen.reticle_bound)
    circuit = _processing(chip, parts, unit_tpp, unit_tops, area)
    return replace(
        circuit,
        circuits=count,
        formats=best.formats,
        **_paths(chip, several=parts != Bounds.exact(1)),
        **_silicon(chip, parts),
        unit_tpp=_marked(unit_tpp, chip.conf_ops),
        dram_bandwidth_gbs=_marked(_at_least(chip.dram_bw_gbs, "dram_bandwidth" in lacking), chip.conf_memory),
        memory_gb=_marked(shared_by(_at_least(chip.memory_gb, "memory" in lacking), parts), chip.conf_memory),
        nonplanar=Marked(chip.non_planar, chip.conf_die),
        has_hbm=Marked(_has_hbm(chip), chip.conf_memory),
        marketed_datacenter=Marked(chip.marketed_datacenter, chip.conf_datacenter),
        designer_headquarters=Marked(chip.designer_hq),
        switches=chosen,
        notes=tuple(_notes(chip, chosen, best, area)),
    )


def alternatives(chip: Chip, switches: Switches | None = None) -> dict[str, Figures]:
    """The figures under every other way of counting that changes the TPP or the density.

    >>> from lockgate.items import load
    >>> {switch: str(other.tpp.value) for switch, other in alternatives(load().get("aws-trainium-3")).items()}
    {'tf32_bits=32': '21472'}
    >>> {switch: str(other.tpp.value) for switch, other in alternatives(load().get("tenstorrent-n300")).items()}
    {'unit_of_counting=board': '3728'}
    """
    chosen = switches or Switches()
    usual = figures(chip, chosen)
    tf32 = next(known for known in conventions().formats if known.name == "tf32")
    other_unit = {"package": "board", "board": "package"}[chosen.unit_of_counting]
    ways = {f"tf32_bits={length}": replace(chosen, tf32_bits=length) for length in (tf32.bits, *tf32.other_bits)}
    ways[f"fp6_counts={not chosen.fp6_counts}"] = replace(chosen, fp6_counts=not chosen.fp6_counts)
    ways[f"unit_of_counting={other_unit}"] = replace(chosen, unit_of_counting=other_unit)
    ways[f"reticle_bound={not chosen.reticle_bound}"] = replace(chosen, reticle_bound=not chosen.reticle_bound)
    computed = {name: figures(chip, way) for name, way in ways.items()}
    return {
        name: other
        for name, other in computed.items()
        if (other.tpp, other.performance_density) != (usual.tpp, usual.performance_density)
    }


def _circuits(chip: Chip, switches: Switches) -> tuple[Marked[Bounds], Bounds]:
    """How many circuits a unit counts as; a board that the table does not know may hold any number."""
    board = conventions().boards.get(chip.id)
    if switches.unit_of_counting == "board" or (board is None and chip.unit_level != "board"):
        return Marked(Bounds.exact(1)), Bounds.exact(1)
    parts = Bounds(Decimal(1), None) if board is None else board.circuits
    return Marked(parts), parts


def _partial(chip: Chip) -> frozenset[str]:
    note = conventions().partial.get(chip.id)
    return frozenset() if note is None else note.what


def _at_least(value: Decimal | None, open_top: bool) -> Bounds:
    return Bounds(value, None if open_top else value)


def _marked(bounds: Bounds, *marks: str | None, derived: bool = False) -> Marked[Bounds]:
    return Marked(bounds, lowest(*marks), derived) if bounds.known else _UNKNOWN


def _processing(chip: Chip, parts: Bounds, tpp: Bounds, tops: Bounds, area: Marked[Bounds]) -> Figures:
    """TPP, plain rate, area and density of one of the equal circuits of a unit."""
    several = parts != Bounds.exact(1)
    own_tpp = _marked(shared_by(tpp, parts), chip.conf_ops, derived=several)
    own_area, derived = shared_by(area.value, parts), area.derived or several
    return Figures(
        chip.id,
        chip.name,
        tpp=own_tpp,
        bit_tops=own_tpp,
        tops=_marked(shared_by(tops, parts), chip.conf_ops, derived=several),
        die_area_mm2=_marked(own_area, area.mark, derived=derived),
        performance_density=_marked(density(own_tpp.value, own_area), chip.conf_ops, area.mark, derived=derived),
    )


def _paths(chip: Chip, *, several: bool) -> dict[str, Any]:
    """Links and host interface; how a board with several circuits spreads them is not recorded.

    Whether input-output bandwidth counts the host interface is not settled, hence its two ends.
    """
    if several:
        return {}
    link, host = chip.link_gbs_bidir, chip.host_gbs_bidir
    known = [(rate, mark) for rate, mark in ((link, chip.conf_link), (host, chip.conf_host)) if rate is not None]
    if not known:
        return {}
    least = Decimal(0)
    for rate, _ in known:
        least = EXACT.add(least, rate)
    both = least if len(known) == len((link, host)) else None
    mark = lowest(*(mark for _, mark in known))
    return {
        "transfer_rate_gbs": Marked(Bounds(least, both), mark),
        "io_bandwidth_gbs": _marked(Bounds(link, both), mark),
    }


def _silicon(chip: Chip, parts: Bounds) -> dict[str, Any]:
    billions = Bounds.exact(chip.transistors_b)
    return {
        "transistors": _marked(shared_by(billions.times(10**9), parts), chip.conf_die),
        "node_nm": _marked(_node(chip.process_node), chip.conf_die),
    }


def _node(text: str | None) -> Bounds:
    """`5nm+6nm` gives 5 to 6; a node without a length in its name stays unknown."""
    parts = (text or "").split("+")
    lengths = [Decimal(part.removesuffix("nm")) for part in parts if re.fullmatch(r"\d+nm", part)]
    return Bounds(min(lengths), max(lengths)) if len(lengths) == len(parts) else Bounds()


def _has_hbm(chip: Chip) -> bool | None:
    if chip.hbm_stacks:
        return True
    kind = (chip.memory_type or "").upper()
    if kind.startswith(conventions().hbm):
        return True
    return False if kind.startswith(conventions().other_memory) else None


def _notes(chip: Chip, switches: Switches, best: Performance, area: Marked[Bounds]) -> Iterable[str]:
    board, partial = conventions().boards.get(chip.id), conventions().partial.get(chip.id)
    if board is not None:
        yield f"a board: {board.why}; counted by {switches.unit_of_counting}"
    if partial is not None:
        yield f"recorded in part: {partial.why}"
    if best.tpp is not None and switches.unit_sum:
        yield "engines that run side by side add up but are not recorded one by one: the TPP is a least value"
    if area.derived:
        yield f"die area unknown; so many dies measure {area.value} mm2, one exposure field each"
    elif chip.die_area_mm2 is not None and not area.value.known:
        yield f"the printed area of {chip.die_area_mm2} mm2 is of scope {chip.die_area_scope} and is not used"
    if chip.non_planar is False:
        yield "only planar logic dies: the performance density is undefined and meets no limit"
    if chip.notes is not None:
        yield chip.notes
