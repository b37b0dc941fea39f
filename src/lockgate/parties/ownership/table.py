"""Stakes from a table: one row a stake, with what is known of both ends; bad rows are reported, the others kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from sys import intern
from typing import TYPE_CHECKING, Any, TypeVar

from lockgate.door import words
from lockgate.door.cells import lines_of
from lockgate.door.declarations import fold
from lockgate.door.problems import BadInputError, Problem, WordError, nearest
from lockgate.errors import InputError
from lockgate.parties.ownership.graph import Graph, Party, Stake
from lockgate.parties.ownership.share import Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from lockgate.door.declarations import Declarations

COLUMNS = {
    "owner": ("owner", "shareholder", "parent", "holder", "owner id"),
    "owned": ("owned", "company", "subsidiary", "asset", "owned id", "target"),
    "share": ("share", "stake", "ownership"),
    "percent": ("percent", "percentage", "share percent"),
    "starts": ("from", "start", "since", "start date", "valid from"),
    "ends": ("to", "end", "until", "end date", "valid to"),
    "source": ("source", "evidence", "document"),
    "owner_name": ("owner name", "shareholder name"),
    "owned_name": ("owned name", "company name", "subsidiary name"),
    "owner_headquarters": ("owner headquarters", "owner country", "owner hq"),
    "owned_headquarters": ("owned headquarters", "owned country", "company country", "owned hq"),
    "owner_lists": ("owner lists", "owner list"),
    "owned_lists": ("owned lists", "owned list"),
    "owner_kind": ("owner kind", "owner type", "shareholder type"),
    "owner_complete": ("owner complete", "owner owners complete", "owner held by nobody else"),
    "owned_complete": ("owned complete", "complete", "owners complete"),
}
"""Headers by what they mean, folded when they are compared."""
PARTY_COLUMNS = {
    "party": ("party", "id", "company", "party id"),
    "name": ("name", "party name", "company name"),
    "headquarters": ("headquarters", "country", "hq", "party headquarters"),
    "lists": ("lists", "list", "party lists"),
    "complete": ("complete", "owners complete", "held by nobody else"),
    "kind": ("kind", "type"),
}
"""The same for a table of parties."""
_PERSONS = frozenset({"person", "individual", "natural person"})
_BODIES = frozenset({"company", "organisation", "organization", "entity", "trust", "fund", "state", "government"})
Found = TypeVar("Found")
_BARE = re.compile(r"\d+(?:[.,]\d+)?(?:\s*(?:-|\.\.|to)\s*\d+(?:[.,]\d+)?)?")
"""A share without a sign or word."""


@dataclass(slots=True)
class Reading:
    """What a file gave: stakes and parties, and the rows that could not be read."""

    name: str
    stakes: list[Stake] = field(default_factory=list)
    parties: dict[str, Party] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    disputed: set[tuple[str, str]] = field(default_factory=set)

    def graph(self) -> Graph:
        """The graph of what could be read."""
        return Graph(dict(self.parties), tuple(self.stakes))

    def add(self, party: Party) -> None:
        """Take in what is said of a party. What two rows say differently is a problem, and then known to nobody.

        Lists are kept in any case: a party that one row calls listed stays listed.
        """
        known = self.parties.get(party.id)
        if known is None:
            self.parties[party.id] = party
            return
        self.parties[party.id] = replace(
            known,
            name=known.name or party.name,
            headquarters=self._same(known, party, "headquarters"),
            lists=known.lists | party.lists,
            maybe=self._either(known, party),
            owned_by_these=known.owned_by_these or party.owned_by_these,
        )

    def _same(self, known: Party, party: Party, key: str) -> str:
        first, second = str(getattr(known, key)), str(getattr(party, key))
        if first and second and first != second:
            what = f"{key} of {party.id}: {second} here, {first} at {known.place}"
            self.problems.append(Problem(party.place, what, "keep one of them; until then it counts as not known"))
            self.disputed.add((party.id, key))
        return "" if (party.id, key) in self.disputed else first or second

    def _either(self, known: Party, party: Party) -> frozenset[str] | None:
        """What one row leaves open, another may have looked up."""
        if known.maybe is None or party.maybe is None:
            return party.maybe if known.maybe is None else known.maybe
        if known.lists != party.lists:
            first, second = (", ".join(sorted(one.lists)) or "none" for one in (known, party))
            what = f"lists of {party.id}: {second} here, {first} at {known.place}"
            self.problems.append(Problem(party.place, what, "keep one of them; until then all of them count"))
        return known.maybe | party.maybe

    def merge(self, other: Reading) -> None:
        """Take in what another file gave."""
        for party in other.parties.values():
            self.add(party)
        self.stakes += other.stakes
        self.problems += other.problems
        self.disputed |= other.disputed


def read_table(path: Path, declared: Declarations) -> Reading:
    """Stakes of a CSV or XLSX file with a row of headers.

    Errors: `BadInputError` for headers that are missing, doubled or unknown; bad rows stand in ``problems``.
    """
    rows = [(number, cells) for number, cells in lines_of(path) if any(cell.strip() for cell in cells)]
    if not rows:
        raise InputError("the table is empty", place=path.name, hint="the first row holds headers: owner, owned, share")
    (top, head), *body = rows
    columns = _columns(path.name, top, head, COLUMNS, ("owner", "owned"))
    found = Reading(path.name)
    told = [(number, _row(columns, cells)) for number, cells in body]
    percent = _in_percent(row.get("share", "") for _, row in told)
    for number, row in told:
        _take(found, row, f"{path.name}, row {number}", declared, percent=percent)
    return found


def read_parties(path: Path, declared: Declarations) -> Reading:
    """Parties of a CSV or XLSX file: one row a party, with name, headquarters, lists, and whether all owners are known.

    Errors: as `read_table`.
    """
    rows = [(number, cells) for number, cells in lines_of(path) if any(cell.strip() for cell in cells)]
    if not rows:
        raise InputError("the table is empty", place=path.name, hint="the first row holds headers: party, lists")
    (top, head), *body = rows
    columns = _columns(path.name, top, head, PARTY_COLUMNS, ("party",))
    found = Reading(path.name)
    for number, cells in body:
        place = f"{path.name}, row {number}"
        told = _row(columns, cells)
        row = {"party": told.get("party", ""), **{f"party_{key}": text for key, text in told.items() if key != "party"}}
        cell = _Cell(place, row)
        party = _party(cell, "party", declared)
        if party is None:
            cell.problems.append(Problem(place, "no party is named", "name it, or take the row out"))
        found.problems += cell.problems
        if party is not None and not cell.problems:
            found.add(party)
    return found


def _row(columns: dict[str, int], cells: list[str]) -> dict[str, str]:
    return {key: cells[index].strip() for key, index in columns.items() if index < len(cells)}


def _in_percent(shares: Iterable[str]) -> bool:
    """Whether numbers without a sign are percent: one of them is more than one, so that none can be a part of one."""
    numbers = [number for share in shares if _BARE.fullmatch(share) for number in re.findall(r"\d+(?:[.,]\d+)?", share)]
    return any(Fraction(number.replace(",", ".")) > 1 for number in numbers)


def _columns(
    name: str, row: int, head: list[str], meaning: dict[str, tuple[str, ...]], needed: tuple[str, ...]
) -> dict[str, int]:
    meant = {fold(header): key for key, headers in meaning.items() for header in headers}
    columns: dict[str, int] = {}
    problems = []
    for index, header in enumerate(head):
        key = meant.get(fold(header))
        if key == "share" and "%" in header:
            key = "percent"
        if key is None:
            if header.strip():
                near = nearest(header, list(meant))
                hint = near or f"known: {', '.join(headers[0] for headers in meaning.values())}"
                problems.append(Problem(f"{name}, row {row}, column {header}", f"unknown column '{header}'", hint))
        elif key in columns:
            what = f"'{head[columns[key]]}' means the same column"
            problems.append(Problem(f"{name}, row {row}, column {header}", what, "keep one of them"))
        else:
            columns[key] = index
    problems += [
        Problem(f"{name}, row {row}", f"there is no column '{key}'", f"needed: {', '.join(needed)}")
        for key in needed
        if key not in columns
    ]
    if problems:
        raise BadInputError(problems)
    return columns


@dataclass(slots=True)
class _Cell:
    """Reads the cells of one row; what is wrong with them is noted."""

    place: str
    row: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, key: str, how: Callable[[str], Found], empty: Found) -> Found:
        """The value of a cell, or ``empty`` where it is blank or wrong."""
        text = self.row.get(key, "")
        if not text:
            return empty
        try:
            return how(text)
        except InputError as error:
            place = f"{self.place}, column {key.replace('_', ' ')}"
            self.problems.append(Problem(place, error.message, error.hint or ""))
            return empty


def _take(found: Reading, row: dict[str, str], place: str, declared: Declarations, *, percent: bool) -> None:
    """One row: parties at both ends, and the stake between them if both are named."""
    cell = _Cell(place, row)
    ends = [_party(cell, end, declared) for end in ("owner", "owned")]
    share = _share(cell, percent=percent)
    starts, ends_on = (cell.read(key, _day, None) for key in ("starts", "ends"))
    if starts and ends_on and ends_on < starts:
        cell.problems.append(Problem(place, f"the stake ends on {ends_on}, before it starts", "mend from or to"))
    cell.problems += _wrong_ends(row, place)
    if cell.problems:
        found.problems.extend(cell.problems)
        return
    for party in ends:
        if party is not None:
            found.add(party)
    if all(ends):
        source = row.get("source", "")
        owner, owned = intern(row["owner"]), intern(row["owned"])  # one object a name: large graphs compare them a lot
        found.stakes.append(Stake(owner, owned, share, starts, ends_on, source, place, found.name))


def _share(cell: _Cell, *, percent: bool) -> Share:
    """The share of a row; in a column of percents, 0.5 may be meant as one half, so that it is asked back."""
    if cell.row.get("percent"):
        return cell.read("percent", lambda text: Share.of(text, percent=True), Share())
    text = cell.row.get("share", "")
    bare = bool(_BARE.fullmatch(text))
    if percent and bare and not _in_percent([text]) and text.strip("0.,"):
        what = f"'{text}' stands among percents, and may be a part of one"
        cell.problems.append(Problem(f"{cell.place}, column share", what, f"write {text}% or the whole percentage"))
        return Share()
    return cell.read("share", lambda text: Share.of(text, percent=percent and bare), Share())


def _day(text: str) -> date | None:
    return words.day(text)


def _wrong_ends(row: dict[str, str], place: str) -> Iterator[Problem]:
    if not row.get("owner") and not row.get("owned"):
        yield Problem(place, "neither owner nor owned is named", "name both, or take the row out")
    elif blank := [end for end in ("owner", "owned") if row.get(end) and not any(map(str.isalnum, row[end]))]:
        yield Problem(f"{place}, column {blank[0]}", "the name holds no letter or digit", "write the name or an id")
    elif row.get("owner") == row.get("owned"):
        yield Problem(place, f"{row['owner']} holds a share of itself", "leave own shares out")


def _party(cell: _Cell, end: str, declared: Declarations) -> Party | None:
    """The party at one end of a row; nobody looked for lists that it does not state."""
    name = cell.row.get(end, "")
    if not name:
        return None
    nobody_looked: tuple[frozenset[str], frozenset[str] | None] = (frozenset(), None)
    lists, maybe = cell.read(f"{end}_lists", lambda text: lists_of(text, declared), nobody_looked)
    return Party(
        id=name,
        name=cell.row.get(f"{end}_name", ""),
        headquarters=cell.read(f"{end}_headquarters", lambda text: words.country(text, declared), ""),
        lists=lists,
        maybe=maybe,
        owned_by_these=cell.read(f"{end}_complete", words.yes_no, "false") == "true"
        or cell.read(f"{end}_kind", _is_person, empty=False),
        place=cell.place,
    )


def _is_person(text: str) -> bool:
    """Whether it is a person, whom nobody owns."""
    folded = fold(text)
    if folded in _PERSONS or folded in _BODIES:
        return folded in _PERSONS
    raise InputError(f"'{text}' is no kind of owner", hint="write person or company")


def lists_of(text: str, declared: Declarations) -> tuple[frozenset[str], frozenset[str] | None]:
    """List words that are certain, and what may be added.

    ``none``: looked up and on no list. ``entity_list?``: a match that is not settled. ``unknown``: may be any.
    """
    fact = declared.facts["owner.list"]
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if len(parts) == 1 and fold(parts[0]) == "none":
        return frozenset(), frozenset()
    unknown = [part for part in parts if words.is_unknown(part)]
    maybe = [part for part in parts if part.endswith("?") and part not in unknown]
    certain = _words([part for part in parts if part not in unknown and part not in maybe], fact)
    return certain, None if unknown else _words([part.rstrip("? ") for part in maybe], fact) - certain


def _words(parts: Iterable[str], fact: Any) -> frozenset[str]:
    found = set()
    for part in parts:
        try:
            found.add(words.choice(part, fact.values, fact.aliases, "list"))
        except WordError as error:
            raise InputError(error.message, hint=error.hint) from None
    return frozenset(found)
