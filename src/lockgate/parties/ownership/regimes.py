"""Which rules pass restrictions on to owned companies, on which days, in which posture: all of it from the rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.compiler.fields import nearest
from lockgate.compiler.model import CONFIDENCE
from lockgate.compiler.timeline import ENFORCED, View, binding_from, in_force, instrument_of, known, last_day
from lockgate.errors import RulebookError
from lockgate.parties.ownership.capture import Regime

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.compiler.model import Instrument, Provision, Span
    from lockgate.compiler.rulebook import Rulebook

TABLE = "ownership"
CAPTURE, PARENT = "capture", "parent"


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a rule is in force, both included; ``confidence`` is not empty where its start is only expected."""

    start: date
    end: date | None
    confidence: str = ""

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag that comes with a rule: its id and what it asks."""

    id: str
    ask: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A regime as of a day, in a posture.

    Attributes:
        regime: the lists that it names and the line.
        day, posture: how it is looked at.
        periods: when it is in force, in this posture; None where the rulebook holds no days for it.
        state: ``in force``, or why not: ``not yet in force``, ``suspended``, ``not enforced``, ``ended``.
        confidence: weakest mark of what was used.
        flags: red flags that come with it on that day.
        note: what else there is to say.
    """

    regime: Regime
    day: date
    posture: str
    periods: tuple[Period, ...] | None
    state: str
    confidence: str
    flags: tuple[Flag, ...] = ()
    note: str = ""

    @property
    def in_force(self) -> bool:
        """Whether it passes anything on that day."""
        return self.state == "in force"

    def calendar(self) -> str:
        """When it is in force, in words."""
        if self.periods is None:
            return f"taken as in force on every day ({self.confidence})"
        here = f"in force on {self.day}" if self.in_force else f"not in force on {self.day} ({self.state})"
        parts = [here, *(self._period(period) for period in self.periods)]
        return "; ".join(parts)

    def _period(self, period: Period) -> str:
        mark = f", {period.confidence}" if period.confidence else ""
        if period.start > self.day:
            earlier = any(other.start < period.start for other in self.periods or ())
            until = f" to {period.end}" if period.end else ""
            return f"{'returns' if earlier else 'comes into force'} {period.start}{until}{mark}"
        return (
            f"in force {period.start} to {period.end}{mark}" if period.end else f"in force since {period.start}{mark}"
        )

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        periods = None if self.periods is None else [_period(period) for period in self.periods]
        return {
            "id": self.regime.id,
            "name": self.regime.name,
            "cite": self.regime.cite or None,
            "lists": sorted(self.regime.lists),
            "at_least": str(float(self.regime.at_least)),
            "day": self.day.isoformat(),
            "posture": self.posture,
            "in_force": self.in_force,
            "state": self.state,
            "periods": periods,
            "confidence": self.confidence,
            "flags": [{"id": flag.id, "ask": flag.ask} for flag in self.flags],
            "note": self.note or None,
        }


@dataclass(frozen=True, slots=True)
class Control:
    """How the ultimate parent is read out of a graph: up the chain of owners of more than a share."""

    more_than: Fraction
    confidence: str


def _period(period: Period) -> dict[str, Any]:
    return {
        "from": period.start.isoformat(),
        "to": period.end.isoformat() if period.end else None,
        "confidence": period.confidence or None,
    }


def rules(book: Rulebook, day: date, posture: str = ENFORCED, known_at: date | None = None) -> tuple[Rule, ...]:
    """All rules that pass restrictions on, in the order of the rulebook; the first one belongs to the EAR.

    Errors: `RulebookError` for a table that names what the rulebook does not hold.

    >>> from lockgate import Rulebook
    >>> first, second = rules(Rulebook.load(), date(2026, 1, 15))
    >>> first.calendar()
    'not in force on 2026-01-15 (suspended); in force 2025-09-29 to 2025-11-09; returns 2026-11-10, unverified'
    >>> second.regime.id, sorted(second.regime.lists), second.confidence
    ('ofac', ['sdn', 'sdn_744_8'], 'recalled')
    """
    view = View(posture, known_at)
    book.check_posture(view)
    rows = [row for row in _rows(book) if row.get("kind") == CAPTURE]
    return tuple(_rule(book, row, day, view) for row in rows)


def control(book: Rulebook) -> Control:
    """How the ultimate parent is read out of a graph."""
    for row in _rows(book):
        if row.get("kind") == PARENT:
            share = _number(row, "share")
            if not Fraction(1, 2) <= share < 1:
                raise _wrong(row, "share", "must be one half or more, so that no company has two ultimate parents")
            return Control(share, row.get("confidence", CONFIDENCE[0]))
    raise RulebookError("the table says nothing about ultimate parents", place=f"{TABLE}.yaml", hint="kind: parent")


