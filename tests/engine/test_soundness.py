"""What must hold for every transaction, however little is known of it.

Not knowing a fact never settles anything that knowing it would unsettle; knowledge never loosens, evidence never
tightens, a listed party never loosens, and a day is like every other day of its stretch of time.
"""

from __future__ import annotations

import random
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.population import Draft, completion, declared, draft, facts_of_kind, known, number, partial, put

import lockgate
from lockgate.door.model import Categorical, Interval, SetValue
from lockgate.engine.determine import default_rulebook
from lockgate.engine.outcome import AUTHORIZED, CANNOT_DECIDE, LADDER, NO_REQUIREMENT, NOT_SUBJECT

if TYPE_CHECKING:
    from lockgate.engine.result import Determination

pytestmark = pytest.mark.slow

GO = {NOT_SUBJECT, NO_REQUIREMENT, AUTHORIZED}
BAD_LISTS = (
    *("entity_list", "entity_list_fn1", "entity_list_fn4", "entity_list_fn5", "meu_list", "unverified_list"),
    *("denied_persons", "sdn", "sdn_744_8"),
)
SEEDS = st.integers(0, 10**9)
POSTURES = st.sampled_from(["enforced", "codified"])
OR_NONE = st.sampled_from([0.0, 0.0, 0.0, 0.05, 0.30])
SHARES = st.sampled_from([0.02, 0.05, 0.15, 0.30, 0.6])
often = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def ask(found: Draft, posture: str) -> Determination:
    return lockgate.determine(found.transaction(), posture=posture)


def bounds(answer: Determination) -> tuple[int, int]:
    assert answer.at_least is not None
    assert answer.at_most is not None
    return LADDER.index(answer.at_least), LADDER.index(answer.at_most)


def within(narrow: Determination, wide: Determination) -> bool:
    return bounds(wide)[0] <= bounds(narrow)[0] and bounds(narrow)[1] <= bounds(wide)[1]


def no_milder(after: Determination, before: Determination) -> bool:
    """No completion came out milder, as far as the bounds can tell: each completion lies between its bounds.

    The bounds of an open answer may be wider than its completions; where everything is known they are exact.
    """
    return bounds(after)[1] >= bounds(before)[0]


def meet(one: Determination, other: Determination) -> bool:
    """Whether some outcome lies within the bounds of both."""
    return bounds(one)[0] <= bounds(other)[1] and bounds(other)[0] <= bounds(one)[1]


@often
@given(SEEDS, POSTURES)
def test_where_everything_is_known_everything_is_decided(seed: int, posture: str) -> None:
    answer = ask(draft(seed), posture)
    assert answer.outcome != CANNOT_DECIDE
    assert answer.at_least == answer.outcome == answer.at_most
    assert answer.missing == ()


@often
@given(SEEDS, POSTURES, SHARES)
def test_a_decided_outcome_holds_in_every_completion(seed: int, posture: str, share: float) -> None:
    full = draft(seed)
    part = partial(full, share, seed)
    answer = ask(part, posture)
    for number_of in range(4):
        other = ask(completion(full, part, seed + number_of), posture)
        assert within(other, answer)
        if answer.outcome in GO:
            assert other.outcome in GO
        elif answer.outcome != CANNOT_DECIDE:
            assert other.outcome not in GO


@often
@given(SEEDS, POSTURES, SHARES)
def test_filling_a_missing_fact_never_contradicts_the_bounds(seed: int, posture: str, share: float) -> None:
    full = draft(seed)
    part = partial(full, share, seed)
    filled = part
    before = ask(part, posture)
    missing = sorted(key for key in set(full.facts) - set(part.facts) if not key[0].startswith("owner:"))
    random.Random(seed).shuffle(missing)
    for key in missing[:4]:
        filled = put(filled, key, full.facts[key])
        after = ask(filled, posture)
        assert meet(after, before), key
        if CANNOT_DECIDE not in {before.outcome, after.outcome}:
            assert (after.outcome in GO) == (before.outcome in GO), key
        before = after


