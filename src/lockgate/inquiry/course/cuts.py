"""Where the truth of a comparison turns along an axis: conditions are linear, so these steps are exact."""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING

from lockgate.compiler.ir import Fold, Linear, Node, NumFold, StepOk, children, walk
from lockgate.compiler.layout import FAR
from lockgate.engine.evaluate import Evaluator, Places
from lockgate.engine.pairs import terms
from lockgate.inquiry.course.axis import first_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.compiler.unit import Cells, Unit
    from lockgate.inquiry.course.axis import Axis, Feed

Chain = tuple[str, ...]
"""The collections inside whose elements a condition is asked."""
Spot = tuple[Chain, Node]
Index = dict[str, list[Spot]]
DAY = "as_of"


def index_of(unit: Unit) -> Index:
    """For each fact, the comparisons that read it, and inside which collections; worked out once for a unit."""
    if "numeric" not in unit.notes:
        unit.notes["numeric"] = _Indexer().read(unit)
    found: Index = unit.notes["numeric"]
    return found


class _Indexer:
    def __init__(self) -> None:
        self.found: dict[str, dict[Spot, None]] = {}
        self.seen: set[tuple[int, Chain]] = set()

    def read(self, unit: Unit) -> Index:
        for rule in unit.rules:
            roots = [rule.cond, rule.must, rule.raised, *(step.cond for step in (*rule.steps, *rule.duties))]
            for root in roots:
                if root is not None:
                    self.visit(root, ())
            for step in (*rule.steps, *rule.duties):
                shown = step.step.shown_by
                if shown and unit.layout.slots[shown].kind == "number":
                    self.visit(StepOk(shown, step.wait), ())
        return {fact: list(spots) for fact, spots in self.found.items()}

    def visit(self, node: Node, chain: Chain) -> None:
        key = (id(node), chain)
        if key in self.seen:
            return
        self.seen.add(key)
        if isinstance(node, StepOk):
            for fact in (node.fact, DAY):
                self.note(fact, chain, node)
        elif isinstance(node, Linear):
            self.linear(node, chain)
        else:
            inner = (*chain, node.collection) if isinstance(node, Fold) else chain
            for child in children(node):
                self.visit(child, inner)

    def linear(self, node: Linear, chain: Chain) -> None:
        for fact in numbers_of(node):
            self.note(fact, chain, node)
        for term in node.terms:
            if isinstance(term.ref, NumFold) and term.ref.cond is not None:
                self.visit(term.ref.cond, (*chain, term.ref.collection))

    def note(self, fact: str, chain: Chain, node: Node) -> None:
        self.found.setdefault(fact, {})[chain, node] = None


def numbers_of(node: Linear) -> Iterator[str]:
    """Every number that a comparison reads, those inside its folds included."""
    for term in node.terms:
        if isinstance(term.ref, str):
            yield term.ref
        elif isinstance(term.ref, NumFold):
            if term.ref.field:
                yield term.ref.field
            for inner in walk(term.ref.cond) if term.ref.cond is not None else ():
                if isinstance(inner, Linear):
                    yield from numbers_of(inner)


