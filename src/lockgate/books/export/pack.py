"""Writes the folder: the query, the tables that it needs, and what proves that another engine answers alike."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lockgate.books.export.accounts import caps, passed, table
from lockgate.books.export.readme import readme
from lockgate.books.export.rows import Loader
from lockgate.books.export.tables import columns_of
from lockgate.books.export.vectors import answer, vectors
from lockgate.compiler.sql.lower import RESULT
from lockgate.engine.determine import preparer_of
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from lockgate import Rulebook
    from lockgate.compiler.sql import Query

EXPECTED = "lockgate_expected"
PACK = "conformance"
MARK = "lockgate.sql/1"
"""First line of the README: a folder that has it is ours and may be written anew."""


def write(query: Query, book: Rulebook, folder: Path, one_of: Iterable[str] = ()) -> dict[str, int]:
    """Write the export into a folder; returns how many rows each table of the pack has.

    Errors: `InputError` if the folder holds something else.
    """
    prepare(folder)
    loader = Loader(query.schema, query.words, preparer_of(book))
    expected = []
    postures = tuple(query.law.sides)
    for number, vector in enumerate(vectors(book, query.law), start=1):
        loader.add(number, vector.transaction, vector.item, vector.prepared(book, {}))
        expected.append({"line": str(number), "vector": vector.name, **answer(book, postures, vector, {})})
    columns = columns_of(query)
    helpers = query.helpers(several(query, loader.several, one_of))
    for name, rows in helpers.items():
        rows_to(folder / "helpers" / f"{name}.csv", [column for column, _, _ in columns[name]], rows)
    for name, rows in loader.rows.items():
        rows_to(folder / PACK / f"{name}.csv", [column for column, _, _ in columns[name]], rows)
    rows_to(folder / PACK / f"{EXPECTED}.csv", list(expected[0]), [tuple(row.values()) for row in expected])
    texts = {
        "tables.sql": documented(query),
        "query.sql": joined(query.script()),
        "check.sql": joined(checks(query, expected[0])),
        "README.md": readme(query, book, len(expected), MARK),
    }
    texts |= {
        f"account_{name}.sql": joined([table(query.dialect), passed(query.dialect, limit)])
        for name, _, limit in caps(book)
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return {name: len(rows) for name, rows in loader.rows.items()} | {EXPECTED: len(expected)}


def prepare(folder: Path) -> None:
    """Make the folder, or take one that an earlier export made."""
    note = folder / "README.md"
    try:
        if folder.exists() and any(folder.iterdir()) and not (note.is_file() and MARK in note.read_text("utf-8")):
            hint = "name an empty folder, or one that this command wrote"
            raise InputError("this folder holds something else", place=str(folder), hint=hint)
        for name in ("helpers", PACK):
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", place=str(folder)) from None


def several(query: Query, found: Mapping[str, Mapping[str, None]], one_of: Iterable[str]) -> dict[str, dict[str, None]]:
    """Codes that stand for one of several words: those of the pack, and those that the user wants."""
    codes = {name: dict(given) for name, given in found.items()}
    for code in one_of:
        words = code.split("|")
        tables = [domain for domain in query.words.domains.values() if set(words) <= set(domain.words)]
        if len(words) == 1 or not tables:
            raise InputError(f"'{code}' is no choice of words", place="--one-of", hint="such as --one-of 'CN|HK'")
        for domain in tables:
            codes.setdefault(domain.table, {})[code] = None
    return codes


def rows_to(path: Path, header: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """A CSV table: nothing for NULL, ``true`` and ``false``, days as 2025-05-13."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([shown(value) for value in row] for row in rows)


def shown(value: Any) -> str:
    """One value as text.

    >>> shown(None), shown(True), shown(Decimal("4800.000000")), shown(date(2025, 5, 13))
    ('', 'true', '4800', '2025-05-13')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def joined(statements: Iterable[str]) -> str:
    """Statements of a file."""
    return "".join(f"{statement};\n\n" for statement in statements)


def documented(query: Query) -> str:
    """Statements that make the tables, each column with what it asks."""
    about = {
        (table.name, column.name): column.about
        for table in (*query.schema.tables.values(), *query.schema.sets.values())
        for column in table.columns
    }
    found = []
    for statement in query.tables():
        name = statement.split()[2]
        lines = []
        for line in statement.splitlines():
            note = about.get((name, line.split()[0] if line.strip() else ""), "")
            lines.append(f"{line}  -- {' '.join(note.split())}" if note else line)
        found.append("\n".join(lines))
    return "".join(f"{statement}\n;\n\n" for statement in found)


def checks(query: Query, row: Mapping[str, str]) -> list[str]:
    """Statements that compare the answers to the pack with the expected ones; they must give no row."""
    dialect = query.dialect
    columns = [f"line {dialect.whole}", *(f"{name} {dialect.optional(dialect.text)}" for name in row if name != "line")]
    inside = ",\n  ".join(columns)
    made = f"CREATE TABLE {EXPECTED} (\n  {inside}\n){dialect.table_end}"
    names = [name for name in row if name.endswith(("_outcome", "_at_least", "_at_most"))]
    parts = [
        f"SELECT e.line AS line, e.vector AS vector, '{name}' AS differs, e.{name} AS expected, r.{name} AS found "  # noqa: S608 - names of our own columns
        f"FROM {EXPECTED} AS e LEFT JOIN {RESULT} AS r ON r.line = e.line "
        f"WHERE (r.line IS NULL OR NOT COALESCE(r.{name} = e.{name}, FALSE))"
        for name in names
    ]
    together = "\nUNION ALL\n".join(parts)
    return [made, f"{together}{dialect.query_end}"]
