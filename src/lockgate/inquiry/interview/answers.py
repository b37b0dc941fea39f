"""An answer as people say it to a value as the transaction file has it. The door types it; nothing is guessed."""

from __future__ import annotations

import functools
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import yaml

from lockgate.compiler.yaml_events import EventReader
from lockgate.door import figures, values, words
from lockgate.door.declarations import fold
from lockgate.door.figures import is_blank
from lockgate.door.model import Categorical, Interval, SetValue
from lockgate.door.problems import WordError
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from lockgate.door.declarations import Declarations, Fact

_UNKNOWN = frozenset(
    {
        "i don t know",
        "i dont know",
        "i do not know",
        "do not know",
        "don t know",
        "dont know",
        "no idea",
        "idk",
        "unsure",
    }
)
_BETWEEN = re.compile(r"(?:between|from)\s+(.+?)\s+(?:and|to)\s+(.+)", re.IGNORECASE)
_AT_BITS = re.compile(r"(.+?)\s*(?:at|x|@)\s*(\d+)[ -]?bits?", re.IGNORECASE)
_TO = re.compile(r"(.+?)\s+(?:to|-)\s+(.+)", re.IGNORECASE)
_LESS = re.compile(r"(?:below|under|less than|<)\s*([^=].*)", re.IGNORECASE)
_MORE = re.compile(r"(?:above|over|more than|>)\s*([^=].*)", re.IGNORECASE)
_NOT_BEFORE = re.compile(r"(?:not before|on or after)\s+(.+)", re.IGNORECASE)
_NOT_AFTER = re.compile(r"(?:not after|on or before|by)\s+(.+)", re.IGNORECASE)
_NOT = re.compile(r"(?:not|anything but|other than)\s+(.+)", re.IGNORECASE)
_OR = re.compile(r"\s+or\s+|\s*[,;/|]\s*(?:or\s+)?", re.IGNORECASE)
_SHARE = re.compile(r"\d+(?:\.\d+)?\s*%|0?\.\d+|(?:>=|<=|at least|at most|up to)\s*\d+(?:\.\d+)?\s*%?", re.IGNORECASE)
_EVERYBODY = frozenset({"all", "that is all", "thats all", "that s all", "complete", "yes"})


def is_dont_know(text: str, fact: Fact | None = None) -> bool:
    """Whether somebody says that they do not know.

    >>> is_dont_know("I don't know"), is_dont_know("?"), is_dont_know("no")
    (True, True, False)
    """
    own = fact.unknown_words if fact is not None else ()
    return words.is_unknown(text) or fold(text) in _UNKNOWN or fold(text) in own


def value_of(text: str, fact: Fact, declared: Declarations) -> Any:
    """The value of one fact, to be written into a transaction; `WordError` where it cannot be understood.

    Countries, words and days come out as the file has them; numbers stay as they were said, with their unit.

    >>> from lockgate.door.declarations import load
    >>> declared = load()
    >>> value_of("South Korea", declared.facts["destination"], declared)
    'KR'
    >>> value_of("CN or HK", declared.facts["destination"], declared)
    {'one_of': ['CN', 'HK']}
    >>> value_of("between 4,000 and 4,800", declared.facts["circuit.tpp"], declared)
    '4,000..4,800'
    """
    raw = _flow(text)
    if raw is None:
        raw = _READERS.get(fact.type, _word)(text.strip(), fact, declared)
    found = values.value(fact, raw, declared)
    if found is None:
        raise WordError(f"'{text.strip()}' says nothing about it", hint="answer, or write unknown")
    return _canonical(raw, found, fact)


def _flow(text: str) -> Any:
    """An answer in the form of the file, such as `{low: 4000, high: 4800}` or `[sdn, meu_list]`; None if it is none."""
    if not text.strip().startswith(("{", "[")):
        return None
    try:
        return EventReader(text.strip(), "", InputError).documents()[0]
    except (yaml.YAMLError, IndexError):
        raise WordError("this is not closed or not valid YAML", hint="check the brackets") from None


