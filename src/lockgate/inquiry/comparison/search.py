"""The smallest sets of changes that alone turn one answer into the other: tried by size, each by deciding anew."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from lockgate.compiler.ir import Linear, Member, Overlap, Same, walk
from lockgate.door.build import recount
from lockgate.engine.compose import Composer
from lockgate.engine.decide import decide
from lockgate.engine.determine import declarations_of, own_shipment, preparer_of
from lockgate.engine.outcome import CANNOT_DECIDE, LADDER
from lockgate.engine.prepare import COUNT, KIND, QUANTITY, SHIPMENT_TPP, STATED, TPP
from lockgate.inquiry.comparison.answer import ASPECTS, Answer, answer_of
from lockgate.inquiry.comparison.facts import DAY, Differences, Pair, differences, mixed, of_the_chip
from lockgate.inquiry.lines import Standpoint, composer_of
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from lockgate.compiler.unit import Rule, Unit
    from lockgate.door.model import Transaction
    from lockgate.engine.decide import Decided

LARGEST = 4
"""Sets of more changes than this are not gone through one by one."""
_EFFORT, _MORE = 300, 120
"""What is spent on going through sets by size, and on leaving changes out one by one; a plain decision costs 1."""
_SETTLING = 6
"""What an open answer costs: the ways in which its facts can fall are gone through."""
_MOST = 8
POSTURE, KNOWN, RULEBOOK, READING = "posture", "known_at", "rulebook", "reading."


# ---- the two sides, and what lies between


class Sides(NamedTuple):
    """Two transactions, the line of each, and where each is looked at from."""

    pair: Pair
    first: Standpoint
    second: Standpoint


@dataclass(frozen=True, slots=True)
class Found:
    """Sets of changes, smallest first, and how far the search went.

    ``searched`` is the size up to which every set was tried; ``smallest`` says whether nothing smaller can do;
    ``more`` counts sets that were found but not kept.
    """

    sets: tuple[tuple[frozenset[str], Answer], ...] = ()
    aspect: str = ""
    searched: int = 0
    smallest: bool = True
    more: int = 0


class Search:
    """Tries sets of changes on the first side until its answer is that of the second."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.standing = standing(sides)
        self.stands: dict[frozenset[str], Standpoint | None] = {}
        self.recounted: dict[Switches, Pair] = {Switches.read(sides.first.readings): self._pair(sides.first.readings)}
        self.facts = self._facts()
        self.given = of_the_chip(self._counted(sides.first), self.facts)
        self.read = self._read()
        self.spent = 0

    def _facts(self) -> Differences:
        """Facts that differ when figures are counted alike, on either side's way of counting."""
        here = differences(self._counted(self.sides.first))
        there = differences(self._counted(self.sides.second))
        return {**there, **here}

    def _read(self) -> frozenset[str]:
        """Facts that the law of either side, or of a mixture of both standpoints, asks for."""
        several = [name for name in self.standing if not name.startswith(READING)]
        mixtures = (
            frozenset(some) for size in range(len(several) + 1) for some in itertools.combinations(several, size)
        )
        stands = (self.stand(some) for some in mixtures)
        return frozenset().union(*(facts_read(stand.unit) for stand in stands if stand is not None))

    def _counted(self, stand: Standpoint) -> Pair:
        switches = Switches.read(stand.readings)
        if switches not in self.recounted:
            self.recounted[switches] = self._pair(stand.readings)
        return self.recounted[switches]

    def _pair(self, readings: Any) -> Pair:
        pair, switches = self.sides.pair, Switches.read(readings)
        sides = ((pair.first, self.sides.first), (pair.second, self.sides.second))
        first, second = (_counted_as(one, stand, switches) for one, stand in sides)
        return replace(pair, first=first, second=second)

    @property
    def changes(self) -> list[str]:
        """Everything that differs and that rules read: how one looks first, then the facts."""
        read = self.read
        facts = ((path, one) for path, one in self.facts.items() if path not in self.given)
        return [*self.standing, *(path for path, one in facts if not one.fact or one.fact in read)]

    def stand(self, chosen: frozenset[str]) -> Standpoint | None:
        """The first standpoint with some things as in the second; None where no rulebook has such a posture."""
        key = chosen.intersection(self.standing)
        if key not in self.stands:
            self.stands[key] = self._stand(key)
        return self.stands[key]

    def _stand(self, chosen: frozenset[str]) -> Standpoint | None:
        one, other = self.sides.first, self.sides.second
        taken = {field: getattr(other, field) for name, field in _FIELDS.items() if name in chosen}
        changed = replace(one, **taken)
        readings = dict(one.readings)
        for name in (path.removeprefix(READING) for path in chosen if path.startswith(READING)):
            readings[name] = side_of(other, name)
        known = changed.book.source.readings
        kept = {name: value for name, value in readings.items() if name in known and value in dict(known[name].values)}
        return replace(changed, readings=kept) if changed.posture in changed.book.postures else None

    def transaction(self, chosen: frozenset[str]) -> Transaction:
        """The first transaction with some facts as in the second, its figures counted as the changed readings say."""
        return mixed(self._counted(self.stand(chosen) or self.sides.first), chosen)

    def composer(self, chosen: frozenset[str], wanted: Hashable) -> Composer | None:
        """The decision after these changes; None where its outcome cannot be the wanted one."""
        stand = self.stand(chosen)
        if stand is None:
            return None
        changed = mixed(self._counted(stand), chosen)
        found, cost = _decided(stand, changed, wanted)
        self.spent += cost
        return Composer(found, changed) if found is not None else None

    def matches(self, chosen: frozenset[str], target: tuple[Hashable, ...]) -> Composer | None:
        """The decision after these changes if it says what is wanted, aspect by aspect."""
        found = self.composer(chosen, target[0])
        if found is None:
            return None
        reads = zip(ASPECTS.values(), target, strict=False)
        return found if all(read(found) == wanted for read, wanted in reads) else None

    def run(self, first: Answer, second: Answer) -> Found:
        """Sets of changes by size, until one size has some and the next was tried too, or the search is spent."""
        differing = [
            at for at, pair in enumerate(zip(first.aspects, second.aspects, strict=True)) if pair[0] != pair[1]
        ]
        if not differing:
            return Found()
        target = second.aspects[: differing[0] + 1]
        aspect = list(ASPECTS)[differing[0]]
        sets, searched = self._by_size(target)
        if not sets:
            shrunk = self._shrunk(target)
            kept = [] if shrunk is None else [shrunk]
            smallest = shrunk is None or len(shrunk) <= searched + 1
            return Found(self._answered(kept), aspect, searched, smallest)
        more = max(0, len(sets) - _MOST)
        return Found(self._answered(sets[:_MOST]), aspect, searched, more=more)

    def _by_size(self, target: tuple[Hashable, ...]) -> tuple[list[frozenset[str]], int]:
        """Sets of which no smaller part does it, and the size up to which all were tried."""
        changes = self.changes
        sets: list[frozenset[str]] = []
        searched = 0
        for size in range(1, min(LARGEST, len(changes)) + 1):
            before = len(sets)
            for chosen in map(frozenset, itertools.combinations(changes, size)):
                if any(smaller <= chosen for smaller in sets):
                    continue
                if self.spent >= _EFFORT:
                    return sets, searched
                if self.matches(chosen, target):
                    sets.append(chosen)
            searched = size
            if before:
                break
        return sets, searched

    def _shrunk(self, target: tuple[Hashable, ...]) -> frozenset[str] | None:
        """All changes, less those that can be left out one by one."""
        chosen = frozenset(self.changes)
        if not self.matches(chosen, target):
            return None
        most, spared = self.spent + _MORE, True
        while spared and self.spent < most:
            spared = False
            for path in sorted(chosen, key=self.changes.index, reverse=True):
                if self.spent < most and self.matches(chosen - {path}, target):
                    chosen, spared = chosen - {path}, True
        return chosen

    def _answered(self, sets: Iterable[frozenset[str]]) -> tuple[tuple[frozenset[str], Answer], ...]:
        found = []
        for chosen in sets:
            composer = self.composer(chosen, None)
            assert composer is not None  # noqa: S101 - it was decided before
            found.append((chosen, answer_of(composer)))
        return tuple(found)


