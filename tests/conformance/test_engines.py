"""The exported query on every engine that can run here, on the full vectors: no difference is allowed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.conformance.answers import POSTURES, differences, loaded
from tests.conformance.engines import ENGINES, engine
from tests.conformance.gaps import gap_of
from tests.conformance.vectors import Vector, full

from lockgate.books.export.tables import arrow_tables
from lockgate.compiler.sql import lower
from lockgate.engine.determine import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence

SPANS: dict[str, tuple[date | None, date | None]] = {"spark": (date(2025, 5, 1), date(2025, 6, 30))}
"""Spark plans slowly, so it is given fewer days: those around a change of the law."""


def chosen(name: str) -> tuple[Vector, ...]:
    """The vectors of an engine: all, or those of its days and some others put on them."""
    first, last = SPANS.get(name, (None, None))
    if first is None or last is None:
        return full()
    inside = [vector for vector in full() if first <= vector.day <= last]
    moved = [Vector(one.name, one.transaction, one.item, date(2025, 5, 14)) for one in full()[::8]]
    return (*inside, *moved)


def run(name: str, vectors: Sequence[Vector], postures: Sequence[str], *, masks: bool) -> list[str]:
    function = engine(name)
    first, last = SPANS.get(name, (None, None))
    query = lower(default_rulebook(), name, postures=postures, first=first, last=last, masks=masks)
    found = function(query, arrow_tables(query, loaded(query, vectors)))
    return differences(vectors, found, masks=masks, postures=postures)


@pytest.mark.engines
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", ENGINES)
def test_outcomes(name: str) -> None:
    """Both postures; the truths of every provision too, except on Spark, which takes minutes to plan them."""
    gap = gap_of(name)
    try:
        wrong = run(name, chosen(name), POSTURES, masks=name != "spark")
    except Exception as error:  # noqa: BLE001 - the engines share no class of errors
        assert gap is not None, f"{name} fails"
        assert gap.error in str(error)
        return
    assert gap is None, f"the gap of {name} is closed: take it out of gaps.py"
    assert wrong[:20] == []
