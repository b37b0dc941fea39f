"""Explanations against brute force: every set of changes is tried with plain determinations."""

from __future__ import annotations

import copy
import itertools
import random
from typing import TYPE_CHECKING, Any

import pytest
from tests.rulebook.cases import all_cases

import lockgate
from lockgate.errors import LockgateError
from lockgate.inquiry.comparison.compare import compare
from lockgate.inquiry.comparison.facts import DAY
from lockgate.inquiry.comparison.search import POSTURE, READING, Search, Sides
from lockgate.inquiry.lines import standpoint
from lockgate.inquiry.look import Look

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lockgate.engine.result import Determination
    from lockgate.inquiry.comparison.records import LineComparison

pytestmark = pytest.mark.slow

CASES = [case for _, case in all_cases() if "transaction" in case]
SINGLE = [case for case in CASES if isinstance(case["transaction"].get("items", [{}]), list)]
ONE_LINE = [case for case in SINGLE if len(case["transaction"].get("items", [{}])) == 1]
DAYS = ("2023-11-20", "2024-05-01", "2025-01-12", "2025-02-01", "2025-05-15", "2026-03-01", "2026-08-01")
ORDER: dict[str, Any] = {
    "as_of": "2025-06-01",
    "activity": "export",
    "origin": "US",
    "destination": "CH",
    "channel": "direct",
    "base": "ordinary-course",
    "items": [{"chip": "nvidia-h100-sxm", "quantity": 1600}],
    "parties": {
        "consignee": {"location": "CH", "headquarters": "CH", "ultimate_parent": "CH", "lists": []},
    },
}
EDITS: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "destination": (("destination",), ("DE", "VN", "CN", "MY", "US", "AE")),
    "channel": (("channel",), ("distributor",)),
    "activity": (("activity",), ("transfer", "reexport", "deemed_export")),
    "item.quantity": (("items", 0, "quantity"), (1, 1700, 5000)),
    "consignee.headquarters": (("parties", "consignee", "headquarters"), ("CN", "DE", "TW")),
    "consignee.ultimate_parent.headquarters": (("parties", "consignee", "ultimate_parent"), ("CN", "DE", "unknown")),
    "consignee.lists": (("parties", "consignee", "lists"), (["entity_list"], ["unverified_list"], ["denied_persons"])),
    "evidence.gov_limb": (("evidence.gov_limb",), ("yes",)),
    "knowledge.wmd": (("knowledge.wmd",), ("yes",)),
}


def edited(paths: Mapping[str, Any]) -> dict[str, Any]:
    """The order with some keys written otherwise."""
    raw = copy.deepcopy(ORDER)
    for path, value in paths.items():
        keys, _ = EDITS[path]
        if "." in keys[0]:
            room, _, key = keys[0].partition(".")
            raw.setdefault(room, {})[key] = value
            continue
        spot: Any = raw
        for key in keys[:-1]:
            spot = spot[key]
        spot[keys[-1]] = value
    return raw


def seen(found: Determination, aspect: str) -> tuple[Any, ...]:
    """What of a determination an explanation of this aspect promises."""
    fits = tuple(sorted({one.code for one in found.authorizations if one.status in ("eligible", "steps_open")}))
    parts: dict[str, Any] = {"outcome": found.outcome}
    if aspect != "outcome":
        parts["authorizations that fit"] = fits
    if aspect not in ("outcome", "authorizations that fit"):
        parts["review policy"] = found.review_policy
    return tuple(parts.values())


@pytest.mark.parametrize("seed", range(25))
def test_explanations_are_exactly_the_smallest_sets_of_edits(seed: int) -> None:
    """Four edits, a posture and a day: all sixty-four mixtures are determined from their raw form."""
    rng = random.Random(seed)
    picked = {path: rng.choice(EDITS[path][1]) for path in rng.sample(sorted(EDITS), 4)}
    looks = [Look(posture="codified"), Look(posture="enforced", as_of=rng.choice(DAYS[2:]))]
    line = compare(ORDER, edited(picked), *looks).lines[0]
    if line.aspect not in ("outcome", "authorizations that fit", "review policy"):
        return
    changes = [*picked, POSTURE, *([DAY] if looks[1].as_of != ORDER["as_of"] else [])]
    wanted = seen(line.second, line.aspect)
    reaching: list[frozenset[str]] = []
    for size in range(len(changes) + 1):
        for some in map(frozenset, itertools.combinations(changes, size)):
            if any(smaller <= some for smaller in reaching):
                continue
            found = lockgate.determine(
                edited({path: value for path, value in picked.items() if path in some}),
                posture=looks[POSTURE in some].posture,
                as_of=looks[DAY in some].as_of,
            )
            if seen(found, line.aspect) == wanted:
                reaching.append(some)
    found_sets = [frozenset(change.path for change in one.changes) for one in line.explanations]
    shortest = min(map(len, reaching))
    assert found_sets, picked
    assert {one for one in reaching if len(one) <= shortest + 1} == set(found_sets), (picked, line.aspect)
    assert [len(one) for one in found_sets] == sorted(len(one) for one in found_sets)


