"""Large tables are made with the collector of circles at rest: it would walk through all of them many times in vain.

Nothing that is made here refers to itself, so that nothing waits for the collector in the meantime.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def calm() -> Iterator[None]:
    """The collector at rest, if it runs at all.

    >>> with calm():
    ...     gc.isenabled()
    False
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
