"""CSV and TSV: all cells stay text; ragged rows and rows in another encoding are told, with the row a user sees.

Rows are counted as a spreadsheet shows them: a row of quoted text over several lines is one, an empty one counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.model import Reject
from lockgate.books.read.extra import need
from lockgate.books.read.header import checked, split_head
from lockgate.books.read.pieces import SHOWN, Piece
from lockgate.books.read.text import Packed, Utf8, front
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_BLOCK = 8 << 20
_RAGGED = "put text that holds the delimiter or a quote in quotes"
_OTHER = "this row is in another encoding than the rest of the file"
_OTHER_HINT = "save the whole file as UTF-8"

Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(slots=True)
class _Bad:
    """Ragged rows that the parser has met; ``top`` is the row of headers."""

    file: str
    headers: tuple[str, ...]
    top: int
    delimiter: str
    rejects: list[Reject] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    open_quote: int = 0

    def swallows(self, text: str) -> bool:
        """Whether a cell holds whole rows: then its quote was not closed."""
        wanted = len(self.headers) - 1
        return wanted > 1 and any(line.count(self.delimiter) >= wanted for line in text.split("\n")[1:])

    def __call__(self, row: Any) -> str:
        """Note a row that does not fit the headers."""
        if self.swallows(row.text):
            self.open_quote = self.open_quote or self.top + row.number
        count, wanted = row.actual_columns, len(self.headers)
        column = self.headers[count] if count < wanted else self.headers[-1]
        what = f"the row has {count} cell{'s' if count != 1 else ''}, but there are {wanted} headers"
        self.rows.append(self.top + row.number)
        self.rejects.append(Reject(self.file, self.rows[-1], column, row.text[:SHOWN], what, _RAGGED))
        return "skip"

    def number(self, first: int, count: int) -> Numbers:
        """The row numbers of the next ``count`` good rows: bad ones are left out."""
        if not self.rows:
            return np.arange(first, first + count, dtype=np.int64)
        end = first + count + len(self.rows)
        rows = np.setdiff1d(np.arange(first, end, dtype=np.int64), np.array(self.rows, dtype=np.int64))[:count]
        if count:
            self.rows = [row for row in self.rows if row > rows[-1]]
        return rows

    def told(self, before: int | None = None) -> list[Reject]:
        """Bad rows that were not handed on yet."""
        found = self.rejects if before is None else [one for one in self.rejects if one.row < before]
        self.rejects = self.rejects[len(found) :]
        return found


class Delimited:
    """A delimited text file, or one that comes from standard input."""

    unit = "bytes"

    def __init__(  # noqa: PLR0913 - one parameter for what may be stated of a text file
        self,
        raw: Any,
        name: str,
        note: Callable[[str], None],
        *,
        size: int = 0,
        encoding: str = "",
        delimiter: str = "",
        header_row: int = 0,
    ) -> None:
        self.name = name
        self.size = size
        self._raw = raw
        self._file = Path(name).name if name != "standard input" else name
        text = Utf8(Packed(raw, self._file), self._file, note, encoding)
        wanted = "\t" if not delimiter and name.casefold().endswith((".tsv", ".tsv.gz")) else delimiter
        cells, self._top, self._delimiter, rest = split_head(text, self._file, header_row, wanted)
        self.headers = checked(cells, f"{self._file}, row {self._top}")
        self._text = _Stream(rest, text)

    def pieces(self, size: int, columns: Sequence[str] | None) -> Iterator[Piece]:
        """The rows, a few megabytes at a time."""
        del size
        bad = _Bad(self._file, self.headers, self._top, self._delimiter)
        number = self._top + 1
        for batch in self._batches(bad):
            rows = bad.number(number, batch.num_rows)
            number = int(rows[-1]) + 1 if len(rows) else number
            self._check_quotes(batch, rows, bad)
            told = bad.told(number if len(rows) else None)
            table, rows, foreign = self._clean(batch, rows)
            yield Piece(_chosen(table, columns), 0, rows, sorted([*told, *foreign], key=_row), self._done())
        if bad.open_quote:
            raise self._open_quote(bad.open_quote)
        if bad.rejects:
            empty = need("pyarrow").table({name: [] for name in self.headers})
            yield Piece(_chosen(empty, columns), number, None, bad.told(), self._done())

    def _batches(self, bad: _Bad) -> Iterator[Any]:
        pa, csv = need("pyarrow"), need("pyarrow.csv")
        kind = pa.dictionary(pa.int32(), pa.string())
        try:
            yield from csv.open_csv(
                need("pyarrow").PythonFile(self._text, mode="r"),
                read_options=csv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=list(self.headers)),
                parse_options=csv.ParseOptions(
                    delimiter=self._delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=bad,
                ),
                convert_options=csv.ConvertOptions(
                    check_utf8=False, strings_can_be_null=False, column_types=dict.fromkeys(self.headers, kind)
                ),
            )
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            raise self._open_quote(bad.rows[-1] if bad.rows else 0) from None

    def _check_quotes(self, batch: Any, rows: Numbers, bad: _Bad) -> None:
        """Refuse a quote that is opened and not closed: the rows behind it would be lost in one cell."""
        compute = need("pyarrow.compute")
        for column in batch.columns:
            several = compute.match_substring(column.dictionary.cast("binary"), b"\n").to_numpy(zero_copy_only=False)
            for place in np.flatnonzero(several):
                word = column.dictionary.cast("binary")[int(place)].as_py().decode("utf-8", "replace")
                if bad.swallows(word):
                    bad.open_quote = int(rows[np.flatnonzero(column.indices.to_numpy() == place)[0]])
        if bad.open_quote:
            raise self._open_quote(bad.open_quote)

    def _open_quote(self, row: int) -> InputError:
        place = f"{self._file}, row {row}" if row else self._file
        hint = "close it, or write a quote within quoted text twice"
        return InputError("a quote is opened here and not closed", place=place, hint=hint)

    def _clean(self, batch: Any, rows: Numbers) -> tuple[Any, Numbers, list[Reject]]:
        """The rows that hold something, in the encoding of the file."""
        table = need("pyarrow").Table.from_batches([batch])
        bad = np.zeros(len(rows), dtype=bool)
        foreign: dict[int, Reject] = {}
        for header, column in zip(self.headers, batch.columns, strict=True):
            for index in _not_utf8(column):
                value = _shown(column, index)
                row = int(rows[index])
                foreign.setdefault(row, Reject(self._file, row, header, value, _OTHER, _OTHER_HINT))
                bad[index] = True
        bad |= _blank(batch)
        if bad.any():
            keep = need("pyarrow").array(~bad)
            table, rows = _plain(table).filter(keep), rows[~bad]
        return table, rows, list(foreign.values())

    def _done(self) -> int:
        return self._raw.tell() if self.size else 0


class _Stream:
    """The rest of a text as a file that Arrow reads."""

    closed = False

    def __init__(self, start: bytes, rest: Utf8) -> None:
        self._file = front(start, rest)

    def read(self, size: int = -1) -> bytes:
        """As much as is wanted, less only at the end."""
        found: list[bytes] = []
        while size > 0 and (block := self._file.read(size)):
            found.append(block)
            size -= len(block)
        return b"".join(found)

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def close(self) -> None:
        """Nothing is held here."""


def _row(reject: Reject) -> int:
    return reject.row


def _not_utf8(column: Any) -> list[int]:
    """Rows whose text is no UTF-8; there are hardly ever any."""
    words = column.dictionary
    try:
        words.validate(full=True)
    except need("pyarrow").ArrowInvalid:
        raw = words.cast(need("pyarrow").binary())
        bad = np.array([not _reads(word) for word in raw.to_pylist()])
        return [int(index) for index in np.flatnonzero(bad[column.indices.to_numpy()])]
    return []


def _reads(word: bytes) -> bool:
    try:
        word.decode()
    except UnicodeDecodeError:
        return False
    return True


def _shown(column: Any, index: int) -> str:
    word = column.dictionary.cast(need("pyarrow").binary())[column.indices[index].as_py()].as_py()
    return str(word.decode("utf-8", "replace")[:SHOWN])


def _plain(table: Any) -> Any:
    """The table without words that are no UTF-8: they stand in its dictionaries, though in no row that is kept."""
    pa = need("pyarrow")
    columns = []
    for column in table.columns:
        part = column.chunk(0)
        if _not_utf8(part):
            words = [word.decode("utf-8", "replace") for word in part.dictionary.cast(pa.binary()).to_pylist()]
            part = pa.array([words[index] for index in part.indices.to_pylist()], pa.string()).dictionary_encode()
        columns.append(part)
    return pa.table(columns, names=table.column_names)


def _blank(batch: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Rows in which no cell holds anything."""
    compute = need("pyarrow.compute")
    blank = np.ones(batch.num_rows, dtype=bool)
    for column in sorted(batch.columns, key=lambda one: len(one.dictionary)):
        words = compute.equal(compute.binary_length(compute.ascii_trim_whitespace(column.dictionary)), 0)
        empty = words.to_numpy(zero_copy_only=False)
        if not empty.any():
            return np.zeros(batch.num_rows, dtype=bool)
        blank &= empty[column.indices.to_numpy()]
        if not blank.any():
            return blank
    return blank


def _chosen(table: Any, columns: Sequence[str] | None) -> Any:
    return table if columns is None else table.select(list(columns))
