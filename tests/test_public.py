"""The public surface: what stands in `lockgate.__all__` is there, documented, and brings nothing before it is used."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import lockgate


@pytest.mark.parametrize("name", lockgate.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(lockgate, name)
    assert isinstance(found, str) or inspect.getdoc(found)
    assert name in dir(lockgate)


def test_names_that_come_later_are_public() -> None:
    assert set(lockgate.LATER) < set(lockgate.__all__)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'determin'"):
        _ = lockgate.determin


def test_importing_lockgate_leaves_the_rest_alone() -> None:
    program = "import sys, lockgate; print([name for name in sys.modules if name.startswith('lockgate.')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    brought = [
        room for room in ("inquiry", "memo", "claims", "reading", "site", "charts") if f"lockgate.{room}" in done.stdout
    ]
    assert brought == []
