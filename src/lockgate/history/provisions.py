"""Provisions that begin, end, are suspended or enforced otherwise between two moments, and the document behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lockgate.compiler.timeline import binding_from, in_force, instrument_of, last_day
from lockgate.history.change import AGAIN, NOT_ENFORCED, SUSPENDED, Change
from lockgate.history.sides import Sides

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lockgate.compiler.model import Provision

_DAY = timedelta(days=1)


class Provisions(Sides):
    """What happens to provisions between two moments."""

    def provisions(self) -> Iterator[Change]:
        """What begins and what ends."""
        before, after = self.rules
        for name in after:
            if name not in before:
                yield self.of_rule("provision", "begins", name)
        for name in before:
            if name not in after:
                yield self.of_rule("provision", "ends", name)

    def enforcements(self) -> Iterator[Change]:
        """Provisions that are enforced more or less than before."""
        for name in self.altered:
            one = self.source.provisions[name]
            before, after = (in_force(self.source, one, side.day, side.view) for side in self.moments)
            if before != after:
                day = self.turn(one)
                spans = [entry.span for entry in one.enforcement]
                by = next((span.by for span in spans if span.holds(self.later) and self.known(span.by)), "")
                yield Change(
                    kind="enforcement",
                    what="changes",
                    id=name,
                    name=one.name,
                    cite=one.cite.ref,
                    day=day,
                    before=_only(before) or "wholly",
                    after=_only(after) or "wholly",
                    instrument=by or self.turned_by(one, day) or one.instrument,
                    effect=one.effect,
                    postures=(self.moments[1].posture,),
                )

    def conditions(self, names: set[str]) -> Iterator[Change]:
        """Provisions that ask something else, without those of which more is told already."""
        for name in self.altered:
            if name not in names:
                yield self.of_rule("condition", "changes", name)

    def of_rule(self, kind: str, what: str, name: str) -> Change:
        """A change of a provision as a whole."""
        one = self.source.provisions[name]
        day = self.turn(one)
        instrument, how = self.ending(one, day) if what == "ends" else self.beginning(one, day)
        if what == "begins" and not how:
            only = _only(self.force(one, self.later))
            how = f"only when {only}" if only else ""
        return Change(
            kind=kind,
            what=what,
            id=name,
            name=one.name,
            cite=one.cite.ref,
            day=day,
            before="",
            after="",
            instrument=instrument,
            effect=one.effect,
            how=how,
            postures=(self.moments[1].posture,),
        )

    def force(self, one: Provision, day: date) -> tuple[str, ...] | None:
        """How far a provision is in force on a day, seen as on the later side."""
        return in_force(self.source, one, day, self.moments[1].view)

    def turn(self, one: Provision) -> date:
        """The first of the days since which a provision stands as it does on the later day."""
        last = self.force(one, self.later)
        found = self.later
        for day in reversed(self.days):
            if self.force(one, day) != last:
                break
            found = day
        return found

    def beginning(self, one: Provision, day: date) -> tuple[str, str]:
        """The instrument that made a provision begin, and whether it counts again: then what ended its sleep."""
        slept = binding_from(one, instrument_of(self.source, one)) < day and self.force(one, day - _DAY) is None
        by = self.turned_by(one, day) if slept else None
        return (one.instrument, "") if by is None else (by or one.instrument, AGAIN)

    def turned_by(self, one: Provision, day: date) -> str | None:
        """The instrument behind the suspension or enforcement that begins or ends on a day; None if none does."""
        own = instrument_of(self.source, one)
        spans = [*(entry.span for entry in one.enforcement), *own.suspended, *own.not_enforced]
        found = [span.by for span in spans if self.known(span.by) and day in (span.start, span.end and span.end + _DAY)]
        return max(found, key=bool, default=None)

    def ending(self, one: Provision, day: date) -> tuple[str, str]:
        """The instrument that made a provision end, and how; no instrument where several could have.

        A text whose end no other text explains was ended by the instrument that takes effect on that day alone; where
        none does, it was written to end then.
        """
        own = instrument_of(self.source, one)
        last = last_day(one, own)
        if last is not None and last < day:
            successor = self.successor(one, day)
            if successor is not None:
                return successor.instrument, f"replaced by {successor.id}"
            if own.ended == last:
                return one.instrument, "its instrument ended"
            started = [other.id for other in self.starting(last + _DAY)] or [one.instrument]
            return (started[0] if len(started) == 1 else ""), "the end of its text"
        for how, spans in ((SUSPENDED, own.suspended), (NOT_ENFORCED, own.not_enforced)):
            for span in spans:
                if span.holds(day) and self.known(span.by):
                    return span.by or one.instrument, how
        return one.instrument, ""

    def successor(self, one: Provision, day: date) -> Provision | None:
        """The provision of the same section and effect that begins on that day, the nearest paragraph first."""
        found = [
            self.source.provisions[name]
            for name, rule in self.rules[1].items()
            if name not in self.rules[0]
            and (rule.provision.effect, rule.provision.policy) == (one.effect, one.policy)
            and _section(rule.provision.cite.ref) == _section(one.cite.ref)
        ]
        fitting = [other for other in found if self.turn(other) == day]
        return max(fitting, key=lambda other: _shared(other.cite.ref, one.cite.ref), default=None)

    def common(self, felt: tuple[str, ...]) -> str:
        """The instrument of the provisions that begin or end, if it is one."""
        moved = [name for name in felt if (name in self.rules[0]) != (name in self.rules[1])]
        found = {
            self.of_rule("provision", "begins" if name in self.rules[1] else "ends", name).instrument for name in moved
        }
        return found.pop() if len(found) == 1 else ""


def _only(state: tuple[str, ...] | None) -> str:
    """What narrows a provision, in one text."""
    return " AND ".join(" ".join(text.split()) for text in state or () if text and text != "TRUE")


def _shared(one: str, other: str) -> int:
    """How many characters two citations share from the start."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _section(ref: str) -> str:
    """The section or entry at the head of a citation, without its paragraphs.

    >>> _section("15 CFR 742.6(a)(6)(iii) as of 2023; 15 CFR 744.23")
    '15 CFR 742.6'
    """
    return ref.partition(";")[0].partition("(")[0].partition(" as of")[0].strip()
