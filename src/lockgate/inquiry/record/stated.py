"""The facts of a transaction as a table: what was stated and where, what was assumed, what the catalogue gave."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from lockgate.door.base import OPEN
from lockgate.door.chips import bounds, named
from lockgate.door.elements import AREA
from lockgate.door.figures import is_blank, text_of
from lockgate.door.model import Categorical, Interval
from lockgate.door.problems import WordError, place_of
from lockgate.engine.prepare import COUNT, KIND
from lockgate.items import figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.door.declarations import Declarations
    from lockgate.door.model import Item, Transaction, Value
    from lockgate.items import Switches

STATED, ASSUMED, CATALOGUE, COMPUTED = "stated", "assumed", "catalogue", "computed"
LOOKED_UP = "looked up"
_BESIDE = frozenset({"schema", "base", "id", "line", "label"})
_WHOLE = OPEN - {"known", "complete"} | {"answer", "evidence"}
"""Keys of a value that is written as a mapping: one fact, not several."""
_INDEX = re.compile(r"\[\d+\]")
_AREA_KEY = "die_area_mm2"


@dataclass(frozen=True, slots=True)
class StatedFact:
    """One fact: as users name it, the question that it answers, its value, and where that comes from.

    ``kind`` is stated, looked up (on lists or among owners), assumed (by a baseline), catalogue (with its confidence
    mark in ``source``) or computed.
    """

    fact: str
    question: str
    value: str
    kind: str
    source: str

    def to_dict(self) -> dict[str, str]:
        """As JSON."""
        return asdict(self)


def stated_facts(transaction: Transaction, declared: Declarations, switches: Switches) -> tuple[StatedFact, ...]:
    """Every fact that the answer rests on, in the order of the transaction; figures of chips follow.

    >>> from lockgate.door.build import build
    >>> from lockgate.door.declarations import load
    >>> from lockgate.items import Switches
    >>> order = build({"destination": "MY", "item": {"chip": "nvidia-h100-sxm", "quantity": 8}})
    >>> for one in stated_facts(order, load(), Switches())[:4]:
    ...     print(one.fact, "|", one.value, "|", one.kind, "|", one.source)
    destination | MY (Malaysia) | stated | the transaction
    items[0].chip | nvidia-h100-sxm | stated | the transaction
    items[0].quantity | 8 | stated | the transaction
    items[0].tpp | 15,832 TPP | catalogue | nvidia-h100-sxm, mark A
    """
    filled = {path: why for path, _, why in transaction.assumed}
    sources = transaction.looked_up.sources if transaction.looked_up else ()
    found = []
    for path, raw in leaves(transaction.raw):
        why = filled.get(path)
        where = why if why is not None else place_of("", raw)
        source = "the transaction" if where == "input" else where
        kind = STATED if why is None else ASSUMED
        looked = next(
            (one for one in sources if path == one.fact or path.startswith((f"{one.fact}[", f"{one.fact}."))), None
        )
        if looked is not None and why is None:
            kind, source = LOOKED_UP, "; ".join(looked.evidence)
        found.append(StatedFact(path, question_of(path, declared), _text(raw, declared), kind, source))
    given = {one.fact for one in found}
    for index, item in enumerate(transaction.items):
        found += [one for one in _figures(item, index, transaction, declared, switches) if one.fact not in given]
    return tuple(found)


def leaves(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every stated value with the path that names it in answers: parties by their role, items by their number."""
    for key, value in raw.items():
        if key in _BESIDE or is_blank(value):
            continue
        if key == "parties" and isinstance(value, Mapping):
            for role, party in value.items():
                yield from _below(party, str(role))
        elif key in {"item", "items"}:
            many = value if isinstance(value, (list, tuple)) else [value]
            for index, one in enumerate(many):
                yield from _below(one, f"items[{index}]")
        else:
            yield from _below(value, str(key))


