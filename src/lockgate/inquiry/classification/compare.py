"""The comparisons that decided a class, read off the grounded conditions; flip points and what to find out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from lockgate.compiler.ir import And, Fold, Linear, Member, Named, Node, Not, Or
from lockgate.compiler.layout import FAR
from lockgate.engine.prove import TRUTH
from lockgate.engine.words import listed, plain
from lockgate.inquiry.classification.records import Asked, Comparison, Flip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.unit import Rule
    from lockgate.engine.compose import Composer
    from lockgate.engine.evaluate import Places

TPP, DENSITY, AREA = "circuit.tpp", "circuit.performance_density", "die_area_mm2"
_QUIET = ("item.kind", "item.stated_eccn")
"""What the user has said anyway is no comparison worth showing."""
_STAGE = "class."
_HIDDEN = (_STAGE, "reading.")
_NEAR = Fraction(2, 100)
"""A known value this near to a threshold deserves a second look at its source."""
_STAGES = ("limb", "eccn")
"""Chains in the order in which their comparisons are named; the paragraph says more than the entry."""


class Comparer:
    """Walks the legs that decide and keeps each comparison with a number or a yes-no fact once."""

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        self.unit = composer.unit
        self.evaluator = composer.evaluator
        self.prover = composer.prover
        self.phrases = composer.prover.phrases
        self.facts = self.phrases.facts

    def deciding(self) -> list[Rule]:
        """Rules of the chains up to the one that holds for certain."""
        found = []
        for stage in _STAGES:
            for rule in self.unit.chains.get(stage, ()):
                found.append(rule)
                if self.evaluator.value(rule.cond)[1]:
                    break
        return found

    def besides(self) -> list[tuple[str, Rule]]:
        """Remarks that name a further paragraph, which is or may be met."""
        limbs = {rule.provision.value for rule in self.unit.chains.get("limb", ())}
        possible, _ = self.composer.side
        remarks = (rule for rule in self.unit.of("warns") if possible & rule.bit)
        return [(tag, rule) for rule in remarks for tag in rule.provision.tags if tag in limbs]

    def comparisons(self) -> tuple[Comparison, ...]:
        """Every comparison that decided, in the order of decision."""
        kept: dict[tuple[str, str, str], Comparison] = {}
        for paragraph, rule in [*((rule.provision.value, rule) for rule in self.deciding()), *self.besides()]:
            for one in self._walk(rule, rule.cond, self.evaluator.root):
                one = replace(one, paragraph=paragraph)  # noqa: PLW2901 - remarks carry their paragraph as a tag
                kept.setdefault((one.fact, one.sign, one.threshold), one)
        return tuple(kept.values())

    def _walk(self, rule: Rule, node: Node, places: Places) -> Iterator[Comparison]:
        pair = self.evaluator.value(node, places)
        if isinstance(node, (And, Or)):
            legs = self.prover.deciding(node, pair, places)
            for arg, _ in legs[:1] if isinstance(node, Or) and rule.provision.effect == "warns" else legs:
                yield from self._walk(rule, arg, places)
        elif isinstance(node, Not) and isinstance(node.arg, Member) and self._shown(node.arg):
            yield self._made(rule, node, node.arg.fact, "is", f"not {_wanted(node.arg)}", places)
        elif isinstance(node, (Not, Named)):
            yield from self._walk(rule, node.arg, places)
        elif isinstance(node, Fold):
            elements, _ = self.evaluator.elements(node.collection, places)
            for place in self.evaluator.inside(node.collection, elements, places):
                yield from self._walk(rule, node.cond, place)
        elif isinstance(node, Linear):
            yield from self._number(rule, node, places)
        elif isinstance(node, Member) and node.fact.startswith(_STAGE) and rule.provision.stage == _STAGES[0]:
            yield from self._behind(rule, node, places)
        elif isinstance(node, Member) and self._shown(node):
            yield self._made(rule, node, node.fact, "is", _wanted(node), places)

    @staticmethod
    def _shown(node: Member) -> bool:
        return node.fact not in _QUIET and not node.fact.startswith(_HIDDEN)

    def _behind(self, rule: Rule, node: Member, places: Places) -> Iterator[Comparison]:
        """What a paragraph asks by way of an earlier stage, such as the level."""
        for other in self.unit.chains[node.fact.removeprefix(_STAGE)]:
            if other.provision.value in node.names:
                yield from self._walk(rule, other.cond, places)

    def _number(self, rule: Rule, node: Linear, places: Places) -> Iterator[Comparison]:
        """A figure against a number; comparisons of several figures are left to the proof."""
        figures = [term for term in node.terms if term.ref is not None]
        if len(figures) != 1 or not isinstance(figures[0].ref, str):
            return
        term = figures[0]
        threshold = -sum((one.coef for one in node.terms if one.ref is None), Fraction(0)) / term.coef
        sign = node.op if term.coef > 0 else {">=": "<=", ">": "<"}[node.op]
        names = tuple(name for one in node.terms for name in one.params)
        yield self._made(rule, node, str(term.ref), sign, plain(threshold), places, names, threshold)

    def _made(  # noqa: PLR0913, PLR0917 - the parts of one record
        self,
        rule: Rule,
        node: Node,
        fact: str,
        sign: str,
        threshold: str,
        places: Places,
        names: tuple[str, ...] = (),
        at: Fraction | None = None,
    ) -> Comparison:
        provision, unit = rule.provision, self.facts[fact].unit
        value = self._value(fact, places) if at is not None else self._word(fact, places)
        cite = provision.cite
        return Comparison(
            fact,
            value,
            sign,
            threshold,
            unit,
            TRUTH[self.evaluator.value(node, places)],
            provision.value,
            provision.id,
            cite.ref,
            cite.made_by,
            names,
            at is not None and self._near(fact, at, places),
        )

    def _word(self, fact: str, places: Places) -> str:
        return self.phrases.value(fact, self.evaluator.cells_of(fact, places))

    def _value(self, fact: str, places: Places) -> str:
        """A number, or what is known of its ends."""
        scale = self.phrases.layout.slots[fact].scale
        low, high = self.evaluator.number(fact, places)
        least, most = (plain(Fraction(end, scale)) for end in (low, high))
        if low == high:
            return least
        floor = self.facts[fact].minimum
        least_known = floor is None or low > floor * scale
        if high >= FAR:
            return f"at least {least}" if least_known and low > -FAR else "unknown"
        return f"{least} to {most}" if least_known and low > -FAR else f"at most {most}"

    def _near(self, fact: str, at: Fraction, places: Places) -> bool:
        low, high = self.evaluator.number(fact, places)
        return low == high and abs(Fraction(low, self.phrases.layout.slots[fact].scale) - at) <= at * _NEAR

    # ---- what is open

    def flips(self, comparisons: tuple[Comparison, ...], tpp: Fraction | None) -> tuple[Flip, ...]:
        """The values at which open comparisons turn; for a density with a known TPP, the die area that gives it."""
        beside = {paragraph for paragraph, _ in self.besides()}
        found = []
        for one in comparisons:
            if one.truth != "unknown" or one.sign == "is" or one.paragraph in beside:
                continue
            at = Fraction(one.threshold.replace(",", ""))
            if one.fact == DENSITY and tpp is not None and at > 0:
                area = plain(Fraction((tpp / at * 100).__floor__(), 100))
                says = f"up to a die area of {area} mm2 the density is {one.threshold} or more ({one.paragraph})"
                found.append(Flip(AREA, area, "mm2", says))
            else:
                says = f"{one.sign} {one.threshold} {one.unit} decides {one.paragraph}"
                found.append(Flip(one.fact, one.threshold, one.unit, says))
        return tuple(dict.fromkeys(found))

    def missing(self) -> tuple[Asked, ...]:
        """Open facts behind the rules that may decide, with their questions, the cheapest first."""
        names: dict[str, None] = {}
        for rule in self.deciding():
            for leaf in self.evaluator.open_leaves(rule.cond):
                names.update(dict.fromkeys(_facts(leaf.node)))
        asked = [self.facts[name] for name in names if name not in _QUIET and not name.startswith(_HIDDEN)]
        asked.sort(key=lambda fact: fact.cost)
        return tuple(Asked(fact.id, fact.question, fact.known_by) for fact in asked)


def _facts(node: Node) -> Iterator[str]:
    if isinstance(node, Member):
        yield node.fact
    elif isinstance(node, Linear):
        yield from (term.ref for term in node.terms if isinstance(term.ref, str))


def _wanted(node: Member) -> str:
    if node.names == ("true",):
        return "yes"
    return "no" if node.names == ("false",) else " or ".join(node.sets) or listed(node.names)
