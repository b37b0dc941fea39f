"""The law of two moments side by side, as it was compiled: what it asks, what it uses, and what made it so."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lockgate.compiler.ir import Linear, Member, Named, Node, NumFold, Overlap, walk
from lockgate.compiler.timeline import known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from fractions import Fraction

    from lockgate.compiler.model import Instrument, Provision, Source, Span
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Rule
    from lockgate.history.moment import Moment

_READING = "reading."
_DAY = timedelta(days=1)
_WORD = re.compile(r"[A-Za-z_]\w*")


class Sides:
    """Two moments side by side, the earlier first; their postures and knowledge may differ too."""

    def __init__(self, book: Rulebook, first: Moment, second: Moment) -> None:
        self.book = book
        self.source = book.source
        self.moments = (first, second)
        self.earlier, self.later = first.day, second.day
        self.same_stretch = first.view == second.view and book.calendar.segment(first.day) == book.calendar.segment(
            second.day
        )
        self.days = [day for day in book.calendar.days if first.day < day <= second.day]
        self.rules: tuple[dict[str, Rule], dict[str, Rule]] = (_rules(book, first), _rules(book, second))

    @cached_property
    def altered(self) -> list[str]:
        """Provisions in force on both sides that ask something else."""
        before, after = self.rules
        return [
            name for name in before if name in after and self.content(before[name], 0) != self.content(after[name], 1)
        ]

    def content(self, rule: Rule, side: int) -> Any:
        """What a provision asks on one of the sides."""
        numbers = tuple(self.value(name, side) for name in _bare(self.source, rule.provision))
        steps = tuple((step.step.id, step.cond, step.wait) for step in (*rule.steps, *rule.duties))
        return rule.cond, steps, rule.raised, rule.must, numbers

    def value(self, name: str, side: int) -> Fraction | None:
        """The value of a parameter on one of the sides."""
        found = self.source.parameters[name].values
        return next((value for span, value, _ in found if self.moments[side].stands(self.source, span)), None)

    @cached_property
    def used(self) -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]:
        """For each side: parameters, groups, definitions and readings to the provisions in force that use them."""
        first, second = (replace(one, day=self.book.calendar.segment(one.day)) for one in self.moments)
        return _uses(self.book, first), _uses(self.book, second)

    def felt(self, word: str) -> tuple[str, ...]:
        """Provisions in force on either side that use a name."""
        return tuple(sorted(self.used[0].get(word, frozenset()) | self.used[1].get(word, frozenset())))

    def since(self, spans: list[Span]) -> date:
        """The last day on or before the later one on which one of the spans begins or has just ended."""
        turns = [day for span in spans for day in (span.start, span.end + _DAY if span.end else None)]
        return max((day for day in turns if day is not None and self.earlier < day <= self.later), default=self.later)

    def current(self, spans: list[Span]) -> Span | None:
        """The span that stands on the later side."""
        return next((span for span in spans if self.moments[1].stands(self.source, span)), None)

    def made(self, cite: str) -> str:
        """The instrument with a citation, if one has it alone."""
        found = [one.id for one in self.source.instruments.values() if cite and one.cite == cite]
        return found[0] if len(found) == 1 else ""

    def starting(self, day: date) -> list[Instrument]:
        """The instruments that take effect on a day."""
        found = (one for one in self.source.instruments.values() if day in (one.effective, one.compliance))
        return [one for one in found if self.known(one.id)]

    def known(self, instrument: str) -> bool:
        """Whether an instrument could be known on the later side."""
        return known(self.source, instrument, self.moments[1].known_at)

    def only_starting(self, day: date) -> str:
        """The instrument that takes effect on a day, if one does alone."""
        found = self.starting(day)
        return found[0].id if len(found) == 1 else ""


def _rules(book: Rulebook, moment: Moment) -> dict[str, Rule]:
    return {str(rule.id): rule for rule in moment.unit(book).rules}


@functools.lru_cache(maxsize=256)
def _uses(book: Rulebook, moment: Moment) -> Mapping[str, frozenset[str]]:
    """What is used in a moment, by which provisions; asked for once for all days between two changes."""
    found: dict[str, set[str]] = {}
    for name, rule in _rules(book, moment).items():
        for word in (*_named(rule), *(f"parameter {other}" for other in _bare(book.source, rule.provision))):
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


def _bare(source: Source, one: Provision) -> list[str]:
    """Parameters that a provision names outside its conditions."""
    texts = [one.earliest, one.quota.limit if one.quota else "", *(step.wait for step in (*one.before, *one.after))]
    words = dict.fromkeys(word for text in texts for word in _WORD.findall(text))
    return [word for word in words if word in source.parameters]


def _named(rule: Rule) -> Iterator[str]:
    """Groups, parameters, definitions and readings that the grounded conditions of a provision name."""
    roots = (rule.cond, rule.raised, rule.must, *(step.cond for step in (*rule.steps, *rule.duties)))
    for root in roots:
        for node in walk(root) if root is not None else ():
            yield from _of_node(node)


def _of_node(node: Node) -> Iterator[str]:
    if isinstance(node, Named):
        yield f"definition {node.name}"
    if isinstance(node, (Member, Overlap)):
        yield from (f"group {name}" for name in node.sets)
        if node.fact.startswith(_READING):
            yield f"reading {node.fact.removeprefix(_READING)}"
    if isinstance(node, Linear):
        for term in node.terms:
            yield from (f"parameter {name}" for name in term.params)
            if isinstance(term.ref, NumFold) and term.ref.cond is not None:
                for inner in walk(term.ref.cond):
                    yield from _of_node(inner)
