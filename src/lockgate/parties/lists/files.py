"""Bytes of list files: unpacked, decoded, bounded, hashed."""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from lockgate.errors import InputError
from lockgate.parties.lists.tables import limits
from lockgate.parties.model import SourceFile

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_OUTSIDE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x19\x1b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters and marks that turn the direction of text: they can only mislead. In raw files Ctrl-Z stays."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file as it came: its name, its bytes, and what is known of it besides."""

    name: str
    content: bytes
    url: str = ""
    modified: date | None = None

    def source(self) -> SourceFile:
        """Its name and hash."""
        return SourceFile(self.name, hashlib.sha256(self.content).hexdigest(), len(self.content))


def read_file(path: Path) -> RawFile:
    """A file from disk; `InputError` if it cannot be read or is too large."""
    try:
        if path.stat().st_size > limits().fetch_bytes:
            raise InputError("this file is too large for a list", place=str(path))
        return RawFile(path.name, path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror}", place=str(path)) from None


def text_of(raw: RawFile) -> str:
    """The text of a file, UTF-8 or UTF-16 with its mark, out of gzip or not; `InputError` for anything else.

    Control characters go; the end mark of OFAC's files (Ctrl-Z) stays.
    """
    plain = unpack(raw)
    if not plain.strip():
        raise InputError("this file is empty", place=raw.name)
    if plain[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _OUTSIDE.sub("", _decode(plain, "utf-16", raw.name))
    if b"\0" in plain[:4096]:
        raise InputError("this is no text file", place=raw.name)
    return _OUTSIDE.sub("", _decode(plain, "utf-8-sig", raw.name))


def clean(text: str) -> str:
    r"""A value out of JSON without control characters and halves of characters, its ends trimmed.

    >>> clean(" Exam\x1b[31mple \ud800")
    'Exam[31mple ?'
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return _UNSEEN.sub("", text).encode("utf-8", "replace").decode().strip()


def unpack(raw: RawFile) -> bytes:
    """The bytes without gzip; `InputError` if the file is cut, damaged, or far too large inside."""
    if not raw.content.startswith(_GZIP):
        return raw.content
    found, limit = bytearray(), limits().fetch_bytes * 2
    try:
        with gzip.GzipFile(fileobj=BytesIO(raw.content)) as stream:
            while chunk := stream.read(_CHUNK):
                found += chunk
                if len(found) > limit:
                    raise InputError("this file is too large for a list", place=raw.name)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError(
            "this gzip file is cut or damaged", place=raw.name, hint="fetch it again; nothing was imported"
        ) from None
    return bytes(found)


def _decode(plain: bytes, encoding: str, name: str) -> str:
    try:
        return plain.decode(encoding)
    except UnicodeDecodeError as error:
        line = plain.count(b"\n", 0, error.start) + 1
        raise InputError(
            "this file is not UTF-8 text", place=f"{name}:{line}", hint="save it as UTF-8, or fetch it again"
        ) from None
