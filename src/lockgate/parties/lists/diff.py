"""What changed between two states of lists: who appeared, who left, what changed field by field."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from lockgate.parties.model import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = "lockgate.list-diff/1"
_NOT_COMPARED = frozenset({"id", "sha256"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry: what it was and what it is."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry that is in both states and not the same. ``printed`` is false where only our reading of it changed."""

    before: Entry
    after: Entry
    changes: tuple[FieldChange, ...]

    @property
    def printed(self) -> bool:
        """Whether the list itself changed."""
        return self.before.sha256 != self.after.sha256


@dataclass(frozen=True, slots=True)
class Diff:
    """Two states compared; each part in the order of the entries' ids.

    An entry whose id is a hash of its name and whose name was changed shows as one that left and one that appeared.
    """

    appeared: tuple[Entry, ...]
    left: tuple[Entry, ...]
    changed: tuple[Changed, ...]
    same: int

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.appeared or self.left or self.changed)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "schema": SCHEMA,
            "appeared": [one.to_dict() for one in self.appeared],
            "left": [one.to_dict() for one in self.left],
            "changed": [_changed(one) for one in self.changed],
            "same": self.same,
        }


def diff(before: Iterable[Entry], after: Iterable[Entry]) -> Diff:
    """Compare two states by the ids of their entries.

    >>> from lockgate.parties.model import Entry
    >>> found = diff([Entry("a", "sdn", "x", "A")], [Entry("a", "sdn", "x", "A Ltd"), Entry("b", "sdn", "x", "B")])
    >>> [one.id for one in found.appeared], [change.field for change in found.changed[0].changes]
    (['b'], ['title'])
    """
    old = {one.id: one for one in before}
    new = {one.id: one for one in after}
    both = sorted(old.keys() & new.keys())
    changed = [Changed(old[name], new[name], _changes(old[name], new[name])) for name in both if old[name] != new[name]]
    return Diff(
        tuple(new[name] for name in sorted(new.keys() - old.keys())),
        tuple(old[name] for name in sorted(old.keys() - new.keys())),
        tuple(changed),
        len(both) - len(changed),
    )


def apply(before: Iterable[Entry], found: Diff) -> tuple[Entry, ...]:
    """The later state, out of the earlier one and what changed; in the order of ids."""
    state = {one.id: one for one in before}
    for one in found.left:
        del state[one.id]
    state.update({one.after.id: one.after for one in found.changed})
    state.update({one.id: one for one in found.appeared})
    return tuple(state[name] for name in sorted(state))


def _changes(before: Entry, after: Entry) -> tuple[FieldChange, ...]:
    pairs = ((one.name, getattr(before, one.name), getattr(after, one.name)) for one in fields(Entry))
    return tuple(FieldChange(*pair) for pair in pairs if pair[0] not in _NOT_COMPARED and pair[1] != pair[2])


def _changed(one: Changed) -> dict[str, Any]:
    old, new = one.before.to_dict(), one.after.to_dict()
    changes = [{"field": c.field, "before": old.get(c.field), "after": new.get(c.field)} for c in one.changes]
    return {"id": one.after.id, "title": one.after.title, "printed": one.printed, "changes": changes}