def _counted_as(transaction: Transaction, stand: Standpoint, switches: Switches) -> Transaction:
    """A transaction with its figures counted the given way; as it is where it was typed that way already."""
    if not transaction.raw or switches == Switches.read(stand.readings):
        return transaction
    return recount(transaction, declarations_of(stand.book), switches)


_FIELDS = {DAY: "day", POSTURE: "posture", KNOWN: "known_at", RULEBOOK: "book"}


def standing(sides: Sides) -> list[str]:
    """What of the two standpoints differs: day, posture, knowledge, rulebook, readings."""
    one, other = sides.first, sides.second
    found = [name for name, field in _FIELDS.items() if _told(getattr(one, field)) != _told(getattr(other, field))]
    return [*found, *(READING + name for name in _readings(one, other))]


def _readings(one: Standpoint, other: Standpoint) -> Iterator[str]:
    for name in sorted({*one.readings, *other.readings}):
        if side_of(one, name) != side_of(other, name):
            yield name


def side_of(stand: Standpoint, name: str) -> str:
    """The side of a reading that is taken; empty where the rulebook does not know it."""
    reading = stand.book.source.readings.get(name)
    return stand.readings.get(name, reading.default) if reading is not None else ""


def _told(value: Any) -> Any:
    return getattr(value, "sha256", value)


