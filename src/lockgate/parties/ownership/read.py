"""Files of owners to one graph: tables, FollowTheMoney and BODS JSON, and a table of parties beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lockgate.door.declarations import fold
from lockgate.door.problems import Problem
from lockgate.errors import InputError
from lockgate.parties.ownership.graph import Party
from lockgate.parties.ownership.statements import read_statements
from lockgate.parties.ownership.table import Reading, read_parties, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lockgate.door.declarations import Declarations

TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})
_ALIKE = "write a party the same way everywhere; until then they count as two"
STATEMENTS = frozenset({".json", ".jsonl", ".ndjson", ".ijson"})


def read_graph(
    paths: Iterable[Path], declared: Declarations, parties: Iterable[Path] = (), *, screened: bool = False
) -> Reading:
    """All that several files say, as one reading.

    ``screened``: the caller says that every party whose lists no file states was looked up and stands on none.

    Errors: `InputError` for a file that cannot be read at all; bad rows stand in ``problems``.
    """
    whole = Reading("")
    for path in paths:
        whole.merge(_read(path, declared))
    for path in parties:
        whole.merge(read_parties(path, declared))
    for name in dict.fromkeys(end for stake in whole.stakes for end in (stake.owner, stake.owned)):
        whole.parties.setdefault(name, Party(name))
    whole.problems += _same_names(whole)
    if screened:
        for name, party in whole.parties.items():
            if party.maybe is None and not party.lists:
                whole.parties[name] = replace(party, maybe=frozenset())
    return whole


def _same_names(whole: Reading) -> list[Problem]:
    """Names that differ in case, spaces or stops only: somebody who stands there twice would be counted apart."""
    spellings: dict[str, list[str]] = {}
    for name in whole.parties:
        spellings.setdefault(fold(name), []).append(name)
    return [
        Problem(whole.parties[names[1]].place or "the graph", f"'{names[1]}' and '{names[0]}' look alike", _ALIKE)
        for folded, names in spellings.items()
        if len(names) > 1 and folded
    ]


def _read(path: Path, declared: Declarations) -> Reading:
    if path.is_dir():
        raise InputError("this is a folder", place=str(path), hint="name a CSV, XLSX or JSON file")
    ending = path.suffix.casefold()
    if ending in TABLES:
        return read_table(path, declared)
    if ending in STATEMENTS:
        return read_statements(path, declared)
    hint = "stakes are read from .csv, .tsv and .xlsx, FollowTheMoney and BODS from .json and .jsonl"
    raise InputError(f"files that end in '{ending}' are not read", place=str(path), hint=hint)
