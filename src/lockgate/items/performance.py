"""Processing performance: the format whose rate times bit length is highest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from lockgate.errors import ItemsError
from lockgate.items.bounds import EXACT
from lockgate.items.conventions import conventions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.items.chip import Chip
    from lockgate.items.conventions import Format


@dataclass(frozen=True, slots=True)
class Switches:
    """How to count where the text leaves a choice; the defaults are the usual reading.

    * `tf32_bits`: 19 or 32; None takes the table's own.
    * `fp6_counts`: whether rates of the six-bit formats count.
    * `unit_of_counting`: a circuit is one `package`, or everything on one `board`.
    * `unit_sum`: engines that run side by side add up; the catalogue does not record them one by one, so the highest
      rate is then only the least.
    * `reticle_bound`: an unknown die area is at most what so many dies could measure.

    >>> Switches().unit_of_counting
    'package'
    """

    tf32_bits: int | None = None
    fp6_counts: bool = True
    unit_of_counting: str = "package"
    unit_sum: bool = False
    reticle_bound: bool = True

    @classmethod
    def read(cls, readings: Mapping[str, str]) -> Switches:
        """The switches that the readings of the rulebook stand for; what is not named keeps its default.

        >>> Switches.read({"tf32_bits": "32", "fp6_counts": "no"}).tf32_bits
        32
        """
        usual = cls()
        return cls(
            tf32_bits=int(readings["tf32_bits"]) if "tf32_bits" in readings else usual.tf32_bits,
            fp6_counts=readings.get("fp6_counts", "yes") == "yes",
            unit_of_counting=readings.get("unit_of_counting", usual.unit_of_counting),
            unit_sum=readings.get("unit_sum", "highest") == "sum",
            reticle_bound=readings.get("reticle_bound", "on") == "on",
        )

    def __post_init__(self) -> None:
        if self.unit_of_counting not in {"package", "board"}:
            raise ItemsError(f"a unit is no {self.unit_of_counting!r}", hint="package or board")


@dataclass(frozen=True, slots=True)
class Performance:
    """The highest product over all formats, the formats that reach it, and the highest plain rate."""

    tpp: Decimal | None
    formats: tuple[str, ...]
    tops: Decimal | None


def formats_in_use(switches: Switches, bits: Mapping[str, int] | None = None) -> tuple[Format, ...]:
    """The formats that count, with the bit lengths that the switches or a table of one's own give them.

    >>> [
    ...     (f.name, f.bits)
    ...     for f in formats_in_use(Switches(tf32_bits=32, fp6_counts=False))
    ...     if f.name in ("tf32", "fp6")
    ... ]
    [('tf32', 32)]
    """
    table = {known.name: known for known in conventions().formats}
    for name, length in (bits or {}).items():
        if name not in table:
            raise ItemsError(f"unknown number format {name!r}", hint=f"one of {', '.join(table)}")
        table[name] = replace(table[name], bits=length)
    if switches.tf32_bits is not None:
        usual = next(known for known in conventions().formats if known.name == "tf32")
        allowed = (usual.bits, *usual.other_bits)
        if switches.tf32_bits not in allowed:
            raise ItemsError(f"TF32 has no {switches.tf32_bits} bits", hint=f"one of {', '.join(map(str, allowed))}")
        table["tf32"] = replace(table["tf32"], bits=switches.tf32_bits)
    return tuple(known for known in table.values() if switches.fp6_counts or known.name != "fp6")


def performance(chip: Chip, formats: tuple[Format, ...]) -> Performance:
    """Fold the rates of one catalogue row; a row without rates gives unknown.

    >>> from lockgate.items import load
    >>> performance(load().get("amd-mi355x"), formats_in_use(Switches()))
    Performance(tpp=Decimal('60397.8'), formats=('fp6',), tops=Decimal('10066.3'))
    """
    rates = [(known, rate) for known in formats if (rate := chip.rate(known.column)) is not None]
    products = [(known.name, EXACT.multiply(rate, Decimal(known.bits))) for known, rate in rates]
    tpp = max((product for _, product in products), default=None)
    return Performance(
        tpp=tpp,
        formats=tuple(name for name, product in products if product == tpp),
        tops=max((rate for _, rate in rates), default=None),
    )
