"""Addresses that are listed without a name: written otherwise they must be found, and other addresses must not be."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

from benchmarks.screening_data import entity_list

from lockgate.parties.match import Party, screener

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = (
    ("Road", "Rd"), ("Rd", "Road"), ("Street", "St."), ("St", "Street"), ("Centre", "Center"), ("Center", "Centre"),
    ("Commercial", "Comm."), ("Building", "Bldg"), ("Room", "Rm"), ("Rm", "Room"), ("Flat", "Unit"), ("Office", "Unit"),
    ("Unit", "Flat"), ("Tower", "Twr"), ("Plaza", "Plz"), ("Sk", "Sokak"), ("Mah", "Mahallesi"), ("No", "Nr"),
)  # fmt: skip
_FLOOR = re.compile(r"\b(\d+)(?:/F|F)\b")
_DISTRICTS = re.compile(
    r",? (?:Mong Kok|Wan Chai|Tsim Sha Tsui|Admiralty|Sheung Wan|Kowloon|Yuen Long|Sisli)(?=,|$| Kowloon)"
)
_COUNTRY = re.compile(r",?\s*(?:Hong Kong|Turkey)\.?$")
_EACH = 12  # ways in which each address is written
_QUIET = "Harmless Trading Ltd"


def measure(seed: int) -> tuple[dict[str, float], list[str]]:
    """Share of rooms found however their address is written, and of other addresses raised in vain."""
    known = entity_list()
    screen = screener(known).screen
    alone = [one for one in known if one.address_only]
    ids = {one.id for one in alone}
    rng = Random(seed)
    missed = []
    tried = 0
    for entry in alone:
        for text in _ways(entry.addresses[0].text, rng):
            tried += 1
            found = screen(Party(_QUIET, addresses=(text,)))
            if entry.id not in {hit.entry for hit in found.hits}:
                missed.append(text)
    listed = {one.addresses[0].text for one in alone}
    others = [place.text for one in known if one.id not in ids for place in one.addresses if place.text not in listed]
    raised = [text for text in others if any(hit.entry in ids for hit in screen(Party(_QUIET, addresses=(text,))).hits)]
    figures = {
        "rooms_found": round(1 - len(missed) / tried, 4),
        "rooms_in_vain": round(len(raised) / len(others), 4),
    }
    lines = [
        f"{len(alone)} addresses listed without a name, {tried} ways to write them, {len(others):,} other addresses;",
        *[f"not found: {text}" for text in missed[:3]],
        *[f"raised: {text}" for text in raised[:3]],
    ]
    return figures, lines


def _ways(text: str, rng: Random) -> Iterator[str]:
    """The address in other ways, each a mixture of what people do."""
    yield text
    for _ in range(_EACH - 1):
        way = text.rstrip(".")
        for change in (_words, _floor, _country, _district, _marks, _case, _joined):
            if rng.random() < 0.5:
                way = change(way, rng)
        yield way


def _words(text: str, rng: Random) -> str:
    for one, other in _WORDS:
        if rng.random() < 0.6 and re.search(rf"\b{one}\b", text):
            return re.sub(rf"\b{one}\b\.?", other, text)
    return text


def _floor(text: str, rng: Random) -> str:
    return _FLOOR.sub(rng.choice((r"\g<1>th Floor", r"Floor \1", r"\1/Floor", r"\1 F")), text)


def _country(text: str, rng: Random) -> str:
    rest = _COUNTRY.sub("", text)
    return rest if rng.random() < 0.5 else f"Hong Kong, {rest}" if "Hong Kong" in text else rest


def _district(text: str, rng: Random) -> str:
    found = _DISTRICTS.findall(text)
    return text.replace(rng.choice(found), "", 1) if len(found) > 1 else text


def _marks(text: str, rng: Random) -> str:
    return text.replace(",", "") if rng.random() < 0.3 else text.replace(", ", ",")


def _case(text: str, rng: Random) -> str:
    return text.upper() if rng.random() < 0.6 else text.lower()


def _joined(text: str, rng: Random) -> str:
    pairs = re.findall(r"\b([A-Z][a-z]{1,3}) ([A-Z][a-z]{2,4}) (?:St|Street|Road|Rd)\b", text)
    if not pairs:
        return text
    one, other = rng.choice(pairs)
    return text.replace(f"{one} {other}", f"{one}{other.lower()}")