class Cutter:
    """Finds the steps at which a comparison turns, for the slots of one line as they stand."""

    def __init__(self, unit: Unit, cells: Cells, axis: Axis) -> None:
        self.unit = unit
        self.evaluator = Evaluator(unit, cells)
        self.axis = axis
        today = unit.layout.slots[DAY].at
        self.today: tuple[int, int] = (cells[today], cells[today + 1])

    def cuts(self, feeds: Iterable[Feed], low: int, high: int) -> set[int]:
        """First steps, after ``low`` and up to ``high``, at which some comparison that reads a feed may turn."""
        found: set[int] = set()
        later: list[tuple[Linear, Places]] = []
        for feed in feeds:
            for chain, node in index_of(self.unit).get(feed.slot.fact, ()):
                for places in self.spots(chain):
                    if isinstance(node, StepOk):
                        found |= self.waiting(node, feed, low, high)
                    elif isinstance(node, Linear):
                        simple = self.simple(node, places, low, high)
                        found |= simple or set()
                        if simple is None:
                            later.append((node, places))
        for node, places in later:
            found |= self.searched(node, places, sorted(found), low, high)
        return found

    def spots(self, chain: Chain) -> Iterator[Places]:
        """Every element for which a condition is asked."""
        spots: list[Places] = [self.evaluator.root]
        for collection in chain:
            spots = [
                inner
                for place in spots
                for inner in self.evaluator.inside(collection, self.evaluator.elements(collection, place)[0], place)
            ]
        yield from spots

    def fed(self, ref: str | NumFold, places: Places) -> Feed | None:
        """The feed that fills the slots of a number, if any does."""
        if not isinstance(ref, str):
            return None
        slot, cells = self.unit.layout.slots[ref], self.evaluator.cells_of(ref, places)
        return next((feed for feed in self.axis.feeds if feed.cells is cells and feed.slot.at == slot.at), None)

    def simple(self, node: Linear, places: Places, low: int, high: int) -> set[int] | None:
        """The steps where a comparison with one moving number turns, by arithmetic; None if it is not so simple."""
        parts, constant = terms(self.unit, node)
        moving = [(coef, feed) for coef, ref in parts if (feed := self.fed(ref, places)) is not None]
        if len(moving) > 1 or any(isinstance(ref, NumFold) for _, ref in parts):
            return None
        least = most = constant
        for coef, ref in parts:
            if self.fed(ref, places) is None:
                ends = self.evaluator.number(ref, places)
                least += coef * ends[coef < 0]
                most += coef * ends[coef > 0]
        found = set()
        for coef, feed in moving:
            for rest, end in ((most, int(coef > 0)), (least, int(coef < 0))):
                value = turning(coef, rest, strict=node.op == ">")
                step = feed.crossing(end, value, low, high)
                if step is not None:
                    found.add(step)
        return found

    def searched(self, node: Linear, places: Places, found: list[int], low: int, high: int) -> set[int]:
        """The same where sums and largest values move: between kinks each end is straight, so it turns once at most."""
        edges = sorted({low, *found, *self.kinks(node, places, low, high), high + 1})
        more: set[int] = set(edges) - {low, high + 1}
        for first, after in itertools.pairwise(edges):
            for place in (0, 1):
                step = first_change(partial(self.truth, node, places, place), first, after - 1)
                if step is not None:
                    more.add(step)
        return more

    def truth(self, node: Linear, places: Places, place: int, step: int) -> bool:
        """Whether a comparison is possibly (or, at the second place, certainly) true at a step."""
        self.axis.put(step)
        return self.evaluator.value(node, places)[place]

    def kinks(self, node: Linear, places: Places, low: int, high: int) -> Iterator[int]:
        """Where the moving element overtakes another as the highest of a fold."""
        for _, ref in terms(self.unit, node)[0]:
            if not isinstance(ref, NumFold) or ref.kind != "highest":
                continue
            slot = self.unit.layout.slots[ref.field]
            elements = self.evaluator.elements(ref.collection, places)[0]
            for feed in self.axis.feeds:
                for value in {element[slot.at + end] for element in elements for end in (0, 1)}:
                    steps = (feed.crossing(end, value, low, high) for end in (0, 1))
                    yield from (step for step in steps if step is not None)

    def waiting(self, node: StepOk, feed: Feed, low: int, high: int) -> set[int]:
        """The day on which a waiting time has run, seen from the day of the transaction or from that of filing."""
        slot = self.unit.layout.slots[node.fact]
        if slot.kind != "number":
            return set()
        cells = self.evaluator.root[""]
        if feed.slot.fact == DAY:
            days = [cells[slot.at + end] + node.wait for end in (0, 1) if abs(cells[slot.at + end]) < FAR]
        else:
            days = [self.today[end] - node.wait + 1 for end in (0, 1)]
        return {day for day in days if low < day <= high}


def turning(coef: int, rest: int, *, strict: bool) -> int:
    """The least value that stands on the upper side of ``coef * x + rest >= 0`` (or ``> 0``).

    >>> turning(1, -10, strict=False), turning(1, -10, strict=True), turning(-1, 10, strict=False)
    (10, 11, 11)
    """
    if coef > 0:
        return -((rest - strict) // coef)
    return (rest - strict) // -coef + 1
