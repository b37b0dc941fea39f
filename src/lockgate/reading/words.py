"""Words of a search: how texts fall into words, which spellings and words mean the same, and numbers."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

_TOKEN = re.compile(r"[a-z0-9]+(?:[.:_/-][a-z0-9]+)*")
_SPOT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|" + _TOKEN.pattern)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_BREAKS = re.compile(r"[_:/-]")
_NUMBER = re.compile(
    r"(?<![\w.])(\d[\d,]*(?:\.\d+)?(?:e\d+)?)\s*(thousand|million|billion|trillion|percent|per cent|%)?"
)
_TIMES = {
    "thousand": Fraction(10**3),
    "million": Fraction(10**6),
    "billion": Fraction(10**9),
    "trillion": Fraction(10**12),
    "percent": Fraction(1, 100),
    "per cent": Fraction(1, 100),
    "%": Fraction(1, 100),
}
_BRITISH = (
    (re.compile(r"(?<=[a-z]{3})is(?=e|ing|ation)"), "iz"),
    (re.compile(r"(licen|defen|offen)c(?=e|ing)"), r"\1s"),
    (re.compile(r"(?<=[a-z]{3})tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=[a-z]{2})our(?=$|s|ed)"), "or"),
    (re.compile(r"programme"), "program"),
)
_ENDINGS = ("ations", "ation", "ing", "ed", "es", "s", "e")
_SHORTEST = 4
_SMALL = (
    "a an and are as at be by did do does for from has how i if in into is it its may must my no not of on or our "
    "so that the their there they this to was we what when where which who why will with you your"
)
STOP = frozenset(re.findall(r"\w+", _SMALL))
"""Words that say nothing about what is looked for."""
_SAME = (
    ("chip", "circuit", "ic", "gpu", "accelerator"),
    ("yearly", "annual", "year", "calendar"),
    ("cloud", "iaas", "rented", "remote"),
    ("notify", "notice", "notification"),
    ("record", "retention"),
    ("keep", "kept"),
    ("fab", "foundry"),
    ("hbm", "memory"),
    ("veu", "validated"),
    ("duty", "tariff"),
    ("embargo", "sanction"),
    ("hq", "headquarters", "headquartered"),
    ("affiliate", "subsidiary", "owned"),
    ("limit", "cap", "ceiling", "threshold", "quota"),
    ("percent", "share"),
    ("prohibition", "ban", "prohibited"),
    ("rescission", "rescinded", "repealed", "withdrawn"),
    ("suspended", "stayed", "paused"),
    ("chinese", "china"),
    ("authorization", "permission"),
    ("screening", "list"),
    ("flops", "operations"),
    ("supercomputer", "hpc"),
    ("lpp", "low processing performance"),
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """One form for the spellings and endings of a word.

    >>> stem("licences"), stem("license"), stem("authorised") == stem("authorization"), stem("740.29")
    ('licens', 'licens', True, '740.29')
    """
    if not word.isalpha() or len(word) < _SHORTEST:
        return word
    for pattern, other in _BRITISH:
        word = pattern.sub(other, word)
    if word.endswith("ies"):
        return word[:-3] + "y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word


def forms(token: str) -> tuple[str, ...]:
    """A token and its parts: ``740.2-a-9`` is also ``740.2``, ``a`` and ``9``; ``D:5`` is also ``d5``.

    >>> forms("d:5"), forms("lpp_annual_limit")
    (('d:5', 'd5', 'd', '5'), ('lpp_annual_limit', 'lppannuallimit', 'lpp', 'annual', 'limit'))
    """
    pieces = _BREAKS.split(token)
    dotted = [part for piece in pieces for part in piece.split(".")]
    found = [token, squeezed(token), *pieces, *(dotted if len(dotted) > 1 else ())]
    return tuple(dict.fromkeys(stem(one) for one in found if one))


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order.

    >>> tokens("ECCN 3A090.a, or D:5")
    ['eccn', '3a090.a', 'or', 'd:5']
    """
    return _TOKEN.findall(_THOUSANDS.sub("", text.lower()))


def spots(text: str) -> list[tuple[int, int, str]]:
    """Where each token of a text stands."""
    return [(match.start(), match.end(), match[0].replace(",", "")) for match in _SPOT.finditer(text.lower())]


@lru_cache(maxsize=1)
def synonyms() -> dict[str, tuple[str, ...]]:
    """Stems to the stems of other words for the same."""
    found: dict[str, tuple[str, ...]] = {}
    for group in _SAME:
        stems = [stem(word) for word in group if " " not in word]
        for one in stems:
            found[one] = (*found.get(one, ()), *(other for other in stems if other != one))
    return found


def squeezed(text: str) -> str:
    """Letters and digits only.

    >>> squeezed("D:5"), squeezed("744.11 fn5")
    ('d5', '74411fn5')
    """
    return re.sub(r"[^a-z0-9]", "", text.lower())


def said_numbers(text: str) -> list[tuple[str, Fraction]]:
    """Numbers in a text, as written and as meant: with the words that multiply them.

    >>> said_numbers("up to 26.9 million TPP, 25 percent"), said_numbers("740.29-a")
    ([('26.9 million', Fraction(26900000, 1)), ('25 percent', Fraction(1, 4))], [])
    """
    return [(said, value) for _, _, said, value in number_spots(text)]


def number_spots(text: str) -> list[tuple[int, int, str, Fraction]]:
    """Where numbers stand in a text, as written and as meant."""
    lowered = text.lower()
    found = []
    for match in _NUMBER.finditer(lowered):
        if match[2] or not re.match(r"[\w(-]", lowered[match.end(1) : match.end(1) + 1]):
            value = Fraction(match[1].replace(",", "")) * _TIMES.get(match[2] or "", Fraction(1))
            said = match[0].strip()
            found.append((match.start(), match.start() + len(said), said, value))
    return found
