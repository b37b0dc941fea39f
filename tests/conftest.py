"""Options of the test run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("explore" if os.environ.get("LOCKGATE_EXPLORE") else "steady")
"""The same examples in every run; LOCKGATE_EXPLORE=1 looks for new ones."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record` writes golden files anew instead of comparing with them."""
    parser.addoption("--record", action="store_true", help="record golden files anew")
