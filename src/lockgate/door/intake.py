"""A whole file at once: the transactions that can be typed, and everything that is wrong with the others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from lockgate.door import read, table
from lockgate.door.build import attempt
from lockgate.door.declarations import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lockgate.door.declarations import Declarations
    from lockgate.door.model import Transaction
    from lockgate.door.problems import Problem

TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})


@dataclass(frozen=True, slots=True)
class Intake:
    """What came through the door.

    Attributes:
        transactions: those in which nothing is wrong.
        problems: what is wrong with the others.
        rejected: how many transactions or rows were rejected.
        ignored: columns of a table that were left out.
    """

    transactions: tuple[Transaction, ...]
    problems: tuple[Problem, ...]
    rejected: int
    ignored: tuple[str, ...] = ()


def take(
    source: str | Path,
    declared: Declarations | None = None,
    *,
    ignore: Collection[str] = (),
    stdin: TextIO | None = None,
) -> Intake:
    """The transactions of a YAML, JSON, CSV or XLSX file, or of ``-``.

    A file that cannot be read as a whole raises an `InputError`; bad transactions and rows are collected.
    """
    known = declared or load()
    path = Path(source)
    folder = Path.cwd() if str(source) == "-" else path.parent
    if path.suffix.casefold() in TABLES:
        rows = table.load_table(path, known, ignore=ignore)
        taken = each(rows.rows, known, folder)
        problems = (*rows.problems, *taken.problems)
        return Intake(taken.transactions, problems, taken.rejected + len(rows.problems), rows.ignored)
    return each(read.load(source, stdin=stdin), known, folder)


def each(rows: Iterable[Any], declared: Declarations | None = None, folder: Path | None = None) -> Intake:
    """Type every raw mapping by itself.

    >>> found = each([{"destination": "MY"}, {"destination": "Malasia"}])
    >>> len(found.transactions), found.rejected, found.problems[0].message
    (1, 1, "unknown country 'Malasia'")
    """
    known = declared or load()
    good: list[Transaction] = []
    problems: list[Problem] = []
    rejected = 0
    for row in rows:
        transaction, wrong = attempt(row, known, folder=folder)
        if transaction is None:
            rejected += 1
            problems.extend(wrong)
        else:
            good.append(transaction)
    return Intake(tuple(good), tuple(problems), rejected)
