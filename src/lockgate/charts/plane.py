"""The plane of TPP and performance density: where a point lies, and the layers that are drawn on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.charts.grid import NOTHING, Region
from lockgate.charts.labels import Box, Label, Spot, leader, width
from lockgate.engine.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDE, HIGH = 1000, 700
SIDE = 240
FONT = "DejaVu Sans, Verdana, sans-serif"
SIZE = 9.5
_TITLE = 15
_LANE = 0.42
"""Width of the lane of chips of unknown density, as a share of a power of ten."""
_ARROW = 24
"""Length of the arrow on a TPP without a known upper end."""
_INK, QUIET = "#222222", "#777777"
OPEN = "open"
_LOOKS = {
    "a": ("#b2182b", "square", "#f7d4cf"),
    "b": ("#c77800", "diamond", "#fdebc8"),
    NOTHING: ("#2166ac", "circle", ""),
    OPEN: ("#7b3294", "triangle-up", ""),
}
"""Colour, shape and region of each level."""


@dataclass(frozen=True, slots=True)
class Point:
    """A chip, or several with the same figures: ends of density and TPP (None: open), level, use in data centers."""

    names: tuple[str, ...]
    density: tuple[float | None, float | None]
    tpp: tuple[float, float | None]
    level: str
    datacenter: bool | None

    @property
    def text(self) -> str:
        """The names, the first three of them.

        >>> Point(("A", "B", "C", "D"), (1.0, 1.0), (5.0, 5.0), "a", True).text
        'A, B, C +1'
        """
        more = f" +{len(self.names) - 3}" if len(self.names) > 3 else ""
        return ", ".join(self.names[:3]) + more

    @property
    def at(self) -> tuple[float | None, float]:
        """Where the mark stands: at the known end of what is bounded."""
        low, high = self.density
        return (low if low is not None else high), self.tpp[0]


@dataclass(frozen=True, slots=True)
class Frame:
    """The plane: ends of both axes and how they fall on pixels."""

    left: float
    right: float
    low: float
    high: float

    def x(self, density: float | None) -> float:
        """Pixels from the left; an unknown density stands in the middle of its lane."""
        if density is None:
            return self._x(self.left) / 2
        return self._x(min(max(density, self.left), self.right))

    def _x(self, density: float) -> float:
        lane = math.log10(self.left) - _LANE
        return round(WIDE * (math.log10(density) - lane) / (math.log10(self.right) - lane), 2)

    def y(self, tpp: float) -> float:
        """Pixels from the top."""
        share = (math.log10(min(max(tpp, self.low), self.high)) - math.log10(self.low)) / math.log10(
            self.high / self.low
        )
        return round(HIGH * (1 - share), 2)


# ---- layers: pixels throughout, so that labels, marks and regions cannot drift apart


def _layer(values: Iterable[dict[str, Any]], mark: dict[str, Any], *channels: str) -> dict[str, Any]:
    raw = {"type": "quantitative", "scale": None, "axis": None}
    encoding: dict[str, Any] = {
        name: {"field": name, **(raw if name[0] in "xy" and len(name) < 3 else {})} for name in channels
    }
    for name in ("x2", "y2"):
        if name in encoding:
            encoding[name] = {"field": name}
    for name in ("text",):
        if name in encoding:
            encoding[name] = {"field": name, "type": "nominal"}
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def region_layers(found: Sequence[Region], frame: Frame, titles: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The regions of the levels, with their titles."""
    layers = []
    for level in dict.fromkeys(one.level for one in found):
        boxes = [_box(one, frame) for one in found if one.level == level]
        colour = _LOOKS.get(level, ("", "", "#e8e8e8"))[2]
        layers.append(_layer(boxes, {"type": "rect", "color": colour}, "x", "x2", "y", "y2"))
    mark = {"type": "text", "align": "left", "fontSize": _TITLE, "fontWeight": "bold", "color": "#00000066"}
    return [*layers, _layer(titles, mark, "x", "y", "text")]


