"""The outcome table against an oracle that completes every open part in every way.

Two requirements and two authorizations. What is claimed, and checked over all combinations:

* the outcomes from `at_least` to `at_most` are exactly bounded: the mildest and the strictest completion;
* a go (not subject, no requirement found, authorized) is never said while a stop is possible;
* a stop is never said while a go is possible;
* `cannot_decide` is said only where a go and a stop are both possible, or where the stops differ from not subject:
  where every completion agrees, that outcome is said;
* what is said is always one of the completions, and of several go answers it is the strictest.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from lockgate.engine.outcome import (
    AUTHORIZED,
    CANNOT_DECIDE,
    LADDER,
    LICENCE,
    NO_REQUIREMENT,
    NOT_SUBJECT,
    PROHIBITED,
    State,
    Verdict,
    judge,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NO, OPEN, YES = (False, False), (True, False), (True, True)
TRUTHS = (NO, OPEN, YES)
GO = {NOT_SUBJECT, NO_REQUIREMENT, AUTHORIZED}
FIRST, SECOND = 0b01, 0b10
ONE_WAY, OTHER_WAY = 0b0100, 0b1000
Pair = tuple[bool, bool]
Ways = tuple[frozenset[int], frozenset[int]]


def sides(pair: Pair) -> tuple[bool, ...]:
    """The truths that a pair leaves open."""
    return {NO: (False,), OPEN: (False, True), YES: (True,)}[pair]


def mask(*bits: tuple[int, bool]) -> int:
    return sum(bit for bit, is_set in bits if is_set)


def settled(subject: bool, stopped: bool, held: int, covers: tuple[int, ...]) -> str:
    """The outcome where nothing is open: the law in five lines."""
    if not subject:
        return NOT_SUBJECT
    if stopped:
        return PROHIBITED
    if not held:
        return NO_REQUIREMENT
    return AUTHORIZED if any(not held & ~cover for cover in covers) else LICENCE


def outcomes(subject: Pair, stopped: Pair, held: tuple[Pair, Pair], covers: tuple[tuple[int, ...], ...]) -> set[str]:
    """The outcomes of all completions; ``covers`` gives for each authorization what it may turn out to cover."""
    masks = {mask((FIRST, one), (SECOND, two)) for one in sides(held[0]) for two in sides(held[1])}
    return {
        settled(*case) for case in itertools.product(sides(subject), sides(stopped), masks, itertools.product(*covers))
    }


def independent() -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """One authorization whose coverage of each requirement is no, open or yes by itself: (maybe, sure, completions)."""
    for one, two in itertools.product(TRUTHS, TRUTHS):
        maybe, sure = mask((FIRST, one[0]), (SECOND, two[0])), mask((FIRST, one[1]), (SECOND, two[1]))
        yield maybe, sure, tuple(mask((FIRST, a), (SECOND, b)) for a in sides(one) for b in sides(two))


def together() -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """One authorization that overcomes some requirements and is closed, open or eligible as a whole."""
    for overcomes, eligible in itertools.product(range(4), TRUTHS):
        completions = tuple(overcomes if side else 0 for side in sides(eligible))
        yield overcomes * eligible[0], overcomes * eligible[1], completions


Combination = tuple[State, set[str]]


def combinations(ways: Callable[[], Iterator[tuple[int, int, tuple[int, ...]]]]) -> Iterator[Combination]:
    for subject, stopped, one, two in itertools.product(TRUTHS, repeat=4):
        for first, second in itertools.product(ways(), ways()):
            possible, certain = mask((FIRST, one[0]), (SECOND, two[0])), mask((FIRST, one[1]), (SECOND, two[1]))
            coverage = [(ONE_WAY, *first[:2]), (OTHER_WAY, *second[:2])]
            state = State(subject, stopped, possible, certain, coverage)
            yield state, outcomes(subject, stopped, (one, two), (first[2], second[2]))


def complaint(verdict: Verdict, reachable: set[str]) -> str:
    """What a verdict says that its completions do not bear out; empty when all is well."""
    said = verdict.outcome
    if (verdict.at_least, verdict.at_most) != (min(reachable, key=LADDER.index), max(reachable, key=LADDER.index)):
        return f"bounds {verdict.at_least}..{verdict.at_most}"
    if said in GO and not reachable <= GO:
        return f"{said} while a stop is possible"
    if said == CANNOT_DECIDE:
        return "open although all agree" if len(reachable) == 1 or reachable <= GO else ""
    if said not in reachable:
        return f"{said} is none of the completions"
    if said not in GO and reachable & GO:
        return f"{said} while a go is possible"
    if said in GO and said != verdict.at_most:
        return f"{said} is not the strictest go"
    return ""


@pytest.mark.parametrize(("ways", "count"), [(independent, 6_561), (together, 11_664)])
def test_every_combination(ways: Callable[[], Iterator[tuple[int, int, tuple[int, ...]]]], count: int) -> None:
    found = 0
    for state, reachable in combinations(ways):
        verdict = judge(state)
        assert not complaint(verdict, reachable), (complaint(verdict, reachable), state, reachable, verdict)
        found += 1
    assert found == count


def test_open_means_that_go_and_stop_are_both_possible() -> None:
    for state, reachable in combinations(together):
        if judge(state).outcome == CANNOT_DECIDE:
            assert reachable & GO
            assert reachable - GO


def test_two_stops_give_the_licence_and_say_that_it_may_be_worse() -> None:
    for state, reachable in combinations(together):
        if reachable == {LICENCE, PROHIBITED}:
            verdict = judge(state)
            assert (verdict.outcome, verdict.at_most) == (LICENCE, PROHIBITED)


def test_by_names_exactly_the_authorizations_that_cover_everything_for_certain() -> None:
    for state, _ in combinations(independent):
        verdict = judge(state)
        sure = sum(bit for bit, _, covers in state.coverage if not state.possible & ~covers)
        assert verdict.by == (sure if verdict.outcome == AUTHORIZED else 0)


def test_an_authorization_for_one_requirement_does_not_answer_two() -> None:
    """One authorization must overcome every requirement: two halves make no whole."""
    state = State(YES, NO, 0b11, 0b11, [(ONE_WAY, FIRST, FIRST), (OTHER_WAY, SECOND, SECOND)])
    assert judge(state).outcome == LICENCE


@pytest.mark.parametrize("worse", range(3))
def test_knowing_less_only_widens(worse: int) -> None:
    """Opening one part of a combination keeps every completion between the new bounds."""
    for state, reachable in combinations(together):
        wider = [
            State(OPEN, state.prohibited, state.possible, state.certain, state.coverage),
            State(state.subject, OPEN, state.possible, state.certain, state.coverage),
            State(state.subject, state.prohibited, 0b11, 0, state.coverage),
        ][worse]
        verdict = judge(wider)
        low, high = LADDER.index(verdict.at_least), LADDER.index(verdict.at_most)
        assert all(low <= LADDER.index(outcome) <= high for outcome in reachable)
