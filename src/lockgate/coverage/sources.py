"""The hand-kept lists beside the rulebook: every point that the sources make, and what is not encoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import load_yaml
from lockgate.compiler.rulebook import BUILT_IN
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a source says: its id, a short title, the file and the part of the file."""

    id: str
    title: str
    file: str
    part: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A point that no provision encodes, with the reason and, where there is one, what answers it instead."""

    id: str
    reason: str
    where: str
    place: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The points in order, what is not encoded, and the titles of the rooms of the rulebook."""

    points: dict[str, Point]
    gaps: dict[str, Gap]
    rooms: dict[str, str]


def read_sources(folder: Path = BUILT_IN) -> Sources:
    """Read ``sources.yaml`` and ``not_encoded.yaml``.

    >>> read_sources().points["D-620"].title
    'LPP, yearly limit'
    """
    points: dict[str, Point] = {}
    rooms: dict[str, str] = {}
    for row in load_yaml(folder / "sources.yaml"):
        rooms |= {str(key): str(value) for key, value in row.get("rooms", {}).items()}
        for name, title in row.get("points", {}).items():
            _once(name, points, row)
            points[str(name)] = Point(str(name), str(title), str(row["file"]), str(row["part"]))
    gaps: dict[str, Gap] = {}
    for row in load_yaml(folder / "not_encoded.yaml"):
        _once(row["id"], gaps, row)
        gaps[str(row["id"])] = Gap(str(row["id"]), str(row["reason"]).strip(), str(row.get("where", "")), row.place)
    return Sources(points, gaps, rooms)


def _once(name: Any, shelf: dict[str, Any], row: Any) -> None:
    if name in shelf:
        raise RulebookError(f"'{name}' is there twice", place=row.place, hint="keep one of them")
