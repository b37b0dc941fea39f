"""Make the outlines of the world map from Natural Earth, as the npm package `world-atlas` carries them.

``npm pack world-atlas@2.0.2``, unpack it, then ``python -m lockgate.charts.world_make package/countries-50m.json``.
The result stands in ``data/world.json.gz``; the README beside it says where the shapes come from. The same input gives
the same bytes.
"""

from __future__ import annotations

import gzip
import heapq
import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

Point = tuple[float, float]

WIDE: Final = 9600
"""Width of the whole globe in units; the map draws ten of them to a point."""
SOUTH: Final = -56.5
NORTH: Final = 84.0
ROUGH: Final = 45.0
"""Corners that stand for a smaller triangle than this, in square units, are left out."""
SPECK: Final = 120.0
"""Islands smaller than this are left out, unless nothing else of a place would stay."""
SMALL: Final = 70.0
"""A place neither wider nor higher than this is drawn as a circle."""
LEFT_OUT: Final = frozenset({"AQ"})
DATA: Final = Path(__file__).parent / "data" / "world.json.gz"
UNCODED: Final = {"Kosovo": "XK"}
"""Shapes without a number in the source that have a code in use."""
POINTS: Final = {
    "BQ": (-68.3, 12.2),
    "BV": (3.4, -54.4),
    "CC": (96.9, -12.2),
    "CX": (105.7, -10.5),
    "GF": (-53.1, 4.0),
    "GI": (-5.35, 36.1),
    "GP": (-61.5, 16.2),
    "MQ": (-61.0, 14.6),
    "RE": (55.5, -21.1),
    "SJ": (16.0, 78.5),
    "TK": (-171.8, -9.2),
    "TV": (179.2, -8.5),
    "UM": (166.6, 19.3),
    "YT": (45.2, -12.8),
}
"""Places with a code of their own that the source draws as part of another or not at all: about where they lie."""
NUMBERS: Final = """
004AF 008AL 010AQ 012DZ 016AS 020AD 024AO 028AG 031AZ 032AR 036AU 040AT 044BS 048BH 050BD 051AM 052BB 056BE 060BM 064BT
068BO 070BA 072BW 074BV 076BR 084BZ 086IO 090SB 092VG 096BN 100BG 104MM 108BI 112BY 116KH 120CM 124CA 132CV 136KY 140CF
144LK 148TD 152CL 156CN 158TW 162CX 166CC 170CO 174KM 175YT 178CG 180CD 184CK 188CR 191HR 192CU 196CY 203CZ 204BJ 208DK
212DM 214DO 218EC 222SV 226GQ 231ET 232ER 233EE 234FO 238FK 239GS 242FJ 246FI 248AX 250FR 254GF 258PF 260TF 262DJ 266GA
268GE 270GM 275PS 276DE 288GH 292GI 296KI 300GR 304GL 308GD 312GP 316GU 320GT 324GN 328GY 332HT 334HM 336VA 340HN 344HK
348HU 352IS 356IN 360ID 364IR 368IQ 372IE 376IL 380IT 384CI 388JM 392JP 398KZ 400JO 404KE 408KP 410KR 414KW 417KG 418LA
422LB 426LS 428LV 430LR 434LY 438LI 440LT 442LU 446MO 450MG 454MW 458MY 462MV 466ML 470MT 474MQ 478MR 480MU 484MX 492MC
496MN 498MD 499ME 500MS 504MA 508MZ 512OM 516NA 520NR 524NP 528NL 531CW 533AW 534SX 535BQ 540NC 548VU 554NZ 558NI 562NE
566NG 570NU 574NF 578NO 580MP 581UM 583FM 584MH 585PW 586PK 591PA 598PG 600PY 604PE 608PH 612PN 616PL 620PT 624GW 626TL
630PR 634QA 638RE 642RO 643RU 646RW 652BL 654SH 659KN 660AI 662LC 663MF 666PM 670VC 674SM 678ST 682SA 686SN 688RS 690SC
694SL 702SG 703SK 704VN 705SI 706SO 710ZA 716ZW 724ES 728SS 729SD 732EH 740SR 744SJ 748SZ 752SE 756CH 760SY 762TJ 764TH
768TG 772TK 776TO 780TT 784AE 788TN 792TR 795TM 796TC 798TV 800UG 804UA 807MK 818EG 826GB 831GG 832JE 833IM 834TZ 840US
850VI 854BF 858UY 860UZ 862VE 876WF 882WS 887YE 894ZM
"""
"""ISO 3166-1: number and code of two letters."""
_A: Final = (1.340264, -0.081106, 0.000893, 0.003796)


