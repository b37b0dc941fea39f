"""A graph of owners as an SVG drawing: ultimate owners on top, the party at the bottom, the path that decides in bold.

Status is told by words, shape and line as well as by colour. The same input gives the same text.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from lockgate.charts.layers import layered

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE, HIGH, GAP, ROW, EDGE = 178.0, 64.0, 26.0, 132.0, 28.0
_BEND = 26.0
_FONT: Final = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_INK, _QUIET, _PAPER, _THIN = "#1b1f24", "#57606a", "#ffffff", "#8c959f"
Style = dict[str, str | float]
_NARROW, _BROAD = frozenset("iljtfrI.,;:'|!()[]- 1"), frozenset("mwMWQ@%")


@dataclass(frozen=True, slots=True)
class Tone:
    """How a status looks: ground, line, width of the line, dashes, and cut corners."""

    ground: str
    line: str
    width: float
    dash: str = ""
    cut: float = 0
    double: bool = False


TONES: Final[dict[str, Tone]] = {
    "listed": Tone("#f9dfdb", "#ad3b2d", 2.4, cut=13),
    "captured": Tone("#fbeec4", "#8a6410", 1.6, double=True),
    "possible": Tone("#eee6f6", "#75509a", 1.6, dash="6 4"),
    "free": Tone("#ffffff", "#57606a", 1.1),
    "outside": Tone("#ffffff", "#75509a", 1.2, dash="2 4"),
}
"""Listed: cut corners and a thick line. Captured: a double line. Possible: dashes. Outside the graph: dots."""
KEY: Final = (
    ("listed", "listed"),
    ("captured", "captured"),
    ("possible", "open"),
    ("free", "free"),
    ("outside", "not in the graph"),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A box: its name, what stands below the name, and its tone (see `TONES`)."""

    id: str
    name: str
    note: str
    tone: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line from an owner to what it owns, with its share; ``decides`` makes it bold, ``open`` dashed."""

    owner: str
    owned: str
    share: str
    decides: bool = False
    open: bool = False


_FOOT = 15
"""From one line of the foot to the next."""


def draw(nodes: Sequence[Node], lines: Sequence[Line], *, title: str, description: str, foot: str = "") -> str:
    """The drawing as SVG text.

    >>> "<title" in draw([Node("a", "Alder", "free", "free")], [], title="Owners of Alder", description="Nobody else.")
    True
    """
    rows, ways = layered([node.id for node in nodes], [(line.owner, line.owned) for line in lines])
    xs, width = _columns(rows, ways)
    width = max(width, 620.0)
    ys = {name: EDGE + 58 + ROW * index for index, row in enumerate(rows) for name in row}
    feet = _wrapped(foot, 11, width - 2 * EDGE) if foot else []  # whole: a calendar must not lose its last word
    high = EDGE + 58 + ROW * (len(rows) - 1) + HIGH + 80
    height = high + _FOOT * max(len(feet) - 1, 0)
    root = ET.Element("svg", _head(width, height))
    for tag, text in (("title", title), ("desc", description)):
        ET.SubElement(root, tag, {"id": f"owners-{tag}"}).text = _clean(text)
    _defs(root)
    _add(root, "rect", width=width, height=height, fill=_PAPER)
    for index, one in enumerate(_wrapped(title, 17, width - 2 * EDGE)[:1]):
        _text(root, one, EDGE, EDGE + 6 + 20 * index, 17, weight="bold")
    for line in sorted(lines, key=lambda one: one.decides):
        _way(root, line, ways.get((line.owner, line.owned), []), xs, ys)
    for node in nodes:
        _box(root, node, xs[node.id], ys[node.id])
    for line in sorted(lines, key=lambda one: one.decides):
        _share(root, line, ways.get((line.owner, line.owned), []), xs, ys)
    _legend(root, high - 38, feet)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


# ---- places


def _columns(rows: list[list[str]], ways: dict[tuple[str, str], list[str]]) -> tuple[dict[str, float], float]:
    """The middle of each box and bend: pulled to its neighbours, and never nearer to the next than it fits."""
    beside: dict[str, list[str]] = {}
    for way in ways.values():
        for first, second in pairwise(way):
            beside.setdefault(first, []).append(second)
            beside.setdefault(second, []).append(first)
    xs: dict[str, float] = {}
    for row in rows:
        at = 0.0
        for name in row:
            xs[name] = at + _room(name) / 2
            at += _room(name) + GAP
    widest = max((xs[row[-1]] + _room(row[-1]) / 2 for row in rows if row), default=0.0)
    for row in rows:
        shift = (widest - (xs[row[-1]] + _room(row[-1]) / 2)) / 2
        for name in row:
            xs[name] += shift
    for turn in range(14):
        for row in rows if turn % 2 else reversed(rows):
            _settle(row, xs, beside)
    left = min((xs[name] - _room(name) / 2 for name in xs), default=0.0)
    right = max((xs[name] + _room(name) / 2 for name in xs), default=0.0)
    wide = right - left + 2 * EDGE
    shift = EDGE - left + max(0.0, 620.0 - wide) / 2
    return {name: x + shift for name, x in xs.items()}, wide


def _room(name: str) -> float:
    return _BEND if name.startswith("\0") else WIDE


def _settle(row: list[str], xs: dict[str, float], beside: dict[str, list[str]]) -> None:
    """Each place to the mean of its neighbours; those that would overlap are moved together, as one block."""
    blocks: list[tuple[list[str], float]] = []
    for name in row:
        near = beside.get(name, ())
        wish = sum(xs[one] for one in near) / len(near) if near else xs[name]
        blocks.append(([name], wish))
        while len(blocks) > 1 and _end(blocks[-2]) + GAP > _start(blocks[-1]):
            (second, wish_two), (first, wish_one) = blocks.pop(), blocks.pop()
            middle = (wish_one * len(first) + (wish_two - _offset(first, second)) * len(second)) / (
                len(first) + len(second)
            )
            blocks.append((first + second, middle))
    for names, start in blocks:
        xs[names[0]] = start
        for before, name in pairwise(names):
            xs[name] = xs[before] + (_room(before) + _room(name)) / 2 + GAP


def _offset(first: list[str], second: list[str]) -> float:
    """From the middle of the first place of one block to the middle of the first place of the next."""
    names = [*first, second[0]]
    return sum((_room(one) + _room(two)) / 2 + GAP for one, two in pairwise(names))


def _wide(names: list[str]) -> float:
    return sum(_room(name) for name in names) + GAP * (len(names) - 1)


def _start(block: tuple[list[str], float]) -> float:
    return block[1] - _room(block[0][0]) / 2


def _end(block: tuple[list[str], float]) -> float:
    return _start(block) + _wide(block[0])


# ---- marks


def _head(width: float, height: float) -> dict[str, str]:
    return {
        "xmlns": "http://www.w3.org/2000/svg",
        "width": _number(width),
        "height": _number(height),
        "viewBox": f"0 0 {_number(width)} {_number(height)}",
        "role": "img",
        "aria-labelledby": "owners-title owners-desc",
        "font-family": _FONT,
    }


def _defs(root: ET.Element) -> None:
    defs = _add(root, "defs")
    for name, colour, size in (("thin", _THIN, 7), ("bold", _INK, 5)):
        marker = _add(
            defs,
            "marker",
            id=f"owners-{name}",
            viewBox="0 0 10 10",
            refX=9,
            refY=5,
            markerWidth=size,
            markerHeight=size,
            orient="auto",
        )
        _add(marker, "path", d="M0 0L10 5L0 10z", fill=colour)


def _points(way: list[str], xs: dict[str, float], ys: dict[str, float]) -> list[tuple[float, float]]:
    """Where a line leaves its owner, bends and arrives; a line that closes a circle leaves from the side."""
    first, last = way[0], way[-1]
    if ys[first] < ys[last]:
        inner = [(xs[bend], ys[bend] + HIGH / 2) for bend in way[1:-1]]
        return [(xs[first], ys[first] + HIGH), *inner, (xs[last], ys[last] - 3)]
    inner = [(xs[bend], ys[bend] + HIGH / 2) for bend in way[1:-1]]
    side = WIDE / 2
    return [(xs[first] + side - 20, ys[first]), *inner, (xs[last] + side - 20, ys[last] + HIGH + 3)]


def _way(root: ET.Element, line: Line, way: list[str], xs: dict[str, float], ys: dict[str, float]) -> None:
    if not way:
        return
    points = _points(way, xs, ys)
    path = f"M{_number(points[0][0])} {_number(points[0][1])}"
    for (x1, y1), (x2, y2) in pairwise(points):
        half = (y2 - y1) / 2
        path += "C" + " ".join(_number(one) for one in (x1, y1 + half, x2, y2 - half, x2, y2))
    style: Style = {"stroke": _INK if line.decides else _THIN, "stroke_width": 2.8 if line.decides else 1.2}
    dash: Style = {"stroke_dasharray": "6 4"} if line.open else {}
    end = f"url(#owners-{'bold' if line.decides else 'thin'})"
    _add(root, "path", d=path, fill="none", marker_end=end, **style, **dash)


def _share(root: ET.Element, line: Line, way: list[str], xs: dict[str, float], ys: dict[str, float]) -> None:
    """The share, near the owner, where its lines are still apart."""
    if not way:
        return
    (x1, y1), (x2, y2) = _points(way, xs, ys)[:2]
    part = 0.42 if len(way) == 2 else 0.55
    x, y = _on_curve(x1, x2, part), y1 + (y2 - y1) * part
    size = 12.5 if line.decides else 11.5
    wide = _width(line.share, size) + 8
    _add(
        root, "rect", x=x - wide / 2, y=y - size + 1, width=wide, height=size + 5, rx=3, fill=_PAPER, fill_opacity=0.92
    )
    weight = "bold" if line.decides else "normal"
    _text(root, line.share, x, y + 2, size, weight=weight, anchor="middle", fill=_INK if line.decides else _QUIET)


def _on_curve(x1: float, x2: float, part: float) -> float:
    return x1 + (x2 - x1) * (3 * part**2 - 2 * part**3)


def _box(root: ET.Element, node: Node, x: float, y: float) -> None:
    tone = TONES[node.tone]
    group = _add(root, "g")
    ET.SubElement(group, "title").text = _clean(f"{node.name}: {node.told or node.note}")
    _shape(group, tone, (x - WIDE / 2, y, WIDE, HIGH))
    names = _wrapped(node.name, 13, WIDE - 22)
    names = names if len(names) <= 2 else [names[0], _cut(" ".join(names[1:]), 13, WIDE - 22)]
    top = y + (20 if len(names) == 2 else 27)
    for index, one in enumerate(names):
        _text(group, _cut(one, 13, WIDE - 16), x, top + 15.5 * index, 13, weight="bold", anchor="middle")
    note = _cut(node.note, 11, WIDE - 16)
    _text(group, note, x, y + HIGH - 12, 11, anchor="middle", fill=_INK if node.tone != "free" else _QUIET)


def _shape(parent: ET.Element, tone: Tone, box: tuple[float, float, float, float]) -> None:
    x, y, wide, high = box
    style: Style = {"fill": tone.ground, "stroke": tone.line, "stroke_width": tone.width}
    dash: Style = {"stroke_dasharray": tone.dash} if tone.dash else {}
    if tone.cut:
        cut = min(tone.cut, high / 3)
        corners = [(x + cut, y), (x + wide - cut, y), (x + wide, y + cut), (x + wide, y + high - cut)]
        corners += [(x + wide - cut, y + high), (x + cut, y + high), (x, y + high - cut), (x, y + cut)]
        path = "M" + "L".join(f"{_number(one)} {_number(two)}" for one, two in corners) + "z"
        _add(parent, "path", d=path, **style, **dash)
        return
    _add(parent, "rect", x=x, y=y, width=wide, height=high, rx=min(7.0, high / 3), **style, **dash)
    if tone.double:
        inset = 3.5 if high > 30 else 2.5
        inner: Style = {"fill": "none", "stroke": tone.line, "stroke_width": 0.9}
        _add(parent, "rect", x=x + inset, y=y + inset, width=wide - 2 * inset, height=high - 2 * inset, rx=4, **inner)


def _legend(root: ET.Element, y: float, feet: Sequence[str]) -> None:
    x = EDGE
    for tone, word in KEY:
        _shape(root, TONES[tone], (x, y - 11, 24, 15))
        _text(root, word, x + 30, y, 11, fill=_QUIET)
        x += 30 + _width(word, 11) + 20
    _add(root, "path", d=f"M{_number(x)} {_number(y - 4)}h26", stroke=_INK, stroke_width=2.8, fill="none")
    _text(root, "decides", x + 32, y, 11, fill=_QUIET)
    for index, one in enumerate(feet):
        _text(root, one, EDGE, y + 20 + _FOOT * index, 11, fill=_QUIET)


# ---- small helpers


def _add(parent: ET.Element, tag: str, **attributes: str | float) -> ET.Element:
    keep = {"viewBox", "refX", "refY", "markerWidth", "markerHeight"}
    named = {
        key if key in keep else key.replace("_", "-"): value if isinstance(value, str) else _number(value)
        for key, value in attributes.items()
    }
    return ET.SubElement(parent, tag, named)


def _text(  # noqa: PLR0913 - a text has a place and a look
    parent: ET.Element,
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    weight: str = "normal",
    anchor: str = "start",
    fill: str = _INK,
) -> None:
    style: Style = {"font_size": size, "fill": fill}
    style |= {"font_weight": weight} if weight != "normal" else {}
    style |= {"text_anchor": anchor} if anchor != "start" else {}
    _add(parent, "text", x=x, y=y, **style).text = _clean(text)


def _clean(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _number(value: float) -> str:
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def _width(text: str, size: float) -> float:
    """About how wide a text is, on the safe side."""
    ems = (0.32 if char in _NARROW else 0.9 if char in _BROAD else 1.0 if ord(char) > 0x2E7F else 0.6 for char in text)
    return sum(ems) * size


def _cut(text: str, size: float, room: float) -> str:
    """A text that fits, with an ellipsis where something is left out."""
    if _width(text, size) <= room:
        return text
    while text and _width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _wrapped(text: str, size: float, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and _width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [text]
