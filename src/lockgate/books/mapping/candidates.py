"""Which places a header may mean: the words of the door, words of order systems, near words, and columns beside it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.books.mapping.paths import known
from lockgate.compiler.load import load_yaml
from lockgate.door.declarations import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lockgate.door.declarations import Declarations

SAID, WORDS, BESIDE, NEAR, CONTENT = 5, 4, 3, 2, 1
"""How much a reason weighs: the header is known; its words are; a column beside it tells; it is near; content alone."""
_SHORT = 5
_BY_LOOK = {
    "country": ("destination", "parties.consignee.location"),
    "chip": ("item.chip",),
    "ECCN": ("item.stated_eccn",),
    "day": ("as_of",),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a column may mean, and why."""

    path: str
    weight: int
    why: str


@cache
def words() -> Any:
    """Words of headers in order systems."""
    return load_yaml(Path(__file__).parent / "words.yaml", "words.yaml")


@cache
def _parties() -> dict[str, str]:
    """Headers of parties: the words of a role and of a field."""
    found: dict[str, str] = {}
    for role, names in words()["roles"].items():
        for path, fields in words()["fields"].items():
            for name in names:
                for one in fields:
                    found.setdefault(fold(f"{name} {one}"), f"parties.{role}.{path}")
    return found


def candidates(header: str, beside: Sequence[str], look: str, declared: Declarations) -> Iterator[Candidate]:
    """What a header may mean, the most likely first; ``beside`` are the headers before and after it.

    >>> from lockgate.door.declarations import load
    >>> [one.path for one in candidates("Sold-To Ctry", [], "country", load())][:1]
    ['parties.purchaser.location']
    >>> [one.path for one in candidates("Country", ["Ship-To Name"], "country", load())]
    ['destination', 'parties.consignee.location']
    """
    seen: set[str] = set()
    for one in _every(fold(header), beside, look, declared):
        if one.path not in seen:
            seen.add(one.path)
            yield one


def _every(word: str, beside: Sequence[str], look: str, declared: Declarations) -> Iterator[Candidate]:
    places = known(declared)
    plain = {fold(key): value for key, value in words()["plain"].items()}
    if word in plain:
        yield from (Candidate(str(path), WORDS, "a header of order systems") for path in plain[word])
    if word in places:
        yield Candidate(places[word], SAID, "the header says it")
    if word in _parties():
        yield Candidate(_parties()[word], WORDS, "words of a party and of what is asked of it")
    if word in {fold(one) for one in words()["beside"]}:
        yield from _beside(word, beside, look)
    elif not (word in plain or word in places or word in _parties()):
        yield from _near(word, plain, places)
    yield from (Candidate(path, CONTENT, f"the values look like {_many(look)}") for path in _BY_LOOK.get(look, ()))


def _near(word: str, plain: Any, places: Any) -> Iterator[Candidate]:
    if len(word) < _SHORT:
        return
    for other in difflib.get_close_matches(word, (*places, *plain, *_parties()), 3, 0.85):
        path = places.get(other) or (plain[other][0] if other in plain else _parties().get(other, ""))
        yield Candidate(str(path), NEAR, f"the header is near '{other}'")


def _beside(word: str, beside: Sequence[str], look: str) -> Iterator[Candidate]:
    """A header that does not say whose column it is: that of its neighbour, if that is a party."""
    for header in beside:
        role = _role(fold(header))
        if role is None:
            continue
        path = _parties().get(f"{_first(role)} {word}".strip())
        if path is None:
            continue
        why = f"it stands beside '{header}'"
        if look == "country" and role == "consignee" and path.endswith(".location"):
            yield Candidate("destination", BESIDE, f"{why}: where the goods go")
        yield Candidate(path, BESIDE, why)
        return


def _role(word: str) -> str | None:
    for role, names in words()["roles"].items():
        if any(word == fold(name) or word.startswith(f"{fold(name)} ") for name in names):
            return str(role)
    return None


def _first(role: str) -> str:
    return fold(words()["roles"][role][0])


def _many(look: str) -> str:
    return {"country": "countries", "chip": "chips", "ECCN": "ECCNs", "day": "days"}.get(look, look)
