"""TPP against performance density: the regions of the levels on a day, and every chip of the catalogue in them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.charts.draw import FORMS, draw
from lockgate.charts.grid import DENSITY, NOTHING, TPP, Region, regions, thresholds
from lockgate.charts.labels import Box, Label, Spot, leader, place, width
from lockgate.engine.question import check_day, date_of
from lockgate.engine.words import plain
from lockgate.errors import InputError
from lockgate.inquiry.classification.classify import catalogue, day_asked, versions_of
from lockgate.items import Switches, figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from lockgate.inquiry.look import Look
    from lockgate.items import Bounds, Chip

WIDE, HIGH = 1000, 700
_SIDE = 240
_FONT = "DejaVu Sans, Verdana, sans-serif"
_SIZE = 9.5
_TITLE = 15
_LANE = 0.42
"""Width of the lane of chips of unknown density, as a share of a power of ten."""
_ARROW = 24
"""Length of the arrow on a TPP without a known upper end."""
_INK, _QUIET = "#222222", "#777777"
_OPEN = "open"
_LOOKS = {
    "a": ("#b2182b", "square", "#f7d4cf"),
    "b": ("#c77800", "diamond", "#fdebc8"),
    NOTHING: ("#2166ac", "circle", ""),
    _OPEN: ("#7b3294", "triangle-up", ""),
}
"""Colour, shape and region of each level."""
_FAMILIES = ("GeForce", "Instinct", "Tesla", "Generation", "AGX", "Colossus", "Data", "Center", "GPU")
_NEAR = math.log10(1.12)
"""Points this near to a threshold are labelled first."""


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


def render(look: Look, form: str = "svg") -> bytes:
    """The chart as SVG or PNG for the day of the look (the day on which the law was last reviewed, if it has none).

    Errors: `InputError` for a day on which the class does not turn on TPP and density, for an unknown form, or where
    the extra `charts` is not installed.
    """
    if form not in FORMS:
        return draw({}, form)
    return draw(spec(look), form)


def spec(look: Look) -> dict[str, Any]:
    """The Vega-Lite specification."""
    day = day_asked(look)
    check_day(look.book, day, "--as-of")
    found = regions(look, day)
    if not found:
        raise InputError(
            f"the class does not turn on TPP and density on {day}",
            place="--as-of",
            hint=f"ask for {_first(look)} or later",
        )
    points, lacking = gathered(look, day)
    frame = _frame(points)
    unit = look.book.unit(day, look.posture, date_of(look.known_at, "known_at"))
    cuts = (thresholds(unit, DENSITY), thresholds(unit, TPP))
    names = _names(look)
    points = tuple(sorted(points, key=lambda one: _weight(one, cuts)))
    titles = _titles(found, frame, names)
    labels, numbered = _labels(points, frame, [_room(one) for one in titles])
    layers = [
        *_regions(found, frame, titles),
        *_cuts(cuts, frame),
        *_bars(points, frame),
        *_marks(points, frame),
        *_texts(labels),
        _side(points, numbered, lacking, names),
        *_axes(frame),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDE + _SIDE,
        "height": HIGH + 46,
        "padding": {"left": 70, "top": 10, "right": 16, "bottom": 12},
        "background": "white",
        "title": _title(look, day),
        "config": {"view": {"stroke": None}, "font": _FONT},
        "layer": layers,
    }


# ---- data


def gathered(look: Look, day: date) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """The chips of the catalogue on a day, and the names of those without any known TPP."""
    switches = Switches.read(look.readings)
    known = catalogue(look)
    called = _called([chip for chip, _ in known])
    groups: dict[tuple[Any, ...], list[Chip]] = {}
    lacking = []
    for chip, versions in known:
        own = figures(chip, switches)
        level = next(one for one in reversed(versions) if one.start <= day).level or _OPEN
        tpp = own.tpp.value
        if not tpp.known or tpp.low is None:
            lacking.append(called[chip.id])
            continue
        density, top = _span(own.performance_density.value), None if tpp.high is None else float(tpp.high)
        key = (density, (float(tpp.low), top), level, own.marketed_datacenter.value)
        groups.setdefault(key, []).append(chip)
    return tuple(Point(_together(chips, called), *key) for key, chips in groups.items()), tuple(lacking)


def _span(value: Bounds) -> tuple[float | None, float | None]:
    """Ends of a density; an undefined one (planar logic only) and a lower end of nothing count as open."""
    low = None if not value.low else float(value.low)
    return low, None if not value.high else float(value.high)


def _called(chips: Sequence[Chip]) -> dict[str, str]:
    """Short names: the model, with its variant where two chips share it."""
    many = Counter(chip.model for chip in chips)
    found = {}
    for chip in chips:
        variant = (chip.variant or "").split(",")[0]
        found[chip.id] = f"{_model(chip)} {variant}".strip() if many[chip.model] > 1 else _model(chip)
    return found


def _together(chips: Sequence[Chip], called: Mapping[str, str]) -> tuple[str, ...]:
    """Names of chips with the same figures; variants of one model stand under its name."""
    many = Counter(chip.model for chip in chips)
    return tuple(dict.fromkeys(_model(chip) if many[chip.model] > 1 else called[chip.id] for chip in chips))


def _model(chip: Chip) -> str:
    """The model without the words that only name its family, and without a bracket."""
    words = (chip.model or chip.id).partition(" (")[0].split()
    return " ".join(word for word in words if word not in _FAMILIES) or chip.id


def _weight(point: Point, cuts: tuple[tuple[Any, ...], tuple[Any, ...]]) -> tuple[float, ...]:
    """What is labelled first: what lies near a threshold, then the fastest."""
    density, tpp = point.at
    gaps = [abs(math.log10(tpp / float(cut))) for cut in cuts[1]]
    gaps += [abs(math.log10(density / float(cut))) for cut in cuts[0]] if density else []
    relevant = tpp >= float(min(cuts[1])) * 0.8
    return (0.0 if min(gaps) <= _NEAR and relevant else 1.0, -tpp, density or 0.0)


def _first(look: Look) -> date:
    return next(span.start for span in versions_of(look) if regions(look, span.start))


def _names(look: Look) -> dict[str, str]:
    """For each level the entry of circuits that stands for it."""
    found: dict[str, str] = {}
    for entry in look.book.source.eccns.values():
        if "ic" in entry.kinds:
            found.setdefault(entry.level, entry.id)
    return found


def _frame(points: Sequence[Point]) -> Frame:
    """The plane holds every exact figure; bars of what is known within bounds may run over its edge."""
    exact = [one.density[0] for one in points if one.density[0] == one.density[1] and one.density[0]]
    known = [end for one in points for end in one.density if end]
    tpps = [one.tpp[0] for one in points]
    return Frame(min(exact) * 0.85, max(known) * 1.5, min(tpps) * 0.7, max(tpps) * 1.9)


# ---- labels


def _labels(
    points: Sequence[Point], frame: Frame, taken: Sequence[Box]
) -> tuple[list[tuple[Spot, Label]], list[tuple[int, str]]]:
    """Names that find room beside their point; the others get a number that the list beside explains."""
    spots = [Spot(frame.x(one.at[0]), frame.y(one.at[1]), one.text, "00") for one in points]
    inner = Box(2, 2, WIDE - 2, HIGH - 2)
    first = place(spots, inner, _SIZE, taken)
    crowded = sorted(
        (at for at, label in enumerate(first) if label is None or not label.full), key=lambda at: -points[at].tpp[0]
    )
    numbers = {at: str(count) for count, at in enumerate(crowded, start=1)}
    shown = []
    for at, (spot, label) in enumerate(zip(spots, first, strict=True)):
        found = label or Label(spot.x + _SIZE * 0.6, spot.y - _SIZE * 0.6, "", full=False)
        shown.append((spot, found if found.full else Label(found.x, found.y, numbers[at], full=False)))
    return shown, [(int(numbers[at]), points[at].text) for at in crowded]


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


def _regions(found: Sequence[Region], frame: Frame, titles: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    layers = []
    for level in dict.fromkeys(one.level for one in found):
        boxes = [_box(one, frame) for one in found if one.level == level]
        colour = _LOOKS.get(level, ("", "", "#e8e8e8"))[2]
        layers.append(_layer(boxes, {"type": "rect", "color": colour}, "x", "x2", "y", "y2"))
    mark = {"type": "text", "align": "left", "fontSize": _TITLE, "fontWeight": "bold", "color": "#00000066"}
    return [*layers, _layer(titles, mark, "x", "y", "text")]


def _titles(found: Sequence[Region], frame: Frame, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The entry of each level, in the upper left corner of its largest region."""
    texts = []
    for level in dict.fromkeys(one.level for one in found):
        largest = max((_box(one, frame) for one in found if one.level == level), key=_area)
        x = max(largest["x"], frame.x(frame.left))
        texts.append({"x": x + 6, "y": largest["y2"] + _TITLE * 0.8, "text": names.get(level, level)})
    return texts


