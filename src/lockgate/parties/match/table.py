"""A table of parties: which column is what, and one party a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from lockgate.door.cells import lines_of
from lockgate.errors import InputError
from lockgate.parties.lists.countries import country
from lockgate.parties.match.result import Party

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_MARKS = re.compile(r"[^a-z0-9]+")
_KINDS = {
    "person": "person",
    "individual": "person",
    "natural person": "person",
    "organisation": "organisation",
    "organization": "organisation",
    "company": "organisation",
    "entity": "organisation",
    "vessel": "vessel",
    "ship": "vessel",
    "aircraft": "aircraft",
}


@dataclass(frozen=True, slots=True)
class PartyTable:
    """Parties of a table, with the row that each stands in; columns that mean nothing here; countries nobody knows."""

    parties: tuple[tuple[int, Party], ...]
    ignored: tuple[str, ...]
    remarks: tuple[str, ...]


def read_parties(source: Path) -> PartyTable:
    """The parties of a CSV, TSV or XLSX file with a row of headers.

    A row may lack everything: it is a party that cannot be screened, and its screening says so.

    Errors: `InputError` for a file that is no table, or has no column of names.
    """
    lines = [(number, cells) for number, cells in lines_of(source) if any(cell.strip() for cell in cells)]
    if not lines:
        hint = "the first row holds headers such as name, country"
        raise InputError("the table is empty", place=source.name, hint=hint)
    (_, head), *body = lines
    if not body:
        raise InputError("there are headers, but no rows below", place=source.name, hint="add one row for each party")
    columns = {index: meaning for index, header in enumerate(head) if (meaning := _columns().get(_fold(header)))}
    if not {"name", "address", "identifier"} & set(columns.values()):
        known = ", ".join(repr(header.strip()) for header in head[:8])
        raise InputError(
            f"no column of names is known among {known}", place=f"{source.name}, row 1", hint="call it name"
        )
    ignored = tuple(header.strip() for index, header in enumerate(head) if index not in columns and header.strip())
    remarks: list[str] = []
    parties = tuple((number, _party(cells, columns, number, remarks)) for number, cells in body)
    return PartyTable(parties, ignored, tuple(remarks))


def country_of(text: str) -> str:
    """The code of a country, from its code or name; empty if it is none.

    >>> country_of("cn"), country_of("Hong Kong"), country_of("Atlantis")
    ('CN', 'HK', '')
    """
    return country(text.strip())


def kind_of(text: str) -> str:
    """The kind of party that a word means; empty if none.

    >>> kind_of("Individual"), kind_of("plant")
    ('person', '')
    """
    return _KINDS.get(_fold(text), "")


def _party(cells: Sequence[str], columns: Mapping[int, str], row: int, remarks: list[str]) -> Party:
    found: dict[str, list[str]] = {}
    for index, meaning in columns.items():
        if index < len(cells) and cells[index].strip():
            found.setdefault(meaning, []).append(cells[index].strip())
    codes = []
    for text in found.get("country", ()):
        for part in re.split(r"[;|]", text):
            if code := country_of(part):
                codes.append(code)
            elif part.strip():
                remarks.append(f"row {row}: '{part.strip()}' is no country; it was not compared")
    address = ", ".join(found.get("address", ()))
    return Party(
        " ".join(found.get("name", ())),
        next((kind for text in found.get("kind", ()) if (kind := kind_of(text))), ""),
        tuple(codes),
        (address,) if address else (),
        tuple(part.strip() for text in found.get("identifier", ()) for part in re.split(r"[;|]", text) if part.strip()),
        " ".join(found.get("id", ())) or str(row),
    )


@cache
def _columns() -> Mapping[str, str]:
    text = files("lockgate.parties.match").joinpath("data", "columns.tsv").read_text("utf-8")
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            meaning, _, headers = line.partition("\t")
            found.update({_fold(header): meaning for header in headers.split("|")})
    return found


def _fold(header: str) -> str:
    return _MARKS.sub(" ", header.casefold()).strip()
