"""Laws about change: what must hold between two transactions that differ in one thing.

Where z3 is there it looks for a counterexample among all complete transactions of a unit; random transactions and the
worked cases try the same with partial knowledge. What the law itself makes an exception from stands in `EXCEPT`.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.population import STATED_KEY, Draft, declared, draft, known, number, partial, put
from tests.rulebook.cases import all_cases

import lockgate
from lockgate.door.model import Categorical, Interval, SetValue
from lockgate.engine.determine import default_rulebook
from lockgate.engine.outcome import LADDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.engine.result import Determination

EXCEPT = {
    # the guidance lets good-faith data centers run on with a-level items only, and says nothing of weaker ones
    "power": {"guidance-2026-continued-use": "BIS guidance of 2026-05-31"},
}
"""By change, the provisions through which the law itself lets a stronger transaction pass, with their citation."""
OTHERWISE = {
    # 740.29 covers 3A090.a and 4A090.a and no b-level item; the usual reading of 740.2(a)(9)(ii) shuts it where those
    # are controlled, the lenient one does not
    "power": {"740.29": "15 CFR 740.29", **EXCEPT["power"]},
}
"""The same under other readings than the usual ones."""
SUPERCOMPUTER = ("744.23-a-1",)
"""Read as a list of named entries, 744.23(a)(1) leaves out 3A090 and 4A090, which its sources do not name."""
needs_z3 = pytest.mark.skipif(find_spec("z3") is None, reason="the extra check is not installed")
DAYS = ("2023-12-05", "2025-06-01", "2026-08-01")
SEEDS = st.integers(0, 10**9)
POSTURES = st.sampled_from(["enforced", "codified"])
SHARES = st.sampled_from([0.0, 0.0, 0.1, 0.3])
quick = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
often = settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
LEVELS = tuple(Fraction(tpp) for tpp in (1600, 2400, 4800, 20999, 21000, 60000, 10**6))
RESTRICTED = ("entity_list", "entity_list_fn5", "meu_list", "unverified_list", "denied_persons", "sdn", "sdn_744_8")


def ask(found: Draft, posture: str) -> Determination:
    return lockgate.determine(found.transaction(), posture=posture)


def bounds(answer: Determination) -> tuple[int, int]:
    assert answer.at_least is not None
    assert answer.at_most is not None
    return LADDER.index(answer.at_least), LADDER.index(answer.at_most)


def told(answer: Determination) -> tuple[Any, ...]:
    """What an answer says, its wording left out."""
    return (
        answer.outcome,
        answer.at_least,
        answer.at_most,
        answer.release,
        sorted(one.id for one in answer.requirements),
        sorted((one.id, one.status) for one in answer.authorizations),
        answer.review_policy,
    )


# ---- proofs


def loosened(day: date, posture: str, change: str, without: tuple[str, ...], *, usual: bool = True) -> Any:
    from lockgate.checks.monotone import CHANGES, loosening
    from lockgate.checks.survey import Survey

    (law,) = Survey(default_rulebook(), on=day, postures=(posture,)).laws
    return loosening(law, next(one for one in CHANGES if one.name == change), without, usual=usual)


@needs_z3
@pytest.mark.parametrize("change", ["power", "listed", "knowledge", "party"])
@pytest.mark.parametrize("posture", ["enforced", "codified"])
@pytest.mark.parametrize("day", DAYS)
def test_no_such_change_loosens(day: str, posture: str, change: str) -> None:
    assert loosened(date.fromisoformat(day), posture, change, tuple(EXCEPT.get(change, ()))) is None


@needs_z3
@pytest.mark.slow
@pytest.mark.parametrize("change", ["power", "listed", "knowledge", "party"])
def test_no_such_change_loosens_on_any_day(change: str) -> None:
    from lockgate.checks.law import Law
    from lockgate.checks.monotone import CHANGES, loosening
    from lockgate.checks.survey import Survey

    survey = Survey(default_rulebook())
    looked_for = next(one for one in CHANGES if one.name == change)
    for law in survey.laws:
        fresh = Law(law.unit, survey.shelf, law.last)
        found = loosening(fresh, looked_for, EXCEPT.get(change, ()))
        assert found is None, (law.unit.day, law.unit.posture, found)


@needs_z3
@pytest.mark.parametrize(
    ("day", "exception", "usual"),
    [("2025-06-01", "740.29", False), ("2026-08-01", "guidance-2026-continued-use", True)],
)
def test_each_exception_is_needed(day: str, exception: str, usual: bool) -> None:
    """Without the exception there is a counterexample, and the engine says the same of both transactions."""
    without = (*(name for name in OTHERWISE["power"] if name != exception), *(() if usual else SUPERCOMPUTER))
    found = loosened(date.fromisoformat(day), "codified", "power", without, usual=usual)
    assert found is not None
    from lockgate.checks.witness import Judge

    judge = Judge(default_rulebook())
    before, after = judge.decided(found.before), judge.decided(found.after)
    assert before is not None
    assert after is not None
    assert LADDER.index(after.verdict.outcome) < LADDER.index(before.verdict.outcome)
    names = {rule.id for rule in after.rules("exempts")} | {after.unit.rule(bit).id for bit, _, _ in after.coverage}
    assert exception in names


# ---- computing power


def stronger(found: Draft, chance: random.Random) -> Draft:
    """More TPP on the same area: the density, the shipment and nothing else come with it."""
    keys = ("circuit", "circuit.tpp"), ("circuit", "circuit.performance_density"), ("", "shipment.tpp")
    tpp, density, shipment = (found.facts.get(key) for key in keys)
    quantity, count = found.facts.get(("item", "item.quantity")), found.facts.get(("circuit", "circuit.count"))
    facts = {key: content for key, content in found.facts.items() if key != STATED_KEY}
    if isinstance(tpp, Interval) and tpp.low is not None:
        more = chance.choice([level for level in LEVELS if level > tpp.low] or [tpp.low * 2])
        facts[keys[0]] = number(more)
        if isinstance(density, Interval) and density.low is not None and tpp.low:
            facts[keys[1]] = number(Fraction((density.low * more / tpp.low * 10**6).__floor__(), 10**6))
        if isinstance(shipment, Interval) and isinstance(quantity, Interval) and isinstance(count, Interval):
            assert shipment.low is not None
            facts[keys[2]] = number(shipment.low + (more - tpp.low) * (quantity.low or 1) * (count.low or 1))
    return Draft(found.day, facts, found.owned)


def power_never_loosens(seed: int, posture: str, share: float) -> None:
    part = partial(draft(seed), share, seed)
    before = replace(part, facts={key: content for key, content in part.facts.items() if key != STATED_KEY})
    first, second = ask(before, posture), ask(stronger(before, random.Random(seed)), posture)
    passed = {one.id for one in second.authorizations} | {
        one for one in OTHERWISE["power"] if one in str(second.because)
    }
    if bounds(second)[1] < bounds(first)[0]:
        assert passed & set(EXCEPT["power"]), (first.because, second.because)


@quick
@given(SEEDS, POSTURES, SHARES)
def test_more_power_never_loosens(seed: int, posture: str, share: float) -> None:
    power_never_loosens(seed, posture, share)


@pytest.mark.slow
@often
@given(SEEDS, POSTURES, SHARES)
def test_more_power_never_loosens_often(seed: int, posture: str, share: float) -> None:
    power_never_loosens(seed, posture, share)


# ---- restricted parties


@quick
@given(SEEDS, POSTURES, SHARES, st.sampled_from(RESTRICTED))
def test_one_more_restricted_party_never_loosens(seed: int, posture: str, share: float, entry: str) -> None:
    part = partial(draft(seed), share, seed)
    role = "party:intermediate_consignee"
    assert not any(place == role for place, _ in part.facts)
    facts = {(role, fact.id): content for fact in declared()["party"] for content in [_unlisted(fact.id)] if content}
    listed = SetValue(frozenset({entry}), frozenset({entry}))
    after = replace(part, facts={**part.facts, **facts, (role, "party.lists"): listed})
    assert bounds(ask(after, posture))[1] >= bounds(ask(part, posture))[0]


def _unlisted(fact: str) -> Any:
    return (
        known("MY") if fact in {"party.location", "party.headquarters", "party.ultimate_parent.headquarters"} else None
    )


# ---- days


def moved(found: Draft, days: int) -> Draft:
    """Everything some days later, the days in it too."""
    facts = default_rulebook().symbols.facts
    later = {
        key: Interval(*(None if end is None else end + days for end in (content.low, content.high)))
        if isinstance(content, Interval) and facts[key[1]].type == "date"
        else content
        for key, content in found.facts.items()
    }
    return Draft(found.day + timedelta(days=days), later, found.owned)


@quick
@given(SEEDS, POSTURES, SHARES)
def test_a_day_across_no_rule_date_changes_nothing(seed: int, posture: str, share: float) -> None:
    part = partial(draft(seed), share, seed)
    book = default_rulebook()
    days = book.calendar.days
    start = book.calendar.segment(part.day)
    following = next((day for day in days if day > start), start + timedelta(days=400))
    room = (following - timedelta(days=1) - part.day).days
    later = moved(part, random.Random(seed).randint(0, max(0, room)))
    dated = {"shipment.packaged_on", "evidence.designer_applied_on"}  # compared with fixed days of the text
    if not any(key[1] in dated for key in part.facts):
        assert told(ask(later, posture)) == told(ask(part, posture))


@pytest.mark.slow
def test_worked_cases_do_not_change_within_a_stretch() -> None:
    """One day later, if that is no day of change; cases that state days are left to the random ones."""
    book = default_rulebook()
    tried = 0
    for name, case in all_cases():
        raw = case.get("transaction")
        if raw is None or "as_of" not in raw or any(word in str(raw) for word in ("_on", "valid_", "licences")):
            continue
        today = date.fromisoformat(str(raw["as_of"]))
        tomorrow = today + timedelta(days=1)
        if book.calendar.segment(today) != book.calendar.segment(tomorrow):
            continue
        posture = str(case.get("posture", "enforced"))
        if posture not in ("enforced", "codified"):
            continue
        first = lockgate.determine({**raw, "as_of": today.isoformat()}, posture=posture)
        second = lockgate.determine({**raw, "as_of": tomorrow.isoformat()}, posture=posture)
        assert told(first) == told(second), name
        tried += 1
    assert tried > 100


# ---- bounds and sets


@quick
@given(SEEDS, POSTURES)
def test_bounds_contain_what_each_number_gives(seed: int, posture: str) -> None:
    """A number split into bounds: what either end gives lies within what the bounds give."""
    full = draft(seed)
    key = ("circuit", "circuit.tpp")
    low, high = sorted(random.Random(seed).sample(LEVELS, 2))
    base = replace(full, facts={name: content for name, content in full.facts.items() if name != STATED_KEY})
    wide = bounds(ask(put(base, key, Interval(low, high)), posture))
    for one in (low, (low + high) / 2, high):
        narrow = bounds(ask(put(base, key, number(Fraction(int(one)))), posture))
        assert wide[0] <= narrow[0]
        assert narrow[1] <= wide[1]


@quick
@given(SEEDS, POSTURES)
def test_hong_kong_and_china_as_a_set(seed: int, posture: str) -> None:
    """One of the two as the destination contains both answers, and is decided where both agree."""
    full = draft(seed)
    key = ("", "destination")
    each = [bounds(ask(put(full, key, known(code)), posture)) for code in ("CN", "HK")]
    either = bounds(ask(put(full, key, Categorical(frozenset({"CN", "HK"}))), posture))
    assert either[0] <= min(low for low, _ in each)
    assert either[1] >= max(high for _, high in each)
    assert each[0] == each[1]
    assert either == each[0]


# ---- order


def turned(raw: Any) -> Any:
    """The same mapping with its keys and its lists the other way round."""
    if isinstance(raw, dict):
        return {key: turned(value) if key != "base" else value for key, value in reversed(raw.items())}
    return [turned(one) for one in reversed(raw)] if isinstance(raw, list) else raw


def in_any_order(step: int) -> Iterator[str]:
    for name, case in list(all_cases())[::step]:
        raw = case.get("transaction")
        if raw is None or len(raw.get("items", ())) > 1:
            continue
        posture = str(case.get("posture", "enforced"))
        if told(lockgate.determine(raw, posture=posture)) != told(lockgate.determine(turned(raw), posture=posture)):
            yield name


def test_the_order_of_roles_and_lists_does_not_matter() -> None:
    assert list(in_any_order(15)) == []


@pytest.mark.slow
def test_the_order_of_roles_and_lists_does_not_matter_in_any_case() -> None:
    assert list(in_any_order(1)) == []
