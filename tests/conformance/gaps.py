"""Known gaps: what an engine cannot do yet. An entry that no longer holds fails its test, so that it is taken out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """An emitter, a part of the error that it gives, and why."""

    emitter: str
    error: str
    reason: str


GAPS: tuple[Gap, ...] = ()
"""None at present: DuckDB, PostgreSQL, Spark, DataFusion and ClickHouse answer every vector as the engine does."""


def gap_of(emitter: str) -> Gap | None:
    """The known gap of an emitter."""
    return next((gap for gap in GAPS if gap.emitter == emitter), None)
