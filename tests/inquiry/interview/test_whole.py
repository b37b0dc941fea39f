"""Interviews over the worked cases: with somebody who knows the rest, and with somebody who knows nothing."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from tests.inquiry.interview.oracle import finish, leaves, reply, some, without
from tests.rulebook.cases import all_cases

from lockgate.door.read import parse
from lockgate.engine.outcome import CANNOT_DECIDE, LADDER
from lockgate.errors import InputError, LockgateError
from lockgate.inquiry.interview import Interview, begin, written
from lockgate.inquiry.look import Look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.door.declarations import Declarations
    from lockgate.inquiry.interview import Question

pytestmark = pytest.mark.slow

CASES = [
    (name, case)
    for name, case in all_cases()
    if str(case["transaction"].get("subject", "transaction")) == "transaction"
]
PICKED = CASES[::9]


def whole_of(case: Mapping[str, Any]) -> tuple[Look, dict[str, Any]]:
    """A case with its baseline written out, so that what is taken away is not filled in again."""
    look = Look(posture=str(case.get("posture", "enforced")))
    raw = dict(look.typed(case["transaction"]).raw)
    return look, {**raw, "base": []}


def is_world(path: tuple[Any, ...], declared: Declarations) -> bool:
    """Whether silence about a value leaves it open."""
    names = [one for one in path if isinstance(one, str)]
    element = {"item": "item", "items": "item", "parties": "party", "licences": "licence"}.get(names[0])
    rest = names[2:] if element == "party" else names[1:]
    if "owners" in names or "circuits" in names[:-1]:
        element, rest = ("owner" if "owners" in names else "circuit"), names[-1:]
    tree = ".".join(rest if element else names)
    facts = [
        declared.facts.get(f"{one}.{tree}" if one else tree) for one in ([element, "circuit"] if element else [""])
    ]
    known = next((fact for fact in facts if fact is not None), None)
    return names[-1] in {"chip", "circuits", "die_area_mm2"} or (known is not None and known.kind == "world")


def outcomes(talk: Interview) -> tuple[str | None, ...]:
    """The outcome; where it was reached with less said, those that more facts could still make of it."""
    found = talk.determination
    assert found is not None
    if found.outcome in (None, CANNOT_DECIDE) or found.lines:
        return (found.outcome,)
    assert found.at_least is not None
    assert found.at_most is not None
    return LADDER[LADDER.index(found.at_least) : LADDER.index(found.at_most) + 1]


@pytest.mark.parametrize(("name", "case"), PICKED, ids=[name for name, _ in PICKED])
def test_who_knows_the_rest_gets_the_answer_of_the_whole(name: str, case: Mapping[str, Any]) -> None:
    look, whole = whole_of(case)
    start = Interview(look, whole)
    paths = [path for path in leaves(whole) if is_world(path, start.declared)]
    expected = look.determine(whole)
    for seed in range(2):
        talk = finish(Interview(look, without(whole, some(paths, 5, seed))), whole)
        assert talk.determination is not None
        assert expected.outcome in outcomes(talk), (name, [turn.to_dict() for turn in talk.turns])
        facts = [turn.question.fact for turn in talk.turns]
        assert len(facts) == len(set(facts))


@pytest.mark.parametrize(("name", "case"), PICKED[::3], ids=[name for name, _ in PICKED[::3]])
def test_who_knows_nothing_is_asked_no_fact_twice_and_gets_to_the_end(name: str, case: Mapping[str, Any]) -> None:
    look, whole = whole_of(case)
    paths = [path for path in leaves(whole) if is_world(path, Interview(look, whole).declared)]
    talk = finish(Interview(look, without(whole, some(paths, 8, 1))), {})
    facts = [turn.question.fact for turn in talk.turns]
    assert len(facts) == len(set(facts)), name
    assert talk.decided or {one.fact for one in talk.set_aside} <= set(facts) | {q.fact for q in talk.set_aside}
    again = Interview(look, talk.transaction())
    assert again.question is None, again.question


def trials(question: Question) -> list[str]:
    """Answers that may make a difference, tried by brute force."""
    named = [answer for side in question.sides for answer in side.answers if answer not in {"any", "not shown"}]
    if question.kind in {"number", "count"}:
        return [*(one.removesuffix(" units") for one in named if " to " not in one), "1", "1000", "1000000000"]
    if question.kind == "chip":
        return ["nvidia-h100-sxm", "weights", "nvidia-rtx-2080-ti"]
    if question.kind in {"party", "owners"}:
        return ["none", "60% entity_list" if question.kind == "owners" else "Acme"]
    if question.kind == "country":
        return [*named[:1], *named[-1:], "US", "CN", "KP", "MY", "RU", "IN", "SY", "CU", "IR"]
    return [*question.choices, *named, "none"] if question.kind == "words" else [*question.choices, "yes", "no", *named]


def seen(talk: Interview) -> Any:
    found = talk.determination
    assert found is not None
    lines = found.lines or (found,)
    return [
        (line.outcome, line.at_least, line.at_most, {one.fact for one in line.missing}, line.because) for line in lines
    ]


def matters(talk: Interview) -> bool:
    """Whether some answer to the question changes the bounds, what is open, or what decides."""
    assert talk.question is not None
    for answer in trials(talk.question):
        try:
            after = talk.answer(answer)
        except InputError:
            continue
        told = {talk.question.fact, talk.question.fact.replace("items[0]", "item")}
        before = [(*line[:3], line[3] - told, line[4]) for line in seen(talk)]
        if before != [(*line[:3], line[3] - told, line[4]) for line in seen(after)]:
            return True
    return False


@pytest.mark.parametrize(("name", "case"), PICKED[1::4], ids=[name for name, _ in PICKED[1::4]])
def test_every_question_can_make_a_difference(name: str, case: Mapping[str, Any]) -> None:
    look, whole = whole_of(case)
    paths = [path for path in leaves(whole) if is_world(path, Interview(look, whole).declared)]
    talk = Interview(look, without(whole, some(paths, 6, 3)))
    while talk.question is not None:
        assert talk.determination is not None
        assert matters(talk), (name, talk.question)
        talk = talk.answer(reply(talk.question, whole, talk.declared))


SAID = [
    "yes",
    "no",
    "unknown",
    "none",
    "all",
    "MY",
    "CN or HK",
    "not CN",
    "600..858",
    "at least 5",
    "8",
    "3 TB/s",
    "{",
    "[]",
    "[sdn]",
    "{low: 4}",
    "{one_of: [CN]}",
    ";",
    "or",
    "~",
    "{known: [], complete: no}",
    "60% sdn; perhaps more",
    "consignee",
    "2025-06-01",
    "refused",
    "not yet",
    "3A090.a",
    "weights",
    "server",
    "[[1]]",
]
NAMED = [
    "destination",
    "item.kind",
    "items[0].circuits",
    "items[3].kind",
    "consignee",
    "consignee.owners",
    "consignee.owners[0].share",
    "base",
    "licences",
    "licences[0].valid_to",
    "holder.installed",
    "item.chip",
    "as_of",
    "parties",
    "items[0]",
    "flags.kyc-03",
    "x.y",
    "consignee[2].location",
]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_said_is_taken_in_or_refused_and_a_saved_file_means_the_same(seed: int) -> None:
    chance = random.Random(seed)
    look, whole = whole_of(CASES[seed * 37 % len(CASES)][1])
    paths = list(leaves(whole))
    raw = without(whole, some(paths, len(paths) // 2, seed)) if seed % 3 else {"as_of": whole["as_of"]}
    talk = begin(look, raw)
    for _ in range(30):
        with suppress(LockgateError):
            if chance.random() < 0.3:
                talk = talk.state(chance.choice(NAMED), chance.choice(SAID))
            elif talk.question is not None:
                talk = talk.answer(chance.choice([*SAID, *talk.question.choices]))
        again = begin(look, parse(written(talk.transaction()))[0])
        assert again.determination == talk.determination
        assert again.transaction() == talk.transaction()
