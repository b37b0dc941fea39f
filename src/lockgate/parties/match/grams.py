"""What a name is found by: three letters in a row, and the consonants of a word, as numbers."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from lockgate.parties.match.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS = {letter: at for at, letter in enumerate("_abcdefghijklmnopqrstuvwxyz0123456789")}
_BASE = len(_LETTERS)
_CODES = bytes(_LETTERS.get(chr(code), 0) for code in range(256))
_GRAMS = _BASE**3
_BONES = 1 << 17  # buckets for consonants of a word: two words in one bucket only make a candidate more
_BONES_FROM = 3
FEATURES = _GRAMS + _BONES
"""How many numbers there are."""
TELLING = frozenset((Kind.NAME, Kind.WORD, Kind.PLACE, Kind.NUMBER, Kind.INITIAL))
"""Kinds of words that a name is found by."""


def grams(form: str, bone: str) -> tuple[int, ...]:
    """What a word is found by: a number for each three letters in a row, and one for all its consonants."""
    codes = (0, *form.encode("ascii", "replace").translate(_CODES), 0)
    found = [(a * _BASE + b) * _BASE + c for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)]
    if len(bone) >= _BONES_FROM:
        found.append(_GRAMS + zlib.crc32(bone.encode()) % _BONES)
    return tuple(found)


def features(kinds: Sequence[int], words: Sequence[tuple[int, ...]]) -> set[int]:
    """What a name is found by: the grams of its words that tell something, or of all if none does."""
    telling = [found for kind, found in zip(kinds, words, strict=True) if kind in TELLING]
    return set().union(*(telling or words))


def bone_code(bone: str, none: int = -1) -> int:
    """A number for the consonants of a word; `none` for those too few to tell anything."""
    return zlib.crc32(bone.encode()) if len(bone) > 1 else none
