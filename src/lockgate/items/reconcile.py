"""Figures that a user states against the ones of the catalogue: rounding is noted, a real conflict keeps both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lockgate.errors import ItemsError
from lockgate.items.area import density
from lockgate.items.bounds import EXACT, Bounds
from lockgate.items.conventions import conventions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.items.figures import Figures

NAMES = (
    "tpp",
    "bit_tops",
    "tops",
    "die_area_mm2",
    "performance_density",
    "transfer_rate_gbs",
    "io_bandwidth_gbs",
    "transistors",
    "node_nm",
    "memory_gb",
    "dram_bandwidth_gbs",
    "circuits",
)
"""The figures that can be stated."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the rules should see, what was only rounded, and what really differs; ``own`` is what the catalogue says.

    >>> Reconciled({"tpp": Bounds.exact(4800)}, (), ()).conflicts
    ()
    """

    merged: Mapping[str, Bounds]
    notes: tuple[str, ...]
    conflicts: tuple[str, ...]
    own: Mapping[str, Bounds] = field(default_factory=dict)


def reconcile(chip_figures: Figures, stated: Mapping[str, Bounds]) -> Reconciled:
    """Merge stated figures into those of a chip; names as in `Figures`.

    A stated figure within 1.2 percent is a rounding: the catalogue's stays. Where the catalogue has only bounds, or
    nothing, the stated figure narrows them. Otherwise the figure may be either, and the conflict is reported.

    >>> from lockgate.items import figures, load
    >>> h100 = figures(load().get("nvidia-h100-sxm"))
    >>> answer = reconcile(h100, {"tpp": Bounds.exact(15824)})
    >>> str(answer.merged["tpp"]), answer.notes
    ('15832', ('tpp: stated as 15824, the catalogue has 15832: a rounding',))
    >>> reconcile(h100, {"tpp": Bounds.exact(31664)}).conflicts
    ('tpp: stated as 31664, the catalogue has 15832: both are kept as possible',)
    """
    unknown = sorted(set(stated) - set(NAMES))
    if unknown:
        raise ItemsError(f"no figure is called {unknown[0]!r}", hint=f"one of {', '.join(NAMES)}")
    merged: dict[str, Bounds] = {}
    from_catalogue: dict[str, Bounds] = {}
    notes: list[str] = []
    conflicts: list[str] = []
    for name in NAMES:
        own = from_catalogue[name] = _own(name, chip_figures, merged)
        merged[name], remark, clash = _merge(name, own, stated.get(name, Bounds()))
        (conflicts if clash else notes).extend(remark)
    return Reconciled(merged, tuple(notes), tuple(conflicts), from_catalogue)


def _own(name: str, chip: Figures, merged: Mapping[str, Bounds]) -> Bounds:
    """The catalogue's figure; those that follow from the TPP or the area follow the merged ones."""
    own: Bounds = getattr(chip, name).value
    if name == "bit_tops" and merged["tpp"] != chip.tpp.value:
        return merged["tpp"]
    if name == "performance_density" and (merged["tpp"], merged["die_area_mm2"]) != (
        chip.tpp.value,
        chip.die_area_mm2.value,
    ):
        return density(merged["tpp"], merged["die_area_mm2"])
    return own


def _merge(name: str, own: Bounds, stated: Bounds) -> tuple[Bounds, tuple[str, ...], bool]:
    common = own.meet(stated)
    if common is not None:
        return common, (), False
    reference = max(end for end in (own.low, own.high) if end is not None)
    if own.gap(stated) <= EXACT.multiply(conventions().rounding_share, reference):
        return own, (f"{name}: stated as {stated}, the catalogue has {own}: a rounding",), False
    clash = f"{name}: stated as {stated}, the catalogue has {own}: both are kept as possible"
    return own.hull(stated), (clash,), True
