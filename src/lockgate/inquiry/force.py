"""Why a provision is not in force on a day, in a posture, as far as could be known; and what its text rests on."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from lockgate.compiler.timeline import CODIFIED, ENFORCED, PROPOSED, View, binding_from, in_force, known, last_day
from lockgate.compiler.timeline import printed as stands
from lockgate.engine.words import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from lockgate.compiler.model import Instrument, Provision, Source, Span
    from lockgate.inquiry.lines import Standpoint

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def not_in_force(source: Source, provision: Provision, stand: Standpoint) -> str:
    """What keeps a provision out of force, with the day; empty if it is in force.

    >>> from datetime import date
    >>> from lockgate.engine.determine import default_rulebook
    >>> from lockgate.inquiry.lines import Standpoint
    >>> book = default_rulebook()
    >>> stand = Standpoint(book, date(2025, 1, 1), "codified", None, {})
    >>> not_in_force(book.source, book.source.provisions["740.29"], stand)
    'binds from 2025-01-13 (diffusion-2025)'
    """
    view, day = View(stand.posture, stand.known_at), stand.day
    if in_force(source, provision, day, view) is not None:
        return ""
    instrument = source.instruments[provision.instrument]
    if provision.proposed:
        return f"a proposal, counted only in the posture {PROPOSED}{provision.instrument}"
    if not known(source, instrument.id, stand.known_at):
        return f"not known on {stand.known_at}: {instrument.id} could be read from {instrument.known_from}"
    begins, ends = binding_from(provision, instrument), last_day(provision, instrument)
    if day < begins:
        return f"binds from {begins} ({instrument.id})"
    if ends is not None and day > ends:
        return f"ended with {ends} ({instrument.id})"
    return _dormant(provision, instrument, stand)


def _dormant(provision: Provision, instrument: Instrument, stand: Standpoint) -> str:
    """A text that is printed but sleeps: suspended, of the other posture, or not enforced."""
    suspended = _span(instrument.suspended, stand.day)
    if suspended:
        return f"{instrument.id} is suspended {_stretch(suspended)}"
    if provision.posture and (provision.posture == ENFORCED) != (stand.posture != CODIFIED):
        return f"counted only in the {provision.posture} posture"
    span = _span(instrument.not_enforced, stand.day)
    return f"{instrument.id} is not enforced {_stretch(span) if span else ''}".rstrip()


def _span(spans: Iterable[Span], day: date) -> Span | None:
    return next((span for span in spans if span.holds(day)), None)


def _stretch(span: Span) -> str:
    begins = f"from {span.start}" if span.start else ""
    ends = f"until {span.end}" if span.end else ""
    by = f"({span.by})" if span.by else ""
    return " ".join(part for part in (begins, ends, by) if part)


def wording(source: Source, provision: Provision, first: Standpoint, second: Standpoint) -> tuple[str, ...]:
    """What a provision's text rests on and what differs between two standpoints under one rulebook.

    Figures, country groups (only the countries given), definitions with dated wordings, and how far it is enforced.
    """
    return tuple(dict.fromkeys(_wording(source, provision, first, second)))


def _wording(source: Source, provision: Provision, first: Standpoint, second: Standpoint) -> Iterator[str]:
    for name in reached(source, provision):
        if name in source.parameters:
            values = [
                next(
                    (plain(value) for span, value, _ in source.parameters[name].values if _holds(source, span, one)), ""
                )
                for one in (first, second)
            ]
            if values[0] != values[1]:
                yield f"{name}: {values[0] or 'none'} on {first.day}, {values[1] or 'none'} on {second.day}"
        elif name in source.definitions:
            spans = [
                next((span for span, _ in source.definitions[name].versions if span.holds(one.day)), None)
                for one in (first, second)
            ]
            if spans[0] != spans[1]:
                later = max(span.start for span in spans if span and span.start)
                yield f"definition {name} reads otherwise from {later}"
    for one, other in ((first, second), (second, first)):
        yield from _narrower(provision, one, other)


def _narrower(provision: Provision, one: Standpoint, other: Standpoint) -> Iterator[str]:
    """How far a provision is enforced on one side, where the other side does not narrow it so."""
    mine, theirs = (
        {entry for entry in provision.enforcement if side.posture != CODIFIED and entry.span.holds(side.day)}
        for side in (one, other)
    )
    for entry in provision.enforcement:
        if entry in mine and entry not in theirs:
            by = f" ({entry.span.by})" if entry.span.by else ""
            yield f"enforced {_stretch(entry.span).removesuffix(by)} only where {entry.only_when}{by}"


def members(
    source: Source, provision: Provision, first: Standpoint, second: Standpoint, countries: Collection[str]
) -> tuple[str, ...]:
    """Country groups that a provision's text reaches and that gained or lost one of these countries in between."""
    found = []
    for name in reached(source, provision):
        for member in source.sets[name].members if name in source.sets else ():
            here, there = (_holds(source, member.span, one) for one in (first, second))
            if here != there and member.code in countries:
                start, end = member.span.start, member.span.end
                since = f"from {start}" if start and start > min(first.day, second.day) else ""
                until = f"no longer from {end + timedelta(days=1)}" if end and not since else ""
                by = f" ({member.span.by})" if member.span.by else ""
                found.append(f"{member.code} is in {name} {since or until}{by}")
    return tuple(dict.fromkeys(found))


def _holds(source: Source, span: Span, stand: Standpoint) -> bool:
    return stands(source, span, stand.day, stand.known_at)


def reached(source: Source, provision: Provision) -> list[str]:
    """Parameters, country groups and definitions that a provision's text names, directly or through others."""
    texts = [provision.when, provision.unless, provision.must, *(entry.only_when for entry in provision.enforcement)]
    texts += [text for step in (*provision.before, *provision.after) for text in (step.when, step.wait)]
    found: dict[str, None] = {}
    while texts:
        for name in _NAME.findall(texts.pop()):
            if name in found:
                continue
            if name in source.definitions:
                texts += [text for _, text in source.definitions[name].versions]
            elif name in source.sets:
                texts.append(source.sets[name].algebra)
            elif name not in source.parameters:
                continue
            found[name] = None
    return list(found)