@often
@given(SEEDS, POSTURES, OR_NONE)
def test_raising_knowledge_never_loosens(seed: int, posture: str, share: float) -> None:
    part = partial(draft(seed), share, seed)
    before = ask(part, posture)
    for fact in declared()[""]:
        if fact.kind == "knowledge" and fact.type == "boolean":
            after = put(part, ("", fact.id), known("true"))
            assert no_milder(ask(after, posture), before), fact.id


@often
@given(SEEDS, POSTURES, OR_NONE)
def test_adding_evidence_never_tightens(seed: int, posture: str, share: float) -> None:
    """A day that lies long back counts as shown; a notice of yesterday may still be waiting, which is no loosening."""
    part = partial(draft(seed), share, seed)
    before = ask(part, posture)
    day = Fraction(part.day.toordinal() - 400)
    for fact in declared()[""]:
        if fact.kind == "evidence" and fact.type in {"boolean", "date"} and ("", fact.id) not in part.facts:
            shown = known("true") if fact.type == "boolean" else number(day)
            after = put(part, ("", fact.id), shown)
            assert no_milder(before, ask(after, posture)), fact.id


@often
@given(SEEDS, POSTURES, OR_NONE, st.sampled_from(BAD_LISTS))
def test_a_listed_party_never_loosens(seed: int, posture: str, share: float, entry: str) -> None:
    part = partial(draft(seed), share, seed)
    before = ask(part, posture)
    for key in facts_of_kind(part, "world"):
        lists = part.facts[key]
        if key[1] == "party.lists" and isinstance(lists, SetValue):
            more = SetValue(lists.certain | {entry}, lists.certain | {entry})
            after = put(part, key, more)
            assert no_milder(ask(after, posture), before), key


@often
@given(SEEDS, POSTURES, OR_NONE, st.sampled_from(BAD_LISTS))
def test_one_more_party_on_a_list_never_loosens(seed: int, posture: str, share: float, entry: str) -> None:
    part = partial(draft(seed), share, seed)
    if any(place == "party:intermediate_consignee" for place, _ in part.facts):
        return
    listed = SetValue(frozenset({entry}), frozenset({entry}))
    after = put(part, ("party:purchaser", "party.lists"), listed)
    if not any(place == "party:purchaser" for place, _ in part.facts):
        assert no_milder(ask(after, posture), ask(part, posture))


@often
@given(SEEDS, POSTURES, SHARES)
def test_every_day_of_a_stretch_is_alike(seed: int, posture: str, share: float) -> None:
    """Facts that are days are left out: how long ago they lie does change from day to day."""
    part = partial(draft(seed), share, seed)
    days = default_rulebook().calendar.days
    first = default_rulebook().calendar.segment(part.day)
    dated = {fact.id for facts in declared().values() for fact in facts if fact.type == "date"}
    bare = {key: content for key, content in part.facts.items() if key[1] not in dated}
    index = days.index(first)
    last = days[index + 1] - timedelta(days=1) if index + 1 < len(days) else first + timedelta(days=700)
    answers = [ask(Draft(day, bare, part.owned), posture) for day in (first, part.day, last)]
    assert len({(one.outcome, one.at_least, one.at_most, one.because, one.classification) for one in answers}) == 1
    assert len({tuple(item.id for item in one.requirements) for one in answers}) == 1


@often
@given(SEEDS, POSTURES, SHARES)
def test_bounds_instead_of_a_number_widen_the_answer(seed: int, posture: str, share: float) -> None:
    """A number within bounds, or one of two countries, is a fact of which less is known."""
    full = draft(seed)
    chance = random.Random(seed)
    wider = dict(full.facts)
    for key in facts_of_kind(full, "world"):
        content = wider[key]
        if chance.random() > share:
            continue
        if isinstance(content, Interval) and content.low is not None:
            wider[key] = Interval(content.low / 2, content.low + 1000)
        elif isinstance(content, Categorical):
            facts = default_rulebook().symbols.facts[key[1]]
            wider[key] = Categorical(content.possible | {chance.choice(facts.values)})
    assert within(ask(full, posture), ask(Draft(full.day, wider, full.owned), posture))
