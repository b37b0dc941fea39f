"""A visible baseline: facts of an ordinary case, filled in only where nothing was said, and printed."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import Table
from lockgate.door import read
from lockgate.door.figures import is_blank, text_of
from lockgate.door.problems import nearest, place_of
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lockgate.door.declarations import Declarations

OPEN = frozenset({"low", "high", "at_least", "at_most", "one_of", "certain", "possible", "known", "complete"})
"""Keys of a value that is stated, though open: nothing is filled into it."""
Filled = tuple[str, str, str]
"""What was filled: path of the fact, its value, and the baseline that gave it."""


def names(declared: Declarations) -> dict[str, Path]:
    """The baselines of the rulebook and its overlays, by name.

    >>> from lockgate.door.declarations import load
    >>> "ordinary-course" in names(load())
    True
    """
    return _names(declared.folders)


@functools.cache
def _names(folders: tuple[Path, ...]) -> dict[str, Path]:
    return {path.stem: path for folder in folders for path in sorted(folder.glob("cases/*.yaml"))}


@functools.cache
def _named(path: Path) -> Table:
    """A baseline of the rulebook, read once; it is copied wherever it is filled in."""
    return _one(read.load(path), path.stem)


def merge(raw: Mapping[str, Any], declared: Declarations, folder: Path | None = None) -> tuple[Table, list[Filled]]:
    """The mapping with its baselines laid under it, and what they filled.

    Baselines are named by ``base:``: a name of the rulebook, or a file if a folder is given to look in.
    """
    merged = copy(raw)
    filled: list[Filled] = []
    stated = raw.get("base")
    wanted = stated if isinstance(stated, list) else [] if is_blank(stated) else [stated]
    for name in wanted:
        _lay_under(merged, _load(name, declared, folder), f"baseline {name}", filled)
    return merged, filled


def copy(raw: Any) -> Any:
    """Lists and mappings copied, texts kept with their places."""
    if isinstance(raw, dict):
        table = Table({key: copy(value) for key, value in raw.items()})
        table.place = getattr(raw, "place", "")
        return table
    return [copy(one) for one in raw] if isinstance(raw, (list, tuple)) else raw


def _load(name: Any, declared: Declarations, folder: Path | None) -> Table:
    text = text_of(name)
    known = names(declared)
    if text is not None and text in known:
        return _named(known[text])
    looks_like_file = text is not None and text.endswith((".yaml", ".yml", ".json"))
    if folder is not None and looks_like_file and (folder / Path(text or "")).is_file():
        return _one(read.load(folder / Path(text or "")), str(text))
    hint = nearest(text or "", known) or f"known: {', '.join(known) or 'none'}; or a .yaml file"
    raise InputError(f"there is no baseline '{text}'", place=place_of("base", name), hint=hint)


def _one(found: list[Table], name: str) -> Table:
    if len(found) != 1:
        raise InputError("a baseline is one mapping", place=name, hint="write the facts as keys and values")
    return found[0]


def _lay_under(merged: Table, source: Table, why: str, filled: list[Filled]) -> None:
    rest = {key: value for key, value in source.items() if key not in {"parties", "items", "item", "note", "schema"}}
    _fill(merged, rest, "", why, filled)
    _fill_items(merged, source, why, filled)
    parties = source.get("parties")
    if not isinstance(parties, dict):
        return
    target = merged.get("parties")
    target = merged["parties"] = target if isinstance(target, dict) else copy({})
    for role, facts in parties.items():
        if role != "*" and is_blank(target.get(role)):
            target[role] = copy(facts)
            filled.extend((path, value, why) for path, value in _leaves(facts, str(role)))
    for role, party in target.items():
        for path, one in _elements(party, str(role)):
            for facts in (parties.get(role), parties.get("*")):
                if isinstance(facts, dict):
                    _fill(one, facts, path, why, filled)


def _fill_items(merged: Table, source: Table, why: str, filled: list[Filled]) -> None:
    facts = source.get("item", source.get("items"))
    facts = facts.get("*", facts) if isinstance(facts, dict) else None
    if not isinstance(facts, dict):
        return
    for key in ("item", "items"):
        for path, one in _elements(merged.get(key), "items"):
            _fill(one, facts, "items[0]" if path == "items" else path, why, filled)


def _elements(raw: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The mappings that stand for one element each."""
    if isinstance(raw, dict) and "known" in raw:
        raw = raw["known"]
    if isinstance(raw, dict):
        yield path, raw
    if isinstance(raw, list):
        yield from ((f"{path}[{index}]", one) for index, one in enumerate(raw) if isinstance(one, dict))


def _fill(target: dict[str, Any], source: Mapping[str, Any], path: str, why: str, filled: list[Filled]) -> None:
    for key, value in source.items():
        inner = f"{path}.{key}" if path else str(key)
        if is_blank(target.get(key)):
            target[key] = copy(value)
            filled.extend((leaf, text, why) for leaf, text in _leaves(value, inner))
        elif isinstance(value, dict) and isinstance(target[key], dict) and OPEN.isdisjoint(target[key]):
            _fill(target[key], value, inner, why, filled)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        yield path, ", ".join(str(one) for one in value) or "none"
    else:
        yield path, text_of(value) or ""
