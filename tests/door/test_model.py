from __future__ import annotations

import pickle
from fractions import Fraction

import pytest

from lockgate.door.build import build
from lockgate.door.model import Categorical, Group, Interval, SetValue, Text


def test_one_possible_value_is_known() -> None:
    assert Categorical(frozenset({"MY"})).known == "MY"
    assert Categorical(frozenset({"CN", "HK"})).known is None


def test_an_interval_is_known_when_both_ends_meet() -> None:
    assert Interval(Fraction(1), Fraction(1)).known == 1
    assert Interval(Fraction(1), Fraction(2)).known is None
    assert Interval(None, None).known is None


def test_a_set_is_known_when_nothing_is_open() -> None:
    assert SetValue(frozenset({"sdn"}), frozenset({"sdn"})).known == frozenset({"sdn"})
    assert SetValue(frozenset(), None).known is None


@pytest.mark.parametrize(
    "value",
    [Text("x"), Group((), complete=True), build({"item": {"chip": "nvidia-h100-sxm"}, "parties": {"end_user": {}}})],
)
def test_values_travel_between_processes(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value
