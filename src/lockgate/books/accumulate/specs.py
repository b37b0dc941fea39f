"""Accounts as the rulebook declares them: the rules that draw on each, what they read of it, and what becomes due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.compiler.emit import scaled_terms
from lockgate.compiler.ir import Linear, NumFold, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lockgate.compiler.ir import Node
    from lockgate.compiler.layout import Layout
    from lockgate.compiler.model import Fact
    from lockgate.compiler.unit import Rule, StepRule, Unit

SPAN = re.compile(r"(\d{4})-(\d{4})")


@dataclass(frozen=True, slots=True)
class Comparison:
    """``sum(coefficient * fact) + constant >= 0`` (or ``> 0``), over scaled integers; one fact is what was used."""

    used: int
    others: tuple[tuple[int, str], ...]
    constant: int
    strict: bool

    def turns(self, read: Mapping[str, tuple[int, int]]) -> tuple[tuple[int, ...], bool]:
        """Numbers after which the comparison turns, and whether all its other facts are known."""
        low = high = self.constant
        for coef, fact in self.others:
            ends = read[fact]
            low += coef * (ends[0] if coef > 0 else ends[1])
            high += coef * (ends[1] if coef > 0 else ends[0])
        found = tuple(dict.fromkeys(self._turn(rest) for rest in (low, high)))
        return found, low == high

    def _turn(self, rest: int) -> int:
        """The last number before the turn, where the other facts make ``rest``."""
        least = rest - (1 if self.strict else 0)  # coefficient * used + least >= 0
        if self.used < 0:
            return least // -self.used
        return -(least // self.used) - 1

    def holds(self, used: tuple[int, int], other: tuple[int, int]) -> tuple[bool, bool]:
        """Whether it may hold and holds for certain; ``other`` are the ends of its only other fact."""
        low = high = self.constant
        for coef, ends in ((self.used, used), *((coef, other) for coef, _ in self.others)):
            low += coef * (ends[0] if coef > 0 else ends[1])
            high += coef * (ends[1] if coef > 0 else ends[0])
        return (high > 0, low > 0) if self.strict else (high >= 0, low >= 0)


@dataclass(frozen=True, slots=True)
class Due:
    """A step or duty that becomes due at a quantity; ``running`` if what others moved counts too."""

    rule: str
    step: str
    do: str
    at: int
    running: bool
    when: Comparison


@dataclass(frozen=True, slots=True)
class Spec:
    """One declared account under one unit.

    Attributes:
        name: what the rulebook calls it.
        rules: bits of the rules that draw on it.
        reads: whether a rule's own condition asks what was used; otherwise only the account keeps the limit.
        comparisons: everything in the unit that reads what was used, and
        facts: what else these read.
        dues: what becomes due at which quantity.
    """

    name: str
    per: tuple[str, ...]
    amount: str
    limit: str
    used: str
    rules: int
    reads: bool
    review: bool
    comparisons: tuple[Comparison, ...]
    dues: tuple[Due, ...]
    facts: tuple[str, ...]
    fact: Fact
    title: str
    cite: str


def specs(unit: Unit) -> tuple[Spec, ...]:
    """The accounts of a unit; what authorizes before what is only reviewed, what has no limit first.

    >>> from datetime import date
    >>> from lockgate.engine.determine import default_rulebook
    >>> [one.name for one in specs(default_rulebook().unit(date(2025, 6, 1), "codified"))]
    ['aia', 'lpp', 'nveu', 'allocation']
    """
    known: tuple[Spec, ...] | None = unit.notes.get("accounts")
    if known is None:
        found: dict[str, list[Rule]] = {}
        for rule in unit.rules:
            if rule.provision.quota is not None and rule.provision.effect in {"authorizes", "reviews"}:
                found.setdefault(rule.provision.quota.account, []).append(rule)
        made = [_spec(unit, name, rules) for name, rules in found.items()]
        known = unit.notes["accounts"] = tuple(sorted(made, key=lambda one: (one.review, bool(one.limit))))
    return known


def _spec(unit: Unit, name: str, rules: list[Rule]) -> Spec:
    quota = rules[0].provision.quota
    assert quota is not None  # noqa: S101 - chosen for it
    reading = [node for rule in rules for node in walk(rule.cond) if isinstance(node, Linear)]
    comparisons = tuple(dict.fromkeys(_comparisons(unit, quota.used)))
    return Spec(
        name=name,
        per=quota.per,
        amount=quota.amount,
        limit=quota.limit,
        used=quota.used,
        rules=sum(rule.bit for rule in rules),
        reads=any(_comparison(node, quota.used, unit.layout) for node in reading),
        review=rules[0].provision.effect == "reviews",
        comparisons=comparisons,
        facts=tuple(dict.fromkeys(fact for one in comparisons for _, fact in one.others)),
        dues=tuple(_dues(rules, quota.used, quota.amount, unit.layout)),
        fact=unit.layout.symbols.facts[quota.used],
        title=rules[0].provision.name,
        cite=rules[0].provision.cite.ref,
    )


def _comparisons(unit: Unit, used: str) -> Iterator[Comparison]:
    for rule in (one for one in unit.rules if one.provision.effect != "limits"):  # no answer of a shipment reads these
        for root in _roots(rule):
            for node in walk(root):
                found = _comparison(node, used, unit.layout) if isinstance(node, Linear) else None
                if found is not None:
                    yield found


def _roots(rule: Rule) -> Iterator[Node]:
    yield rule.cond
    yield from (step.cond for step in (*rule.steps, *rule.duties))
    yield from (extra for extra in (rule.must, rule.raised) if extra is not None)


def _comparison(node: Linear, used: str, layout: Layout) -> Comparison | None:
    parts, constant = scaled_terms(node, layout)
    facts = {ref: coef for coef, ref in parts if isinstance(ref, str)}
    if used not in facts or any(isinstance(ref, NumFold) for _, ref in parts):
        return None
    others = tuple((coef, fact) for fact, coef in facts.items() if fact != used)
    return Comparison(facts[used], others, constant, node.op == ">")


def _dues(rules: list[Rule], used: str, amount: str, layout: Layout) -> Iterator[Due]:
    for rule in rules:
        for step in rule.duties:
            yield from _due(rule, step, used, amount, layout)


def _due(rule: Rule, step: StepRule, used: str, amount: str, layout: Layout) -> Iterator[Due]:
    """The first comparison of a step that reads the quantity alone, or with what was used."""
    for node in walk(step.cond):
        if not isinstance(node, Linear):
            continue
        parts, constant = scaled_terms(node, layout)
        facts = {str(ref): coef for coef, ref in parts}
        running = set(facts) == {used, amount}
        if running or set(facts) == {amount}:
            when = Comparison(facts.get(used, 0), ((facts[amount], amount),), constant, node.op == ">")
            yield Due(rule.id, step.step.id, step.step.do, -constant // facts[amount], running, when)
            return
