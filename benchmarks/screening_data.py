"""What matching is measured on: the real list, labelled queries, labelled pairs. All lie beside the project."""

from __future__ import annotations

import csv
import gzip
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.clock import SkippedError

from lockgate.parties.lists import load_csl, read_file, read_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.parties.model import Entry

SHARED = Path(os.environ.get("LOCKGATE_SHARED") or Path(__file__).parents[2] / "shared")
CSL = SHARED / "data" / "lists" / "csl-2026-07-31.jsonl.gz"
ENTITY_LIST = SHARED / "data" / "lists" / "bis_entity_list-2026-07.jsonl.gz"
MATCHING = SHARED / "data" / "name-matching"
PUBLISHED = "2026-07-31"
"""The day of the list in `CSL`."""


@dataclass(frozen=True, slots=True)
class Query:
    """A name with what is known about it.

    Attributes:
        id: Its number; the parity decides in which half it is.
        name: The name.
        kind: `pos` for a changed name of a listed party, `alias` for a real alias that is hidden from the index while
            it is asked, `neg` for somebody on no list.
        sort: What was done to the name.
        truth: Entries that are right, by their place on the list.
        hidden: The names to hide, as place of the entry and text.
    """

    id: int
    name: str
    kind: str
    sort: str
    truth: frozenset[int] = frozenset()
    hidden: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two names, whether somebody judged them one party, and whether every matcher must get it right."""

    first: str
    second: str
    same: bool
    strong: bool


def need() -> None:
    """Stop, with the reason, where the data is not there."""
    if not CSL.is_file() or not MATCHING.is_dir():
        raise SkippedError(f"the lists and labelled names are not in {SHARED.name}/ beside the project")


@cache
def entries() -> tuple[Entry, ...]:
    """The Consolidated Screening List, in the order of its file."""
    return load_csl(CSL)


@cache
def entity_list() -> tuple[Entry, ...]:
    """The Entity List with its addresses."""
    return tuple(read_files([read_file(ENTITY_LIST)])[0].entries)


@cache
def queries() -> tuple[Query, ...]:
    """The labelled queries."""
    return tuple(_query(row) for path in sorted(MATCHING.glob("screening-*.jsonl.gz")) for row in _rows(path))


def halves(found: Iterable[Query]) -> tuple[list[Query], list[Query]]:
    """Those that thresholds are tuned on, and those that are reported: even and odd ids.

    Where only even ids are at hand, as the other half is kept for an independent check, they are halved again.
    """
    known = list(found)
    step = 1 if any(one.id % 2 for one in known) else 2
    return tuple([one for one in known if one.id // step % 2 == half] for half in (0, 1))  # type: ignore[return-value] # two of them


@cache
def pairs() -> tuple[NamePair, ...]:
    """The labelled pairs of names."""
    found = []
    for path in sorted(MATCHING.glob("name-pairs-*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            found += [
                NamePair(row["name1"], row["name2"], row["is_match"] == "true", row["quality"] == "STRONG")
                for row in csv.DictReader(file)
            ]
    return tuple(found)


@cache
def strangers() -> tuple[str, ...]:
    """Names of made-up people, in many scripts, who are on no list."""
    found = []
    for path in sorted(MATCHING.glob("negatives_*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            found += [row["full_name"] for row in csv.DictReader(file)]
    return tuple(found)


def _query(row: dict[str, Any]) -> Query:
    hide = row.get("hide")
    hidden = [(row["idx"], name.text) for name in entries()[row["idx"]].names if name.text == hide] if hide else []
    return Query(row["qid"], row["query"], row["kind"], row["cls"], frozenset(row.get("truth", ())), frozenset(hidden))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
