"""Reject files as CSV or Parquet: written beside and moved into place, some thousand rows at a time."""

from __future__ import annotations

import csv
import os
from dataclasses import astuple
from typing import TYPE_CHECKING, Any, Self

from lockgate.books.model import REJECT_COLUMNS, Reject
from lockgate.books.read.extra import need
from lockgate.books.reject.count import Tally
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from types import TracebackType

_BATCH = 10_000
_LONGEST = 500


class RejectWriter:
    """Writes a reject file; leaving the context with an error leaves no file, and an old one stays as it was.

    Attributes:
        tally: what was counted.
    """

    def __init__(self, path: Path) -> None:
        if path.suffix.casefold() not in {".csv", ".parquet"}:
            raise InputError(f"'{path.name}' is no reject file", place="--rejects", hint="end it in .csv or .parquet")
        self.path = path
        self.tally = Tally()
        self._beside = path.with_name(f".{path.name}.{os.getpid()}")
        self._columns: list[list[Any]] = [[] for _ in REJECT_COLUMNS]
        self._sink: Any = None
        self._file: Any = None

    def __enter__(self) -> Self:
        """Open the file beside its place."""
        try:
            if self.path.suffix.casefold() == ".csv":
                self._file = self._beside.open("w", encoding="utf-8", newline="")
                self._sink = csv.writer(self._file, lineterminator="\n")
                self._sink.writerow(REJECT_COLUMNS)
            else:
                self._sink = need("pyarrow.parquet").ParquetWriter(self._beside, _schema(), compression="zstd")
        except OSError as error:
            raise self._failed(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Move the file into place, or remove what was written."""
        try:
            if kind is None:
                self._flush()
            (self._file or self._sink).close()
            if kind is None:
                self._beside.replace(self.path)
        except OSError as problem:
            raise self._failed(problem) from None
        finally:
            self._beside.unlink(missing_ok=True)

    def add(self, rejects: Iterable[Reject]) -> None:
        """Write the problems of some lines; all problems of a line come in one call."""
        kept = list(rejects)
        self.tally.add(kept)
        for one in kept:
            for column, value in zip(self._columns, astuple(one), strict=True):
                column.append(value if isinstance(value, int) else value[:_LONGEST])
            if len(self._columns[0]) >= _BATCH:
                self._flush()

    def _flush(self) -> None:
        columns, self._columns = self._columns, [[] for _ in REJECT_COLUMNS]
        try:
            if self._file is not None:
                self._sink.writerows(zip(*columns, strict=True))
            elif columns[0]:
                self._sink.write_table(need("pyarrow").table(columns, schema=_schema()))
        except OSError as error:
            raise self._failed(error) from None

    def _failed(self, error: OSError) -> InputError:
        return InputError(f"cannot write the file: {error.strerror}", place=str(self.path), hint="check the folder")


def _schema() -> Any:
    pa = need("pyarrow")
    return pa.schema([(name, pa.int64() if name == "row" else pa.string()) for name in REJECT_COLUMNS])


def gather(parts: Sequence[Path], path: Path) -> Tally:
    """Put the reject files of partitions (Parquet) together into one, in order; the tally of all of them."""
    parquet = need("pyarrow.parquet")
    with RejectWriter(path) as writer:
        for part in parts:
            waiting: list[Reject] = []
            with parquet.ParquetFile(part) as file:
                for batch in file.iter_batches(_BATCH):
                    rows = [Reject(*row.values()) for row in batch.to_pylist()]
                    last = (rows[-1].file, rows[-1].row) if rows else None
                    whole = [one for one in rows if (one.file, one.row) != last]
                    writer.add([*waiting, *whole] if whole else [])
                    waiting = ([] if whole else waiting) + [one for one in rows if (one.file, one.row) == last]
            writer.add(waiting)
        return writer.tally
