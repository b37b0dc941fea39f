"""From a written name to its tokens: cleaned, put into Latin letters, with known words recognised."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from lockgate.parties.match.letters import Script, latin
from lockgate.parties.match.sound import skeleton, sound
from lockgate.parties.match.tables import END, Kind, Vocabulary, Word, vocabulary, without_one

LONGEST = 400  # characters that are read: no name on any list is longer, and a text of any length must stay cheap
_SLIP_FROM = 6  # letters from which one slip of the pen is forgiven in a known word
MOST = 200  # tokens, for the same reason


class Token(NamedTuple):
    """One word of a name.

    Attributes:
        form: What stands for the word when words are compared: `technology` for `Tech.`.
        kind: What sort of word it is.
        segment: Number of the stretch between brackets, commas and the like that it stands in.
        raw: The word in Latin letters, as it was written.
    """

    form: str
    kind: Kind
    segment: int
    raw: str


_APOSTROPHES = re.compile("['`\u00b4\u2018\u2019\u02bc\u02bb\u02bf\u02be\"\u201c\u201d\u00ab\u00bb]")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_SPACED = re.compile(r"\b[a-z]\. [a-z]\b")
_CUTS = re.compile(r"[,;:()\[\]{}/|\n\t]+")
_SPLIT = re.compile(r"[^a-z0-9]+")
_NO_GAPS = dict.fromkeys(code for code in range(128) if not chr(code).isalnum())  # to nothing
_DIGITS_FOR = str.maketrans("0158", "oisb")
_VOWELS = frozenset("aeiou")
_ROMAN = re.compile(r"^(?=[ivx]{2,})(x{0,3})(ix|iv|v?i{0,3})$")


def _read(word: str) -> str:
    """Digits that stand inside a word for letters (Sech1n, 5emenov) are read as letters."""
    if word.isalpha() or word.isdigit():
        return word
    letters = sum(map(str.isalpha, word))
    digits = len(word) - letters
    if letters >= 3 and digits <= 2 and letters > digits and not word[-2:].isdigit():
        return word.translate(_DIGITS_FOR)
    return word


def _slipped(word: str, known: Vocabulary) -> Word | None:
    """A long known word with one letter wrong, missing, too much, or two changed about."""
    if word[:END] not in known.ends and word[-END:] not in known.ends:
        return None  # whichever letter is left out, the beginning or the end stays
    for shorter in without_one(word):
        found = known.slips.get(shorter)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=1 << 15)
def _single(word: str) -> tuple[Token, str, int]:
    """What the word is, its consonants, and how many words a phrase may have that it opens.

    A function of the word alone, so remembering it changes nothing.
    """
    known = vocabulary()
    heard = sound(word)
    bones = skeleton(word)
    found = known.words.get(word)
    if found is None and word[0].isdigit() and (ordinal := _ORDINAL.match(word)):
        return Token(ordinal[1], Kind.NUMBER, 0, word), bones, 0
    if found is None and len(word) >= 4 and word.isalpha():
        found = known.heard.get(heard)
        if found is None and _VOWELS.isdisjoint(word[1:-1]):
            found = known.bones.get(bones)
        if found is None and len(word) >= _SLIP_FROM:
            found = _slipped(word.replace("rn", "m"), known)
    token = Token(word, _kind(word), 0, word) if found is None else Token(found.form, found.kind, 0, word)
    return token, bones, max(known.openers.get(bones, 0), known.openers.get("=" + word, 0))


_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")


def _kind(word: str) -> Kind:
    if word[0].isdigit() or word[-1].isdigit() or (word[0] in "ivx" and _ROMAN.match(word)):
        return Kind.NUMBER
    return Kind.INITIAL if len(word) == 1 else Kind.NAME


def _phrase(words: list[str], bones: list[str], start: int, reach: int) -> tuple[Word, int] | None:
    """The longest known phrase that begins here, and how many words it has, of as many as its first word may open."""
    known = vocabulary().phrases
    for end in range(min(start + reach, len(words)), start + 1, -1):
        found = known.get(tuple(bones[start:end])) or known.get(tuple(["=" + word for word in words[start:end]]))
        if found is not None:
            return found, end - start
    return None


class Reading(NamedTuple):
    """A name, read.

    Attributes:
        tokens: Its tokens.
        plain: Its letters and digits without gaps, in the order in which it is spoken.
        script: In what it was written; if not in Latin letters, its spelling in them is only one of many.
    """

    tokens: list[Token]
    plain: str
    script: Script


def read(text: str) -> Reading:
    """Read a name; of a longer text than any name, the beginning.

    >>> read("EXAMPLE, Ada").plain
    'adaexample'
    """
    written, script = latin(text[:LONGEST])
    clean = _APOSTROPHES.sub("", written).lower()
    return Reading(_tokens(clean), turned(clean).translate(_NO_GAPS), script)


def turned(name: str) -> str:
    """A name given as "LAST, First" in the order in which it is spoken.

    >>> turned("EXAMPLE, Ada B.")
    'Ada B. EXAMPLE'
    """
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and "," not in first else name


def tokens(text: str) -> list[Token]:
    """The tokens of a name.

    >>> [(token.form, token.kind.name) for token in tokens("Beijing Acme Tech. Co., Ltd.")]
    [('beijing', 'PLACE'), ('acme', 'NAME'), ('technology', 'WORD'), ('co', 'LEGAL'), ('ltd', 'LEGAL')]
    """
    return read(text).tokens


def _tokens(clean: str) -> list[Token]:
    if "." in clean:
        clean = _DOTTED.sub(lambda found: found.group().replace(".", "") + " ", clean)
    if "&" in clean:
        clean = clean.replace("&", " and ")
    out: list[Token] = []
    segment = 0
    for part in _CUTS.split(clean):
        words = [word if word.isalpha() else _read(word) for word in _SPLIT.split(part) if word]
        if not words:
            continue
        singles = [_single(word) for word in words]
        opened = max([reach for _, _, reach in singles])
        found = _joined(words, singles, part) if opened else [token for token, _, _ in singles]
        out.extend([token._replace(segment=segment) for token in found] if segment else found)
        segment += 1
    return out[:MOST]


def _joined(words: list[str], singles: list[tuple[Token, str, int]], part: str) -> list[Token]:
    """The tokens of a stretch in which a phrase may stand."""
    bones = [bone for _, bone, _ in singles]
    out: list[Token] = []
    at = 0
    while at < len(words):
        token, _, reach = singles[at]
        phrase = _phrase(words, bones, at, reach) if reach else None
        if phrase is not None and at and max(map(len, words[at : at + phrase[1]])) == 1 and _SPACED.search(part):
            phrase = None  # "EXAMPLE A. S." has first names, "Example, S.A." and "Example A.S." have legal forms
        if phrase is None:
            out.append(token)
            at += 1
        else:
            found, length = phrase
            out.append(Token(found.form, found.kind, 0, " ".join(words[at : at + length])))
            at += length
    return out
