"""Generates one function over arrays from the columns of a query, and runs it block by block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.vector.expression import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.compiler.sql import Query

BLOCK = 16_384
"""Lines at a time: small enough for the arrays of a block to stay in the cache."""
_NULL = "_null"


@dataclass(frozen=True, slots=True)
class Kernel:
    """A generated function: what it reads (columns of stage zero; ``_null`` says where they are NULL), what it gives.

    Columns that hold one of several words give the number of the word in ``words``.
    """

    source: str
    inputs: frozenset[str]
    outputs: tuple[str, ...]
    words: tuple[str, ...]
    code: Any

    def run(self, arrays: Mapping[str, Any]) -> dict[str, Any]:
        """All outputs for all lines.

        Arrays are truths, or 64-bit whole numbers in the units of their decimals.
        """
        import numpy as np  # noqa: PLC0415 - only who works on arrays needs it

        count = len(next(iter(arrays.values())))
        parts: dict[str, list[Any]] = {name: [] for name in self.outputs}
        for start in range(0, count, BLOCK):
            space = {name: arrays[name][start : start + BLOCK] for name in self.inputs}
            space["where"] = np.where
            space |= {f"word_{number}": np.int16(number) for number in range(len(self.words))}
            exec(self.code, space)  # noqa: S102 - generated from our own query: names, integers and signs
            size = min(BLOCK, count - start)
            for name in self.outputs:
                parts[name].append(np.broadcast_to(space[name], (size,)))
        return {name: np.concatenate(found) for name, found in parts.items()}


def kernel(query: Query, decimals: Mapping[str, int]) -> Kernel:
    """The function of a query; ``decimals`` are those of the numbers among the columns of stage zero.

    Lists of words (requirements and the like) are left out: they stand in the truths from which they are made.
    """
    made = {name for name, _ in query.columns}
    text = " ".join(column for _, column in query.columns)
    inputs = frozenset(re.findall(r"\b[a-z_][a-z0-9_]*\b", re.sub(r"'[^']*'", "", text))) - made
    words: list[str] = []
    lines = []
    for name, column in query.columns:
        if "CONCAT(" not in column:
            lines.append(f"{name} = {Reader(column, decimals, inputs, words).whole().text}")
    source = "\n".join(lines)
    nulls = set(re.findall(r"\b\w+_null\b", source))
    used = frozenset(re.findall(r"\b\w+\b", source)) & inputs
    outputs = tuple(line.partition(" = ")[0] for line in lines)
    return Kernel(source, used | nulls, outputs, tuple(words), compile(source, "<lockgate kernel>", "exec"))
