"""Aggregates of shipments of several lines; only lines that may be at the a level count, as in a single transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lockgate.books.accumulate.ledger import NOTHING, Ends, total

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from lockgate.books.typed.codes import Codes

PERHAPS, SURELY = 1, 2


def totals(table: pa.Table, of_shipment: Codes, amount: Callable[[int], Ends | None]) -> dict[int, Ends]:
    """Aggregates of the shipments that have several counted lines; a line that states its aggregate keeps it."""
    counts = table.column("counts").to_numpy()
    counted = np.flatnonzero(counts)
    many = np.bincount(of_shipment[counted]) if len(counted) else np.zeros(0, dtype=np.int64)
    found: dict[int, Ends] = {}
    contents = table.column("content").to_numpy()
    for at in counted.tolist():
        shipment = int(of_shipment[at])
        if many[shipment] < 2:
            continue
        own = amount(int(contents[at]))
        if own is not None:
            part = own if counts[at] == SURELY else (0, own[1])
            found[shipment] = total(found.get(shipment, NOTHING), part)
    return found
