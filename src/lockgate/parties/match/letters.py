"""Letters of other scripts, put into Latin ones; what cannot be seen is taken away."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from typing import TYPE_CHECKING

from anyascii import anyascii

from lockgate.parties.match.tables import vocabulary

if TYPE_CHECKING:
    from lockgate.parties.match.tables import Vocabulary

_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_HANGUL_R = re.compile("[\ub77c-\ub9c7]")  # syllables that begin with the letter between R and L
_NO_VOWELS = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")  # Hebrew, Arabic
_ACCENT = re.compile("\u0301|\u0300|\u0342|\u0313|\u0314|\u0345")  # not the two dots: they keep letters apart


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


class Script(IntEnum):
    """In what a name was written; decides how much its spelling in Latin letters says."""

    LATIN = 0
    OTHER = 1
    NO_VOWELS = 2


def latin(text: str) -> tuple[str, Script]:
    """Text in ASCII letters, and in what script it was written; words that the tables know are translated.

    >>> latin("\u041f\u0440\u0438\u043c\u0435\u0440")
    ('Primer', <Script.OTHER: 1>)
    """
    known = vocabulary()
    text = _visible(text)
    if text.isascii():
        return text, Script.LATIN
    text = _unmasked(text, known)
    if not any(_script(letter) in ("C", "O") for letter in text):
        return anyascii(text), Script.LATIN
    script = Script.NO_VOWELS if _NO_VOWELS.search(text) else Script.OTHER
    for word, form in known.native:
        if word in text:
            text = text.replace(word, f" {form} ")
    text = _HANGUL_R.sub(lambda found: f"R{anyascii(found[0])[1:]}", text)
    if _GREEK.search(text):
        text = _paired(text, known)
    return anyascii(text), script


def _paired(text: str, known: Vocabulary) -> str:
    """Greek letters that make one sound together, as they are written in Latin letters."""
    text = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text)))
    for pair, form in known.pairs:
        if pair.startswith("^"):
            text = re.sub(rf"(?<!\w){pair[1:]}", form, text, flags=re.IGNORECASE)
        else:
            text = re.sub(pair, form, text, flags=re.IGNORECASE)
    return text
