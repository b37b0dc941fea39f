"""What checks and texts look up in a rulebook: parameters, groups, instruments, provisions, answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lockgate.compiler.timeline import binding_from, instrument_of, printed
from lockgate.engine.determine import declarations_of, determine
from lockgate.errors import RulebookError
from lockgate.items import figures, load
from lockgate.items.bounds import floor_quotient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from lockgate.compiler.model import Instrument, Parameter, Provision
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.engine.result import Determination

BASE = "ordinary-course"
DAYS = ("known_from", "published", "effective", "compliance")


class Looking:
    """One rulebook, asked by name; an unknown name is an error with the place of the claim."""

    def __init__(self, book: Rulebook, place: str = "") -> None:
        self.book = book
        self.source = book.source
        self.place = place

    def _of(self, shelf: Mapping[str, Any], name: Any, what: str) -> Any:
        if name not in shelf:
            from lockgate.door.problems import nearest  # noqa: PLC0415 - only for the message

            raise RulebookError(f"no {what} '{name}' in the rulebook", place=self.place, hint=nearest(str(name), shelf))
        return shelf[name]

    def parameter(self, name: str) -> Parameter:
        """A parameter by its id."""
        found: Parameter = self._of(self.source.parameters, name, "parameter")
        return found

    def number(self, name: str, day: date) -> Fraction | None:
        """The value of a parameter on a day; None if it has none."""
        values = self.parameter(name).values
        return next((value for span, value, _ in values if printed(self.source, span, day, None)), None)

    def instrument(self, name: str) -> Instrument:
        """An instrument by its id."""
        found: Instrument = self._of(self.source.instruments, name, "instrument")
        return found

    def provision(self, name: str) -> Provision:
        """A provision by its id."""
        found: Provision = self._of(self.source.provisions, name, "provision")
        return found

    def begins(self, name: str) -> date:
        """The first day on which a provision binds."""
        provision = self.provision(name)
        return binding_from(provision, instrument_of(self.source, provision))

    def members(self, name: str, day: date) -> frozenset[str]:
        """Codes of a country group on a day."""
        self._of(self.source.sets, name, "country group")
        return _members(self.book, name, day)

    def country(self, code: str) -> str:
        """Name of a country."""
        return declarations_of(self.book).countries.get(code, code)

    def units(self, parameter: str, chip: str, day: date) -> int | None:
        """How many chips an amount of TPP holds on a day."""
        amount, tpp = self.number(parameter, day), figures(load().get(chip)).tpp.value.high
        if amount is None or not tpp:
            return None
        return int(floor_quotient(Decimal(amount.numerator) / Decimal(amount.denominator), tpp, places=0))

    def answer(self, facts: Mapping[str, Any], day: date, posture: str) -> Determination:
        """A determination on plain facts."""
        return determine(facts, as_of=day, posture=posture, rulebook=self.book)


@lru_cache(maxsize=256)
def _members(book: Rulebook, name: str, day: date) -> frozenset[str]:
    def make() -> frozenset[str]:
        from lockgate.compiler.ground import Ground, Texts  # noqa: PLC0415 - brings the parser

        return Ground(Texts(book.symbols), day).codes(name, (), book.source.sets[name].place)

    return book.keep(f"group-{name}-{book.calendar.segment(day)}", make)


def day_of(text: Any, place: str) -> date:
    """A day that a claim names."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise RulebookError(f"'{text}' is no day", place=place, hint="write 2025-06-01") from None
