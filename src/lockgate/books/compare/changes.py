"""The changed lines as a file: Parquet or CSV, whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Self

from lockgate.books.write.guard import writing
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

ENDINGS = (".parquet", ".csv")


class Changes:
    """Collects lines chunk by chunk in a file beside; a context that puts it in place at the end, or leaves nothing."""

    def __init__(self, path: Path) -> None:
        if path.suffix.casefold() not in ENDINGS:
            raise InputError(f"'{path.name}' says no form", place="--out", hint=f"end it in {' or '.join(ENDINGS)}")
        if path.is_dir() or not path.absolute().parent.is_dir():
            raise InputError(
                "no file can be written there", place=str(path), hint="name a file in a folder that exists"
            )
        self.path = path
        self.beside = path.with_name(f".{path.name}.{os.getpid()}")
        self.writer: Any = None

    def __enter__(self) -> Self:
        return self

    def add(self, table: pa.Table) -> None:
        """Further lines; the first ones, even if there are none, say what columns there are."""
        import pyarrow as pa  # noqa: PLC0415 - only where a file is written
        import pyarrow.csv as text  # noqa: PLC0415 - as above
        import pyarrow.parquet as pq  # noqa: PLC0415 - as above

        table = pa.table({name: _plain(table.column(name)) for name in table.column_names})
        with writing(self.path):
            if self.writer is None:
                parquet = self.path.suffix.casefold() == ".parquet"
                made = pq.ParquetWriter if parquet else text.CSVWriter
                self.writer = made(str(self.beside), table.schema)
            self.writer.write_table(table.cast(self.writer.schema) if hasattr(self.writer, "schema") else table)

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        try:
            if self.writer is not None:
                with writing(self.path):
                    self.writer.close()
            if kind is None and self.writer is not None:
                self.beside.replace(self.path)
        finally:
            self.beside.unlink(missing_ok=True)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text as text: chunks must not differ in how they code it."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column.cast(pa.string()) if pa.types.is_null(column.type) else column
