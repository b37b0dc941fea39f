"""Example books to files, part by part; a file is there whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lockgate.books.example.distinct import Apart
from lockgate.books.example.lines import Book
from lockgate.books.example.messy import Messy
from lockgate.books.read.extra import need
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KINDS = ("repeating", "adversarial", "messy")
PART = 250_000
_ROWS = 10_000
_MOST_ROWS = 1_048_575
_MOST = 1_000_000_000
_ENDINGS = (".parquet", ".csv", ".tsv", ".xlsx", ".ndjson", ".arrow")


def write_book(
    path: Path, lines: int, kind: str = "repeating", seed: int = 1, step: Callable[[int], None] | None = None
) -> None:
    """Write a book of invented orders; ``step`` is told how many lines are written.

    Errors: `InputError` for a form, number or place that cannot be.
    """
    _check(path, lines, kind)
    book: Any = {"repeating": Book.of, "adversarial": Apart, "messy": Messy.of}[kind](lines, seed)
    with _whole(path) as beside, _writer(path, beside) as put:
        for index, first in enumerate(range(0, lines, PART)):
            put(book.part(index, first, min(PART, lines - first)))
            if step:
                step(min(first + PART, lines))


def _check(path: Path, lines: int, kind: str) -> None:
    if kind not in KINDS:
        raise InputError(f"there is no kind '{kind}'", place="--kind", hint=", ".join(KINDS))
    if not 0 < lines <= _MOST:
        raise InputError(f"{lines} lines cannot be made", place="--lines", hint=f"from 1 to {_MOST:,}")
    if path.suffix.casefold() not in _ENDINGS:
        raise InputError(f"'{path.name}' says no form", place="--out", hint=f"end it in {', '.join(_ENDINGS)}")
    if path.suffix.casefold() == ".xlsx" and lines > _MOST_ROWS:
        raise InputError(f"a sheet holds at most {_MOST_ROWS:,} lines", place="--lines", hint="write .parquet or .csv")
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise InputError("no file can be written there", place=str(path), hint="name a file in a folder that exists")


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside, which takes the place when it is complete."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        raise InputError(f"cannot write the file: {error.strerror}", place=str(path)) from None
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _writer(path: Path, beside: Path) -> Iterator[Callable[[Any], None]]:
    """How one part is put into the file."""
    writers = {".parquet": _parquet, ".xlsx": _sheet, ".ndjson": _objects, ".arrow": _arrow}
    with writers.get(path.suffix.casefold(), _delimited)(path, beside) as put:
        yield put


@contextmanager
def _parquet(path: Path, beside: Path) -> Iterator[Callable[[Any], None]]:
    del path
    writer: Any = None
    try:

        def put(table: Any) -> None:
            nonlocal writer
            if writer is None:
                parquet = need("pyarrow.parquet")
                writer = parquet.ParquetWriter(beside, table.schema, compression="zstd", use_dictionary=True)
            writer.write_table(table, row_group_size=PART)

        yield put
    finally:
        if writer is not None:
            writer.close()


@contextmanager
def _arrow(path: Path, beside: Path) -> Iterator[Callable[[Any], None]]:
    del path
    pa = need("pyarrow")
    writer: Any = None
    try:

        def put(table: Any) -> None:
            nonlocal writer
            plain = _plain(table)
            if writer is None:
                options = pa.ipc.IpcWriteOptions(compression="zstd")
                writer = pa.ipc.new_file(str(beside), plain.schema, options=options)
            writer.write_table(plain, max_chunksize=PART // 4)

        yield put
    finally:
        if writer is not None:
            writer.close()


@contextmanager
def _delimited(path: Path, beside: Path) -> Iterator[Callable[[Any], None]]:
    csv = need("pyarrow.csv")
    writer: Any = None
    delimiter = "\t" if path.suffix.casefold() == ".tsv" else ","
    with beside.open("wb") as file:

        def put(table: Any) -> None:
            nonlocal writer
            plain = _plain(table)
            if writer is None:
                options = csv.WriteOptions(delimiter=delimiter, quoting_style="needed")
                writer = csv.CSVWriter(file, plain.schema, write_options=options)
            writer.write_table(plain)

        yield put
        if writer is not None:
            writer.close()


@contextmanager
def _objects(path: Path, beside: Path) -> Iterator[Callable[[Any], None]]:
    import json  # noqa: PLC0415 - only for this form

    del path
    with beside.open("w", encoding="utf-8") as file:

        def put(table: Any) -> None:
            for part in _plain(table).to_batches(max_chunksize=_ROWS):
                for row in part.to_pylist():
                    filled = {key: value for key, value in row.items() if value is not None}
                    file.write(json.dumps(filled, ensure_ascii=False, default=str) + "\n")

        yield put


@contextmanager
def _sheet(path: Path, beside: Path) -> Iterator[Callable[[Any], None]]:
    from openpyxl import Workbook  # noqa: PLC0415 - only for this form

    del path
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Orders")
    empty = True

    def put(table: Any) -> None:
        nonlocal empty
        if empty:
            sheet.append(table.column_names)
            empty = False
        for part in table.to_batches(max_chunksize=_ROWS):
            for row in zip(*(column.to_pylist() for column in part.columns), strict=True):
                sheet.append(row)

    yield put
    book.save(beside)


def _plain(table: Any) -> Any:
    """The table with words instead of codes."""
    pa = need("pyarrow")
    for index, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(index, field.name, table.column(index).cast(pa.string()))
    return table
