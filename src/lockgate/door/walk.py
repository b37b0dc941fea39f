"""A raw mapping against a tree of declared facts; everything that is wrong is collected with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lockgate.door import values, words
from lockgate.door.declarations import Fact
from lockgate.door.figures import is_blank, text_of
from lockgate.door.model import Element, Group
from lockgate.door.problems import Problem, WordError, nearest, place_of
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lockgate.door.declarations import Declarations, Tree
    from lockgate.door.model import Categorical, Value

SYNONYMS = {
    "hq": "headquarters",
    "parent": "ultimate_parent",
    "country": "location",
    "address": "location",
    "qty": "quantity",
    "amount": "quantity",
    "eccn": "stated_eccn",
    "date": "as_of",
    "to": "destination",
    "ship_to": "destination",
    "from": "shipped_from",
    "gpu": "chip",
    "product": "chip",
    "model": "chip",
    "density": "performance_density",
    "die_area": "die_area_mm2",
    "use": "end_use",
    "licenses": "licences",
    "license": "licences",
    "licence": "licences",
    "screening": "lists",
    "list": "lists",
    "end_user_headquarters": "headquarters",
    "id": "number",
}
"""Words that people use for a declared key; they make a better hint than the nearest spelling."""


@dataclass(slots=True)
class Walk:
    """The declarations, how figures are counted, and what was found on the way through one transaction."""

    declared: Declarations
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    implied: dict[str, Categorical] = field(default_factory=dict)
    switches: Switches = field(default_factory=Switches)

    def wrong(self, place: str, message: str, hint: str = "") -> None:
        """Note a problem and go on."""
        self.problems.append(Problem(place, message, hint))

    def facts(self, tree: Tree, raw: Mapping[Any, Any], path: str, beside: Iterable[str] = ()) -> dict[str, Value]:
        """The facts of a mapping by full id; keys in ``beside`` are read elsewhere."""
        found: dict[str, Value] = {}
        aside = set(beside)
        here = {name for name in aside if "." not in name}
        for key, child in raw.items():
            inner = f"{path}.{key}" if path else str(key)
            if key in here:
                continue
            node = tree.get(str(key))
            if node is None:
                self.unknown_key(str(key), {*tree, *here}, place_of(inner, key, child, raw))
            elif isinstance(node, Fact):
                self._fact(node, child, inner, found)
            else:
                deeper = {name.partition(".")[2] for name in aside if name.startswith(f"{key}.")}
                found |= self._branch(node, child, inner, deeper)
        return found

    def _fact(self, fact: Fact, raw: Any, path: str, found: dict[str, Value]) -> None:
        before = len(self.problems)
        value = values.collect(fact, raw, self.declared, path, self.problems)
        if value is not None:
            found[fact.id] = value
        if len(self.problems) == before:
            for name, truth in values.implied(raw, fact).items():
                self.implied[name] = truth
                self.notes.append(f"{path}: taken as {name}")

    def _branch(self, tree: Tree, raw: Any, path: str, beside: Iterable[str]) -> dict[str, Value]:
        if is_blank(raw):
            return {}
        if isinstance(raw, Mapping):
            return self.facts(tree, raw, path, beside)
        short = tree.get("headquarters")
        if isinstance(short, Fact) and text_of(raw) is not None:
            return self.facts(tree, {"headquarters": raw}, path, beside)
        known = ", ".join(sorted({*tree, *beside})[:6])
        self.wrong(place_of(path, raw), "keys and values are expected here", f"such as {known}")
        return {}

    def unknown_key(self, key: str, known: set[str], place: str) -> None:
        """A key that nobody declared."""
        meant = SYNONYMS.get(key.casefold())
        hint = f"did you mean {meant}?" if meant in known else nearest(key, known)
        shown = ", ".join(sorted(known)[:40])
        self.wrong(place, f"unknown key '{key}'", hint or f"known here: {shown}")

    def group(self, raw: Any, path: str, one: Callable[[Any, str], Element | None], short: str = "") -> Group | None:
        """A collection: a list, one mapping, ``none``, ``unknown``, or ``{known: [...], complete: no}``."""
        if is_blank(raw):
            return None
        text = text_of(raw)
        if text is not None and words.is_unknown(text):
            return Group((), complete=False)
        if text is not None and text.strip().casefold() in {"none", "[]"}:
            return Group((), complete=True)
        complete = True
        if isinstance(raw, Mapping) and raw and set(raw) <= {"known", "complete"}:
            complete = self._complete(raw, path)
            raw = raw.get("known", [])
            raw = [] if is_blank(raw) else raw
        if not isinstance(raw, (list, tuple)):
            raw, names = [raw], [path]
        else:
            names = [f"{path}[{index}]" for index in range(len(raw))]
        found = (self._element(child, name, one, short) for child, name in zip(raw, names, strict=True))
        return Group(tuple(element for element in found if element is not None), complete)

    def _element(self, raw: Any, path: str, one: Callable[[Any, str], Element | None], short: str) -> Element | None:
        if not isinstance(raw, Mapping) and short and text_of(raw) is not None:
            raw = {short: raw}
        if isinstance(raw, Mapping):
            return one(raw, path)
        self.wrong(place_of(path, raw), "keys and values are expected here", "write key: value, one a line")
        return None

    def _complete(self, raw: Mapping[str, Any], path: str) -> bool:
        try:
            return words.yes_no(text_of(raw.get("complete", "true")) or "") == "true"
        except WordError as error:
            self.wrong(place_of(f"{path}.complete", raw["complete"]), error.message, error.hint or "")
            return False
