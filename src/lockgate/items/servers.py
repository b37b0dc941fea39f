"""Boards and servers by the circuits they hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lockgate.errors import ItemsError
from lockgate.items.bounds import Bounds, floor_quotient

if TYPE_CHECKING:
    from lockgate.items.figures import Figures
    from lockgate.items.marks import Marked

_LEADING = re.compile(r"(?P<count>\d[\d,]*)\s*[x\u00d7*]\s*(?P<name>\S.*)", re.IGNORECASE | re.DOTALL)
_TRAILING = re.compile(
    r"(?P<name>.*\S)(?:\s+[x\u00d7*]\s*|\s*[\u00d7*]\s*)(?P<count>\d[\d,]*)", re.IGNORECASE | re.DOTALL
)
_BRACKETS = re.compile(r"(?P<name>.*\S)\s*\([x\u00d7]?\s*(?P<count>\d[\d,]*)\s*[x\u00d7]?\)", re.IGNORECASE | re.DOTALL)
_LANES = re.compile(r"pcie\S*", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d+|\d{1,3}(?:,\d{3})+")


@dataclass(frozen=True, slots=True)
class Server:
    """A server or board: the chips it holds, each with the number of units. A board's own circuits count with it.

    >>> from lockgate.items import figures, load
    >>> hgx = Server(circuits=((figures(load().get("nvidia-h100-sxm")), 8),))
    >>> str(hgx.tpp), str(hgx.highest("tpp")), str(hgx.count)
    ('126656', '15832', '8')
    """

    circuits: tuple[tuple[Figures, int], ...]

    def __post_init__(self) -> None:
        for chip, count in self.circuits:
            if count < 1:
                raise ItemsError(f"a server cannot hold {count} of {chip.name or chip.id}")

    @property
    def tpp(self) -> Bounds:
        """TPP of all circuits together (for quotas; classification looks at each circuit).

        >>> str(Server(circuits=()).tpp)
        '0'
        """
        return self._sum("unit_tpp")

    @property
    def dram_bandwidth_gbs(self) -> Bounds:
        """DRAM bandwidth of all circuits together.

        >>> from lockgate.items import figures, load
        >>> str(Server(circuits=((figures(load().get("nvidia-h20-96gb")), 8),)).dram_bandwidth_gbs)
        '32000'
        """
        return self._sum("dram_bandwidth_gbs")

    @property
    def count(self) -> Bounds:
        """How many circuits there are, those of boards included.

        >>> from lockgate.items import figures, load
        >>> str(Server(circuits=((figures(load().get("nvidia-a16")), 2),)).count)
        '8'
        """
        return self._sum("circuits")

    def highest(self, figure: str) -> Bounds:
        """The largest value that one circuit reaches in a figure, such as `tpp` or `performance_density`.

        >>> from lockgate.items import figures, load
        >>> chips = [figures(load().get(name)) for name in ("nvidia-h20-96gb", "amd-mi308x")]
        >>> str(Server(circuits=tuple((chip, 1) for chip in chips)).highest("tpp"))
        'at least 2368'
        """
        values = [_bounds(chip, figure) for chip, _ in self.circuits]
        highs = [value.high for value in values if value.high is not None]
        return Bounds(
            max((value.low for value in values if value.low is not None), default=None),
            max(highs) if highs and len(highs) == len(values) else None,
        )

    def _sum(self, figure: str) -> Bounds:
        total = Bounds.exact(0)
        for chip, count in self.circuits:
            total += _bounds(chip, figure).times(count)
        return total


def _bounds(chip: Figures, figure: str) -> Bounds:
    marked: Marked[object] | None = getattr(chip, figure, None)
    value = getattr(marked, "value", None)
    if not isinstance(value, Bounds):
        raise ItemsError(f"a circuit has no number called {figure!r}", hint="such as tpp or performance_density")
    return value


def parse_count(text: str) -> tuple[int, str]:
    """How many of what: `8x NVIDIA H100 SXM`, `H100 SXM x8`, `H100 (8x)`; one, if no number is given.

    >>> parse_count("8x NVIDIA H100 SXM"), parse_count("H100 SXM x8"), parse_count("GeForce RTX 4090")
    ((8, 'NVIDIA H100 SXM'), (8, 'H100 SXM'), (1, 'GeForce RTX 4090'))
    >>> parse_count("H100 PCIe x16")
    (1, 'H100 PCIe x16')
    """
    plain = text.strip()
    found = _LEADING.fullmatch(plain) or _BRACKETS.fullmatch(plain)
    if found is None:
        found = _TRAILING.fullmatch(plain)
        if found is None or _LANES.fullmatch(found["name"].split()[-1]):
            return 1, plain
    digits = found["count"]
    count = int(digits.replace(",", "")) if _THOUSANDS.fullmatch(digits) else 0
    if count < 1:
        raise ItemsError(f"cannot read the number of circuits in {text!r}", hint="write 8x NVIDIA H100 SXM")
    return count, found["name"].strip()


def units_within(budget: Decimal | int, tpp: Bounds) -> Bounds:
    """How many units a budget of TPP holds; the most is unknown where the TPP may be anything.

    >>> str(units_within(26_900_000, Bounds.exact(15832)))
    '1699'
    >>> str(units_within(26_900_000, Bounds(Decimal(15832), None)))
    '0 to 1699'
    """
    whole = Decimal(budget)
    least = Decimal(0) if not tpp.high else floor_quotient(whole, tpp.high, places=0)
    return Bounds(least, None if not tpp.low else floor_quotient(whole, tpp.low, places=0))
