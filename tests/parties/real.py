"""Where the real lists lie that are not part of the project: beside it, or where LOCKGATE_SHARED says."""

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

SHARED = Path(os.environ.get("LOCKGATE_SHARED") or Path(__file__).parents[3] / "shared")
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
