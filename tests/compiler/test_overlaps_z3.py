"""What is declared disjoint is disjoint: z3 looks for one transaction on which both conditions are certain.

Words become integers, numbers reals, dates reals, yes-or-no facts words of two. What cannot be encoded (folds, sets of
words, earlier results, comparisons between facts of words) becomes a free truth value: z3 may then choose it as it
likes, so that a proof stays a proof, and an overlap that it finds there may be none.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
import z3  # type: ignore[import-untyped]  # it ships no types
from tests.compiler.support import BASE, DAY, base, grounded

from lockgate.compiler.ir import And, Bool, Linear, Member, Named, Node, Not, NumFold, Or
from lockgate.compiler.rulebook import Rulebook

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.compiler.unit import Rule, Unit


class Encoder:
    """Grounded conditions as formulas of z3."""

    def __init__(self, book: Rulebook) -> None:
        self.facts = book.symbols.facts
        self.known: list[z3.BoolRef] = []
        self.free: list[Node] = []

    def truth(self, node: Node) -> z3.BoolRef:
        if isinstance(node, Bool):
            return z3.BoolVal(node.value)
        if isinstance(node, Not):
            return z3.Not(self.truth(node.arg))
        if isinstance(node, Named):
            return self.truth(node.arg)
        if isinstance(node, (And, Or)):
            parts = [self.truth(arg) for arg in node.args]
            return z3.And(parts) if isinstance(node, And) else z3.Or(parts)
        if isinstance(node, Member):
            return self.member(node)
        if isinstance(node, Linear):
            return self.linear(node)
        self.free.append(node)
        return z3.Bool(f"free {node}")

    def member(self, node: Member) -> z3.BoolRef:
        values = self.facts[node.fact].values
        word = z3.Int(node.fact)
        self.known.append(z3.And(word >= 0, word < len(values)))
        return z3.Or([word == values.index(name) for name in node.names if name in values])

    def linear(self, node: Linear) -> z3.BoolRef:
        total = z3.RealVal(0)
        for term in node.terms:
            total = total + z3.Q(term.coef.numerator, term.coef.denominator) * self.number(term.ref)
        return total >= 0 if node.op == ">=" else total > 0

    def number(self, ref: str | NumFold | None) -> z3.ArithRef:
        if ref is None:
            return z3.RealVal(1)
        if isinstance(ref, NumFold):
            amount = z3.Real(f"fold {ref}")
            self.known.append(amount >= 0)
            return amount
        fact, number = self.facts[ref], z3.Real(ref)
        if fact.type != "date":
            if fact.minimum is not None:
                self.known.append(number >= z3.Q(fact.minimum.numerator, fact.minimum.denominator))
            if fact.maximum is not None:
                self.known.append(number <= z3.Q(fact.maximum.numerator, fact.maximum.denominator))
        return number

    def together(self, one: Node, other: Node) -> bool:
        """Whether both may be true at once, as far as z3 can see."""
        solver = z3.Solver()
        solver.add(self.truth(one), self.truth(other), *self.known)
        found = solver.check()
        assert found != z3.unknown
        return bool(found == z3.sat)


def pairs(unit: Unit) -> list[tuple[Rule, Rule]]:
    """Pairs in force that are declared disjoint and decide differently."""
    return [
        (one, other)
        for one, other in combinations(unit.rules, 2)
        if other.id in one.provision.disjoint_with or one.id in other.provision.disjoint_with
    ]


def overlaps(book: Rulebook) -> list[str]:
    """Declared pairs that may both be true, on any day, in any posture."""
    found: set[str] = set()
    if not any(item.disjoint_with for item in book.source.provisions.values()):
        return []
    for day in book.calendar.days:
        for posture in book.postures:
            for one, other in pairs(book.unit(day, posture)):
                if Encoder(book).together(one.cond, other.cond):
                    found.add(f"{one.id} and {other.id}")
    return sorted(found)


def test_built_in_rulebook() -> None:
    assert overlaps(Rulebook.load()) == []


def test_base() -> None:
    assert [(one.id, other.id) for one, other in pairs(base().unit(DAY))] == [("C-a", "C-b")]
    assert overlaps(base()) == []


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [
        ("item.tpp >= 4800", "item.tpp < 4800", False),
        ("item.tpp >= 4800", "item.tpp <= 4800", True),
        ("A5(destination)", "old_scope(destination)", False),
        ("A5(destination)", "NOT old_scope(destination)", True),
        ("has(parties, led_from_there)", "NOT has(parties, led_from_there)", False),
        ("has(parties, led_from_there)", "has(circuits, TRUE)", True),
        ("count(circuits) > 3", "count(circuits) <= 3 AND screened", False),
        ("total(circuits, circuit.tpp) < 0", "TRUE", False),
        ("gain > 50", "gain + value < 50", False),
    ],
)
def test_declarations_are_proved_or_caught(one: str, other: str, wrong: bool, tmp_path: Path) -> None:
    common = "effect: classifies, stage: level, instrument: old, over: [L-a]"
    law = (
        f'- {{id: T1, {common}, value: a, disjoint_with: [T2], when: "{one}"}}\n'
        f'- {{id: T2, {common}, value: none, when: "{other}"}}\n'
    )
    (tmp_path / "law.yaml").write_text(law, encoding="utf-8")
    assert overlaps(Rulebook.load(BASE, [tmp_path])) == (["T1 and T2"] if wrong else [])


def test_what_cannot_be_encoded_is_free() -> None:
    encoder = Encoder(base())
    node = grounded(base(), "overlap(knows.transit, ('CN')) AND destination = origin")
    assert encoder.together(node, grounded(base(), "NOT screened"))
    assert len(encoder.free) == 2
