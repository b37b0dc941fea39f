"""Where a fact stands in a transaction as it is written: reading it there, and writing it.

The engine names facts as answers do (`consignee.headquarters`, `items[0].circuits[0].tpp`); the file may say the
same in several shapes: `item` or `items`, one mapping or a list, `ultimate_parent: CN`, a role that names another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import Table
from lockgate.door import words
from lockgate.door.base import copy
from lockgate.door.figures import is_blank, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.door.declarations import Declarations, Fact

_STEP = re.compile(r"([^.\[]+)(?:\[(\d+)\])?\.?")
_SHORT = {"ultimate_parent": "headquarters", "owners": "list", "licences": "number"}
"""What one word stands for where keys and values could stand."""
Step = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Places:
    """Finds the facts of transactions under some declarations."""

    declared: Declarations

    def full(self, path: str, index: int = 0) -> str:
        """The path from the top of the file: an item by its number, a collection by the key that holds it.

        >>> from lockgate.door.declarations import load
        >>> Places(load()).full("item.kind"), Places(load()).full("circuits", 1), Places(load()).full("sites")
        ('items[0].kind', 'items[1].circuits', 'holder.installed')
        """
        head, _, rest = path.partition(".")
        if head == "item":
            return f"items[{index}].{rest}"
        if path in self.declared.collections:
            one = self.declared.collections[path]
            return {"circuit": f"items[{index}].circuits", "site": "holder.installed"}.get(
                one.element, _role(one, path)
            )
        return path

    def fact(self, path: str) -> Fact | None:
        """The declaration of a fact by its full path; None for a collection.

        >>> from lockgate.door.declarations import load
        >>> Places(load()).fact("consignee.owners[1].share").id
        'owner.share'
        """
        steps = _steps(path)
        element, rest = self._element(steps)
        name = ".".join(key for key, _ in rest)
        return self.declared.facts.get(f"{element}.{name}" if element else name)

    def _element(self, steps: list[Step]) -> tuple[str, list[Step]]:
        """The kind of element that a path ends in, and the rest of the path."""
        names = [key for key, _ in steps]
        for key, element in (("circuits", "circuit"), ("owners", "owner"), ("installed", "site")):
            if key in names[:-1]:
                return element, steps[names.index(key) + 1 :]
        heads = {"items": "item", "licences": "licence", **dict.fromkeys(self.declared.roles, "party")}
        element = heads.get(names[0], "") if len(steps) > 1 else ""
        return element, steps[1:] if element else steps

    def read(self, raw: Mapping[str, Any], path: str) -> Any:
        """What stands there, or None."""
        found: Any = raw
        steps = self._written(raw, _steps(path))
        for number, (key, index) in enumerate(steps):
            if not isinstance(found, Mapping):
                short = _SHORT.get(steps[number - 1][0]) if number else None
                return found if key == short else None
            found = found.get(key)
            if number < len(steps) - 1:
                found = _pick(found, index)
        return _pick(found, steps[-1][1]) if path.endswith("]") else found

    def written(self, raw: Mapping[str, Any], path: str, value: Any) -> Table:
        """A copy of the transaction with a value at that place."""
        changed: Table = copy(raw)
        here: Any = changed
        *above, (last, _) = self._written(raw, _steps(path))
        for key, index in above:
            here = _inside(here, key, index)
        here[last] = value
        return changed

    def _written(self, raw: Mapping[str, Any], steps: list[Step]) -> list[Step]:
        """The steps as this file has them."""
        (head, index), *rest = steps
        if head in self.declared.roles:
            return [("parties", 0), (self._role(raw, head), index), *rest]
        if head != "items":
            return steps
        key = "items" if is_blank(raw.get("item")) else "item"
        row = _pick(raw.get(key), index)
        if len(rest) > 1 and rest[0][0] == "circuits" and not lists_circuits(row):
            rest = [("circuits", 0)] if rest[1][0] == "count" else rest[1:]
        return [(key, index), *rest]

    def _role(self, raw: Mapping[str, Any], role: str) -> str:
        """The key under which a role stands: its own, that of its collection, or the role that it names."""
        parties = raw.get("parties")
        if not isinstance(parties, Mapping):
            return role
        keys = [role, *(one.id for one in self.declared.collections.values() if one.roles == (role,))]
        key = next((key for key in keys if not is_blank(parties.get(key))), role)
        named = text_of(parties.get(key)) or ""
        return named if named in self.declared.roles and not is_blank(parties.get(named)) else key


def is_said_unknown(raw: Any) -> bool:
    """Whether somebody wrote that it is not known.

    >>> is_said_unknown("unknown"), is_said_unknown(["unknown"]), is_said_unknown("none"), is_said_unknown(None)
    (True, True, False, False)
    """
    if isinstance(raw, (list, tuple)) and len(raw) == 1:
        raw = raw[0]
    text = text_of(raw)
    return text is not None and words.is_unknown(text)


def without_unknown(raw: Any) -> Any:
    """A transaction without the places where `unknown` stands, so that they are asked for again.

    >>> without_unknown({"destination": "unknown", "items": [{"chip": "?", "quantity": "8"}]})
    {'items': [{'quantity': '8'}]}
    """
    if isinstance(raw, Mapping):
        return Table({key: without_unknown(value) for key, value in raw.items() if not is_said_unknown(value)})
    return [without_unknown(one) for one in raw] if isinstance(raw, (list, tuple)) else raw


def stated(raw: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """What a transaction says, fact by fact, as people read it.

    >>> list(stated({"parties": {"consignee": {"lists": []}}, "items": [{"chip": "nvidia-h20-96gb"}]}))
    [('consignee.lists', 'none'), ('items[0].chip', 'nvidia-h20-96gb')]
    """
    for key, value in raw.items():
        inner = f"{path}.{key}" if path else str(key)
        yield from _leaf(value, inner.removeprefix("parties."))


def _leaf(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from stated(value, path)
    elif isinstance(value, (list, tuple)) and any(isinstance(one, Mapping) for one in value):
        for index, one in enumerate(value):
            yield from _leaf(one, f"{path}[{index}]")
    elif isinstance(value, (list, tuple)):
        yield path, ", ".join(map(str, value)) or "none"
    elif not is_blank(value):
        yield path, str(text_of(value))


def _role(one: Any, path: str) -> str:
    return str(one.roles[0]) if one.roles else path


def _steps(path: str) -> list[Step]:
    return [(key, int(index or 0)) for key, index in _STEP.findall(path)]


def lists_circuits(row: Any) -> bool:
    """Whether an item has its circuits as a list, so that figures stand there and not on the item."""
    stated = row.get("circuits") if isinstance(row, Mapping) else None
    return isinstance(stated, (list, tuple)) or (isinstance(stated, Mapping) and not {"low", "high"} & set(stated))


def _pick(found: Any, index: int) -> Any:
    """One element of what may be a list, a single mapping, or a list of which more may exist."""
    if isinstance(found, Mapping) and "known" in found:
        found = found["known"]
    if isinstance(found, (list, tuple)):
        return found[index] if index < len(found) else None
    return found


def _inside(here: Any, key: str, index: int) -> Any:
    """The mapping below a key, made where it is not there yet or says it all in one word."""
    child = here.get(key)
    if isinstance(child, Mapping) and "known" in child:
        here, key, child = child, "known", child["known"]
    if isinstance(child, list) and index < len(child):
        if not isinstance(child[index], Mapping):
            child[index] = _opened(key, child[index])
        return child[index]
    if not isinstance(child, Mapping):
        made = _opened(key, child)
        here[key] = [made] if key in {"items", "owners", "licences"} else made
        return made
    return child


def _opened(key: str, stated: Any) -> Table:
    """Keys and values in place of nothing, or of one word."""
    made = Table()
    short = _SHORT.get(key)
    text = text_of(stated)
    if short and text and not is_blank(text) and not words.is_unknown(text):
        made[short] = stated
    return made