def _rows(book: Rulebook) -> tuple[Mapping[str, str], ...]:
    rows = book.source.tables.get(TABLE, ())
    if not rows:
        raise RulebookError("this rulebook says nothing about ownership", hint=f"add {TABLE}.yaml")
    return rows


def _rule(book: Rulebook, row: Mapping[str, str], day: date, view: View) -> Rule:
    if "provision" not in row:
        return _undated(book, row, day, view)
    provision = _named(book.source.provisions, row, "provision")
    instrument = instrument_of(book.source, provision)
    line = _named(book.source.parameters, row, "line")
    lists = _named(book.source.definitions, row, "lists").values
    at_least, mark = next(((value, mark) for span, value, mark in line.values if span.holds(day)), (None, ""))
    if at_least is None:  # before the first value: the line is the one that the rule came with
        _, at_least, mark = line.values[0]
    periods = _periods(book, provision, instrument, view)
    here = next((period for period in periods if period.holds(day)), None)
    marks = [provision.confidence, mark, here.confidence if here else ""]
    return Rule(
        Regime(row["id"], row["name"], frozenset(lists), at_least, provision.cite.ref),
        day,
        view.posture,
        periods,
        "in force" if here else _why_not(book, provision, instrument, day, view),
        max((one for one in marks if one), key=CONFIDENCE.index),
        _flags(book, provision, day, view),
        row.get("note", ""),
    )


def _undated(book: Rulebook, row: Mapping[str, str], day: date, view: View) -> Rule:
    known_words = book.source.facts["owner.list"].values
    lists = frozenset(word.strip() for word in row.get("words", "").split(",") if word.strip())
    for word in sorted(lists - set(known_words)):
        raise _wrong(row, "words", f"names an unknown list '{word}'", nearest(word, known_words))
    regime = Regime(row["id"], row["name"], lists, _number(row, "share"), row.get("cite", ""))
    return Rule(regime, day, view.posture, None, "in force", row.get("confidence", ""), (), row.get("note", ""))


def _named(table: Mapping[str, Any], row: Mapping[str, str], key: str) -> Any:
    name = row.get(key, "")
    if name not in table:
        raise _wrong(row, key, f"names '{name}', which this rulebook does not hold", nearest(name, table))
    return table[name]


def _number(row: Mapping[str, str], key: str) -> Fraction:
    try:
        return Fraction(row.get(key, ""))
    except (ValueError, ZeroDivisionError):
        raise _wrong(row, key, f"is no number: '{row.get(key, '')}'") from None


def _wrong(row: Mapping[str, str], key: str, what: str, hint: str | None = None) -> RulebookError:
    return RulebookError(f"'{key}' of {row.get('id', '?')} {what}", place=f"{TABLE}.yaml", hint=hint)


# ---- when


def _periods(book: Rulebook, provision: Provision, instrument: Instrument, view: View) -> tuple[Period, ...]:
    """Stretches of days on which the provision is in force, as far as was known."""
    found: list[Period] = []
    days = book.calendar.days
    for start, after in zip(days, [*days[1:], None], strict=True):
        if in_force(book.source, provision, start, view) is None:
            continue
        end = after - timedelta(days=1) if after else None
        if found and found[-1].end == start - timedelta(days=1):
            found[-1] = Period(found[-1].start, end, found[-1].confidence)
        else:
            found.append(Period(start, end, _expected(instrument, start)))
    return tuple(found)


def _expected(instrument: Instrument, start: date) -> str:
    """The mark of a start that is only expected."""
    return next((mark for day, _, mark in instrument.expected if day == start), "")


def _why_not(book: Rulebook, provision: Provision, instrument: Instrument, day: date, view: View) -> str:
    def covers(spans: tuple[Span, ...]) -> bool:
        return any(span.holds(day) and known(book.source, span.by, view.known_at) for span in spans)

    end = last_day(provision, instrument)
    if not known(book.source, instrument.id, view.known_at):
        return "not known then"
    if day < binding_from(provision, instrument):
        return "not yet in force"
    if end is not None and day > end:
        return "ended"
    return "suspended" if covers(instrument.suspended) else "not enforced"


def _flags(book: Rulebook, provision: Provision, day: date, view: View) -> tuple[Flag, ...]:
    """Red flags of the same instrument that can be raised on that day."""
    return tuple(
        Flag(one.flag or one.id, one.ask)
        for one in book.source.provisions.values()
        if one.effect == "flags"
        and one.instrument == provision.instrument
        and in_force(book.source, one, day, view) is not None
    )
