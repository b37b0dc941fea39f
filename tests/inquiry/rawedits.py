"""Raw transactions with single facts written otherwise, as a user would edit the file."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.inquiry.reasons.records import RepairChange


def written(raw: Mapping[str, Any], change: RepairChange) -> dict[str, Any] | None:
    """The file with one change made: the first of its words, or the number at its bound; None for what is no key."""
    text = word_of(change)
    if text is None or "[" in change.path or change.path.startswith("licences"):
        return None
    found: dict[str, Any] = copy.deepcopy(dict(raw))
    first, *rest = change.path.split(".")
    if first == "item":
        room = found["items"][0] if "items" in found else found.setdefault("item", {})
    elif rest and first in found.get("parties", {}):
        room = found["parties"][first]
        if not isinstance(room, dict):
            return None
    else:
        room, rest = found, [first, *rest]
    for name in rest[:-1]:
        room = room.setdefault(name, {})
        if not isinstance(room, dict):
            return None
    room[rest[-1]] = text
    return found


def word_of(change: RepairChange) -> Any:
    """What is written; None where a group would have to be said to be complete."""
    if change.values:
        return {"true": "yes", "false": "no"}.get(change.values[0], change.values[0])
    return change.at_least or change.at_most or None
