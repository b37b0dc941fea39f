"""How a data sheet becomes figures: boards, partial rows, marks, and the number formats of the rulebook."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import load_yaml
from lockgate.items.bounds import Bounds

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Format:
    """A number format: its column in the catalogue and the bit length of its multiplier inputs."""

    name: str
    column: str
    bits: int
    other_bits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something special about a row and why."""

    what: frozenset[str]
    why: str


@dataclass(frozen=True, slots=True)
class Board:
    """How many circuits a board holds and how that is known."""

    circuits: Bounds
    why: str


@dataclass(frozen=True, slots=True)
class Conventions:
    """Everything in `data/conventions.toml` and the number formats of the rulebook, typed."""

    formats: tuple[Format, ...]
    reticle_mm2: Decimal
    rounding_share: Decimal
    marks: tuple[str, ...]
    hbm: tuple[str, ...]
    other_memory: tuple[str, ...]
    boards: Mapping[str, Board]
    partial: Mapping[str, Note]


@cache
def conventions() -> Conventions:
    """Read the conventions once.

    >>> conventions().formats[2]
    Format(name='tf32', column='tf32_tflops', bits=19, other_bits=(32,))
    """
    text = files("lockgate.items").joinpath("data/conventions.toml").read_text(encoding="utf-8")
    raw: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    return Conventions(
        formats=_formats(),
        reticle_mm2=Decimal(raw["reticle_mm2"]),
        rounding_share=Decimal(raw["rounding_share"]),
        marks=tuple(raw["marks"]),
        hbm=tuple(raw["memory"]["hbm"]),
        other_memory=tuple(raw["memory"]["other"]),
        boards={
            b["id"]: Board(Bounds(Decimal(b["circuits"][0]), Decimal(b["circuits"][1])), b["why"])
            for b in raw["boards"]
        },
        partial={p["id"]: Note(frozenset(p["figures"]), p["why"]) for p in raw["partial"]},
    )


def _formats() -> tuple[Format, ...]:
    """Formats and bit lengths are law: they stand in the rulebook, part 772."""
    rows = load_yaml(Path(__file__).parents[1] / "rulebook" / "part_772" / "formats.yaml")
    return tuple(_format(row) for row in rows)


def _format(row: Mapping[str, Any]) -> Format:
    other = tuple(int(bits) for bits in row.get("other_bits", ()))
    return Format(str(row["id"]), str(row["column"]), int(row["bits"]), other)