def _below(raw: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(raw, Mapping) and raw and not set(raw) <= _WHOLE:
        known = raw.get("known") if "known" in raw else None
        for key, value in raw.items():
            inner = path if key == "known" and known is not None else f"{path}.{key}"
            if not is_blank(value) or value == []:
                yield from _below(value, inner)
    elif isinstance(raw, (list, tuple)) and any(isinstance(one, Mapping) for one in raw):
        for index, one in enumerate(raw):
            yield from _below(one, f"{path}[{index}]")
    else:
        yield path, raw


def _text(raw: Any, declared: Declarations) -> str:
    """A value as it was written; a country code with its name."""
    if isinstance(raw, Mapping):
        return "; ".join(f"{key}: {_text(value, declared)}" for key, value in raw.items())
    if isinstance(raw, (list, tuple)):
        return ", ".join(_text(one, declared) for one in raw) or "none"
    text = text_of(raw) or ""
    name = declared.countries.get(text)
    return f"{text} ({name})" if name else str(text)


def question_of(path: str, declared: Declarations) -> str:
    """The question that a fact answers, as the rulebook declares it; empty where it declares none.

    >>> from lockgate.door.declarations import load
    >>> question_of("consignee.ultimate_parent", load())
    'Where is the ultimate parent of the party headquartered?'
    """
    head, _, tail = _INDEX.sub("", path).partition(".")
    last = tail.rpartition(".")[2]
    if head == "items":
        short = tail.removeprefix("circuits.")
        if short == _AREA_KEY:
            return AREA.question
        wanted = [f"item.{tail}", f"circuit.{short}", "circuit.count" if tail == "circuits" else ""]
    elif head in declared.roles:
        wanted = [f"owner.{last}"] if ".owners." in f".{tail}." and last != "owners" else [f"party.{tail}"]
    elif head in {"licences", "holder"} and ("[" in path or head == "licences"):
        wanted = [f"{'licence' if head == 'licences' else 'site'}.{last}"]
    elif head == "flags":
        return declared.flags.get(tail.partition(".")[0], "")
    else:
        wanted = [_INDEX.sub("", path)]
    for name in wanted:
        fact = declared.facts.get(name) or declared.facts.get(f"{name}.headquarters")
        if fact is not None:
            return fact.question
    return ""


def _figures(
    item: Item, index: int, transaction: Transaction, declared: Declarations, switches: Switches
) -> Iterator[StatedFact]:
    """Figures that nobody stated: from the catalogue, with their mark, or computed from stated ones."""
    raw = _raw_item(transaction.raw, index)
    several = isinstance(raw.get("circuits"), (list, tuple))
    whole = _chip(raw, switches)
    for number, circuit in enumerate(item.circuits.elements):
        own = _chip(raw["circuits"][number], switches) if several and isinstance(raw["circuits"], list) else whole
        place = circuit.path if several else f"items[{index}]"
        for name, value in circuit.values.items():
            yield from _figure(place, name, value, own, declared)
    for name, value in item.values.items():
        yield from _figure(f"items[{index}]", name, value, whole, declared)


def _figure(path: str, name: str, value: Value, own: Any, declared: Declarations) -> Iterator[StatedFact]:
    fact = declared.facts.get(name)
    text = shown(value, fact.unit if fact and fact.type != "integer" else "", declared)
    if not text:
        return
    short = name.partition(".")[2]
    marked = getattr(own, short, None)
    mark = f", mark {marked.mark}" if marked is not None and marked.mark else ""
    of_chip = own is not None and (marked is not None or name == KIND)
    kind, source = (CATALOGUE, f"{own.id}{mark}") if of_chip else (COMPUTED, "follows from the others")
    question = fact.question if fact else ""
    yield StatedFact(f"{path}.circuits" if name == COUNT else f"{path}.{short}", question, text, kind, source)


def _raw_item(raw: Mapping[str, Any], index: int) -> Mapping[str, Any]:
    stated = raw.get("items") if not is_blank(raw.get("items")) else raw.get("item")
    many = stated if isinstance(stated, (list, tuple)) else [stated]
    found = many[index] if index < len(many) else None
    return found if isinstance(found, Mapping) else {}


def _chip(raw: Any, switches: Switches) -> Any:
    """Figures of the chip that a mapping names; None where it names none."""
    text = text_of(raw.get("chip")) if isinstance(raw, Mapping) else None
    if not text or is_blank(text):
        return None
    try:
        return figures(named(str(text))[1], switches)
    except WordError:
        return None


def shown(value: Value, unit: str, declared: Declarations) -> str:
    """A typed value in words; empty where nothing is known."""
    if isinstance(value, Interval):
        found = bounds(value)
        number = _grouped(str(found)) if found.known else ""
        return f"{number} {unit}".strip() if number else ""
    if isinstance(value, Categorical):
        words = [_text(one, declared) for one in sorted(value.possible)]
        return " or ".join({"true": "yes", "false": "no"}.get(word, word) for word in words)
    return ""


def _grouped(text: str) -> str:
    """Thousands set apart.

    >>> _grouped("at least 15832.5")
    'at least 15,832.5'
    """
    return re.sub(r"(?<![\d.])\d{4,}", lambda match: f"{int(match[0]):,}", text)
