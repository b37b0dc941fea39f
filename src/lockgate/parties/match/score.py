"""From numbers to a score: a sum of what each of them adds, with weights that are data.

Each number adds along a line with a few bends that only rises (for what speaks for one party) or only falls (for what
speaks against it); two numbers that stand for each other, such as equal letters and equal words, add together along a
surface that rises in both. So more that agrees never makes a score smaller. The weights were fitted once, on labelled
queries, and stand in `data/weights.json` with their version.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.parties.match.evidence import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the numbers, as arrays.

    Attributes:
        version: Which weights these are.
        bias: What is added before anything is known.
        columns: For each ramp the place of its number.
        lows: Where each ramp begins.
        slopes: How fast each ramp rises from 0 to 1.
        adds: What each ramp adds when it is at 1.
        surfaces: For each pair of numbers the ramps of both, and what one of each adds together.
    """

    version: str
    bias: float
    columns: NDArray[np.int64]
    lows: NDArray[np.float64]
    slopes: NDArray[np.float64]
    adds: NDArray[np.float64]
    surfaces: tuple[tuple[slice, slice, NDArray[np.float64]], ...]

    def logits(self, numbers: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Log odds that two names are of one party, for many pairs at once."""
        ramps = (np.array(numbers)[:, self.columns] - self.lows) * self.slopes
        np.clip(ramps, 0.0, 1.0, out=ramps)
        found: NDArray[np.float64] = ramps @ self.adds
        found += self.bias
        for first, second, both in self.surfaces:
            found += ((ramps[:, first] @ both) * ramps[:, second]).sum(axis=1)
        return found


@cache
def weights() -> Weights:
    """The weights that come with this version."""
    return read_weights(json.loads(files("lockgate.parties.match").joinpath("data", "weights.json").read_text("utf-8")))


def read_weights(table: Mapping[str, Any]) -> Weights:
    """Weights from plain data: bends of each line, and what is added from bend to bend."""
    columns: list[int] = []
    lows: list[float] = []
    slopes: list[float] = []
    adds: list[float] = []

    def ramps(name: str, bends: Sequence[float], added: Sequence[float]) -> slice:
        start = len(columns)
        for low, high, add in zip(bends, bends[1:], added, strict=False):
            columns.append(NAMES.index(name))
            lows.append(low)
            slopes.append(1 / (high - low))
            adds.append(add)
        return slice(start, len(columns))

    for line in table["lines"]:
        for low, high, add in zip(line["bends"], line["bends"][1:], line["adds"], strict=False):
            if add:  # most stretches of most lines are level
                ramps(line["number"], (low, high), (add,))
    surfaces = []
    for pair in table["surfaces"]:
        first = ramps(pair["first"]["number"], pair["first"]["bends"], pair["first"]["adds"])
        second = ramps(pair["second"]["number"], pair["second"]["bends"], pair["second"]["adds"])
        surfaces.append((first, second, np.array(pair["together"])))
    return Weights(
        table["version"],
        table["bias"],
        np.array(columns),
        np.array(lows),
        np.array(slopes),
        np.array(adds),
        tuple(surfaces),
    )


def share(logit: float) -> float:
    """A score between 0 and 1.

    >>> share(0.0)
    0.5
    """
    if logit < 0:
        grown = math.exp(max(logit, -60.0))
        return grown / (1 + grown)
    return 1 / (1 + math.exp(-min(logit, 60.0)))
