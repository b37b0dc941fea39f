"""The table of reasons: two names token by token, with what each line says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lockgate.parties.match.align import How
from lockgate.parties.match.normalise import tokens
from lockgate.parties.match.result import Pair
from lockgate.parties.match.tables import Kind, vocabulary

if TYPE_CHECKING:
    from lockgate.parties.match.asked import Query
    from lockgate.parties.match.compare import Compared
    from lockgate.parties.match.index import Index

_SAID: dict[int, str] = {
    How.SAME: "same",
    How.VARIANT: "given name variant",
    How.SOUND: "sounds alike",
    How.CLOSE: "spelt alike",
    How.ROUGH: "roughly alike",
    How.BONES: "same consonants",
    How.INITIAL: "initial",
    How.JOINED: "written together",
    How.CUT: "cut off",
}
_SORTS: dict[int, str] = {
    Kind.NAME: "name",
    Kind.WORD: "trade word",
    Kind.PLACE: "place",
    Kind.LEGAL: "legal form",
    Kind.TITLE: "title",
    Kind.PARTICLE: "particle",
    Kind.NUMBER: "number",
    Kind.INITIAL: "initial",
    Kind.NOISE: "address word",
}
_WORDS = re.compile("[a-z0-9]+")
# plain numbers, as in `align`
_SAME = int(How.SAME)
_BY_LIKENESS = frozenset(map(int, (How.CLOSE, How.ROUGH, How.BONES, How.CUT, How.JOINED)))
_TO_SEVERAL = frozenset(map(int, (How.JOINED, How.INITIAL)))  # words of theirs that one of ours may stand for
_DIFFER = frozenset(map(int, (Kind.NAME, Kind.PLACE, Kind.NUMBER, Kind.LEGAL)))


def reasons(index: Index, asked: Query, row: Compared, listed: str) -> tuple[Pair, ...]:
    """The tokens of a comparison, in our order, then what only theirs has.

    Args:
        index: The index that the row stands in.
        asked: Our name.
        row: The comparison.
        listed: The listed name as it is written, for its own spelling of the tokens.
    """
    found = row.alignment
    kinds = [index.kinds[word] for word in row.words]
    weights = [index.says[word] for word in row.words]
    theirs = _written(listed, [index.forms[word] for word in row.words])
    ours = row.ours.weights
    left = [j for j, how in enumerate(found.how_theirs) if not how]
    lines = []
    for i, token in enumerate(asked.tokens):
        j, how, kind = found.ours[i], found.how_ours[i], asked.kinds[i]
        if how:
            like = found.closeness[i] if how in _BY_LIKENESS else 1.0
            text = theirs[j]
            if how in _TO_SEVERAL:
                text = " ".join([theirs[k] for k, partner in enumerate(found.theirs) if partner == i]) or text
            said = "another way to write it" if how == _SAME and token.raw != theirs[j] else _SAID[how]
            lines.append(Pair(token.raw, text, "agree", said, round(min(1.0, weights[j] * like), 2)))
            continue
        against = next((k for k in left if kinds[k] == kind), None) if kind in _DIFFER else None
        if against is None:
            lines.append(Pair(token.raw, "", "absent", _SORTS[kind], -round(ours[i], 2)))
        else:
            left.remove(against)
            weight = -round(max(ours[i], weights[against]), 2)
            lines.append(Pair(token.raw, theirs[against], "differ", _SORTS[kind], weight))
    lines.extend([Pair("", theirs[j], "absent", _SORTS[kinds[j]], -round(weights[j], 2)) for j in left])
    return tuple(lines)


def _written(listed: str, forms: list[str]) -> list[str]:
    """The listed tokens as they are written; their forms where the name was read in parts."""
    words = _WORDS.findall(listed.lower())
    known = vocabulary().words
    if len(words) == len(forms) and listed.isascii():
        for word, form in zip(words, forms, strict=True):
            if word != form and (word not in known or known[word].form != form):
                break
        else:
            return words  # nothing was put together, mended or translated, so there is nothing to read again
    raw = tokens(listed)
    if [token.form for token in raw] == forms:
        return [token.raw for token in raw]
    spelt = {token.form: token.raw for token in raw}
    return [spelt.get(form, form) for form in forms]
