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
        slopes: How fast each ramp rises from 0 to 1; one does not, and stays at 1.
        below: What is left out of each ramp: where it begins, times how fast it rises.
        wide: What each ramp adds at 1 on its own, and together with each ramp of the second numbers of surfaces.
        second: Which ramps those are, behind the one that stays at 1.
    """

    version: str
    bias: float
    columns: NDArray[np.intp]
    slopes: NDArray[np.float64]
    below: NDArray[np.float64]
    wide: NDArray[np.float64]
    second: slice

    def logits(self, numbers: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Log odds that two names are of one party, for many pairs at once."""
        ramps = np.array(numbers).take(self.columns, axis=1)
        ramps *= self.slopes
        ramps -= self.below
        np.maximum(ramps, 0.0, out=ramps)
        np.minimum(ramps, 1.0, out=ramps)
        found: NDArray[np.float64] = np.vecdot(ramps @ self.wide, ramps[:, self.second])
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
    pairs = table["surfaces"]
    first = [ramps(**_line(pair["first"])) for pair in pairs]
    always = len(columns)
    ramps(NAMES[0], (-1.0, 0.0), (table["bias"],))
    second = [ramps(**_line(pair["second"])) for pair in pairs]
    below = np.array(lows) * slopes
    slopes[always], below[always] = 0.0, -1.0
    wide = np.zeros((len(columns), len(columns) - always))
    wide[:, 0] = adds
    for pair, rows, beside in zip(pairs, first, second, strict=True):
        wide[rows, beside.start - always : beside.stop - always] = pair["together"]
    beside_all = slice(always, len(columns))
    return Weights(table["version"], table["bias"], np.array(columns), np.array(slopes), below, wide, beside_all)


def _line(side: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": side["number"], "bends": side["bends"], "added": side["adds"]}


def share(logit: float) -> float:
    """A score between 0 and 1.

    >>> share(0.0)
    0.5
    """
    if logit < 0:
        grown = math.exp(max(logit, -60.0))
        return grown / (1 + grown)
    return 1 / (1 + math.exp(-min(logit, 60.0)))
