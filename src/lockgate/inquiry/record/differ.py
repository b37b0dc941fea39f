"""What two answers say differently: outcome first, then provisions, then the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST = ("outcome", "at_least", "at_most", "review_policy", "class", "release", "ready", "holds")
_BESIDE = frozenset({"rulebook", "schema", "id", "lines"})
_NAMES = ("id", "provision", "fact", "account")
"""Keys by which the entries of a list are told apart."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: where, what it was, what it is; None where it was not there."""

    where: str
    was: str | None
    now: str | None

    def to_dict(self) -> dict[str, str | None]:
        """As JSON."""
        return asdict(self)


def changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Change, ...]:
    """Everything that two determinations (as JSON) say differently; the stamp of the rulebook is left out.

    >>> one = {"outcome": "authorized", "requirements": [{"id": "a", "status": "holds"}]}
    >>> other = {"outcome": "authorized", "requirements": [{"id": "a", "status": "exempt"}, {"id": "b"}]}
    >>> for change in changes(one, other):
    ...     print(change.where, change.was, change.now)
    requirements a: status holds exempt
    requirements: b None there
    """
    keys = [*_FIRST, *(key for key in dict.fromkeys([*was, *now]) if key not in _FIRST)]
    found: list[Change] = []
    for key in keys:
        if key not in _BESIDE:
            found += _value(key, was.get(key), now.get(key))
    before, after = was.get("lines", ()), now.get("lines", ())
    for number in range(max(len(before), len(after))):
        mine, other = (lines[number] if number < len(lines) else {} for lines in (before, after))
        found += [Change(f"item {number + 1}, {one.where}", one.was, one.now) for one in changes(mine, other)]
    return tuple(found)


def provisions(answer: Mapping[str, Any]) -> dict[str, str]:
    """The provisions that hold in an answer, or whose hold is open, each with its state."""
    found = {one["provision"]: one["truth"] for one in answer.get("proof", ()) if one["truth"] != "false"}
    found |= {one["id"]: one["status"] for one in answer.get("requirements", ())}
    found |= {one["id"]: one["status"] for one in answer.get("authorizations", ()) if one["status"] != "closed"}
    for line in answer.get("lines", ()):
        found |= provisions(line)
    return found


def _value(where: str, was: Any, now: Any) -> Iterator[Change]:
    if was == now:
        return
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys([*was, *now]):
            yield from _value(f"{where}: {key}" if ":" not in where else f"{where}.{key}", was.get(key), now.get(key))
    elif isinstance(was, list) and isinstance(now, list):
        yield from _list(where, was, now)
    else:
        yield Change(where, _shown(was), _shown(now))


def _list(where: str, was: list[Any], now: list[Any]) -> Iterator[Change]:
    mine, other = _named(was), _named(now)
    changed = False
    for name in dict.fromkeys([*mine, *other]):
        if name in mine and name in other:
            inner = list(_value(f"{where} {name}", mine[name], other[name]))
            changed |= bool(inner)
            yield from inner
        else:
            changed = True
            yield Change(f"{where}: {name}", "there" if name in mine else None, "there" if name in other else None)
    if not changed:
        yield Change(where, "in this order", "in another order")


def _named(entries: list[Any]) -> dict[str, Any]:
    """The entries by name; those of one name are numbered."""
    found: dict[str, Any] = {}
    for entry in entries:
        name = next((str(entry[key]) for key in _NAMES if key in entry), "") if isinstance(entry, Mapping) else ""
        name = name or _shown(entry) or "nothing"
        count = 2
        while name in found:
            name = f"{name.rpartition(' #')[0] or name} #{count}"
            count += 1
        found[name] = entry
    return found


def _shown(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
