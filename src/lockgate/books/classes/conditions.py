"""What the conditions of some units can tell apart: for each fact, the comparisons that read it.

Two contents of a fact are in one class if every comparison gives both the same pair (possibly, surely). Words that are
open keep their content, because the search over completions splits them. Comparisons that read several facts are kept
apart: whether they hold is part of the key of a line, see `lockgate.books.classes.keys`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from lockgate.compiler.emit import scaled_terms
from lockgate.compiler.ir import Linear, Member, NumFold, Overlap, Same, StepOk, walk
from lockgate.compiler.layout import FAR
from lockgate.engine.prepare import KIND, STATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lockgate.books.classes.contents import Content
    from lockgate.compiler.ir import Node
    from lockgate.compiler.layout import Layout
    from lockgate.compiler.unit import Rule, Unit

TODAY = "as_of"
_BESIDE = ("warns", "limits")
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

    def truth(self, contents: Iterable[Content], cuts: Callable[[str], Iterable[int]]) -> object:
        """The pair (possibly, surely), and what a search over completions may find where that is open.

        The search cuts an open fact where some comparison of it turns (``cuts``) and, if it is the only open one, where
        this comparison turns. With one open fact that place follows from what is known; with several, the truths at all
        places between which the search can move are kept.
        """
        found = tuple(contents)
        low = self._sum(ends[0] if coef > 0 else ends[1] for (coef, _), ends in zip(self.terms, found, strict=True))
        high = self._sum(ends[1] if coef > 0 else ends[0] for (coef, _), ends in zip(self.terms, found, strict=True))
        if self._holds(low) or not self._holds(high):
            return self._holds(high), self._holds(low)
        known = tuple(ends if ends[0] == ends[1] else () for ends in found)
        if known.count(()) <= 1:
            return known
        places = tuple([tuple(_places(ends, cuts(fact))) for ends, fact in zip(found, self.facts, strict=True)])
        return known, places, tuple([self._holds(self._sum(corner)) for corner in product(*places)])

    def _sum(self, values: Iterable[int]) -> int:
        return self.constant + sum(coef * value for (coef, _), value in zip(self.terms, values, strict=True))

    def _holds(self, total: int) -> bool:
        return total > 0 if self.strict else total >= 0


def _places(ends: Content, cuts: Iterable[int]) -> list[int]:
    """The ends that parts of an open number can have."""
    low, high = ends
    inside = {place for cut in cuts for place in (cut - 1, cut, cut + 1) if low < place < high}
    return sorted({low, high, *inside})


@dataclass(frozen=True, slots=True)
class Wait:
    """A step that is shown by a day: filed, and a number of days ago."""

    fact: str
    days: int

    def truth(self, filed: Content, today: int) -> object:
        """Open, done or waiting; where the bounds of the day leave two of these open, its days."""
        if filed[0] == FAR:
            return "open"
        if filed[1] + self.days <= today:
            return "done"
        return "waiting" if filed[0] + self.days > today else (*filed, today)


@dataclass(slots=True)
class Conditions:
    """The comparisons of some units, by fact.

    ``places`` gives each comparison of a fact a number that is the same for all stretches of days, so that a class says
    by itself which comparisons it meets: two contents of different stretches with one class meet the same ones.
    """

    layout: Layout
    places: dict[str, dict[object, int]] = field(default_factory=dict)
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
        if kind == "one":
            mask = content[0]
            return content if mask & (mask - 1) else (None, self._met(fact, content[0]))
        if kind == "set":
            return content if content[0] != content[1] else (None, self._met(fact, content[0]))
        low, high = content
        return None, low == high, *(self._reached(fact, end) for end in {low: 0, high: 0})

    def _met(self, fact: str, mask: int) -> int:
        """The comparisons with sets of values that a mask meets, as bits."""
        places = self.places.setdefault(fact, {})
        return sum(1 << places.setdefault(one, len(places)) for one in self.masks.get(fact, ()) if mask & one)

    def _reached(self, fact: str, end: int) -> int:
        """The comparisons that a number meets, as bits."""
        places, found = self.places.setdefault(fact, {}), 0
        for test in self.tests.get(fact, ()):
            coef, constant, strict = test
            margin = coef * end + constant
            if margin > 0 or (margin == 0 and not strict):
                found |= 1 << places.setdefault(test, len(places))
        return found

    def cuts(self, fact: str) -> list[int]:
        """The numbers at which comparisons of a fact turn."""
        return sorted({-constant // coef for coef, constant, _ in self.tests.get(fact, ())})

    def add(self, other: Conditions) -> None:
        """The comparisons of another one, too."""
        for fact, masks in other.masks.items():
            self.masks.setdefault(fact, set()).update(masks)
        for fact, tests in other.tests.items():
            self.tests.setdefault(fact, set()).update(tests)
        self.exact |= other.exact
        self.crosses |= other.crosses
        self.waits |= other.waits
        self.same |= other.same

    def reads(self, fact: str) -> bool:
        """Whether any comparison reads a fact by itself."""
        return fact in self.masks or fact in self.tests or fact in self.exact


def conditions(
    units: Iterable[Unit],
    layout: Layout,
    places: dict[str, dict[object, int]] | None = None,
    known: dict[bytes, Conditions] | None = None,
) -> Conditions:
    """Everything that the rules of some units compare; see `Conditions` for the places.

    ``known`` keeps what each rule compares, by its seal: most are the same in many stretches of days.
    """
    found = Conditions(layout, {} if places is None else places)
    found.exact.update(name for name in (STATED, KIND) if name in layout.slots)
    known = {} if known is None else known
    for unit in units:
        for rule, seal in zip(unit.rules, unit.sealed(), strict=True):
            if answers(rule):
                if seal not in known:
                    known[seal] = _of_rule(rule, layout)
                found.add(known[seal])
    return found


def _of_rule(rule: Rule, layout: Layout) -> Conditions:
    found = Conditions(layout)
    _steps(found, rule)
    for root in _roots(rule):
        for node in walk(root):
            _node(found, node)
    return found


def answers(rule: Rule) -> bool:
    """Whether the answer of a line of a book can hang on a rule: remarks and limits on holders are no part of it."""
    provision = rule.provision
    return provision.effect not in _BESIDE and (provision.effect != "flags" or provision.kind != "action")


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
