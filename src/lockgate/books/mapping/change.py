"""A mapping changed by options, and checked against the columns of a book."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

from lockgate.books.mapping import paths
from lockgate.books.model import MappedColumn, Mapping
from lockgate.door import base as bases
from lockgate.door import headers
from lockgate.door.declarations import fold
from lockgate.door.declarations import load as load_declared
from lockgate.door.headers import shown
from lockgate.door.problems import BadInputError, Problem, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from lockgate.door.declarations import Declarations


def changed(  # noqa: PLR0913 - one parameter an option
    mapping: Mapping,
    *,
    sets: Iterable[str] = (),
    ignore: Iterable[str] = (),
    as_of_column: str = "",
    constants: Iterable[str] = (),
    base: str = "",
    declared: Declarations | None = None,
) -> Mapping:
    """The mapping with what options say: ``COLUMN=PATH``, columns to ignore, the column of the day, ``PATH=VALUE``.

    A column that is set takes a place from the column that had it.

    >>> before = Mapping((MappedColumn("Ctry", ""), MappedColumn("GI", ""), MappedColumn("Land", "destination")))
    >>> after = changed(before, sets=["Ctry=destination"], as_of_column="GI", constants=["activity=export"])
    >>> [one.path for one in after.columns], after.constants
    (['destination', 'as_of', ''], {'activity': 'export'})
    """
    known = declared or load_declared()
    changes = _Changes(mapping, known)
    for text in sets:
        changes.set(text)
    if as_of_column:
        changes.take(as_of_column, "as_of", "--as-of-column")
    for header in ignore:
        changes.ignore(header)
    for text in constants:
        changes.constant(text)
    if base and base not in bases.names(known):
        hint = nearest(base, bases.names(known)) or f"known: {', '.join(bases.names(known))}"
        changes.problems.append(Problem("--base", f"there is no baseline '{base}'", hint))
    if changes.problems:
        raise BadInputError(changes.problems)
    columns = tuple(changes.columns.values())
    return replace(mapping, columns=columns, constants=changes.constants, base=base or mapping.base)


class _Changes:
    def __init__(self, mapping: Mapping, declared: Declarations) -> None:
        self.declared = declared
        self.columns = {one.header: one for one in mapping.columns}
        self.constants = dict(mapping.constants)
        self.problems: list[Problem] = []
        self.said: dict[str, str] = {}

    def set(self, text: str) -> None:
        """``COLUMN=PATH`` or ``COLUMN=PATH:UNIT``; the last equals sign counts."""
        header, sign, rest = text.rpartition("=")
        path, _, unit = rest.partition(":")
        if not sign or not header.strip() or not path.strip():
            self.problems.append(Problem("--set", f"'{text}' says nothing", "write --set 'Ship-To Ctry=destination'"))
            return
        found = paths.path_of(path, self.declared)
        if found is None:
            self.problems.append(Problem("--set", f"there is no place '{path}'", paths.near(path, self.declared)))
            return
        self.take(header.strip(), found, "--set", unit.strip())

    def take(self, header: str, path: str, option: str, unit: str = "") -> None:
        """Let a column mean a place."""
        name = self._named(header, option)
        if name is None:
            return
        if path and self.said.get(path, name) != name:
            what = f"{headers.shown(path)} is set for '{self.said[path]}' and for '{name}'"
            self.problems.append(Problem(option, what, "a place takes one column"))
            return
        self.said[path] = name
        for other, column in self.columns.items():
            if path and column.path == path and other != name:
                self.columns[other] = replace(column, path="")
        before = self.columns[name]
        same = before.path == path
        self.columns[name] = replace(before, path=path, unit=unit or (before.unit if same else ""))
        self.constants.pop(path, None)

    def ignore(self, header: str) -> None:
        """Leave a column out; ``*`` stands for all that mean nothing."""
        name = header if header == "*" else self._named(header, "--ignore")
        if name is not None and name != "*":
            self.columns[name] = MappedColumn(name, "")

    def constant(self, text: str) -> None:
        """``PATH=VALUE`` for all lines."""
        path, sign, value = text.partition("=")
        found = paths.path_of(path, self.declared) if sign and value.strip() else None
        if not found:
            hint = paths.near(path, self.declared) if sign and value.strip() else "write --constant activity=export"
            self.problems.append(Problem("--constant", f"'{text}' says nothing", hint))
            return
        user = next((one.header for one in self.columns.values() if one.path == found), "")
        if user:
            what = f"{headers.shown(found)} is in column '{user}'"
            self.problems.append(Problem("--constant", what, f"leave the column out: --ignore '{user}'"))
        self.constants[found] = value.strip()

    def _named(self, header: str, option: str) -> str | None:
        if header in self.columns:
            return header
        found = [name for name in self.columns if fold(name) == fold(header)]
        if len(found) == 1:
            return found[0]
        hint = _near(header, self.columns) or f"there are {', '.join(list(self.columns)[:10])}"
        self.problems.append(Problem(option, f"there is no column '{header}'", hint))
        return None


def _near(header: str, known: Iterable[str]) -> str:
    """The nearest headers, whatever their case."""
    folded = {fold(one): one for one in known}
    found = difflib.get_close_matches(fold(header), folded, 2, 0.6)
    return f"did you mean {' or '.join(folded[one] for one in found)}?" if found else ""


def check(mapping: Mapping, found: Sequence[str], name: str, *, ignore: Collection[str] = ()) -> None:
    """Refuse a mapping that does not fit the headers of a book: with all columns that one of both lacks.

    >>> check(Mapping((MappedColumn("Ctry", "destination"),)), ["Ctry", "Qty"], "orders.csv")
    Traceback (most recent call last):
        ...
    lockgate.door.problems.BadInputError: orders.csv, column Qty: the mapping does not say what it is (...)
    """
    problems = []
    for column in mapping.columns:
        if column.header not in found and column.path:
            near = _near(column.header, found) or "the file has other headers than the mapping"
            what = f"the mapping names column '{column.header}', which the file does not have"
            problems.append(Problem(name, what, near))
    named = {column.header for column in mapping.columns}
    left_out = {fold(one) for one in ignore}
    for header in found:
        if header not in named and fold(header) not in left_out and "*" not in ignore:
            what = "the mapping does not say what it is"
            problems.append(Problem(f"{name}, column {header}", what, "add it, with path: ignore if it is no fact"))
    problems += _within(mapping, name)
    if problems:
        raise BadInputError(problems)


def _within(mapping: Mapping, name: str) -> list[Problem]:
    """Paths of which one is a part of another: what stands in one column would take the place of the other."""
    sources = {column.path: f"{name}, column {column.header}" for column in mapping.used}
    sources |= {path: f"{name}, constant {path}" for path in mapping.constants}
    problems = []
    for path, place in sources.items():
        whole = next((other for other in sources if path.startswith(f"{other}.")), None)
        if whole is not None:
            what = f"{shown(path)} is a part of {shown(whole)}, which another column gives as a whole"
            part = "headquarters" if whole.endswith("ultimate_parent") else "name"
            hint = f"say which part the other one gives, such as {shown(whole)}.{part}, or leave one of them out"
            problems.append(Problem(place, what, hint))
    return problems
