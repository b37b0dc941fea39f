"""Made-up lists and books for the benchmarks: names of invented words, some of them written a little differently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from lockgate.parties.model import Entry, ListedName
from lockgate.parties.screened.decisions import Decisions
from lockgate.parties.screened.rescreen import State
from lockgate.parties.screened.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

BEFORE, AFTER = date(2026, 10, 1), date(2026, 10, 15)
_ONSETS = ("b", "br", "ch", "d", "f", "g", "gr", "h", "j", "k", "kh", "l", "m", "n", "p", "r", "s", "sh", "t", "v", "z")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou")
_ENDS = ("", "", "n", "r", "l", "m", "ng", "k", "s", "t")
_TRADES = ("Trading", "Technology", "Electronics", "Industries", "Shipping", "Research Institute", "Group", "Logistics")
_FORMS = ("Ltd", "Co Ltd", "LLC", "GmbH", "JSC", "Pte Ltd", "Limited")
_COUNTRIES = ("CN", "RU", "IR", "AE", "TR", "HK", "SG", "PK", "MY", "DE")
_WORDS = 9_000


def words(chance: Random) -> list[str]:
    """Invented words of two or three syllables."""
    found: dict[str, None] = {}
    while len(found) < _WORDS:
        syllables = range(chance.choice((2, 2, 3)))
        parts = (chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_ENDS) for _ in syllables)
        found["".join(parts).capitalize()] = None
    return list(found)


def name(chance: Random, known: Sequence[str]) -> str:
    """A name of a person or a company; some words are more common than others."""
    picked = [known[int(len(known) * chance.random() ** 2)] for _ in range(chance.choice((2, 2, 3)))]
    if chance.random() < 0.4:
        return " ".join(picked)
    return " ".join([*picked, chance.choice(_TRADES), chance.choice(_FORMS)])


def otherwise(chance: Random, text: str) -> str:
    """A name as somebody else may write it."""
    parts, kind = text.split(), chance.random()
    if kind < 0.3:
        at = chance.randrange(1, len(text) - 1)
        return text[:at] + text[at + 1 :]
    if kind < 0.5 and len(parts) > 2:
        return " ".join(parts[:-1])
    if kind < 0.6:
        return f"Attn: Purchasing, {text}, Warehouse 3"
    return text.upper() if kind < 0.8 else " ".join(sorted(parts))


def entries(chance: Random, known: Sequence[str], count: int) -> list[Entry]:
    """A list; every third entry has an alias."""
    found = []
    for number in range(count):
        texts = [name(chance, known) for _ in range(1 + (number % 3 == 0))]
        names = tuple(ListedName(text, "strong" if at else "primary") for at, text in enumerate(texts))
        country = (chance.choice(_COUNTRIES),)
        one = Entry(f"sdn:{number}", "sdn", "csl", texts[0], names=names, countries=country, words=("sdn",))
        found.append(replace(one, sha256=f"{number:064x}"))
    return found


def states(chance: Random, known: Sequence[str], count: int, changed: int) -> tuple[State, State]:
    """A list before and after: a quarter of the changed entries left, a quarter changed, the others are new."""
    whole = entries(chance, known, count)
    picked = chance.sample(range(count), changed)
    left, altered = set(picked[: changed // 4]), set(picked[changed // 4 : changed // 2])
    new = set(picked[changed // 2 :])
    before = [one for at, one in enumerate(whole) if at not in new]
    after = [
        replace(one, remarks="changed", sha256=one.sha256[::-1]) if at in altered else one
        for at, one in enumerate(whole)
        if at not in left
    ]
    return State(BEFORE, before, Decisions()), State(AFTER, after, Decisions())


def book(chance: Random, known: Sequence[str], listed: Sequence[Entry], count: int) -> dict[str, Subject]:
    """Parties: one in a hundred is like somebody listed, the others are not meant to be."""
    found = {}
    for number in range(count):
        if number % 100:
            subject = Subject(name(chance, known), (chance.choice(_COUNTRIES),))
        else:
            one = chance.choice(listed)
            subject = Subject(otherwise(chance, chance.choice(one.names).text), one.countries)
        found[f"C-{number}"] = subject
    return found
