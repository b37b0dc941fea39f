from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.door.declarations import PROGRAM, load
from lockgate.door.reference import PAGE, main, page

if TYPE_CHECKING:
    import pytest


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load()), "run python -m lockgate.door.reference --write"


def test_every_fact_and_role_is_described() -> None:
    declared, text = load(), page(load())
    for fact in declared.facts.values():
        assert (fact.question in text) == (fact.known_by != PROGRAM), fact.id
    for role in declared.roles:
        assert f"`{role}`" in text


def test_without_an_option_the_page_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == page(load())
