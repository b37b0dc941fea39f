"""What is asked next: the question that settles most, nothing that could not matter."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

from tests.engine.mini import ask, mini, party, requires, transaction
from tests.engine.population import Draft, completion, draft, known, partial, put, value

import lockgate
from lockgate.engine.determine import default_rulebook, determine
from lockgate.engine.proofs import Proofs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.engine.population import Key

    from lockgate.door.model import Value

VAIN = 0.2
"""Share of the questions in a random population that nothing in the sample turns on: see the test."""


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


def test_a_way_that_answers_too_little_is_not_asked_about(tmp_path: Path) -> None:
    rules = """
- {id: r1, effect: requires, instrument: law}
- {id: r2, effect: requires, instrument: law}
- {id: half, effect: authorizes, code: HALF, overcomes: [r1], instrument: law, when: a}
- {id: whole, effect: authorizes, code: WHOLE, overcomes: [r1, r2], instrument: law, when: b}
"""
    assert asked(ask(mini(tmp_path, rules))) == ["b"]


def test_behind_a_prohibition_its_exemption_is_asked(tmp_path: Path) -> None:
    rules = """
- {id: stop, effect: prohibits, instrument: law}
- {id: gone, effect: exempts, exempts: [stop], instrument: law, when: a}
"""
    assert asked(ask(mini(tmp_path, rules))) == ["a"]


def test_where_only_the_first_question_is_open_nothing_behind_it_is_asked(tmp_path: Path) -> None:
    rules = """
- {id: d1, effect: defines, as: subject_to_ear, instrument: law, when: a}
- {id: r1, effect: requires, instrument: law}
- {id: r2, effect: requires, instrument: law, when: b}
"""
    assert asked(ask(mini(tmp_path, rules))) == ["a"]


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


def values_of(key: Key, full: Draft, chance: random.Random) -> list[Value]:
    """Values that a fact may turn out to have: all of a short list of words, otherwise a sample."""
    fact = default_rulebook().symbols.facts[key[1]]
    if fact.type in {"boolean", "enum"} and len(fact.values) <= 15:
        return [known(word) for word in fact.values]
    return [value(fact, full.day, chance) for _ in range(12)]


def verdicts(drafts: Iterable[Draft]) -> set[tuple[str | None, str | None, str | None]]:
    answers = (lockgate.determine(one.transaction()) for one in drafts)
    return {(answer.outcome, answer.at_least, answer.at_most) for answer in answers}


def turns_on(full: Draft, part: Draft, key: Key, seed: int) -> bool:
    """Whether knowing this fact alone narrows the reachable outcomes, or decides between them in some completion."""
    chance = random.Random(seed)
    bases = itertools.chain([part], (completion(full, part, seed + number) for number in range(40)))
    for base in bases:
        tried = [put(base, key, one) for one in values_of(key, full, chance)]
        if len(verdicts(tried)) > 1:
            return True
    return False


def test_little_is_asked_in_vain_and_never_first() -> None:
    """Each first question matters: knowing it narrows the answer, or decides it in some completion.

    Further questions are found rule by rule. Where two provisions make the same truth and one reaches further than the
    other, the narrower one's own facts are still listed, after the question that both share; the share is measured.
    """
    vain, total = [], 0
    for seed in range(200):
        full = draft(seed)
        part = partial(full, 0.08, seed)
        for place, question in enumerate(lockgate.determine(part.transaction()).missing):
            key = key_of(question.fact)
            if key[1] not in default_rulebook().symbols.facts:
                continue  # a collection: its elements are what matters
            total += 1
            if not turns_on(full, part, key, seed):
                vain.append((seed, question.fact))
                assert place > 0, vain
    assert total > 40
    assert len(vain) <= VAIN * total, vain


def test_a_question_names_the_provisions_that_hang_on_it(tmp_path: Path) -> None:
    """Behind a name that two requirements read, the fact is asked once and both are named."""
    rules = """
- {id: one, effect: defines, as: shared, instrument: law, when: a}
- {id: r1, effect: requires, instrument: law, when: "holds('shared')"}
- {id: r2, effect: requires, instrument: law, when: "holds('shared') AND b"}
"""
    found = ask(mini(tmp_path, rules)).missing
    assert {item.fact: set(item.hangs) for item in found} == {"a": {"r1", "r2"}, "b": {"r2"}}


def test_an_answer_leads_back_to_its_decision(tmp_path: Path) -> None:
    found = ask(mini(tmp_path, requires("a")))
    assert isinstance(found.proof, Proofs)
    assert found.proof.decided.verdict.outcome == found.outcome
