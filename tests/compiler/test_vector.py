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
    """Stage zero, every column beyond it, and the decimals of what is no truth, by DuckDB."""
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
            if kind != "BOOLEAN":
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
    function = kernel(query, worked_out(query, {})[2])
    count = BLOCK + 3
    empty: dict[str, Any] = {
        name: np.zeros(count, dtype=np.int64 if name in function.numbers else np.bool_) for name in function.inputs
    }
    days = np.full(count, -1)
    days[BLOCK + 1] = 0
    found = function.run(empty | {"stretch": days})["enforced_outcome"]
    words = np.array(function.words)[found]
    assert len(words) == count
    assert set(np.delete(words, BLOCK + 1)) == {"outside_the_rulebook"}
    assert words[BLOCK + 1] != "outside_the_rulebook"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(x >= CAST('1.5' AS DECIMAL(38, 6)))", "(bits(x >= 1500000))"),
        ("(x >= CAST('-1.5' AS DECIMAL(38, 6)))", "(bits(x >= -1500000))"),
        ("((2 * x) >= 5)", "(bits((2 * x) >= (5 * 1000000)))"),
        ("COALESCE(made, TRUE)", "made"),
        ("COALESCE(y, TRUE)", "(y_null | y)"),
        ("COALESCE(y, FALSE)", "(~y_null & y)"),
        ("COALESCE(x, 3)", "where(lines(x_null), (3 * 1000000), x)"),
        ("(x IS NULL)", "(x_null)"),
        ("(made IS NULL)", "(false)"),
        ("(stretch = -1)", "(bits(stretch == -1))"),
        ("CASE WHEN (stretch = 1) THEN y ELSE FALSE END", "((bits(stretch == 1)) & y)"),
        ("CASE WHEN y THEN made WHEN made THEN y ELSE y END", "((y & made) | (~y & y))"),
        ("CASE WHEN y THEN 'no' ELSE 'yes' END", "where(lines(y), word_0, word_1)"),
    ],
)
def test_small_expressions(text: str, value: str) -> None:
    assert Reader(text, {"x": 6, "stretch": 0}, frozenset({"x", "y"}), []).whole().text == value


def test_whole_numbers_that_are_null_read_as_another_number() -> None:
    part = Reader("COALESCE(x, 3)", {"x": 0}, frozenset({"x"}), []).whole()
    assert not part.truth
    assert part.null == ""
