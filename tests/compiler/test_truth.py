"""Generated functions, evaluator and oracle agree on words, sets, earlier results and steps, over whole domains."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.compiler.agree import agree, facts
from tests.compiler.support import DAY, FALSE, OPEN, TRUE, Compiled, Some, base, condition

from lockgate.compiler.ir import Bool, Holds, StepOk, children, conj, disj, negate

if TYPE_CHECKING:
    from collections.abc import Iterator


def subsets(words: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """All non-empty sets of words."""
    for size in range(1, len(words) + 1):
        yield from (frozenset(some) for some in itertools.combinations(words, size))


# ---- words

ACTIVITIES = [None, *subsets(("export", "reexport", "transfer"))]
TRUTHS = [None, "true", "false", frozenset({"true", "false"})]


@pytest.mark.parametrize(
    "text",
    [
        "activity = 'export'",
        "activity <> 'export'",
        "activity IN ('export', 'transfer')",
        "activity NOT IN ('export', 'transfer')",
        "activity IN gone",
        "activity IN ('export', 'reexport', 'transfer')",
        "NOT (activity = 'export')",
        "moved",
        "wording",
    ],
)
def test_words(text: str) -> None:
    seen = {agree(text, Some(facts(activity=value))) for value in ACTIVITIES}
    assert TRUE in seen


def test_word_tables() -> None:
    assert condition("activity = 'export'").answer(Some({"activity": "export"})) == TRUE
    assert condition("activity = 'export'").answer(Some({"activity": "transfer"})) == FALSE
    assert condition("activity = 'export'").answer(Some()) == OPEN
    assert condition("activity IN ('export', 'reexport', 'transfer')").answer(Some()) == TRUE


@pytest.mark.parametrize(
    "text", ["screened", "NOT screened", "screened = TRUE", "screened = FALSE", "screened = 'true'"]
)
def test_truths(text: str) -> None:
    assert {agree(text, Some(facts(screened=value))) for value in TRUTHS} == {TRUE, FALSE, OPEN}


@pytest.mark.parametrize("operator", ["AND", "OR"])
@pytest.mark.parametrize("turned", list(itertools.product(("", "NOT "), repeat=3)))
def test_kleene_tables(operator: str, turned: tuple[str, str, str]) -> None:
    text = f"{turned[0]}({turned[1]}screened {operator} {turned[2]}(activity = 'export') {operator} destination = 'CN')"
    for one, two, three in itertools.product(TRUTHS, ("export", "transfer", None), ("CN", "US", None)):
        agree(text, Some(facts(screened=one, activity=two, destination=three)))


@pytest.mark.parametrize("text", ["destination = origin", "destination <> origin"])
def test_two_words_compared(text: str) -> None:
    places = ("CN", "US", frozenset({"CN", "US"}), None)
    seen = {agree(text, Some(facts(destination=one, origin=two))) for one, two in itertools.product(places, repeat=2)}
    assert seen == {TRUE, FALSE, OPEN}


def test_evidence_that_is_not_there_equals_nothing() -> None:
    assert agree("evidence.site = destination", Some({"destination": "CN"})) == FALSE
    assert agree("evidence.site = destination", Some()) == FALSE
    assert agree("evidence.site = destination", Some({"destination": "CN", "evidence.site": "CN"})) == TRUE


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ("evidence.certificate", FALSE),
        ("evidence.certificate = FALSE", FALSE),
        ("evidence.status = 'full'", FALSE),
        ("evidence.status = 'none'", TRUE),
        ("overlap(evidence.met, ('one'))", FALSE),
        ("evidence.filed_on <= as_of", FALSE),
        ("knows.military", FALSE),
        ("knows.military = FALSE", TRUE),
        ("knows.intent = 'none'", TRUE),
        ("knows.informed_on <= as_of", FALSE),
        ("overlap(knows.transit, ('CN', 'MO'))", FALSE),
        ("screened", OPEN),
        ("shipped_on <= as_of", OPEN),
        ("value >= 0", TRUE),
        ("value > 0", OPEN),
        ("gain >= -100", TRUE),
        ("gain > 100", FALSE),
        ("gain > 99", OPEN),
    ],
)
def test_silence(text: str, silent: str) -> None:
    assert condition(text).answer(Some({"as_of": DAY})) == silent


# ---- sets

LISTS = ("entity", "denied", "military")


@pytest.mark.parametrize(
    "names", ["('entity')", "('entity', 'military')", "listed", "'denied'", "('entity', 'denied', 'military')"]
)
def test_overlap(names: str) -> None:
    text = f"has(parties, overlap(party.lists, {names}))"
    for certain in [(), *subsets(LISTS)]:
        for more in [(), *subsets(LISTS)]:
            party = Some({"party.lists": (tuple(certain), tuple({*certain, *more}))})
            agree(text, Some(groups={"parties": ([party], True)}))
    assert agree(text, Some(groups={"parties": ([Some()], True)})) == OPEN


# ---- what was decided before, and steps


@pytest.mark.parametrize(
    ("possible", "certain", "expected"), [(0, 0, FALSE), (1, 0, OPEN), (1, 1, TRUE), (2, 2, FALSE)]
)
def test_earlier_results(possible: int, certain: int, expected: str) -> None:
    assert Compiled(base(), Holds("R")).answer(Some(), possible, certain) == expected
    assert Compiled(base(), Holds("nobody")).answer(Some(), possible, certain) == FALSE


@pytest.mark.parametrize(
    ("filed", "expected"),
    [
        (None, TRUE),
        (date(2025, 5, 22), TRUE),
        (date(2025, 5, 23), FALSE),
        ((date(2025, 5, 1), date(2025, 5, 22)), TRUE),
        ((date(2025, 5, 1), date(2025, 5, 23)), OPEN),
        ((date(2025, 5, 23), date(2025, 5, 30)), FALSE),
        ((date(2025, 5, 1), None), OPEN),
    ],
)
def test_step_with_a_waiting_time(filed: Any, expected: str) -> None:
    step = Compiled(base(), StepOk("evidence.filed_on", 10))
    assert step.answer(Some(facts(as_of=DAY, evidence__filed_on=filed))) == expected


@pytest.mark.parametrize(
    ("shown", "expected"), [(None, TRUE), ("true", TRUE), ("false", FALSE), (frozenset({"true", "false"}), TRUE)]
)
def test_step_that_is_shown(shown: Any, expected: str) -> None:
    step = Compiled(base(), StepOk("evidence.certificate", 0))
    assert step.answer(Some(facts(evidence__certificate=shown))) == expected


def test_constants_fold_away() -> None:
    yes, no, open_ = Bool(value=True), Bool(value=False), Holds("x")
    assert conj() == yes
    assert disj() == no
    assert conj(open_, no) == no
    assert disj(open_, yes) == yes
    assert conj(conj(open_, Holds("y")), yes) == conj(open_, Holds("y"))
    assert disj(disj(open_, Holds("y")), no) == disj(open_, Holds("y"))
    assert negate(yes) == no
    assert negate(negate(open_)) == open_
    assert children(open_) == ()
    assert Compiled(base(), yes).answer(Some()) == TRUE
    assert Compiled(base(), no).answer(Some()) == FALSE
