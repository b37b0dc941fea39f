"""Asking z3 for one transaction: which variables a formula reads, and what they are in an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.checks.law import Law

Found = dict[str, "int | bool"]
"""What the variables are in one answer of the solver."""
_LATER = 30_000
_FALSE_FIRST = 0


class Asker:
    """One conversation with the solver about formulas of one law."""

    def __init__(self, law: Law, formulas: Iterable[Any]) -> None:
        self.law = law
        self.reader = law.shelf.reader
        self.names, limits = self._limited(set().union(*(self.reader.names(formula) for formula in formulas)))
        self.solver = z3.SimpleSolver()
        self.solver.set("phase_selection", _FALSE_FIRST)
        self.solver.set("timeout", _LATER)
        self.solver.add(*limits)
        self.plain = [
            z3.Not(variable)
            for name, variable in sorted(law.world.variables.items())
            if name in self.names and law.world.unknowns[name].fact.startswith("reading.")
        ]
        self.asked = 0

    def _limited(self, names: set[str]) -> tuple[set[str], list[Any]]:
        """The variables, with all that limits them; a limit may bring in further ones."""
        while True:
            limits = [limit for limit in self.law.limits(names) if limit is not True]
            more = names.union(*(self.reader.names(limit) for limit in limits))
            if more == names:
                return names, limits
            names = more

    def ask(self, *formulas: Any) -> Answer | None:
        """Facts on which all formulas hold, with the usual readings if that can be; None if there are none."""
        if any(formula is False for formula in formulas):
            return None
        for plain in [self.plain, []] if self.plain else [[]]:
            self.solver.push()
            self.solver.add(*[one for one in formulas if one is not True], *plain)
            self.asked += 1
            answer = self.solver.check()
            found = Answer(self.law, self.solver.model(), tuple(sorted(self.names))) if answer == z3.sat else None
            self.solver.pop()
            if answer == z3.unknown:
                raise TimeoutError
            if found is not None:
                return found
        return None


@dataclass(slots=True)
class Answer:
    """One answer of the solver, with the law that it is about; its facts are read when they are wanted."""

    law: Law
    model: Any
    names: tuple[str, ...]

    @property
    def facts(self) -> Found:
        """What the variables are; what the solver leaves open is no, or as small as may be."""
        found: Found = {}
        for name in self.names:
            value = self.model.eval(self.law.world.variables[name], model_completion=True)
            found[name] = value.as_long() if z3.is_int_value(value) else z3.is_true(value)
        return found

    def true(self, formula: Any) -> bool:
        """Whether a formula holds in the answer."""
        if isinstance(formula, bool):
            return formula
        return bool(z3.is_true(self.model.eval(formula, model_completion=True)))
