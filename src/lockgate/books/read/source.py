"""A book: one or several files of one form, or standard input, as a stream of chunks."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.books.read import kinds
from lockgate.books.read.columnar import Arrow, Parquet
from lockgate.books.read.delimited import Delimited
from lockgate.books.read.extra import need
from lockgate.books.read.lines import Lines
from lockgate.books.read.names import STDIN, expand
from lockgate.books.read.pieces import cut
from lockgate.books.read.sheets import Sheet
from lockgate.books.read.text import Packed, encoding_of, front
from lockgate.door.problems import BadInputError, Problem
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from lockgate.books.model import Chunk
    from lockgate.books.read.pieces import Reader

SIZE = 250_000
"""Lines of a chunk."""
_INPUT = "standard input"


@dataclass(frozen=True, slots=True)
class Options:
    """What may be said about files whose form is not as it should be.

    Attributes:
        sheet: name or number of the sheet of workbooks (the first one).
        encoding: of text files (found).
        delimiter: of text files (found).
        header_row: the row that holds the headers (the first that is filled).
    """

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0


@dataclass(slots=True)
class Source:
    """Files that can be read chunk by chunk.

    Attributes:
        names: files as they were named, globs expanded.
        options: how to read them.
        headers: columns of the first file; the others have at least those that are asked for.
        size: how much there is to read in all, in ``unit`` (0 if nobody can know).
        unit: ``rows`` or ``bytes``.
        notes: what a user should know, such as an encoding that was found; more may come while reading.
    """

    names: tuple[str, ...]
    options: Options
    headers: tuple[str, ...] = ()
    size: int = 0
    unit: str = "rows"
    notes: list[str] = field(default_factory=list)
    _first: Reader | None = None
    _seen: list[Chunk] = field(default_factory=list)
    _held: Iterator[Chunk] | None = None

    def chunks(
        self, size: int = SIZE, columns: Sequence[str] | None = None, *, skip: Collection[int] = ()
    ) -> Iterator[Chunk]:
        """The lines of all files in order; ``columns`` are read only, partitions to ``skip`` are left out."""
        partition = done = 0
        for name in self.names:
            reader = self._open(name)
            _lacking(reader, columns)
            empty = need("pyarrow").table({header: [] for header in columns or reader.headers})
            ready = _ready(reader, size, partition, skip)
            partition += ready
            if isinstance(reader, Parquet) and ready:
                found = cut(reader.pieces(size, columns, ready * size), size, _short(name), empty, partition)
            else:
                found = self._of(reader, size, columns, partition, empty)
            for chunk in found:
                partition = chunk.partition + 1
                if chunk.partition not in skip:
                    yield _moved(chunk, done)
            done += reader.size

    def partitions(self, size: int = SIZE) -> int:
        """How many partitions there are, if each can be entered by itself, as those of Parquet; 0 if nobody knows."""
        count = 0
        for name in self.names:
            reader = self._open(name)
            if not isinstance(reader, Parquet):
                return 0
            count += -(-reader.size // size)
        return count

    def sample(self, rows: int = 10_000) -> Any:
        """The first lines of the first file as a table; standard input can still be read afterwards."""
        if not self._seen:
            reader = self._open(self.names[0])
            size = SIZE if self.names[0] == STDIN else rows
            empty = need("pyarrow").table({header: [] for header in reader.headers})
            held = cut(reader.pieces(size, None), size, _short(reader.name), empty)
            first = next(held, None)
            if first is None:
                return empty
            if self.names[0] != STDIN:
                return first.table.slice(0, rows)
            self._seen, self._held = [first], held
        return self._seen[0].table.slice(0, rows)

    def _of(
        self, reader: Reader, size: int, columns: Sequence[str] | None, partition: int, empty: Any
    ) -> Iterator[Chunk]:
        if self._held is None or reader.name != _INPUT:
            yield from cut(reader.pieces(size, columns), size, _short(reader.name), empty, partition)
            return
        from dataclasses import replace  # noqa: PLC0415 - only for input that was looked at

        seen, self._seen = self._seen, []
        for chunk in (*seen, *self._held):
            table = chunk.table if columns is None else chunk.table.select(list(columns))
            yield replace(chunk, table=table, partition=chunk.partition + partition)

    def _open(self, name: str) -> Reader:
        """The reader of a file; the first one was opened to see its headers."""
        if self._first is not None and name == self.names[0]:
            reader = self._first
            if name != STDIN:
                self._first = None
            return reader
        return _reader(name, self.options, self._note)

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


def open_source(sources: Iterable[str | Path], options: Options | None = None) -> Source:
    """Look at all files: names, kinds, headers. What cannot be read as a whole is an `InputError`."""
    wanted = options or Options()
    if wanted.encoding:
        encoding_of(wanted.encoding)
    source = Source(expand(sources), wanted)
    for name in source.names:
        reader = _reader(name, wanted, source._note)  # noqa: SLF001 - its own
        source.size = source.size + reader.size if reader.size and (source.size or not source.headers) else 0
        if not source.headers:
            source.headers, source._first, source.unit = reader.headers, reader, reader.unit  # noqa: SLF001 - of its own kind
        elif reader.unit != source.unit:
            source.size = 0
    return source


def chunks(
    sources: Iterable[str | Path],
    *,
    size: int = SIZE,
    columns: Sequence[str] | None = None,
    options: Options | None = None,
) -> Iterator[Chunk]:
    """Lines of files, globs or standard input (``-``) as chunks of ``size`` lines.

    >>> [(chunk.lines, chunk.first_row, chunk.file) for chunk in chunks(["examples/orders.csv"])]
    [(40, 2, 'orders.csv')]
    """
    return open_source(sources, options).chunks(size, columns)


def _reader(name: str, options: Options, note: Any) -> Reader:
    if name == STDIN:
        return _input(options, note)
    path = Path(name)
    try:
        raw = need("pyarrow").OSFile(name)  # it closes itself
        head = Packed(raw, path.name).read(kinds.HEAD)
        if len(head) < kinds.HEAD // 2:
            raw.seek(0)
            packed = Packed(raw, path.name)
            head = b"".join(packed.read(kinds.HEAD) for _ in range(4))
        raw.seek(0)
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror}", place=name, hint="check the path") from None
    kind = kinds.kind_of(path.name, head)
    if kind in {kinds.DELIMITED, kinds.LINES}:
        return _text(kind, raw, name, size, options, note)
    start = raw.read(2)
    raw.close()
    if start == b"\x1f\x8b":
        raise InputError(f"only text is read packed, and this is {kind}", place=path.name, hint="unpack it: gunzip")
    if kind == kinds.ARROW_STREAM:
        return Arrow(path.name, need("pyarrow").memory_map(name))
    if kind == kinds.SHEET:
        return Sheet(name, sheet=options.sheet, header_row=options.header_row)
    return Parquet(name) if kind == kinds.PARQUET else Arrow(name)


def _text(kind: str, raw: Any, name: str, size: int, options: Options, note: Any) -> Reader:  # noqa: PLR0913, PLR0917 - all that a text file is read with
    encoding = encoding_of(options.encoding) if options.encoding else ""
    if kind == kinds.LINES:
        return Lines(raw, name, note, size=size, encoding=encoding)
    delimiter = {"tab": "\t", "\\t": "\t"}.get(options.delimiter, options.delimiter)
    if len(delimiter) > 1:
        raise InputError(f"'{delimiter}' is no delimiter", place="--delimiter", hint="one character, or tab")
    more: dict[str, Any] = {
        "size": size,
        "encoding": encoding,
        "delimiter": delimiter,
        "header_row": options.header_row,
    }
    return Delimited(raw, name, note, **more)


def _input(options: Options, note: Any) -> Reader:
    """Standard input: text and Arrow streams as they come, what must be read from its end over a temporary file."""
    raw: Any = sys.stdin.buffer
    packed = Packed(raw, _INPUT)
    head = b""
    while len(head) < kinds.HEAD and (block := packed.read(kinds.HEAD)):
        head += block
    kind = kinds.kind_of("", head) if head else kinds.kind_of(_INPUT, head)
    stream = front(head, packed)
    if kind in {kinds.DELIMITED, kinds.LINES}:
        return _text(kind, stream, _INPUT, 0, options, note)
    if kind == kinds.ARROW_STREAM:
        return Arrow(_INPUT, need("pyarrow").PythonFile(_Exact(stream), mode="r"))
    with tempfile.NamedTemporaryFile(suffix=f".{kind}", prefix="standard input ", delete=False) as kept:
        shutil.copyfileobj(stream, kept)
    try:
        return _kept(kept.name, kind, options)
    finally:
        Path(kept.name).unlink()


def _kept(name: str, kind: str, options: Options) -> Reader:
    """What was kept in a file that is gone when its reader is open."""
    if kind == kinds.SHEET:
        reader: Any = Sheet(name, sheet=options.sheet, header_row=options.header_row)
    elif kind == kinds.ARROW_FILE:
        reader = Arrow(name)
    else:
        what = "Parquet is read from its end, which standard input does not have"
        raise InputError(what, place=_INPUT, hint="name the file, or send an Arrow stream, NDJSON or CSV")
    reader.name = _INPUT
    found: Reader = reader
    return found


class _Exact:
    """A stream that gives as many bytes as are wanted, less only at its end."""

    closed = False

    def __init__(self, file: Any) -> None:
        self._file = file
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        while size > len(self._rest) and (block := self._file.read(size - len(self._rest))):
            self._rest += block
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def close(self) -> None:
        """Nothing is held here."""


def _ready(reader: Reader, size: int, partition: int, skip: Collection[int]) -> int:
    """How many of the first partitions of a file need not be read: Parquet can be entered anywhere."""
    if not isinstance(reader, Parquet):
        return 0
    count = 0
    while count * size < reader.size and partition + count in skip:
        count += 1
    return count


def _lacking(reader: Reader, columns: Sequence[str] | None) -> None:
    lacks = [column for column in columns or () if column not in reader.headers]
    if lacks:
        hint = "all files of a book have the same headers"
        raise BadInputError([Problem(_short(reader.name), f"there is no column '{one}'", hint) for one in lacks])


def _moved(chunk: Chunk, done: int) -> Chunk:
    from dataclasses import replace  # noqa: PLC0415 - only with several files

    return replace(chunk, done=chunk.done + done) if done else chunk


def _short(name: str) -> str:
    return name if name == _INPUT else Path(name).name
