"""Finding what an id, code, tag or flag means in a rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.fields import nearest
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.model import Provision
    from lockgate.compiler.rulebook import Rulebook

SHELVES = (
    "provisions",
    "readings",
    "definitions",
    "parameters",
    "sets",
    "instruments",
    "facts",
    "collections",
    "eccns",
    "stages",
)
KINDS = {
    "provisions": "provision",
    "readings": "reading of contested text",
    "definitions": "definition",
    "parameters": "parameter",
    "sets": "country group",
    "instruments": "instrument",
    "facts": "fact",
    "collections": "collection",
    "eccns": "entry of the Commerce Control List",
    "stages": "stage",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A record, and the shelf it stands on."""

    shelf: str
    record: Any


def everything(book: Rulebook) -> Iterator[Found]:
    """Every record of a rulebook, shelf by shelf."""
    for shelf in SHELVES:
        for record in getattr(book.source, shelf).values():
            yield Found(shelf, record)


def look_up(book: Rulebook, name: str, place: str = "rules show") -> list[Found]:
    """Everything of that name: records by id; provisions also by code, tag, named truth or flag.

    Errors: `InputError` with the nearest name.
    """
    source = book.source
    found = [Found(shelf, getattr(source, shelf)[name]) for shelf in SHELVES if name in getattr(source, shelf)]
    if not any(one.shelf == "provisions" for one in found):
        found += [Found("provisions", one) for one in source.provisions.values() if name in names_of_one(one)]
    if not found:
        known = [key for shelf in SHELVES for key in getattr(source, shelf)]
        known += [other for one in source.provisions.values() for other in names_of_one(one)]
        hint = nearest(name, known) or "lockgate rules search finds things by what they say"
        raise InputError(f"nothing in the rulebook is called '{name}'", place=place, hint=hint)
    return found


def names_of_one(one: Provision) -> set[str]:
    """What a provision may be called beside its id."""
    truths = one.targets if one.effect == "defines" else ()
    return {one.code, one.flag, *one.tags, *truths} - {""}


def title_of(record: Any) -> str:
    """What a record is called, in words."""
    return str(
        getattr(record, "name", "") or getattr(record, "question", "") or getattr(record, "gist", "") or record.id
    )


def pointing(book: Rulebook, one: Provision) -> Iterator[tuple[str, Provision]]:
    """Provisions that act on this one: what removes it, answers it, shuts it or says its policy."""
    own = {one.id, one.code, *one.tags} - {""}
    words = {"exempts": "removed by", "closes": "shut by", "authorizes": "answered by", "reviews": "reviewed under"}
    for other in book.source.provisions.values():
        if other.effect in words and own & set(other.targets) and _fits(one.effect, other.effect):
            yield words[other.effect], other


def _fits(mine: str, theirs: str) -> bool:
    allowed = {"exempts": ("requires", "prohibits"), "closes": ("authorizes",)}
    return mine in allowed.get(theirs, ("requires",))
