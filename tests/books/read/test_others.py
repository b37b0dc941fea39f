"""NDJSON, XLSX, Parquet and Arrow."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from lockgate.books.read import chunks, open_source
from lockgate.books.read.source import Options
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.books.model import Chunk


def read(path: Path, size: int = 100, columns: list[str] | None = None, **options: Any) -> list[Chunk]:
    return list(chunks([path], size=size, columns=columns, options=Options(**options)))


# ---- NDJSON


def objects(folder: Path, *lines: str) -> Path:
    path = folder / "orders.ndjson"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_numbers_of_json_keep_their_digits(tmp_path: Path) -> None:
    (chunk,) = read(objects(tmp_path, '{"a": 1.10, "b": 12345678901234567890, "c": true, "d": null, "e": "007"}'))
    assert chunk.table.to_pylist() == [{"a": "1.10", "b": "12345678901234567890", "c": "true", "d": None, "e": "007"}]


def test_plain_and_other_lines_read_alike(tmp_path: Path) -> None:
    plain = [json.dumps({"a": index, "b": f"x{index % 3}", "c": index % 2 == 0}) for index in range(50)]
    fast = read(objects(tmp_path, *plain))[0].table.to_pylist()
    slow = read(objects(tmp_path, *plain, '{"z": [1]}'))[0].table.to_pylist()
    assert fast == [{key: one[key] for key in "abc"} for one in slow[:-1]]


def test_bad_lines_of_json_are_rejected(tmp_path: Path) -> None:
    lines = ['{"a": 1}', "oops", "", '{"a": 2, "a": 3}', "[1]", '{"a": 4', '{"a": 5}']
    (chunk,) = read(objects(tmp_path, *lines))
    assert chunk.table.column("a").to_pylist() == ["1", "5"]
    assert [one.row for one in chunk.rejects] == [2, 4, 5, 6]
    assert [one.reason.partition(":")[0] for one in chunk.rejects] == [
        "this is not JSON",
        "the key 'a' stands twice",
        "this is JSON, but no object",
        "this is not JSON",
    ]
    assert [chunk.row(0), chunk.row(1)] == [1, 7]


def test_nested_objects_become_columns_and_lists_stay(tmp_path: Path) -> None:
    line = '{"item": {"chip": "x"}, "consignee": {"owners": [{"share": 0.50, "list": "none"}]}}'
    (chunk,) = read(objects(tmp_path, line))
    owners = [{"share": "0.50", "list": "none"}]
    assert chunk.table.to_pylist() == [{"item.chip": "x", "consignee.owners": owners}]


def test_no_object_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no line holds a JSON object"):
        read(objects(tmp_path, "x", "y"))


# ---- XLSX


def workbook(folder: Path, rows: list[list[Any]], merge: str = "", title: str = "Orders") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    second = book.create_sheet("Second")
    second.append(["X"])
    second.append(["1"])
    path = folder / "orders.xlsx"
    book.save(path)
    return path


def test_a_sheet_with_a_title_blank_rows_and_errors(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Orders of June"],
        [],
        ["Qty", "Ship Date", "ECCN", "Ctry"],
        [8, date(2026, 6, 15), "4E091", "NO"],
    ]
    rows += [[], ["", " "], [0.5, "#REF!", "007", True]]
    (chunk,) = read(workbook(tmp_path, rows))
    assert chunk.table.to_pylist() == [
        {"Qty": "8", "Ship Date": "2026-06-15", "ECCN": "4E091", "Ctry": "NO"},
        {"Qty": "0.5", "Ship Date": "", "ECCN": "007", "Ctry": "true"},  # an error is no value
    ]
    assert [chunk.row(0), chunk.row(1)] == [4, 7]


def test_merged_headers_are_refused(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Consignee", None, "Qty"], ["MY", "Kelana", 8]]
    with pytest.raises(InputError, match="the header in columns A to B is one merged cell"):
        read(workbook(tmp_path, rows, "A1:B1"))


def test_sheets_are_chosen_by_name_or_number(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["A"], ["1"]])
    assert read(path, sheet="Second")[0].table.column_names == ["X"]
    assert read(path, sheet="2")[0].table.column_names == ["X"]
    with pytest.raises(InputError, match="there is no sheet 'Secnd'"):
        read(path, sheet="Secnd")


def test_a_header_twice_and_no_header(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the header 'A' stands in columns 1 and 2"):
        read(workbook(tmp_path, [["A", "A"], [1, 2]]))
    with pytest.raises(InputError, match="the sheet has no row of headers"):
        read(workbook(tmp_path, []))


def test_a_broken_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["A"], [1]])
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(InputError, match="this is no readable workbook"):
        read(path)


# ---- Parquet and Arrow


def table() -> Any:
    owners = [[{"list": "none", "share": "0.5"}], None, []]
    return pa.table(
        {
            "Ctry": ["MY", "MY", None],
            "Qty": pa.array([1, 2, 3], pa.int32()),
            "Day": pa.array([date(2026, 6, 15)] * 3),
            "item": pa.array([{"chip": "a"}, {"chip": "b"}, None]),
            "owners": owners,
        }
    )


def test_parquet_keeps_types_codes_and_lists(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    parquet.write_table(table(), path)
    source = open_source([path])
    assert source.headers == ("Ctry", "Qty", "Day", "item.chip", "owners")
    assert (source.size, source.unit) == (3, "rows")
    (chunk,) = source.chunks()
    assert pa.types.is_dictionary(chunk.table.schema.field("Ctry").type)
    assert chunk.table.column("Day").to_pylist()[0] == date(2026, 6, 15)
    assert chunk.table.column("item.chip").to_pylist() == ["a", "b", None]
    assert chunk.table.column("owners").to_pylist() == [[{"list": "none", "share": "0.5"}], None, []]
    (chunk,) = source.chunks(columns=["item.chip", "Qty"])
    assert chunk.table.column_names == ["item.chip", "Qty"]


def test_parquet_is_cut_into_partitions_that_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    parquet.write_table(pa.table({"A": list(range(100))}), path, row_group_size=33)
    source = open_source([path])
    whole = list(source.chunks(30))
    assert [(one.partition, one.first_row, one.lines, one.done) for one in whole][-1] == (3, 91, 10, 100)
    for skip in ({0}, {0, 1}, {1}, {0, 1, 2, 3}):
        rest = list(source.chunks(30, skip=skip))
        kept = [one for one in whole if one.partition not in skip]
        assert [one.partition for one in rest] == [one.partition for one in kept]
        assert [one.table.column("A").to_pylist() for one in rest] == [
            one.table.column("A").to_pylist() for one in kept
        ]
        assert [one.first_row for one in rest] == [one.first_row for one in kept]


@pytest.mark.parametrize("stream", [False, True])
def test_arrow_files_and_streams(tmp_path: Path, stream: bool) -> None:
    path = tmp_path / "orders.arrow"
    whole = pa.table({"A": list(range(100))})
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(str(path), whole.schema) as writer:
        writer.write_table(whole, max_chunksize=7)
    found = read(path, size=40)
    assert [one.lines for one in found] == [40, 40, 20]
    assert [one.first_row for one in found] == [1, 41, 81]


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_files_that_are_cut_off(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"orders.{ending}"
    whole = pa.table({"A": [str(index) for index in range(10_000)]})
    if ending == "parquet":
        parquet.write_table(whole, path)
    else:
        with pa.ipc.new_file(str(path), whole.schema) as writer:
            writer.write_table(whole)
    raw = path.read_bytes()
    for size in (len(raw) // 2, len(raw) - 4, 10):
        path.write_bytes(raw[:size])
        with pytest.raises(InputError, match="cut off or damaged"):
            read(path)


def test_parquet_with_a_damaged_page(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    parquet.write_table(pa.table({"A": [str(index) for index in range(50_000)]}), path, use_dictionary=False)
    raw = bytearray(path.read_bytes())
    raw[100:50_000] = bytes(49_900)
    path.write_bytes(bytes(raw))
    with pytest.raises(InputError, match="cut off or damaged"):
        read(path)


def test_a_name_that_says_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    path.write_text("A;B\n1;2\n", encoding="utf-8")
    with pytest.raises(InputError, match="this is not Parquet, though its name says so"):
        read(path)
