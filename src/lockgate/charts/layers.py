"""Places for the nodes of a graph in layers: whoever points at a node stands above it, lines cross seldom."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SWEEPS = 12
Arrow = tuple[str, str]


def layered(nodes: Sequence[str], arrows: Iterable[Arrow]) -> tuple[list[list[str]], dict[Arrow, list[str]]]:
    """Nodes row by row, the sources on top, and the way of each arrow through the rows.

    Arrows that run over several rows get a place of their own in each row between, so that lines go round the boxes.
    Arrows that close a circle run upwards. The same input gives the same places.

    >>> layered(["a", "b", "c"], [("a", "b"), ("b", "c")])[0]
    [['a'], ['b'], ['c']]
    """
    kept = [arrow for arrow in dict.fromkeys(arrows) if arrow[0] != arrow[1]]
    turned = _closing(nodes, kept)
    down = [(head, tail) if (tail, head) in turned else (tail, head) for tail, head in kept]
    row_of = _rows(nodes, down)
    rows: list[list[str]] = [[] for _ in range(max(row_of.values(), default=-1) + 1)]
    for node in nodes:
        rows[row_of[node]].append(node)
    ways: dict[Arrow, list[str]] = {}
    links: list[Arrow] = []
    for number, (arrow, (top, bottom)) in enumerate(zip(kept, down, strict=True)):
        bends = [f"\0{number}.{row}" for row in range(row_of[top] + 1, row_of[bottom])]
        for offset, bend in enumerate(bends, row_of[top] + 1):
            rows[offset].append(bend)
        way = [top, *bends, bottom]
        links += pairwise(way)
        ways[arrow] = way if arrow == (top, bottom) else way[::-1]
    _order(rows, links)
    return rows, ways


def _closing(nodes: Sequence[str], arrows: Sequence[Arrow]) -> set[Arrow]:
    """Arrows that close a circle when one walks along them from each node in turn."""
    after: dict[str, list[str]] = defaultdict(list)
    for tail, head in arrows:
        after[tail].append(head)
    found: set[Arrow] = set()
    done: set[str] = set()
    for start in nodes:
        if start in done:
            continue
        way, open_ones = [(start, iter(after[start]))], {start}
        while way:
            node, rest = way[-1]
            head = next(rest, "")
            if not head:
                way.pop()
                open_ones.discard(node)
                done.add(node)
            elif head in open_ones:
                found.add((node, head))
            elif head not in done:
                way.append((head, iter(after[head])))
                open_ones.add(head)
    return found


def _rows(nodes: Sequence[str], down: Sequence[Arrow]) -> dict[str, int]:
    """The row of each node, as low as what it points at allows: owners stand right above what they own."""
    below: dict[str, list[str]] = defaultdict(list)
    for top, bottom in down:
        below[top].append(bottom)
    height: dict[str, int] = {}
    for start in nodes:
        waiting = [start]
        while waiting:
            node = waiting[-1]
            missing = [one for one in below[node] if one not in height]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            height[node] = 1 + max((height[one] for one in below[node]), default=-1)
    highest = max(height.values(), default=0)
    return {node: highest - height[node] for node in nodes}


def _order(rows: list[list[str]], links: Sequence[Arrow]) -> None:
    """Order each row by the middle of its neighbours, down and up in turn; the fewest crossings win."""
    above, below = defaultdict(list), defaultdict(list)
    for top, bottom in links:
        above[bottom].append(top)
        below[top].append(bottom)
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    for sweep in range(SWEEPS):
        beside = above if sweep % 2 == 0 else below
        for row in rows if sweep % 2 == 0 else reversed(rows):
            _sort(rows, row, beside)
        crossed = _crossings(rows, below)
        if crossed < fewest:
            best, fewest = [list(row) for row in rows], crossed
    rows[:] = best


def _sort(rows: list[list[str]], row: list[str], beside: Mapping[str, list[str]]) -> None:
    place = {node: index for one in rows for index, node in enumerate(one)}

    def middle(node: str) -> float:
        found = sorted(place[one] for one in beside.get(node, ()))
        if not found:
            return place[node]
        half = len(found) // 2
        return found[half] if len(found) % 2 else (found[half - 1] + found[half]) / 2

    row.sort(key=lambda node: (middle(node), place[node]))


def _crossings(rows: Sequence[Sequence[str]], below: Mapping[str, list[str]]) -> int:
    total = 0
    for row, following in pairwise(rows):
        place = {node: index for index, node in enumerate(following)}
        ends = [place[one] for node in row for one in sorted(below.get(node, ()), key=lambda one: place.get(one, 0))]
        total += sum(first > second for index, first in enumerate(ends) for second in ends[index + 1 :])
    return total
