"""How good scores are: threshold from one half of the queries, figures from the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.screening_data import Query

Scored = list[tuple[int, float]]
"""Entries by their place on the list, with the score of each."""
ALARMS = 0.02  # share of parties on no list for which something may be raised
STEPS = 400  # thresholds that are tried between 0 and the best score


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a matcher made of a query: the score of the best entry, and of the best right one."""

    query: Query
    best: float
    right: float


@dataclass(frozen=True, slots=True)
class Rates:
    """Figures at a threshold.

    Attributes:
        threshold: The score from which something is raised.
        precision, recall, f1: Of changed names and parties on no list.
        alarms: Share of parties on no list for which something is raised.
        aliases: Recall on real aliases.
    """

    threshold: float
    precision: float
    recall: float
    f1: float
    alarms: float
    aliases: float


def outcomes(ask: Callable[[Query], Scored], queries: Iterable[Query]) -> list[Outcome]:
    """Ask all queries."""
    found = []
    for query in queries:
        scored = ask(query)
        right = max((score for entry, score in scored if entry in query.truth), default=0.0)
        found.append(Outcome(query, max((score for _, score in scored), default=0.0), right))
    return found


def rates(found: Sequence[Outcome], threshold: float) -> Rates:
    """Figures at a threshold."""
    listed = [one.right >= threshold for one in found if one.query.kind == "pos"]
    strangers = [one.best >= threshold for one in found if one.query.kind == "neg"]
    aliases = [one.right >= threshold for one in found if one.query.kind == "alias"]
    hits, alarms = sum(listed), sum(strangers)
    precision = hits / max(hits + alarms, 1)
    recall = hits / max(len(listed), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return Rates(threshold, precision, recall, f1, alarms / max(len(strangers), 1), sum(aliases) / max(len(aliases), 1))


def best_f1(found: Sequence[Outcome]) -> float:
    """The threshold with the best F1."""
    return max(_steps(found), key=lambda threshold: (rates(found, threshold).f1, -threshold))


def at_alarms(found: Sequence[Outcome], alarms: float = ALARMS) -> float:
    """The lowest threshold with so few false alarms."""
    return min(threshold for threshold in _steps(found) if rates(found, threshold).alarms <= alarms)


def _steps(found: Sequence[Outcome]) -> list[float]:
    highest = max(one.best for one in found) * 1.001
    return [highest * step / STEPS for step in range(1, STEPS + 1)]


def by_sort(found: Sequence[Outcome], threshold: float) -> dict[str, tuple[int, float]]:
    """For each sort of change how many there are, and the share raised."""
    counts: dict[str, list[bool]] = defaultdict(list)
    for one in found:
        counts[one.query.sort].append((one.best if one.query.kind == "neg" else one.right) >= threshold)
    return {sort: (len(raised), sum(raised) / len(raised)) for sort, raised in sorted(counts.items())}