def _room(title: Mapping[str, Any]) -> Box:
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


def _cuts(cuts: tuple[tuple[Any, ...], tuple[Any, ...]], frame: Frame) -> list[dict[str, Any]]:
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


def _bars(points: Sequence[Point], frame: Frame) -> list[dict[str, Any]]:
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


def _marks(points: Sequence[Point], frame: Frame) -> list[dict[str, Any]]:
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


def _texts(labels: Sequence[tuple[Spot, Label]]) -> list[dict[str, Any]]:
    """Labels over a white edge, so that bars behind them do not cross the letters; a line where one stands apart."""
    lines = [
        {"x": spot.x, "y": spot.y, "x2": end[0], "y2": end[1]}
        for spot, label in labels
        if (end := leader(spot, label, _SIZE)) is not None
    ]
    mark = {"type": "text", "align": "left", "baseline": "middle", "fontSize": _SIZE}
    names = [{"x": label.x, "y": label.y, "text": label.text} for _, label in labels if label.full]
    numbers = [{"x": label.x, "y": label.y, "text": label.text} for _, label in labels if not label.full]
    edge = {"color": "white", "stroke": "white", "strokeWidth": 2.6, "opacity": 0.75}
    return [
        _layer(lines, {"type": "rule", "color": "#555555", "strokeWidth": 0.6}, "x", "x2", "y", "y2"),
        _layer([*names, *numbers], {**mark, **edge}, "x", "y", "text"),
        _layer(names, {**mark, "color": _INK}, "x", "y", "text"),
        _layer(numbers, {**mark, "color": _INK, "fontWeight": "bold"}, "x", "y", "text"),
    ]


