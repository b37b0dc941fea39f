"""Measuring: process time, medians of many blocks, so that a busy machine next door does not count."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

Clock = Callable[[], int]


@dataclass(slots=True)
class Report:
    """What a workload found: figures by name, and lines for the reader."""

    figures: dict[str, float] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def typical(function: Callable[[], object], calls: int, blocks: int, clock: Clock = time.process_time_ns) -> float:
    """Microseconds a call: the median over blocks of equal calls, after one block to warm up."""
    found = []
    for _ in range(blocks + 1):
        start = clock()
        for _ in range(calls):
            function()
        found.append((clock() - start) / calls / 1000)
    return median(found[1:])


def once(function: Callable[[], object], clock: Clock = time.process_time_ns) -> float:
    """Microseconds of one call."""
    start = clock()
    function()
    return (clock() - start) / 1000


def quantile(values: Iterable[float], share: float) -> float:
    """The value below which a share of all values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Sequence[float], unit: str) -> dict[str, float]:
    """Median and 99th percentile as figures."""
    return {f"p50_{unit}": round(quantile(values, 0.5), 3), f"p99_{unit}": round(quantile(values, 0.99), 3)}


class SkippedError(Exception):
    """A workload cannot run here, and why: data or a peer is missing."""
