"""The Denied Persons List as BIS hands it out: a table with a header, cells parted by tabs or commas."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from lockgate.parties.lists.countries import country
from lockgate.parties.lists.dates import day
from lockgate.parties.lists.draft import Draft, Reading, RowError
from lockgate.parties.model import ListedAddress, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

HEADER = frozenset({"name", "effective_date", "expiration_date", "standard_order"})
"""Columns, in lower case, by which the table is known."""


def header_of(text: str) -> list[str]:
    """The cells of the first line."""
    line = text[:8192].split("\n", 1)[0]
    return [
        cell.strip().lstrip("\ufeff") for cell in next(csv.reader([line.rstrip("\r")], delimiter=_delimiter(line)), [])
    ]


def read(text: str, name: str) -> Reading:
    """All orders. One without an end has no end; one without a beginning cannot be read."""
    header = header_of(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text[:8192]), strict=True)
    reading, number = Reading(columns=header), 0
    keys = [column.casefold() for column in header]
    while True:
        number += 1
        place = f"{name}, row {number}"
        try:
            cells = next(rows)
            if number > 1 and any(cell.strip() for cell in cells):
                reading.drafts.append(_draft(_row(keys, cells), place))
        except StopIteration:
            break
        except csv.Error as error:
            reading.problems.append(Refusal("rows", f"this row cannot be read: {error}", "denied_persons", place))
        except RowError as error:
            reading.problems.append(Refusal("rows", str(error), "denied_persons", place))
    if not text.endswith("\n"):
        reading.problems.append(Refusal("cut", "the last line has no end: the file may be cut", place=name))
    return reading


def _delimiter(text: str) -> str:
    return "\t" if "\t" in text.split("\n", 1)[0] else ","


def _row(keys: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(keys):
        raise RowError(f"{len(cells)} cells stand where {len(keys)} should")
    return {key: " ".join(cell.split()) for key, cell in zip(keys, cells, strict=True)}


def _draft(row: Mapping[str, str], place: str) -> Draft:
    title = row.get("name", "")
    if not title:
        raise RowError("the name is missing")
    street, city, state, post = (row.get(key, "") for key in ("street_address", "city", "state", "postal_code"))
    code = country(row.get("country", ""))
    region = " ".join(part for part in (state, post) if part)
    text = ", ".join(part for part in (street, city, region) if part)
    starts = _day(row, "effective_date")
    if starts is None:
        raise RowError("the effective date is missing")
    details = {"standard_order": row.get("standard_order", ""), "action": row.get("action", "")}
    return Draft(
        "denied_persons",
        title,
        place,
        addresses=[ListedAddress(text, code, street, city, state, post)] if text or code else [],
        countries=[code] if code else [],
        starts=starts,
        ends=_day(row, "expiration_date"),
        citation=row.get("fr_citation", ""),
        details={key: value for key, value in details.items() if value},
    )


def _day(row: Mapping[str, str], key: str) -> date | None:
    text = row.get(key, "")
    found = day(text) if text else None
    if text and found is None:
        raise RowError(f"{key} is no day: {text}")
    return found
