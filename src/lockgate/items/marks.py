"""A value with its confidence mark; a computed value carries the lowest mark of its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from lockgate.items.conventions import conventions

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Marked(Generic[T]):
    """A value, its mark (A maker, B secondary, C recalled, D estimate, R scaled, None unmarked), and if it is derived.

    >>> Marked(True, "B")
    Marked(value=True, mark='B', derived=False)
    """

    value: T
    mark: str | None = None
    derived: bool = False


def lowest(*marks: str | None) -> str | None:
    """The lowest of the marks; an input without a mark leaves the result without one.

    >>> lowest("A", "C", "B")
    'C'
    >>> lowest("A", None) is None
    True
    """
    order = conventions().marks
    known = [mark for mark in marks if mark is not None]
    if len(known) < len(marks) or not known:
        return None
    return max(known, key=order.index)
