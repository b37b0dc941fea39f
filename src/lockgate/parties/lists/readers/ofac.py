"""OFAC's CSV files without headers: entries, their aliases, their addresses, joined by number; ``-0-`` means empty."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from lockgate.errors import InputError
from lockgate.parties.lists.countries import country, known
from lockgate.parties.lists.draft import Draft, Reading
from lockgate.parties.lists.remarks import read_remarks
from lockgate.parties.model import ListedAddress, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lockgate.parties.lists.tables import Feed
    from lockgate.parties.model import NameKind, PartyKind

Part = Literal["main", "alt", "add"]
WIDTHS: Mapping[int, Part] = {12: "main", 5: "alt", 6: "add"}
"""Cells of a row, by the part that the file is."""
END = "\x1a"
_EMPTY = "-0-"
_KINDS: Mapping[str, PartyKind] = {
    "": "organisation",
    "individual": "person",
    "vessel": "vessel",
    "aircraft": "aircraft",
}
_ALIASES: Mapping[str, NameKind] = {"aka": "strong", "fka": "former", "nka": "strong"}
_DETAILS = (
    "title",
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
)
_PROGRAMME = re.compile(r"[A-Z0-9][\w.]*(?:[ -]+[A-Za-z0-9][\w.]*){0,6}")
_FEW = 0.05
"""So large a part of the rows may have a word that is not known here: a new programme, a country of late."""
_Rows = dict[str, list[list[str]]]
"""Rows of aliases or addresses by the number of their entry."""


def part_of(text: str) -> Part | None:
    """Which part a file is, by its first row; None if it is none of OFAC's.

    >>> part_of('36,12,"aka","EXAMPLE LINES",-0- ')
    'alt'
    """
    try:
        row = next(csv.reader(io.StringIO(text[:8192], newline="")), [])
    except csv.Error:
        return None
    return WIDTHS.get(len(row)) if row and row[0].strip().isdigit() else None


def numbers(text: str) -> set[str]:
    """The entry numbers that a file speaks of."""
    return {line.partition(",")[0].strip() for line in text.split("\n")} - {"", END}


def is_consolidated(text: str, feed: Feed) -> bool:
    """Whether a main file is the consolidated list: most of its entries have programmes of its own."""
    own = frozenset().union(*(any_of for _, any_of in feed.by_programme))
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if len(row) == len(_MAIN)]
    hits = sum(bool(own.intersection(_programmes(row[3]))) for row in rows)
    return 2 * hits > len(rows)


_MAIN = range(12)


def read(parts: Mapping[Part, tuple[str, str]], feed: Feed) -> Reading:
    """The entries of a set of files: text and name of each part. A part that is missing is a reason to refuse."""
    if "main" not in parts:
        raise InputError(
            f"aliases and addresses alone are no list: {feed.parts['main']} is missing",
            place=next(iter(parts.values()))[1],
            hint=f"name it in the same command as {feed.parts['alt']} and {feed.parts['add']}",
        )
    reading = Reading()
    rows = {part: _rows(part, text, name, reading) for part, (text, name) in parts.items()}
    aliases, addresses = _by_number(rows.get("alt", [])), _by_number(rows.get("add", []))
    for place, row in rows["main"]:
        number = row[0]
        reading.drafts.append(_draft(row, place, aliases.pop(number, []), addresses.pop(number, []), feed))
    for part in ("alt", "add"):
        if part not in parts:
            what = "aliases" if part == "alt" else "addresses"
            reading.problems.append(Refusal("part", f"{what} are missing: {feed.parts[part]} was not given"))
    _strays(aliases, addresses, feed, reading)
    _columns(rows, reading)
    return reading


def _rows(part: Part, text: str, name: str, reading: Reading) -> list[tuple[str, list[str]]]:
    """Rows with their places; what cannot be read is noted."""
    width = next(width for width, one in WIDTHS.items() if one == part)
    found: list[tuple[str, list[str]]] = []
    ended = False
    for number, cells in _cells(text, name, reading):
        place = f"{name}, row {number}"
        if cells and cells[0].strip() == END:
            ended = True
        elif len(cells) != width or not cells[0].strip().isdigit():
            reason = (
                f"{len(cells)} cells stand where {width} should" if len(cells) != width else "the number is missing"
            )
            reading.problems.append(Refusal("rows", reason, place=place))
        else:
            found.append((place, [_cell(cell) for cell in cells]))
    if not ended:
        reason = "the end mark is missing with which OFAC ends its files: it may be cut"
        reading.problems.append(Refusal("cut", reason, place=name))
    return found


def _cells(text: str, name: str, reading: Reading) -> Iterator[tuple[int, list[str]]]:
    rows, number = csv.reader(io.StringIO(text, newline=""), strict=True), 0
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reading.problems.append(Refusal("rows", f"this row cannot be read: {error}", place=f"{name}, row {number}"))
            continue
        if any(cell.strip() for cell in cells):
            yield number, cells


def _cell(text: str) -> str:
    plain = text.strip()
    return "" if plain == _EMPTY else plain


def _by_number(rows: Sequence[tuple[str, list[str]]]) -> _Rows:
    found = defaultdict(list)
    for _, row in rows:
        found[row[0]].append(row)
    return found


def _strays(aliases: _Rows, addresses: _Rows, feed: Feed, to: Reading) -> None:
    for what, rest in ((feed.parts["alt"], aliases), (feed.parts["add"], addresses)):
        count = sum(map(len, rest.values()))
        if count:
            reason = f"{count} rows of {what} belong to no entry: the files may be of different days"
            to.problems.append(Refusal("part", reason))


def _columns(rows: Mapping[Part, Sequence[tuple[str, list[str]]]], to: Reading) -> None:
    """Files without headers tell only by their cells that columns stand in another order: each has its own words."""
    main, alt, add = (rows.get(part, ()) for part in ("main", "alt", "add"))
    checks = (
        (main, 1, "no name", bool),
        (main, 2, "a kind of party that is none", lambda cell: cell.casefold() in _KINDS),
        (main, 3, "a programme that is none", lambda cell: all(_PROGRAMME.fullmatch(one) for one in _programmes(cell))),
        (alt, 2, "a kind of alias that is none", lambda cell: cell.casefold() in _ALIASES),
        (alt, 3, "no alias", bool),
        (add, 4, "a country that is none", lambda cell: not cell or known(cell)),
    )
    for table, column, what, fits in checks:
        wrong = [(place, row[column]) for place, row in table if not fits(row[column])]
        if len(wrong) > _FEW * len(table):
            place, cell = wrong[0]
            shown = f", such as '{cell}'" if cell else ""
            reason = f"{len(wrong)} of {len(table)} rows have {what}{shown}: columns may stand in another order"
            to.problems.append(Refusal("columns", reason, place=place))


def _draft(row: list[str], place: str, aliases: list[list[str]], addresses: list[list[str]], feed: Feed) -> Draft:
    programmes = _programmes(row[3])
    draft = Draft(_list(feed, programmes), row[1], place, row[0], _KINDS.get(row[2], "unknown"), programmes=programmes)
    draft.details = {name: cell for name, cell in zip(_DETAILS, row[4:11], strict=True) if cell}
    draft.aliases = [(alias[3], _ALIASES.get(alias[2], "strong")) for alias in aliases if alias[3]]
    draft.addresses = [one for cells in addresses if (one := _address(cells)).text or one.country]
    draft.countries = list(dict.fromkeys(one.country for one in draft.addresses if one.country))
    read_remarks(draft, row[11])
    return draft


def _address(cells: list[str]) -> ListedAddress:
    street, city, place = cells[2], cells[3], cells[4]
    code = country(place) if place else ""
    return ListedAddress(", ".join(part for part in (street, city, "" if code else place) if part), code, street, city)


def _programmes(text: str) -> list[str]:
    return [one.strip(" []") for one in text.split("] [") if one.strip(" []") and one.strip() != _EMPTY]


def _list(feed: Feed, programmes: Sequence[str]) -> str:
    for list_id, any_of in feed.by_programme:
        if not any_of or any_of.intersection(programmes):
            return list_id
    return feed.lists[0]
