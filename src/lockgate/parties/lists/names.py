"""Names that stand inside names: aliases, former names, affiliated bodies, acronyms, notes about successors.

Lists pack structure into the one field that they call name. Each part must be found by its own exact name, so it is
taken out and kept with its origin. Nothing is taken for an alias without a word of the list that says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.parties.lists.tables import name_words
from lockgate.parties.model import ListedName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.parties.model import NameKind, PartyKind

_SPACE = re.compile(r"\s+")
_ADDRESS_ROW = re.compile(r"address\s+\d+", re.IGNORECASE)
_TAIL = re.compile(
    r"[\s;,]*\b(?:and|including)\s+(?:any|its|all)\s+(?:of\s+its\s+)?"
    r"(?:successors?|sub-?units?|subsidiar(?:y|ies)|subordinates?|affiliate[sd]?)"
    r"(?:[\s,]+(?:and|or|successors?|sub-?units?|subsidiar(?:y|ies)|entities|affiliate[sd]?|thereof))*\.?\s*$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\s*\((?P<what>[^()]*\b(?P<kind>individual|national|citizen|entity|company))\)\s*$", re.IGNORECASE)
_BODIES = re.compile(
    r"^(?P<head>.+?)[\s.;,]+(?:and\s+)?"
    r"(?:(?P<affiliated>affiliated\s+(?:entity|company|institution)\s*:)"
    r"|(?P<subordinate>subordinate\s+(?:entity|(?:institution|institute|company)\s*[-:\u2013\u2014])))"
    r"\s*(?P<body>.+)$",
    re.IGNORECASE,
)
_OF = re.compile(r"\s*\(an?\s+(?:subordinate|affiliated?)\s+[^()]*\)", re.IGNORECASE)
_MARK = re.compile(
    r"[-\u2013,]\s*(?P<hyphens>akas?)\s*[-\u2013,]\s*"
    r"|(?<!\w)(?:"
    r"(?P<aka>a\.\s?k\.\s?a\.?s?|also\s+known\s+as|(?-i:aka)|(?<=[(\[])\s*aka)"
    r"|(?P<fka>f\.\s?k\.\s?a\.?|formerly(?:\s+known)?(?:\s+as)?|(?-i:fka)|(?<=[(\[])\s*fka)"
    r"|(?P<nka>n\.\s?k\.\s?a\.?|now\s+known\s+as|(?-i:nka)|(?<=[(\[])\s*nka)"
    r")(?!\w)\s*[,:.]?\s*",
    re.IGNORECASE,
)
_KINDS: dict[str, tuple[NameKind, str]] = {
    "aka": ("strong", "aka"),
    "hyphens": ("strong", "aka"),
    "fka": ("former", "fka"),
    "nka": ("strong", "aka"),
}
_BRACKET = re.compile(r"\s*\(([^()]*)\)")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.\-/ ]{1,11}")
_LONGEST = 400
_LEGAL_FORMS = "|".join(re.escape(form) for form in name_words()["legal_forms"])
_COMMA = re.compile(rf"\s*[,;](?!\s*(?:{_LEGAL_FORMS})\b)\s*(?:and\s+)?", re.IGNORECASE)
_LEGAL_END = re.compile(rf"^[\s,.]*(?:(?:{_LEGAL_FORMS})\b[\s,.]*)*$", re.IGNORECASE)
_NO_ACRONYMS = frozenset(name_words()["no_acronyms"])


@dataclass(frozen=True, slots=True)
class Split:
    """What a name field holds: names, the kind of party if it says so, whether successors are listed with it."""

    names: tuple[ListedName, ...]
    kind: PartyKind = "unknown"
    successors: bool = False


def is_address_row(title: str) -> bool:
    """Whether a name field only counts an address.

    >>> is_address_row("Address 07"), is_address_row("Address Works Ltd.")
    (True, False)
    """
    return _ADDRESS_ROW.fullmatch(title.strip()) is not None


def split(text: str, kind: NameKind = "primary") -> Split:
    """The names in one name field; the first is its own.

    >>> [(name.text, name.kind) for name in split("Example Works, a.k.a. Sample Works (f.k.a. Old Works)").names]
    [('Example Works', 'primary'), ('Sample Works', 'strong'), ('Old Works', 'former')]
    >>> [name.text for name in split("Example Institute of Optics (EIO)").names]
    ['Example Institute of Optics (EIO)', 'Example Institute of Optics', 'EIO']
    """
    whole = tidy(text)
    rest, party = _without_note(whole)
    rest, successors = _cut(rest, _TAIL)
    rest, named = _without_note(rest)
    party = party if party != "unknown" else named
    found: list[ListedName] = []
    bodies = _BODIES.match(rest)
    if bodies:
        origin = "affiliated" if bodies["affiliated"] else "subordinate"
        found += _aliases(bodies["head"], kind, origin)
        found += _aliases(bodies["body"], "derived", origin)
    else:
        rest, of = _cut(rest, _OF)
        origin = "subordinate" if of else "successor" if successors else "" if rest == whole else "note"
        found += _aliases(rest, kind, origin)
    return Split(tuple(_once([one for name in found for one in _acronyms(name)])), party, successors)


def tidy(text: str) -> str:
    """One line, single spaces, no stray marks at the ends."""
    return _SPACE.sub(" ", text).strip(" ;,\u00a0\u00ff")


def parts(text: str) -> list[str]:
    """Names in a row: commas part them, unless a legal form follows.

    >>> parts("Example Tech Pte Ltd, Sample Co., Ltd., Other Works")
    ['Example Tech Pte Ltd', 'Sample Co., Ltd.', 'Other Works']
    """
    return [tidy(part) for part in _COMMA.split(text) if tidy(part)]


def _cut(text: str, pattern: re.Pattern[str]) -> tuple[str, bool]:
    rest = pattern.sub("", text)
    return (tidy(rest), True) if rest != text and tidy(rest) else (text, False)


def _without_note(text: str) -> tuple[str, PartyKind]:
    note = _NOTE.search(text)
    if not note or not note.start():
        return text, "unknown"
    company = note["kind"].casefold() in {"entity", "company"}
    return tidy(text[: note.start()]), "organisation" if company else "person"


def _aliases(text: str, kind: NameKind, origin: str) -> Iterator[ListedName]:
    """The name, and what marks such as a.k.a. join to it."""
    own, marked = _marked(tidy(text))
    if own:
        yield ListedName(own, kind, origin or (_KINDS[marked[0][0]][1] if marked else ""))
    for label, body, many in marked:
        of_kind, of_origin = _KINDS[label]
        for one in parts(body) if many else [tidy(body)]:
            if one:
                yield ListedName(one.rstrip("]").strip(), of_kind, of_origin)


def _marked(text: str) -> tuple[str, list[tuple[str, str, bool]]]:
    """The text without its marked parts, and each part: its mark, its text, whether it is a row of names."""
    own, found = text, []
    for start, end, inside in _brackets(text):
        marks = list(_pieces(inside))
        if marks and marks[0][0] <= 1:
            found += [(label, body, False) for _, label, body, _ in marks]
            own = own.replace(text[start:end], " ")
    own = tidy(own)
    pieces = list(_pieces(own))
    if pieces:
        found = [(label, body, many) for _, label, body, many in pieces] + found
        own = own[: pieces[0][0]]
    return tidy(own.rstrip("-( [")), found


def _pieces(text: str) -> Iterator[tuple[int, str, str, bool]]:
    """Where a mark stands, which it is, and the text up to the next one."""
    marks = list(_MARK.finditer(text))
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        body = text[mark.end() : end].strip(" ;,-")
        yield mark.start(), str(mark.lastgroup), body, "akas" in mark[0].casefold()


def _brackets(text: str) -> Iterator[tuple[int, int, str]]:
    """Outermost brackets, round or square: start, end, what stands inside."""
    depth, start = 0, 0
    for index, sign in enumerate(text[:_LONGEST]):
        if sign in "([":
            start = index if not depth else start
            depth += 1
        elif sign in ")]" and depth:
            depth -= 1
            if not depth:
                yield start, index + 1, text[start:index]


def _acronyms(name: ListedName) -> Iterator[ListedName]:
    """The name; and where an acronym stands in brackets, the name without it, and the acronym."""
    yield name
    taken = [match for match in _BRACKET.finditer(name.text) if _is_acronym(match[1], name.text)]
    if taken:
        bare = name.text
        for match in reversed(taken):
            bare = bare[: match.start()] + bare[match.end() :]
        yield ListedName(tidy(bare), "strong" if name.kind == "primary" else name.kind, "acronym")
    for match in taken:
        yield ListedName(match[1].strip(), "acronym", "acronym")
        rest = name.text[match.end() :]
        if not _LEGAL_END.match(rest):
            yield ListedName(tidy(f"{match[1]}{rest}"), "strong", "acronym")


def _is_acronym(inside: str, text: str) -> bool:
    word = inside.strip()
    if not _ACRONYM.fullmatch(word) or word in _NO_ACRONYMS:
        return False
    head = text[: text.find(f"({inside})")]
    return head != head.upper() or _in_order(word, head)


def _in_order(word: str, head: str) -> bool:
    """Whether the letters of a word follow each other in a text, from the first letter of a word on."""
    letters = [sign for sign in word.casefold() if sign.isalnum()]
    for start in re.finditer(r"\b\w", head.casefold()):
        rest = iter(head.casefold()[start.start() :])
        if all(letter in rest for letter in letters):
            return True
    return False


def _once(names: list[ListedName]) -> Iterator[ListedName]:
    seen = set()
    for name in names:
        if name.text and name.text not in seen:
            seen.add(name.text)
            yield name
