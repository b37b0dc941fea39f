"""What holds for the room as a whole: its documentation, its size, and its words against the rulebook's."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

import lockgate.items
from lockgate.items import circuit_facts, figures, item_facts, load
from lockgate.items.quantities import UNITS

ROOM = Path(lockgate.items.__file__).parent
MODULES = sorted(ROOM.glob("*.py"))
FACTS = ROOM.parent / "rulebook" / "facts"


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_public_functions_carry_an_example_and_stay_short(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    for function in functions(ast.parse(text)):
        doc = ast.get_docstring(function) or ""
        length = (function.end_lineno or 0) - function.lineno + 1 - len(doc.splitlines())
        assert length <= 35, function.name
        assert function.name.startswith("_") or ">>>" in doc, function.name


def test_the_public_surface_is_sorted_and_real() -> None:
    names = lockgate.items.__all__
    assert names == sorted(names)
    assert all(hasattr(lockgate.items, name) for name in names)


def declared(name: str) -> set[str]:
    entries = yaml.load((FACTS / name).read_text(encoding="utf-8"), yaml.BaseLoader)
    return {entry["id"] for entry in entries}


def test_facts_are_the_rulebooks_own() -> None:
    circuit, item = declared("circuit.yaml"), declared("item.yaml")
    for chip in load():
        own = figures(chip)
        assert set(circuit_facts(own)) <= circuit
        assert set(item_facts(own)) <= item


def test_every_unit_of_a_fact_can_be_read() -> None:
    """Read by eye, not by YAML: a slip in another part's facts is not this room's failure."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FACTS.glob("*.yaml")))
    units = set(re.findall(r"\bunit: ([^,}\n]+)", text))
    assert "1e21 operations" in units
    assert units <= set(UNITS)
