"""Rejected rows to a file: CSV as they come, Parquet at the end."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from lockgate.books.model import REJECT_COLUMNS
from lockgate.books.write.guard import writing
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from lockgate.books.model import Reject

_ENDINGS = (".csv", ".parquet")
_LINES = 100_000


def check_name(name: str) -> None:
    """Refuse a form that rejects are not written in.

    >>> check_name("rejects.csv")
    """
    if Path(name).suffix.casefold() not in _ENDINGS:
        raise InputError(f"'{name}' says no form for rejects", place="--rejects", hint="end it in .csv or .parquet")


def as_csv(rejects: Iterable[Reject]) -> bytes:
    r"""Rejects as CSV lines, without headers.

    >>> from lockgate.books.model import Reject
    >>> as_csv([Reject("a.csv", 7, "Qty", "-1", "a number cannot be negative")])
    b'a.csv,7,Qty,-1,a number cannot be negative,\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([[getattr(one, name) for name in REJECT_COLUMNS] for one in rejects])
    return text.getvalue().encode()


def finish(grown: Path, out: Path, kept: str) -> None:
    """Make a file of the lines that were gathered, and put it in its place whole."""
    beside = grown.with_name("rejects.done")
    with writing(out, kept):
        if out.suffix.casefold() == ".parquet":
            _parquet(grown, beside)
        else:
            with grown.open("rb") as lines, beside.open("wb") as file:
                file.write(f"{','.join(REJECT_COLUMNS)}\n".encode())
                while block := lines.read(1 << 20):
                    file.write(block)
        if out.exists():
            beside.chmod(out.stat().st_mode & 0o777)
        beside.replace(out) if beside.parent.parent == out.absolute().parent else _carry(beside, out)


def _carry(beside: Path, out: Path) -> None:
    """Into another folder, perhaps of another disk: beside its place first."""
    import shutil  # noqa: PLC0415 - rare

    near = out.with_name(f".{out.name}.part")
    try:
        shutil.move(beside, near)
        near.replace(out)
    finally:
        near.unlink(missing_ok=True)


def _parquet(grown: Path, beside: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415 - only for this form
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    kinds = {"row": pa.int64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in REJECT_COLUMNS])
    with pq.ParquetWriter(beside, schema, compression="zstd") as writer:
        for rows in _batches(grown):
            columns = list(zip(*rows, strict=True))
            arrays: list[pa.Array] = [
                pa.array([int(one) for one in column] if name == "row" else column, schema.field(name).type)
                for name, column in zip(REJECT_COLUMNS, columns, strict=True)
            ]
            writer.write_table(pa.table(arrays, schema=schema))


def _batches(grown: Path) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    with grown.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            rows.append(row)
            if len(rows) == _LINES:
                yield rows
                rows = []
    if rows:
        yield rows
