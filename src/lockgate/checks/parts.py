"""A grounded condition as a tree whose comparisons can be replaced, one at a time, by true or false.

A comparison that stands inside a fold is there once for every element that may be there; its place in the condition
(`Place`, the way down to it) is the same for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lockgate.checks.logic import both, either, opposite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Place = tuple[int, ...]
AND, OR, NOT, NAME, ATOM, GIVEN = "and", "or", "not", "name", "atom", "given"


@dataclass(slots=True, eq=False)
class Part:
    """All of, any of, not, a definition, a comparison, or something given (whether an element is there)."""

    kind: str
    parts: tuple[Part, ...] = ()
    place: Place = ()
    given: Any = None
    inner: Callable[[Place, bool], Any] | None = None
    made: list[Any] = field(default_factory=list)
    under: frozenset[Place] = frozenset()

    @property
    def formula(self) -> Any:
        """What the solver reads; made once."""
        if not self.made:
            self.made.append(self._formula([part.formula for part in self.parts]))
        return self.made[0]

    def _formula(self, parts: list[Any]) -> Any:
        if self.kind == AND:
            return both(parts)
        if self.kind == OR:
            return either(parts)
        if self.kind == NOT:
            return opposite(parts[0])
        return parts[0] if self.kind == NAME else self.given

    def replaced(self, place: Place, value: bool) -> Any:
        """The formula with the comparison at one place replaced by a constant, in every element."""
        if place not in self.under:
            return self.formula
        if place == self.place and self.kind in (ATOM, NAME):
            return value
        if self.kind == ATOM:
            assert self.inner is not None  # noqa: S101 - only folds of numbers have places inside
            return self.inner(place, value)
        return self._formula([part.replaced(place, value) for part in self.parts])

    def atoms(self) -> Iterator[Part]:
        """The comparisons, once for every element."""
        if self.kind == ATOM:
            yield self
        for part in self.parts:
            yield from part.atoms()


def join(kind: str, parts: list[Part]) -> Part:
    """A part over others."""
    return Part(kind, tuple(parts), under=frozenset().union(*(part.under for part in parts)))


def named(place: Place, inner: Part) -> Part:
    """A definition: it can be replaced as a whole, or what stands in it."""
    return Part(NAME, (inner,), place=place, under=inner.under | {place})


def given(formula: Any) -> Part:
    """Something that is no comparison of the condition."""
    return Part(GIVEN, given=formula)


def atom(place: Place, formula: Any, inner: Callable[[Place, bool], Any] | None = None, more: Any = ()) -> Part:
    """A comparison; ``inner`` replaces what stands inside it, at the places ``more``."""
    return Part(ATOM, place=place, given=formula, inner=inner, under=frozenset({place, *more}))
