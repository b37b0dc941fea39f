"""Accounts of a whole book, as `lockgate book check` keeps them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from tests.books.accumulate.made import MAPPING, Run, order, table

from lockgate.books.accumulate.account import POINTS, thinned
from lockgate.books.accumulate.book import BookAccounts, has_accounts
from lockgate.books.accumulate.candidates import line_number
from lockgate.books.accumulate.keys import Keys, period, same
from lockgate.books.check.options import Options
from lockgate.books.check.run import check
from lockgate.books.decide.decider import Look
from lockgate.books.model import MappedColumn, Mapping
from lockgate.books.read import open_source
from lockgate.engine.determine import default_rulebook

if TYPE_CHECKING:
    from pathlib import Path

LOOK = Look(default_rulebook(), ("enforced", "codified"))
ROWS = [order(str(at), quantity) for at, quantity in enumerate((947, 1263, 315, 505, 8))]


@pytest.mark.parametrize("chunk", [2, 100])
def test_a_check_counts_in_order(tmp_path: Path, chunk: int) -> None:
    book, out = tmp_path / "orders.parquet", tmp_path / "result.parquet"
    pq.write_table(table(ROWS), book)
    options = Options(out=str(out), chunk=chunk)
    told: list[tuple[str, int, int | None]] = []
    ledger = BookAccounts(LOOK)
    found = check(
        open_source([book]), MAPPING, LOOK, options, ledger=ledger, before=lambda *one: told.append(one)
    ).to_dict()
    assert [one[0] for one in told] == ["reading"] * -(-len(ROWS) // chunk) + ["accounts"]
    assert told[-1] == ("accounts", 5, 5)
    rows = pq.read_table(out).to_pylist()
    run = Run(ROWS)
    assert [row["codified_outcome"] for row in rows] == run.outcomes
    assert [row["codified_account_fits"] for row in rows] == ["yes", "no", "yes", "no", "yes"]
    assert {row["outcome"] for row in rows} == {"no_requirement_found"}
    assert {row["account"] for row in rows} == {None}
    assert found["accounts"] == run.summary
    stopped = [one for one in found["cube"] if one["posture"] == "codified" and one["outcome"] == "licence_required"]
    assert stopped


def test_only_law_with_accounts_needs_a_second_pass() -> None:
    assert not has_accounts(Look(default_rulebook(), ("enforced",)))
    assert has_accounts(LOOK)


def test_a_series_keeps_its_ends() -> None:
    series = [(day, str(day), day) for day in range(5000)]
    found = thinned(series)
    assert len(found) <= POINTS
    assert found[-1] == series[-1]


def test_numbers_of_lines_and_holders() -> None:
    assert [line_number(one) for one in ("2", "10", "x", None)] == [2, 10, 2**62, -1]
    assert same(77.0) == same("77") == "77"
    assert same(True) is None
    assert period("2025-2027", date(2024, 5, 1)) == "outside 2025-2027"


def test_a_holder_may_stand_in_a_nested_column_or_be_the_same_on_all_lines() -> None:
    import pyarrow as pa

    from lockgate.books.model import Chunk

    nested = Mapping((MappedColumn("Buyer", "parties.consignee"),), {"parties.end_user.id": "E"})
    keys = Keys(nested, default_rulebook())
    buyers = [{"ultimate_parent": {"id": "P1"}}, {"ultimate_parent": None}, None]
    chunk = Chunk(pa.table({"Buyer": buyers}), 1, None, "x", 0)
    assert keys.raw(chunk, "parties.consignee.ultimate_parent.id", [0, 1, 2]) == ["p1", None, None]
    assert keys.raw(chunk, "parties.end_user.id", [0]) == ["e"]
    assert keys.raw(chunk, "parties.owner.id", [0]) == [None]
    assert keys.shown(("p1", None)) == ("P1", None)
