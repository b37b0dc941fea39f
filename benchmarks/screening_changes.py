"""Ways in which a listed name comes in: slips, other scripts, other legal forms, narrow fields. Each draws from a seed.

A change gives the name back as it was where it cannot be applied; such a name is then left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Change = Callable[[str, Random], str]

_KEYS = {
    "a": "qsz", "b": "vgn", "c": "xdv", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjy", "i": "uok", "j": "hku",
    "k": "jli", "l": "kop", "m": "nj", "n": "bmh", "o": "ipl", "p": "ol", "q": "wa", "r": "etf", "s": "adw", "t": "ryg",
    "u": "yij", "v": "cbf", "w": "qes", "x": "zcs", "y": "tuh", "z": "xas",
}  # fmt: skip
_SHAPES = (
    ("m", "rn"),
    ("w", "vv"),
    ("d", "cl"),
    ("l", "1"),
    ("o", "0"),
    ("s", "5"),
    ("b", "8"),
    ("i", "l"),
    ("e", "c"),
)
_TWINS = str.maketrans("aeopcxyABEKMHOPCTX", "аеорсхуАВЕКМНОРСТХ")  # noqa: RUF001 - look-alikes are the point
_CYRILLIC = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("iu", "ю"),
    ("ya", "я"), ("ia", "я"), ("yo", "ё"), ("ye", "е"), ("a", "а"), ("b", "б"), ("v", "в"), ("g", "г"), ("d", "д"),
    ("e", "е"), ("z", "з"), ("i", "и"), ("y", "й"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"),
    ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("h", "х"), ("c", "к"), ("w", "в"),
    ("x", "кс"), ("j", "дж"), ("q", "к"),
)  # fmt: skip # noqa: RUF001
_GREEK = (
    ("th", "θ"), ("ph", "φ"), ("ch", "χ"), ("ps", "ψ"), ("ou", "ου"), ("a", "α"), ("b", "μπ"), ("v", "β"), ("g", "γ"),
    ("d", "δ"), ("e", "ε"), ("z", "ζ"), ("i", "ι"), ("y", "υ"), ("k", "κ"), ("l", "λ"), ("m", "μ"), ("n", "ν"), ("x", "ξ"),
    ("o", "ο"), ("p", "π"), ("r", "ρ"), ("s", "σ"), ("t", "τ"), ("u", "ου"), ("f", "φ"), ("h", "χ"), ("c", "κ"), ("w", "β"),
    ("j", "τζ"), ("q", "κ"),
)  # fmt: skip # noqa: RUF001
_ROMAN = (
    ("kh", "h"), ("iy", "y"), ("yev", "ev"), ("ei", "ey"), ("zh", "j"), ("sh", "sch"), ("ph", "f"), ("oo", "u"), ("ou", "u"),
    ("ee", "i"), ("v", "w"), ("k", "c"), ("i", "y"), ("q", "k"), ("x", "ks"), ("u", "o"),
)  # fmt: skip
_LEGAL = (
    ("co., ltd.", "Company Limited"), ("co., ltd", "Company Limited"), ("co ltd", "Company Limited"),
    ("limited", "Ltd."), ("ltd.", "Limited"), ("ltd", "Limited"), ("llc", "Limited Liability Company"),
    ("limited liability company", "LLC"), ("joint stock company", "JSC"), ("jsc", "Joint Stock Company"),
    ("corporation", "Corp."), ("corp.", "Corporation"), ("inc.", "Incorporated"), ("ooo", "LLC"), ("gmbh", "Ltd"),
    ("company", "Co."), ("fze", "Free Zone Establishment"), ("a.s.", "Anonim Sirketi"), ("s.a.", "SA"),
)  # fmt: skip
_SHORT = (
    ("technology", "Tech."), ("technologies", "Tech"), ("international", "Int'l"), ("trading", "Trdg"), ("company", "Co"),
    ("institute", "Inst."), ("engineering", "Eng."), ("electronics", "Elec."), ("electronic", "Elec."), ("industries", "Ind."),
    ("industrial", "Ind."), ("manufacturing", "Mfg"), ("development", "Dev."), ("university", "Univ."), ("general", "Gen."),
    ("import", "Imp"), ("export", "Exp"), ("management", "Mgmt"), ("services", "Svcs"), ("equipment", "Equip."),
    ("research", "Res."), ("transport", "Transp."), ("shipping", "Shpg"), ("investment", "Inv."),
)  # fmt: skip
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
