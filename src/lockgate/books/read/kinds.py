"""What kind of file it is: told by its first bytes, and for text by its ending."""

from __future__ import annotations

from pathlib import PurePath

from lockgate.errors import InputError

DELIMITED, LINES, SHEET, PARQUET, ARROW_FILE, ARROW_STREAM = "csv", "ndjson", "xlsx", "parquet", "arrow", "arrow stream"
HEAD = 4096
"""How many bytes `kind_of` wants to see."""
_TEXT = {".csv": DELIMITED, ".tsv": DELIMITED, ".txt": DELIMITED, ".ndjson": LINES, ".jsonl": LINES, ".json": LINES}
_MAGIC = (
    (b"PAR1", PARQUET),
    (b"ARROW1", ARROW_FILE),
    (b"\xff\xff\xff\xff", ARROW_STREAM),
    (b"PK\x03\x04", SHEET),
)
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "this is an old Excel or Office file", "save it as XLSX or CSV UTF-8"),
    (b"FEA1", "this is Feather of version 1", "write it as Arrow IPC (Feather of version 2)"),
    (b"PARE", "this is encrypted Parquet", "write it without encryption"),
    (b"BZh", "this is bzip2", "unpack it, or use gzip"),
    (b"\xfd7zXZ", "this is xz", "unpack it, or use gzip"),
    (b"(\xb5/\xfd", "this is Zstandard", "unpack it, or use gzip"),
    (b"SQLite format 3", "this is a SQLite database", "export the table as Parquet or CSV"),
    (b"%PDF", "this is a PDF", "export the table as CSV, XLSX or Parquet"),
)
_ENDINGS = {".parquet": PARQUET, ".arrow": ARROW_FILE, ".feather": ARROW_FILE, ".ipc": ARROW_FILE, ".xlsx": SHEET}
_SHOWN = {PARQUET: "Parquet", ARROW_FILE: "Arrow", SHEET: "a workbook"}
_HINT = "books are CSV, TSV, XLSX, NDJSON, Parquet or Arrow"


def kind_of(name: str, head: bytes) -> str:
    """The kind of a file by its (unpacked) first bytes.

    >>> kind_of("orders.csv", b"Order No;Qty"), kind_of("-", b'{"qty": 1}'), kind_of("orders.parquet", b"PAR1")
    ('csv', 'ndjson', 'parquet')
    """
    if not head.strip():
        raise InputError("the file is empty", place=name, hint="the first row holds headers such as chip, destination")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    for magic, what, hint in _FOREIGN:
        if head.startswith(magic):
            raise InputError(what, place=name, hint=hint)
    wanted = _ENDINGS.get(ending(name))
    if wanted:
        what = f"this is not {_SHOWN[wanted]}, though its name says so"
        raise InputError(what, place=name, hint="the file is damaged, or it needs another ending")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"[":
        raise InputError("this is one JSON list", place=name, hint="books are NDJSON: one object on each line")
    found = _TEXT.get(ending(name))
    if found == LINES or (found is None and start == b"{"):
        return LINES
    return DELIMITED


def ending(name: str) -> str:
    """The ending of a name, without that of its packing.

    >>> ending("book.CSV.gz")
    '.csv'
    """
    path = PurePath(name.casefold())
    return PurePath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def is_text(head: bytes) -> bool:
    """Whether bytes are text: UTF-16 may hold zeros, everything else may not.

    >>> is_text(b"a;b"), is_text(bytes(range(32)))
    (True, False)
    """
    return wide(head) != "" or not (
        b"\0" in head or sum(byte < 32 and byte not in b"\t\r\n\f\x1b" for byte in head) > 8
    )


def wide(head: bytes) -> str:
    """The byte order of UTF-16, or nothing.

    >>> wide("a;b;c".encode("utf-16-le")), wide(b"a;b;c")
    ('utf-16-le', '')
    """
    if head.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if head.startswith(b"\xfe\xff"):
        return "utf-16-be"
    part = head[:400]
    even, odd = part[::2].count(0), part[1::2].count(0)
    if odd > len(part) * 0.3 and even < odd / 10:
        return "utf-16-le"
    if even > len(part) * 0.3 and odd < even / 10:
        return "utf-16-be"
    return ""
