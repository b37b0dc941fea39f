"""Search in the law: what is meant by some words, best first, with the words that were found.

A word finds its own spelling and endings, other words for the same, names and codes of countries, words that begin
with it, and, where the rulebook does not have it at all, words that are nearly it. Numbers find parameters.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from lockgate.compiler.model import EFFECTS
from lockgate.engine.determine import declarations_of
from lockgate.errors import InputError
from lockgate.history.moment import read_day
from lockgate.reading.entries import Entry, entries, stands, used_numbers
from lockgate.reading.lookup import KINDS
from lockgate.reading.words import STOP, forms, number_spots, said_numbers, spots, squeezed, stem, synonyms, tokens

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from fractions import Fraction

    from lockgate.compiler.rulebook import Rulebook

_SAME, _COUNTRY, _BEGINS, _NEARLY, _PART = 0.7, 0.6, 0.6, 0.75, 0.3
"""How good a match is that is not the word itself."""
_ALIKE, _SHORTEST = 78, 3
"""How near a spelling must come, and the shortest word that may be spelled wrongly."""
_NAMED = 100.0
"""What a name adds that is just what was asked for; half of it for a code or flag."""
_CUT = 0.35
"""Hits with less than this share of the best score are left out."""
_SNIPPET = 150


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found. ``marks`` are the places of the matching words in the title and in the text."""

    shelf: str
    id: str
    kind: str
    effect: str
    title: str
    text: str
    cite: str
    score: float
    title_marks: tuple[tuple[int, int], ...] = ()
    text_marks: tuple[tuple[int, int], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "shelf": self.shelf,
            "id": self.id,
            "kind": self.kind,
            "effect": self.effect or None,
            "title": self.title,
            "text": self.text or None,
            "cite": self.cite or None,
            "score": round(self.score, 2),
            "title_marks": [list(mark) for mark in self.title_marks],
            "text_marks": [list(mark) for mark in self.text_marks],
        }


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found, best first; ``nearest`` are words of the rulebook that come near what nothing was found for.

    JSON: ``lockgate.search/1``.
    """

    query: str
    as_of: date | None
    hits: tuple[Hit, ...]
    total: int
    nearest: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": "lockgate.search/1",
            "query": self.query,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "total": self.total,
            "hits": [hit.to_dict() for hit in self.hits],
            "nearest": list(self.nearest),
        }


@dataclass(slots=True)
class _Wanted:
    """One word of a search: the stems that answer it, with how well each does."""

    word: str
    answers: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number of a search, and which of its words say it."""

    value: Fraction
    words: frozenset[int]


