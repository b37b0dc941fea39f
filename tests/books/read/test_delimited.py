"""CSV: text stays text, rows have the numbers of a spreadsheet, bad rows are told and the others go on."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from lockgate.books.read import chunks, open_source
from lockgate.books.read.source import Options
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.books.model import Chunk


def read(path: Path, size: int = 100, **options: Any) -> list[Chunk]:
    return list(chunks([path], size=size, options=Options(**options)))


def rows_of(chunk: Chunk) -> list[int]:
    return [chunk.row(index) for index in range(chunk.table.num_rows)]


def put(folder: Path, text: str | bytes, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_all_cells_stay_text(tmp_path: Path) -> None:
    (chunk,) = read(put(tmp_path, "Ctry,ECCN,Plant,Section,Qty\nNO,4E091,007,740.20,1e5\n"))
    assert chunk.table.to_pylist() == [
        {"Ctry": "NO", "ECCN": "4E091", "Plant": "007", "Section": "740.20", "Qty": "1e5"}
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found(tmp_path: Path, mark: str, end: str) -> None:
    (chunk,) = read(put(tmp_path, end.join([mark.join("AB"), mark.join("12"), ""])))
    assert chunk.table.to_pylist() == [{"A": "1", "B": "2"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings_are_found(tmp_path: Path, encoding: str, packed: bool) -> None:
    raw = "Name;Ctry\nSão Paulo Ltda;Türkiye\nplain;UAE\n".encode(encoding)
    path = put(tmp_path, gzip.compress(raw) if packed else raw, "orders.csv.gz" if packed else "orders.csv")
    source = open_source([path])
    (chunk,) = source.chunks()
    assert chunk.table.column("Name").to_pylist() == ["São Paulo Ltda", "plain"]
    noted = [f"{path.name} is not UTF-8: it is read as Windows-1252"] if encoding == "cp1252" else []
    assert source.notes == noted


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    (chunk,) = read(put(tmp_path, 'A;B\n1;"two\nlines"\n\n;;\n3\n4;d\n;\n5;e\n'))
    assert [one["A"] for one in chunk.table.to_pylist()] == ["1", "4", "5"]
    assert rows_of(chunk) == [2, 6, 8]
    assert [(one.row, one.column, one.reason) for one in chunk.rejects] == [
        (4, "B", "the row has 3 cells, but there are 2 headers"),
        (5, "B", "the row has 1 cell, but there are 2 headers"),
    ]
    assert chunk.lines == 5


def test_rows_in_another_encoding_are_rejected(tmp_path: Path) -> None:
    good = "".join(f"{index};Türkiye\n" for index in range(5))
    raw = b"A;Ctry\n" + good.encode() + "5;Türkiye\n".encode("cp1252") + b"6;DE\n"
    (chunk,) = read(put(tmp_path, raw))
    assert [(one.row, one.column) for one in chunk.rejects] == [(7, "Ctry")]
    assert chunk.rejects[0].reason == "this row is in another encoding than the rest of the file"
    assert rows_of(chunk) == [2, 3, 4, 5, 6, 8]
    assert all(column.validate(full=True) is None for column in chunk.table.columns)


def test_utf_8_in_a_file_of_windows_1252_is_rejected(tmp_path: Path) -> None:
    bad = "".join(f"{index};Türkiye\n" for index in range(5)).encode("cp1252")
    (chunk,) = read(put(tmp_path, b"A;Ctry\n" + bad + "5;Türkiye\n".encode()))
    assert chunk.table.num_rows == 5
    assert [one.row for one in chunk.rejects] == [7]


def test_damaged_utf_16_loses_a_row_and_no_more(tmp_path: Path) -> None:
    raw = bytearray("A;B\n1;x\n2;y\n3;z\n".encode("utf-16"))
    place = bytes(raw).index("y".encode("utf-16-le"))
    raw[place : place + 2] = b"\x00\xdc"  # half of a letter
    (chunk,) = read(put(tmp_path, bytes(raw)))
    assert chunk.table.column("A").to_pylist() == ["1", "3"]
    assert [one.row for one in chunk.rejects] == [3]


def test_partitions_hold_as_many_lines_and_know_their_rejects(tmp_path: Path) -> None:
    lines = [f"{index};x" if index % 7 else f"{index}" for index in range(100)]
    found = read(put(tmp_path, "A;B\n" + "\n".join(lines)), size=30)
    assert [chunk.partition for chunk in found] == [0, 1, 2]
    assert [chunk.table.num_rows for chunk in found] == [30, 30, 25]
    assert sum(chunk.lines for chunk in found) == 100
    for chunk in found:
        assert all(int(one["A"]) + 2 == row for one, row in zip(chunk.table.to_pylist(), rows_of(chunk), strict=True))
    told = [one.row for chunk in found for one in chunk.rejects]
    assert told == [index + 2 for index in range(100) if index % 7 == 0]


def test_a_file_of_bad_rows_only_is_counted(tmp_path: Path) -> None:
    (chunk,) = read(put(tmp_path, "A;B\n1\n2\n"))
    assert (chunk.table.num_rows, chunk.rejected, chunk.first_row) == (0, 2, 2)


def test_blocks_do_not_change_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lockgate.books.read.delimited._BLOCK", 256)
    monkeypatch.setattr("lockgate.books.read.text._BLOCK", 64)
    lines = [f'{index};"a\nb {index}"' if index % 5 else f"{index};x;y" for index in range(500)]
    found = read(put(tmp_path, "A;B\n" + "\n".join(lines)), size=77)
    good = [int(one["A"]) for chunk in found for one in chunk.table.to_pylist()]
    assert good == [index for index in range(500) if index % 5]
    assert [row for chunk in found for row in rows_of(chunk)] == [index + 2 for index in good]
    assert sum(chunk.lines for chunk in found) == 500


def test_a_line_that_names_its_delimiter(tmp_path: Path) -> None:
    (chunk,) = read(put(tmp_path, "sep=;\nA;B,C\n1;2\n"))
    assert chunk.table.column_names == ["A", "B,C"]
    assert chunk.first_row == 3


def test_options_for_what_cannot_be_found(tmp_path: Path) -> None:
    path = put(tmp_path, "Report of June\nA|B;C\n1|2;3\n")
    (chunk,) = read(path, delimiter="|", header_row=2)
    assert chunk.table.to_pylist() == [{"A": "1", "B;C": "2;3"}]
    (chunk,) = read(put(tmp_path, "A;B\n\xe9;2\n".encode("cp1252")), encoding="windows-1252")
    assert chunk.table.column("A").to_pylist() == ["é"]


REFUSED = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\n", "the file is empty"),
    "twice": (b"Qty;Chip;Qty;Chip;Qty\n1;2;3;4;5\n", "the header 'Qty' stands in columns 1, 3 and 5"),
    "binary": (bytes(range(256)) * 20, "this is no text"),
    "open quote": (b'A;B;C\n1;2;3\n1;"x;3\n' + b"2;y;3\n" * 10, "row 3: a quote is opened here and not closed"),
    "open quote at the end": (b'A;B;C\n1;2;3\n1;2;"x\n' + b"2;y;3\n" * 10, "row 3: a quote is opened here"),
    "open quote and more": (b'A;B;C\n1;2;"x\n' + b"2;y;3\n" * 9 + b'5;"x";"y"\n' * 9, "row 2: a quote is opened here"),
    "open quote for long": (b'A;B;C\n1;2;"x\n' + b"2;y;3\n" * 100_000, "a quote is opened here"),
    "open header": (b'A;"B\n' + b"1;2\n" * 400_000, "the row of headers does not end"),
    "workbook of old": (b"\xd0\xcf\x11\xe0" * 9, "this is an old Excel or Office file"),
    "list": (b'[{"a": 1}]', "this is one JSON list"),
    "cut gzip": (gzip.compress(b"A;B\n" + bytes(range(48, 58)) * 9000)[:-30], "this gzip file is cut off"),
    "bad gzip": (b"\x1f\x8bno gzip at all", "this gzip file is damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_one_message(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lockgate.books.read.delimited._BLOCK", 1 << 16)
    raw, message = REFUSED[name]
    path = put(tmp_path, raw)
    with pytest.raises(InputError) as found:
        read(path)
    assert message in str(found.value)
    assert found.value.place is not None
    assert "orders.csv" in found.value.place


def test_headers_only_are_no_lines(tmp_path: Path) -> None:
    source = open_source([put(tmp_path, "A;B\n")])
    assert source.headers == ("A", "B")
    assert list(source.chunks()) == []


@pytest.mark.parametrize(("option", "value"), [("encoding", "ebcdic"), ("delimiter", "::"), ("header_row", 9)])
def test_wrong_options_are_refused(tmp_path: Path, option: str, value: Any) -> None:
    with pytest.raises(InputError):
        read(put(tmp_path, "A;B\n1;2\n"), **{option: value})
