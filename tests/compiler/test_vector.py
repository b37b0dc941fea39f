"""The arrays give what the SQL gives, column by column: from the same texts, by another way of reading them."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pytest
from tests.compiler.test_sql import DAYS, odd, transaction

from lockgate.books.export.rows import Loader
from lockgate.books.export.tables import arrow_tables
from lockgate.compiler.sql import lower
from lockgate.compiler.vector.expression import Reader
from lockgate.compiler.vector.kernel import BLOCK, kernel
from lockgate.engine.prepare import Preparer

if TYPE_CHECKING:
    from lockgate.compiler.sql import Query

Columns = dict[str, list[Any]]


def worked_out(query: Query, tables: dict[str, Any]) -> tuple[Columns, Columns, dict[str, int]]:
    """Stage zero, every column beyond it, and the decimals of the numbers, by DuckDB."""
    with duckdb.connect() as connection:
        for statement in query.tables():
            connection.execute(statement)
        for name, table in tables.items():
            connection.register("incoming", table)
            connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")  # noqa: S608 - our own tables
        for name, text in query.stages:
            connection.execute(f"CREATE TABLE {name} AS {text}")
        zero: Columns = {}
        found: Columns = {}
        decimals: dict[str, int] = {}
        for name, _ in query.stages:
            if name.startswith("lg_line_") and not name.startswith("lg_line_facts"):
                done = connection.execute(f"SELECT * FROM {name} ORDER BY line")  # noqa: S608 - our own tables
                heads, rows = done.description, done.fetchall()
                target = found if zero else zero
                target |= {head[0]: [row[place] for row in rows] for place, head in enumerate(heads)}
        for name, kind in connection.execute("SELECT name, type FROM pragma_table_info('lg_line_0')").fetchall():
            decimals[name] = int(kind.partition(",")[2].rstrip(")")) if kind.startswith("DECIMAL") else 0
    return zero, found, decimals


def arrays(zero: Columns, decimals: dict[str, int]) -> dict[str, Any]:
    """Stage zero as arrays."""
    made: dict[str, Any] = {}
    for name, values in zero.items():
        made[f"{name}_null"] = np.array([value is None for value in values])
        first = next((value for value in values if value is not None), False)
        if isinstance(first, str):
            made[name] = np.array(values, dtype=object)
        elif isinstance(first, bool):
            made[name] = np.array([bool(value) for value in values])
        else:
            scale = 10 ** decimals[name]
            made[name] = np.array([int(Decimal(value or 0) * scale) for value in values], dtype=np.int64)
    return made


def test_every_column_is_the_same() -> None:
    book, rng = odd(), random.Random(7)
    query, preparer = lower(book, masks=True), Preparer(book.layout)
    loader = Loader(query.schema, query.words, preparer)
    for number in range(1, 301):
        made = transaction(book, rng)
        loader.add(number, made, made.items[0], preparer.prepare(made, made.items[0], rng.choice(DAYS), {}))
    zero, right, decimals = worked_out(query, arrow_tables(query, loader))
    function = kernel(query, decimals)
    found = function.run(arrays(zero, decimals))
    assert len(found) > 100
    for name, values in found.items():
        spoken = isinstance(right[name][0], str)
        mine = [function.words[value] for value in values] if spoken else [bool(value) for value in values]
        assert mine == right[name], name


def test_blocks_are_put_together() -> None:
    query = lower(odd(), postures=("enforced",), first=DAYS[-1])
    function = kernel(query, {})
    count = BLOCK + 3
    empty = {name: np.zeros(count, dtype=bool) for name in function.inputs}
    found = function.run(empty | {"stretch": np.full(count, -1)})
    words = {function.words[value] for value in found["enforced_outcome"]}
    assert words == {"outside_the_rulebook"}
    assert len(found["enforced_outcome"]) == count


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(x >= CAST('1.5' AS DECIMAL(38, 6)))", "((x >= 1500000))"),
        ("(x >= CAST('-1.5' AS DECIMAL(38, 6)))", "((x >= -1500000))"),
        ("((2 * x) >= 5)", "(((2 * x) >= (5 * 1000000)))"),
        ("COALESCE(made, TRUE)", "made"),
        ("COALESCE(x, 3)", "where(x_null, (3 * 1000000), x)"),
        ("(stretch = -1)", "((stretch == -1))"),
    ],
)
def test_small_expressions(text: str, value: str) -> None:
    assert Reader(text, {"x": 6}, frozenset({"x"}), []).whole().text == value
