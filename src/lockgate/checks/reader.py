"""Which variables a formula reads."""

from __future__ import annotations

from typing import Any

import z3  # type: ignore[import-untyped]  # it ships no types


class Reader:
    """The variables of formulas; what was read once is kept, and so are the formulas (their numbers stay their own)."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[Any, frozenset[str]]] = {}

    def names(self, formula: Any) -> frozenset[str]:
        """Names of the variables in a formula."""
        if isinstance(formula, bool):
            return frozenset()
        found = self.known.get(formula.get_id())
        if found is None:
            found = (formula, self._names(formula))
            self.known[formula.get_id()] = found
        return found[1]

    def _names(self, formula: Any) -> frozenset[str]:
        parts = formula.children()
        if parts:
            return frozenset().union(*(self.names(part) for part in parts))
        if z3.is_const(formula) and formula.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            return frozenset({formula.decl().name()})
        return frozenset()
