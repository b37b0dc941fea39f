"""Reject files: counts add up, files are whole or not there."""

from __future__ import annotations

import csv
import errno
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from lockgate.books.model import REJECT_COLUMNS, Reject
from lockgate.books.reject import RejectWriter, Tally, gather
from lockgate.books.reject.count import OTHERS
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    Reject("a.csv", 2, "Qty", 'twelve; "12"\n', "no number", "write 12"),
    Reject("a.csv", 2, "Ctry", "Malasia", "unknown country 'Malasia'"),
    Reject("b.csv", 2, "Qty", "=1+1", "no number", "write 12"),
]


@pytest.mark.parametrize("name", ["out.rejects.csv", "out.parquet"])
def test_problems_are_kept_as_they_are(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with RejectWriter(path) as writer:
        writer.add(ROWS)
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            found = [Reject(one[0], int(one[1]), *one[2:]) for one in list(csv.reader(file))[1:]]
    else:
        found = [Reject(*one.values()) for one in pq.read_table(path).to_pylist()]
    assert found == ROWS
    assert (writer.tally.lines, writer.tally.problems) == (2, 3)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def _stopped(path: Path) -> None:
    with RejectWriter(path) as writer:
        writer.add(ROWS)
        raise KeyboardInterrupt


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        _stopped(path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no reject file"):
        RejectWriter(tmp_path / "out.txt")
    with pytest.raises(InputError, match="cannot write the file"), RejectWriter(tmp_path / "none" / "out.csv"):
        pass


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "out.parquet"
    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with (
        pytest.raises(InputError, match="cannot write the file: No space left on device"),
        RejectWriter(path) as writer,
    ):
        writer.add(ROWS)
    assert not list(tmp_path.iterdir())


def test_many_rejects_are_written_in_batches(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with RejectWriter(path) as writer:
        for start in range(0, 200_000, 1_000):
            writer.add(Reject("a.csv", start + row, "A", "x", f"reason {row % 3}") for row in range(1_000))
    assert (writer.tally.lines, len(writer.tally.groups)) == (200_000, 3)
    assert sum(group.count for group in writer.tally.most()) == 200_000
    with path.open(encoding="utf-8") as file:
        assert sum(1 for _ in file) == 200_001


def test_rare_reasons_are_counted_together() -> None:
    tally = Tally()
    tally.add(Reject("a.csv", row, "A", "x", f"reason {row}") for row in range(3_000))
    assert tally.groups[OTHERS].count == 1_000
    assert sum(group.count for group in tally.groups.values()) == tally.problems == tally.lines == 3_000
    assert tally.most(1)[0].to_dict() == {
        "column": "",
        "reason": "other reasons",
        "count": 1_000,
        "example": {"file": "a.csv", "row": 2_000, "value": "x"},
    }


def test_parts_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = []
    for number in range(3):
        path = tmp_path / f"{number}.parquet"
        with RejectWriter(path) as writer:
            writer.add(Reject("a.csv", number * 10 + row // 2, "A", str(row), "bad") for row in range(8))
        parts.append(path)
    monkeypatch.setattr("lockgate.books.reject.write._BATCH", 3)
    tally = gather(parts, tmp_path / "all.csv")
    assert (tally.lines, tally.problems) == (12, 24)
    lines = (tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(REJECT_COLUMNS)
    assert [line.split(",")[3] for line in lines[1:]] == [str(row) for _ in range(3) for row in range(8)]
