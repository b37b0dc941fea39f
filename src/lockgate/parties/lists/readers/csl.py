"""The Consolidated Screening List: the official JSON and CSV, and one record a line."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

from lockgate.errors import InputError
from lockgate.parties.lists.countries import country
from lockgate.parties.lists.dates import birth, day
from lockgate.parties.lists.draft import Draft, Reading, RowError
from lockgate.parties.lists.files import clean
from lockgate.parties.lists.tables import short_names
from lockgate.parties.model import Identifier, ListedAddress, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lockgate.parties.model import PartyKind

_SHORT = re.compile(r"\(([^()]+)\)")
_KINDS: Mapping[str, PartyKind] = {
    "individual": "person",
    "entity": "organisation",
    "vessel": "vessel",
    "aircraft": "aircraft",
}
_LISTS = ("programs", "alt_names", "citizenships", "nationalities", "dates_of_birth", "places_of_birth")
_DETAILS = (
    "title",
    "standard_order",
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
    "places_of_birth",
    "source_information_url",
)
_ADDRESS = ("address", "city", "state", "postal_code", "country")
_LONGEST_FIELD = 1_000_000


def read_json(text: str, name: str) -> Reading:
    """The official form: an object whose ``results`` are the records."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("this JSON cannot be read to its end; the file may be cut", place=_spot(name, error)) from None
    if not isinstance(whole, dict) or not isinstance(whole.get("results"), list):
        raise InputError("no list of results stands in this JSON", place=name, hint="see docs/parties/lists.md")
    reading = _records(((f"result {number}", row) for number, row in enumerate(whole["results"], 1)), name)
    total = whole.get("total")
    if isinstance(total, int) and total != len(whole["results"]):
        reason = f"{total} records are announced and {len(whole['results'])} are there"
        reading.problems.append(Refusal("count", reason, place=name))
    reading.published = day(str(whole.get("search_performed_at", "")))
    return reading


def read_lines(text: str, name: str) -> Reading:
    """One JSON record a line."""
    return _records(_parsed(text), name)


def read_csv(text: str, name: str) -> Reading:
    """The official CSV: several values in a cell are parted by semicolons."""
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lstrip("\ufeff") for cell in next(rows, [])]
    except csv.Error as error:
        raise InputError(f"this is no table: {error}", place=name) from None
    reading = _records(_table(rows, header), name)
    reading.columns = header
    if not text.endswith("\n"):
        reading.problems.append(Refusal("cut", "the last line has no end: the file may be cut", place=name))
    return reading


