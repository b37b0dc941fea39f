"""The row of headers: where it ends, what separates its cells, and that every header stands once."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from lockgate.books.read.text import MARK
from lockgate.door.problems import BadInputError, Problem
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.books.read.text import Input

_DELIMITERS = ",;\t|"
_LONGEST = 1 << 20
_SHOWN = 40


def unnamed(index: int) -> str:
    """What a column without a header is called.

    >>> unnamed(0)
    'column 1'
    """
    return f"column {index + 1}"


def checked(cells: Sequence[str], place: str) -> tuple[str, ...]:
    """Headers as they stand; one that stands twice is refused, with all its columns.

    >>> checked(["Qty ", "", "Chip"], "orders.csv")
    ('Qty', 'column 2', 'Chip')
    >>> checked(["Qty", "Chip", "Qty"], "orders.csv")
    Traceback (most recent call last):
        ...
    lockgate.door.problems.BadInputError: orders.csv: the header 'Qty' stands in columns 1 and 3 (...)
    """
    headers = [cell.strip() or unnamed(index) for index, cell in enumerate(cells)]
    where: dict[str, list[int]] = {}
    for index, header in enumerate(headers, 1):
        where.setdefault(header, []).append(index)
    problems = []
    for header, places in where.items():
        if len(places) > 1:
            *most, last = map(str, places)
            what = f"the header '{header}' stands in columns {', '.join(most)} and {last}"
            problems.append(Problem(place, what, "give every column its own header"))
    if problems:
        raise BadInputError(problems)
    return tuple(headers)


def delimiter_of(line: str) -> str:
    r"""The mark that stands most often outside quotes.

    >>> delimiter_of('Order;"Qty, pieces";Chip'), delimiter_of("one")
    (';', ',')
    """
    plain = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=lambda mark: (plain.count(mark), -_DELIMITERS.index(mark)))


def split_head(stream: Input, place: str, wanted: int = 0, delimiter: str = "") -> tuple[list[str], int, str, bytes]:
    r"""Cells of the row of headers, its number, the delimiter, and the bytes behind it.

    The first row that is not empty holds the headers, unless ``wanted`` names another.

    >>> import io
    >>> split_head(io.BytesIO(b"\nOrder;Qty\n1;2\n"), "orders.csv")
    (['Order', 'Qty'], 2, ';', b'1;2\n')
    """
    text = b""
    row = 0
    while True:
        end, text = _record(stream, text, place)
        line, text = text[:end].decode("utf-8", "replace").replace(MARK, "\ufffd"), text[end:]
        row += 1
        plain = line.strip()
        if not end:
            what = "there is no row of headers" if row == 1 or not wanted else f"the file has fewer than {wanted} rows"
            raise InputError(what, place=place, hint="the first row holds headers such as chip, quantity, destination")
        if plain.casefold().startswith("sep=") and row == 1 and len(plain) == 5:
            delimiter = delimiter or plain[4]
        elif row >= wanted and plain.strip(_DELIMITERS + '" '):
            delimiter = delimiter or delimiter_of(line)
            cells = next(csv.reader(io.StringIO(line.rstrip("\r\n"), newline=""), delimiter=delimiter), [])
            return cells, row, delimiter, text


def _record(stream: Input, text: bytes, place: str) -> tuple[int, bytes]:
    """Where the first record ends (behind its newline); quotes may hold newlines."""
    quoted, position = False, 0
    while True:
        while position < len(text):
            byte = text[position]
            position += 1
            if byte == 0x22:
                quoted = not quoted
            elif not quoted and byte == 0x0A:
                return position, text
            elif not quoted and byte == 0x0D:
                more = text[position : position + 1] or stream.read(1)
                text += more if position == len(text) else b""
                return position + (more == b"\n"), text
        if len(text) > _LONGEST:
            shown = text[:_SHOWN].decode("utf-8", "replace")
            hint = "close the quote, or save it as CSV again" if quoted else "this is no table of orders"
            raise InputError(f"the row of headers does not end: {shown!r} ...", place=place, hint=hint)
        block = stream.read(1 << 16)
        if not block:
            return len(text), text
        text += block
