"""Mappings as files (YAML, `lockgate.book-mapping/1`): read with all that is wrong, written with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.books.mapping import paths
from lockgate.books.model import Child, MappedColumn, Mapping
from lockgate.compiler.load import load_text
from lockgate.compiler.located import Table
from lockgate.door import base as bases
from lockgate.door import headers
from lockgate.door.declarations import load as load_declared
from lockgate.door.problems import BadInputError, Problem, nearest
from lockgate.door.read import read_text
from lockgate.errors import InputError, RulebookError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lockgate.books.mapping.propose import Proposal, Proposed
    from lockgate.door.declarations import Declarations

SCHEMA = "lockgate.book-mapping/1"
_KEYS = ("schema", "base", "constants", "columns", "children")
_COLUMN_KEYS = ("column", "path", "unit", "words")
_CHILD_KEYS = ("path", "file", "keys", "columns")
_DAYS = frozenset({"dmy", "mdy", "ymd", "serial"})


def load(path: Path, declared: Declarations | None = None) -> Mapping:
    """The mapping of a file."""
    return parse(read_text(path), path.name, declared)


def parse(text: str, name: str = "mapping.yaml", declared: Declarations | None = None) -> Mapping:
    r"""The mapping of a text, or a `BadInputError` with everything that is wrong.

    >>> found = parse("columns:\n- {column: Ctry, path: destination}\n- {column: Plant, path: ignore}\n")
    >>> [(one.header, one.path) for one in found.columns]
    [('Ctry', 'destination'), ('Plant', '')]
    >>> parse("columns:\n- {column: Ctry, path: destinaton}\n")
    Traceback (most recent call last):
        ...
    lockgate.door.problems.BadInputError: mapping.yaml:2, column Ctry: there is no place 'destinaton' (...)
    """
    try:
        raw = load_text(text, name)
    except RulebookError as error:
        raise InputError(error.message, place=error.place or name, hint=error.hint) from None
    reader = _Reader(name, declared or load_declared())
    found = reader.mapping(raw)
    if reader.problems:
        raise BadInputError(reader.problems)
    return found


class _Reader:
    """Reads a mapping and notes what is wrong with it."""

    def __init__(self, name: str, declared: Declarations) -> None:
        self.name = name
        self.declared = declared
        self.problems: list[Problem] = []

    def mapping(self, raw: Any) -> Mapping:
        """The whole file."""
        if not isinstance(raw, dict) or "columns" not in raw:
            hint = "it has columns: a list of {column: ..., path: ...}; lockgate book map proposes one"
            raise InputError("this is no mapping", place=self.name, hint=hint)
        self._keys(raw, _KEYS)
        if raw.get("schema", SCHEMA) != SCHEMA:
            self._wrong(raw["schema"], f"this is '{raw['schema']}'", f"this version reads {SCHEMA}")
        columns = self._columns(raw["columns"], raw)
        constants = {}
        for key, value in self._table(raw, "constants").items():
            if path := self._path(key, key, "constant"):
                constants[path] = str(value)
        self._twice([(one.path, one.header, spot) for one, spot in columns], constants)
        base = str(raw.get("base") or "")
        if base and base not in bases.names(self.declared):
            self._wrong(raw["base"], f"there is no baseline '{base}'", nearest(base, bases.names(self.declared)))
        listed = raw.get("children") or []
        children = [self._child(one) for one in listed if self._is_table(one, raw, "a child file")]
        return Mapping(tuple(one for one, _ in columns), constants, base, tuple(children))

    def _columns(self, raw: Any, above: Any) -> list[tuple[MappedColumn, Any]]:
        rows = raw if isinstance(raw, list) else []
        if not isinstance(raw, list):
            self._wrong(above, "columns must be a list", "of {column: Ship Date, path: as_of}")
        found = []
        for row in rows:
            if self._is_table(row, above, "a column"):
                self._keys(row, _COLUMN_KEYS)
                found.append((self._column(row), row.get("column", row)))
        return found

    def _column(self, row: Any) -> MappedColumn:
        header = str(row.get("column", ""))
        if not header:
            self._wrong(row, "a column has no name", "write column: and its header in the file")
        if "path" not in row:
            self._wrong(row, f"column {header} has no path", "write path: and a place, or path: ignore")
        path = self._path(row.get("path", ""), row.get("path", row), f"column {header}")
        unit = str(row.get("unit") or "")
        self._check_unit(row, header, path, unit)
        words = {str(key): str(value) for key, value in self._table(row, "words").items()}
        return MappedColumn(header, path, unit, words)

    def _check_unit(self, row: Any, header: str, path: str, unit: str) -> None:
        fact = paths.fact_of(path, self.declared) if path else None
        if unit == "ask":
            hint = "write unit: dmy, unit: mdy, unit: percent or no unit, as the file is meant"
            self._wrong(row["unit"], f"column {header} waits for its unit", hint)
        elif unit in _DAYS and fact is not None and fact.type != "date":
            self._wrong(row["unit"], f"column {header} holds no days, so '{unit}' does not fit", "leave the unit out")
        elif unit and unit not in _DAYS and fact is not None and fact.type == "date":
            near = nearest(unit, _DAYS) or "dmy, mdy, ymd or serial"
            self._wrong(row["unit"], f"'{unit}' is no order of days", near)

    def _child(self, row: Any) -> Child:
        self._keys(row, _CHILD_KEYS)
        for key in ("path", "file", "keys"):
            if not row.get(key):
                self._wrong(row, f"a child file needs {key}", "such as path: consignee.owners, keys: {Order: Order No}")
        keys = {str(key): str(value) for key, value in self._table(row, "keys").items()}
        columns = []
        for one in row.get("columns") or []:
            if self._is_table(one, row, "a column"):
                self._keys(one, _COLUMN_KEYS)
                path = str(one.get("path", ""))
                plain = "" if path.casefold() in paths.IGNORED else path
                words = {str(key): str(value) for key, value in self._table(one, "words").items()}
                columns.append(MappedColumn(str(one.get("column", "")), plain, str(one.get("unit") or ""), words))
        return Child(str(row.get("path", "")), str(row.get("file", "")), keys, tuple(columns))

    def _path(self, text: Any, spot: Any, who: str) -> str:
        found = paths.path_of(str(text), self.declared)
        if found is None:
            self._wrong(spot, f"there is no place '{text}'", paths.near(str(text), self.declared), who)
            return ""
        return found

    def _twice(self, columns: Iterable[tuple[str, str, Any]], constants: dict[str, str]) -> None:
        """A place that several columns mean, and a column that is named twice."""
        where: dict[str, list[tuple[str, Any]]] = {}
        named: dict[str, list[Any]] = {}
        for path, header, spot in columns:
            named.setdefault(header, []).append(spot)
            if path:
                where.setdefault(path, []).append((header, spot))
        for header, spots in named.items():
            if len(spots) > 1:
                lines = " and ".join(_line(spot) for spot in spots)
                self._wrong(spots[-1], f"column {header} is named on {lines}", "keep one of them")
        for path, users in where.items():
            names = " and ".join(f"'{header}' ({_line(spot)})" for header, spot in users)
            if len({header for header, _ in users}) > 1:
                what = f"{headers.shown(path)} is meant by {names}"
                self._wrong(users[-1][1], what, "keep one column for it, and path: ignore for the others")
            if path in constants:
                self._wrong(users[0][1], f"{headers.shown(path)} is a constant and a column", "keep one of them")

    def _table(self, raw: Any, key: str) -> dict[Any, Any]:
        found = raw.get(key) or {}
        if not isinstance(found, dict):
            self._wrong(found, f"{key} must have keys and values", "such as {Ship To: destination}")
            return {}
        return found

    def _is_table(self, raw: Any, above: Any, what: str) -> bool:
        if not isinstance(raw, Table):
            self._wrong(raw if getattr(raw, "place", "") else above, f"{what} needs keys and values", "")
            return False
        return True

    def _keys(self, raw: Any, known: tuple[str, ...]) -> None:
        for key in raw:
            if key not in known:
                self._wrong(key, f"unknown key '{key}'", nearest(str(key), known) or f"known: {', '.join(known)}")

    def _wrong(self, spot: Any, message: str, hint: str = "", who: str = "") -> None:
        place = getattr(spot, "place", "") or self.name
        self.problems.append(Problem(f"{place}, {who}" if who else place, message, hint))


def _line(spot: Any) -> str:
    return f"line {getattr(spot, 'line', 0) or str(getattr(spot, 'place', '')).rpartition(':')[2]}"


# ---- writing


def save(path: Path, mapping: Mapping, proposal: Proposal | None = None) -> None:
    """Write a mapping whole or not at all; with a proposal, its reasons stand beside the columns."""
    from lockgate.cli.files import put  # noqa: PLC0415 - the one place that writes files whole

    put(path, written(mapping, proposal), "--out")


def written(mapping: Mapping, proposal: Proposal | None = None) -> str:
    """A mapping as YAML.

    >>> print(written(Mapping((MappedColumn("Ctry", "destination"), MappedColumn("Plant", "")))), end="")
    schema: lockgate.book-mapping/1
    columns:
    - {column: Ctry, path: destination}
    - {column: Plant, path: ignore}
    """
    why = {one.header: one for one in proposal.columns} if proposal else {}
    lines = [f"schema: {SCHEMA}"]
    if mapping.base:
        lines.append(f"base: {_scalar(mapping.base)}")
    if mapping.constants:
        lines.append("constants:")
        lines += [f"  {_scalar(headers.shown(path))}: {_scalar(value)}" for path, value in mapping.constants.items()]
    lines.append("columns:")
    lines += [_written(column, why.get(column.header)) for column in mapping.columns]
    if mapping.children:
        lines.append("children:")
        for child in mapping.children:
            keys = ", ".join(f"{_scalar(key)}: {_scalar(value)}" for key, value in child.keys.items())
            lines += [f"- path: {_scalar(headers.shown(child.path))}", f"  file: {_scalar(child.file)}"]
            lines += [f"  keys: {{{keys}}}", "  columns:"]
            lines += [f"  {_written(column, None)}" for column in child.columns]
    return "\n".join(lines) + "\n"


def _written(column: MappedColumn, why: Proposed | None) -> str:
    parts = [f"column: {_scalar(column.header)}", f"path: {_scalar(headers.shown(column.path) or 'ignore')}"]
    if column.unit:
        parts.append(f"unit: {_scalar(column.unit)}")
    if column.words:
        words = ", ".join(f"{_scalar(key)}: {_scalar(value)}" for key, value in column.words.items())
        parts.append(f"words: {{{words}}}")
    row = f"- {{{', '.join(parts)}}}"
    return f"{row}  # {' '.join(_reason(column, why).split())}" if why else row


def _reason(column: MappedColumn, why: Proposed) -> str:
    found = f"{why.confidence}: {why.why}"
    if why.path and why.path != column.path:
        found = f"perhaps {headers.shown(why.path)}: {why.why}"
    if why.runner_up:
        found += f"; else {headers.shown(why.runner_up)}"
    if why.unread:
        found += f"; not read: {', '.join(why.unread)}"
    return f"{found}; {why.question}" if why.question else found


def _scalar(text: str) -> str:
    """Text that YAML reads back as it is."""
    plain = text and all(mark.isalnum() or mark in " _./-" for mark in text) and text[0].isalnum()
    if plain and text == text.strip() and text.isprintable():
        return text
    import json  # noqa: PLC0415 - quoting only

    return json.dumps(text, ensure_ascii=False)
