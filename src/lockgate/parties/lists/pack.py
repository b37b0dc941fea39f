"""Snapshots as bytes: one JSON line that says what it is, then one line an entry, in gzip. No pickle, no code.

The id of a snapshot is the SHA-256 of the lines. Reading makes entries when they are asked for.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, overload

from lockgate.errors import InputError
from lockgate.parties.model import (
    BirthDate,
    Entry,
    Identifier,
    ListedAddress,
    ListedName,
    Refusal,
    Snapshot,
    SnapshotMeta,
    SourceFile,
    Wording,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SCHEMA = "lockgate.lists/1"
_ASIDE = ("retrieved", "url")
"""What is kept beside a snapshot and not in it: the same list fetched again is the same snapshot."""


class Entries(Sequence[Entry]):
    """Entries of a stored snapshot, made from their lines when they are asked for; in the order of their ids."""

    def __init__(self, lines: Sequence[bytes], pool: Sequence[Any], source: str) -> None:
        self._lines = lines
        self._wordings = [None if one is None else _wording(one) for one in pool]
        self._source = source

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, index: int | slice) -> Entry | tuple[Entry, ...]:
        if isinstance(index, slice):
            return tuple(self._entry(line) for line in self._lines[index])
        return self._entry(self._lines[index])

    def __iter__(self) -> Iterator[Entry]:
        return map(self._entry, self._lines)

    def find(self, name: str) -> Entry | None:
        """The entry of that id, or None."""
        index = bisect_left(self._lines, name, key=_id_of)
        found = self[index] if index < len(self) else None
        return found if found and found.id == name else None

    def _entry(self, line: bytes) -> Entry:
        row = json.loads(line)
        return Entry(
            row[0],
            row[1],
            self._source,
            row[2],
            row[3],
            tuple(ListedName(*one) for one in row[4]),
            tuple(ListedAddress(*one) for one in row[5]),
            tuple(row[6]),
            tuple(Identifier(*one) for one in row[7]),
            tuple(BirthDate(text, _day(first), _day(last)) for text, first, last in row[8]),
            tuple(row[9]),
            tuple(row[10]),
            tuple(row[11]),
            tuple(row[12]),
            row[13],
            self._wordings[row[14]],
            self._wordings[row[15]],
            _day(row[16]),
            _day(row[17]),
            row[18],
            row[19],
            row[20],
            tuple((key, value) for key, value in row[21]),
            row[22],
            row[23],
        )


def _id_of(line: bytes) -> str:
    """The id at the beginning of a line, without reading the rest."""
    return str(json.loads(line[1 : line.index(b'"', 2) + 1]))


def pack(meta: SnapshotMeta, entries: Iterable[Entry]) -> tuple[str, bytes]:
    """The id of a snapshot and its bytes."""
    pool: dict[str, int] = {"null": 0}
    lines = [_text(_row(one, pool)) for one in entries]
    kept = {key: value for key, value in meta.to_dict().items() if key not in _ASIDE}
    head = _text({"schema": SCHEMA, "meta": kept, "wordings": [json.loads(text) for text in pool]})
    content = "\n".join([head, *lines]).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest(), gzip.compress(content, 6, mtime=0)


def unpack(content: bytes, name: str, *, retrieved: str = "", url: str = "", place: str = "") -> Snapshot:
    """The snapshot of that id; `InputError` if the bytes are not what the id says."""
    try:
        plain = gzip.decompress(content)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        plain = b""
    if hashlib.sha256(plain).hexdigest() != name:
        raise InputError(
            "this snapshot is damaged: its content does not fit its id",
            place=place or name,
            hint="remove the file and import the list again",
        )
    head, *lines = plain.split(b"\n")
    table = json.loads(head)
    if table.get("schema") != SCHEMA:
        raise InputError(f"this snapshot has the form {table.get('schema')}, not {SCHEMA}", place=place or name)
    meta = meta_of(table["meta"], retrieved=retrieved, url=url)
    return Snapshot(name, Entries(lines, table["wordings"], meta.source), meta)


def meta_of(table: Mapping[str, Any], *, retrieved: str = "", url: str = "") -> SnapshotMeta:
    """Meta data from plain data."""
    return SnapshotMeta(
        source=table["source"],
        format=table["format"],
        files=tuple(SourceFile(**one) for one in table["files"]),
        published=date.fromisoformat(table["published"]),
        published_from=table["published_from"],
        retrieved=retrieved,
        parser=table["parser"],
        url=url,
        counts=table["counts"],
        names=table["names"],
        split=table["split"],
        columns=tuple(table["columns"]),
        wordings=table["wordings"],
        remarks=tuple(table["remarks"]),
        refusals=tuple(Refusal(**one) for one in table["refusals"]),
        accepted=table["accepted"],
    )


def _row(one: Entry, pool: dict[str, int]) -> list[Any]:
    return [
        one.id,
        one.list_id,
        one.title,
        one.kind,
        [[name.text, name.kind, name.origin] if name.origin else [name.text, name.kind] for name in one.names],
        [_short([at.text, at.country, at.street, at.city, at.state, at.postal_code]) for at in one.addresses],
        one.countries,
        [_short([item.kind, item.value, item.country]) for item in one.identifiers],
        [[born.text, _iso(born.first), _iso(born.last)] for born in one.births],
        one.nationalities,
        one.programmes,
        one.words,
        one.possible_words,
        one.successors,
        _pooled(one.requirement, pool),
        _pooled(one.policy, pool),
        _iso(one.starts),
        _iso(one.ends),
        one.undated,
        one.citation,
        one.remarks,
        one.details,
        one.url,
        one.sha256,
    ]


def _pooled(wording: Wording | None, pool: dict[str, int]) -> int:
    text = "null" if wording is None else _text([wording.text, wording.codes, wording.unread])
    return pool.setdefault(text, len(pool))


def _wording(row: Sequence[Any]) -> Wording:
    return Wording(row[0], tuple(row[1]), tuple(row[2]))


def _short(row: list[str]) -> list[str]:
    while len(row) > 1 and not row[-1]:
        row.pop()
    return row


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
