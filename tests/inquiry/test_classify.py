"""Classes under every version: against plain determinations, published statements and the boundary vectors."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.items.truth import ABSENT, PATH, about_classification

import lockgate
from lockgate.errors import InputError
from lockgate.inquiry.classify import catalogue, classify, versions_of
from lockgate.inquiry.look import Look
from lockgate.items import load

if TYPE_CHECKING:
    from lockgate.inquiry.classify_records import Classified, Version

SHEET = PATH.parents[1] / "regulation" / "classification.md"
NO_SHEET = "the sheet on classification (shared/regulation/classification.md beside the project) is not here"
DAYS = tuple(lockgate.Rulebook.load(cached=True).calendar.days)


def determined(item: dict[str, Any], day: date, posture: str) -> tuple[str | None, str | None, str | None, set[str]]:
    found = lockgate.determine({"activity": "export", "item": item}, as_of=day, posture=posture).classification
    possible = set() if found.eccn else set(found.possible) - {"other"}
    return found.eccn, found.level, found.limb, possible


def printed(version: Version) -> tuple[str | None, str | None, str | None, set[str]]:
    open_limbs = {limb.paragraph for limb in version.limbs if limb.governs}
    possible = set(version.possible) - {"none"} if version.limb is not None or version.level else open_limbs
    return version.eccn, version.level, version.limb, set() if version.eccn else possible


@pytest.mark.parametrize("posture", ["enforced", "codified"])
def test_every_chip_has_the_class_of_a_determination_on_every_day_of_change(posture: str) -> None:
    look = Look(posture=posture)
    for chip, versions in catalogue(look):
        for version in versions:
            for day in (version.start, version.end or DAYS[-1], *(d for d in DAYS if version.start <= d)):
                if version.end is not None and day > version.end:
                    continue
                eccn, level, limb, possible = determined({"chip": chip.id}, day, posture)
                assert (version.eccn, version.level, version.limb) == (eccn, level, limb), (chip.id, day)
                if eccn is None:
                    mine = set(version.possible) - {"none"}
                    limbs = {one.paragraph for one in version.limbs if one.governs}
                    assert possible <= mine | limbs | {"none"}, (chip.id, day)


def test_versions_follow_each_other_without_gaps() -> None:
    for chip, versions in catalogue():
        for one, following in zip(versions, versions[1:], strict=False):
            assert one.end is not None
            assert one.end + timedelta(days=1) == following.start, chip.id
        assert versions[0].start == DAYS[0]
        assert versions[-1].end is None


def test_neighbouring_versions_differ() -> None:
    for chip, versions in catalogue():
        for one, following in zip(versions, versions[1:], strict=False):
            mine = (one.possible, one.limb, one.limbs, one.comparisons, one.flips, one.level)
            assert mine != (
                following.possible,
                following.limb,
                following.limbs,
                following.comparisons,
                following.flips,
                following.level,
            ), chip.id
