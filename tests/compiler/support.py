"""What the compiler's tests share: the base rulebook, slots filled by hand, and one condition compiled alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.compiler.emit import Writer
from lockgate.compiler.ground import Ground, Texts
from lockgate.compiler.rulebook import Rulebook
from lockgate.compiler.unit import Unit
from lockgate.compiler.write import folds
from lockgate.engine.evaluate import Evaluator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lockgate.compiler.ir import Node

BASE = Path(__file__).parent.parent / "good" / "base"
DAY = date(2025, 6, 1)
TRUE, OPEN, FALSE = "true", "open", "false"


@cache
def base() -> Rulebook:
    """The base rulebook; nobody changes it."""
    return Rulebook.load(BASE)


@dataclass(frozen=True)
class Some:
    """What is known of a transaction or element: words, ranges, sets by fact; groups by collection.

    A word fact is a string or a set of possible words; a number is one number or a pair with None for an open end; a
    day is a date; a set fact is a pair of certain and possible words.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    groups: Mapping[str, tuple[Sequence[Some], bool]] = field(default_factory=dict)


def bounds(value: Any) -> tuple[Fraction | None, Fraction | None]:
    """Both ends of a number or day."""
    low, high = value if isinstance(value, tuple) else (value, value)
    return tuple(  # type: ignore[return-value]
        None if end is None else Fraction(end.toordinal() if isinstance(end, date) else str(end)) for end in (low, high)
    )


def cells(book: Rulebook, some: Some, element: str = "") -> list[Any]:
    """The slots that hold what is known."""
    layout = book.layout
    made: list[Any] = list(layout.blank(element))
    for name, value in some.facts.items():
        slot = layout.slots[name]
        if slot.kind == "one":
            made[slot.at] = slot.mask(frozenset([value] if isinstance(value, str) else value))
        elif slot.kind == "set":
            made[slot.at : slot.at + 2] = [slot.mask(tuple(part)) for part in value]
        else:
            low, high = bounds(value)
            if low is not None:
                made[slot.at] = int(low * slot.scale)
            if high is not None:
                made[slot.at + 1] = int(high * slot.scale)
    for collection in book.source.collections.values():
        if collection.of == element:
            elements, complete = some.groups.get(collection.id, ((), False))
            inner = tuple(cells(book, part, collection.element) for part in elements)
            made[layout.groups[collection.id]] = (inner, complete)
    return made


def grounded(book: Rulebook, text: str, day: date = DAY, known_at: date | None = None) -> Node:
    """A condition as it stands on a day."""
    return Ground(Texts(book.symbols), day, known_at).condition(text, "test")


@dataclass
class Compiled:
    """One condition as generated functions and for the evaluator."""

    book: Rulebook
    node: Node

    def __post_init__(self) -> None:
        writer = Writer(self.book.layout, {"R": 1, "Q": 2})
        sides = [f"def {name}(g, hp, ht): return {write(self.node)}" for name, write in self.sides(writer).items()]
        collected = folds(writer)
        self.source = "\n".join([*writer.functions, *collected, *sides])
        self.space: dict[str, Any] = {}
        exec(self.source, self.space)
        self.unit = Unit(DAY, "enforced", None, self.book.layout, holds=writer.holds, fold_at=dict(writer.fold_at))

    @staticmethod
    def sides(writer: Writer) -> dict[str, Callable[[Node], str]]:
        """How each side is written."""
        return {"possibly": writer.possibly, "surely": writer.surely}

    def generated(self, some: Some, possible: int = 0, certain: int = 0) -> str:
        """What the generated functions say."""
        slots = self.filled(some)
        return word(
            bool(self.space["possibly"](slots, possible, certain)), bool(self.space["surely"](slots, possible, certain))
        )

    def evaluated(self, some: Some, possible: int = 0, certain: int = 0) -> str:
        """What the evaluator says, with the folds in their slots and without."""
        found = {
            word(*Evaluator(self.unit, slots, possible, certain).value(self.node))
            for slots in (self.filled(some), cells(self.book, some))
        }
        assert len(found) == 1, "the evaluator must not depend on where a fold stands"
        return found.pop()

    def filled(self, some: Some) -> list[Any]:
        """Slots with the folds computed."""
        slots = cells(self.book, some)
        slots += [0] * (2 * len(self.unit.fold_at))
        self.space["folds"](slots)
        return slots

    def answer(self, some: Some, possible: int = 0, certain: int = 0) -> str:
        """What both say, which must be the same."""
        found = self.generated(some, possible, certain)
        assert found == self.evaluated(some, possible, certain), "generated functions and evaluator differ"
        return found


def word(possible: bool, certain: bool) -> str:
    """A truth as a word."""
    assert possible or not certain, "nothing is certain that is not possible"
    return TRUE if certain else OPEN if possible else FALSE


@cache
def condition(text: str, day: date = DAY) -> Compiled:
    """A condition over the base, compiled."""
    return Compiled(base(), grounded(base(), text, day))
