"""From a written name to its tokens: cleaned, put into Latin letters, with known words recognised."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from lockgate.parties.match.sound import skeleton, sound
from lockgate.parties.match.tables import Kind, Vocabulary, Word, vocabulary, without_one

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
_CUTS = re.compile(r"[,;:()\[\]{}/|\n\t]+")
_SPLIT = re.compile(r"[^a-z0-9]+")
_MIXED = re.compile(r"[a-z]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGITS_FOR = str.maketrans("0158", "oisb")
_ROMAN = re.compile(r"^(?=[ivx]{2,})(x{0,3})(ix|iv|v?i{0,3})$")


def _visible(text: str) -> str:
    """NFKC, format and control characters off; line ends and tabs count as cuts."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFKC", text)
    return "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cf", "Cc", "Cs", "Co", "Cn")
    )


def _script(letter: str) -> str:
    if letter.isascii():
        return "L" if letter.isalpha() else ""
    if not letter.isalpha():
        return ""
    code = ord(letter)
    if code < 0x0370 or 0x1E00 <= code < 0x1F00:
        return "L"
    return "C" if 0x0370 <= code < 0x0530 else "O"


def _unmasked(text: str, known: Vocabulary) -> str:
    """Letters of other alphabets that only look Latin, put back.

    In a word that also has Latin letters, and in a word of nothing but look-alikes in a text that has Latin words.
    """
    words = re.split(r"(\s+)", text)
    scripts = [{_script(letter) for letter in word} - {""} for word in words]
    latin = any("L" in found for found in scripts)
    out = []
    for word, found in zip(words, scripts, strict=True):
        if "C" in found and ("L" in found or (latin and all(_folds(letter, known) for letter in word))):
            folded = word.translate(known.letters)
            out.append(folded.upper() if word.isupper() else folded)
        else:
            out.append(word)
    return "".join(out)


def _folds(letter: str, known: Vocabulary) -> bool:
    return letter.isascii() or ord(letter) in known.letters


def _latin(text: str) -> str:
    """Text in ASCII letters; words of other scripts that the tables know are translated first."""
    known = vocabulary()
    text = _visible(text)
    if text.isascii():
        return text
    text = _unmasked(text, known)
    if not any(_script(letter) in ("C", "O") for letter in text):
        return anyascii(text)
    for word, form in known.native:
        if word in text:
            text = text.replace(word, f" {form} ")
    return anyascii(text)


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
    bones = skeleton(heard)
    found = known.words.get(word)
    if found is None and (ordinal := _ORDINAL.match(word)):
        return Token(ordinal[1], Kind.NUMBER, 0, word), bones, 0
    if found is None and len(word) >= 4 and word.isalpha():
        found = known.heard.get(heard)
        if found is None and not any(vowel in word[1:-1] for vowel in "aeiou"):
            found = known.bones.get(bones)
        if found is None and len(word) >= _SLIP_FROM:
            found = _slipped(word.replace("rn", "m"), known)
    token = Token(word, _kind(word), 0, word) if found is None else Token(found.form, found.kind, 0, word)
    return token, bones, max(known.openers.get(bones, 0), known.openers.get("=" + word, 0))


_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")


def _kind(word: str) -> Kind:
    if word[0].isdigit() or word[-1].isdigit() or _ROMAN.match(word):
        return Kind.NUMBER
    return Kind.INITIAL if len(word) == 1 else Kind.NAME


def _phrase(words: list[str], start: int, reach: int, known: Vocabulary) -> tuple[Word, int] | None:
    """The longest known phrase that begins here, and how many words it has, of as many as its first word may open."""
    for length in range(min(reach, len(words) - start), 1, -1):
        span = words[start : start + length]
        found = known.phrases.get(tuple(_single(word)[1] for word in span))
        if found is None:
            found = known.phrases.get(tuple("=" + word for word in span))
        if found is not None:
            return found, length
    return None


class Reading(NamedTuple):
    """A name, read: its tokens, and its letters and digits without gaps, in the order in which it is spoken."""

    tokens: list[Token]
    plain: str


def read(text: str) -> Reading:
    """Read a name; of a longer text than any name, the beginning.

    >>> read("EXAMPLE, Ada").plain
    'adaexample'
    """
    clean = _APOSTROPHES.sub("", _latin(text[:LONGEST])).lower()
    return Reading(_tokens(clean), _SPLIT.sub("", turned(clean)))


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
    known = vocabulary()
    if "." in clean:
        clean = _DOTTED.sub(lambda found: found.group().replace(".", "") + " ", clean)
    clean = clean.replace("&", " and ")
    out: list[Token] = []
    segment = 0
    for part in _CUTS.split(clean):
        words = [_read(word) for word in _SPLIT.split(part) if word]
        if not words:
            continue
        at = 0
        while at < len(words):
            single, _, reach = _single(words[at])
            phrase = _phrase(words, at, reach, known) if reach else None
            if phrase is not None:
                found, length = phrase
                out.append(Token(found.form, found.kind, segment, " ".join(words[at : at + length])))
                at += length
                continue
            out.append(single if segment == 0 else single._replace(segment=segment))
            at += 1
        segment += 1
    return out[:MOST]
