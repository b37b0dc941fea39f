"""Every condition of a rulebook, once for each way in which days and postures ground it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lockgate.checks.law import Law, Shelf, stretches
from lockgate.checks.tables import Tables
from lockgate.checks.world import World
from lockgate.compiler.timeline import POSTURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from lockgate.compiler.ir import Node
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Rule, Unit

WHEN, RAISED, MUST = "when", "raised_when", "must"
"""What of a provision is a condition of its own."""


@dataclass(slots=True)
class Home:
    """A unit in which a condition stands."""

    law: Law
    rule: Rule


@dataclass(slots=True)
class Text:
    """One grounded condition of a provision, and the units in which its formula differs."""

    provision: str
    role: str
    node: Node
    homes: list[Home] = field(default_factory=list)
    stands: int = 0
    """In how many units it stands."""


class Survey:
    """The laws of the units that are looked at, and their conditions."""

    def __init__(
        self,
        book: Rulebook,
        *,
        on: date | None = None,
        postures: Iterable[str] = POSTURES,
        bounds: tuple[int, int] = (1, 2),
    ) -> None:
        self.book = book
        spans = stretches(book.calendar.days)
        if on is not None:
            first = book.calendar.segment(on)
            spans = [span for span in spans if span[0] == first]
        units = [(book.unit(first, posture), last) for first, last in spans for posture in postures]
        tables = Tables(book, dict.fromkeys(node for unit, _ in units for node in nodes(unit)))
        self.world = World(book.layout, tables, *bounds)
        self.shelf = Shelf(self.world)
        self.laws = [Law(unit, self.shelf, last) for unit, last in units]
        self.stretches = len(spans)

    def law(self, day: date, posture: str) -> Law:
        """The law of a stretch of days in a posture."""
        return next(law for law in self.laws if (law.unit.day, law.unit.posture) == (day, posture))

    def texts(self, provision: str = "") -> list[Text]:
        """Each distinct condition of each provision, in the order of the provisions."""
        found: dict[tuple[str, str, Node], Text] = {}
        seen: set[tuple[str, str, Node, object]] = set()
        for law in self.laws:
            for rule in law.unit.rules:
                if provision and rule.id != provision:
                    continue
                for role, node in conditions(rule):
                    text = found.setdefault((rule.id, role, node), Text(rule.id, role, node))
                    text.stands += 1
                    key = (rule.id, role, node, law.identity(law.formula(node)))
                    if key not in seen:
                        seen.add(key)
                        text.homes.append(Home(law, rule))
        order = {name: index for index, name in enumerate(self.book.source.provisions)}
        return sorted(found.values(), key=lambda text: order[text.provision])


def conditions(rule: Rule) -> Iterator[tuple[str, Node]]:
    """The conditions of a rule by their role; all but the first count only where the first holds."""
    yield WHEN, rule.cond
    if rule.raised is not None:
        yield RAISED, rule.raised
    if rule.must is not None:
        yield MUST, rule.must
    for step in rule.duties:
        if step.step.when:
            yield f"step {step.step.id}", step.cond


def nodes(unit: Unit) -> Iterator[Node]:
    """All conditions of a unit."""
    for rule in unit.rules:
        yield from (node for _, node in conditions(rule))
