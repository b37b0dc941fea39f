"""What the conditions of some units can tell apart: for each fact, the comparisons that read it.

Two contents of a fact are in one class if every comparison gives both the same pair (possibly, surely). What is open
keeps its content, because the search over completions splits it. Comparisons that read several facts are kept apart:
whether they hold is part of the key of a line, see `lockgate.books.classes.keys`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lockgate.compiler.emit import scaled_terms
from lockgate.compiler.ir import Linear, Member, NumFold, Overlap, Same, StepOk, walk
from lockgate.compiler.layout import FAR
from lockgate.engine.prepare import KIND, STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.books.classes.contents import Content
    from lockgate.compiler.ir import Node
    from lockgate.compiler.layout import Layout
    from lockgate.compiler.unit import Rule, Unit

TODAY = "as_of"
Test = tuple[int, int, bool]
"""Coefficient, constant and strictness of ``coefficient * fact + constant >= 0``."""


@dataclass(frozen=True, slots=True)
class Cross:
    """A comparison of several facts: ``sum(coefficient * fact) + constant >= 0`` (or ``> 0``)."""

    terms: tuple[tuple[int, str], ...]
    constant: int
    strict: bool

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it reads."""
        return tuple(fact for _, fact in self.terms)

    def truth(self, contents: Iterable[Content]) -> object:
        """The pair (possibly, surely) where everything is known; the contents themselves where something is open."""
        low = high = self.constant
        known = True
        found = tuple(contents)
        for (coef, _), (least, most) in zip(self.terms, found, strict=True):
            known = known and least == most
            low += coef * (least if coef > 0 else most)
            high += coef * (most if coef > 0 else least)
        if not known and (low < 0 <= high or (self.strict and low <= 0 < high)):
            return found
        return (high > 0, low > 0) if self.strict else (high >= 0, low >= 0)


@dataclass(frozen=True, slots=True)
class Wait:
    """A step that is shown by a day: filed, and a number of days ago."""

    fact: str
    days: int

    def truth(self, filed: Content, today: int) -> object:
        """Open, done or waiting; a waiting time that runs keeps its days."""
        if filed[0] == FAR:
            return "open"
        if filed[1] + self.days <= today:
            return "done"
        return (*filed, today)


@dataclass(slots=True)
class Conditions:
    """The comparisons of some units, by fact."""

    layout: Layout
    masks: dict[str, set[int]] = field(default_factory=dict)
    tests: dict[str, set[Test]] = field(default_factory=dict)
    exact: set[str] = field(default_factory=set)
    crosses: set[Cross] = field(default_factory=set)
    waits: set[Wait] = field(default_factory=set)
    same: set[tuple[str, str]] = field(default_factory=set)
    kept: dict[str, dict[Content, object]] = field(default_factory=dict)

    def klass(self, fact: str, content: Content) -> object:
        """What distinguishes a content from others of the same fact."""
        known = self.kept.setdefault(fact, {})
        if content not in known:
            known[content] = self._klass(fact, content)
        return known[content]

    def _klass(self, fact: str, content: Content) -> object:
        kind = self.layout.slots[fact].kind
        if fact in self.exact or not content:
            return content
        masks = self.masks.get(fact, ())
        if kind == "one":
            mask = content[0]
            return content if mask & (mask - 1) else tuple([bool(mask & one) for one in masks])
        if kind == "set":
            return content if content[0] != content[1] else tuple([bool(content[0] & one) for one in masks])
        low, high = content
        tests = self.tests.get(fact, ())
        if low != high:
            return content if tests else None
        margins = [(coef * low + constant, strict) for coef, constant, strict in tests]
        return tuple([margin > 0 if strict else margin >= 0 for margin, strict in margins])

    def reads(self, fact: str) -> bool:
        """Whether any comparison reads a fact by itself."""
        return fact in self.masks or fact in self.tests or fact in self.exact


def conditions(units: Iterable[Unit], layout: Layout) -> Conditions:
    """Everything that the rules of some units compare."""
    found = Conditions(layout)
    found.exact.update(name for name in (STATED, KIND) if name in layout.slots)
    for unit in units:
        for rule in unit.rules:
            _steps(found, rule)
            for root in _roots(rule):
                for node in walk(root):
                    _node(found, node)
    return found


def _roots(rule: Rule) -> Iterator[Node]:
    yield rule.cond
    yield from (step.cond for step in (*rule.steps, *rule.duties))
    yield from (extra for extra in (rule.must, rule.raised) if extra is not None)


def _steps(found: Conditions, rule: Rule) -> None:
    """Steps are read beside their conditions."""
    for step in (*rule.steps, *rule.duties):
        if step.step.shown_by:
            _shown(found, step.step.shown_by, step.wait)


def _shown(found: Conditions, fact: str, wait: int) -> None:
    if found.layout.slots[fact].kind == "number":
        found.waits.add(Wait(fact, wait))
    else:
        found.exact.add(fact)


def _node(found: Conditions, node: Node) -> None:
    if isinstance(node, (Member, Overlap)):
        found.masks.setdefault(node.fact, set()).add(found.layout.slots[node.fact].mask(node.names))
    elif isinstance(node, Same):
        found.same.add((node.left, node.right))
    elif isinstance(node, StepOk):
        _shown(found, node.fact, node.wait)
    elif isinstance(node, Linear):
        _linear(found, node)


def _linear(found: Conditions, node: Linear) -> None:
    parts, constant = scaled_terms(node, found.layout)
    facts = [(coef, ref) for coef, ref in parts if isinstance(ref, str)]
    folds = [ref for _, ref in parts if isinstance(ref, NumFold)]
    found.exact.update(fold.field for fold in folds if fold.field)
    if folds:
        found.exact.update(fact for _, fact in facts)
    elif len(facts) == 1:
        coef, fact = facts[0]
        found.tests.setdefault(fact, set()).add((coef, constant, node.op == ">"))
    elif facts:
        found.crosses.add(Cross(tuple(facts), constant, node.op == ">"))
