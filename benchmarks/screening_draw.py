"""Another draw of queries, from a seed: changed names of listed parties, real aliases, and names of nobody listed.

It guards against weights and thresholds that only fit the labelled file. Nothing of it is kept: the seed is.
"""

from __future__ import annotations

import re
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from benchmarks.screening_changes import ALL, BODIES, PEOPLE
from benchmarks.screening_data import Query, entries, strangers

from lockgate.parties.match.normalise import tokens
from lockgate.parties.match.sound import sound
from lockgate.parties.match.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.parties.model import Entry

_LONG = 7  # letters of a name that is changed: a shorter one says little whatever is done to it
_OWN = ("primary", "strong")
_WORD = re.compile(r"[a-z0-9]{2,}")


def draw(seed: int, each: int, aliases: int, nobody: int) -> list[Query]:
    """Queries, the same for the same seed.

    Args:
        seed: The seed.
        each: How many of each sort of change.
        aliases: How many real aliases, each hidden while it is asked.
        nobody: How many names of nobody, of each of three sorts.
    """
    rng = Random(seed)
    found = [*_changed(rng, each), *_aliases(rng, aliases), *_nobody(rng, nobody)]
    return [
        Query(number, name, kind, sort, truth, hidden) for number, (name, kind, sort, truth, hidden) in enumerate(found)
    ]


_Drawn = tuple[str, str, str, frozenset[int], frozenset[tuple[int, str]]]
_NONE: frozenset[tuple[int, str]] = frozenset()


def _changed(rng: Random, each: int) -> Iterator[_Drawn]:
    known = entries()
    people = [at for at, one in enumerate(known) if one.kind == "person"]
    bodies = [at for at, one in enumerate(known) if one.kind != "person"]
    for changes, pool in ((ALL, [*people, *bodies]), (BODIES, bodies), (PEOPLE, people)):
        for sort, change in changes.items():
            made = tried = 0
            while made < each and tried < 50 * each:
                tried += 1
                at = rng.choice(pool)
                names = [one.text for one in known[at].names if one.kind in _OWN and len(one.text) >= _LONG]
                name = rng.choice(names) if names else ""
                changed = change(name, rng) if name else ""
                if changed != name and _says(changed):
                    made += 1
                    yield changed, "pos", sort, _bearers(name) | {at}, _NONE


def _says(name: str) -> bool:
    """Whether there is a word left that says who it is."""
    return any(token.kind in (Kind.NAME, Kind.WORD) and len(token.form) > 2 for token in tokens(name))


def _aliases(rng: Random, count: int) -> Iterator[_Drawn]:
    known = entries()
    some = [at for at, one in enumerate(known) if sum(name.kind == "strong" and not name.origin for name in one.names)]
    for at in rng.sample(some, count):
        name = rng.choice([one for one in known[at].names if one.kind == "strong" and not one.origin])
        if len(_bearers(name.text)) == 1 and len(name.text) >= _LONG:
            hidden = frozenset((at, one.text) for one in known[at].names if _key(one.text) == _key(name.text))
            yield name.text, "alias", f"alias_{known[at].kind}", frozenset({at}), hidden


def _nobody(rng: Random, count: int) -> Iterator[_Drawn]:
    known = entries()
    people = [one for one in known if one.kind == "person"]
    bodies = [one for one in known if one.kind == "organisation" or one.list_id == "entity_list"]
    nothing: frozenset[int] = frozenset()
    for name in rng.sample(strangers(), count):
        yield name, "neg", "neg_stranger", nothing, _NONE
    for _ in range(count):
        first, last = _first(rng.choice(people)), rng.choice(people).title.partition(",")[0]
        if not _near(f"{first} {last}"):
            yield f"{first} {last}", "neg", "neg_person_crossed", nothing, _NONE
    words = [[token.raw for token in tokens(one.title) if token.kind == Kind.NAME] for one in bodies]
    for _ in range(count):
        name = rng.choice(bodies).title
        for token in tokens(name):
            if token.kind == Kind.NAME:
                other = rng.choice(rng.choice(words) or [token.raw])
                name = re.sub(rf"(?i)\b{re.escape(token.raw)}\b", other.title(), name, count=1)
        if not _near(name):
            yield name, "neg", "neg_body_recombined", nothing, _NONE


def _first(person: Entry) -> str:
    return person.title.partition(", ")[2].split(" ")[0] or person.title.split(" ")[0]


def _key(name: str) -> str:
    """The words as they sound, in the order of the alphabet."""
    return " ".join(sorted(sound(word) for word in _WORD.findall(name.casefold())))


@cache
def _by_key() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for at, one in enumerate(entries()):
        for name in one.names:
            found.setdefault(_key(name.text), set()).add(at)
    return {key: frozenset(bearers) for key, bearers in found.items()}


def _bearers(name: str) -> frozenset[int]:
    """Entries that bear just these words."""
    return _by_key().get(_key(name), frozenset())


@cache
def _sets() -> dict[str, list[frozenset[str]]]:
    """Words of all names, by the first of them in the alphabet."""
    found: dict[str, list[frozenset[str]]] = {}
    for key in _by_key():
        words = key.split()
        for word in words:
            found.setdefault(word, []).append(frozenset(words))
    return found


def _near(name: str) -> bool:
    """Whether a listed name has all of these words, or all of its words stand here: too close to call it nobody's."""
    own = frozenset(_key(name).split())
    return not own or any(own <= other or other <= own for word in own for other in _sets().get(word, ()))