def equal_earth(longitude: float, latitude: float) -> Point:
    """A place on the Equal Earth projection (Savric, Patterson, Jenny 2018), x to the right and y downwards.

    >>> equal_earth(0, 0)
    (0.0, -0.0)
    >>> [round(value, 4) for value in equal_earth(180, 0)]
    [2.7066, -0.0]
    """
    slant = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    two = slant * slant
    six = two**3
    a, b, c, d = _A
    slope = a + 3 * b * two + six * (7 * c + 9 * d * two)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(slant) / (3 * slope)
    return x, -slant * (a + b * two + six * (c + d * two))


_SCALE: Final = WIDE / 2 / equal_earth(180, 0)[0]
_TOP: Final = equal_earth(0, NORTH)[1]


def placed(longitude: float, latitude: float) -> Point:
    """A place in the units of the map, the upper left corner being 0, 0."""
    x, y = equal_earth(longitude, min(max(latitude, SOUTH), NORTH))
    return x * _SCALE + WIDE / 2, (y - _TOP) * _SCALE


def height() -> int:
    """Height of the map in units."""
    return round(placed(0, SOUTH)[1])


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """The lines that the shapes share, in degrees; one that runs over the 180th meridian runs on beyond it."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * kx + dx, y * ky + dy))
        found.append(unwrapped(line))
    return found


def unwrapped(line: list[Point], start: float | None = None) -> list[Point]:
    """A line without jumps between both edges of the map; it begins near the longitude ``start``.

    >>> unwrapped([(179, 0), (-179, 0)])
    [(179, 0), (181, 0)]
    """
    found: list[Point] = []
    last = line[0][0] if start is None else start
    for longitude, latitude in line:
        last = longitude + 360 * round((last - longitude) / 360)
        found.append((last, latitude))
    return found


def parted(ring: list[Point]) -> list[list[Point]]:
    """A ring in degrees, projected, cut at the 180th meridian where it runs over it.

    >>> [len(part) for part in parted([(170, 0), (190, 0), (190, 10), (170, 10), (170, 0)])]
    [5, 5]
    """
    found = []
    for turn in (-360, 0, 360):
        part = [(longitude + turn, latitude) for longitude, latitude in ring]
        for side in (1, -1):
            part = _clipped(part, side)
        if len(part) > 2:
            found.append([placed(longitude, latitude) for longitude, latitude in [*part, part[0]]])
    return found


def _clipped(ring: list[Point], side: int) -> list[Point]:
    """What of a ring lies west (``side`` 1) or east (-1) of the edge on that side (Sutherland and Hodgman 1974)."""
    found: list[Point] = []
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]] if ring else []):
        before, after = side * x1 <= 180, side * x2 <= 180
        if before != after:
            found.append((side * 180.0, y1 + (y2 - y1) * (side * 180 - x1) / (x2 - x1)))
        if after:
            found.append((x2, y2))
    return [point for at, point in enumerate(found) if point != found[at - 1]]


def simpler(line: list[Point], rough: float = ROUGH) -> list[Point]:
    """A line in degrees without the corners that hardly show on the map (Visvalingam and Whyatt 1993); both ends stay.

    >>> simpler([(0, 0), (5, 0.1), (10, 0), (10, 10)], 2000)
    [(0, 0), (10, 0), (10, 10)]
    """
    degrees, line = line, [placed(longitude, latitude) for longitude, latitude in line]
    before = list(range(-1, len(line) - 1))
    after = list(range(1, len(line) + 1))

    def size(at: int) -> float:
        return abs(area([line[before[at]], line[at], line[after[at]]]))

    waiting = [(size(at), at) for at in range(1, len(line) - 1)]
    heapq.heapify(waiting)
    gone: set[int] = set()
    current = {at: value for value, at in waiting}
    while waiting:
        value, at = heapq.heappop(waiting)
        if at in gone or value != current[at]:
            continue
        if value >= rough:
            break
        gone.add(at)
        left, right = before[at], after[at]
        after[left], before[right] = right, left
        for other in (left, right):
            if 0 < other < len(line) - 1:
                current[other] = max(value, size(other))
                heapq.heappush(waiting, (current[other], other))
    return [point for at, point in enumerate(degrees) if at not in gone]


def area(ring: list[Point]) -> float:
    """The area inside a ring, with its sign.

    >>> area([(0, 0), (2, 0), (2, 2), (0, 2)])
    4.0
    """
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]])) / 2


def rings_of(geometry: dict[str, Any], arcs: list[list[Point]]) -> list[list[Point]]:
    """The rings of a shape, projected."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    found = []
    for polygon in polygons:
        for ring in polygon:
            line: list[Point] = []
            for number in ring:
                part = arcs[number] if number >= 0 else arcs[~number][::-1]
                line += unwrapped(part, line[-1][0])[1:] if line else part
            found += parted(line)
    return found


