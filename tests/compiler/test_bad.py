"""Every folder of tests/bad, laid over the base, gives the message that it holds; `pytest --record` writes it anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.compiler.support import BASE

from lockgate.compiler.rulebook import Rulebook
from lockgate.errors import LockgateError, RulebookError

BAD = Path(__file__).parent.parent / "bad"
FOLDERS = sorted(path for path in BAD.iterdir() if path.is_dir())


def fault(folder: Path) -> LockgateError:
    """What is wrong with the base and this folder."""
    with pytest.raises(RulebookError) as found:
        compile_all(folder)
    return found.value


def compile_all(folder: Path) -> None:
    """Compile every stretch of days in every posture."""
    book = Rulebook.load(BASE, [folder])
    for day in book.calendar.days:
        for posture in book.postures:
            book.unit(day, posture)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_message(folder: Path, request: pytest.FixtureRequest) -> None:
    error = fault(folder)
    text = f"place: {error.place}\nmessage: {error.message}\nhint: {error.hint or '-'}\n"
    expected = folder / "expected.txt"
    if request.config.getoption("--record"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_place_is_in_the_bad_folder(folder: Path) -> None:
    error = fault(folder)
    named = error.hint if folder.name == "double-meaning" else error.place
    file, _, line = str(named).removeprefix("it stands at ").partition(":")
    path = BAD / file
    assert path.is_file(), "the message must point at the file that is wrong"
    if folder.name != "not-utf-8":
        assert 1 <= int(line or 1) <= len(path.read_bytes().splitlines())