def pairs(count: int, seed: int) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], Look, Look]]:
    """Pairs of real cases: two that stand near each other, two from anywhere, or one on two days, in two postures."""
    rng = random.Random(seed)
    for number in range(count):
        at = rng.randrange(len(ONE_LINE) - 1)
        first, second = ONE_LINE[at], ONE_LINE[at + 1]
        look = Look(posture=rng.choice(("enforced", "codified")))
        other = look
        if number % 3 == 1:
            second = rng.choice(ONE_LINE)
        if number % 3 == 2:
            second, other = first, look.over(as_of=rng.choice(DAYS), posture=rng.choice(("enforced", "codified")))
        yield first, second, look, other


def search_of(first: Any, second: Any, look: Look, other: Look) -> Search:
    from lockgate.inquiry.comparison.compare import matched
    from lockgate.inquiry.comparison.facts import Pair

    at, to = matched(first, second)[0]
    return Search(Sides(Pair(first, second, at, to), standpoint(look, first), standpoint(other, second)))


def determined(search: Search, chosen: frozenset[str]) -> Determination:
    """The mixture, by the public question."""
    stand = search.stand(chosen)
    assert stand is not None
    return lockgate.determine(
        search.transaction(chosen),
        as_of=stand.day,
        posture=stand.posture,
        readings=stand.readings,
        rulebook=stand.book,
    )


def test_every_explanation_of_real_pairs_does_it_and_no_part_of_it_does() -> None:
    checked = 0
    for first, second, look, other in pairs(90, seed=11):
        one, two = look.typed(first["transaction"]), other.typed(second["transaction"])
        line: LineComparison = compare(one, two, look, other).lines[0]
        if line.aspect not in ("outcome", "authorizations that fit", "review policy"):
            continue
        search = search_of(one, two, look, other)
        wanted = seen(line.second, line.aspect)
        for explanation in line.explanations:
            chosen = frozenset(change.path for change in explanation.changes)
            assert seen(determined(search, chosen), line.aspect) == wanted, (first["id"], second["id"], chosen)
            sizes = range(len(chosen)) if line.smallest else (len(chosen) - 1,)
            for part in (frozenset(p) for size in sizes for p in itertools.combinations(sorted(chosen), size)):
                assert seen(determined(search, part), line.aspect) != wanted, (first["id"], second["id"], part)
            checked += 1
    assert checked > 60


def test_all_changes_together_give_the_second_answer() -> None:
    for first, second, look, other in pairs(60, seed=5):
        one, two = look.typed(first["transaction"]), other.typed(second["transaction"])
        search = search_of(one, two, look, other)
        everything = frozenset((*search.standing, *search.facts))
        mine, theirs = determined(search, everything), other.determine(two)
        for aspect in ("outcome", "review policy"):
            assert seen(mine, aspect) == seen(theirs, aspect), (first["id"], second["id"])
        assert mine.classification == theirs.classification


@pytest.mark.parametrize(
    ("reading", "other"), [("tf32_bits", "32"), ("lpp_740_2", "lenient"), ("unit_of_counting", "board")]
)
def test_readings_explain_what_they_change(reading: str, other: str) -> None:
    """Ways of counting change the figures themselves: the figures are then no change of their own."""
    order = {**ORDER, "destination": "CN" if reading == "tf32_bits" else "VN"}
    order["items"] = [{"chip": "aws-trainium-1", "quantity": 10}]
    if reading != "tf32_bits":
        order["items"] = [{"chip": "nvidia-h100-sxm", "quantity": 10}]
    looks = Look(posture="codified"), Look(posture="codified", readings={reading: other})
    line = compare(order, order, *looks).lines[0]
    assert [change.path for change in line.changes] == [READING + reading]
    for explanation in line.explanations:
        assert [change.path for change in explanation.changes] == [READING + reading]


def test_a_second_rulebook_is_one_change(tmp_path: Any) -> None:
    (tmp_path / "own.yaml").write_text(
        "- id: own-stop\n  name: Own rule\n  effect: prohibits\n  instrument: ear-base\n  cite: {ref: own manual}\n"
        "  gist: Nothing to Switzerland.\n  when: destination = 'CH'\n  confidence: confirmed\n",
        encoding="utf-8",
    )
    look = Look()
    stricter = look.over(book=lockgate.Rulebook.load(overlays=[tmp_path]))
    found = compare(ORDER, ORDER, look, stricter)
    (line,) = found.lines
    assert [[change.kind for change in one.changes] for one in line.explanations] == [["rulebook"]]
    assert [(one.what, one.id, one.how) for one in found.texts] == [("provision", "own-stop", "added")]
    assert [(one.id, one.first, one.second) for one in line.provisions] == [
        ("own-stop", "not in the rulebook", "holds")
    ]


def test_equal_answers_need_no_explanation() -> None:
    found = compare(ORDER, {**ORDER, "id": "other"})
    assert found.same
    assert found.lines[0].explanations == ()


def test_what_is_wrong_is_told(tmp_path: Any) -> None:
    del tmp_path
    with pytest.raises(LockgateError):
        compare(ORDER, {**ORDER, "destination": "Malasia"})