def facts_read(unit: Unit) -> frozenset[str]:
    """Facts that any rule of a unit asks for; worked out once."""
    if "facts read" not in unit.notes:
        unit.notes["facts read"] = frozenset(name for rule in unit.rules for name in _asked(rule)) | _IN_TOTALS
    found: frozenset[str] = unit.notes["facts read"]
    return found


_IN_TOTALS = frozenset({SHIPMENT_TPP, QUANTITY, TPP, COUNT, KIND, STATED, "subject"})
"""Read before any rule is: what the total of the shipment is made of, and what the maker states."""


def _asked(rule: Rule) -> Iterator[str]:
    roots = (rule.cond, rule.must, rule.raised, *(step.cond for step in rule.duties))
    for node in (node for root in roots if root is not None for node in walk(root)):
        if isinstance(node, (Member, Overlap)):
            yield node.fact
        elif isinstance(node, Same):
            yield from (node.left, node.right)
        elif isinstance(node, Linear):
            for term in node.terms:
                if term.ref is not None:
                    yield term.ref if isinstance(term.ref, str) else term.ref.field
    yield from (step.step.shown_by for step in rule.duties)


def _decided(stand: Standpoint, transaction: Transaction, wanted: Hashable) -> tuple[Decided | None, int]:
    """A decision and what it costs; open answers are settled only where that could give the wanted outcome."""
    if len(transaction.items) > 1:
        return composer_of(stand, transaction, 0).decided, 2 * len(transaction.items)
    item = transaction.items[0] if transaction.items else None
    whole = own_shipment(transaction, item)
    prepared = preparer_of(stand.book).prepare(whole, item, stand.day, stand.readings)
    found = decide(stand.unit, prepared, settle=False)
    if found.verdict.outcome != CANNOT_DECIDE or transaction.subject != "transaction":
        return found, 1
    verdict = found.verdict
    open_to = LADDER[LADDER.index(verdict.at_least) : LADDER.index(verdict.at_most) + 1]
    if wanted is not None and wanted != CANNOT_DECIDE and wanted not in open_to:
        return None, 1
    return decide(stand.unit, prepared), _SETTLING
