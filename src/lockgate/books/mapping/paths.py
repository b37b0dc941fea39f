"""The places in a transaction that a column may mean, and the facts behind them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lockgate.door import headers
from lockgate.door.declarations import Fact, fold
from lockgate.door.declarations import load as load_declared
from lockgate.door.elements import AREA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.door.declarations import Declarations, Tree

IGNORED = frozenset({"", "ignore", "ignored", "-", "none"})
"""Paths of columns that are left out."""
TEXTS = frozenset({"id", "line", "note", "label", "schema", "base", "item.label", "item.chip", "item.circuits"})
"""Places that are no facts of their own."""


@lru_cache(maxsize=8)
def _known(folders: tuple[object, ...]) -> Mapping[str, str]:
    return _all(load_declared(*folders))


def known(declared: Declarations) -> Mapping[str, str]:
    """Folded words of columns and the one name of the place that each means.

    >>> found = known(load_declared())
    >>> found["consignee parent"], found["owners"], found["item circuits"]
    ('parties.consignee.ultimate_parent.headquarters', 'parties.consignee.owners', 'item.circuits')
    """
    return _known(declared.folders)


def _all(declared: Declarations) -> dict[str, str]:
    found = {word: canonical(path, declared) for word, path in headers.paths(declared).items()}
    more = ["licences", "item.circuits", "holder.installed"]
    for role in declared.roles:
        more += [f"parties.{role}", f"parties.{role}.owners"]
    for path in more:
        found.setdefault(fold(path), path)
        found.setdefault(fold(headers.shown(path)), path)
    found.setdefault("owners", "parties.consignee.owners")
    return found


def canonical(path: str, declared: Declarations) -> str:
    """The place itself: a block that stands for its headquarters is written out.

    >>> canonical("parties.consignee.ultimate_parent", load_declared())
    'parties.consignee.ultimate_parent.headquarters'
    """
    node: Tree | Fact = declared.trees["party"] if path.startswith("parties.") else declared.trees[""]
    parts = path.split(".")[2:] if path.startswith("parties.") else path.split(".")
    for part in parts:
        if not isinstance(node, dict) or part not in node:
            return path
        node = node[part]
    return f"{path}.headquarters" if parts and isinstance(node, dict) and "headquarters" in node else path


def path_of(text: str, declared: Declarations) -> str | None:
    """The place that a user means by a path or a word for it; '' if the column is left out, None if there is none.

    >>> path_of("consignee.headquarters", load_declared()), path_of("ignore", load_declared())
    ('parties.consignee.headquarters', '')
    """
    plain = text.strip()
    if plain.casefold() in IGNORED:
        return ""
    found = known(declared).get(fold(plain))
    if found is None and plain.startswith("flags.") and plain.removeprefix("flags.") in declared.flags:
        return plain
    return found


def near(text: str, declared: Declarations) -> str:
    """The nearest places.

    >>> near("destinaton", load_declared())
    'did you mean destination or destination_region?'
    """
    return headers.near(text, known(declared)).replace("no known column is near it", "see docs/transaction.md")


def fact_of(path: str, declared: Declarations) -> Fact | None:
    """The fact at a place, or nothing for labels, chips and collections.

    >>> fact_of("parties.consignee.headquarters", load_declared()).type
    'country'
    """
    if path in {"item.circuits", "item.die_area_mm2"}:
        return declared.facts["circuit.count"] if path == "item.circuits" else AREA
    parts = path.split(".")
    if parts[0] == "parties" and len(parts) > 2:
        return declared.facts.get(".".join(["party", *parts[2:]]))
    if parts[0] == "item" and len(parts) > 1:
        rest = ".".join(parts[1:])
        return declared.facts.get(f"item.{rest}") or declared.facts.get(f"circuit.{rest}")
    return declared.facts.get(path)
