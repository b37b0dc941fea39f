"""Die area with bounds, and the performance density that follows from it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lockgate.items.bounds import EXACT, Bounds, floor_quotient
from lockgate.items.conventions import conventions
from lockgate.items.marks import Marked

if TYPE_CHECKING:
    from lockgate.items.chip import Chip

_NONE = Decimal(0)


def die_area(chip: Chip, *, reticle_bound: bool = True) -> Marked[Bounds]:
    """Area in mm2 of the logic dies made with non-planar transistors, as far as the row settles it.

    A lower bound of 0 says that there may be no such die at all; an unknown lower bound says that there is one.

    >>> from lockgate.items import load
    >>> str(die_area(load().get("nvidia-h100-sxm")).value)
    '814'
    >>> str(die_area(load().get("huawei-ascend-910c")).value), str(die_area(load().get("nvidia-b200-hgx")).value)
    ('at least 1331.22', 'at most 1716')
    """
    if chip.non_planar is False:
        return Marked(Bounds(_NONE, _NONE), chip.conf_die)
    area, derived = _stated_area(chip), False
    if not area.known and reticle_bound:
        area = Bounds(None, _reticle_area(chip))
        derived = area.known
    if chip.non_planar is None and area.known:
        area = Bounds(_NONE, area.high)
    return Marked(area, chip.conf_die if area.known else None, derived)


def density(tpp: Bounds, area: Bounds) -> Bounds:
    """TPP per mm2, cut down after six decimals.

    Without any non-planar die it is undefined and stands as 0, so that it reaches no limit.

    >>> density(Bounds.exact(15832), Bounds.exact(814))
    Bounds(low=Decimal('19.449631'), high=Decimal('19.449631'))
    >>> density(Bounds.exact(3000), Bounds(None, Decimal(858)))
    Bounds(low=Decimal('3.496503'), high=None)
    >>> density(Bounds.exact(3000), Bounds.exact(0))
    Bounds(low=Decimal('0'), high=Decimal('0'))
    """
    if area.high == 0:
        return Bounds(_NONE, _NONE)
    if area.low == 0:
        return Bounds()
    low = None if tpp.low is None or area.high is None else floor_quotient(tpp.low, area.high)
    high = None if tpp.high is None or area.low is None else floor_quotient(tpp.high, area.low)
    return Bounds(low, high)


def _stated_area(chip: Chip) -> Bounds:
    """What the printed area proves; an area of unclear scope proves nothing."""
    ends = {
        "all_logic": (chip.die_area_mm2, chip.die_area_mm2),
        "compute_only": (chip.die_area_mm2, None),
        "upper_bound": (None, chip.die_area_mm2),
    }
    return Bounds(*ends.get(chip.die_area_scope or "unknown", (None, None)))


def _reticle_area(chip: Chip) -> Decimal | None:
    """The most that the dies can measure together; None where their number is unknown or one is a wafer."""
    counts = [die.count for die in chip.dies if die.role != "wafer"]
    if not counts or len(counts) < len(chip.dies):
        return None
    known = [count for count in counts if count is not None]
    return EXACT.multiply(conventions().reticle_mm2, sum(known)) if len(known) == len(counts) else None
