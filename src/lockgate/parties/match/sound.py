"""How a token sounds, across the ways in which names are put into Latin letters.

The key is rough on purpose: what it makes equal (Muhammad and Mohamed, Sergey and Sergei, Victor and Viktor) is only a
candidate for agreement, with less weight than equal letters.
"""

from __future__ import annotations

import re
from functools import lru_cache

_GROUPS = {
    "sch": "s", "tch": "c", "dzh": "j", "kh": "h", "gh": "g", "ph": "f", "sh": "s", "ch": "c", "zh": "j", "dj": "j",
    "tz": "s", "ts": "s", "ck": "k", "qu": "k", "th": "t", "wh": "v", "oo": "u", "ou": "u", "ee": "i", "ie": "i",
    "ei": "i", "ey": "i", "ai": "i", "ay": "i", "aj": "i", "ej": "i", "ij": "i", "iy": "i", "yi": "i", "ii": "i",
    "iu": "u", "yu": "u", "ia": "a", "ya": "a", "ye": "a", "yo": "u", "ae": "a", "oe": "u", "ue": "u", "uy": "u",
    "ks": "x", "w": "v", "q": "k", "c": "k", "z": "s", "y": "i", "e": "a", "o": "u",
}  # fmt: skip
_MARKED = 128  # added to a letter that stands for a group, so that it is not read once more as a letter itself
_LONG = {group: chr(ord(heard) + _MARKED) for group, heard in _GROUPS.items() if len(group) > 1}
_SHORT = str.maketrans(
    {group: heard for group, heard in _GROUPS.items() if len(group) == 1}
    | {marked: chr(ord(marked) - _MARKED) for marked in _LONG.values()}
)
_DOUBLE = re.compile(r"(.)\1+")
_HAS_DOUBLE = _DOUBLE.search
_SILENT = re.compile(r"(?<=[aiu])h(?=$|[^aiu])")
_ANY_VOWEL = frozenset("aeiouy")
_NO_VOWELS = str.maketrans("", "", "aeiouy")


@lru_cache(maxsize=1 << 15)  # of the letters alone, so remembering changes nothing
def sound(token: str) -> str:
    """The token as it sounds: vowels a, i, u; one letter for each group of like consonants.

    >>> sound("muhammad") == sound("mohamed")
    True
    >>> sound("sergey"), sound("sergei")
    ('sargi', 'sargi')
    """
    heard = _read(token)
    if "h" in heard:
        heard = _SILENT.sub("", heard)
    return _once(heard) or token


@lru_cache(maxsize=1 << 15)  # as above
def skeleton(word: str) -> str:
    """The consonants of a word as they sound; whichever vowel it begins with is one and the same.

    The vowels go first, so that a word that is written without them gives the same.

    >>> skeleton("helicopter") == skeleton("hlcptr"), skeleton("Yevgeny".lower()) == skeleton("evgeniy")
    (True, True)
    """
    first = "a" if word[:1] in _ANY_VOWEL else word[:1]
    return _once(_read(first + word[1:].translate(_NO_VOWELS)))


def _read(word: str) -> str:
    """One letter for each group of letters, double ones counting once."""
    return _PATTERN.sub(_group, _once(word)).translate(_SHORT)


def _group(found: re.Match[str]) -> str:
    return _LONG[found[0]]


def _once(word: str) -> str:
    """Double letters once; most words have none, and a look is cheaper than putting them together anew."""
    return _DOUBLE.sub(r"\1", word) if _HAS_DOUBLE(word) else word


def _pattern() -> str:
    """The groups of several letters, the longest first, by their first letter, which is looked for at every place."""
    found: dict[str, list[str]] = {}
    for group in sorted(_LONG, key=lambda group: (-len(group), group)):
        found.setdefault(group[0], []).append(group[1:])
    return "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in found.items())


_PATTERN = re.compile(_pattern())
