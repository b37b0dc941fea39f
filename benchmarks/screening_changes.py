"""Ways in which a listed name comes in: slips, other scripts, other legal forms, narrow fields. Each draws from a seed.

A change gives the name back as it was where it cannot be applied; such a name is then left out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Change = Callable[[str, Random], str]


def _tables() -> dict[str, tuple[tuple[str, str], ...]]:
    """Tables of what is put for what."""
    found = {}
    for line in Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines():
        name, tab, rest = line.partition("\t")
        if tab:
            pairs = (part.partition(">") for part in rest.split(" | "))
            found[name] = tuple((one, other) for one, _, other in pairs)
    return found


_TABLES = _tables()
_KEYS = dict(_TABLES["keys"])
_SHAPES, _CYRILLIC, _GREEK = _TABLES["shapes"], _TABLES["cyrillic"], _TABLES["greek"]
_ROMAN, _LEGAL, _SHORT = _TABLES["roman"], _TABLES["legal"], _TABLES["short"]
_TWINS = str.maketrans(dict(_TABLES["twins"]))
_LINES = (
    "Attn: Purchasing, {}, Warehouse 7",
    "SHIP TO: {} // Dock 4",
    "c/o {} (final consignee)",
    "{}, Attn: Mr. Smith",
)
_PEOPLE = ("Dr. {}", "Mr {}", "{} Jr.", "General {}", "{}, PhD", "Eng. {}")
_ADDED = ("{} Group", "{} Branch", "New {}", "{} Holding", "M/S {}", "{} (Pvt)")
_WIDTHS = (20, 25, 30, 35)


def slip(name: str, rng: Random) -> str:
    """One letter wrong, missing, doubled, or two changed about; never in the first place of a word."""
    places = [at for at in range(1, len(name) - 1) if name[at].isalpha() and name[at - 1].isalpha()]
    if not places:
        return name
    at = rng.choice(places)
    letter = rng.choice(_KEYS.get(name[at].lower(), "e"))
    letter = letter.upper() if name[at].isupper() else letter
    done = rng.randrange(4)
    if done == 0:
        return name[:at] + letter + name[at + 1 :]
    if done == 1:
        return name[:at] + name[at + 1 :]
    if done == 2:
        return name[:at] + name[at] + name[at:]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def two_slips(name: str, rng: Random) -> str:
    """Two of them."""
    return slip(slip(name, rng), rng)


def misread(name: str, rng: Random) -> str:
    """A letter taken for another of its shape, as scanners do."""
    fitting = [(letter, shape) for letter, shape in _SHAPES if letter in name.lower()]
    if not fitting:
        return name
    letter, shape = rng.choice(fitting)
    at = name.lower().index(letter)
    return name[:at] + shape + name[at + 1 :]


def twins(name: str, rng: Random) -> str:
    """Letters of another alphabet that look alike."""
    words = name.split()
    at = rng.randrange(len(words))
    return " ".join(word.translate(_TWINS) if place == at else word for place, word in enumerate(words))


def unseen(name: str, rng: Random) -> str:
    """A letter that nobody sees."""
    at = rng.randrange(1, len(name))
    return name[:at] + rng.choice("\u200b\u00ad\u2060\ufeff") + name[at:]


def cyrillic(name: str, rng: Random) -> str:
    """In Cyrillic letters."""
    del rng
    return _written(name, _CYRILLIC)


def greek(name: str, rng: Random) -> str:
    """In Greek letters."""
    del rng
    return _written(name, _GREEK)


def romanised(name: str, rng: Random) -> str:
    """Put into Latin letters by another rule."""
    fitting = [(one, other) for one, other in _ROMAN if one in name.lower()]
    if not fitting:
        return name
    one, other = rng.choice(fitting)
    return re.sub(one, other, name, flags=re.IGNORECASE)


def legal(name: str, rng: Random) -> str:
    """Another legal form, or none where there was one, or one where there was none."""
    low = name.lower()
    for one, other in _LEGAL:
        if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", low):
            return re.sub(
                rf"(?<!\w){re.escape(one)}(?!\w)", other if rng.random() < 0.7 else "", name, flags=re.IGNORECASE
            )
    return f"{name} {rng.choice(('Ltd', 'LLC', 'Co., Ltd.', 'Inc.', 'FZE', 'GmbH'))}"


def shortened(name: str, rng: Random) -> str:
    """Trade words cut short."""
    del rng
    for one, other in _SHORT:
        name = re.sub(rf"(?<!\w){one}(?!\w)", other, name, flags=re.IGNORECASE)
    return name


def without_vowels(name: str, rng: Random) -> str:
    """Long words without their inner vowels."""
    del rng
    return " ".join(word[0] + re.sub("[aeiouAEIOU]", "", word[1:]) if len(word) > 4 else word for word in name.split())


def cut(name: str, rng: Random) -> str:
    """Cut where a narrow field ends."""
    fitting = [width for width in _WIDTHS if 8 < width < len(name)]
    return name[: rng.choice(fitting)].rstrip() if fitting else name


def embedded(name: str, rng: Random) -> str:
    """In a line of a shipping document."""
    return rng.choice(_LINES).format(name)


def titled(name: str, rng: Random) -> str:
    """With a title."""
    return rng.choice(_PEOPLE).format(_spoken(name))


def added(name: str, rng: Random) -> str:
    """With a word too much."""
    return rng.choice(_ADDED).format(name)


def dropped(name: str, rng: Random) -> str:
    """With a word too little."""
    words = name.split()
    if len(words) < 3:
        return name
    at = rng.randrange(1, len(words))
    return " ".join(words[:at] + words[at + 1 :])


def reordered(name: str, rng: Random) -> str:
    """Its words in another order."""
    words = name.replace(",", "").split()
    if len(words) > 1:
        at = rng.randrange(1, len(words))
        words = words[at:] + words[:at]
    return " ".join(words)


def together(name: str, rng: Random) -> str:
    """Two words without the gap."""
    gaps = [at for at, sign in enumerate(name) if sign == " " and name[at - 1].isalpha()]
    return name[:at] + name[at + 1 :] if gaps and (at := rng.choice(gaps)) else name


def apart(name: str, rng: Random) -> str:
    """A gap inside a word."""
    places = [at for at in range(3, len(name) - 3) if name[at - 3 : at + 3].isalpha()]
    return name[:at] + " " + name[at:] if places and (at := rng.choice(places)) else name


def initials(name: str, rng: Random) -> str:
    """First names as initials."""
    words = _spoken(name).split()
    if len(words) < 2:
        return name
    kept = " ".join(f"{word[0]}." for word in words[:-1])
    return f"{kept} {words[-1]}" if rng.random() < 0.5 else f"{words[-1]} {kept}"


def bare(name: str, rng: Random) -> str:
    """Without marks, in one case."""
    plain = " ".join(re.sub(r"[^\w\s]", " ", name).split())
    return plain.upper() if rng.random() < 0.5 else plain.lower()


def _spoken(name: str) -> str:
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma else name


def _written(name: str, letters: tuple[tuple[str, str], ...]) -> str:
    name = _spoken(name)
    if re.search(r"[^A-Za-z .'-]", name):
        return name
    low = name.lower()
    for latin, other in letters:
        low = low.replace(latin, other)
    return low.title()


ALL: dict[str, Change] = {
    "slip": slip, "two_slips": two_slips, "misread": misread, "twins": twins, "unseen": unseen,
    "romanised": romanised, "cut": cut, "embedded": embedded, "dropped": dropped, "reordered": reordered,
    "together": together, "apart": apart, "bare": bare,
}  # fmt: skip
BODIES: dict[str, Change] = {"legal": legal, "shortened": shortened, "without_vowels": without_vowels, "added": added}
PEOPLE: dict[str, Change] = {"titled": titled, "initials": initials, "cyrillic": cyrillic, "greek": greek}
