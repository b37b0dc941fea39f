"""What differs from stretch to stretch, written once for all stretches in which it is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.sql.text import FALSE, both, chosen, either

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.compiler.sql.law import Stretch

STRETCH = "stretch"


def over_time(texts: Sequence[str]) -> str:
    """One expression for a text per stretch.

    >>> over_time(["a", "a"]), over_time(["FALSE", "a", "b", "a"])
    ('a', 'CASE WHEN (stretch = 1 OR stretch = 3) THEN a WHEN stretch = 2 THEN b ELSE FALSE END')
    """
    places: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        places.setdefault(text, []).append(index)
    if len(places) == 1:
        return texts[0]
    cases = [(during(found), text) for text, found in places.items() if text != FALSE]
    return chosen(cases, FALSE)


def during(indexes: Sequence[int]) -> str:
    """The row's stretch is one of these.

    >>> during([0, 1, 2, 5])
    '((stretch >= 0 AND stretch <= 2) OR stretch = 5)'
    """
    runs: list[list[int]] = []
    for index in indexes:
        if runs and index == runs[-1][1] + 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return either(
        both([f"{STRETCH} >= {low}", f"{STRETCH} <= {high}"]) if low < high else f"{STRETCH} = {low}"
        for low, high in runs
    )


def stretch_of(day: str, stretches: Sequence[Stretch], epoch: int) -> str:
    """The number of the stretch in which a day lies, -1 outside; few comparisons for many stretches.

    >>> from datetime import date
    >>> from lockgate.compiler.sql.law import Stretch
    >>> stretch_of("d", [Stretch(date(1970, 1, 2), date(1970, 1, 3)), Stretch(date(1970, 1, 4), None)], 719163)
    'CASE WHEN d >= 1 THEN CASE WHEN d < 3 THEN 0 ELSE 1 END ELSE -1 END'
    """
    starts = [stretch.first.toordinal() - epoch for stretch in stretches]
    last = stretches[-1].last
    inside = f"{day} >= {starts[0]}"
    if last is not None:
        inside = f"({inside} AND {day} <= {last.toordinal() - epoch})"
    return f"CASE WHEN {inside} THEN {_among(day, starts, 0, len(starts))} ELSE -1 END"


def _among(day: str, starts: list[int], low: int, high: int) -> str:
    if high - low == 1:
        return str(low)
    middle = (low + high) // 2
    return (
        f"CASE WHEN {day} < {starts[middle]} THEN {_among(day, starts, low, middle)}"
        f" ELSE {_among(day, starts, middle, high)} END"
    )
