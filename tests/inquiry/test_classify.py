"""Classes under every version: against plain determinations, published statements and the boundary vectors."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.items.truth import ABSENT, PATH, about_classification

import lockgate
from lockgate.errors import InputError
from lockgate.inquiry.classification.classify import catalogue, classify, versions_of
from lockgate.inquiry.classification.table import table
from lockgate.inquiry.look import Look
from lockgate.items import load

if TYPE_CHECKING:
    from decimal import Decimal

    from lockgate.inquiry.classification.records import Version

pytestmark = pytest.mark.slow

SHEET = PATH.parents[1] / "regulation" / "classification.md"
NO_SHEET = "the sheet on classification (shared/regulation/classification.md beside the project) is not here"
DAYS = tuple(lockgate.Rulebook.load(cached=True).calendar.days)
LATE = date(2026, 6, 1)


def agrees(version: Version, item: dict[str, Any], day: date, posture: str) -> None:
    """The printed class is the one that a plain determination finds on that day."""
    found = lockgate.determine({"activity": "export", "item": item}, as_of=day, posture=posture).classification
    assert (version.eccn, version.level, version.limb) == (found.eccn, found.level, found.limb), (item, day)
    if found.eccn is None:
        mine = {*version.possible, *(one.paragraph for one in version.limbs if one.governs), "none"}
        assert {"none" if name == "other" else name for name in found.possible} <= mine, (item, day)


@pytest.mark.parametrize("posture", ["enforced", "codified"])
def test_every_chip_has_the_class_of_a_determination_on_the_first_and_last_day_of_each_version(posture: str) -> None:
    for chip, versions in catalogue(Look(posture=posture)):
        item = {"chip": chip.id} if chip.unit_level != "module" else {"chip": chip.id, "kind": "ic"}
        for version in versions:
            for day in (version.start, version.end or DAYS[-1]):
                agrees(version, item, day, posture)


def test_a_few_chips_have_it_on_every_day_of_change() -> None:
    for name in ("nvidia-h100-sxm", "aws-trainium-1", "tenstorrent-n300", "nvidia-h20-96gb"):
        found = classify(name)
        for day in DAYS:
            agrees(found.on(day), {"chip": name}, day, "enforced")


def test_versions_cover_all_days_and_neighbours_differ() -> None:
    for chip, versions in catalogue():
        assert (versions[0].start, versions[-1].end) == (DAYS[0], None)
        for one, following in pairwise(versions):
            assert one.end is not None, chip.id
            assert one.end + timedelta(days=1) == following.start
            assert (one.possible, one.limbs, one.comparisons) != (
                following.possible,
                following.limbs,
                following.comparisons,
            )


def test_versions_are_found_from_the_rulebook() -> None:
    starts = [span.start.isoformat() for span in versions_of()]
    assert starts[:5] == ["2022-10-07", "2022-10-21", "2023-11-17", "2024-04-04", "2024-12-02"]
    assert "2025-05-13" not in starts
    made_by = {span.start.isoformat(): span.made_by for span in versions_of()}
    assert made_by["2022-10-21"] == ("87 FR 62186",)
    assert "89 FR 23876" in made_by["2024-04-04"]
    early = versions_of(Look(known_at="2023-01-01"))
    assert [span.start.isoformat() for span in early][:2] == ["2022-10-07", "2022-10-21"]
    assert date(2024, 4, 4) not in {span.start for span in early}


def vectors() -> list[dict[str, Any]]:
    if not SHEET.exists():
        return []
    text = SHEET.read_text(encoding="utf-8").partition("## 9.")[2].partition("```yaml")[2].partition("```")[0]
    rows: list[dict[str, Any]] = yaml.safe_load(text)
    return [row for row in rows if "rule" not in row]


@pytest.mark.skipif(not SHEET.exists(), reason=NO_SHEET)
@pytest.mark.parametrize("row", vectors(), ids=str)
def test_boundary_vectors_of_the_sheet(row: dict[str, Any]) -> None:
    answer = {"yes": "true", "no": "false"}.get(row["dc"], "unknown")
    item: dict[str, Any] = {"kind": "ic", "marketed_datacenter": answer}
    area = 858 * row["dies"] if row.get("reticle_bound") else None
    for key, value in (("tpp", row["tpp"]), ("performance_density", row.get("pd"))):
        if value is not None:
            item[key] = str(value)
    if area is not None:
        item["die_area_mm2"] = {"high": str(area)}
    if "area_nonplanar" in row:
        item["die_area_mm2"] = str(row["area_nonplanar"])
    found = classify(item).on(LATE)
    met = [one.paragraph for one in found.limbs if one.truth == "true"]
    perhaps = {one.paragraph for one in found.limbs if one.governs}
    below = found.level == "none" or not met
    expected = row.get("possible") or row["expect"]
    if isinstance(expected, list):
        assert perhaps == {name for name in expected if name != "none"}
        assert ("none" in expected) != (set(found.possible) <= {"3A090.a", "3A090.b"})
    elif expected == "none":
        assert below
        assert found.level == "none"
    else:
        assert met == [expected, *row.get("also", [])] or (met[0] == expected and "also" not in row)


@pytest.mark.skipif(not PATH.exists(), reason=ABSENT)
def test_published_paragraphs() -> None:
    told = [one for one in about_classification() if one.quantity == "eccn_2023" and one.agreement == "agrees"]
    for statement in told:
        found = classify(statement.chip).on(date(2024, 6, 1))
        assert (found.limb or "open").startswith(str(statement.value)), statement.id


def test_arithmetic_is_shown() -> None:
    lines = classify({"tops": "989.4", "bits": "16", "die_area_mm2": "814"}).arithmetic
    assert lines == ("989.4 TOPS x 16 bit = 15,830.4 TPP", "density: 15,830.4 TPP / 814 mm2 = 19.44")
    for none in ("0", "0.0", "0 mm2"):
        assert classify({"tpp": "2000", "die_area_mm2": none}).arithmetic == (
            "density: only planar logic dies, so it is undefined and meets no limit",
        )
    board = classify("nvidia-a16").arithmetic
    assert any("/ 4 circuits" in line for line in board)


def test_an_unknown_die_area_says_where_it_turns() -> None:
    found = classify({"tpp": "3000", "marketed_datacenter": "true"}).on(LATE)
    assert not found.decided
    assert {flip.at for flip in found.flips} == {"506.75", "1,875"}
    inside = {"tpp": "3000", "marketed_datacenter": "true"}
    assert classify({**inside, "die_area_mm2": "506.75"}).on(LATE).eccn == "3A090.a"
    assert classify({**inside, "die_area_mm2": "506.76"}).on(LATE).eccn == "3A090.b"
    assert [one.fact for one in found.missing] == ["circuit.performance_density"]


def test_all_limbs_and_what_is_near_a_threshold() -> None:
    found = classify({"tpp": "3000", "performance_density": "4", "marketed_datacenter": "true"}).on(LATE)
    assert [(one.paragraph, one.governs) for one in found.limbs] == [("3A090.b.1", True), ("3A090.b.2", False)]
    near = classify("nvidia-h20-96gb").on(LATE).comparisons
    assert [one.threshold for one in near if one.near] == ["2,400"]


def test_a_computer_with_the_circuit() -> None:
    assert classify("nvidia-h100-sxm", kind="server", circuits="8").on(LATE).eccn == "4A090.a"
    graphcore = classify("graphcore-gc200", kind="server", circuits="4")
    assert graphcore.on(date(2024, 4, 3)).level == "none"
    assert graphcore.on(date(2024, 4, 4)).eccn == "4A090.b"


def test_readings_that_matter() -> None:
    by_id = {one.id: one for one in classify("aws-trainium-1").readings}
    assert by_id["tf32_bits"].value == "32"
    assert ("class", "3A090.a") in {(one.what, one.gives) for one in by_id["tf32_bits"].differences}
    other = classify("aws-trainium-1", Look(readings={"tf32_bits": "32"}))
    assert other.on(LATE).eccn == "3A090.a"
    assert "Below both ceilings of January 2026" in {
        one.what for reading in classify("aws-trainium-3").readings for one in reading.differences
    }
    assert classify("nvidia-h100-sxm").readings == ()


def regimes(name: str, day: date = LATE) -> dict[str, str]:
    return {
        one.id: next(span.truth for span in reversed(one.spans) if span.start <= day)
        for one in classify(name).regimes
        if one.spans[0].start <= day
    }


def test_tests_beside_the_class() -> None:
    assert regimes("nvidia-rtx-4090")["nac-aca"] == "true"
    assert regimes("nvidia-h100-sxm")["nac-aca"] == "false"
    assert regimes("nvidia-h200-sxm")["ceilings-2026"] == "true"
    assert regimes("nvidia-b200-hgx")["ceilings-2026"] == "false"
    assert regimes("nvidia-h200-sxm")["duty-band-1"] == "true"
    assert "ceilings-2026" not in regimes("nvidia-h200-sxm", date(2025, 6, 1))
    memory = {"memory_bandwidth_density": "2.6", "processing_dominant": "false"}
    found = classify(memory, kind="hbm")
    assert found.on(LATE).eccn == "3A090.c"
    assert next(one for one in found.regimes if one.id == "hbm-exception").spans[-1].truth == "true"
    assert "lpp" in {one.id for one in classify("nvidia-h100-sxm", Look(posture="codified")).regimes}


@given(
    tpp=st.decimals(1000, 6000, places=2),
    area=st.decimals(100, 1600, places=1),
    market=st.sampled_from(["true", "false", "unknown"]),
)
@settings(max_examples=40)
def test_stated_figures_have_the_class_of_a_determination(tpp: Decimal, area: Decimal, market: str) -> None:
    item = {"kind": "ic", "tpp": str(tpp), "die_area_mm2": str(area), "marketed_datacenter": market}
    agrees(classify(item).on(LATE), item, LATE, "enforced")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("H100", "several chips"),
        ("H1000 sxm", "no chip"),
        ({"bits": "16"}, "needs a rate"),
        ({"tops": "fast", "bits": "16"}, "no product"),
        ({"tpp": "abc"}, "no number"),
        ({"tppp": "1"}, "unknown key"),
    ],
)
def test_bad_input(what: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        classify(what)


def test_the_table_shows_every_chip_and_sorts() -> None:
    found = table(sort="density")
    assert {row.id for row in found.rows} == set(load().ids)
    known = [row.density.low for row in found.rows if row.density.low]
    assert known == sorted(known, reverse=True)
    text = found.to_csv().splitlines()
    assert len(text) == len(load().ids) + 1
    assert text[0].endswith("class_from_2023-11-17,class_from_2024-04-04")
    assert found.to_dict()["rows"][0]["classes"]["2023-11-17"]
    with pytest.raises(InputError, match="cannot sort"):
        table(sort="colour")


def test_json_holds_everything() -> None:
    found = classify("nvidia-h100-sxm").to_dict()
    assert found["schema"] == "lockgate.classified/1"
    assert found["versions"][-1]["limbs"][1]["paragraph"] == "3A090.a.2"
    assert found["sources"]
    assert found["inputs"][0]["mark"] == "A"
