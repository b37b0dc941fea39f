"""The rows of all tables as Arrow, which every engine can read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lockgate.compiler.sql.words import PAIR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.books.export.rows import Loader
    from lockgate.compiler.sql import Query

Columns = list[tuple[str, str, int]]
"""Name, kind and decimals of each column."""


def columns_of(query: Query) -> dict[str, Columns]:
    """The columns of every table: those to fill, and the helpers."""
    found: dict[str, Columns] = {}
    for table in (*query.schema.tables.values(), *query.schema.sets.values()):
        found[table.name] = [(column.name, column.kind, column.decimals) for column in table.columns]
    for domain in query.words.domains.values():
        found[domain.table] = [(name, kind, 0) for name, kind in domain.columns]
    return found | {name: [(column, kind, 0) for column, kind in PAIR] for name in query.words.pairs}


def rows_of(query: Query, loader: Loader) -> dict[str, list[tuple[Any, ...]]]:
    """All rows: of the lines, and of the helpers that they need."""
    return {**loader.rows, **query.helpers(loader.several)}


def arrow(columns: Columns, rows: Iterable[tuple[Any, ...]]) -> Any:
    """One table.

    >>> arrow([("line", "whole", 0), ("quantity_low", "number", 6)], [(1, None)]).schema.names
    ['line', 'quantity_low']
    """
    pa = import_module("pyarrow")  # only who exports needs it
    kinds = {"truth": pa.bool_(), "text": pa.string(), "whole": pa.int64(), "date": pa.date32()}
    made = list(rows)
    arrays = []
    for index, (_, kind, decimals) in enumerate(columns):
        sort = pa.decimal128(38, decimals) if kind == "number" else kinds[kind]
        arrays.append(pa.array([row[index] for row in made], sort))
    return pa.table(arrays, names=[name for name, _, _ in columns])


def arrow_tables(query: Query, loader: Loader) -> dict[str, Any]:
    """All tables, by name."""
    rows = rows_of(query, loader)
    return {name: arrow(columns, rows[name]) for name, columns in columns_of(query).items()}
