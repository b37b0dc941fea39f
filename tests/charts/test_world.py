"""The map: a place for every country, small ones as circles, names on what they name."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from lockgate.charts import world
from lockgate.charts.world_labels import owners, rings
from lockgate.charts.world_make import area, equal_earth, made, path, simpler, unwrapped
from lockgate.door.declarations import load

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*places: world.Place) -> ET.Element:
    text = world.draw(places, what="lines that stop", title="T", description="D", prefix="p")
    return ET.fromstring(text)  # noqa: S314 - our own drawing


def place(code: str, lines: int = 10, shaded: int = 0) -> world.Place:
    return world.Place(code, f"name of {code}", lines, shaded)


def test_every_country_that_a_book_can_name_is_on_the_map() -> None:
    missing = set(load().countries) - world.drawn_codes()
    assert missing <= {"AQ"}


@pytest.mark.parametrize("code", ["SG", "BH", "HK", "MO", "MT"])
def test_small_places_are_circles_with_a_name(code: str) -> None:
    root = drawn(place(code, 1204, 3))
    assert len(list(root.iter(f"{SVG}circle"))) == 2
    assert f"{code} 1,204" in ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def test_codes_that_have_no_place_are_left_out() -> None:
    assert "ZZ" not in ET.tostring(drawn(place("ZZ"), place("MY")), encoding="unicode")


def test_a_shape_says_its_numbers() -> None:
    said = [node.text for node in drawn(place("TW", 7, 2)).iter(f"{SVG}title")]
    assert said == ["T", "name of TW (TW): 7 lines, 2 shaded"]


def test_every_code_at_once_stays_in_the_frame() -> None:
    root = drawn(*(place(code, 100 + at, at) for at, code in enumerate(sorted(world.drawn_codes()))))
    wide, high = (float(root.attrib[name]) for name in ("width", "height"))
    for node in root.iter(f"{SVG}text"):
        assert 0 <= float(node.attrib["x"]) <= wide
        assert 0 <= float(node.attrib["y"]) <= high


def test_names_do_not_stand_on_a_named_neighbour_that_has_room() -> None:
    """Korea's name once stood in China."""
    root = drawn(*(place(code) for code in ("CN", "KR", "JP", "VN", "TW", "HK", "MO")))
    found = {"".join(node.itertext()): node for node in root.iter(f"{SVG}text")}
    shape = world.outlines()["places"]["CN"]
    china = owners({"CN": shape["d"]}, 10)
    for name, node in found.items():
        if name[:2] in {"KR", "JP", "TW"}:
            x, y = float(node.attrib["x"]), float(node.attrib["y"]) - 3.5
            assert (int(x // 4), int(y // 4)) not in china


def test_the_data_is_small_and_its_outlines_can_be_read() -> None:
    packed = files("lockgate.charts").joinpath("data/world.json.gz").read_bytes()
    assert len(packed) < 300_000
    data = json.loads(gzip.decompress(packed))
    for shape in data["places"].values():
        for ring in rings(shape["d"], 1):
            assert all(0 <= x <= data["width"] and 0 <= y <= data["height"] for x, y in ring)
        assert 0 <= shape["at"][0] <= data["width"]


def test_no_outline_runs_across_the_whole_map() -> None:
    """Places on both sides of the 180th meridian are cut there."""
    for code in ("RU", "FJ", "US", "NZ"):
        for ring in rings(world.outlines()["places"][code]["d"], 1):
            assert max(abs(x1 - x2) for (x1, _), (x2, _) in pairwise(ring)) < 1500


def test_the_projection_keeps_areas() -> None:
    def square(longitude: float, latitude: float) -> float:
        corners = [
            (longitude, latitude),
            (longitude + 1, latitude),
            (longitude + 1, latitude + 1),
            (longitude, latitude + 1),
        ]
        return abs(area([equal_earth(*corner) for corner in corners]))

    # the strip from 0 to 1 degree against the one from 60 to 61: sin 1 - sin 0 against sin 61 - sin 60
    assert square(0, 0) / square(100, 60) == pytest.approx(0.0174524 / (0.8746197 - 0.8660254), rel=1e-3)


def test_a_small_topology_is_made_into_places() -> None:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[170, 0], [20, 0], [0, 10], [-20, 0], [0, -10]], [[0, 0], [9, 0], [0, 9], [-9, 0], [0, -9]]],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "id": "458", "properties": {"name": "A"}, "arcs": [[0]]},
                    {"type": "MultiPolygon", "properties": {"name": "B"}, "arcs": [[[~1]]]},
                    {"type": "Polygon", "id": "010", "properties": {"name": "Antarctica"}, "arcs": [[1]]},
                ]
            }
        },
    }
    found = made(topology)
    assert found["places"]["MY"]["d"].count("M") == 2  # on both edges
    assert len(found["others"]) == 1
    assert "AQ" not in found["places"]
    assert found["places"]["GF"]["small"]


def test_parts_of_the_maker() -> None:
    assert path([[(0, 0), (0, 0), (0, 0)]]) == ""
    assert unwrapped([(-179, 1)], 179) == [(181, 1)]
    assert simpler([(0, 0), (1, 1)]) == [(0, 0), (1, 1)]