def path(rings: list[list[Point]]) -> str:
    """Rings as SVG path data in whole units, each step relative to the one before.

    >>> path([[(0, 0), (10, 0), (10, 10), (0, 0)]])
    'M0 0l10 0 0 10z'
    """
    parts = []
    for ring in rings:
        whole = [(round(x), round(y)) for x, y in ring]
        steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(whole)][:-1]
        moved = " ".join(f"{x} {y}" for x, y in steps if x or y)
        if moved:
            parts.append(f"M{whole[0][0]} {whole[0][1]}l{moved}z")
    return "".join(parts)


def inner(ring: list[Point]) -> Point:
    """A point well inside a ring: of those on a grid the one farthest from the edge."""
    left, right = min(x for x, _ in ring), max(x for x, _ in ring)
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    best, far = ((left + right) / 2, (top + bottom) / 2), -1.0
    for i in range(1, 24):
        for j in range(1, 24):
            spot = (left + (right - left) * i / 24, top + (bottom - top) * j / 24)
            if _within(spot, ring):
                edge = min(_distance(spot, a, b) for a, b in pairwise(ring))
                if edge > far:
                    best, far = spot, edge
    return best


def _within(spot: Point, ring: list[Point]) -> bool:
    x, y = spot
    return (
        sum(
            (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
            for a, b in pairwise(ring)
        )
        % 2
        == 1
    )


def _distance(spot: Point, a: Point, b: Point) -> float:
    (x, y), (ax, ay), (bx, by) = spot, a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = 0.0 if not length else min(max(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length, 0.0), 1.0)
    return math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))


def made(topology: dict[str, Any]) -> dict[str, Any]:
    """The map: for each code its outline, where its name goes, and whether it is drawn as a circle."""
    codes = {entry[:3]: entry[3:] for entry in NUMBERS.split()}
    full = arcs_of(topology)
    arcs = [simpler(line) for line in full]
    places: dict[str, Any] = {}
    others = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = codes.get(geometry.get("id", ""), UNCODED.get(geometry["properties"]["name"], ""))
        if code in LEFT_OUT:
            continue
        outline, spot, small = _shape(rings_of(geometry, full), rings_of(geometry, arcs))
        if not code:
            others.append(outline)
        elif code not in places or not small:  # a far island under the number of a larger place
            room = {"small": True} if small else {"room": _room(spot, rings_of(geometry, full))}
            places[code] = {"d": outline, "at": spot} | room
    for code, (longitude, latitude) in POINTS.items():
        places[code] = {"d": "", "at": _whole(placed(longitude, latitude)), "small": True}
    return {
        "width": WIDE,
        "height": height(),
        "places": dict(sorted(places.items())),
        "others": sorted(filter(None, others)),
    }


def _shape(full: list[list[Point]], rings: list[list[Point]]) -> tuple[str, list[int], bool]:
    main = max(full, key=lambda ring: abs(area(ring)))
    xs, ys = [x for x, _ in main], [y for _, y in main]
    small = max(max(xs) - min(xs), max(ys) - min(ys)) <= SMALL
    kept = [ring for ring in rings if len(ring) > 3 and abs(area(ring)) >= SPECK]
    return path(kept), _whole(inner(main)), small


def _room(spot: list[int], rings: list[list[Point]]) -> int:
    """How far one can go left and right of a spot inside a shape, twice the shorter way."""
    x, y = spot
    main = max(rings, key=lambda ring: abs(area(ring)))
    crossed = [a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) for a, b in pairwise(main) if (a[1] > y) != (b[1] > y)]
    return round(2 * min((abs(one - x) for one in crossed), default=0.0))


def _whole(spot: Point) -> list[int]:
    return [round(spot[0]), round(spot[1])]


def main(source: str) -> None:
    """Read the source and write the data file."""
    found = made(json.loads(Path(source).read_text("utf-8")))
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    DATA.parent.mkdir(exist_ok=True)
    DATA.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main(sys.argv[1])
