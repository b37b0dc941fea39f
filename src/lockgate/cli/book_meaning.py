"""What the columns of a book mean when it is checked: a mapping that was kept, or a proposal shown in short."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lockgate.errors import InputError

if TYPE_CHECKING:
    from lockgate import Rulebook
    from lockgate.books.mapping import Proposal
    from lockgate.books.model import Mapping
    from lockgate.books.read import Source
    from lockgate.door.problems import Problem

_SHOWN = 8
"""Columns that are named one by one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What options say about the columns; ``dated`` if one day stands for all lines."""

    file: Path | None = None
    sets: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    as_of_column: str = ""
    dated: bool = False
    base: str = ""
    children: tuple[str, ...] = ()


def meaning(source: Source, wanted: Wanted, book: Rulebook) -> Mapping:
    """The mapping of a book; columns that nobody understands are refused."""
    from lockgate.books.mapping import changed, check, load, propose
    from lockgate.books.mapping.children import with_child
    from lockgate.engine.determine import declarations_of

    declared = declarations_of(book)
    proposal = None
    if wanted.file is not None:
        found = load(wanted.file, declared)
    else:
        proposal = propose(source.sample(), declared)
        found = proposal.mapping()
    found = changed(
        found,
        sets=wanted.sets,
        ignore=wanted.ignore,
        as_of_column=wanted.as_of_column,
        constants=wanted.constants,
        base=wanted.base,
        declared=declared,
    )
    for text in wanted.children:
        found = with_child(found, text, source.headers, declared)
    check(found, source.headers, source.names[0], ignore=wanted.ignore)
    if proposal is not None:
        _refuse(found, proposal, wanted, source)
        _show(found, source)
    if not wanted.dated and found.column("as_of") is None and "as_of" not in found.constants:
        hint = "name it with --as-of-column, or give one day for all lines with --as-of"
        raise InputError("no column says which day counts", place=source.names[0], hint=hint)
    return _without_day(found) if wanted.dated else found


def _without_day(found: Mapping) -> Mapping:
    """One day for all lines takes the place of the column of days."""
    columns = tuple(replace(one, path="") if one.path == "as_of" else one for one in found.columns)
    constants = {path: value for path, value in found.constants.items() if path != "as_of"}
    return replace(found, columns=columns, constants=constants)


def _refuse(found: Mapping, proposal: Proposal, wanted: Wanted, source: Source) -> None:
    """Columns that mean nothing, or of which something has to be said first."""
    from lockgate.door.declarations import fold
    from lockgate.door.headers import shown
    from lockgate.door.problems import BadInputError, Problem

    left_out = {fold(one) for one in wanted.ignore}
    keys = {header for child in found.children for header in child.keys.values()}
    problems: list[Problem] = []
    taken = {one.header: one for one in found.columns}
    name = Path(source.names[0]).name
    for one in proposal.columns:
        column = taken[one.header]
        place = f"{name}, column {one.header}"
        if not column.path and "*" not in wanted.ignore and fold(one.header) not in left_out | {fold(key) for key in keys}:
            perhaps = f"--set '{one.header}={shown(one.path)}' if it is that" if one.path else "--set it, or --ignore it"
            problems.append(Problem(place, f"not understood: {one.why}", perhaps))
        elif column.path == one.path and column.unit in {"", "ask"} and one.question:
            problems.append(Problem(place, one.question, f"--set '{one.header}={shown(one.path)}:UNIT'"))
    if problems:
        sys.stderr.write("`lockgate book map` shows what each column may mean, and saves a mapping for --map\n")
        raise BadInputError(problems)


def _show(found: Mapping, source: Source) -> None:
    """The proposal in short, on standard error."""
    from lockgate.door.headers import shown

    used = [f"{one.header} = {shown(one.path)}{f' ({one.unit})' if one.unit else ''}" for one in found.used]
    left = [one.header for one in found.columns if not one.path]
    more = f", and {len(used) - _SHOWN} more" if len(used) > _SHOWN else ""
    out = f"; left out: {', '.join(left[:_SHOWN])}{', ...' if len(left) > _SHOWN else ''}" if left else ""
    sys.stderr.write(f"columns by header (lockgate book map shows why): {'; '.join(used[:_SHOWN])}{more}{out}\n")
    for note in source.notes:
        sys.stderr.write(f"note: {note}\n")
