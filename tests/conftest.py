"""Options of the test run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record` writes golden files anew instead of comparing with them."""
    parser.addoption("--record", action="store_true", help="record golden files anew")
