"""Saved determinations for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.rulebook.cases import all_cases

from lockgate.door import read
from lockgate.inquiry.look import Look
from lockgate.inquiry.record.saved import Saved, save

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EXAMPLES = Path(__file__).parents[2] / "examples"


def of_facts(raw: Mapping[str, Any], look: Look | None = None) -> Saved:
    """One transaction, determined and saved."""
    seen = look or Look()
    order = seen.typed(raw)
    return save([(order, seen.determine(order))], seen)


def of_example(name: str, **look: Any) -> Saved:
    """An example, determined and saved."""
    seen = Look(**look)
    orders = [seen.typed(raw, EXAMPLES) for raw in read.load(EXAMPLES / f"{name}.yaml")]
    return save([(order, seen.determine(order)) for order in orders], seen)


def of_cases(step: int = 1) -> Iterator[tuple[str, Saved]]:
    """Every case of the rulebook (or each ``step``-th), in its own posture."""
    looks: dict[str, Look] = {}
    for number, (name, case) in enumerate(all_cases()):
        if number % step == 0:
            posture = str(case.get("posture", "enforced"))
            look = looks.setdefault(posture, Look(posture=posture))
            yield name, of_facts(case["transaction"], look)
