"""A name as it is searched for: what of it does not depend on what it is compared with."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from lockgate.parties.match.grams import bone_code, features, grams
from lockgate.parties.match.normalise import Token, read
from lockgate.parties.match.sound import skeleton, sound
from lockgate.parties.match.tables import Kind, vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lockgate.parties.match.letters import Script

_NAME, _INITIAL = int(Kind.NAME), int(Kind.INITIAL)
_SHORT = 3  # letters up to which only equal letters agree
_VOWELS = frozenset("aeiou")


class Query(NamedTuple):
    """A name as it is searched for, with all of it that does not depend on what it is compared with.

    Attributes:
        text: The name as it was given.
        tokens: Its tokens.
        forms: Their forms.
        kinds: Their kinds.
        segments: The stretches that they stand in.
        plain: Its letters and digits without gaps.
        narrow: Whether it has just the length at which narrow fields cut names.
        script: In what it was written.
        keys: What an index calls them by.
        sounds: How its tokens sound.
        heard: The same, but nothing for those too short for that.
        groups: For each token the groups of given names that it belongs to, or nothing; None if none does.
        bones: The consonants of each token.
        codes: The same as numbers; -2 for those too few to tell anything.
        short: Which tokens are so short that likeness says nothing.
        bare: Which tokens are written without vowels.
        features: What it is found by in an index.
    """

    text: str
    tokens: Sequence[Token]
    forms: Sequence[str]
    kinds: Sequence[int]
    segments: Sequence[int]
    plain: str
    narrow: bool
    script: Script
    keys: Sequence[str]
    sounds: Sequence[str]
    heard: Sequence[str]
    groups: Sequence[frozenset[int] | None] | None
    bones: Sequence[str]
    codes: Sequence[int]
    short: Sequence[bool]
    bare: Sequence[bool]
    features: Collection[int]

    @property
    def initials(self) -> bool:
        """Whether it has initials."""
        return _INITIAL in self.kinds


@lru_cache(maxsize=8)  # of the text alone; one screening asks for the same name more than once
def query(text: str) -> Query:
    """Prepare a name for searching."""
    reading = read(text)
    told = [_told(token.form, token.kind) for token in reading.tokens]
    keys, sounds, heard, groups, bones, codes, short, bare, words = zip(*told, strict=True) if told else ((),) * 9
    kinds = [int(token.kind) for token in reading.tokens]
    width, widths = len(text.strip()), vocabulary().widths
    return Query(
        text,
        reading.tokens,
        [token.form for token in reading.tokens],
        kinds,
        [token.segment for token in reading.tokens],
        reading.plain,
        width in widths or width + 1 in widths,
        reading.script,
        keys,
        sounds,
        heard,
        groups if any(groups) else None,
        bones,
        codes,
        short,
        bare,
        features(kinds, words),
    )


@lru_cache(maxsize=1 << 15)  # of the word alone, so remembering changes nothing
def _told(form: str, kind: int) -> tuple[str, str, str, frozenset[int] | None, str, int, bool, bool, tuple[int, ...]]:
    """What a token of ours tells beside its letters, in the order of `Query` from its key on."""
    sounds, bones = sound(form), skeleton(form)
    given = vocabulary().given
    short = len(form) <= _SHORT
    return (
        f"{int(kind)}{form}",
        sounds,
        "" if short else sounds,
        given.get(form) or given.get("~" + sounds) if kind == _NAME else None,
        bones,
        bone_code(bones, -2),
        short,
        len(form) > 2 and _VOWELS.isdisjoint(form[1:-1]),
        grams(form, bones),
    )
