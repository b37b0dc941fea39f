"""How a run treats memory: blocks are used again, and what stays is not looked through again and again."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGE = 2**25 - 2**16
"""Bytes of the largest block that the C library learns from (32 MiB, with what it keeps beside it)."""
_OBJECTS = 50_000
"""New objects after which Python looks for circles among them; it begins with 700."""


def keep_blocks() -> None:
    """Have memory of one column of a chunk used again for the next.

    The C library of Linux gives blocks back to the system, which fills each new one with zeros page by page: a third of
    the time of typing. From a large block that was let go it learns to keep blocks up to that size. Nothing is written
    into it, so it takes no memory.
    """
    np.empty(_LARGE, dtype=np.uint8)


@contextmanager
def collect_rarely() -> Iterator[None]:
    """Look for circles of objects more rarely.

    A book keeps parts, keys and answers by the hundred thousand, and looking through them took a seventh of a run.

    >>> with collect_rarely():
    ...     gc.get_threshold()[0]
    50000
    """
    before = gc.get_threshold()
    if before[0]:  # 0: somebody wants none at all
        gc.set_threshold(max(before[0], _OBJECTS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
