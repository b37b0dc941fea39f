"""The names that conditions may use, and what kind of thing each is."""

from __future__ import annotations

from lockgate.compiler.ir import NumFold, Term
from lockgate.compiler.model import Fact, Source

STAGE = "class."
"""Prefix under which conditions read what a stage decided."""
_PURE = ("", "ratio", "share")


class Symbols:
    """Facts, stage values and readings under one roof; both of the latter are read like facts."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.facts: dict[str, Fact] = dict(source.facts)
        self.countries = source.countries
        for stage in source.stages.values():
            if stage.kind == "one" and stage.values:
                values = stage.values if stage.default in stage.values else (*stage.values, stage.default)
                self.facts[STAGE + stage.id] = _inner(STAGE + stage.id, values, stage.name)
        for reading in source.readings.values():
            values = tuple(name for name, _ in reading.values)
            self.facts[f"reading.{reading.id}"] = _inner(f"reading.{reading.id}", values, reading.question)

    def fact(self, name: str) -> Fact | None:
        """The fact, stage value or reading of that name."""
        return self.facts.get(name)

    def of_countries(self, fact: Fact) -> bool:
        """Whether the values of a fact are countries."""
        return bool(self.countries) and fact.values == self.countries

    def rounding(self, name: str) -> str:
        """How a number was cut, or empty."""
        fact = self.facts.get(name)
        return fact.rounding if fact else ""

    def collection(self, name: str) -> str | None:
        """The id of a collection; `item.circuits` and `party.owners` are other names of `circuits` and `owners`."""
        if name in self.source.collections:
            return name
        owner, _, last = name.rpartition(".")
        collection = self.source.collections.get(last)
        return last if collection is not None and owner == (collection.of or "item") else None

    def unit(self, term: Term) -> str | None:
        """The unit of a term; None fits everything (a plain number). Shares have no unit once they are multiplied."""
        units = [self.source.parameters[name].unit for name in term.params]
        ref = term.ref
        if isinstance(ref, NumFold):
            units.append("count" if ref.kind == "count" else self._fact_unit(ref.field))
        elif ref is not None:
            units.append(self._fact_unit(ref))
        bare = _cancelled([unit for unit in units if unit not in _PURE])
        if len(bare) > 1:
            return " x ".join(bare)
        return bare[0] if bare else (units[-1] if ref is not None and units else None)

    def _fact_unit(self, name: str) -> str:
        fact = self.facts[name]
        return "days" if fact.type == "date" else fact.unit or name

    def names(self) -> list[str]:
        """All names, for nearest matches."""
        source = self.source
        return [*self.facts, *source.definitions, *source.parameters, *source.sets, *source.collections]


def _inner(name: str, values: tuple[str, ...], question: str) -> Fact:
    return Fact(name, "inner", "enum", "", question, "", values=values)


def _cancelled(units: list[str]) -> list[str]:
    """Units of a product: TPP/mm2 times mm2 is TPP."""
    for unit in units:
        above, slash, under = unit.rpartition("/")
        if slash and under in units:
            rest = list(units)
            rest.remove(unit)
            rest.remove(under)
            return _cancelled([above, *rest])
    return units
