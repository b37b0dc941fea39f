"""Generates one function over arrays from the columns of a query, and runs it block by block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.vector.expression import FALSE, TRUE, Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.compiler.sql import Query

BLOCK = 131_072
"""Lines at a time: small enough for the arrays of a block to stay in the cache, large beside the cost of a call."""
_WORD = 64


@dataclass(frozen=True, slots=True)
class Kernel:
    """A generated function: what it reads (columns of stage zero; ``_null`` says where they are NULL), what it gives.

    Columns that hold one of several words give the number of the word in ``words``.
    """

    source: str
    inputs: frozenset[str]
    numbers: frozenset[str]
    outputs: tuple[str, ...]
    spoken: frozenset[str]
    words: tuple[str, ...]
    code: Any

    def run(self, arrays: Mapping[str, Any]) -> dict[str, Any]:
        """All outputs for all lines: truths, and 16-bit numbers of words.

        Arrays are truths, or 64-bit whole numbers in the units of their decimals.
        """
        import numpy as np  # noqa: PLC0415 - only who works on arrays needs it

        count = len(next(iter(arrays.values())))
        found: dict[str, Any] = {
            name: np.empty(count, dtype=np.int16 if name in self.spoken else np.bool_) for name in self.outputs
        }
        for start in range(0, count, BLOCK):
            size = min(BLOCK, count - start)
            for name, values in self._block(arrays, start, size).items():
                found[name][start : start + size] = values
        return found

    def _block(self, arrays: Mapping[str, Any], start: int, size: int) -> dict[str, Any]:
        """The outputs of some lines. Truths have one bit a line and are combined 64 lines at once."""
        import numpy as np  # noqa: PLC0415 - as above

        def bits(truths: Any) -> Any:
            packed = np.zeros(-(-size // _WORD) * 8, dtype=np.uint8)
            packed[: -(-size // 8)] = np.packbits(truths, bitorder="little")
            return packed.view(np.uint64)

        def lines(packed: Any) -> Any:
            wide = np.broadcast_to(packed, (-(-size // _WORD),))
            return np.unpackbits(np.ascontiguousarray(wide).view(np.uint8), count=size, bitorder="little").view(
                np.bool_
            )

        here = {name: arrays[name][start : start + size] for name in self.inputs}
        space: dict[str, Any] = {
            name: values if name in self.numbers else bits(values) for name, values in here.items()
        }
        space |= {f"word_{number}": np.int16(number) for number in range(len(self.words))}
        space |= {"where": np.where, "bits": bits, "lines": lines, TRUE: np.uint64(2**_WORD - 1), FALSE: np.uint64(0)}
        exec(self.code, space)  # noqa: S102 - generated from our own query: names, integers and signs
        return {name: space[name] if name in self.spoken else lines(space[name]) for name in self.outputs}


def kernel(query: Query, numbers: Mapping[str, int]) -> Kernel:
    """The function of a query; ``numbers`` are the columns of stage zero that are no truths, with their decimals.

    Lists of words (requirements and the like) are left out: they stand in the truths from which they are made.
    """
    made = {name for name, _ in query.columns}
    text = " ".join(column for _, column in query.columns)
    inputs = frozenset(re.findall(r"\b[a-z_][a-z0-9_]*\b", re.sub(r"'[^']*'", "", text))) - made
    words: list[str] = []
    known, lines, spoken = dict(numbers), [], set()
    for name, column in query.columns:
        if "CONCAT(" not in column:
            found = Reader(column, known, inputs, words).whole()
            lines.append(f"{name} = {found.text}")
            if not found.truth:
                known[name] = found.decimals
                spoken.add(name)
    source = "\n".join(lines)
    nulls = set(re.findall(r"\b\w+_null\b", source))
    used = frozenset(re.findall(r"\b\w+\b", source)) & inputs
    outputs = tuple(line.partition(" = ")[0] for line in lines)
    code = compile(source, "<lockgate kernel>", "exec")
    return Kernel(source, used | nulls, used & {*numbers}, outputs, frozenset(spoken), tuple(words), code)
