"""Proofs keep what decides and nothing less: forget every fact that a proof does not name, and its truth stays."""

from __future__ import annotations

import copy
import json
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from tests.engine.mini import ask, line, mini, party, requires, transaction
from tests.engine.population import draft, partial
from tests.rulebook.cases import all_cases, answer

import lockgate
from lockgate.compiler.layout import FAR
from lockgate.door.model import Interval
from lockgate.engine.compose import Composer
from lockgate.engine.decide import decide
from lockgate.engine.determine import default_rulebook, determine, preparer_of
from lockgate.engine.evaluate import Evaluator
from lockgate.engine.proofs import Proofs
from lockgate.engine.prove import TRUTH
from lockgate.engine.words import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lockgate.compiler.layout import Slot
    from lockgate.compiler.unit import Cells
    from lockgate.engine.prove import Proof, Reason

FLIP = {"true": "false", "false": "true", "unknown": "unknown"}


def named(reason: Reason) -> set[str]:
    """Facts that a proof names."""
    return {fact for fact, _ in reason.facts}.union(*(named(inner) for inner in reason.because))


def forget(cells: Cells, slot: Slot) -> None:
    """Everything is possible."""
    if slot.kind == "one":
        cells[slot.at] = slot.full
    else:
        cells[slot.at : slot.at + 2] = (0, slot.full) if slot.kind == "set" else (-FAR, FAR)


def elements_of(cells: Cells, element: str) -> Iterator[tuple[str, Cells]]:
    """Every element below some slots, with its kind."""
    collections = default_rulebook().source.collections.values()
    layout = default_rulebook().layout
    for collection in collections:
        if collection.of == element:
            for inner in cells[layout.groups[collection.id]][0]:
                yield collection.element, inner
                yield from elements_of(inner, collection.element)


def forgotten(composer: Composer, proof: Proof) -> tuple[bool, bool]:
    """Truth of a proven condition once all facts that the proof does not name are unknown."""
    decided, layout = composer.decided, composer.unit.layout
    kept = named(proof.reason)
    paths = decided.prepared.paths
    saved = [(cells, list(cells)) for _, cells in elements_of(decided.cells, "")]
    cells = decided.cells[: layout.base]
    for name, slot in layout.slots.items():
        if not layout.symbols.facts[name].element and not name.startswith("class.") and name not in kept:
            forget(cells, slot)
    for element, inner in elements_of(cells, ""):
        if any(f" over {collection}" in text for text in kept for collection in ("circuits", "owners", "parties")):
            continue  # a total names the collection, not each element
        for fact in layout.facts.get(element, []):
            if f"{paths[id(inner)]}.{fact.id.partition('.')[2]}" not in kept:
                forget(inner, layout.slots[fact.id])
    rule = next(rule for rule in composer.unit.rules if rule.id == proof.id)
    pair = Evaluator(composer.unit, cells, decided.possible, decided.certain).value(rule.cond)
    for inner, before in saved:
        inner[:] = before
    return pair


@pytest.mark.parametrize("seed", range(40))
def test_what_a_proof_does_not_name_does_not_matter(seed: int) -> None:
    found = partial(draft(seed), 0.05, seed)
    typed, book = found.transaction(), default_rulebook()
    for posture in ("enforced", "codified"):
        prepared = preparer_of(book).prepare(typed, typed.items[0], found.day, {})
        composer = Composer(decide(book.unit(found.day, posture), prepared), typed)
        for proof in Proofs(composer):
            if proof.truth != "unknown":
                assert TRUTH[forgotten(composer, proof)] == proof.truth, (proof.id, named(proof.reason))


def consistent(reason: Reason) -> bool:
    """Whether the truth of each step follows from the steps below it."""
    truths = {inner.truth for inner in reason.because}
    mine = FLIP[reason.truth] if reason.text.startswith("NOT ") else reason.truth
    text = reason.text.removeprefix("NOT ")
    if text in {"all of", "none of", "open"}:
        good = truths == {mine} and len(reason.because) > 1
        return (
            good
            and mine == {"all of": "true", "none of": "false", "open": "unknown"}[text]
            and all(map(consistent, reason.because))
        )
    return all(map(consistent, reason.because))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.4])
