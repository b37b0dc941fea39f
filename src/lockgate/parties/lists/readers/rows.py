"""Rows of a list taken from a document: JSON lines, the first of which says which list it is and how many follow.

Keys: name, aliases, country, address, effective_date, federal_register, notes. Addresses stand in one text, parted by
"; and"; the rest of what a list says stands in the notes.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from lockgate.errors import InputError
from lockgate.parties.lists.countries import country, of_address
from lockgate.parties.lists.dates import birth, day
from lockgate.parties.lists.draft import Draft, Reading, RowError
from lockgate.parties.lists.files import clean
from lockgate.parties.lists.names import parts
from lockgate.parties.model import Identifier, ListedAddress, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.parties.lists.tables import Feed

KEYS = ("name", "aliases", "country", "address", "status", "effective_date", "federal_register", "notes")
HINT = 'the first line of rows is {"_meta": {"list_id": "bis-entity-list", "published": "2026-07-09"}}'
_ADDRESSES = re.compile(r"\s*;\s*(?:and\s+)?")
_ELSEWHERE = re.compile(r"\s*\(?\s*see (?:also )?(?:alternate |additional )?address(?:es)?\b[^)]*\)?\.?", re.IGNORECASE)
_IN_ALIAS = re.compile(
    r"^(?P<name>.{2,120}?)[.,]\s+\(?(?:Address:\s*)?"
    r"(?P<address>(?:\d|No\.|Nos\.|Room|Rm\.|Unit|Flat|Building|Bldg|Suite|Office|P\.?O\.|ul\.|Ul\.|Kv\.).*)$"
)
_EXPIRES = re.compile(r"\bexpire[sd]:?\s+(?:on\s+)?(?P<day>[\d/-]+\d)", re.IGNORECASE)
_BORN = re.compile(r"\bDate of birth:\s*(?P<date>[^;|]+)")
_USCC = re.compile(r"\bUSCC:\s*(?P<number>[0-9A-Z]{15,18})")
_PROGRAMME = re.compile(r"\bProgram:\s*(?P<name>[A-Z0-9-]+)")
_SUBSIDIARIES = re.compile(r"Listed together with subsidiaries:\s*(?P<names>[^|]+)")


def meta_of(text: str) -> Mapping[str, Any] | None:
    """The first line's description, or None if there is none."""
    try:
        first = json.loads(text.split("\n", 1)[0])
    except ValueError:
        return None
    meta = first.get("_meta") if isinstance(first, dict) else None
    return meta if isinstance(meta, dict) else None


def read(text: str, name: str, feed: Feed) -> Reading:
    """All rows of the list that the feed carries."""
    meta = meta_of(text)
    if meta is None:
        raise InputError("the first line does not say which list this is", place=name, hint=HINT)
    reading, keys, count, list_id = Reading(), dict[str, None](), 0, feed.lists[0]
    for number, line in enumerate(text.split("\n")[1:], 2):
        if not line.strip():
            continue
        count += 1
        try:
            row = _parsed(line)
            keys.update(dict.fromkeys(row))
            reading.drafts.append(_draft(row, f"{name}, row {number}", feed, reading))
        except RowError as error:
            reading.problems.append(Refusal("rows", str(error), list_id, f"{name}, row {number}"))
    reading.columns = list(keys)
    if isinstance(meta.get("count"), int) and meta["count"] != count:
        reason = f"{meta['count']} rows are announced and {count} are there"
        reading.problems.append(Refusal("count", reason, list_id, name))
    reading.published = day(str(meta.get("published") or meta.get("extracted") or ""))
    return reading


def _parsed(line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise RowError("this is no JSON") from None
    if not isinstance(row, dict):
        raise RowError("this is no record")
    return row


def _draft(row: Mapping[str, Any], place: str, feed: Feed, reading: Reading) -> Draft:
    title, notes, printed = _text(row, "name"), _text(row, "notes"), _text(row, "country")
    if not title:
        raise RowError("the name is missing")
    code = country(printed) if printed else ""
    aliases, text = _aliases(row), _text(row, "address")
    if not text and aliases and (found := _IN_ALIAS.match(aliases[-1])):
        aliases[-1], text = found["name"], found["address"]
        reading.remarks.append(f"{place}: the address stood in an alias of {title}")
    draft = Draft(feed.lists[0], " ".join(title.split()), place, aliases=[(alias, "strong") for alias in aliases])
    draft.addresses = [one for part in _ADDRESSES.split(text) if (one := _address(part, code)).text]
    draft.countries = list(dict.fromkeys(one for one in (code, *(a.country for a in draft.addresses)) if one))
    if printed and not code:
        draft.details["country"] = printed
    draft.citation = " ".join(_text(row, "federal_register").split())
    draft.starts = _day(row, "effective_date")
    if feed.notes == "requirement":
        draft.requirement = notes
    else:
        _notes(draft, notes)
    return draft


def _notes(draft: Draft, notes: str) -> None:
    """What notes state in a fixed form; all of them stay as remarks."""
    draft.remarks = notes
    if found := _EXPIRES.search(notes):
        draft.ends = day(found["day"])
        if draft.ends is None:
            raise RowError(f"the day of expiry is no day: {found['day']}")
    if _has_active(notes):
        draft.ends = None
    if found := _BORN.search(notes):
        draft.births.append(birth(found["date"]))
    if found := _USCC.search(notes):
        draft.identifiers.append(Identifier("USCC", found["number"], "CN"))
    if found := _PROGRAMME.search(notes):
        draft.programmes.append(found["name"])
    if found := _SUBSIDIARIES.search(notes):
        draft.derived = parts(found["names"])


def _has_active(notes: str) -> bool:
    """Whether one of several measures in the notes is active still."""
    return "status: active" in notes.casefold()


def _address(text: str, code: str) -> ListedAddress:
    plain = _ELSEWHERE.sub("", text).strip(" .,;")
    return ListedAddress(plain, of_address(plain, code)) if plain else ListedAddress("")


def _aliases(row: Mapping[str, Any]) -> list[str]:
    value = row.get("aliases") or []
    if not isinstance(value, list) or any(not isinstance(one, str) for one in value):
        raise RowError("aliases is no list of texts")
    return [text for one in value if (text := clean(one))]


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RowError(f"{key} is no text")
    return clean(value)


def _day(row: Mapping[str, Any], key: str) -> Any:
    text = _text(row, key)
    found = day(text) if text else None
    if text and found is None:
        raise RowError(f"{key} is no day: {text}")
    return found
