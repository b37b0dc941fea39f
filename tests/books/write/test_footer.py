"""Parts of a Parquet file that were written one after the other become one file by their footers alone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pyarrow", reason="books need the extra books")

import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.books.write import footer
from lockgate.books.write.thrift import Reader, Writer

if TYPE_CHECKING:
    from pathlib import Path


def _part(start: int, name: str = "n") -> tuple[bytes, bytes]:
    words = pa.array([f"word {place % 7}" for place in range(start, start + 500)]).dictionary_encode()
    lists = pa.array([[str(place)] * (place % 3) for place in range(start, start + 500)])
    table = pa.table({name: pa.array(range(start, start + 500)), "w": words, "l": lists})
    kept = io.BytesIO()
    pq.write_table(table, kept, compression="zstd", row_group_size=200)
    data = kept.getvalue()
    size = footer.length_of(data[-8:])
    return data[:-size], data[-size:]


def test_joined_parts_are_one_table(tmp_path: Path) -> None:
    parts = [_part(start) for start in (0, 500, 1000)]
    offsets = [sum(len(data) for data, _ in parts[:place]) for place in range(3)]
    path = tmp_path / "whole.parquet"
    end = footer.joined([one for _, one in parts], offsets, {"said": "yes"})
    path.write_bytes(b"".join(data for data, _ in parts) + end)
    table = pq.read_table(path)

    assert table.column("n").to_pylist() == list(range(1500))
    assert table.column("w").to_pylist() == [f"word {place % 7}" for place in range(1500)]
    assert table.column("l").to_pylist() == [[str(place)] * (place % 3) for place in range(1500)]
    assert pq.read_metadata(path).metadata[b"said"] == b"yes"
    assert pq.read_metadata(path).num_row_groups == 9


def test_parts_with_other_columns_are_not_joined() -> None:
    with pytest.raises(ValueError, match="other columns"):
        footer.joined([_part(0)[1], _part(0, "other")[1]], [0, 10], {})


def test_a_footer_that_is_read_and_written_is_the_same() -> None:
    _, end = _part(0)

    assert Writer().struct(Reader(end[:-8]).struct()) == end[:-8]


def test_what_is_no_parquet_file_has_no_footer() -> None:
    with pytest.raises(ValueError, match="not the end of a Parquet file"):
        footer.length_of(b"\0" * 8)
