"""What can be seen only in the rulebook as a whole: dangling and unused records, dates, redundant conditions, cases."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from lockgate.compiler.fields import nearest
from lockgate.compiler.ground import Texts
from lockgate.compiler.ir import And, Node, Not, Or, walk
from lockgate.coverage.exercise import exercised, kept
from lockgate.coverage.sources import read_sources
from lockgate.errors import LockgateError
from lockgate.reading.findings import NOTE, WARNING, Finding, finding
from lockgate.reading.lookup import KINDS
from lockgate.reading.names import Names, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from lockgate.compiler.model import Cite, Provision, Span
    from lockgate.compiler.rulebook import Rulebook

_CONSTANT = re.compile(r"(?<![=>\s'\w])\s*\b(?:TRUE|FALSE)\b|\b(?:AND|OR|NOT)\s+\(?\s*(?:TRUE|FALSE)\b", re.I)
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_OPEN_DAY = 10**7


def soundness(book: Rulebook, folder: Path) -> Iterator[Finding]:
    """Findings about a compiled rulebook, whatever folder they stand in; ``folder`` is the one whose cases count."""
    yield from dangling(book)
    yield from unused(book)
    yield from dates(book)
    yield from redundant(book)
    yield from untried(book, folder)


def dangling(book: Rulebook) -> Iterator[Finding]:
    """Points of the sources that are cited and not there. A rulebook without a list of points is not asked."""
    if not (book.folders[0] / "sources.yaml").is_file():
        return
    points = read_sources(book.folders[0]).points
    for name, place, ids in _cited(book):
        for point in ids:
            if point not in points:
                message = f"'{name}' cites '{point}', which sources.yaml does not have"
                yield finding("LG005", place, message, nearest(str(point), points) or "")


def _cited(book: Rulebook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Ids, places, and the points of the sources that they cite."""
    source = book.source
    cites: list[tuple[str, str, Cite]] = [
        *((one.id, one.place, one.cite) for one in source.provisions.values()),
        *((one.id, one.place, one.cite) for one in source.definitions.values()),
        *((one.id, one.place, one.cite) for one in source.parameters.values()),
        *((one.id, one.place, one.cite) for one in source.readings.values()),
        *((one.id, one.place, one.cite) for one in source.sets.values()),
    ]
    yield from ((name, place, (*cite.facts, *cite.params)) for name, place, cite in cites)
    yield from ((one.id, one.place, one.facts) for one in source.instruments.values())


def unused(book: Rulebook) -> Iterator[Finding]:
    """Definitions, numbers, groups and readings that nothing uses; instruments that nothing names."""
    names, source = Names(book), book.source
    for shelf in ("definitions", "parameters", "sets", "readings"):
        for record in getattr(source, shelf).values():
            if not names.users(shelf, record.id) and not getattr(record, "switch", ""):
                yield finding("LG006", record.place, f"nothing uses the {KINDS[shelf]} '{record.id}'")
    named = {one.instrument for one in source.provisions.values()} | {span.by for span in _spans(book)}
    for instrument in source.instruments.values():
        if instrument.id not in named:
            message = f"no provision comes from the instrument '{instrument.id}', and no date names it"
            yield finding("LG006", instrument.place, message, severity=NOTE)


def _spans(book: Rulebook) -> Iterator[Span]:
    source = book.source
    for instrument in source.instruments.values():
        yield from (*instrument.suspended, *instrument.not_enforced)
    for provision in source.provisions.values():
        yield from (entry.span for entry in provision.enforcement)
    for group in source.sets.values():
        yield from (member.span for member in group.members)
    for parameter in source.parameters.values():
        yield from (span for span, _, _ in parameter.values)
    for definition in source.definitions.values():
        yield from (span for span, _ in definition.versions)


def dates(book: Rulebook) -> Iterator[Finding]:
    """Values and wordings that share a day, or stand out of order; instruments that bind before they take effect."""
    source = book.source
    dated = [(one.id, one.place, [span for span, _, _ in one.values]) for one in source.parameters.values()]
    dated += [(one.id, one.place, [span for span, _ in one.versions]) for one in source.definitions.values()]
    for name, place, spans in dated:
        days = [_days(span) for span in spans]
        for (first, last), (start, end) in pairwise(days):
            if start <= last and first <= end:
                yield finding("LG008", place, f"two values or wordings of '{name}' stand on one day")
            elif start < first:
                yield finding("LG017", place, f"the dates of '{name}' are out of order")
    yield from _twice(book)
    for one in source.instruments.values():
        if one.compliance < one.effective or (one.ended is not None and one.ended < one.effective):
            message = f"'{one.id}' has to be followed, or ends, before it takes effect"
            yield finding("LG017", one.place, message, severity=WARNING)


def _twice(book: Rulebook) -> Iterator[Finding]:
    """Countries that are members of a group twice on one day, under the same readings."""
    for group in book.source.sets.values():
        stands: dict[tuple[str, object], list[tuple[int, int]]] = {}
        for member in group.members:
            stands.setdefault((member.code, member.readings), []).append(_days(member.span))
        for (code, _), days in stands.items():
            if any(start <= last for (_, last), (start, _) in pairwise(sorted(days))):
                yield finding("LG008", group.place, f"'{code}' is a member of '{group.id}' twice on one day")


def _days(span: Span) -> tuple[int, int]:
    return span.start.toordinal() if span.start else 0, span.end.toordinal() if span.end else _OPEN_DAY


def redundant(book: Rulebook) -> Iterator[Finding]:
    """Conditions with a leg that stands twice, that contradicts another, or that is a constant."""
    texts = Texts(book.symbols)
    for name, place, conditions, element in _conditions(book):
        for text in conditions:
            bare = _QUOTED.sub("''", text)
            if _CONSTANT.search(bare) and bare.strip().upper() not in ("TRUE", "FALSE"):
                yield finding("LG010", place, f"a condition of '{name}' joins a constant TRUE or FALSE")
            for message in _legs(texts.parse(text, place, element)):
                yield finding("LG010", place, f"a condition of '{name}' {message}")


def _conditions(book: Rulebook) -> Iterator[tuple[str, str, Iterable[str], str]]:
    for one in book.source.provisions.values():
        yield one.id, one.place, _of_provision(one), ""
    for definition in book.source.definitions.values():
        yield definition.id, definition.place, wording(definition) if not definition.values else (), definition.on


def _of_provision(one: Provision) -> Iterator[str]:
    steps = (step.when for step in (*one.before, *one.after))
    enforced = (entry.only_when for entry in one.enforcement)
    yield from (text for text in (one.when, one.unless, one.must, one.raised_when, *steps, *enforced) if text)


def _legs(node: Node) -> Iterator[str]:
    for part in walk(node):
        if isinstance(part, (And, Or)):
            legs = set(part.args)
            if len(legs) < len(part.args):
                yield "has the same leg twice"
            if any(isinstance(leg, Not) and leg.arg in legs for leg in part.args):
                yield "joins a leg with its opposite"
            inner = Or if isinstance(part, And) else And
            if any(isinstance(leg, inner) and legs & set(leg.args) for leg in part.args):
                yield "has a leg that another one already decides"


def untried(book: Rulebook, folder: Path) -> Iterator[Finding]:
    """Provisions that no worked case exercises."""
    try:
        tried = kept(book) if folder == book.folders[0] else exercised(book, (folder,))
    except LockgateError as error:
        yield finding("LG018", f"{folder.name}/cases", f"a worked case cannot be decided: {error}")
        return
    for one in book.source.provisions.values():
        if one.id not in tried:
            yield finding("LG007", one.place, f"no worked case exercises '{one.id}'")
