"""What the walk of one posture found, kept as numbers: some forty bytes for each line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from lockgate.books.accumulate.candidates import Numbered
    from lockgate.books.accumulate.ledger import Key
    from lockgate.books.accumulate.walk import Told
    from lockgate.books.typed.codes import Codes

FAREST = 2**62
"""Stands for a number without an end."""


@dataclass(slots=True)
class Found:
    """What the walk of one posture found, sorted by partition and place."""

    partition: Codes
    index: Codes
    answer: Codes
    told: Codes
    low: Codes
    high: Codes
    words: list[tuple[str, Key, str, int]] = field(default_factory=list)


def numbered(told: Sequence[Told], words: Numbered) -> Codes:
    """What is told of some lines as numbers: answer, words, and the ends of what was used."""
    rows = [
        (one.answer, words.place((one.account, one.key, one.fits, one.scale)), *(min(end, FAREST) for end in one.used))
        for one in told
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def found_of(table: pa.Table, told: Codes, words: list[tuple[str, Key, str, int]]) -> Found:
    """What was told of the lines of a table, in the order of partitions and places."""
    partition, index = table.column("partition").to_numpy(), table.column("index").to_numpy()
    order = np.lexsort((index, partition))
    answer, word, low, high = told[order].T
    return Found(partition[order], index[order], answer, word, low, high, words)
