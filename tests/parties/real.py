"""Where the real lists lie that are not part of the project: beside it or further up, or where LOCKGATE_SHARED says."""

from __future__ import annotations

import gzip
import json
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lockgate.parties.model import Entry


def _shared() -> Path:
    """The folder named by LOCKGATE_SHARED, or the nearest one called ``shared`` that holds lists, above the project."""
    named = os.environ.get("LOCKGATE_SHARED")
    places = [Path(named)] if named else [above / "shared" for above in Path(__file__).resolve().parents[3:]]
    return next((one for one in places if (one / "data" / "lists").is_dir()), places[0])


SHARED = _shared()
LISTS = SHARED / "data" / "lists"
CSL = LISTS / "csl-2026-07-31.jsonl.gz"
needs_lists = pytest.mark.skipif(not LISTS.is_dir(), reason="the real lists are not beside the project (../shared)")


@cache
def csl_rows() -> tuple[dict[str, Any], ...]:
    """The records of the real Consolidated Screening List as they stand in the file."""
    with gzip.open(CSL, "rt", encoding="utf-8") as file:
        return tuple(json.loads(line) for line in file)


@cache
def csl_entries() -> tuple[Entry, ...]:
    """Its entries, read once for all tests."""
    from lockgate.parties.lists import load_csl

    return load_csl(CSL)