def test_each_step_follows_from_the_steps_below_it(share: float) -> None:
    for seed in range(40):
        for proof in lockgate.determine(partial(draft(seed), share, seed).transaction()).proof:
            assert consistent(proof.reason), proof


def test_every_case_explains_itself_and_prints_as_json() -> None:
    for name, case in all_cases():
        if case.get("kind") != "rulebook_question":
            found = answer(case)
            text = found.explain()
            assert text.splitlines()[1].startswith(f"as of {found.as_of}"), name
            whole = found.to_dict(explain=True)
            assert json.loads(json.dumps(whole)) == whole, name
            assert found.to_dict() == answer(case).to_dict(), name


def test_the_requirements_that_hold_are_proven() -> None:
    for seed in range(60):
        found = lockgate.determine(draft(seed).transaction())
        proven = {proof.id: proof.truth for proof in found.proof}
        for item in found.requirements:
            assert item.status == "exempt" or proven[item.id] == {"holds": "true", "may_hold": "unknown"}[item.status]


# ---- words of a proof


def reason_of(tmp_path: Path, condition: str, facts: dict[str, object], **more: str) -> str:
    return ask(mini(tmp_path, requires(condition), **more), facts).explain()


@pytest.mark.parametrize(
    ("condition", "facts", "line_of_proof"),
    [
        ("a AND b", {"a": True, "b": True}, "yes  all of"),
        ("a OR b", {"b": True}, "yes  b  -> b is yes"),
        ("NOT (a AND b)", {"a": False}, "yes  NOT a  -> a is no"),
        ("NOT (a OR b)", {"a": False, "b": False}, "yes  NOT none of"),
        ("colour <> 'red'", {"colour": "blue"}, "colour"),
        ("colour IN ('red', 'green')", {"colour": "red"}, "yes  colour is one of red, green  -> colour is red"),
        ("colour = paint", {"colour": "red", "paint": "red"}, "yes  colour = paint  -> colour is red; paint is red"),
        ("mass >= 10.5", {"mass": 11}, "yes  mass >= 10.5  -> mass is 11 kg"),
        ("mass < yearly", {"mass": 11}, "yes  mass < yearly (50)  -> mass is 11 kg"),
        ("mass > 2 * used", {"mass": 11, "used": 1}, "yes  mass > 2 x used  -> mass is 11 kg; used is 1 kg"),
        (
            "used <= yearly + mass",
            {"mass": 1, "used": 1},
            "yes  mass + yearly (50) >= used  -> used is 1 kg; mass is 1 kg",
        ),
        ("mass + used >= 0", {}, "yes  mass + used >= 0  -> mass is unknown; used is unknown"),
        ("mass > 3 AND mass < 3000000", {"mass": 5}, "mass < 3,000,000"),
        ("mass >= 10", {}, "open  mass >= 10  -> mass is unknown"),
        ("capacity >= 10", {}, "open  capacity >= 10  -> capacity is between 0 and 100 kg"),
        (
            "packed_on >= '2025-01-01'",
            {"packed_on": date(2025, 2, 1)},
            "packed_on is 2025-02-01",
        ),
        ("packed_on >= '2025-01-01'", {}, "open  packed_on >= 2025-01-01  -> packed_on is unknown"),
        ("overlap(plan, ('x', 'y'))", {"plan": ("x", "z")}, "yes  plan includes x, y  -> plan is x, z"),
        ("NOT overlap(plan, ('x'))", {"plan": ()}, "yes  NOT plan includes x  -> plan is none"),
        ("overlap(plan, ('x'))", {}, "open  plan includes x  -> plan is unknown"),
        ("total(circuits, circuit.tpp) >= 5", {}, "total of circuit.tpp over circuits >= 5  -> total of circuit.tpp"),
        ("count(circuits, circuit.tpp > 1) >= 1", {}, "count of circuits over circuits where circuit.tpp > 1"),
    ],
)
def test_words(tmp_path: Path, condition: str, facts: dict[str, object], line_of_proof: str) -> None:
    assert line_of_proof in reason_of(tmp_path, condition, facts)


