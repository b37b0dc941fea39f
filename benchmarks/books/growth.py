"""Growth: CPU seconds and peak memory of books of more and more lines, as figures and as a drawing.

`python -m benchmarks.books.growth 10000 100000 1000000 [--kind repeating]` adds what it measures to `growth.json` in
the folder of documents and draws `growth.svg` anew; sizes measured before stay, unless they are named again.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.books.check import KINDS, STAGES, apart
from benchmarks.run import machine

from lockgate.books.example import write_book
from lockgate.charts.sheet import SMALL, TEXT, WIDE, begun, count, ended
from lockgate.charts.svg import INK, LINE, QUIET, add, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree import ElementTree as ET

DOCS = Path(__file__).parents[2] / "docs" / "books"
SIZES = (10_000, 100_000, 1_000_000, 5_000_000, 20_000_000)
_LEFT, _TOP, _HIGH = 78.0, 62.0, 330.0
_FOOT = 52.0
_BESIDE = 20.0
_MARKS = {"repeating": ("#2166ac", "circle", ""), "adversarial": ("#b2182b", "square", "6 4")}
"""Colour, mark and dashes of the line of each kind."""


def main(arguments: list[str]) -> int:
    """Measure and draw."""
    parser = argparse.ArgumentParser(prog="benchmarks.books.growth", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, help=f"lines; otherwise {', '.join(map(str, SIZES))}")
    parser.add_argument("--kind", choices=KINDS, default="repeating")
    parser.add_argument("--docs", type=Path, default=DOCS, help="folder of growth.json and growth.svg")
    parser.add_argument("--draw", action="store_true", help="only draw what was measured")
    wanted = parser.parse_args(arguments)
    place = wanted.docs / "growth.json"
    for size in () if wanted.draw else wanted.sizes or SIZES:
        found = measured(size, wanted.kind)
        told = json.loads(place.read_text("utf-8")) if place.exists() else {"kinds": {}}
        told["machine"] = machine()
        told["kinds"].setdefault(wanted.kind, {})[str(size)] = found
        place.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{wanted.kind}, {size:,} lines: {found['cpu_s']} CPU seconds, peak {found['peak_mb']} MB", flush=True)
    kinds = json.loads(place.read_text("utf-8"))["kinds"]
    (wanted.docs / "growth.svg").write_text(drawn(kinds), encoding="utf-8")
    return 0


def measured(lines: int, kind: str) -> dict[str, Any]:
    """A book of some lines in both postures, Parquet to Parquet, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.parquet"
        write_book(book, lines, kind)
        found = apart("check", book, book.with_name("result.parquet"))
    return {
        "cpu_s": round(found["cpu"], 2),
        "peak_mb": round(found["peak_mb"]),
        "distinct": int(found["distinct"]),
        "stages_s": {stage: round(found[stage], 2) for stage in (*STAGES, "rest")},
    }


def drawn(kinds: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """CPU seconds by lines, both in powers of ten; a dotted line shows what grows as the lines do.

    >>> drawn({"repeating": {"10": {"cpu_s": 1.0}, "100": {"cpu_s": 5.0}}}).count("<circle")
    2
    """
    points = {
        kind: sorted((int(size), max(float(one["cpu_s"]), 0.01)) for size, one in sizes.items())
        for kind, sizes in kinds.items()
    }
    every = [point for some in points.values() for point in some]
    words = [f"{kind}: {count(size)} lines in {spent:g} s" for kind, some in points.items() for size, spent in some]
    root = begun("CPU seconds by lines of a book", "; ".join(words), "growth")
    plane = _Plane(*_decades([size for size, _ in every]), *_decades([spent for _, spent in every]))
    add(root, "text", "CPU seconds by lines of a book", x=0, y=18, font_size=16, font_weight="bold", fill=INK)
    note = "Parquet to Parquet, both postures, full rulebook; dotted: grows as the lines do, from the largest book"
    add(root, "text", note, x=0, y=38, font_size=TEXT, fill=QUIET)
    _grid(root, plane)
    for kind, some in points.items():
        _line(root, plane, kind, some)
    return ended(root, _TOP + _HIGH + _FOOT)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around some values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


class _Plane:
    """Where a point lies."""

    def __init__(self, first: int, last: int, low: int, high: int) -> None:
        self.first, self.last, self.low, self.high = first, last, low, high

    def x(self, lines: float) -> float:
        """From lines."""
        return _LEFT + (WIDE - _LEFT - 110) * (math.log10(lines) - self.first) / (self.last - self.first)

    def y(self, seconds: float) -> float:
        """From seconds."""
        return _TOP + _HIGH * (self.high - math.log10(seconds)) / (self.high - self.low)


def _grid(root: ET.Element, plane: _Plane) -> None:
    right, bottom = plane.x(10.0**plane.last), _TOP + _HIGH
    for power in range(plane.low, plane.high + 1):
        y = plane.y(10.0**power)
        add(root, "line", x1=_LEFT, x2=right, y1=y, y2=y, stroke=LINE, stroke_width=1)
        add(root, "text", f"{10.0**power:g}", x=_LEFT - 8, y=y + 4, font_size=SMALL, text_anchor="end", fill=QUIET)
    for power in range(plane.first, plane.last + 1):
        x = plane.x(10.0**power)
        add(root, "line", x1=x, x2=x, y1=_TOP, y2=bottom, stroke=LINE, stroke_width=1)
        add(root, "text", count(10.0**power), x=x, y=bottom + 18, font_size=SMALL, text_anchor="middle", fill=QUIET)
    add(root, "text", "lines", x=right, y=bottom + 38, font_size=SMALL, text_anchor="end", fill=QUIET)


def _line(root: ET.Element, plane: _Plane, kind: str, some: Sequence[tuple[int, float]]) -> None:
    colour, mark, dashes = _MARKS[kind]
    most, spent = some[-1]
    least = max(some[0][0], most * 10.0**plane.low / spent)
    ends: dict[str, Any] = {
        "x1": plane.x(least),
        "x2": plane.x(most),
        "y1": plane.y(spent * least / most),
        "y2": plane.y(spent),
    }
    add(root, "line", **ends, stroke=QUIET, stroke_width=1.5, stroke_dasharray="1 4")
    way = " ".join(f"{plane.x(size):.1f},{plane.y(took):.1f}" for size, took in some)
    add(root, "polyline", points=way, fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dashes or "none")
    for size, took in some:
        x, y = plane.x(size), plane.y(took)
        if mark == "circle":
            add(root, "circle", cx=x, cy=y, r=5, fill=colour)
        else:
            add(root, "rect", x=x - 4.5, y=y - 4.5, width=9, height=9, fill=colour)
        # the first one stands beside the axis, whose own numbers it would hide
        edge = x < _LEFT + _BESIDE
        place: dict[str, Any] = {"text_anchor": "start"} if edge else {"text_anchor": "middle"}
        write(root, f"{took:,.3g} s", x + (8 if edge else 0), y - 11, font_size=SMALL, fill=INK, **place)
    x, y = plane.x(some[-1][0]), plane.y(some[-1][1])
    write(root, kind, x + 10, y + 18, font_size=TEXT, font_weight="bold", fill=colour)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
