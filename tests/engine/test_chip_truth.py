"""Published statements about chips against what the program finds: entries, controls, exceptions, review and duties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.items.truth import ABSENT, PATH, Statement, about_classification

import lockgate

if TYPE_CHECKING:
    from collections.abc import Callable

    from lockgate.engine.result import Determination

pytestmark = pytest.mark.skipif(not PATH.exists(), reason=ABSENT)


def order(chip: str, day: str, destination: str = "CN", **facts: Any) -> Determination:
    """A US exporter sells one chip to an ordinary private buyer."""
    home = {"location": destination, "headquarters": destination, "ultimate_parent": destination}
    return lockgate.determine(
        {
            "as_of": day,
            "activity": "export",
            "origin": "US",
            "shipped_from": "US",
            "destination": destination,
            "item": {"chip": chip, "quantity": 1},
            "parties": {"consignee": {**home, "sector": "private"}},
            "base": "ordinary-course",
            **facts,
        }
    )


def entry(chip: str) -> str:
    """The paragraph met in 2024, none, or open."""
    return order(chip, "2024-06-01").classification.limb or "open"


def controlled(day: str) -> Callable[[str], bool | str]:
    """Whether a licence requirement for advanced computing holds on an export to China."""

    def ask(chip: str) -> bool | str:
        found = [item for item in order(chip, day).requirements if item.id.startswith("742.6-a-6")]
        return "open" if any(item.status == "may_hold" for item in found) else bool(found)

    return ask


def exception(chip: str) -> str:
    """The notified exception that fits an export to China in 2024."""
    found = order(chip, "2024-06-01").authorizations
    return next((item.code for item in found if item.status in {"eligible", "steps_open"}), "none")


def case_by_case(chip: str) -> bool:
    """Whether the certified route of January 2026 is open to an export to China."""
    policy = order(chip, "2026-01-20", evidence={"dd_package": True}).review_policy
    return policy == "case_by_case"


def duty_band(chip: str) -> str:
    """The band of the duty of January 2026, as the remarks name it."""
    said = " ".join(order(chip, "2026-01-20", "US").warnings)
    return "1" if "first band" in said else "2" if "second band" in said else "0"


def notified(letter: str, day: str) -> Callable[[str], bool | str]:
    """Whether a company letter is found where nothing is said about letters: they are not public, so it stays open."""

    def ask(chip: str) -> bool | str:
        silent = order(chip, day)
        assert not any(item.id == f"letter-{letter}" for item in silent.requirements)
        assert any("letter" in text for text in (*silent.not_checked, *silent.warnings, *map(str, silent.assumed)))
        return "open"

    return ask


ASK: dict[str, Callable[[str], bool | str]] = {
    "eccn_2023": entry,
    "controlled_2022": controlled("2023-06-01"),
    "controlled_2023": controlled("2024-06-01"),
    "license_exception_2023": exception,
    "cn_case_by_case_2026": case_by_case,
    "tariff_band_2026": duty_band,
    "individually_notified_2022": notified("amd-2022-08", "2022-10-20"),
    "individually_notified_2025": notified("amd-2025-04", "2025-04-20"),
}
STATEMENTS = about_classification()


def agrees(statement: Statement) -> bool:
    """Whether the program finds what was published; ``3A090.a`` stands for any of its paragraphs."""
    found = ASK[statement.quantity](statement.chip)
    wanted = statement.value
    if statement.quantity == "eccn_2023":
        return str(found).startswith(str(wanted))
    return found == wanted if isinstance(wanted, bool) else str(found) == str(wanted)


def of(*agreements: str) -> list[Any]:
    return [pytest.param(item, id=str(item)) for item in STATEMENTS if item.agreement in agreements]


@pytest.mark.parametrize("statement", of("agrees", "rounding"))
def test_what_was_published_is_found(statement: Statement) -> None:
    assert agrees(statement), ASK[statement.quantity](statement.chip)


@pytest.mark.parametrize("statement", of("conflicts"))
def test_known_conflicts_stay_conflicts(statement: Statement) -> None:
    """A publication that contradicts the figures is not made true; the reason stands in the file."""
    assert statement.note
    assert not agrees(statement)


@pytest.mark.parametrize("statement", of("not_computable"))
def test_what_cannot_be_computed_comes_out_unknown(statement: Statement) -> None:
    assert ASK[statement.quantity](statement.chip) == "open"


def test_every_kind_of_statement_is_asked() -> None:
    assert {item.quantity for item in STATEMENTS} == set(ASK)
    assert {item.agreement for item in STATEMENTS} <= {"agrees", "rounding", "conflicts", "not_computable"}
