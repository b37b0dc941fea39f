"""Stakes from graphs in JSON: FollowTheMoney entities and BODS statements, a list or one object a line."""

from __future__ import annotations

import json
from sys import intern
from typing import TYPE_CHECKING, Any

from lockgate.door import words
from lockgate.door.problems import Problem
from lockgate.door.read import read_text
from lockgate.errors import InputError
from lockgate.parties.ownership.graph import Party, Stake
from lockgate.parties.ownership.share import HINT, Share
from lockgate.parties.ownership.table import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from lockgate.door.declarations import Declarations

_PERSONS = frozenset({"Person", "person", "personStatement", "knownPerson"})


def read_statements(path: Path, declared: Declarations) -> Reading:
    """A graph in FollowTheMoney or BODS JSON; which of them is told by the keys of each object.

    Errors: `InputError` if it is no JSON, or holds neither; objects that cannot be read stand in ``problems``.
    """
    found = Reading(path.name)
    known = 0
    for place, raw in _objects(read_text(path), path.name):
        reader = _reader(raw)
        if reader is None:
            continue
        known += 1
        try:
            reader(found, raw, place, declared)
        except InputError as error:
            found.problems.append(Problem(place, error.message, error.hint or ""))
    if not known and not found.problems:
        hint = "FollowTheMoney entities have schema and properties, BODS statements a statementId or statementID"
        raise InputError("no ownership was found in it", place=path.name, hint=hint)
    return found


