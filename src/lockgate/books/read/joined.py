"""Elements of child files as nested columns of a book: grouped once on disk, joined chunk by chunk."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from lockgate.books.mapping.candidates import words
from lockgate.books.mapping.children import ROLE
from lockgate.books.model import MappedColumn
from lockgate.books.read.extra import need
from lockgate.books.read.source import open_source
from lockgate.books.typed.raw import raw_value
from lockgate.door.declarations import fold
from lockgate.door.figures import text_of
from lockgate.door.problems import BadInputError, Problem, WordError
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.books.model import Child, Chunk, Mapping

_MEMORY = "256MB"
_JOIN = "\x1f"
_MOST_PROBLEMS = 20


class Joiner:
    """The child files of a mapping, ready to be joined; a context that leaves nothing behind.

    Attributes:
        mapping: the mapping with a column for each collection, named by its path.
        stated: the mapping as it was given.
        folder: where child files are looked for; the working folder if None.
    """

    def __init__(self, mapping: Mapping, folder: Path | None = None, *, beside: Path | None = None) -> None:
        self.mapping = self.stated = mapping
        self.folder = folder
        self._tables: list[tuple[str, str, tuple[str, ...]]] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._base: Any = None
        if mapping.children:
            self._folder = tempfile.TemporaryDirectory(prefix="lockgate-", dir=beside, ignore_cleanup_errors=True)
            self._base = need("duckdb").connect(str(Path(self._folder.name) / "children.duckdb"))
            self._base.execute(f"SET memory_limit = '{_MEMORY}'")
            self._base.execute("SET threads = 1")
            try:
                for child in mapping.children:
                    self._take(child, folder)
            except BaseException:
                self.close()
                raise
        headers = [MappedColumn(path, path) for _, path, _ in self._tables]
        self.mapping = replace(mapping, columns=(*mapping.columns, *headers))

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was kept on disk."""
        self.close()

    def close(self) -> None:
        """Remove what was kept on disk."""
        if self._base is not None:
            self._base.close()
        if self._folder is not None:
            with suppress(OSError):
                self._folder.cleanup()

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns of the book that find the rows of child files."""
        return tuple(dict.fromkeys(header for child in self.mapping.children for header in child.keys.values()))

    def join(self, chunk: Chunk) -> Chunk:
        """The chunk with a nested column for each collection; a line without rows there has none stated."""
        table = chunk.table
        for name, path, headers in self._tables:
            table = table.append_column(path, self._joined(name, _keys(table, headers)))
        return replace(chunk, table=table) if self._tables else chunk

    def _joined(self, name: str, keys: Any) -> Any:
        pa = need("pyarrow")
        numbered = pa.table({"i": np.arange(len(keys), dtype=np.int64), "k": keys})
        self._base.register("lines", numbered)
        query = f'SELECT g.e AS e FROM lines LEFT JOIN "{name}" g ON lines.k = g.k ORDER BY lines.i'  # noqa: S608 - own names
        found = self._base.sql(query).to_arrow_table().column("e")
        self._base.unregister("lines")
        return found

    # ---- taking a file in

    def _take(self, child: Child, folder: Path | None) -> None:
        place = Path(child.file) if folder is None or Path(child.file).is_absolute() else folder / child.file
        found = open_source([place])
        wanted = [*child.keys, *(one.header for one in child.columns if one.path)]
        raw = f"raw{len(self._tables)}"
        first = True
        for chunk in found.chunks(columns=wanted):
            if chunk.rejects:
                raise BadInputError(
                    [Problem(one.place, one.reason, one.hint) for one in chunk.rejects[:_MOST_PROBLEMS]]
                )
            part = _elements(child, chunk)
            self._base.register("part", part)
            how = f'CREATE TABLE "{raw}" AS SELECT' if first else f'INSERT INTO "{raw}" SELECT'
            self._base.execute(f"{how} * FROM part")
            self._base.unregister("part")
            first = False
        if first:
            raise InputError("there are headers, but no rows below", place=place.name, hint="leave the child file out")
        for role in self._roles(child, raw):
            self._group(child, raw, role)
        self._base.execute(f'DROP TABLE "{raw}"')

    def _roles(self, child: Child, raw: str) -> list[str]:
        if child.path != "owners":
            return [""]
        return sorted(str(row[0]) for row in self._base.execute(f'SELECT DISTINCT r FROM "{raw}"').fetchall())  # noqa: S608 - a table that this class named

    def _group(self, child: Child, raw: str, role: str) -> None:
        path = f"parties.{role}.owners" if role else child.path
        if path in {one for _, one, _ in self._tables}:
            raise InputError(f"two child files fill {path}", place=child.file, hint="put their rows into one")
        name = f"child{len(self._tables)}"
        self._base.execute(
            f'CREATE TABLE "{name}" AS SELECT k, coalesce(list(e ORDER BY n) FILTER (WHERE s), []) AS e '  # noqa: S608 - own names
            f'FROM "{raw}" WHERE r = ? GROUP BY k',
            [role],
        )
        self._tables.append((name, path, tuple(child.keys.values())))


def _keys(table: Any, headers: tuple[str, ...]) -> Any:
    """The text that tells the rows of a line; none where a part of it is missing."""
    pa, compute = need("pyarrow"), need("pyarrow.compute")
    parts = []
    for header in headers:
        column = table.column(header)
        text = column if pa.types.is_string(column.type) else column.cast(pa.string())
        parts.append(compute.utf8_trim_whitespace(text))
    joined = compute.binary_join_element_wise(*parts, _JOIN) if len(parts) > 1 else parts[0]
    bare = compute.or_(*(compute.equal(part, "") for part in (parts * 2)[:2]))
    return compute.if_else(compute.fill_null(bare, True), None, joined)


def _elements(child: Child, chunk: Chunk) -> Any:
    """Key, whether anything is stated, role, row number and element of each row."""
    pa = need("pyarrow")
    problems: list[Problem] = []
    columns = {one.path: _cells(one, chunk, problems) for one in child.columns if one.path}
    roles = columns.pop(ROLE, [""] * chunk.table.num_rows)
    whose = [_role(role, chunk, index, problems) if child.path == "owners" else "" for index, role in enumerate(roles)]
    if problems:
        raise BadInputError(problems[:_MOST_PROBLEMS])
    stated = [any(cells) for cells in zip(*columns.values(), strict=True)] or [False] * chunk.table.num_rows
    return pa.table(
        {
            "k": _keys(chunk.table, tuple(child.keys)),
            "s": pa.array(stated, pa.bool_()),
            "r": pa.array(whose, pa.string()),
            "n": pa.array([chunk.row(index) for index in range(chunk.table.num_rows)], pa.int64()),
            "e": _struct(columns),
        }
    )


def _cells(column: MappedColumn, chunk: Chunk, problems: list[Problem]) -> list[str | None]:
    known: dict[Any, str | None] = {}
    found = []
    for index, value in enumerate(chunk.table.column(column.header).to_pylist()):
        if value not in known:
            try:
                raw = raw_value(column, value)
                known[value] = None if raw is None else text_of(raw)
            except WordError as error:
                place = f"{chunk.file}, row {chunk.row(index)}, column {column.header}"
                problems.append(Problem(place, error.message, error.hint or ""))
                known[value] = None
        found.append(known[value])
    return found


def _role(text: str | None, chunk: Chunk, index: int, problems: list[Problem]) -> str:
    word = fold(text or "")
    for role, names in words()["roles"].items():
        if word == fold(role) or word in {fold(name) for name in names}:
            return str(role)
    place = f"{chunk.file}, row {chunk.row(index)}"
    problems.append(Problem(place, f"'{text or ''}' is no role of a party", "consignee, end user, purchaser ..."))
    return ""


def _struct(columns: dict[str, list[str | None]]) -> Any:
    """Elements with keys within keys where their paths have dots."""
    pa = need("pyarrow")
    arrays: dict[str, Any] = {}
    inner: dict[str, dict[str, list[str | None]]] = {}
    for path, cells in columns.items():
        head, dot, rest = path.partition(".")
        if dot:
            inner.setdefault(head, {})[rest] = cells
        else:
            arrays[head] = pa.array(cells, pa.string())
    arrays |= {head: _struct(parts) for head, parts in inner.items()}
    return pa.StructArray.from_arrays(list(arrays.values()), names=list(arrays))


def joined(chunks: Iterator[Chunk], joiner: Joiner) -> Iterator[Chunk]:
    """All chunks with their nested columns."""
    return (joiner.join(chunk) for chunk in chunks)