def titles(found: Sequence[Region], frame: Frame, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The entry of each level, in the upper left corner of its largest region."""
    texts = []
    for level in dict.fromkeys(one.level for one in found):
        largest = max((_box(one, frame) for one in found if one.level == level), key=_area)
        x = max(largest["x"], frame.x(frame.left))
        texts.append({"x": x + 6, "y": largest["y2"] + _TITLE * 0.8, "text": names.get(level, level)})
    return texts


def room(title: Mapping[str, Any]) -> Box:
    """The box that a title fills, in pixels; labels keep out of it."""
    x, y = title["x"], title["y"]
    return Box(x, y - _TITLE * 0.6, x + width(title["text"], _TITLE) * 1.15, y + _TITLE * 0.6)


def _box(one: Region, frame: Frame) -> dict[str, float]:
    """Left and right, bottom and top in pixels. A region that begins at no density takes in the lane."""
    left = 0.0 if not one.left else frame.x(float(one.left))
    right = float(WIDE) if one.right is None else frame.x(float(one.right))
    top = 0.0 if one.high is None else frame.y(float(one.high))
    return {"x": left, "x2": right, "y": frame.y(float(one.low) or frame.low), "y2": top}


def _area(box: dict[str, float]) -> float:
    return (box["x2"] - box["x"]) * (box["y"] - box["y2"])


def cut_layers(cuts: tuple[tuple[Any, ...], tuple[Any, ...]], frame: Frame) -> list[dict[str, Any]]:
    """Thresholds with their numbers on the far side of the axes."""
    across = [{"x": frame.x(float(cut)), "y": -9.0, "text": plain(cut)} for cut in cuts[0]]
    up = [{"x": WIDE + 5.0, "y": frame.y(float(cut)), "text": plain(cut)} for cut in cuts[1]]
    lines = [{"x": one["x"], "x2": one["x"], "y": 0.0, "y2": float(HIGH)} for one in across]
    lines += [{"x": 0.0, "x2": float(WIDE), "y": one["y"], "y2": one["y"]} for one in up]
    text = {"type": "text", "fontSize": 11, "color": _INK}
    return [
        _layer(
            lines, {"type": "rule", "color": "#999999", "strokeDash": [2, 3], "strokeWidth": 0.7}, "x", "x2", "y", "y2"
        ),
        _layer(across, text, "x", "y", "text"),
        _layer(up, {**text, "align": "left"}, "x", "y", "text"),
    ]


def bar_layers(points: Sequence[Point], frame: Frame) -> list[dict[str, Any]]:
    """What is known only within bounds: a bar over the densities, or TPPs, that are possible."""
    layers = []
    for level, (colour, _, _) in _LOOKS.items():
        bars: list[dict[str, float]] = []
        tips: list[dict[str, float]] = []
        for one in points:
            if one.level != level:
                continue
            (low, high), (least, most) = one.density, one.tpp
            y = frame.y(least)
            if low != high:
                edge = frame.x(frame.left)
                bars.append(
                    {
                        "x": edge if low is None else frame.x(low),
                        "x2": WIDE if high is None else frame.x(high),
                        "y": y,
                        "y2": y,
                    }
                )
            if most != least:
                x = frame.x(one.at[0])
                bars.append({"x": x, "x2": x, "y": y, "y2": y - _ARROW if most is None else frame.y(most)})
                if most is None:
                    tips.append({"x": x, "y": y - _ARROW})
        mark = {"type": "rule", "color": colour, "opacity": 0.4, "strokeWidth": 1.3}
        layers.append(_layer(bars, mark, "x", "x2", "y", "y2"))
        tip = {"type": "point", "shape": "triangle-up", "fill": colour, "stroke": None, "size": 22, "opacity": 0.6}
        layers.append(_layer(tips, tip, "x", "y"))
    return layers


def mark_layers(points: Sequence[Point], frame: Frame) -> list[dict[str, Any]]:
    """Marks, filled unless the chip is not for data centers."""
    layers = []
    for level, (colour, shape, _) in _LOOKS.items():
        for filled in (True, False):
            here = [one for one in points if one.level == level and (one.datacenter is not False) is filled]
            values = [{"x": frame.x(one.at[0]), "y": frame.y(one.at[1])} for one in here]
            mark = {"type": "point", "shape": shape, "size": 42, "opacity": 1, "stroke": colour, "strokeWidth": 1.2}
            mark["fill"] = colour if filled else "white"
            layers.append(_layer(values, mark, "x", "y"))
    return layers


def text_layers(labels: Sequence[tuple[Spot, Label]]) -> list[dict[str, Any]]:
    """Labels over a white edge, so that bars behind them do not cross the letters; a line where one stands apart."""
    lines = [
        {"x": spot.x, "y": spot.y, "x2": end[0], "y2": end[1]}
        for spot, label in labels
        if (end := leader(spot, label, SIZE)) is not None
    ]
    mark = {"type": "text", "align": "left", "baseline": "middle", "fontSize": SIZE}
    names = [{"x": label.x, "y": label.y, "text": label.text} for _, label in labels if label.full]
    numbers = [{"x": label.x, "y": label.y, "text": label.text} for _, label in labels if not label.full]
    edge = {"color": "white", "stroke": "white", "strokeWidth": 2.6, "opacity": 0.75}
    return [
        _layer(lines, {"type": "rule", "color": "#555555", "strokeWidth": 0.6}, "x", "x2", "y", "y2"),
        _layer([*names, *numbers], {**mark, **edge}, "x", "y", "text"),
        _layer(names, {**mark, "color": _INK}, "x", "y", "text"),
        _layer(numbers, {**mark, "color": _INK, "fontWeight": "bold"}, "x", "y", "text"),
    ]


def legend(
    points: Sequence[Point], numbered: Sequence[tuple[int, str]], lacking: Sequence[str], names: dict[str, str]
) -> dict[str, Any]:
    """What the marks mean, what the numbers stand for, and what is not drawn."""
    left, line = WIDE + 52.0, 12.4
    present = [level for level in _LOOKS if any(one.level == level for one in points)]
    words = {**names, NOTHING: "below both", OPEN: "open: more than one is possible"}
    marks: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    y = 6.0
    for level in present:
        marks.append({"x": left + 4, "y": y, "level": level, "filled": "yes"})
        texts.append({"x": left + 16, "y": y, "text": words.get(level, level)})
        y += line + 3
    marks.append({"x": left + 4, "y": y, "level": NOTHING, "filled": "no"})
    texts.append({"x": left + 16, "y": y, "text": "hollow: not for data centers"})
    y += line
    texts.append({"x": left + 16, "y": y, "text": "bar: known within bounds only"})
    y += line * 1.8
    rest = [f"{number}  {text}" for number, text in numbered]
    if lacking:
        rest += ["", f"Without a known TPP ({len(lacking)}):", *_wrapped(lacking)]
    texts += [{"x": left, "y": y + line * 0.93 * at, "text": text} for at, text in enumerate(rest)]
    layers = [
        _layer(
            [one for one in marks if one["level"] == level and one["filled"] == filled],
            {
                "type": "point",
                "shape": _LOOKS[level][1],
                "size": 42,
                "opacity": 1,
                "stroke": _LOOKS[level][0],
                "strokeWidth": 1.2,
                "fill": _LOOKS[level][0] if filled == "yes" else "white",
            },
            "x",
            "y",
        )
        for level in _LOOKS
        for filled in ("yes", "no")
    ]
    mark = {"type": "text", "align": "left", "baseline": "middle", "fontSize": SIZE, "color": _INK}
    return {"layer": [*layers, _layer(texts, mark, "x", "y", "text")]}


def _wrapped(names: Sequence[str]) -> list[str]:
    lines = [""]
    for name in names:
        grown = f"{lines[-1]}, {name}" if lines[-1] else name
        if width(grown, SIZE) > SIDE - 60 and lines[-1]:
            lines[-1] += ","
            lines.append(name)
        else:
            lines[-1] = grown
    return lines


def axis_layers(frame: Frame) -> list[dict[str, Any]]:
    """Ticks, and the names of the axes."""
    across = [tick for tick in _ticks() if frame.left <= tick <= frame.right]
    up = [tick for tick in _ticks() if frame.low <= tick <= frame.high]
    edge = frame.x(frame.left)
    bottom = [{"x": frame.x(tick), "y": HIGH + 13.0, "text": f"{tick:,g}"} for tick in across]
    bottom.append({"x": edge / 2, "y": HIGH + 13.0, "text": "unknown"})
    side = [{"x": -8.0, "y": frame.y(tick), "text": f"{tick:,.0f}"} for tick in up]
    box = [
        (0.0, WIDE, HIGH, HIGH),
        (0.0, WIDE, 0.0, 0.0),
        (0.0, 0.0, 0.0, HIGH),
        (WIDE, WIDE, 0.0, HIGH),
        (edge, edge, 0.0, HIGH),
    ]
    lines = [{"x": x, "x2": x2, "y": y, "y2": y2} for x, x2, y, y2 in box]
    names = [{"x": WIDE / 2, "y": HIGH + 34.0, "text": "performance density (TPP for each mm2 of logic die)"}]
    text = {"type": "text", "fontSize": 11, "color": _INK}
    return [
        _layer(lines, {"type": "rule", "color": "#444444", "strokeWidth": 0.8}, "x", "x2", "y", "y2"),
        _layer(bottom, text, "x", "y", "text"),
        _layer(side, {**text, "align": "right"}, "x", "y", "text"),
        _layer(names, {**text, "fontSize": 12}, "x", "y", "text"),
        _layer(
            [{"x": -58.0, "y": HIGH / 2, "text": "total processing performance (TPP)"}],
            {**text, "fontSize": 12, "angle": 270},
            "x",
            "y",
            "text",
        ),
    ]


def _ticks() -> tuple[float, ...]:
    return tuple(base * 10.0**power for power in range(-2, 7) for base in (1, 2, 5))
