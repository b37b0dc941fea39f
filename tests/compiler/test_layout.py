"""Where facts lie, and what lies there while nothing is said."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.compiler.support import base

from lockgate.compiler.layout import FAR


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("destination", ("all",)),
        ("activity", ("all",)),
        ("screened", ("all",)),
        ("knows.military", ("false",)),
        ("knows.intent", ("none",)),
        ("evidence.certificate", ("absent",)),
        ("evidence.status", ("none",)),
        ("evidence.site", ("absent",)),
        ("class.level", ("all",)),
        ("reading.strictness", ("all",)),
    ],
)
def test_absent_words(fact: str, expected: tuple[str]) -> None:
    layout = base().layout
    slot = layout.slots[fact]
    word = expected[0]
    mask = slot.full if word == "all" else slot.bits[word]
    assert layout.absent(layout.symbols.facts[fact]) == (mask,)


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("value", (0, FAR)),
        ("gain", (-100, 100)),
        ("owner.share", (0, 1000)),
        ("item.quantity", (0, FAR)),
        ("shipped_on", (-FAR, FAR)),
        ("evidence.filed_on", (FAR, FAR)),
        ("knows.informed_on", (FAR, FAR)),
        ("party.lists", (0, 7)),
        ("evidence.met", (0, 0)),
        ("knows.transit", (0, 0)),
    ],
)
def test_absent_numbers_and_sets(fact: str, expected: tuple[Any, ...]) -> None:
    layout = base().layout
    assert layout.absent(layout.symbols.facts[fact]) == expected


def test_blank_lists_hold_every_fact_once() -> None:
    layout = base().layout
    for element, size in layout.sizes.items():
        blank = layout.blank(element)
        assert len(blank) == size
        taken = [
            place
            for fact in layout.facts.get(element, [])
            for place in range(layout.slots[fact.id].at, layout.slots[fact.id].at + len(layout.absent(fact)))
        ]
        taken += [at for name, at in layout.groups.items() if layout.symbols.source.collections[name].of == element]
        assert sorted(taken) == list(range(size))


def test_text_has_no_slot() -> None:
    assert "item.label" not in base().layout.slots


def test_values_the_fact_does_not_know_have_no_bit() -> None:
    slot = base().layout.slots["activity"]
    assert slot.mask(("export", "nothing")) == slot.bits["export"]


def test_scales() -> None:
    layout = base().layout
    assert layout.scaled(layout.slots["value"], Fraction("12.34")) == 1234
    assert layout.scaled(layout.slots["fee"], Fraction("12.3456")) == 12345
    assert layout.scaled(layout.slots["shipped_on"], Fraction(date(2025, 1, 1).toordinal())) == 739252
