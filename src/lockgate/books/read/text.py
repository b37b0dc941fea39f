"""Text files as a stream of UTF-8, whatever their encoding; rows in another one keep a byte that is not UTF-8.

The encoding is found while reading: UTF-16 by its mark or its zeros, otherwise by the first block with letters beyond
ASCII. A row that does not fit is marked (`MARK`), so that the reader of rows can reject it with its number.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from typing import TYPE_CHECKING, Any, Protocol

from lockgate.books.read.kinds import HEAD, is_text, wide
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = b"\xff"
"""A byte that stands in no UTF-8: it marks rows in another encoding."""
_BLOCK = 1 << 20
_LONGEST = 32 << 20
_ENCODINGS = {"utf8": "utf-8", "utf8sig": "utf-8", "cp1252": "cp1252", "windows1252": "cp1252", "utf16": "utf-16"}


class Input(Protocol):
    """What can be read, such as a file."""

    def read(self, size: int = -1, /) -> bytes:
        """Some bytes, none at the end."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - for the type checker
    return "\udcff", error.end


codecs.register_error("lockgate.mark", _mark)


def encoding_of(text: str) -> str:
    """The encoding that a user names.

    >>> encoding_of("UTF-8"), encoding_of("Windows-1252")
    ('utf-8', 'cp1252')
    """
    found = _ENCODINGS.get(text.casefold().replace("-", "").replace("_", "").replace(" ", ""))
    if found is None:
        hint = "utf-8, utf-16 or cp1252; save the file as UTF-8 if it is in another one"
        raise InputError(f"the encoding '{text}' is not known", place="--encoding", hint=hint)
    return found


class Packed:
    """Bytes of a file that may be packed by gzip; ``place`` is told when the file is damaged."""

    def __init__(self, raw: Input, place: str) -> None:
        self.raw = raw
        self.place = place
        self._start = raw.read(2)
        self._file: Input = raw
        self.packed = self._start == b"\x1f\x8b"
        if self.packed:
            whole: Any = _Front(self._start, raw)  # it is read from start to end only
            self._file, self._start = gzip.GzipFile(fileobj=whole, mode="rb"), b""

    def read(self, size: int = _BLOCK, /) -> bytes:
        """Unpacked bytes."""
        start, self._start = self._start, b""
        try:
            return start or self._file.read(size)
        except EOFError:
            raise InputError("this gzip file is cut off", place=self.place, hint="fetch or pack it again") from None
        except (gzip.BadGzipFile, zlib.error):
            raise InputError("this gzip file is damaged", place=self.place, hint="fetch or pack it again") from None
        except OSError as error:
            raise InputError(f"cannot read the file: {error.strerror}", place=self.place) from None


class _Front:
    """A file of which some bytes were read already."""

    def __init__(self, start: bytes, rest: Input) -> None:
        self.start = start
        self.rest = rest

    def read(self, size: int = -1, /) -> bytes:
        start, self.start = self.start, b""
        return start or self.rest.read(size)


def front(start: bytes, rest: Input) -> Input:
    """What was read already, and the rest.

    >>> import io
    >>> both = front(b"ab", io.BytesIO(b"cd"))
    >>> both.read(9), both.read(9), both.read(9)
    (b'ab', b'cd', b'')
    """
    return _Front(start, rest)


class Utf8:
    r"""A stream of UTF-8 text from a stream of bytes in some encoding.

    >>> import io
    >>> notes = []
    >>> Utf8(io.BytesIO("name\nSão Paulo\n".encode("cp1252")), "orders.csv", notes.append).read().decode()
    'name\nSão Paulo\n'
    >>> notes
    ['orders.csv is not UTF-8: it is read as Windows-1252']
    """

    closed = False

    def __init__(self, raw: Input, place: str, note: Callable[[str], None], encoding: str = "") -> None:
        self.place = place
        self._note = note
        head = _at_least(raw, HEAD)
        if not is_text(head):
            raise InputError("this is no text", place=place, hint="books are CSV, XLSX, NDJSON, Parquet or Arrow")
        self._wide = wide(head) if encoding in {"", "utf-16"} else ""
        if encoding == "utf-16" and not self._wide:
            raise InputError("this is not UTF-16", place=place, hint="leave the encoding to be found")
        self._mode = encoding
        self._decoder = codecs.getincrementaldecoder(self._wide)("lockgate.mark") if self._wide else None
        mark = codecs.BOM_UTF8 if not self._wide else head[:2] if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else b""
        self._raw = front(head.removeprefix(mark), raw)
        if head.startswith(codecs.BOM_UTF8):
            self._mode = "utf-8"
        self._rest = b""
        self._ready = b""

    def read(self, size: int = -1, /) -> bytes:
        """Some bytes of UTF-8; all of them without a size."""
        if size < 0:
            return b"".join(iter(lambda: self.read(_BLOCK), b""))
        while not self._ready and (block := self._next()):
            self._ready = self._translated(block)
        found, self._ready = self._ready[:size], self._ready[size:]
        return found

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def close(self) -> None:
        """Nothing is held here."""

    def _next(self) -> bytes:
        """Whole lines, as they are in the file; UTF-16 is cut anywhere."""
        if self._decoder or self._mode == "utf-8":
            return self._raw.read(_BLOCK)
        parts = [self._rest]
        size = len(self._rest)
        while block := self._raw.read(_BLOCK):
            end = block.rfind(b"\n") + 1
            if end:
                self._rest = block[end:]
                return b"".join([*parts, block[:end]])
            parts.append(block)
            size += len(block)
            if size > _LONGEST:
                raise InputError("a line is longer than 32 MB", place=self.place, hint="this is no table of orders")
        self._rest = b""
        return b"".join(parts)

    def _translated(self, block: bytes) -> bytes:
        if self._decoder:
            return self._decoder.decode(block).encode("utf-8", "surrogateescape")
        if self._mode == "utf-8" or block.isascii():
            return block
        if not self._mode:
            self._decide(block)
            return self._translated(block)
        return b"\n".join(line if line.isascii() else _line(line) for line in block.split(b"\n"))

    def _decide(self, block: bytes) -> None:
        """UTF-8 if the rows with other letters are mostly UTF-8: chance makes that of no other text."""
        lines = [line for line in block.split(b"\n") if not line.isascii()]
        good = sum(map(_is_utf8, lines))
        self._mode = "utf-8" if good * 2 >= len(lines) else "cp1252"
        if self._mode == "cp1252":
            self._note(f"{self.place} is not UTF-8: it is read as Windows-1252")


def _at_least(raw: Input, size: int) -> bytes:
    found = b""
    while len(found) < size and (block := raw.read(size)):
        found += block
    return found


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _line(line: bytes) -> bytes:
    """A line of Windows-1252; one that reads as UTF-8 is marked, as letters that no such text has."""
    if _is_utf8(line):
        first = next(index for index, byte in enumerate(line) if byte > 127)
        return line[:first] + MARK + line[first:]
    return line.decode("cp1252", "lockgate.mark").encode("utf-8", "surrogateescape")
