"""Names, globs, several files and standard input."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from lockgate.books.read import chunks, open_source
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


class Input:
    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)


def test_globs_are_files_in_order_and_partitions_go_on(tmp_path: Path) -> None:
    for index in (2, 1, 3):
        put(tmp_path, f"part{index}.csv", f"A;B\n{index}a;x\n{index}b;y\n")
    source = open_source([str(tmp_path / "part*.csv")])
    found = list(source.chunks(1, ["A"]))
    assert [one.table.column("A").to_pylist()[0] for one in found] == ["1a", "1b", "2a", "2b", "3a", "3b"]
    assert [one.partition for one in found] == [0, 1, 2, 3, 4, 5]
    assert [one.first_row for one in found] == [2, 3, 2, 3, 2, 3]
    assert found[-1].done == source.size == sum(path.stat().st_size for path in tmp_path.glob("*.csv"))
    again = list(source.chunks(1, ["A"], skip={0, 3}))
    assert [one.partition for one in again] == [1, 2, 4, 5]


def test_a_file_that_lacks_a_column(tmp_path: Path) -> None:
    first, second = put(tmp_path, "a.csv", "A;B;C\n1;2;3\n"), put(tmp_path, "b.csv", "A;X;Y\n1;2;3\n")
    with pytest.raises(InputError) as found:
        list(chunks([first, second], columns=["A", "B", "C"]))
    assert str(found.value).splitlines() == [
        "b.csv: there is no column 'B' (all files of a book have the same headers)",
        "b.csv: there is no column 'C' (all files of a book have the same headers)",
    ]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["{0}"], "this is a folder"),
        (["{0}/none.csv"], "there is no such file"),
        (["{0}/*.parquet"], "no file matches"),
        (["{0}/a.csv", "{0}/*.csv"], "this file is named twice"),
        ([], "no file is named"),
    ],
)
def test_names_that_are_no_files(tmp_path: Path, names: list[str], message: str) -> None:
    put(tmp_path, "a.csv", "A;B\n1;2\n")
    with pytest.raises(InputError, match=message):
        open_source([name.format(tmp_path) for name in names])


def test_standard_input_is_looked_at_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pa.table({"A": ["1", "2"]})
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, whole.schema) as writer:
        writer.write_table(whole)
    file = io.BytesIO()
    with pa.ipc.new_file(file, whole.schema) as writer:
        writer.write_table(whole)
    for raw in (b"A;B\n1;x\n2;y\n", b'{"A": "1"}\n{"A": "2"}\n', sink.getvalue(), file.getvalue()):
        monkeypatch.setattr("sys.stdin", Input(raw))
        source = open_source(["-"])
        assert source.sample().column("A").to_pylist() == ["1", "2"]
        (chunk,) = source.chunks(columns=["A"])
        assert chunk.table.column("A").to_pylist() == ["1", "2"]
        assert chunk.file == "standard input"


def test_standard_input_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Input(b"PAR1 and so on"))
    with pytest.raises(InputError, match="Parquet is read from its end"):
        open_source(["-"])
    monkeypatch.setattr("sys.stdin", Input(b""))
    with pytest.raises(InputError, match="the file is empty"):
        open_source(["-"])


def test_a_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "python_calamine", None)
    from lockgate.books.read.extra import need

    with pytest.raises(InputError, match=r"python_calamine is missing"):
        need("python_calamine")
