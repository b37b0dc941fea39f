"""What OFAC keeps in remarks: dates of birth, nationalities, numbers, weak aliases. The remarks stay as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lockgate.parties.lists.countries import country
from lockgate.parties.lists.dates import birth
from lockgate.parties.lists.tables import identifier_kinds
from lockgate.parties.model import Identifier

if TYPE_CHECKING:
    from lockgate.parties.lists.draft import Draft

_PART = re.compile(r";\s+")
_ALT = re.compile(r"^alt\.\s+", re.IGNORECASE)
_BIRTH = re.compile(r"DOB\s+(.+)")
_PLACE = re.compile(r"POB\s+(.+)")
_PEOPLE = re.compile(r"(?:nationality|citizen)\s+(.+)")
_WEAK = re.compile(r"(?P<mark>[afn])\.k\.a\.\s+'(?P<name>.+)'")
_OF_COUNTRY = re.compile(r"\s*\(([^()]+)\)")
_DATES = re.compile(r"\s+(?:issued|expires|exp\.|to)\s.*$")


def read_remarks(draft: Draft, text: str) -> None:
    """Fill a draft from its remarks.

    >>> from lockgate.parties.lists.draft import Draft
    >>> draft = Draft("sdn", "EXAMPLE, Ann")
    >>> read_remarks(draft, "DOB circa 1962; citizen Iran; Passport A123 (Iran) issued 1 Jan 2001; a.k.a. 'ANNIE'.")
    >>> draft.births[0].text, draft.nationalities, draft.identifiers[0].value, draft.aliases
    ('circa 1962', ['IR'], 'A123', [('ANNIE', 'weak')])
    """
    draft.remarks = text
    places: list[str] = []
    for part in _PART.split(text.strip().rstrip(".")):
        plain = _ALT.sub("", part.strip()).rstrip(".")
        if found := _BIRTH.fullmatch(plain):
            draft.births.append(birth(found[1]))
        elif found := _PLACE.fullmatch(plain):
            places.append(found[1])
        elif (found := _PEOPLE.fullmatch(plain)) and country(found[1]):
            draft.nationalities.append(country(found[1]))
        elif found := _WEAK.fullmatch(part.strip().rstrip(".")):
            draft.aliases.append((found["name"], "former" if found["mark"] == "f" else "weak"))
        elif one := identifier(plain):
            draft.identifiers.append(one)
    if places:
        draft.details["places_of_birth"] = "; ".join(places)


def identifier(text: str) -> Identifier | None:
    """The identifier that a remark states, or None.

    >>> identifier("Vessel Registration Identification IMO 9167289")
    Identifier(kind='IMO', value='9167289', country='')
    """
    for start, kind in identifier_kinds():
        if text.startswith(start):
            rest = _DATES.sub("", text[len(start) :]).strip()
            of = _OF_COUNTRY.search(rest)
            value = _OF_COUNTRY.sub("", rest).strip() if of else rest
            if value and any(sign.isdigit() or sign in "@." for sign in value):
                return Identifier(kind, value, country(of[1]) if of else "")
    return None
