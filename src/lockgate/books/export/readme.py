"""The README of an export, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lockgate import Rulebook
    from lockgate.compiler.sql import Query

_TEXT = """<!-- {mark} -->
# Export rules as a query for {dialect}

Rulebook {version} ({sha}), reviewed to {current_to}. The query decides lines of {days} in the posture {postures}.

## Run it

1. Run `tables.sql`. It makes the tables to fill (each column says what it asks) and the helper tables.
2. Load `helpers/*.csv` into the helper tables of the same names. An empty field is NULL.
3. Prove the engine first: load `conformance/lockgate_*.csv` into the tables of the same names, run `query.sql`, then
   `check.sql` (load `conformance/lockgate_expected.csv` after its first statement). The second statement of `check.sql`
   must give **no row**. Or save the table `lockgate_result` as CSV and run
   `lockgate book sql --check result.csv --out {folder}`, which names each difference ({vectors} lines).
4. Empty the tables, fill them with your own lines, and run `query.sql` again. The answers stand in `lockgate_result`.

## What to fill

* `lockgate_line` holds a row for each line; its number `line` ties the other tables to it ({tables}).
* **NULL is unknown**, never no. Leave NULL what you do not know. What is *knowledge* says so in `tables.sql`: FALSE
  means there that nobody knows of it, NULL that nobody can say. Of *evidence*, NULL means that it was not shown.
* A number stands in two columns, `..._low` and `..._high`: the same value in both if it is known, its bounds if not.
* Words are those of the helper tables; countries have two letters. A word that is not there counts as unknown. One of
  several words is a code of its own, such as `CN|HK`: ask for its row by `--one-of 'CN|HK'` when you export.
* `..._complete` says whether the rows of a role or a list are all there are. A role that nobody mentioned stays NULL.
* `shipment_tpp_low/high` is the TPP of the shipment: quantity x circuits x TPP, over all lines of the shipment.

## What the answer says

For each posture: `outcome`, `at_least` and `at_most`, the classification, `requirements` that hold,
`requirements_open` that may hold, and `authorizations` that certainly cover all that may be required.
`outside_the_rulebook`: the day is missing, or none of those that were exported.

**The query is three-valued logic and nothing more.** Where facts are missing, the Python engine goes on to try the ways
in which they can fall, and so settles some of the lines that are `cannot_decide` here. It never answers otherwise where
this query answers. Readings of contested text are fixed: {readings}.

## Accounts

`account_*.sql` passes over the lines of an account in their order: a line that does not fit uses nothing, so later
smaller ones may still fit. It makes the table `lockgate_account` to fill and gives `yes`, `no` or `open` for each line.
One's own lines are only a lower bound of what an account has used, where other exporters draw on it too.
{notes}"""
_NOTES = {
    "trino": "Trino follows a recursion ten steps deep unless `max_recursion_depth` is raised.",
    "spark": "Spark follows a recursion a hundred levels deep unless `spark.sql.cteRecursionLevelLimit` is raised.",
    "duckdb": (
        "DuckDB plans the query in about a second after `SET disabled_optimizers = 'join_order'`, and in two without."
    ),
}


def readme(query: Query, book: Rulebook, vectors: int, mark: str) -> str:
    """The text of the README."""
    first, last = query.law.stretches[0].first, query.law.stretches[-1].last
    tables = [table.name for kind, table in query.schema.tables.items() if kind]
    tables += [table.name for table in query.schema.sets.values()]
    note = _NOTES.get(query.dialect.name, "")
    return _TEXT.format(
        mark=mark,
        dialect=query.dialect.name,
        version=book.version,
        sha=book.sha256[:12],
        current_to=book.current_to,
        days=f"{first} to {last}" if last else f"{first} and later",
        postures=" and ".join(query.law.sides),
        folder="FOLDER",
        vectors=vectors,
        tables=", ".join(f"`{name}`" for name in tables),
        readings="the default of each" if book.source.readings else "there are none",
        notes=f"\n## This engine\n\n{note}\n" if note else "",
    )
