"""Pairs of transactions in which one comparison alone changes a condition (MC/DC), or a proof that none does.

A *side* of a comparison is a transaction on which it is true (or false) and decides: with the opposite in its place,
the condition would come out the other way. Where it can be, the two sides of a pair agree on every other comparison
(``held: all``); comparisons that hang together, such as two limits of one number, cannot, and are held by the shape of
the condition only (``held: shape``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3  # type: ignore[import-untyped]  # it ships no types

from lockgate.checks.logic import differ
from lockgate.checks.places import called, places, replaced
from lockgate.checks.solve import Asker
from lockgate.checks.survey import conditions
from lockgate.checks.witness import Witness, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.checks.inquiry import Inquiry
    from lockgate.checks.law import Law
    from lockgate.checks.parts import Part, Place
    from lockgate.checks.solve import Answer
    from lockgate.checks.survey import Home, Text
    from lockgate.compiler.ir import Node
    from lockgate.engine.decide import Decided

ALL, SHAPE = "all", "shape"


@dataclass(frozen=True, slots=True)
class Vector:
    """One side of a comparison: the transaction, and what the condition is on it."""

    provision: str
    role: str
    atom: str
    place: str
    side: bool
    truth: bool
    held: str
    witness: Witness

    def to_dict(self) -> dict[str, Any]:
        """As one line of JSON."""
        return {
            "provision": self.provision,
            "role": self.role,
            "atom": self.atom,
            "at": self.place,
            "side": "true" if self.side else "false",
            "truth": self.truth,
            "held": self.held,
            **self.witness.to_dict(),
        }


@dataclass(slots=True)
class Coverage:
    """How many comparisons were looked at, covered by a pair, and proved redundant."""

    atoms: int = 0
    covered: int = 0
    held: int = 0
    redundant: int = 0


def vectors(inquiry: Inquiry, texts: list[Text], coverage: Coverage) -> Iterator[Vector | str]:
    """Vectors of every comparison of every wording; of one that is redundant only the name."""
    for text in texts:
        yield from _Talk(inquiry, text).vectors(coverage)


class _Talk:
    """The conversation about one wording."""

    def __init__(self, inquiry: Inquiry, text: Text) -> None:
        self.inquiry = inquiry
        self.text = text
        self.askers: dict[int, Asker] = {}
        self.own = {id(home.law): own(home, text.role) for home in text.homes}
        self.witnesses: dict[int, tuple[Answer, Witness, Decided | None]] = {}
        """By the answer, which is kept here: another one must not get its id."""

    def vectors(self, coverage: Coverage) -> Iterator[Vector | str]:
        for place, node in places(self.text.node):
            coverage.atoms += 1
            name = called(node, self.inquiry.book.layout)
            pair = self.pair(place)
            if pair is None:
                coverage.redundant += 1
                yield name
                continue
            one, other, held = pair
            coverage.covered += 1
            coverage.held += held == ALL
            for side, found in ((True, one), (False, other)):
                yield self.vector(place, name, side, found, held)

    def pair(self, place: Place) -> tuple[Answer, Answer, str] | None:
        """Both sides of a comparison, agreeing on the others if that can be; of one unit unless days differ."""
        ones: list[Answer] = []
        others: list[Answer] = []
        for home in self.text.homes:
            one = self.side(home.law, place, True)
            other = self.side(home.law, place, False, one)
            if one is not None and other is not None:
                return one, other, ALL
            other = self.side(home.law, place, False)
            back = self.side(home.law, place, True, other) if one is not None and other is not None else None
            if back is not None and other is not None:
                return back, other, ALL
            ones += [one] if one is not None else []
            others += [other] if other is not None else []
        return (ones[0], others[0], SHAPE) if ones and others else None

    def side(self, law: Law, place: Place, value: bool, like: Answer | None = None) -> Answer | None:
        """An answer on which a comparison has a value and decides; ``like``: all others as in that answer."""
        part = law.part(self.text.node)
        decides = differ(part.formula, part.replaced(place, not value))
        held = self.same(part, place, like) if like is not None else []
        if id(law) not in self.askers:
            self.askers[id(law)] = Asker(law, [part.formula])
        asker = self.askers[id(law)]
        before = asker.asked
        try:
            found = asker.ask(decides, *held)
        except TimeoutError:
            if not held:
                self.inquiry.tally.undecided.append(f"{self.text.provision} {place}")
            found = None
        self.inquiry.tally.asked += asker.asked - before
        return found

    @staticmethod
    def same(part: Part, place: Place, like: Answer) -> list[Any]:
        """Every other comparison as it is in an answer."""
        mine = {one.given.get_id() for one in part.atoms() if one.place == place and not isinstance(one.given, bool)}
        kept: dict[int, Any] = {}
        for one in part.atoms():
            formula = one.given
            if not isinstance(formula, bool) and formula.get_id() not in mine and place not in one.under:
                kept[formula.get_id()] = formula
        return [one if like.true(one) else z3.Not(one) for one in kept.values()]

    def vector(self, place: Place, name: str, side: bool, found: Answer, held: str) -> Vector:
        """A side as a transaction, confirmed by the engine: the condition as it is, and with the opposite there."""
        if id(found) not in self.witnesses:
            witness = Writer(found.law.world).witness(found.facts, found.law.unit)
            self.witnesses[id(found)] = (found, witness, self.inquiry.judge.decided(witness))
        _, witness, decided = self.witnesses[id(found)]
        truth = found.true(found.law.formula(self.text.node))
        what = f"{self.text.provision} {self.text.role} {name}"
        tally = self.inquiry.tally
        if decided is not None and agrees(decided, self.own[id(found.law)], place, side, truth):
            tally.confirmed += 1
        else:
            tally.unconfirmed.append(what)
        spot = ".".join(str(step) for step in place)
        return Vector(self.text.provision, self.text.role, name, spot, side, truth, held, witness)


def own(home: Home, role: str) -> Node:
    """The condition as its unit holds it: the engine remembers by the node where its folds lie in that unit."""
    return next(node for name, node in conditions(home.rule) if name == role)


def agrees(decided: Decided, node: Node, place: Place, side: bool, truth: bool) -> bool:
    """Whether the engine says the same: the truth of a condition, and that it turns with the comparison."""
    turned = replaced(node, place, not side)
    engine = decided.evaluator
    return engine.value(node) == (truth, truth) and engine.value(turned) == (not truth, not truth)
