"""And, or and not over formulas in which plain True and False fold away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from collections.abc import Iterable


def both(parts: Iterable[Any]) -> Any:
    """All of them.

    >>> both([True, z3.Bool("x"), True])
    x
    """
    kept = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            kept.append(part)
    if not kept:
        return True
    return kept[0] if len(kept) == 1 else z3.And(kept)


def either(parts: Iterable[Any]) -> Any:
    """Any of them.

    >>> either([False, False])
    False
    """
    kept = []
    for part in parts:
        if part is True:
            return True
        if part is not False:
            kept.append(part)
    if not kept:
        return False
    return kept[0] if len(kept) == 1 else z3.Or(kept)


def opposite(part: Any) -> Any:
    """Not.

    >>> opposite(True), opposite(opposite(z3.Bool("x")))
    (False, x)
    """
    if isinstance(part, bool):
        return not part
    return part.arg(0) if z3.is_not(part) else z3.Not(part)


def neither(parts: Iterable[Any]) -> Any:
    """None of them."""
    return both(opposite(part) for part in parts)


def differ(one: Any, other: Any) -> Any:
    """Exactly one of the two.

    >>> differ(True, z3.Bool("x"))
    Not(x)
    """
    if isinstance(one, bool):
        return opposite(other) if one else other
    if isinstance(other, bool):
        return opposite(one) if other else one
    return z3.Xor(one, other)
