"""Plain JSON lines at once: flat objects of text, whole numbers and truths, as most systems write them.

Anything else (fractions, whose digits must not change; nesting; mixed types; faults) makes `Fast.table` give nothing:
then the lines are read one by one.
"""

from __future__ import annotations

import json
from typing import Any

from lockgate.books.read.extra import need


class Fast:
    """Reads lines like those of a sample."""

    def __init__(self, sample: list[bytes]) -> None:
        self._schema = _schema(sample)

    def table(self, lines: list[bytes]) -> Any:
        """The lines as a table of text, or None if they are not all plain."""
        if self._schema is None or not all(lines):
            return None
        pa, reader = need("pyarrow"), need("pyarrow.json")
        raw = b"\n".join(lines)
        parse = reader.ParseOptions(explicit_schema=self._schema, unexpected_field_behavior="error")
        try:
            options = reader.ReadOptions(use_threads=False, block_size=len(raw) + 2)
            found = reader.read_json(pa.BufferReader(raw), read_options=options, parse_options=parse)
            found.validate(full=True)
        except pa.ArrowInvalid:
            return None
        if found.num_rows != len(lines) or found.column_names != self._schema.names:
            return None
        columns = [column.cast(pa.string()).dictionary_encode() for column in found.columns]
        return pa.table(columns, names=found.column_names)


def _schema(sample: list[bytes]) -> Any:
    """The types of the keys, if all objects are flat and each key has one type."""
    pa = need("pyarrow")
    kinds = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}
    found: dict[str, Any] = {}
    for line in sample:
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if not isinstance(raw, dict):
            continue
        for key, value in raw.items():
            kind = kinds.get(type(value))
            if key != key.strip() or (kind is None and value is not None):
                return None
            if kind is not None and (found.setdefault(key, kind) or kind) != kind:
                return None
            found[key] = found.get(key) or kind
    return pa.schema([(key, kind or pa.string()) for key, kind in found.items()]) if found else None