class Index:
    """The words of a rulebook, ready to be searched."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.entries = entries(book)
        self.holders = Counter(word for entry in self.entries for word in entry.words)
        used_numbers(book, self.entries)

    @cached_property
    def vocabulary(self) -> list[str]:
        """Words that may be meant by something nearly like them."""
        return sorted(word for word in self.holders if word.isalpha() and len(word) > 3)

    @cached_property
    def countries(self) -> dict[str, tuple[str, ...]]:
        """Names and codes of countries to other one-word names of the same."""
        groups: dict[str, set[str]] = {}
        for name, codes in declarations_of(self.book).country_words.items():
            for code in codes if len(codes) == 1 and " " not in name else ():
                groups.setdefault(code.lower(), {code.lower()}).add(name.lower())
        return {name: tuple(sorted(group - {name} - STOP)) for group in groups.values() for name in group}

    @cached_property
    def worth(self) -> dict[str, float]:
        """How much each word tells: much if few records have it."""
        return {word: math.log(1 + len(self.entries) / count) for word, count in self.holders.items()}

    def wanted(self, query: str) -> list[_Wanted]:
        """The words of a search with everything that answers them."""
        said = query.split()
        exact = {word.strip(".,;?!").lower() for word in said if word.isupper()}
        words = [word for word in tokens(query) if word not in STOP or word in exact - {"i", "a"}]
        words = words or tokens(query)
        found = [_Wanted(word, self.answers(word, as_code=word in exact)) for word in words]
        for left, right in pairwise(found):
            joined = stem(left.word + right.word)
            if joined in self.holders:
                left.answers[joined] = right.answers[joined] = 0.9
        return found

    def answers(self, word: str, *, as_code: bool) -> dict[str, float]:
        """Stems of the rulebook that answer a word."""
        found: dict[str, float] = {}

        def answer(other: str, quality: float) -> None:
            if other in self.holders and found.get(other, 0.0) < quality:
                found[other] = quality

        own = forms(word)
        answer(own[0], 1.0)
        for part in own[1:]:
            answer(part, 0.95 if part == own[1] and not own[0].isalnum() else _PART)
        for other in synonyms().get(own[0], ()):
            answer(other, _SAME)
        if len(word) > 3 or as_code:
            for other in self.countries.get(word, ()):
                answer(stem(other), _COUNTRY)
        return found or self.nearly(word)

    def nearly(self, word: str) -> dict[str, float]:
        """Stems that begin with a word that the rulebook does not have, or that are nearly it."""
        own = stem(word)
        if not word.isalpha() or len(word) < _SHORTEST:
            return {}
        alike = process.extract(own, self.vocabulary, scorer=fuzz.ratio, limit=3, score_cutoff=_ALIKE)
        found = {other: _NEARLY * score / 100 for other, score, _ in alike}
        return found | {other: _BEGINS for other in self.vocabulary if other.startswith(own)}

    def nearest(self, query: str) -> tuple[str, ...]:
        """Words of the rulebook that come nearest to what nothing was found for."""
        near = (process.extractOne(stem(word), self.vocabulary, scorer=fuzz.ratio) for word in tokens(query))
        spelled = [self._spelled(found[0]) for found in near if found and found[1] >= 50]
        return tuple(dict.fromkeys(word for word in spelled if word))

    def _spelled(self, wanted: str) -> str:
        """A word of the rulebook as it is written there."""
        texts = (text for entry in self.entries for text in (entry.title, entry.text))
        return next((word for text in texts for word in tokens(text) if wanted in forms(word)), "")

    def score(self, entry: Entry, wanted: list[_Wanted], amounts: list[_Amount], whole: str) -> float:
        """How well a record answers."""
        each = [self._word(entry, one) for one in wanted]
        for amount in amounts:
            own = entry.numbers.get(amount.value, 0.0) * self.rarity(amount.value)
            if own > sum(each[at] for at in amount.words):
                each = [own / len(amount.words) if at in amount.words else score for at, score in enumerate(each)]
        answered = sum(1 for score in each if score) / len(each)
        total = sum(each)
        if whole in entry.names:
            total += _NAMED if whole == squeezed(entry.id) else _NAMED / 2
        return total * answered * answered * entry.likely

    def _word(self, entry: Entry, one: _Wanted) -> float:
        words = entry.words
        most = self.worth.get(stem(one.word), math.inf)  # no synonym tells more
        scores = (words[w] * min(self.worth[w], most) * good for w, good in one.answers.items() if w in words)
        return max(scores, default=0.0)

    def rarity(self, number: Fraction) -> float:
        """How much a number tells: much if few records have it."""
        holders = sum(1 for entry in self.entries if number in entry.numbers)
        return math.log(1 + len(self.entries) / holders) if holders else 0.0

    def amounts(self, query: str, wanted: list[_Wanted]) -> list[_Amount]:
        """The numbers of a search, each with the words that say it."""
        found = []
        for text, value in said_numbers(query):
            own = set(tokens(text))
            words = frozenset(at for at, one in enumerate(wanted) if one.word in own or not own - {one.word})
            if words:
                found.append(_Amount(value, words))
        return found


def search(  # noqa: PLR0913 - what may be asked
    book: Rulebook,
    query: str,
    *,
    as_of: date | str | None = None,
    effect: str | None = None,
    limit: int = 10,
    index: Index | None = None,
) -> Hits:
    """What some words mean in a rulebook, best first.

    Args:
        book: the rulebook.
        query: words, numbers, names or citations.
        as_of: only what says something on that day, in either posture.
        effect: only provisions with this effect.
        limit: at most so many hits.
        index: the index of the book, where several searches use one.

    Errors: `InputError` for no words, an unknown effect, a limit below one, or a wrong day.

    >>> from lockgate import Rulebook
    >>> search(Rulebook.load(cached=True), "26.9 million", limit=1).hits[0].id
    'lpp_annual_limit'
    """
    if not tokens(query):
        raise InputError("there is nothing to search for", place="rules search", hint="write some words or a number")
    if effect is not None and effect not in EFFECTS:
        raise InputError(f"unknown effect '{effect}'", place="--effect", hint=f"one of {', '.join(EFFECTS)}")
    if limit < 1:
        raise InputError("--limit is at least 1", place="--limit")
    day = None if as_of is None else read_day(book, as_of, "--as-of")
    own = index or Index(book)
    wanted = own.wanted(query)
    amounts = own.amounts(query, wanted)
    whole = squeezed(query)
    scored = [
        (own.score(entry, wanted, amounts, whole), entry)
        for entry in own.entries
        if (effect is None or entry.effect == effect) and (day is None or stands(book, entry.found, day))
    ]
    ranked = sorted(((score, entry) for score, entry in scored if score > 0), key=lambda one: (-one[0], one[1].id))
    kept = [(score, entry) for score, entry in ranked if score >= _CUT * ranked[0][0]]
    marked = {word for one in wanted for word, good in one.answers.items() if good > _PART}
    found = tuple(_hit(entry, score, marked, {amount.value for amount in amounts}) for score, entry in kept[:limit])
    return Hits(query, day, found, len(kept), () if found else own.nearest(query))


def _hit(entry: Entry, score: float, words: set[str], amounts: set[Fraction]) -> Hit:
    text = _snippet(entry.text, words)
    return Hit(
        shelf=entry.found.shelf,
        id=entry.id,
        kind=KINDS[entry.found.shelf],
        effect=entry.effect,
        title=entry.title,
        text=text,
        cite=entry.cite,
        score=score,
        title_marks=marks(entry.title, words, amounts),
        text_marks=marks(text, words, amounts),
    )


def marks(text: str, words: set[str], amounts: Collection[Fraction] = ()) -> tuple[tuple[int, int], ...]:
    """Where the words stand in a text; a part of a compound marks the whole.

    >>> marks("Country Group D:5", {"d5"})
    ((14, 17),)
    """
    said = [(start, end) for start, end, _, value in number_spots(text) if value in amounts]
    found = [(start, end) for start, end, token in spots(text) if words.intersection(forms(token))]
    apart = [mark for mark in found if all(mark[1] <= start or end <= mark[0] for start, end in said)]
    return tuple(sorted((*said, *apart)))


def _snippet(text: str, words: set[str]) -> str:
    """The text, cut around the first word that was found."""
    if len(text) <= _SNIPPET:
        return text
    first = next((start for start, _ in marks(text, words)), 0)
    start = 0 if first < _SNIPPET - 30 else text.rfind(" ", 0, first - 40) + 1
    end = text.rfind(" ", start, start + _SNIPPET)
    return ("... " if start else "") + text[start:end] + (" ..." if end < len(text) else "")
