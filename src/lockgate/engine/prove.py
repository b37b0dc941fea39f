"""Why: a proof that keeps only what decides.

Of a false AND one false leg is enough, of a true OR one true leg; everything else that counts is kept, with the fact,
its value and, for named conditions, what they stand for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.ir import (
    And,
    Fold,
    Linear,
    Member,
    Named,
    Node,
    Not,
    NumFold,
    Or,
    Overlap,
    Same,
)
from lockgate.engine.words import Phrases, quantity

if TYPE_CHECKING:
    from lockgate.compiler.unit import Rule
    from lockgate.engine.decide import Decided
    from lockgate.engine.evaluate import Evaluator, Pair, Places

TRUTH = {(True, True): "true", (False, False): "false", (True, False): "unknown"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a proof: a condition, its truth, the facts it read, and what it rests on."""

    text: str
    truth: str
    facts: tuple[tuple[str, str], ...] = ()
    because: tuple[Reason, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        found: dict[str, Any] = {"text": self.text, "truth": self.truth}
        if self.facts:
            found["facts"] = [{"fact": fact, "value": value} for fact, value in self.facts]
        if self.because:
            found["because"] = [reason.to_dict() for reason in self.because]
        return found


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a provision holds, or does not."""

    id: str
    name: str
    effect: str
    truth: str
    cite: str
    made_by: str
    gist: str
    confidence: str
    reason: Reason

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "provision": self.id,
            "name": self.name,
            "effect": self.effect,
            "truth": self.truth,
            "cite": self.cite,
            "made_by": self.made_by,
            "gist": self.gist,
            "confidence": self.confidence,
            "reason": self.reason.to_dict(),
        }


class Prover:
    """Builds proofs over one decision."""

    def __init__(self, decided: Decided, evaluator: Evaluator | None = None) -> None:
        self.evaluator: Evaluator = evaluator or decided.evaluator
        self.paths = decided.prepared.paths
        self.phrases = Phrases(decided.unit.layout)
        self.definitions = decided.unit.layout.symbols.source.definitions

    def proof(self, rule: Rule) -> Proof:
        """Why a rule holds or does not."""
        provision = rule.provision
        reason = self.reason(rule.cond, self.evaluator.root)
        cite = provision.cite
        return Proof(
            provision.id,
            provision.name,
            provision.effect,
            reason.truth,
            cite.ref,
            cite.made_by or provision.instrument,
            provision.gist,
            provision.confidence,
            reason,
        )

    def reason(self, node: Node, places: Places, known: Pair | None = None) -> Reason:
        """Why a condition has its truth (``known`` if the caller has evaluated it already)."""
        pair = known or self.evaluator.value(node, places)
        truth = TRUTH[pair]
        if isinstance(node, (And, Or)):
            kept = tuple(self.reason(arg, places, value) for arg, value in self.deciding(node, pair, places))
            if len(kept) == 1:
                return kept[0]
            word = "all of" if isinstance(node, And) else "none of"
            return Reason(word if truth != "unknown" else "open", truth, (), kept)
        if isinstance(node, Not):
            inner = self.reason(node.arg, places, (not pair[1], not pair[0]))
            return Reason(f"NOT {inner.text}", truth, inner.facts, inner.because)
        if isinstance(node, Named):
            inner = self.reason(node.arg, places, pair)
            return Reason(self.definitions[node.name].gist or node.name, truth, (), (inner,))
        if isinstance(node, Fold):
            return self.fold(node, truth, places)
        return Reason(self.phrases.node(node), truth, self.facts(node, places))

    def deciding(self, node: And | Or, pair: Pair, places: Places) -> list[tuple[Node, Pair]]:
        """The legs that decide: one where one is enough, the open ones where it is open, otherwise all."""
        single = (False, False) if isinstance(node, And) else (True, True)
        legs = []
        for arg in node.args:
            value = self.evaluator.value(arg, places)
            if value == single:
                return [(arg, value)]
            legs.append((arg, value))
        if pair == (True, False):
            return [leg for leg in legs if leg[1] == pair]
        return legs

    def fold(self, node: Fold, truth: str, places: Places) -> Reason:
        """A fold: the element that decides, or all of them."""
        elements, complete = self.evaluator.elements(node.collection, places)
        kept = []
        for element, place in zip(elements, self.evaluator.inside(node.collection, elements, places), strict=True):
            inner = self.reason(node.cond, place)
            name = self.paths.get(id(element), node.collection)
            named = Reason(f"{name}: {inner.text}", inner.truth, inner.facts, inner.because)
            if inner.truth == truth and truth in ("true", "unknown") and node.kind == "has":
                return named
            kept.append(named)
        if not complete:
            kept.append(Reason(f"there may be more {node.collection}", "unknown"))
        word = "some of" if node.kind == "has" else "each of"
        decisive = tuple(reason for reason in kept if reason.truth == truth) or tuple(kept)
        if len(decisive) == 1:
            return decisive[0]
        return Reason(f"{word} {node.collection}: {self.phrases.node(node.cond)}", truth, (), decisive)

    def facts(self, node: Node, places: Places) -> tuple[tuple[str, str], ...]:
        """Facts that a comparison read, with their values and the element they belong to."""
        names: list[str] = []
        if isinstance(node, (Member, Overlap)):
            names = [node.fact]
        elif isinstance(node, Same):
            names = [node.left, node.right]
        elif isinstance(node, Linear):
            names = [term.ref for term in node.terms if isinstance(term.ref, str)]
            folds = [term.ref for term in node.terms if isinstance(term.ref, NumFold)]
            return (
                *((self.path(name, places), self.shown(name, places)) for name in names),
                *self.totals(folds, places),
            )
        return tuple((self.path(name, places), self.shown(name, places)) for name in names)

    def totals(self, folds: list[NumFold], places: Places) -> list[tuple[str, str]]:
        """Numbers that were folded over a collection."""
        found = []
        for fold in folds:
            low, high = self.evaluator.number(fold, places)
            scale = 1 if fold.kind == "count" else self.phrases.layout.slots[fold.field].scale
            value = (
                quantity(low, scale) if low == high else f"between {quantity(low, scale)} and {quantity(high, scale)}"
            )
            found.append((self.phrases.number(fold), value))
        return found

    def shown(self, name: str, places: Places) -> str:
        """Value of a fact."""
        return self.phrases.value(name, self.evaluator.cells_of(name, places))

    def path(self, name: str, places: Places) -> str:
        """How the user would name the fact."""
        return fact_path(name, self.phrases, places, self.paths)


def fact_path(name: str, phrases: Phrases, places: Places, paths: dict[int, str]) -> str:
    """``party.headquarters`` of the consignee is ``consignee.headquarters``."""
    element = phrases.facts[name].element
    if not element:
        return name
    owner = paths.get(id(places[element]), element)
    return f"{owner}.{name.partition('.')[2]}"
