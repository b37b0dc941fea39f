"""The lowered SQL in DuckDB: planning, throughput and memory on generated lines, for the full rulebook and the subset.

`python -m benchmarks.books.sql 200000` prints the figures.
"""

from __future__ import annotations

import resource
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from benchmarks.clock import Report
from benchmarks.inputs import lines, prepared, rulebook
from benchmarks.population import population
from benchmarks.subset import subset

from lockgate.books.export.rows import Loader
from lockgate.books.export.tables import arrow_tables
from lockgate.compiler.sql import lower
from lockgate.compiler.vector.kernel import kernel
from lockgate.engine.prepare import Preparer

if TYPE_CHECKING:
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.sql import Query

DISTINCT = 4000
"""Generated lines; larger books repeat them under other numbers, which this engine cannot make use of."""
QUICK = "SET disabled_optimizers = 'join_order'"
"""All joins are to the left and by key: there is no order to find."""
ENCODED = "lg_line_0"
_NOTHING = {"BOOLEAN": "FALSE", "VARCHAR": "''"}
_OUT = "CREATE OR REPLACE TEMP TABLE answers AS "


def run(count: int, seed: int = 1, *, threads: int = 1, small: bool = False) -> Report:
    """Decide so many lines in memory: the full rulebook in both postures, or the subset on its day in one."""
    book, query = _query(small=small)
    connection, distinct, parties = _filled(book, query, count, seed, threads)
    connection.execute(QUICK)
    started = time.process_time()
    connection.execute(f"PREPARE planned AS {query.text()}")
    planning = time.process_time() - started
    started, wall = time.process_time(), time.monotonic()
    connection.execute(f"{_OUT}{query.text()}")
    spent, waited = time.process_time() - started, time.monotonic() - wall
    rules = _rules_only(connection, query)
    kernel_s = _kernel(connection, query, count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {
        "lines": count,
        "distinct": distinct,
        "parties_per_line": round(parties, 2),
        "cpu_s": round(spent, 3),
        "wall_s": round(waited, 3),
        "planning_s": round(planning, 3),
        "lines_per_cpu_s": round(count / spent),
        "lines_per_cpu_s_planned": round(count / max(spent - planning, 0.001)),
        "rules_only_lines_per_cpu_s": round(count / rules),
        "kernel_lines_per_cpu_s": round(count / kernel_s),
        "peak_mb": round(peak),
        "sql_kb": round(len(query.text()) / 1000),
        "stages": len(query.stages),
    }
    what = "the subset on its day, one posture" if small else "the full rulebook, all days, both postures"
    return Report(figures, [f"DuckDB, in memory to memory, {threads} thread(s): {what}."])


def _rules_only(connection: Any, query: Query) -> float:
    """CPU seconds of the rules alone, over a table in which facts are encoded and collections folded already."""
    names = [name for name, _ in query.stages]
    place = names.index(ENCODED)
    before = ",".join(f"{name} AS ({text})" for name, text in query.stages[: place + 1])
    connection.execute(f"CREATE OR REPLACE TEMP TABLE encoded AS WITH {before} SELECT * FROM {ENCODED}")  # noqa: S608 - our own query
    after = ",".join(f"{name} AS ({text})" for name, text in query.stages[place + 1 :])
    text = f"WITH {ENCODED} AS (SELECT * FROM encoded), {after} {query.final}"  # noqa: S608 - our own query
    started = time.process_time()
    connection.execute(f"PREPARE alone AS {text}")
    planning = time.process_time() - started
    started = time.process_time()
    connection.execute(f"{_OUT}{text}")
    return max(time.process_time() - started - planning, 0.001)


def _kernel(connection: Any, query: Query, count: int) -> float:
    """CPU seconds of the generated kernel over the same encoded columns, as arrays; lists of words are left out."""
    np = import_module("numpy")
    numbers, arrays = {}, {"line": np.zeros(count, dtype=np.int64)}
    kinds = connection.execute("SELECT name, type FROM pragma_table_info('encoded')").fetchall()
    for name, kind in kinds:
        decimals = int(kind.partition(",")[2].rstrip(")")) if kind.startswith("DECIMAL") else 0
        if kind != "BOOLEAN":
            numbers[name] = decimals
        shown = f"CAST({name} * {10**decimals} AS BIGINT)" if decimals else name
        read = (
            f"SELECT COALESCE({shown}, {_NOTHING.get(kind, '0')}) AS v, {name} IS NULL AS n FROM encoded ORDER BY line"  # noqa: S608 - our own query
        )
        found = connection.execute(read).fetchnumpy()
        arrays |= {name: found["v"], f"{name}_null": found["n"]}
    function = kernel(query, numbers)
    started = time.process_time()
    function.run(arrays)
    return max(time.process_time() - started, 0.001)


def _query(*, small: bool) -> tuple[Rulebook, Query]:
    if not small:
        return rulebook(), lower(rulebook())
    chosen = subset()
    day = chosen.unit.day
    return chosen.book, lower(chosen.book, postures=(chosen.unit.posture,), first=day, last=day)


def _filled(book: Rulebook, query: Query, count: int, seed: int, threads: int) -> tuple[Any, int, float]:
    """A connection with the tables filled; how many lines differ, and how many parties a line has."""
    loader = Loader(query.schema, query.words, Preparer(book.layout))
    made = 0
    for line in lines(population(min(count, DISTINCT), seed)):
        made += 1
        loader.add(made, line.transaction, line.item, prepared(line))
    connection = import_module("duckdb").connect()
    connection.execute(f"SET threads = {threads}")
    for statement in query.tables():
        connection.execute(statement)
    for name, table in arrow_tables(query, loader).items():
        connection.register("incoming", table)
        if "line" in table.schema.names:
            moved = f"SELECT line + made.range * {made} AS line, incoming.* EXCLUDE (line) FROM incoming"  # noqa: S608 - our own query
            again = f"{moved}, range({-(-count // made)}) AS made WHERE line + made.range * {made} <= {count}"
        else:
            again = "SELECT * FROM incoming"
        connection.execute(f"INSERT INTO {name} {again}")
        connection.unregister("incoming")
    parties = len(loader.rows.get("lockgate_party", ())) / made
    return connection, made, parties


def main(arguments: list[str]) -> int:
    """Print the figures of both."""
    count = int(arguments[0]) if arguments else 200_000
    for small in (False, True):
        report = run(count, small=small)
        sys.stdout.write(f"{report.lines[0]}\n{report.figures}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
