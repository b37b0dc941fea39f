"""One stated value to a typed one, by the declaration of its fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lockgate.door import words
from lockgate.door.declarations import fold
from lockgate.door.figures import interval, is_blank, scalar
from lockgate.door.model import Categorical, SetValue, Text
from lockgate.door.problems import Problem, WordError, nearest, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from lockgate.door.declarations import Declarations, Fact
    from lockgate.door.model import Value

_SPLIT = re.compile(r"\s*[;,|]\s*")
_TRUE, _EITHER = Categorical(frozenset({"true"})), Categorical(frozenset({"true", "false"}))


def word(text: str, fact: Fact, declared: Declarations) -> str:
    """The declared value of a country, yes-no or word fact."""
    if fact.type == "boolean":
        return words.yes_no(text)
    if fact.type == "country" or fact.values_from == "countries":
        return words.country(text, declared)
    return words.choice(text, declared.words(fact), declared.aliases(fact))


def categorical(raw: Any, fact: Fact, declared: Declarations) -> Categorical | None:
    """A country, yes-no or word fact; ``{one_of: [...]}`` leaves several possible."""
    if isinstance(raw, Mapping):
        if set(raw) != {"one_of"} or not isinstance(raw["one_of"], (list, tuple)) or not raw["one_of"]:
            raise WordError("this is no value", hint="write one value, or {one_of: [...]}")
        return Categorical(frozenset(word(scalar(one, fact), fact, declared) for one in raw["one_of"]))
    text = scalar(raw, fact)
    if words.is_unknown(text) or fold(text) in fact.unknown_words:
        return _unknown(fact, declared)
    return Categorical(frozenset({word(text, fact, declared)}))


def _unknown(fact: Fact, declared: Declarations) -> Categorical | None:
    """Said to be unknown: for knowledge that is more than silence, which would count as not known."""
    if fact.kind != "knowledge":
        return None
    return _EITHER if fact.type == "boolean" else Categorical(frozenset(declared.words(fact)))


def members(raw: Any, fact: Fact) -> list[str]:
    """The words of a set as written: a list, or one text with commas, semicolons or bars.

    >>> from lockgate.door.declarations import load
    >>> members("data_center; inference", load().facts["end_use"])
    ['data_center', 'inference']
    """
    if isinstance(raw, (list, tuple, set, frozenset)):
        return [scalar(one, fact) for one in raw]
    text = scalar(raw, fact).strip()
    if fold(text) == "none" or text == "[]":
        return []
    return [part for part in _SPLIT.split(text) if part]


def set_value(raw: Any, fact: Fact, declared: Declarations) -> SetValue | None:
    """A set: a list, or ``{certain: [...], possible: [...]}``, or with ``unknown`` among its words."""
    if isinstance(raw, Mapping):
        wrong = [str(key) for key in raw if key not in {"certain", "possible"}]
        if wrong:
            hint = nearest(wrong[0], ("certain", "possible")) or "write a list, or {certain: [...], possible: [...]}"
            raise WordError(f"unknown key '{wrong[0]}' in a set", hint=hint)
        certain = _words(members(raw.get("certain", ()), fact), fact, declared)
        if "possible" not in raw:
            return SetValue(certain, None)
        return SetValue(certain, certain | _words(members(raw["possible"], fact), fact, declared))
    stated = members(raw, fact)
    known = [one for one in stated if not words.is_unknown(one)]
    certain = _words(known, fact, declared)
    if len(known) == len(stated):
        return SetValue(certain, certain)
    return SetValue(certain, None) if certain or fact.kind == "knowledge" else None


def _words(stated: Iterable[str], fact: Fact, declared: Declarations) -> frozenset[str]:
    plain = [one for one in stated if fold(one) not in fact.implies]
    found = {word(one, fact, declared) for one in plain}
    if not found and len(plain) < len(list(stated)) and "other" in fact.values:
        return frozenset({"other"})
    return frozenset(found)


def implied(raw: Any, fact: Fact) -> dict[str, Categorical]:
    """Facts that words of a set make true, such as a military end use; a merely possible word leaves both open."""
    if not fact.implies or is_blank(raw):
        return {}
    parts = (raw.get("possible", ()), raw.get("certain", ())) if isinstance(raw, Mapping) else ((), raw)
    found: dict[str, Categorical] = {}
    for stated, truths in zip(parts, (_EITHER, _TRUE), strict=True):
        words_of = (fold(one) for one in members(stated, fact))
        found.update({fact.implies[one]: truths for one in words_of if one in fact.implies})
    return found


def value(fact: Fact, raw: Any, declared: Declarations) -> Value | None:
    """The typed value, or None if nothing was stated; raises `WordError` if it cannot be understood.

    >>> from lockgate.door.declarations import load
    >>> declared = load()
    >>> value(declared.facts["activity"], "iaas", declared)
    Categorical(possible=frozenset({'remote_access'}))
    """
    if is_blank(raw):
        return None
    if fact.type in {"number", "integer", "date"}:
        return interval(raw, fact)
    if fact.type == "set":
        return set_value(raw, fact, declared)
    if fact.type == "text":
        return Text(scalar(raw, fact).strip())
    return categorical(raw, fact, declared)


def collect(fact: Fact, raw: Any, declared: Declarations, path: str, problems: list[Problem]) -> Value | None:
    """Like `value`, but what is wrong goes to ``problems`` with its place."""
    try:
        return value(fact, raw, declared)
    except WordError:
        before = len(problems)
        _blame(fact, raw, declared, path, problems)
        if len(problems) == before:
            raise
    return None


def _blame(fact: Fact, raw: Any, declared: Declarations, path: str, problems: list[Problem]) -> None:
    """Note everything that is wrong with a value, word by word, at its place."""
    parts = [[one] for one in raw] if isinstance(raw, (list, tuple)) and raw else [raw]
    for part in parts:
        try:
            value(fact, part, declared)
        except WordError as error:
            spot = (
                next(iter(part.values()), None)
                if isinstance(part, dict)
                else part[0]
                if part and isinstance(part, list)
                else part
            )
            problems.append(Problem(place_of(path, spot, raw), error.message, error.hint or ""))


def shown(found: Value, fact: Fact) -> str:
    """A value as people read it.

    >>> from lockgate.door.declarations import load
    >>> declared = load()
    >>> fact = declared.facts["as_of"]
    >>> shown(value(fact, "1 June 2025", declared), fact)
    '2025-06-01'
    """
    if isinstance(found, Text):
        return found.text
    if isinstance(found, Categorical):
        return " or ".join(sorted(found.possible))
    if isinstance(found, SetValue):
        inside = ", ".join(sorted(found.certain)) or "none"
        return inside if found.known is not None else f"{inside}, perhaps more"
    ends = [None if end is None else _end(end, fact) for end in (found.low, found.high)]
    if ends[0] == ends[1]:
        return str(ends[0])
    return (
        f"at least {ends[0]}"
        if ends[1] is None
        else f"at most {ends[1]}"
        if ends[0] is None
        else " to ".join(map(str, ends))
    )


def _end(end: Fraction, fact: Fact) -> str:
    if fact.type == "date":
        return date.fromordinal(int(end)).isoformat()
    text = format(Decimal(end.numerator) / Decimal(end.denominator), "f")
    return f"{text} {fact.unit}" if fact.unit and fact.unit != "units" else text
