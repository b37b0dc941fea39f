"""Missing facts never release what needs a licence; an engine with two truth values does release it."""

from __future__ import annotations

import functools
from random import Random

import pytest
from benchmarks.inputs import POSTURES, Line, prepared, rulebook, slots
from benchmarks.mask import without, without_each
from benchmarks.masking import GO, Count, Stop, masked, ours, questions, stops
from benchmarks.subset import completed
from benchmarks.two_valued import two_valued

from lockgate.compiler.ground import Texts
from lockgate.engine.determine import determine

pytestmark = pytest.mark.slow

SEED = 20261122
SHARES = (0.05, 0.15, 0.3)


@functools.cache
def asked() -> list[Line]:
    return questions(120, SEED)


@functools.cache
def stopped() -> list[Stop]:
    return stops(asked())[0]


@functools.cache
def counted(share: float) -> tuple[Count, list[str]]:
    return masked(stopped(), "world", share, SEED)


def test_there_is_enough_to_mask() -> None:
    assert len(stopped()) > 500


@pytest.mark.parametrize("share", SHARES)
def test_nothing_that_needs_a_licence_is_released(share: float) -> None:
    count, released = counted(share)
    assert released == []
    assert count.tried == len(stopped())


def test_no_single_fact_releases() -> None:
    released = {
        (stop.line.name, name)
        for stop in stopped()
        for name, line in without_each(stop.line)
        if ours(line, stop.posture) in GO
    }
    assert not released


@pytest.mark.parametrize("share", SHARES)
def test_two_truth_values_do_release(share: float) -> None:
    count, _ = counted(share)
    assert count.two_valued_released > share * count.tried


def test_the_public_question_gives_the_same() -> None:
    rng = Random(SEED)
    for stop in rng.sample(stopped(), 60):
        line = without(stop.line, "world", 0.2, rng)
        found = determine(line.transaction, as_of=line.day, posture=stop.posture, rulebook=rulebook())
        assert found.outcome == ours(line, stop.posture)
        assert found.outcome not in GO
        assert not found.release


@pytest.mark.parametrize("posture", POSTURES)
def test_two_truth_values_agree_where_everything_is_known(posture: str) -> None:
    rng, texts, agreed = Random(SEED), Texts(rulebook().symbols), 0
    segments = {rulebook().calendar.segment(line.day) for line in asked()}
    rivals = {day: two_valued(rulebook(), texts, day, posture) for day in segments}
    for line in asked():
        unit, rival = rulebook().unit(line.day, posture), rivals[rulebook().calendar.segment(line.day)]
        one = prepared(line)
        one.cells = completed(one.cells, unit.layout, rng)
        assert unit.decide_function is not None
        assert rival.decide_function is not None
        possible, certain, _ = unit.decide_function(slots(unit, one))
        if possible == certain:
            agreed += 1
            assert rival.decide_function(slots(rival, one))[0] == possible, line.name
    assert agreed > len(asked()) / 2
