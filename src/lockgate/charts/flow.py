"""Flows from one state to another: two columns of blocks, and bands between them as thick as what moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lockgate.charts.sheet import SMALL, TEXT, WIDE, begun, count, ended, swatch
from lockgate.charts.svg import INK, PAPER, QUIET, add, number, width, write
from lockgate.charts.tones import TONES, box, edge, hatched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree import ElementTree as ET

_NAMES: Final = 200.0
_BLOCK: Final = 30.0
_HIGH: Final = 330.0
_GAP: Final = 22.0
_LEAST: Final = 5.0
"""The thinnest band."""
_ALONG: Final = (0.3, 0.25, 0.35, 0.2, 0.7, 0.75, 0.65, 0.8, 0.4, 0.6, 0.5, 0.14, 0.86, 0.1, 0.9)
"""Where on its way a band may carry its number."""
_CLEAR: Final = 22.0
_CORNERS: Final = 32
"""Corners of a band for its hatch."""
_NODE: Final = 34.0
"""Height that a block takes at least, for its words."""


@dataclass(frozen=True, slots=True)
class State:
    """A block on either side: its id, its words and its tone."""

    id: str
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Flow:
    """So many lines go from one state to another."""

    before: str
    after: str
    value: int


@dataclass(slots=True)
class _Block:
    state: State
    total: int
    y: float
    high: float
    next: float = 0.0


def draw(  # noqa: PLR0913 - a drawing and its words
    states: Sequence[State],
    flows: Sequence[Flow],
    *,
    heads: tuple[str, str],
    title: str,
    description: str,
    prefix: str,
) -> str:
    """Bands from the left column to the right one; what stays where it is is pale, what moves has the hatch of its end.

    >>> states = [State("a", "may go", "free"), State("b", "may not", "closed")]
    >>> text = draw(states, [Flow("a", "b", 7)], heads=("1 May", "2 May"), title="T", description="D", prefix="p")
    >>> text[:4], text.count("7 lines")
    ('<svg', 3)
    """
    shown = [flow for flow in flows if flow.value > 0]
    root = begun(title, description, prefix)
    top = _heads(root, heads)
    total = sum(flow.value for flow in shown) or 1
    scale = _HIGH / total
    thick = {(flow.before, flow.after): max(flow.value * scale, _LEAST) for flow in shown}
    left = _stacked(states, shown, thick, top, side=0)
    right = _stacked(states, shown, thick, top, side=1)
    bands = _bands(states, shown, thick, left, right)
    for flow, ends in sorted(bands, key=lambda one: (one[0].before != one[0].after, -one[0].value)):
        _band(root, flow, ends, states)
    _band_words(root, [band for band in bands if band[0].before != band[0].after])
    for block in left.values():
        _block(root, block, _NAMES, side=0)
    for block in right.values():
        _block(root, block, WIDE - _NAMES - _BLOCK, side=1)
    low = max((block.y + max(block.high, _NODE) for block in (*left.values(), *right.values())), default=top + 20)
    return ended(root, low + 8.0)


def _heads(root: ET.Element, heads: tuple[str, str]) -> float:
    add(
        root,
        "text",
        heads[0],
        x=_NAMES + _BLOCK,
        y=18,
        font_size=TEXT + 1,
        font_weight="bold",
        text_anchor="end",
        fill=INK,
    )
    add(root, "text", heads[1], x=WIDE - _NAMES - _BLOCK, y=18, font_size=TEXT + 1, font_weight="bold", fill=INK)
    middle = WIDE / 2
    swatch(root, "same", middle - 96, 18)
    add(root, "text", "the same outcome before and after", x=middle - 66, y=18, font_size=SMALL, fill=QUIET)
    return 40.0


def _stacked(
    states: Sequence[State], flows: Sequence[Flow], thick: Mapping[tuple[str, str], float], top: float, *, side: int
) -> dict[str, _Block]:
    found: dict[str, _Block] = {}
    y = top
    for state in states:
        mine = [flow for flow in flows if (flow.before, flow.after)[side] == state.id]
        if not mine:
            continue
        high = sum(thick[flow.before, flow.after] for flow in mine)
        found[state.id] = _Block(state, sum(flow.value for flow in mine), y, high, y)
        y += max(high, _NODE) + _GAP
    return found


_Ends = tuple[float, float, float]
"""Where a band begins and ends, and how thick it is."""


def _bands(
    states: Sequence[State],
    flows: Sequence[Flow],
    thick: Mapping[tuple[str, str], float],
    left: Mapping[str, _Block],
    right: Mapping[str, _Block],
) -> list[tuple[Flow, _Ends]]:
    """Bands leave and arrive in the order of the states, so that they cross as little as they can."""
    order = {state.id: at for at, state in enumerate(states)}
    starts, stops = {}, {}
    for flow in sorted(flows, key=lambda one: (order[one.before], order[one.after])):
        block = left[flow.before]
        starts[flow] = block.next
        block.next += thick[flow.before, flow.after]
    for flow in sorted(flows, key=lambda one: (order[one.after], order[one.before])):
        block = right[flow.after]
        stops[flow] = block.next
        block.next += thick[flow.before, flow.after]
    return [(flow, (starts[flow], stops[flow], thick[flow.before, flow.after])) for flow in flows]


def _band(root: ET.Element, flow: Flow, ends: _Ends, states: Sequence[State]) -> None:
    start, stop, high = ends
    x1, x2 = _NAMES + _BLOCK, WIDE - _NAMES - _BLOCK
    middle = (x1 + x2) / 2
    named = {state.id: state for state in states}
    same = flow.before == flow.after
    tone = "same" if same else named[flow.after].tone
    n = number
    path = (
        f"M{n(x1)} {n(start)}C{n(middle)} {n(start)} {n(middle)} {n(stop)} {n(x2)} {n(stop)}"
        f"V{n(stop + high)}C{n(middle)} {n(stop + high)} {n(middle)} {n(start + high)} {n(x1)} {n(start + high)}Z"
    )
    group = add(root, "g")
    add(group, "title", f"{named[flow.before].label} to {named[flow.after].label}: {count(flow.value)} lines")
    look: dict[str, str | float] = {"stroke": "none" if same else edge(tone), "stroke_width": 1.3}
    add(group, "path", "", d=path, fill=TONES[tone].ground, fill_opacity="0.85", **look)
    upper = [_on(start, stop, at / _CORNERS) for at in range(_CORNERS + 1)]
    hatched(group, tone, [[*upper, *((x, y + high) for x, y in reversed(upper))]])


def _band_words(root: ET.Element, bands: Sequence[tuple[Flow, _Ends]]) -> None:
    """The number on each band that moves, the largest first, where other bands and numbers are farthest."""
    used: list[tuple[float, float, float, float]] = []
    for flow, ends in sorted(bands, key=lambda one: -one[0].value):
        text = count(flow.value)
        wide = width(text, TEXT) + 8.0
        others = [other for _, other in bands if other != ends]
        for along in sorted(_ALONG, key=lambda at: (-_free(ends, others, at), abs(at - 0.3))):
            x, y = _on(ends[0], ends[1], along)
            y += ends[2] / 2
            box = (x - wide / 2, y - 9.0, x + wide / 2, y + 9.0)
            if all(box[0] > b[2] or box[2] < b[0] or box[1] > b[3] or box[3] < b[1] for b in used):
                used.append(box)
                add(
                    root,
                    "rect",
                    x=box[0],
                    y=box[1],
                    width=wide,
                    height=18,
                    rx=4,
                    fill=PAPER,
                    stroke=QUIET,
                    stroke_width=0.8,
                )
                add(
                    root,
                    "text",
                    text,
                    x=x,
                    y=y + 4.5,
                    font_size=TEXT,
                    font_weight="bold",
                    text_anchor="middle",
                    fill=INK,
                )
                break


def _free(ends: _Ends, others: Sequence[_Ends], along: float) -> float:
    """How far the nearest other band is from the middle of this one, up to what a number needs."""
    middle = _on(ends[0], ends[1], along)[1] + ends[2] / 2
    gaps = (abs(_on(one[0], one[1], along)[1] + one[2] / 2 - middle) - one[2] / 2 for one in others)
    return round(min(min(gaps, default=_CLEAR), _CLEAR))


def _on(start: float, stop: float, along: float) -> tuple[float, float]:
    """A point on the upper edge of a band."""
    x1, x2 = _NAMES + _BLOCK, WIDE - _NAMES - _BLOCK
    middle = (x1 + x2) / 2
    back = 1 - along
    weights = (back**3, 3 * back * back * along, 3 * back * along * along, along**3)
    x = sum(w * p for w, p in zip(weights, (x1, middle, middle, x2), strict=True))
    y = sum(w * p for w, p in zip(weights, (start, start, stop, stop), strict=True))
    return x, y


def _block(root: ET.Element, block: _Block, x: float, *, side: int) -> None:
    tone = block.state.tone
    group = add(root, "g")
    box(group, tone, (x, block.y, _BLOCK, block.high), 1.5)
    at = x - 10 if side == 0 else x + _BLOCK + 10
    anchor = "end" if side == 0 else "start"
    middle = block.y + max(block.high / 2, _NODE / 2 - 6)
    write(group, block.state.label, at, middle, font_size=TEXT, font_weight="bold", text_anchor=anchor, fill=INK)
    plural = "line" if block.total == 1 else "lines"
    write(group, f"{count(block.total)} {plural}", at, middle + 16, font_size=SMALL, text_anchor=anchor, fill=INK)
