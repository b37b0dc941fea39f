"""Published statements about chips, for the tests of figures here and of classification in the engine's tests.

The file lies next to the project, not in it; where it is absent there are no statements and the tests are skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = Path(__file__).resolve().parents[3] / "shared" / "data" / "chip-truth.yaml"
ABSENT = "the published statements (shared/data/chip-truth.yaml beside the project) are not here"

FIGURE_QUANTITIES = frozenset({"tpp", "performance_density", "units_in_tpp_budget", "tpp_ratio_min", "die_area_ratio"})
"""What follows from figures alone; everything else needs the rulebook."""

Value = Decimal | bool | str


@dataclass(frozen=True, slots=True)
class Statement:
    """One published statement; `argument` is what follows the colon of the quantity."""

    id: str
    chip: str
    quantity: str
    argument: str
    value: Value
    tolerance: Decimal
    rule_version: str
    agreement: str
    catalogue_value: Value | None
    note: str

    def __str__(self) -> str:
        return f"{self.id}-{self.chip}-{self.quantity}"


def typed(text: str) -> Value:
    """A boolean, a number, or a word."""
    if text in {"true", "false"}:
        return text == "true"
    return Decimal(text) if text.replace(".", "", 1).isdigit() else text


def statement(raw: Mapping[str, str]) -> Statement:
    quantity, _, argument = raw["quantity"].partition(":")
    found = raw.get("catalogue_value")
    return Statement(
        id=raw["id"],
        chip=raw["chip"],
        quantity=quantity,
        argument=argument,
        value=typed(raw["value"]),
        tolerance=Decimal(raw.get("tolerance_rel", "0")),
        rule_version=raw["rule_version"],
        agreement=raw["agreement"],
        catalogue_value=None if found is None else typed(found),
        note=raw.get("note", ""),
    )


def statements() -> tuple[Statement, ...]:
    """All statements, in the order of the file."""
    if not PATH.exists():
        return ()
    raw = yaml.load(PATH.read_text(encoding="utf-8"), yaml.BaseLoader)
    return tuple(statement(entry) for entry in raw["statements"])


def about_figures(*agreements: str) -> tuple[Statement, ...]:
    """Statements that figures alone answer, of these agreements."""
    return tuple(s for s in statements() if s.quantity in FIGURE_QUANTITIES and s.agreement in agreements)


def about_classification() -> tuple[Statement, ...]:
    """Statements that only the rulebook answers (eccn_2023, controlled_*, license_exception_*, ...)."""
    return tuple(s for s in statements() if s.quantity not in FIGURE_QUANTITIES)