def _objects(text: str, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each object with its place: of a list, a single one, or one a line."""
    try:
        whole = json.loads(text)
    except ValueError:
        rows = [(f"{name}:{number}", _line(line, name, number)) for number, line in enumerate(text.splitlines(), 1)]
    else:
        listed = whole if isinstance(whole, list) else [whole]
        rows = [(f"{name}, object {number}", row) for number, row in enumerate(listed, 1)]
    yield from ((place, row) for place, row in rows if isinstance(row, dict))


def _line(line: str, name: str, number: int) -> Any:
    if not line.strip():
        return None
    try:
        return json.loads(line)
    except ValueError as error:
        what = f"this is no JSON: {error}"
        raise InputError(what, place=f"{name}:{number}", hint="is the file cut off?") from None


def _reader(raw: Mapping[str, Any]) -> Callable[[Reading, Mapping[str, Any], str, Declarations], None] | None:
    if isinstance(raw.get("schema"), str) and isinstance(raw.get("properties"), dict):
        return _ftm_stake if raw["schema"] == "Ownership" else _ftm_party if _is_party(raw["schema"]) else None
    kind = str(raw.get("recordType") or raw.get("statementType") or "")
    if kind in {"relationship", "ownershipOrControlStatement"}:
        return _bods_stake
    if kind in {"entity", "person", "entityStatement", "personStatement"}:
        return _bods_party
    return None


def _is_party(schema: str) -> bool:
    return schema in {"Person", "Company", "Organization", "LegalEntity", "PublicBody", "Asset"}


# ---- FollowTheMoney


def _ftm_party(found: Reading, raw: Mapping[str, Any], place: str, declared: Declarations) -> None:
    properties = raw["properties"]
    seat = _first(properties.get("mainCountry")) or _first(properties.get("country"))
    found.add(
        Party(
            id=_known_id(str(raw.get("id") or "")),
            name=_first(properties.get("name")) or str(raw.get("caption") or ""),
            headquarters=words.country(seat, declared) if seat else "",
            maybe=None,
            owned_by_these=raw["schema"] in _PERSONS,
            place=place,
        )
    )


def _ftm_stake(found: Reading, raw: Mapping[str, Any], place: str, declared: Declarations) -> None:
    del declared
    properties = raw["properties"]
    owner, owned = _end(properties.get("owner")), _end(properties.get("asset"))
    _known_ends(owner, owned)
    text = _first(properties.get("percentage"))
    share = Share.of(text, percent=True) if text else Share()
    starts, ends = (_day(_first(properties.get(key))) for key in ("startDate", "endDate"))
    source = _first(properties.get("sourceUrl")) or str(raw.get("id") or place)
    found.stakes.append(Stake(intern(owner), intern(owned), share, starts, ends, source, place, found.name))


def _end(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return str(first.get("id", "")) if isinstance(first, dict) else str(first or "")


def _first(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value or "")


# ---- BODS


def _bods_party(found: Reading, raw: Mapping[str, Any], place: str, declared: Declarations) -> None:
    details = _details(raw)
    name = details.get("name") or _full_name(details.get("names"))
    country = details.get("jurisdiction") or details.get("incorporatedInJurisdiction") or {}
    code = str(country.get("code", "")) if isinstance(country, dict) else ""
    kind = str(raw.get("recordType") or raw.get("statementType"))
    found.add(
        Party(
            id=_known_id(_bods_id(raw)),
            name=str(name or ""),
            headquarters=words.country(code.partition("-")[0], declared) if code else "",
            maybe=None,
            owned_by_these=kind in _PERSONS,
            place=place,
        )
    )


def _full_name(names: Any) -> Any:
    first = names[0] if isinstance(names, list) and names else None
    return first.get("fullName") if isinstance(first, dict) else ""


def _details(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a statement says: in a block of its own since version 0.4, before that beside the rest."""
    inner = raw.get("recordDetails")
    return inner if isinstance(inner, dict) else raw


def _bods_id(raw: Mapping[str, Any]) -> str:
    return str(raw.get("recordId") or raw.get("statementId") or raw.get("statementID") or "")


def _bods_stake(found: Reading, raw: Mapping[str, Any], place: str, declared: Declarations) -> None:
    del declared
    details = _details(raw)
    owned, owner = _subject(details.get("subject")), _subject(details.get("interestedParty"))
    _known_ends(owner, owned)
    for interest in details.get("interests") or []:
        if not isinstance(interest, dict) or interest.get("type", "shareholding") != "shareholding":
            continue
        starts, ends = (_day(str(interest.get(key) or "")) for key in ("startDate", "endDate"))
        share = _bods_share(interest.get("share"))
        found.stakes.append(Stake(intern(owner), intern(owned), share, starts, ends, "", place, found.name))


def _subject(value: Any) -> str:
    if isinstance(value, dict):
        keys = ("describedByEntityStatement", "describedByPersonStatement")
        return next((str(value[key]) for key in keys if value.get(key)), "")
    return str(value or "")


def _bods_share(raw: Any) -> Share:
    if not isinstance(raw, dict):
        return Share()
    if raw.get("exact") is not None:
        return Share.of(str(raw["exact"]), percent=True)
    low, above = _bound(raw, "minimum", "exclusiveMinimum")
    high, below = _bound(raw, "maximum", "exclusiveMaximum")
    least = Share.of(low, percent=True).low if low else Share().low
    most = Share.of(high, percent=True).high if high else Share().high
    if least > most:
        raise InputError(f"the share goes from {low} to {high}", hint=HINT)
    return Share(least, most, above, below)


def _bound(raw: Mapping[str, Any], plain: str, exclusive: str) -> tuple[str, bool]:
    """A bound and whether it is left out: BODS has had both a number and a yes or no under the exclusive key."""
    stated, mark = raw.get(plain), raw.get(exclusive)
    if isinstance(mark, bool) or mark is None:
        return ("" if stated is None else str(stated)), bool(mark)
    return str(mark), True


# ---- both


def _known_id(text: str) -> str:
    if not text:
        raise InputError("a party without an id", hint="stakes name parties by their ids")
    return text


def _known_ends(owner: str, owned: str) -> None:
    if not owner or not owned:
        raise InputError("a stake without both ends", hint="name owner and owned; unknown owners are simply left out")
    if owner == owned:
        raise InputError(f"{owner} holds a share of itself", hint="leave own shares out")


def _day(text: str) -> date | None:
    return words.day(text) if text else None
