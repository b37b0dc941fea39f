from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
import yaml

from lockgate.compiler.load import load_yaml
from lockgate.door.build import build
from lockgate.door.declarations import RULEBOOK, load
from lockgate.door.read import parse
from lockgate.door.schema import transaction_schema
from lockgate.door.template import template

SCHEMA = transaction_schema(load())
CHECK: Any = jsonschema.Draft202012Validator(SCHEMA)


def transactions() -> list[Any]:
    found = []
    for path in sorted((RULEBOOK / "cases").rglob("*.yaml")):
        rows = load_yaml(path)
        cases = rows if isinstance(rows, list) else []
        found += [pytest.param(case["transaction"], id=case["id"]) for case in cases if "transaction" in case]
    return found


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("transaction", transactions())
def test_every_worked_case_fits_the_schema_and_the_door(transaction: Any) -> None:
    CHECK.validate(transaction)
    assert build(transaction)


@pytest.mark.parametrize(
    "raw",
    [
        {"destinaton": "MY"},
        {"item": {"qty": 5}},
        {"parties": {"consigne": {}}},
        {"schema": "other/1"},
        {"as_of": [1]},
        {"item": {"tpp": {"min": 4}}},
        {"flags": {"zzz": "raised"}},
    ],
)
def test_what_the_door_refuses_by_its_shape_the_schema_refuses(raw: Any) -> None:
    assert not CHECK.is_valid(raw)


def test_other_rulebooks() -> None:
    bare = replace(load(), flags={}, trees={**load().trees, "": {}})
    schema = transaction_schema(bare)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "holder" not in schema["properties"]


def test_the_template_reads_back() -> None:
    text = template(load())
    raw = parse(text)[0]
    order = build(raw)
    assert order.as_of is not None
    assert order.items[0].circuits.complete
    assert not order.conflicts
    CHECK.validate(raw)
    CHECK.validate(json.loads(json.dumps(yaml.safe_load(text), default=str)))


def test_every_line_of_the_template_may_be_filled_in() -> None:
    """With all comments of keys taken away the file is still YAML, and no key is unknown."""
    lines = []
    for line in template(load()).splitlines()[3:]:
        head, mark, rest = line.partition("# ")
        key = rest.partition(" ")[0]
        lines.append(head + rest if mark and not head.strip() and key.endswith(":") and "roles" not in key else line)
    assert build(parse("\n".join(lines))[0]).assumed