def _number(text: str, fact: Fact, declared: Declarations) -> Any:
    """Bounds in everyday words become those of the file; a rate at a bit length becomes its product."""
    match = _AT_BITS.fullmatch(text) if fact.unit in {"TPP", "bit TOPS"} else None
    if match:
        rate = figures.number(match[1], declared.facts["circuit.tops"])
        return _plain(rate * int(match[2]))
    bounds = _BETWEEN.fullmatch(text) or (_TO.fullmatch(text) if fact.type != "date" else None)
    if bounds:
        return f"{bounds[1]}..{bounds[2]}"
    if match := _NOT_BEFORE.fullmatch(text):
        return f">= {match[1]}"
    if match := _NOT_AFTER.fullmatch(text):
        return f"<= {match[1]}"
    strict = _LESS.fullmatch(text) or _MORE.fullmatch(text)
    if not strict:
        return text
    known = figures.interval(strict[1], fact)
    if known is None or known.low is None:
        return text
    step = Fraction(1, 10**fact.decimals) if fact.type == "number" else Fraction(1)
    return {"high": _plain(known.low - step)} if _LESS.fullmatch(text) else {"low": _plain(known.low + step)}


def _plain(number: Fraction) -> str:
    from decimal import Context  # noqa: PLC0415 - only strict bounds need it

    return format(Context(prec=80).divide(number.numerator, number.denominator), "f")


def _word(text: str, fact: Fact, declared: Declarations) -> Any:
    """One word, several possible ones (`CN or HK`), or all but some (`not CN`)."""
    whole = _try(lambda: values.word(text, fact, declared))
    if whole:
        return whole
    if fact.type == "boolean":
        return text
    match = _NOT.fullmatch(text)
    parts = [part for part in _OR.split(match[1] if match else text) if part]
    if not match and len(parts) < 2:
        return text
    found = [values.word(part, fact, declared) for part in parts]
    if match:
        every = declared.countries if fact.type == "country" else declared.words(fact)
        found = [word for word in every if word not in found]
    return {"one_of": found}


def _set(text: str, fact: Fact, declared: Declarations) -> Any:
    """Words of a set; `not X` rules some out and leaves the others open; `no` means none."""
    if fold(text) in {"none", "no", "nothing"}:
        return []
    match = _NOT.fullmatch(text)
    if not match:
        parts = re.split(r"\s*[;,|]\s*|\s+and\s+", text)
        return [
            "unknown" if fold(one) in {"perhaps more", "maybe more", "more", "others"} else one for one in parts if one
        ]
    out = values.set_value(match[1], fact, declared)
    gone = out.certain if out is not None else frozenset()
    return {"certain": [], "possible": [word for word in declared.words(fact) if word not in gone]}


def _text(text: str, fact: Fact, declared: Declarations) -> Any:
    del fact, declared
    return text


_READERS: dict[str, Callable[[str, Fact, Declarations], Any]] = {
    "number": _number,
    "integer": _number,
    "date": _number,
    "set": _set,
    "text": _text,
}


def _canonical(raw: Any, found: Any, fact: Fact) -> Any:
    if isinstance(found, Categorical) and found.known is not None:
        return {"true": "yes", "false": "no"}.get(found.known, found.known) if fact.type == "boolean" else found.known
    if isinstance(found, SetValue) and found.known is not None and not set(fact.implies) & _folded(raw):
        return sorted(found.known)
    if isinstance(found, Interval) and found.known is not None and fact.type == "date":
        return values.shown(found, fact)
    return raw


def _folded(raw: Any) -> set[str]:
    parts = raw if isinstance(raw, (list, tuple)) else [raw]
    return {fold(part) for part in parts if isinstance(part, str)}


def _try(read: Callable[[], str]) -> str:
    try:
        return read()
    except WordError:
        return ""


# ---- collections