def _side(
    points: Sequence[Point], numbered: Sequence[tuple[int, str]], lacking: Sequence[str], names: dict[str, str]
) -> dict[str, Any]:
    """What the marks mean, what the numbers stand for, and what is not drawn."""
    left, line = WIDE + 52.0, 12.4
    present = [level for level in _LOOKS if any(one.level == level for one in points)]
    words = {**names, NOTHING: "below both", _OPEN: "open: more than one is possible"}
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
    mark = {"type": "text", "align": "left", "baseline": "middle", "fontSize": _SIZE, "color": _INK}
    return {"layer": [*layers, _layer(texts, mark, "x", "y", "text")]}


def _wrapped(names: Sequence[str]) -> list[str]:
    lines = [""]
    for name in names:
        grown = f"{lines[-1]}, {name}" if lines[-1] else name
        if width(grown, _SIZE) > _SIDE - 60 and lines[-1]:
            lines[-1] += ","
            lines.append(name)
        else:
            lines[-1] = grown
    return lines


def _axes(frame: Frame) -> list[dict[str, Any]]:
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


def _title(look: Look, day: date) -> dict[str, Any]:
    book = look.book
    return {
        "text": f"Advanced computing chips on {day}",
        "subtitle": [
            "Regions hold for circuits designed or marketed for data centers; others are outside below the .a.1 line.",
            f"Log scales; figures of one circuit. Rulebook {book.version}, {look.posture} posture. Not legal advice.",
        ],
        "anchor": "start",
        "fontSize": 17,
        "subtitleFontSize": 11,
        "subtitleColor": _QUIET,
        "offset": 22,
    }
