"""What differs between the engines: names of types, the number of a day, how a stage is kept.

The rest of the text is the same for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from lockgate.compiler.fields import nearest
from lockgate.errors import InputError

TABLES, CTES, INLINE = "tables", "materialized", "inline"
"""How stages are kept: temporary tables, common table expressions that are kept, or ones left to the planner."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One engine's way of writing.

    ``printer`` is the name under which sqlglot knows it, ``day`` turns the date in ``{}`` into days since 1970-01-01,
    ``temporary`` begins a statement that makes a table for the session, ``lasting`` one that makes a table to keep.
    ``names_recursion``: a recursive query must list its columns.
    """

    name: str
    printer: str
    truth: str = "BOOLEAN"
    text: str = "VARCHAR"
    whole: str = "BIGINT"
    date: str = "DATE"
    decimal: str = "DECIMAL(38, {})"
    day: str = "DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), {})"
    kept: str = ""
    style: str = TABLES
    temporary: str = "CREATE TEMPORARY TABLE {} AS"
    lasting: str = "CREATE TABLE {} AS"
    nullable: str = "{}"
    table_end: str = ""
    query_end: str = ""
    names_recursion: bool = False

    def number(self, decimals: int) -> str:
        """The type of a number with so many decimals.

        >>> DIALECTS["duckdb"].number(6), DIALECTS["duckdb"].number(0)
        ('DECIMAL(38, 6)', 'DECIMAL(38, 0)')
        """
        return self.decimal.format(decimals)

    def literal(self, value: str, decimals: int) -> str:
        """A number as an exact constant: never a double.

        >>> DIALECTS["bigquery"].literal("5.92", 6)
        "CAST('5.92' AS BIGNUMERIC)"
        """
        return f"CAST('{value}' AS {self.number(decimals)})"

    def optional(self, kind: str) -> str:
        """The type of a column that may be NULL.

        >>> DIALECTS["clickhouse"].optional("Bool")
        'Nullable(Bool)'
        """
        return self.nullable.format(kind)


_ALL = (
    Dialect("duckdb", "duckdb", text="TEXT", kept="MATERIALIZED ", style=INLINE),
    Dialect(
        "postgres",
        "postgres",
        text="TEXT",
        day="CAST({} - CAST('1970-01-01' AS DATE) AS BIGINT)",
        kept="MATERIALIZED ",
    ),
    Dialect(
        "spark",
        "spark",
        text="STRING",
        day="CAST(DATEDIFF({}, CAST('1970-01-01' AS DATE)) AS BIGINT)",
        temporary="CREATE TABLE {} USING PARQUET AS",
        lasting="CREATE TABLE {} USING PARQUET AS",
        table_end=" USING PARQUET",
    ),
    Dialect(
        "databricks",
        "databricks",
        text="STRING",
        day="CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), {}) AS BIGINT)",
        temporary="CREATE TABLE {} AS",
    ),
    Dialect("snowflake", "snowflake", day="DATEDIFF(DAY, CAST('1970-01-01' AS DATE), {})"),
    Dialect(
        "bigquery",
        "bigquery",
        truth="BOOL",
        text="STRING",
        whole="INT64",
        decimal="BIGNUMERIC",
        day="DATE_DIFF({}, CAST('1970-01-01' AS DATE), DAY)",
        temporary="CREATE TEMPORARY TABLE {} AS",
    ),
    Dialect(
        "trino",
        "trino",
        temporary="CREATE TABLE {} AS",
        names_recursion=True,
    ),
    Dialect(
        "clickhouse",
        "clickhouse",
        truth="Bool",
        text="String",
        whole="Int64",
        date="Date32",
        decimal="Decimal(38, {})",
        day="CAST(CAST({} AS Nullable(Int32)) AS Nullable(Int64))",
        temporary="CREATE TABLE {} ENGINE=Memory AS",
        lasting="CREATE TABLE {} ENGINE=Memory AS",
        nullable="Nullable({})",
        table_end=" ENGINE=Memory",
        query_end=" SETTINGS join_use_nulls = 1",
    ),
    Dialect(
        "datafusion",
        "postgres",
        day="CAST(CAST({} AS INT) AS BIGINT)",
        temporary="CREATE TABLE {} AS",
    ),
)
DIALECTS = {one.name: one for one in _ALL}


def dialect_of(name: str) -> Dialect:
    """The dialect of that name.

    >>> dialect_of("duckdb").style
    'inline'
    """
    found = DIALECTS.get(name)
    if found is None:
        raise InputError(f"unknown dialect '{name}'", place="--dialect", hint=nearest(name, DIALECTS) or "duckdb")
    return found
