"""A book of parties: read from a table, indexed once, and asked from the side of the list: who is like this entry?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lockgate.door.problems import Problem
from lockgate.parties.match.table import read_parties
from lockgate.parties.model import Entry, ListedName
from lockgate.parties.screened.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from lockgate.parties.match.index import Index

_NEAR = 24
"""So many rows of the index are looked at for one listed name."""


@dataclass(frozen=True, slots=True)
class BookReading:
    """A table of parties as read: the parties by key, rows that could not be used, and what was not compared."""

    subjects: dict[str, Subject]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()


def read_book(path: Path) -> BookReading:
    """Parties of a CSV or XLSX file, read as `lockgate screen` does, keyed by their number or row.

    Errors: `InputError` for a file that is no table, or has no column of names; bad rows stand in ``problems``.
    """
    table = read_parties(path)
    found: dict[str, Subject] = {}
    problems = []
    for number, one in table.parties:
        subject = Subject(one.name, one.countries, one.addresses, one.identifiers, one.id, one.kind)
        place = f"{path.name}, row {number}"
        if subject.empty:
            problems.append(Problem(place, "this party has no name, address or number", "nothing could be matched"))
        elif one.id in found:
            problems.append(
                Problem(place, f"the number '{one.id}' stands twice", "give each party a number of its own")
            )
        else:
            found[one.id] = subject
    return BookReading(found, tuple(problems), tuple(f"{path.name}, {text}" for text in table.remarks))


class Book:
    """Parties, ready to be asked who of them is like a listed entry.

    Args:
        subjects: the parties by key.
    """

    def __init__(self, subjects: dict[str, Subject]) -> None:
        self.subjects = subjects
        self.keys = tuple(subjects)

    @cached_property
    def _names(self) -> Index | None:
        """Names of the parties, indexed as those of a list are; None where no name has a word."""
        from lockgate.parties.match.index import build  # noqa: PLC0415 - loads numpy
        from lockgate.parties.match.normalise import tokens  # noqa: PLC0415 - with the former

        if not any(tokens(one.name) for one in self.subjects.values()):
            return None
        rows = [
            Entry(key, "", "", one.name, names=(ListedName(one.name, "primary"),)) for key, one in self.subjects.items()
        ]
        return build(rows)

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(self.subjects.values()):
            for number in one.identifiers:
                found[_plain(number)].append(at)
        return found

    @cached_property
    def _addresses(self) -> dict[str, list[int]]:
        """Parties with an address by country; those without a country under all of them."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(self.subjects.values()):
            if one.addresses:
                for code in one.countries or ("",):
                    found[code].append(at)
        return found

    def prepare(self) -> None:
        """Make the index now; otherwise the first question does."""
        _ = self._names, self._words, self._numbers, self._addresses

    @cached_property
    def _words(self) -> tuple[list[frozenset[int]], dict[int, list[int]], dict[int, list[int]]]:
        """Words of each row of the index; by word the rows that have it; by its rarest word each row."""
        index = self._names
        rows = [frozenset(index.row(at)) for at in range(index.rows)] if index is not None else []
        having: dict[int, list[int]] = defaultdict(list)
        for at, own in enumerate(rows):
            for word in own:
                having[word].append(at)
        rarest: dict[int, list[int]] = defaultdict(list)
        for at, own in enumerate(rows):
            rarest[min(own, key=lambda word: (len(having[word]), word))].append(at)
        return rows, having, rarest

    def near(self, entries: Iterable[Entry]) -> tuple[str, ...]:
        """Keys of the parties that may be one of the entries, in the order of the book: more than those that are.

        Those whose names share the most letters with a listed one, and all whose name holds a listed one, or is held
        by it, word by word; those with the same number; for a listed address, those with an address in its country.
        """
        found: set[int] = set()
        names: dict[str, None] = {}
        for entry in entries:
            names |= dict.fromkeys(name.text for name in entry.names)
            for number in entry.identifiers:
                found.update(self._numbers.get(_plain(number.value), ()))
            if entry.address_only:
                for code in {one.country for one in entry.addresses} | {""}:
                    found.update(self._addresses.get(code, ()))
        for name in names:
            found.update(self._alike(name))
        return tuple(self.keys[at] for at in sorted(found))

    def _alike(self, name: str) -> Iterator[int]:
        """Parties whose names are like a listed one."""
        from lockgate.parties.match.compare import query  # noqa: PLC0415 - loads numpy

        index, said = self._names, query(name)
        if index is None or not said.tokens:
            return
        near = index.candidates(said.tokens, said.bones, _NEAR).tolist()
        words_ = {index.words.get(f"{kind}{form}") for form, kind in zip(said.forms, said.kinds, strict=True)}
        own = {one for one in words_ if one is not None}
        for row in dict.fromkeys([*near, *self._within(own, None in words_)]):
            yield from (at for at, _ in index.bearers(row))

    def _within(self, own: set[int], more: bool) -> Iterator[int]:
        """Rows all of whose words are in a name; unless it has ``more`` than rows know, rows that have all of its."""
        rows, having, rarest = self._words
        for word in own:
            yield from (at for at in rarest.get(word, ()) if rows[at] <= own)
        if own and not more:
            fewest = min(own, key=lambda word: len(having[word]))
            yield from (at for at in having[fewest] if own <= rows[at])


def _plain(number: str) -> str:
    return "".join(one for one in number.casefold() if one.isalnum())


def changed(before: dict[str, Subject], after: dict[str, Subject]) -> tuple[str, ...]:
    """Keys of parties that were added, removed, or are described otherwise."""
    keys: Sequence[str] = [*after, *(key for key in before if key not in after)]
    return tuple(key for key in keys if before.get(key) != after.get(key))
