"""Whether data has the form that one of our own JSON Schemas asks for.

Reads what these schemas use and nothing more: type, properties, required, additionalProperties, items, enum, const,
anyOf, pattern and references into ``$defs``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
}


def misfit(value: Any, schema: Mapping[str, Any]) -> str:
    """The place of the first thing that does not fit, or an empty text.

    >>> schema = {
    ...     "type": "object",
    ...     "properties": {"a": {"enum": ["x"]}},
    ...     "required": ["a"],
    ...     "additionalProperties": False,
    ... }
    >>> misfit({"a": "x"}, schema), misfit({"a": "y"}, schema), misfit({}, schema), misfit({"a": "x", "b": 1}, schema)
    ('', 'a', 'a', 'b')
    """
    found = _misfit(value, schema, schema)
    return "" if found is None else ".".join(found) or "all of it"


_Path = list[str]


def _misfit(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> _Path | None:
    """The path to what does not fit, or None."""
    if "$ref" in schema:
        return _misfit(value, _target(schema["$ref"], root), root)
    if "anyOf" in schema:
        return None if any(_misfit(value, one, root) is None for one in schema["anyOf"]) else []
    if not _fits(value, schema):
        return []
    if isinstance(value, dict):
        return _object(value, schema, root)
    for index, one in enumerate(value if isinstance(value, list) else ()):
        inner = _misfit(one, schema.get("items", {}), root)
        if inner is not None:
            return [str(index), *inner]
    return None


def _target(reference: str, root: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = root
    for part in reference.removeprefix("#").strip("/").split("/"):
        found = found[part] if part else found
    schema: Mapping[str, Any] = found
    return schema


def _fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value by itself is of the type and among the words."""
    kinds = schema.get("type", ())
    names = [kinds] if isinstance(kinds, str) else kinds
    if names and not any(isinstance(value, _TYPES[name]) for name in names):
        return False
    if "enum" in schema and not any(
        value is one or (isinstance(value, str) and value == one) for one in schema["enum"]
    ):
        return False
    if "const" in schema and value != schema["const"]:
        return False
    return not (isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value))


def _object(value: Mapping[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any]) -> _Path | None:
    known = schema.get("properties", {})
    lacking = [key for key in schema.get("required", ()) if key not in value]
    unknown = [key for key in value if key not in known] if schema.get("additionalProperties") is False else []
    if lacking or unknown:
        return [[*lacking, *unknown][0]]
    for key, one in value.items():
        inner = _misfit(one, known.get(key, {}), root)
        if inner is not None:
            return [key, *inner]
    return None