def _parsed(text: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield f"row {number}", json.loads(line)
            except (ValueError, RecursionError):
                yield f"row {number}", RowError("this is no JSON")


def _table(rows: Iterator[list[str]], header: list[str]) -> Iterator[tuple[str, Any]]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield f"row {number}", RowError(f"this row cannot be read: {error}")
            continue
        if any(cell.strip() for cell in cells):
            fits = len(cells) == len(header)
            yield (
                f"row {number}",
                (
                    _unfold(dict(zip(header, cells, strict=True)))
                    if fits
                    else RowError(f"{len(cells)} cells stand where {len(header)} should")
                ),
            )


def _unfold(row: dict[str, str]) -> dict[str, Any]:
    """A row of the CSV in the form of the JSON."""
    found: dict[str, Any] = {key: value.strip() for key, value in row.items()}
    for key in _LISTS:
        found[key] = _parts(found.get(key, ""))
    found["addresses"] = [_address_of(text) for text in _parts(found.get("addresses", ""))]
    found["ids"] = [_id_of(text) for text in _parts(found.get("ids", ""))]
    return found


def _parts(cell: str) -> list[str]:
    parts: list[str] = []
    for part in cell.split("; "):
        if parts and part.startswith("and "):  # the end of a name such as "X; and any successor"
            parts[-1] += f"; {part.strip()}"
        elif part.strip():
            parts.append(part.strip())
    return parts


def _address_of(text: str) -> dict[str, str]:
    """An address in one line: street, city, state and post code, country code."""
    head, _, last = text.rpartition(", ")
    code = last.strip()
    return {"address": head or text, "country": code} if country(code) else {"address": text}


def _id_of(text: str) -> dict[str, str]:
    """An identifier in one line: country, number, type."""
    pieces = [piece.strip() for piece in text.split(", ")]
    if len(pieces) > len(("country", "number")) and country(pieces[0]):
        return {"country": pieces[0], "number": pieces[1], "type": ", ".join(pieces[2:])}
    return {"number": pieces[0], "type": ", ".join(pieces[1:])}


def _records(rows: Iterable[tuple[str, Any]], name: str) -> Reading:
    reading, keys = Reading(), dict[str, None]()
    for place, row in rows:
        if isinstance(row, dict):
            keys.update(dict.fromkeys(row))
        try:
            reading.drafts.append(_draft(row, place))
        except RowError as error:
            reading.problems.append(Refusal("rows", str(error), _list_if_known(row), f"{name}, {place}"))
    reading.columns = list(keys)
    return reading


def _list_if_known(row: Any) -> str:
    source = row.get("source") if isinstance(row, dict) else None
    return list_of(source) if isinstance(source, str) else ""


def list_of(source: str) -> str:
    """The list that a ``source`` names, or a word made of it.

    >>> list_of("Entity List (EL) - Bureau of Industry and Security"), list_of("Another List - Somewhere")
    ('entity_list', 'another_list_somewhere')
    """
    for short in _SHORT.findall(source):
        if short in short_names():
            return short_names()[short]
    return "_".join(re.findall(r"[a-z0-9]+", source.casefold()))


def _draft(row: Any, place: str) -> Draft:
    if isinstance(row, RowError):
        raise row
    if not isinstance(row, dict):
        raise RowError("this is no record")
    title, source = _text(row, "name"), _text(row, "source")
    if not title or not source:
        raise RowError("the name is missing" if not title else "the source is missing")
    addresses = [_address(one) for one in _list(row, "addresses")]
    named = [_code(text) for text in (*_texts(row, "address_countries"), _text(row, "country"))]
    details = {key: value for key in _DETAILS if (value := "; ".join(_texts(row, key)))}
    return Draft(
        list_of(source),
        " ".join(title.split()),
        place,
        _text(row, "entity_number"),
        _KINDS.get(_text(row, "type").casefold(), "unknown"),
        aliases=[(alias, "strong") for alias in _texts(row, "alt_names")],
        addresses=[one for one in addresses if one.text or one.country],
        countries=[code for code in named if code],
        identifiers=[one for item in _list(row, "ids") if (one := _identifier(item))],
        births=[birth(text) for text in _texts(row, "dates_of_birth")],
        nationalities=[
            code for key in ("nationalities", "citizenships") for text in _texts(row, key) if (code := _code(text))
        ],
        programmes=_texts(row, "programs"),
        requirement=_text(row, "license_requirement"),
        policy=_text(row, "license_policy"),
        starts=_day(row, "start_date"),
        ends=_day(row, "end_date"),
        citation=_text(row, "federal_register_notice"),
        remarks=_text(row, "remarks"),
        details=details,
        url=_text(row, "source_list_url"),
    )


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return clean(str(value))
    raise RowError(f"{key} is no text")


def _list(row: Mapping[str, Any], key: str) -> list[Any]:
    value = row.get(key)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise RowError(f"{key} is no list")


def _texts(row: Mapping[str, Any], key: str) -> list[str]:
    value = row.get(key)
    if not value:
        return []
    many = value if isinstance(value, list) else [value]
    if any(not isinstance(one, (str, int)) and one is not None for one in many):
        raise RowError(f"{key} holds something that is no text")
    return [text for one in many if one is not None and (text := clean(str(one)))]


def _day(row: Mapping[str, Any], key: str) -> Any:
    text = _text(row, key)
    found = day(text) if text else None
    if text and found is None:
        raise RowError(f"{key} is no day: {text}")
    return found


def _code(text: str) -> str:
    return country(text) if text else ""


def _address(row: Any) -> ListedAddress:
    if not isinstance(row, dict):
        raise RowError("an address is no record")
    street, city, state, post, place = (
        _text(row, key) for key in ("address", "city", "state", "postal_code", "country")
    )
    region = " ".join(part for part in (state, post) if part)
    return ListedAddress(
        ", ".join(part for part in (street, city, region) if part), _code(place), street, city, state, post
    )


def _identifier(row: Any) -> Identifier | None:
    if not isinstance(row, dict):
        raise RowError("an id is no record")
    number = _text(row, "number")
    return Identifier(_text(row, "type"), number, _code(_text(row, "country"))) if number else None


def _spot(name: str, error: Exception) -> str:
    line = getattr(error, "lineno", None)
    return f"{name}:{line}" if line else name
