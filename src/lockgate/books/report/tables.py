"""A table as the page, the terminal and the files show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEW: Final = 5
"""Rows from which a page lets one sort."""
TALL: Final = 18
"""Rows beyond which a page lets a table scroll, and offers to filter it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a field.

    Attributes:
        text: the words, or the number with its thousands apart.
        note: a quiet second line.
        value: the plain value for files and for sorting; the text where empty.
        bar: a share from 0 to 1 drawn beside a number, or None.
        code: whether it is something to type or to look up, set in fixed width.
    """

    text: str
    note: str = ""
    value: str = ""
    bar: float | None = None
    code: bool = False

    @property
    def plain(self) -> str:
        """The value as a file has it.

        >>> Cell("1,204", value="1204").plain, Cell("MY").plain
        ('1204', 'MY')
        """
        return self.value or self.text


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; ``numbers`` are the columns of numbers, counted from 0.

    ``name`` is its id on the page and the name of its file; ``caption`` says what it lists.
    """

    name: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int] = frozenset()

    @property
    def sortable(self) -> bool:
        """Whether it is worth sorting."""
        return len(self.rows) >= FEW

    @property
    def tall(self) -> bool:
        """Whether it has many rows."""
        return len(self.rows) > TALL


def number(value: int, bar: float | None = None, note: str = "") -> Cell:
    """A whole number.

    >>> number(1204).text, number(1204).plain, number(0).text
    ('1,204', '1204', '0')
    """
    return Cell(f"{value:,}", note=note, value=str(value), bar=bar)


def table(
    name: str, caption: str, head: Sequence[str], rows: Iterable[Sequence[Cell | str]], numbers: Iterable[int] = ()
) -> Table:
    """A table from cells and plain words.

    >>> table("x", "X", ("a", "b"), [("one", number(2))], [1]).rows[0][0]
    Cell(text='one', note='', value='', bar=None, code=False)
    """
    made = tuple(tuple(Cell(one) if isinstance(one, str) else one for one in row) for row in rows)
    return Table(name, caption, tuple(head), made, frozenset(numbers))
