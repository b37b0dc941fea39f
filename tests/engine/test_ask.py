"""What is asked next: the question that settles most, nothing that could not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lockgate
from lockgate.engine.determine import default_rulebook, determine
from tests.engine.mini import ask, mini, party, requires, transaction
from tests.engine.population import Draft, changed, completion, draft, partial, value

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.population import Key

VAIN = 0.03
"""Share of the questions in a random population that no completion in the sample turns on: see the test."""


def asked(found: lockgate.Determination) -> list[str]:
    return [item.fact for item in found.missing]


def test_the_question_that_settles_most_comes_first(tmp_path: Path) -> None:
    """`a` settles on one side, `b` alone does not: a licence needs both, and `a` is enough for another."""
    book = mini(tmp_path, requires("a", "a AND b"))
    assert asked(ask(book)) == ["a", "b"]


def test_a_cheap_question_comes_before_a_dear_one(tmp_path: Path) -> None:
    assert asked(ask(mini(tmp_path, requires("c AND a")))) == ["a", "c"]


def test_a_question_says_who_knows(tmp_path: Path) -> None:
    question = ask(mini(tmp_path, requires("a"))).missing[0]
    assert question.to_dict() == {"fact": "a", "question": "Is it a?", "known_by": "exporter"}


def test_nothing_is_asked_where_the_answer_is_there(tmp_path: Path) -> None:
    assert asked(ask(mini(tmp_path, requires("a", "NOT a")))) == []


def test_what_cannot_matter_any_more_is_not_asked(tmp_path: Path) -> None:
    assert asked(ask(mini(tmp_path, requires("a AND c", "b")), {"a": False})) == ["b"]


def test_behind_an_authorization_its_own_facts_are_asked_and_what_may_shut_it(tmp_path: Path) -> None:
    rules = """
- {id: r1, effect: requires, instrument: law}
- {id: way, effect: authorizes, code: WAY, overcomes: [r1], instrument: law, when: a}
- {id: shut, effect: closes, closes: [WAY], instrument: law, when: b}
"""
    assert set(asked(ask(mini(tmp_path, rules)))) == {"a", "b"}


def test_behind_an_exemption_its_facts_are_asked(tmp_path: Path) -> None:
    rules = """
- {id: r1, effect: requires, instrument: law}
- {id: gone, effect: exempts, exempts: [r1], instrument: law, when: a}
"""
    assert asked(ask(mini(tmp_path, rules))) == ["a"]


def test_behind_earlier_stages_their_facts_are_asked(tmp_path: Path) -> None:
    rules = """
- {id: k1, effect: classifies, stage: level, value: high, instrument: law, when: mass >= 10}
- {id: d1, effect: defines, as: truth, instrument: law, when: b}
- {id: r1, effect: requires, instrument: law, when: class.level = 'high' AND holds('truth')}
"""
    assert set(asked(ask(mini(tmp_path, rules)))) == {"mass", "b"}


def test_a_collection_of_which_more_may_exist_is_asked_for(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("has(consignee, total(owners, owner.share) >= 0.5)"))
    assert asked(ask(book)) == ["consignee"]
    found = determine(transaction(parties=(party("consignee"),)), rulebook=book)
    assert asked(found) == ["consignee.owners"]


def test_a_missing_role_is_asked_for_by_the_role_that_users_name(tmp_path: Path) -> None:
    assert asked(ask(mini(tmp_path, requires("has(parties, party.listed)")))) == ["consignee"]


def test_a_fact_of_a_party_is_asked_by_its_role(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("has(consignee, party.listed)"))
    found = determine(transaction(parties=(party("end_user", ()),)), rulebook=book)
    assert asked(found) == ["end_user.listed"]


# ---- nothing is asked in vain


def key_of(path: str) -> Key:
    """Where a draft keeps the fact that is asked for by this path."""
    owner, _, rest = path.partition(".")
    if path.startswith("items[0].circuits[0]."):
        return "circuit", f"circuit.{path.rpartition('.')[2]}"
    if ".owners[0]." in path:
        return f"owner:{owner}", f"owner.{path.rpartition('.')[2]}"
    if f"party.{rest}" in default_rulebook().symbols.facts:
        return f"party:{owner}", f"party.{rest}"
    return ("item" if owner == "item" else ""), path


def turns_on(full: Draft, part: Draft, key: Key, seed: int) -> bool:
    """Whether some completion comes out otherwise when only this fact is changed."""
    import random

    chance = random.Random(seed)
    fact = default_rulebook().symbols.facts[key[1]]
    for round_number in range(40):
        base = completion(full, part, seed + round_number)
        outcomes = set()
        for _ in range(6):
            content = value(fact, full.day, chance)
            other = changed(base, lambda facts, content=content: facts.__setitem__(key, content))
            outcomes.add(lockgate.determine(other.transaction()).outcome)
        if len(outcomes) > 1:
            return True
    return False


def test_nothing_is_asked_in_vain() -> None:
    """For each asked fact there is a way in which the rest may turn out such that the outcome turns on this fact.

    The ways are sampled, so a few questions stay unproven; the share is measured and may not grow.
    """
    unproven, total = [], 0
    for seed in range(60):
        full = draft(seed)
        part = partial(full, 0.04, seed)
        for question in lockgate.determine(part.transaction()).missing:
            key = key_of(question.fact)
            if key[1] not in default_rulebook().symbols.facts:
                continue  # a collection: its elements are what matters
            total += 1
            if not turns_on(full, part, key, seed):
                unproven.append((seed, question.fact))
    assert total > 30
    assert len(unproven) <= VAIN * total, unproven
