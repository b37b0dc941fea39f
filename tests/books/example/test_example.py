"""Example books: the same for the same seed, realistic, and as repetitive as they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from lockgate.books.example import KINDS, write_book
from lockgate.books.example.distinct import Apart, classes, stretches
from lockgate.books.example.lines import Book
from lockgate.books.mapping import propose
from lockgate.books.read import chunks, open_source
from lockgate.door.declarations import load
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def path_of(folder: Path, kind: str, ending: str = ".parquet", lines: int = 3_000, seed: int = 1) -> Path:
    path = folder / f"{kind}-{seed}{ending}"
    write_book(path, lines, kind, seed)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, kind: str) -> None:
    first = path_of(tmp_path, kind).read_bytes()
    assert path_of(tmp_path, kind).read_bytes() == first
    assert path_of(tmp_path, kind, seed=2).read_bytes() != first


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".ndjson", ".arrow", ".parquet"])
def test_all_forms_hold_the_same_lines(tmp_path: Path, ending: str) -> None:
    (whole,) = chunks([path_of(tmp_path, "repeating", lines=200)])
    (chunk,) = chunks([path_of(tmp_path, "repeating", ending, lines=200)])
    assert chunk.lines == 200
    for header in ("Order No", "Ship Date", "Qty", "Ship-To Country", "NAC Notice", "End User"):
        mine = [str(one or "") for one in chunk.table.column(header).to_pylist()]
        assert mine == [str(one or "") for one in whole.table.column(header).to_pylist()]


@pytest.mark.parametrize("kind", KINDS)
def test_its_columns_are_understood(tmp_path: Path, kind: str) -> None:
    proposal = propose(open_source([path_of(tmp_path, kind)]).sample(), load())
    left_out = {one.header for one in proposal.columns if not one.path}
    assert left_out <= {"Unit Price", "Plant", "Created By"}
    assert {one.confidence for one in proposal.columns if one.path} <= {"sure", "likely"}
    assert not list(proposal.questions)


def distinct(table: Any, *left_out: str) -> int:
    columns = [name for name in table.column_names if name not in left_out]
    return len(set(zip(*(table.column(name).to_pylist() for name in columns), strict=True)))


def test_realistic_books_repeat_and_adversarial_ones_do_not(tmp_path: Path) -> None:
    names = ("Order No", "Line", "Ship Date", "NAC Notice", "Qty", "Unit Price", "Ultimate Consignee", "End User")
    realistic = pq.read_table(path_of(tmp_path, "repeating", lines=20_000))
    assert distinct(realistic, *names, "Parent Group") < 2_000
    drawn = ("Transaction Type", "Ship From", "Country of Origin", "Chip", "Kind", "Circuits", "End Use", "Channel")
    papers = ("LPP Certificate", "LPP Notice", "NAC Cleared", "Purchase Order", "flags.kyc-03", "Base")
    adversarial = pq.read_table(path_of(tmp_path, "adversarial", lines=20_000))
    assert (
        distinct(adversarial, *names, *drawn, *papers, "Parent Group", "Sector") > 19_900
    )  # but for cells that are bad


def test_orders_have_lines_customers_have_one_seat_and_time_goes_on(tmp_path: Path) -> None:
    rows = pq.read_table(path_of(tmp_path, "repeating", lines=20_000)).to_pylist()
    orders: dict[str, set[Any]] = {}
    for one in rows:
        orders.setdefault(one["Order No"], set()).add((one["Ultimate Consignee"], one["Ship Date"]))
    assert all(len(found) == 1 for found in orders.values())
    assert 1.5 < len(rows) / len(orders) < 3
    seats = {(one["Ultimate Consignee"], one["Consignee HQ"]) for one in rows}
    assert len(seats) == len({name for name, _ in seats})
    assert rows[0]["Ship Date"].isoformat() < "2022-12"
    assert rows[-1]["Ship Date"].isoformat() > "2026-10"
    assert [one["Ship Date"] for one in rows[:: len(rows) // 4]] == sorted(
        one["Ship Date"] for one in rows[:: len(rows) // 4]
    )


def test_lines_may_be_asked_for_in_parts() -> None:
    book = Book.of(1_000, 1)
    assert book.part(0, 0, 300).equals(book.part(0, 0, 300))
    whole = Apart(1_000, 1).part(0, 0, 1_000)
    assert whole.num_rows == 1_000


def test_classes_and_stretches_cover_the_world() -> None:
    assert {"CN", "IR", "US", "MO"} <= set(classes())
    assert len(classes()) < 60
    assert all(first <= last for first, last in stretches())
    assert len(stretches()) > 20


@pytest.mark.parametrize(
    ("name", "lines", "kind", "message"),
    [
        ("a.parquet", 10, "odd", "there is no kind 'odd'"),
        ("a.parquet", 0, "messy", "0 lines cannot be made"),
        ("a.txt", 10, "messy", "says no form"),
        ("a.xlsx", 2_000_000, "messy", "a sheet holds at most 1,048,575 lines"),
        ("none/a.csv", 10, "messy", "no file can be written there"),
    ],
)
def test_books_that_cannot_be_made(tmp_path: Path, name: str, lines: int, kind: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        write_book(tmp_path / name, lines, kind)
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_when_writing_is_stopped(tmp_path: Path) -> None:
    def stop(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_book(tmp_path / "a.csv", 10, "repeating", 1, stop)
    assert not list(tmp_path.iterdir())
