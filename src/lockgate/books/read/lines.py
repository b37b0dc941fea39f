"""NDJSON: one object a line; numbers keep their digits, nested objects become dotted columns, lists stay lists."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.model import Reject
from lockgate.books.read.extra import need
from lockgate.books.read.fast import Fast
from lockgate.books.read.pieces import SHOWN, Piece
from lockgate.books.read.text import Packed, Utf8
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_ROWS = 20_000
_SAMPLE = 1_000
_WIDEST = 2_000
_DEEPEST = 20
_HINT = "one JSON object stands on each line"


class Lines:
    """A file of JSON lines; its columns are the keys that were met so far."""

    unit = "bytes"

    def __init__(self, raw: Any, name: str, note: Callable[[str], None], *, size: int = 0, encoding: str = "") -> None:
        self.name = name
        self.size = size
        self._raw = raw
        self._file = Path(name).name if name != "standard input" else name
        self._lines = _lines(Utf8(Packed(raw, self._file), self._file, note, encoding))
        self._ahead = [line for _, line in zip(range(_SAMPLE), self._lines, strict=False)]
        found: dict[str, None] = {}
        for line in self._ahead:
            found.update(dict.fromkeys(_record(line)[0] or ()))
        if not found:
            raise InputError("no line holds a JSON object", place=self._file, hint=_HINT)
        self.headers = tuple(found)
        self._fast = Fast(self._ahead)

    def pieces(self, size: int, columns: Sequence[str] | None) -> Iterator[Piece]:
        """The lines, some thousand at a time."""
        del size
        number = 1
        lines = self._every()
        while block := list(islice(lines, _ROWS)):
            fast = self._fast.table(block)
            if fast is not None:
                chosen = fast if columns is None else fast.select(list(columns))
                yield Piece(chosen, number, None, (), self._done())
            else:
                yield self._slow(block, number, columns)
            number += len(block)

    def _slow(self, block: list[bytes], first: int, columns: Sequence[str] | None) -> Piece:
        """Line by line: for what is nested, mixed, not whole, or wrong."""
        rows: list[dict[str, Any]] = []
        numbers: list[int] = []
        rejects: list[Reject] = []
        for number, line in enumerate(block, first):
            if not line.strip():
                continue
            record, what = _record(line)
            if record is None:
                shown = line[:SHOWN].decode("utf-8", "replace").strip()
                rejects.append(Reject(self._file, number, "", shown, what, _HINT))
            else:
                rows.append(record)
                numbers.append(number)
        return self._piece(rows, numbers, rejects, columns)

    def _every(self) -> Iterator[bytes]:
        yield from self._ahead
        self._ahead = []
        yield from self._lines

    def _piece(
        self, rows: list[dict[str, Any]], numbers: list[int], rejects: list[Reject], columns: Sequence[str] | None
    ) -> Piece:
        names = dict.fromkeys(self.headers)
        for row in rows:
            names.update(dict.fromkeys(row))
        self.headers = tuple(names)
        if len(names) > _WIDEST:
            what = f"there are more than {_WIDEST} different keys"
            raise InputError(what, place=self._file, hint="keys name facts; put what differs by line into the values")
        chosen = [name for name in names if columns is None or name in columns]
        table = need("pyarrow").table({name: _column([row.get(name) for row in rows]) for name in chosen})
        return Piece(table, 0, np.array(numbers, dtype=np.int64), rejects, self._done())

    def _done(self) -> int:
        return self._raw.tell() if self.size else 0


def _lines(text: Utf8) -> Iterator[bytes]:
    rest = b""
    while block := text.read(1 << 20):
        *whole, rest = (rest + block).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _record(line: bytes) -> tuple[dict[str, Any] | None, str]:
    """The flat object of a line, or what is wrong with it.

    >>> _record(b'{"qty": 1.10, "consignee": {"hq": "MY"}, "eccn": null, "owners": [{"share": 0.5}]}')[0]
    {'qty': '1.10', 'consignee.hq': 'MY', 'eccn': None, 'owners': [{'share': '0.5'}]}
    """
    try:
        raw = json.loads(line, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
    except UnicodeDecodeError:
        return None, "this line is in another encoding than the rest of the file"
    except json.JSONDecodeError as error:
        return None, f"this is not JSON: {error.msg} at character {error.colno}"
    except (ValueError, RecursionError) as error:
        return None, str(error) if isinstance(error, _TwiceError) else "this is not JSON that can be read"
    if not isinstance(raw, dict):
        return None, "this is JSON, but no object"
    flat: dict[str, Any] = {}
    return (flat, "") if _flatten(raw, "", flat, 0) else (None, "this is nested too deeply, or a key stands twice")


class _TwiceError(ValueError):
    """A key stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(f"the key '{next(key for key in keys if keys.count(key) > 1)}' stands twice")
    return found


def _flatten(raw: dict[str, Any], prefix: str, flat: dict[str, Any], depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    for key, value in raw.items():
        name = f"{prefix}{key}".strip()
        if isinstance(value, dict) and value:
            if not _flatten(value, f"{name}.", flat, depth + 1):
                return False
        elif name in flat:
            return False
        else:
            flat[name] = _plain(value)
    return True


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()} or None
    return value


def _column(values: list[Any]) -> Any:
    """A column of text, or of lists; a mixture keeps its lists as JSON text."""
    pa = need("pyarrow")
    if any(isinstance(value, list) for value in values):
        try:
            return pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            return pa.array([json.dumps(one) if isinstance(one, list) else one for one in values], pa.string())
    return pa.array(values, pa.string()).dictionary_encode()
