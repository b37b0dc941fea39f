"""The exported folder: another engine can run it, check itself against it, and is told every difference."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import sqlglot
import typer
from typer.testing import CliRunner

from lockgate.books.export.accounts import caps, passed, table
from lockgate.books.export.checker import check
from lockgate.books.export.pack import EXPECTED, PACK, several
from lockgate.cli.book_sql import command
from lockgate.compiler.sql import lower
from lockgate.compiler.sql.dialects import DIALECTS
from lockgate.engine.determine import default_rulebook
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

DAYS = ("--from", "2026-11-01", "--to", "2026-11-02", "--posture", "enforced")


def cli(*words: object) -> Any:
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export for two days."""
    found = tmp_path_factory.mktemp("export") / "out"
    done = cli("--out", found, *DAYS, "--one-of", "CN|HK")
    assert done.exit_code == 0, done.output
    assert "The conformance pack has" in done.output
    return found


def statements(path: Path) -> list[str]:
    """The statements of a file, as a client splits them."""
    text = re.sub(r"  -- .*", "", path.read_text(encoding="utf-8"))
    return [one for one in text.split(";") if one.strip()]


@pytest.fixture(scope="module")
def answered(folder: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB with the pack loaded and decided, as the README says."""
    connection = duckdb.connect()
    for statement in statements(folder / "tables.sql"):
        connection.execute(statement)
    for path in [*(folder / "helpers").glob("*.csv"), *(folder / PACK).glob("*.csv")]:
        if path.stem != EXPECTED:
            connection.execute(f"COPY {path.stem} FROM '{path}' (HEADER, NULLSTR '')")
    for statement in statements(folder / "query.sql"):
        connection.execute(statement)
    return connection


def test_the_pack_shows_no_difference(folder: Path, answered: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    made, query = statements(folder / "check.sql")
    answered.execute(made)
    answered.execute(f"COPY {EXPECTED} FROM '{folder / PACK / EXPECTED}.csv' (HEADER, NULLSTR '')")
    assert answered.execute(query).fetchall() == []
    answered.execute(f"COPY lockgate_result TO '{tmp_path / 'result.csv'}' (HEADER)")
    done = cli("--check", tmp_path / "result.csv", "--out", folder)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("No difference: ")


def test_every_difference_is_named(folder: Path, tmp_path: Path) -> None:
    with (folder / PACK / f"{EXPECTED}.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    lines = len(rows)
    rows[0]["enforced_outcome"] = "perhaps"
    rows[1]["enforced_eccn"] = " ".join(reversed(rows[1]["enforced_eccn"].split()))  # the order says nothing
    del rows[2]
    result = tmp_path / "result.csv"
    with result.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    done = cli("--check", result, "--out", folder)
    assert done.exit_code == 1
    assert done.output.splitlines()[0].startswith("line 1, enforced_outcome: perhaps, expected ")
    assert done.output.splitlines()[1].startswith("line 3 has no answer (")
    assert done.output.splitlines()[2] == f"2 differences in {lines} lines"
    told = json.loads(cli("--check", result, "--out", folder, "--json").output)
    assert (told["lines"], len(told["differences"])) == (lines, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read"),
        (b"\xff\xfe\x00", "no CSV table"),
        (b"", "no column 'line'"),
        (b"a,b\n1,2\n", "no column 'line'"),
        (b"line,x\n1,2\n1,3\n", "twice"),
        (b"line,x\n1,2\n", "the column 'enforced_outcome' is missing"),
    ],
)
def test_answers_that_cannot_be_checked(folder: Path, tmp_path: Path, text: bytes | None, message: str) -> None:
    path = tmp_path / "result.csv"
    if text is not None:
        path.write_bytes(text)
    with pytest.raises(InputError, match=message):
        check(path, folder / PACK / f"{EXPECTED}.csv")


def test_a_folder_is_written_anew_but_never_over_something_else(folder: Path, tmp_path: Path) -> None:
    assert cli("--out", folder, *DAYS, "--one-of", "CN|HK", "--json").exit_code == 0
    (tmp_path / "letter.txt").write_text("mine")
    done = cli("--out", tmp_path, *DAYS)
    assert isinstance(done.exception, InputError)
    assert "holds something else" in str(done.exception)
    done = cli("--out", tmp_path / "letter.txt" / "x", *DAYS)
    assert isinstance(done.exception, InputError)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "soon"), "'soon' is no day"),
        (("--posture", "printed"), "unknown posture"),
        (("--dialect", "oracle"), "unknown dialect"),
        ((*DAYS, "--one-of", "CN"), "no choice of words"),
        ((*DAYS, "--one-of", "CN|XX"), "no choice of words"),
    ],
)
def test_wrong_options(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    done = cli("--out", tmp_path / "out", *words)
    assert isinstance(done.exception, InputError)
    assert message in str(done.exception)


def test_a_choice_of_words_gets_a_row() -> None:
    query = lower(default_rulebook(), first=date(2026, 11, 1), last=date(2026, 11, 1))
    assert several(query, {}, ["CN|HK"]) == {"lockgate_country": {"CN|HK": None}}


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_can_be_read_back(name: str) -> None:
    """What cannot run here is parsed and written again: it must come out as it was, but for spaces."""
    dialect = DIALECTS[name]
    query = lower(default_rulebook(), name, first=date(2026, 11, 1), last=date(2026, 11, 2), postures=("enforced",))
    accounts = [passed(dialect, limit) for _, _, limit in caps(default_rulebook())]
    for statement in [*query.tables(), *query.script(), table(dialect), *accounts]:
        again = sqlglot.parse_one(statement, dialect=dialect.printer).sql(dialect.printer)
        assert spelt(again) == spelt(statement)


def spelt(statement: str) -> str:
    """A statement without its spaces, and without the brackets that one dialect puts after NOT."""
    return re.sub(r"NOT\(([\w.]+ISNULL)\)", r"NOT\1", re.sub(r"\s+", "", statement).upper())


# ---- accounts


def moved(lines: list[tuple[Any, Any]]) -> list[tuple[Any, ...]]:
    """What the ordered pass says of lines of one account, in millions."""
    dialect = DIALECTS["duckdb"]
    with duckdb.connect() as connection:
        connection.execute(table(dialect))
        for place, ends in enumerate(lines, start=1):
            low, high = (None if end is None else end * 1_000_000 for end in ends)
            connection.execute("INSERT INTO lockgate_account VALUES (?, 'p', 2025, ?, ?, ?)", [place, place, low, high])
        query = passed(dialect, {name: limit for name, _, limit in caps(default_rulebook())}["lpp"])
        found = sorted(connection.execute(query).fetchall())
        return [(fits, low, high) for _, _, _, fits, low, high in found]


def test_a_line_that_does_not_fit_uses_nothing() -> None:
    """15, 20, 5 and 8 million against 26.9 million: no running sum."""
    found = moved([(15, 15), (20, 20), (5, 5), (8, 8)])
    assert [fits for fits, _, _ in found] == ["yes", "no", "yes", "no"]
    assert found[-1][1:] == (Decimal(20_000_000), Decimal(20_000_000))


def test_an_open_amount_keeps_what_follows_open() -> None:
    found = moved([(10, 20), (5, 5), (10, 10), (1, None), (Decimal("0.5"), Decimal("0.5"))])
    assert [fits for fits, _, _ in found] == ["yes", "yes", "open", "open", "open"]
    assert all(low <= high <= Decimal(26_900_000) for _, low, high in found)
