"""The page on results names every key of the schema, and every word that a status may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.compiler.rulebook import BUILT_IN
from lockgate.engine.schema import result_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (BUILT_IN.parents[2] / "docs" / "result.md").read_text(encoding="utf-8")


def _keys(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from _keys(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _keys(value)


def test_every_key_is_described() -> None:
    assert [key for key in sorted(set(_keys(result_schema()))) if f"`{key}`" not in PAGE] == []


def test_every_outcome_and_mark_is_described() -> None:
    top = result_schema()["properties"]
    words = [*top["outcome"]["enum"], *top["confidence"]["enum"]]
    assert [word for word in words if word and f"`{word}`" not in PAGE] == []


def test_every_status_is_described() -> None:
    parts = result_schema()["$defs"].values()
    words = {word for part in parts for word in part["properties"].get("status", {}).get("enum", ())}
    assert [word for word in sorted(words) if f"`{word}`" not in PAGE] == []