def test_words_of_definitions_stages_and_truths(tmp_path: Path) -> None:
    rules = """
- {id: k1, effect: classifies, stage: level, value: high, instrument: law, when: mass >= 10}
- {id: d1, effect: defines, as: truth, instrument: law, when: heavy}
- id: r1
  effect: requires
  instrument: law
  gist: the reason
  cite: {ref: page 1}
  confidence: single_source
  when: class.level = 'high' AND holds('truth') AND heavy
"""
    definitions = "- {id: heavy, gist: It is heavy, when: mass >= 5}"
    text = ask(mini(tmp_path, rules, definitions=definitions), {"mass": 12}).explain()
    for piece in (
        "[page 1]",
        "the reason",
        "confidence: single source",
        "'truth' holds",
        "It is heavy",
        "class.level = high",
    ):
        assert piece in text


ELEMENTS = "has(parties, party.listed)"


def test_a_fold_names_the_element_that_decides(tmp_path: Path) -> None:
    book = mini(tmp_path, requires(ELEMENTS))
    people = (party("consignee", (), listed=False), party("helper", (), listed=True))
    text = determine(transaction(parties=people), rulebook=book).explain()
    assert "helper: party.listed  -> helper.listed is yes" in text
    open_text = determine(transaction(parties=(party("consignee", ()), people[1])), rulebook=book).explain()
    assert "consignee" not in open_text


def test_a_fold_that_fails_names_every_element(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("every(parties, party.listed)", f"NOT {ELEMENTS}"))
    people = (party("consignee", (), listed=False), party("helper", (), listed=False))
    text = determine(transaction(parties=people), rulebook=book).explain()
    assert "some of parties: party.listed" in text
    both = tuple(party(role, (), listed=True) for role in ("consignee", "helper"))
    assert "each of parties: party.listed" in determine(transaction(parties=both), rulebook=book).explain()


def test_a_fold_over_an_open_collection_says_that_there_may_be_more(tmp_path: Path) -> None:
    book = mini(tmp_path, requires(ELEMENTS))
    text = determine(transaction(parties=(party("helper", (), listed=False),)), rulebook=book).explain()
    assert "there may be more parties" in text


def test_folds_inside_folds_are_written_out(tmp_path: Path) -> None:
    book = mini(
        tmp_path,
        requires("NOT has(parties, NOT party.listed AND has(owners, owner.share > 0.5))", "count(parties) = 2"),
    )
    people = tuple(party(role, (0, 0), listed=False) for role in ("consignee", "helper"))
    text = determine(transaction(parties=people), rulebook=book).explain()
    assert "some of parties: NOT party.listed AND some of owners: owner.share > 0.5" in text


def test_a_number_without_a_lower_bound(tmp_path: Path) -> None:
    facts: dict[str, object] = {"mass": Interval(None, Fraction(5))}
    assert "mass is between no lower bound and 5 kg" in reason_of(tmp_path, "mass >= 3", facts)


def test_totals_are_shown_with_their_bounds(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("total(circuits, circuit.tpp) >= 5"))
    text = determine(transaction(items=(line(tpp=7),)), rulebook=book).explain()
    assert "total of circuit.tpp over circuits is 7" in text
    assert "is between 0 and no upper bound" in determine(transaction(items=(line(),)), rulebook=book).explain()


def test_proofs_are_made_at_the_first_look(tmp_path: Path) -> None:
    proof = ask(mini(tmp_path, requires("a", "b")), {"a": True, "b": True}).proof
    assert isinstance(proof, Proofs)
    assert len(proof) == 2
    assert [one.id for one in proof] == ["r1", "r2"]
    assert [one.id for one in proof[:1]] == ["r1"]
    assert copy.copy(proof[0].reason) == proof[0].reason


def test_the_closest_reasons_why_nothing_is_subject_are_given() -> None:
    found = lockgate.determine({"as_of": "2025-06-01", "activity": "transfer", "origin": "TW", "destination": "TW"})
    assert found.explain()


def test_long_lists_are_cut(tmp_path: Path) -> None:
    phrases = Phrases(mini(tmp_path, requires("a")).layout)
    assert phrases.value("plan", ask(mini(tmp_path, requires("a"))).proof._composer.decided.cells) == "unknown"  # type: ignore[attr-defined]
