"""The tables of words that the matcher knows: legal forms, trade words, places, titles, given names, like letters.

They are data, one meaning a line, so that somebody who knows a language can add to them without touching code.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from lockgate.parties.match.sound import skeleton, sound

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(IntEnum):
    """What sort of word a token is: it decides how much its presence or absence says."""

    NAME = 0
    WORD = 1
    PLACE = 2
    LEGAL = 3
    TITLE = 4
    PARTICLE = 5
    NUMBER = 6
    INITIAL = 7
    NOISE = 8


@dataclass(frozen=True, slots=True)
class Word:
    """A known word or phrase: the form that stands for all its spellings, and its sort."""

    form: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All tables, ready to be looked up.

    Attributes:
        words: Spelling of a single word to the word.
        heard: How a longer single word sounds to the word, for other spellings of it.
        slips: Spelling of a longer word with one letter left out to the word, to find it under one slip of the pen.
        ends: The first letters of those spellings, and the last ones.
        bones: Consonants of a single word to the word, for spellings without vowels.
        phrases: Consonants of the words of a phrase, joined, to the phrase.
        openers: Consonants of the first words of phrases to the greatest number of words that follow.
        given: Given name to the numbers of the groups that it belongs to.
        native: Words of other scripts to English, longest first.
        letters: Look-alike letters to Latin ones, for `str.translate`.
        pairs: Greek letters that make one sound together, to Latin ones, in the order in which they are put.
        widths: Field widths at which names are cut.
    """

    words: dict[str, Word]
    heard: dict[str, Word]
    slips: dict[str, Word]
    ends: frozenset[str]
    bones: dict[str, Word]
    phrases: dict[tuple[str, ...], Word]
    openers: dict[str, int]
    given: dict[str, frozenset[int]]
    native: tuple[tuple[str, str], ...]
    letters: dict[int, str]
    pairs: tuple[tuple[str, str], ...]
    widths: frozenset[int]


_SOURCES = (
    ("legal_forms.tsv", Kind.LEGAL),
    ("places.tsv", Kind.PLACE),
    ("words.tsv", Kind.WORD),
)
_TITLES = {"title": Kind.TITLE, "particle": Kind.PARTICLE, "noise": Kind.NOISE}
_HEARD_FROM = 6  # letters from which a word may be recognised by its sound alone
END = 3  # letters at either end of a word, one of which stays whichever other letter is left out
_BONES_FROM = 4  # consonants from which a word may be recognised without its vowels
_PHRASE_FROM = 6  # consonants of a whole phrase, for the same reason


def _lines(name: str) -> Iterator[tuple[str, list[str]]]:
    text = files("lockgate.parties.match").joinpath("data", name).read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            head, _, rest = line.partition("\t")
            yield head, [part.strip() for part in rest.split("|") if part.strip()]


def _known() -> Iterator[tuple[str, Word]]:
    for name, kind in _SOURCES:
        for form, spellings in _lines(name):
            word = Word(form, kind)
            for spelling in spellings:
                yield spelling, word
    for form, spellings in _lines("titles.tsv"):
        for spelling in spellings:
            yield spelling, Word(spelling, _TITLES[form])


def without_one(word: str) -> list[str]:
    """The word, and the word without each one of its letters.

    >>> without_one("abc")
    ['abc', 'bc', 'ac', 'ab']
    """
    return [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]


@cache
def vocabulary() -> Vocabulary:
    """The tables, read once from the files beside this module."""
    words: dict[str, Word] = {}
    heard: dict[str, Word] = {}
    slips: dict[str, Word] = {}
    bones: dict[str, Word] = {}
    phrases: dict[tuple[str, ...], Word] = {}
    openers: dict[str, int] = {}
    for spelling, word in _known():
        parts = spelling.split()
        if len(parts) == 1:
            words.setdefault(spelling, word)
            if word.kind in (Kind.LEGAL, Kind.WORD) and len(spelling) >= _HEARD_FROM:
                heard.setdefault(sound(spelling), word)
                for shorter in without_one(spelling):
                    slips.setdefault(shorter, word)
                if len(skeleton(spelling)) >= _BONES_FROM:
                    bones.setdefault(skeleton(spelling), word)
            continue
        key = tuple(skeleton(part) for part in parts)
        # a short phrase (s a, p o box) is told by its letters: without vowels it would be anything
        if sum(map(len, key)) < _PHRASE_FROM:
            key = tuple("=" + part for part in parts)
        phrases.setdefault(key, word)
        openers[key[0]] = max(openers.get(key[0], 0), len(key))
    given: dict[str, set[int]] = {}
    for group, (_, names) in enumerate(_lines("given_names.tsv")):
        for name in names:
            given.setdefault(name, set()).add(group)
            given.setdefault("~" + sound(name), set()).add(group)
    native = sorted(
        ((word, form) for form, spellings in _lines("native_words.tsv") for word in spellings),
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
    letters = {ord(letter): form for form, rows in _lines("confusables.tsv") for letter in " ".join(rows).split()}
    return Vocabulary(
        words=words,
        heard=heard,
        slips=slips,
        ends=frozenset(end for spelling in slips for end in (spelling[:END], spelling[-END:])),
        bones=bones,
        phrases=phrases,
        openers=openers,
        given={name: frozenset(groups) for name, groups in given.items()},
        native=tuple(native),
        letters=letters,
        pairs=tuple((pair, form) for form, pairs in _lines("letter_pairs.tsv") for pair in pairs),
        widths=frozenset(int(width) for width, _ in _lines("field_widths.tsv")),
    )
