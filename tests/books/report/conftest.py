"""Small results with invented numbers that add up, and what was looked at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent


@pytest.fixture
def summary() -> dict[str, Any]:
    """Fifteen rows: twelve lines decided, three rejected."""
    found: dict[str, Any] = json.loads((HERE / "data" / "summary.json").read_text("utf-8"))
    return found


@pytest.fixture
def comparison() -> dict[str, Any]:
    """Twelve lines of which five change."""
    found: dict[str, Any] = json.loads((HERE / "data" / "comparison.json").read_text("utf-8"))
    return found


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares with a recorded text; `make golden` records anew."""

    def check(name: str, text: str) -> None:
        path = HERE / "golden" / name
        if request.config.getoption("--record", default=False):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{name} was never recorded: run these tests with --record"
        assert text == path.read_text("utf-8"), f"{name} differs: look at it, then run these tests with --record"

    return check
