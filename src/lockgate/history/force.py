"""Why a provision is not in force on a day, in a posture, as far as could be known; and how far it is enforced."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lockgate.compiler.timeline import CODIFIED, ENFORCED, PROPOSED, binding_from, in_force, known, last_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lockgate.compiler.model import Enforcement, Instrument, Provision, Source, Span
    from lockgate.history.moment import Moment


def not_in_force(source: Source, provision: Provision, moment: Moment) -> str:
    """What keeps a provision out of force, with the day; empty if it is in force.

    >>> from datetime import date
    >>> from lockgate.engine.determine import default_rulebook
    >>> from lockgate.history.moment import Moment
    >>> source = default_rulebook().source
    >>> not_in_force(source, source.provisions["740.29"], Moment(date(2025, 1, 1), "codified"))
    'binds from 2025-01-13 (diffusion-2025)'
    """
    view, day = moment.view, moment.day
    if in_force(source, provision, day, view) is not None:
        return ""
    instrument = source.instruments[provision.instrument]
    if provision.proposed:
        return f"a proposal, counted only in the posture {PROPOSED}{provision.instrument}"
    if not known(source, instrument.id, moment.known_at):
        return f"not known on {moment.known_at}: {instrument.id} could be read from {instrument.known_from}"
    begins, ends = binding_from(provision, instrument), last_day(provision, instrument)
    if day < begins:
        return f"binds from {begins} ({instrument.id})"
    if ends is not None and day > ends:
        return f"ended with {ends} ({instrument.id})"
    return _dormant(provision, instrument, moment)


def _dormant(provision: Provision, instrument: Instrument, moment: Moment) -> str:
    """A text that is printed but sleeps: suspended, of the other posture, or not enforced."""
    suspended = _span(instrument.suspended, moment.day)
    if suspended:
        return f"{instrument.id} is suspended {_stretch(suspended)}"
    if provision.posture and (provision.posture == ENFORCED) != (moment.posture != CODIFIED):
        return f"counted only in the {provision.posture} posture"
    span = _span(instrument.not_enforced, moment.day)
    return f"{instrument.id} is not enforced {_stretch(span) if span else ''}".rstrip()


def _span(spans: Iterable[Span], day: date) -> Span | None:
    return next((span for span in spans if span.holds(day)), None)


def _stretch(span: Span) -> str:
    begins = f"from {span.start}" if span.start else ""
    ends = f"until {span.end}" if span.end else ""
    by = f"({span.by})" if span.by else ""
    return " ".join(part for part in (begins, ends, by) if part)


def narrowed(provision: Provision, moment: Moment) -> tuple[str, ...]:
    """How far a provision is enforced, since when and by whom; nothing where it is enforced as printed."""
    if moment.posture == CODIFIED:
        return ()
    held = [entry for entry in provision.enforcement if entry.span.holds(moment.day)]
    return tuple(_enforced(entry) for entry in held)


def _enforced(entry: Enforcement) -> str:
    by = f" ({entry.span.by})" if entry.span.by else ""
    days = _stretch(replace(entry.span, by=""))
    return " ".join(part for part in ("enforced", days, f"only where {entry.only_when}{by}") if part)
