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
    from lockgate.parties.screened.near import NearNames
    from lockgate.parties.screened.subject import Matcher


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
        self._asked: NearNames | None = None

    @cached_property
    def _names(self) -> Index | None:
        """Names of the parties, indexed as those of a list are; None where no name has a word."""
        from lockgate.parties.match.build import build  # noqa: PLC0415 - loads numpy
        from lockgate.parties.match.normalise import tokens  # noqa: PLC0415 - with the former

        if not any(tokens(one.name) for one in self.subjects.values()):
            return None
        rows = [Entry(key, "", "", one.name, names=tuple(_names(one.name))) for key, one in self.subjects.items()]
        return build(rows)

    def _near(self, whole: Matcher | None) -> NearNames | None:
        """The names, asked with the rarity of words on the lists that a matcher is for."""
        from lockgate.parties.screened.near import NearNames  # noqa: PLC0415 - loads numpy

        if self._names is None:
            return None
        names = getattr(getattr(whole, "screener", None), "names", None)
        if self._asked is None or self._asked.whole is not names:
            self._asked = NearNames(self._names, names)
        return self._asked

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

    def forget(self) -> None:
        """Drop what was found for listed names; the indexes stay."""
        self._asked = None

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

    def near(self, entries: Iterable[Entry], whole: Matcher | None = None) -> tuple[str, ...]:
        """Keys of the parties that may be one of the entries, in the order of the book: more than those that are.

        Those whose words agree with a listed name as far as a match needs, and all whose name holds a listed one, or is
        held by it, word by word; those with the same number; for a listed address, those who have one in its country.

        Args:
            entries: the entries.
            whole: the matcher of all entries, whose measure of rarity counts.
        """
        found: set[int] = set()
        asked = self._near(whole)
        for entry in entries:
            if asked is not None:
                for name in entry.names:
                    found.update(self._alike(name.text, asked))
            for number in entry.identifiers:
                found.update(self._numbers.get(_plain(number.value), ()))
            if entry.address_only:
                for code in {one.country for one in entry.addresses} | {""}:
                    found.update(self._addresses.get(code, ()))
        return tuple(self.keys[at] for at in sorted(found))

    def _alike(self, text: str, asked: NearNames) -> frozenset[int]:
        """Parties whose names are like a listed one, in any spelling; kept, since two states share most names."""
        from lockgate.parties.match.asked import query  # noqa: PLC0415 - loads numpy
        from lockgate.parties.match.build import spellings  # noqa: PLC0415 - with the former

        known = asked.found.get(text)
        if known is not None:
            return known
        rows: set[int] = set()
        for name in spellings(text):
            said = query(name)
            words = {asked.index.words.get(f"{kind}{form}") for form, kind in zip(said.forms, said.kinds, strict=True)}
            own = {one for one in words if one is not None}
            rows.update(asked.rows(said), self._within(own, None in words))
        found = frozenset(at for row in rows for at, _ in asked.index.bearers(row))
        asked.found[text] = found
        return found

    def _within(self, own: set[int], more: bool) -> Iterator[int]:
        """Rows all of whose words are in a name; unless it has ``more`` than rows know, rows that have all of its."""
        rows, having, rarest = self._words
        for word in own:
            yield from (at for at in rarest.get(word, ()) if rows[at] <= own)
        if own and not more:
            fewest = min(own, key=lambda word: len(having[word]))
            yield from (at for at in having[fewest] if own <= rows[at])


def _names(text: str) -> Iterator[ListedName]:
    """The name of a party, and the stretches of it in which screening looks for a name on its own."""
    from lockgate.parties.match.window import stretches, windows  # noqa: PLC0415 - loads numpy

    parts = windows(text)
    yield from (ListedName(part, "primary") for part in parts)
    yield from (ListedName(one, "derived") for part in parts for one in stretches(part))


def _plain(number: str) -> str:
    return "".join(one for one in number.casefold() if one.isalnum())


def changed(before: dict[str, Subject], after: dict[str, Subject]) -> tuple[str, ...]:
    """Keys of parties that were added, removed, or are described otherwise."""
    keys: Sequence[str] = [*after, *(key for key in before if key not in after)]
    return tuple(key for key in keys if before.get(key) != after.get(key))
