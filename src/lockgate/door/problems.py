"""What is wrong with an input: all of it at once, each with its place and how to mend it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from lockgate.compiler.load import Located, Table
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and how to mend it.

    >>> print(Problem("order.yaml:5, destination", "unknown country 'Malasia'", "did you mean MY?"))
    order.yaml:5, destination: unknown country 'Malasia' (did you mean MY?)
    """

    place: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        mend = f" ({self.hint})" if self.hint else ""
        return f"{self.place}: {self.message}{mend}"


class BadInputError(InputError):
    """An input with everything that is wrong with it.

    >>> error = BadInputError(
    ...     [Problem("a.yaml:1, as_of", "no such day"), Problem("a.yaml:2, activity", "unknown word")]
    ... )
    >>> print(error)
    a.yaml:1, as_of: no such day
    a.yaml:2, activity: unknown word
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.message, place=first.place, hint=first.hint or None)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class WordError(InputError):
    """A word, number or date cannot be understood; the caller knows where it stands."""


class Cell(Located):
    """A cell of a table: text that knows its file, row and column.

    >>> Cell("MY", "book.csv", 4, "destination").place
    'book.csv, row 4, column destination'
    """

    __slots__ = ("column",)
    column: str

    def __new__(cls, text: str, file: str, line: int, column: str = "") -> Self:
        """Make a cell."""
        self = str.__new__(cls, text)
        self.file = file
        self.line = line
        self.column = column
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with the place."""
        return (Cell, (str(self), self.file, self.line, self.column))

    @property
    def place(self) -> str:
        """File, row and column."""
        return f"{self.file}, row {self.line}, column {self.column}"


def place_of(path: str, *candidates: Any) -> str:
    """Where a field stands: the first candidate that knows its place, and the field.

    >>> place_of("destination", None, Located("XX", "order.yaml", 3))
    'order.yaml:3, destination'
    >>> place_of("destination", "XX")
    'destination'
    """
    for candidate in candidates:
        while isinstance(candidate, (list, tuple)) and candidate:
            candidate = candidate[0]  # noqa: PLW2901 - a list is where its first element is
        if isinstance(candidate, (Located, Table)) and candidate.place:
            return f"{candidate.place}, {path}" if path and not isinstance(candidate, Cell) else str(candidate.place)
    return path or "input"


def nearest(word: str, known: Collection[str], count: int = 3) -> str:
    """A hint with the nearest known words, or an empty text.

    >>> nearest("hedquarters", ["headquarters", "location"])
    'did you mean headquarters?'
    """
    found = difflib.get_close_matches(word.casefold(), sorted(known), count, 0.6)
    if found and difflib.SequenceMatcher(None, word.casefold(), found[0]).ratio() > 0.9:
        found = found[:1]
    return f"did you mean {' or '.join(found)}?" if found else ""
