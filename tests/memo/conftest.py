"""Memos that were looked at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import steady

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "golden"
_HASH = re.compile(r"\b[0-9a-f]{16,64}\b")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares with a recorded memo; `make golden` records anew."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        shown = steady(_HASH.sub("HASH", text))
        if request.config.getoption("--record", default=False):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(shown, encoding="utf-8")
        assert path.is_file(), f"{name} was never recorded: make golden"
        assert shown == path.read_text(encoding="utf-8"), f"{name} differs: look at it, then make golden"

    return check