def owners_of(text: str, declared: Declarations, before: Any) -> Any:
    """Owners: `none`, or shares with lists, such as `60% entity_list; 10% none and perhaps more`.

    >>> from lockgate.door.declarations import load
    >>> owners_of("none", load(), None)
    []
    >>> owners_of("Acme 60% entity_list; 10% none", load(), None)
    [{'share': '60%', 'list': ['entity_list'], 'name': 'Acme'}, {'share': '10%', 'list': []}]
    """
    flow = _flow(text)
    if flow is not None:
        return flow
    known = _known(before)
    if fold(text) in {"none", "no", "nobody"} and not known:
        return []
    if fold(text) in _EVERYBODY and known:
        return known
    entries = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    more = bool(entries) and fold(entries[-1]) in {"perhaps more", "maybe more", "more", "others", "unknown"}
    found = [_owner(one, declared) for one in (entries[:-1] if more else entries)]
    return {"known": [*known, *found], "complete": "no"} if more else [*known, *found]


def _owner(text: str, declared: Declarations) -> dict[str, Any]:
    share = _SHARE.search(text)
    rest = f"{text[: share.start()]} {text[share.end() :]}" if share else text
    fact = declared.facts["owner.list"]
    parts = [part for part in re.split(r"[\s,]+", rest.strip()) if part]
    read = {part: _try(functools.partial(values.word, part, fact, declared)) for part in parts}
    lists = [read[part] for part in parts if read[part]]
    names = [part for part in parts if not read[part]]
    none = [one for one in names if fold(one) in {"none", "unlisted"}]
    name = " ".join(one for one in names if one not in none).strip(" -:")
    if not share and not lists and not none:
        raise WordError(f"'{text}' names no share and no list", hint="write 60% entity_list, 10% none, or none")
    found: dict[str, Any] = {"share": share[0].strip()} if share else {}
    found |= {"list": lists} if lists or none else {}
    return found | ({"name": name} if name else {})


def sites_of(text: str, before: Any) -> Any:
    """What is installed where: `US 60,000,000; IE 20 million`, or `none`.

    >>> sites_of("US 60,000,000; IE 20 million", None)
    [{'country': 'US', 'tpp': '60,000,000'}, {'country': 'IE', 'tpp': '20 million'}]
    """
    flow = _flow(text)
    if flow is not None:
        return flow
    known = _known(before)
    if fold(text) in _EVERYBODY and known:
        return known
    if fold(text) in {"none", "no", "nothing"}:
        return known
    found = []
    for entry in text.split(";"):
        match = re.fullmatch(r"\s*(\D+?)[\s:=]+(\d.*)", entry)
        if not match:
            raise WordError(f"'{entry.strip()}' is no country with its TPP", hint="write US 60,000,000; IE 20 million")
        found.append({"country": match[1], "tpp": match[2].strip()})
    return [*known, *found]


def party_of(text: str, others: Collection[str], before: Any) -> Any:
    """A party: its name, the role of a party that is stated, `none`; `all` where those stated are all.

    >>> party_of("Acme Sdn Bhd", (), None), party_of("same as consignee", ("consignee",), None)
    ({'name': 'Acme Sdn Bhd'}, 'consignee')
    """
    flow = _flow(text)
    if flow is not None:
        return flow
    known = _known(before)
    if known and fold(text) in _EVERYBODY:
        return known
    role = fold(text).removeprefix("same as ").removeprefix("the ").replace(" ", "_")
    if role in others:
        return role
    if fold(text) in {"none", "nobody", "no"}:
        return "none"
    return [*known, {"name": text.strip()}] if known else {"name": text.strip()}


def circuits_of(text: str, before: Any) -> Any:
    """Circuits that stand as a list of which more may exist: a whole list, or `all`."""
    flow = _flow(text)
    if flow is not None:
        return flow
    if fold(text) in _EVERYBODY:
        return _known(before)
    raise WordError(f"'{text}' is no list of circuits", hint="write all, or [{chip: nvidia-h100-sxm, count: 8}]")


def _known(before: Any) -> list[Any]:
    """The elements that stand there already."""
    if isinstance(before, dict) and "known" in before:
        before = before["known"]
    if is_blank(before) or isinstance(before, str):
        return []
    return list(before) if isinstance(before, (list, tuple)) else [before]
