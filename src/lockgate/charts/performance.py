"""TPP against performance density: the regions of the levels on a day, and every chip of the catalogue in them."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from lockgate.charts.draw import FORMS, draw
from lockgate.charts.grid import DENSITY, TPP, regions, thresholds
from lockgate.charts.labels import Box, Label, Spot, place
from lockgate.charts.plane import (
    FONT,
    HIGH,
    OPEN,
    QUIET,
    SIDE,
    SIZE,
    WIDE,
    Frame,
    Point,
    axis_layers,
    bar_layers,
    cut_layers,
    legend,
    mark_layers,
    region_layers,
    room,
    text_layers,
    titles,
)
from lockgate.engine.question import check_day, date_of
from lockgate.errors import InputError
from lockgate.inquiry.classification.classify import catalogue, day_asked, versions_of
from lockgate.items import Switches, figures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from lockgate.inquiry.look import Look
    from lockgate.items import Bounds, Chip

_FAMILIES = ("GeForce", "Instinct", "Tesla", "Generation", "AGX", "Colossus", "Data", "Center", "GPU")
_NEAR = math.log10(1.12)
"""Points this near to a threshold are labelled first."""


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
    written = titles(found, frame, names)
    labels, numbered = _labels(points, frame, [room(one) for one in written])
    layers = [
        *region_layers(found, frame, written),
        *cut_layers(cuts, frame),
        *bar_layers(points, frame),
        *mark_layers(points, frame),
        *text_layers(labels),
        legend(points, numbered, lacking, names),
        *axis_layers(frame),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDE + SIDE,
        "height": HIGH + 46,
        "padding": {"left": 70, "top": 10, "right": 16, "bottom": 12},
        "background": "white",
        "title": _title(look, day),
        "config": {"view": {"stroke": None}, "font": FONT},
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
        level = next(one for one in reversed(versions) if one.start <= day).level or OPEN
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
    first = place(spots, inner, SIZE, taken)
    crowded = sorted(
        (at for at, label in enumerate(first) if label is None or not label.full), key=lambda at: -points[at].tpp[0]
    )
    numbers = {at: str(count) for count, at in enumerate(crowded, start=1)}
    shown = []
    for at, (spot, label) in enumerate(zip(spots, first, strict=True)):
        found = label or Label(spot.x + SIZE * 0.6, spot.y - SIZE * 0.6, "", full=False)
        shown.append((spot, found if found.full else Label(found.x, found.y, numbers[at], full=False)))
    return shown, [(int(numbers[at]), points[at].text) for at in crowded]


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
        "subtitleColor": QUIET,
        "offset": 22,
    }
