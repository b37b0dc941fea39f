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
        first: Which ramps are of the first number of a surface.
        second: Which are of the second.
        together: What one of each adds together; nothing for two of different surfaces.
    """

    version: str
    bias: float
    columns: NDArray[np.int64]
    lows: NDArray[np.float64]
    slopes: NDArray[np.float64]
    adds: NDArray[np.float64]
    first: slice
    second: slice
    together: NDArray[np.float64]

    def logits(self, numbers: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Log odds that two names are of one party, for many pairs at once."""
        ramps = np.array(numbers).take(self.columns, axis=1)
        ramps -= self.lows
        ramps *= self.slopes
        np.maximum(ramps, 0.0, out=ramps)
        np.minimum(ramps, 1.0, out=ramps)
        found: NDArray[np.float64] = ramps @ self.adds
        found += np.einsum("ij,ij->i", ramps[:, self.first] @ self.together, ramps[:, self.second])
        found += self.bias
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
    first = _joined([ramps(**_line(pair["first"])) for pair in pairs])
    second = _joined([ramps(**_line(pair["second"])) for pair in pairs])
    together = np.zeros((first.stop - first.start, second.stop - second.start))
    row = column = 0
    for pair in pairs:
        both = np.array(pair["together"])
        together[row : row + both.shape[0], column : column + both.shape[1]] = both
        row, column = row + both.shape[0], column + both.shape[1]
    return Weights(
        table["version"],
        table["bias"],
        np.array(columns),
        np.array(lows),
        np.array(slopes),
        np.array(adds),
        first,
        second,
        together,
    )


def _line(side: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": side["number"], "bends": side["bends"], "added": side["adds"]}


def _joined(spans: Sequence[slice]) -> slice:
    """One span of spans that follow each other."""
    return slice(spans[0].start, spans[-1].stop) if spans else slice(0, 0)


def share(logit: float) -> float:
    """A score between 0 and 1.

    >>> share(0.0)
    0.5
    """
    if logit < 0:
        grown = math.exp(max(logit, -60.0))
        return grown / (1 + grown)
    return 1 / (1 + math.exp(-min(logit, 60.0)))
