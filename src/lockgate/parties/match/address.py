"""Addresses: room, floor, house number, words of street and building; and how far two are the same place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from anyascii import anyascii
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LONGEST = 400
_ROOM = re.compile(
    r"\b(?:room|rm|flat|unit|suite|ste|office|off|apt|apartment|shop|kv|kvartira|pomeshch|pomeshchenie|ofis|daire"
    r"|ic kapi|kapi)\b[\s.:/#-]*(?:(?:rm|room|no|nos)\b[\s.:#]*)?"
    r"([a-z]?\d+[a-z]?(?:\s*(?:-|&|/|to|and)\s*[a-z]?\d*[a-z]?\b)?|[a-z]\b(?!\s*/?f\b))"
)
_FLOOR = re.compile(
    r"\b(\d+|g)\s*(?:st|nd|rd|th)?\s*/?\s*(?:f|fl|flr|floor|kat)\b|\b(?:floor|fl|level|kat)\b[\s.:]*(\d+)"
)
_POST = re.compile(r"\b\d{5,7}(?:-\d{4})?\b")
_HOUSE = re.compile(r"\b(\d+)([a-z]?)(?:\s*-\s*(\d+)[a-z]?)?\b")
_LEADING = re.compile(r"^\s*(\d+[a-z])\b(?!\s*/)")
_ALONE = re.compile(r"^\s*(\d+[a-z])\s*$")
_WORD = re.compile(r"[a-z]+")
_SPLIT = re.compile(r"[,;]")


class Tier(IntEnum):
    """How far two addresses are the same place."""

    NONE = 0
    STREET = 1
    BUILDING = 2
    ROOM = 3


@dataclass(frozen=True, slots=True)
class Place:
    """An address, read.

    Attributes:
        rooms: Rooms, flats, units; a range counts as all its numbers.
        floors: Floors.
        houses: House numbers, each as first and last of a range.
        words: Words of building, street and district, in their order, spelt out.
    """

    rooms: frozenset[str]
    floors: frozenset[str]
    houses: tuple[tuple[int, int], ...]
    words: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """What it can be found by: its words, and neighbouring words written together."""
        pairs = (first + second for first, second in zip(self.words, self.words[1:], strict=False))
        return frozenset((*self.words, *pairs))


@cache
def _spelt() -> Mapping[str, str]:
    """Short forms of words in addresses to the full ones; to nothing for those that say nothing."""
    text = files("lockgate.parties.match").joinpath("data", "address_words.tsv").read_text("utf-8")
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            form, _, rest = line.partition("\t")
            found.update({part.strip(): "" if form == "-" else form for part in rest.split("|")})
    return found


def place(text: str) -> Place:
    """Read an address.

    >>> found = place("Rm 1003-05, 10/F, Example Centre, No. 89 Queens Rd, Hong Kong")
    >>> sorted(found.rooms), sorted(found.floors), found.houses, found.words
    (['1003', '1004', '1005'], ['10'], ((89, 89),), ('example', 'centre', 'queens', 'road', 'hong', 'kong'))
    """
    plain = anyascii(text[:_LONGEST]).lower().replace("'", "").replace(".", " ")
    rooms: set[str] = set()
    floors: set[str] = set()
    houses: list[tuple[int, int]] = []
    words: list[str] = []
    for part in _SPLIT.split(plain):
        rest = _FLOOR.sub(lambda found: _note(floors, found[1] or found[2]), part)
        rest = _ROOM.sub(lambda found: _note_all(rooms, _span(found[1])), rest)
        if not rooms:
            rest = (_ALONE if words else _LEADING).sub(lambda found: _note(rooms, found[1]), rest)
        rest = _POST.sub(" ", rest)
        for found in _HOUSE.finditer(rest):
            first = int(found[1])
            last = int(found[3]) if found[3] else first
            houses.append((first, last if first <= last <= first + 100 else first))
        words.extend(_words(rest))
    return Place(frozenset(rooms), frozenset(floors), tuple(houses), tuple(words))


def _note(found: set[str], text: str) -> str:
    found.add(text)
    return " "


def _note_all(found: set[str], texts: Iterable[str]) -> str:
    found.update(texts)
    return " "


def _span(text: str) -> list[str]:
    """1003-05 is 1003, 1004 and 1005; 1318-19 is two rooms."""
    parts = [part for part in re.split(r"\s*(?:-|&|/|\bto\b|\band\b)\s*", text.strip()) if part]
    if len(parts) != 2 or not parts[0].isdigit() or not parts[1].isdigit():
        return parts
    first, last = parts
    whole = first[: len(first) - len(last)] + last if len(last) < len(first) else last
    if int(first) <= int(whole) <= int(first) + 20:
        return [str(number) for number in range(int(first), int(whole) + 1)]
    return [first, whole]


def _words(text: str) -> list[str]:
    spelt = _spelt()
    return [form for word in _WORD.findall(text) if len(word) > 1 and (form := spelt.get(word, word))]


def tier(ours: Place, theirs: Place, weights: Mapping[str, float]) -> Tier:
    """How far two addresses are the same place.

    Args:
        ours: Our address.
        theirs: The listed one.
        weights: How much each word says.
    """
    agreed = _agreed(theirs.words, ours, weights)
    whole = sum(weights.get(word, 1.0) for word in theirs.words)
    near = _overlap(ours.houses, theirs.houses)
    same_room = bool(ours.rooms & theirs.rooms)
    if not whole or agreed < (_ENOUGH_BESIDE if near and same_room else _ENOUGH) * whole:
        return Tier.NONE
    if near is False:
        return Tier.STREET
    if theirs.rooms:
        return Tier.ROOM if same_room and _same_floor(ours, theirs) else Tier.BUILDING if near else Tier.STREET
    if theirs.floors:
        return Tier.ROOM if ours.floors & theirs.floors else Tier.BUILDING if near else Tier.STREET
    return Tier.BUILDING if near else Tier.STREET


_ENOUGH = 0.7  # share of what the listed words say that must stand in ours
_ENOUGH_BESIDE = 0.55  # the same where house and room agree: districts are often left out


def _same_floor(ours: Place, theirs: Place) -> bool:
    return not ours.floors or not theirs.floors or bool(ours.floors & theirs.floors)


def _overlap(ours: tuple[tuple[int, int], ...], theirs: tuple[tuple[int, int], ...]) -> bool | None:
    """Whether house numbers meet; None if one side has none."""
    if not ours or not theirs:
        return None
    return any(a <= d and c <= b for a, b in ours for c, d in theirs)


def _agreed(words: tuple[str, ...], ours: Place, weights: Mapping[str, float]) -> float:
    """What the listed words say that stand in ours too, letter by letter, written together, or nearly so."""
    mine = set(ours.words)
    joined = {first + second for first, second in zip(ours.words, ours.words[1:], strict=False)}
    found = 0.0
    at = 0
    while at < len(words):
        word = words[at]
        weight = weights.get(word, 1.0)
        if word in mine or word in joined:
            found += weight
        elif at + 1 < len(words) and word + words[at + 1] in mine:
            found += weight + weights.get(words[at + 1], 1.0)
            at += 1
        elif len(word) > 4 and any(OSA.normalized_similarity(word, other) >= 0.8 for other in mine):
            found += weight * 0.8
        at += 1
    return found
